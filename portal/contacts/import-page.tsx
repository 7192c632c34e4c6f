import type { ComponentChildren } from 'preact';
import {
  type AttributeDefinition,
  type AttributeType,
  type ImportPreview,
  type ImportTrial,
  ATTRIBUTE_TYPES as TYPES,
} from '../../core/index.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Card, Choices, Field, FieldErrors, Form, FormProblems, Page, Select } from '../layout/index.ts';
import { TYPE_WORDS } from '../settings/words.ts';
import { existingTarget, type MappingForm, newTarget } from './import-form.ts';
import { TrialResult } from './import-trial.tsx';
import { DELIMITER_WORDS, WORDS } from './words.ts';

const ENCODINGS = { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16 LE', 'utf-16be': 'UTF-16 BE', cp949: 'CP949' } as const;

/** What is wrong with the file itself. */
export const MappingProblem = ({ errors }: { errors: FormErrors }) => (
  <FormProblems
    errors={{ ...errors, fields: {}, general: [...errors.general, ...Object.values(errors.fields).flat()] }}
  />
);

interface MappingProps {
  readonly preview: ImportPreview;
  readonly form: MappingForm;
  readonly attributes: readonly AttributeDefinition[];
  readonly errors?: FormErrors | undefined;
  readonly trial?: ImportTrial | undefined;
}

/** What one column becomes: a part of the contact, an attribute that is there, or a new one with a name. */
const ColumnTarget = ({ preview, form, attributes, errors, column }: MappingProps & { column: number }) => {
  const t = useText();
  const header = preview.headers[column] ?? '';
  const chosen = form.targets[column];
  const fits = preview.fits[column] ?? TYPES;
  const name = `to.${column}`;
  const hintId = `${name}-misfit`;
  const wrong = errors?.fields[name] !== undefined;
  const target = preview.guess.columns[header];
  const guessed = target?.to === 'attribute' ? target.type : 'text';
  const misfits = preview.misfits[column] ?? [];
  const option = (value: string, label: string, type?: AttributeType) => (
    <option
      key={value}
      value={value}
      selected={value === chosen}
      data-misfit={type !== undefined && !fits.includes(type) ? '' : undefined}
    >
      {label}
    </option>
  );
  return (
    <td>
      <select
        name={name}
        aria-label={t(WORDS.becomesOf, { header })}
        aria-describedby={wrong ? `${hintId} f-to-${column}-error` : hintId}
        aria-invalid={wrong ? 'true' : undefined}
      >
        {option('address', t(WORDS.toAddress))}
        {option('externalId', t(WORDS.toExternalId))}
        {option('consent', t(WORDS.toConsent))}
        {option('ignore', t(WORDS.toIgnore))}
        {attributes.length === 0 ? null : (
          <optgroup label={t(WORDS.toExisting)}>
            {attributes.map(({ key, label, type }) =>
              option(existingTarget(key), `${label} (${t(TYPE_WORDS[type])})`, type),
            )}
          </optgroup>
        )}
        <optgroup label={t(WORDS.toNew)}>
          {TYPES.map((type) => option(newTarget(type), `${t(WORDS.toNew)}: ${t(TYPE_WORDS[type])}`, type))}
        </optgroup>
      </select>
      <input
        class="new-name"
        name={`name.${column}`}
        value={form.names[column]}
        maxLength={200}
        aria-label={t(WORDS.nameOf, { header })}
        placeholder={t(WORDS.newName)}
      />
      <small class="field-hint misfit" id={hintId}>
        {t(WORDS.misfit)}
      </small>
      {misfits.length === 0 ? null : (
        <small class="field-hint">
          {t(WORDS.refusedAs, {
            type: t(TYPE_WORDS[guessed]),
            n: misfits.length,
            row: misfits[0]?.row ?? 0,
            value: misfits[0]?.value ?? '',
          })}
        </small>
      )}
      <FieldErrors name={name} errors={errors} />
    </td>
  );
};

const Columns = (props: MappingProps) => {
  const t = useText();
  const { preview } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="table-scroll" aria-label={t(WORDS.columns)} tabIndex={0}>
      <table class="mapping">
        <thead>
          <tr>
            <th scope="col">{t(WORDS.column)}</th>
            <th scope="col">{t(WORDS.becomes)}</th>
            <th scope="col">{t(WORDS.examples)}</th>
          </tr>
        </thead>
        <tbody>
          {preview.headers.map((header, i) => (
            <tr key={header}>
              <th scope="row">{header}</th>
              <ColumnTarget {...props} column={i} />
              <td class="muted examples">
                {[...new Set(preview.rows.map((row) => row[i] ?? '').filter((text) => text !== ''))]
                  .slice(0, 3)
                  .map((text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text))
                  .join(' · ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

/** The part of the import form that depends on the file: columns, consent, made addresses. */
export const MappingFields = (props: MappingProps) => {
  const t = useText();
  const { preview, form, errors } = props;
  const { headers } = preview;
  return (
    <>
      <FormProblems errors={errors} />
      {props.trial === undefined ? null : <TrialResult trial={props.trial} />}
      <input type="hidden" name="headers" value={JSON.stringify(headers)} />
      <h2>{t(WORDS.columns)}</h2>
      <p class="muted">
        {t(WORDS.columnsText, {
          name: preview.fileName,
          count: headers.length,
          encoding: ENCODINGS[preview.encoding],
          delimiter: t(DELIMITER_WORDS[preview.delimiter]),
        })}
      </p>
      <Columns {...props} />
      <Choices
        type="radio"
        name="consent"
        label={t(WORDS.consentQuestion)}
        values={[form.consent]}
        choices={[
          { value: 'column', label: t(WORDS.consentColumn), hint: t(WORDS.consentColumnHint) },
          { value: 'declared', label: t(WORDS.consentDeclared), hint: t(WORDS.consentDeclaredHint) },
          { value: 'none', label: t(WORDS.consentNone), hint: t(WORDS.consentNoneHint) },
        ]}
        errors={errors}
      />
      <div class="when-declared">
        <Field
          name="source"
          label={t(WORDS.consentSource)}
          value={form.source}
          placeholder={t(WORDS.consentSourceExample)}
          optional
          errors={errors}
        />
      </div>
      <details open={form.madeColumn !== ''}>
        <summary>{t(WORDS.madeTitle)}</summary>
        <p class="muted">{t(WORDS.madeText)}</p>
        <div class="field-row">
          <Select
            name="madeColumn"
            label={t(WORDS.madeColumn)}
            value={form.madeColumn}
            choices={[
              { value: '', label: t(WORDS.madeNo) },
              ...headers.map((header) => ({ value: header, label: header })),
            ]}
            errors={errors}
          />
          <Field name="madePrefix" label={t(WORDS.madePrefix)} value={form.madePrefix} optional errors={errors} />
          <Field name="madeDomain" label={t(WORDS.madeDomain)} value={form.madeDomain} optional errors={errors} />
        </div>
      </details>
      <div class="actions">
        <button type="submit">{t(WORDS.start)}</button>
        <button
          type="submit"
          class="secondary"
          formaction="/contacts/imports/try"
          hx-post="/contacts/imports/try"
          hx-target="#mapping"
          hx-swap="innerHTML"
          hx-encoding="multipart/form-data"
          hx-include="closest form"
          hx-indicator="#reading"
        >
          {t(WORDS.tryIt)}
        </button>
      </div>
    </>
  );
};

/** Choose a file; its columns appear below. */
export const ImportPage = ({ children }: { children?: ComponentChildren }) => {
  const t = useText();
  return (
    <Page
      title={t(WORDS.importTitle)}
      active="contacts"
      back={{ href: '/contacts', label: t(WORDS.title) }}
      lead={t(WORDS.importLead)}
    >
      <Card>
        <Form
          upload
          action="/contacts/imports"
          id="import-form"
          hx-post="/contacts/imports"
          hx-target="#mapping"
          hx-swap="innerHTML"
          hx-encoding="multipart/form-data"
        >
          <div class="field">
            <label for="import-file">{t(WORDS.file)}</label>
            <input
              id="import-file"
              type="file"
              name="file"
              accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
              required
              hx-post="/contacts/imports/preview"
              hx-trigger="change"
              hx-target="#mapping"
              hx-swap="innerHTML"
              hx-encoding="multipart/form-data"
              hx-include="closest form"
              hx-indicator="#reading"
            />
            <span id="reading" class="htmx-indicator muted" role="status">
              {t(WORDS.reading)}
            </span>
          </div>
          <noscript>
            <button type="submit" formaction="/contacts/imports/preview" class="secondary">
              {t(WORDS.preview)}
            </button>
          </noscript>
          <div id="mapping" aria-live="polite">
            {children}
          </div>
        </Form>
      </Card>
    </Page>
  );
};
