import type { ComponentChildren } from 'preact';
import type { ImportPreview } from '../../core/index.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Card, Choices, Field, FieldErrors, Form, FormProblems, Page, Select } from '../layout/index.ts';
import { TYPE_WORDS } from '../settings/words.ts';
import type { MappingForm } from './import-form.ts';
import { WORDS } from './words.ts';

const ENCODINGS = { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16', cp949: 'CP949' } as const;
const TYPES = ['text', 'number', 'date', 'boolean', 'list'] as const;

/** What is wrong with the file itself. */
export const MappingProblem = ({ errors }: { errors: FormErrors }) => (
  <FormProblems
    errors={{ ...errors, fields: {}, general: [...errors.general, ...Object.values(errors.fields).flat()] }}
  />
);

const Columns = ({
  preview,
  form,
  errors,
}: {
  preview: ImportPreview;
  form: MappingForm;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
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
              <td>
                <select name={`to.${i}`} aria-label={t(WORDS.becomesOf, { header })}>
                  {[
                    { value: 'address', label: t(WORDS.toAddress) },
                    { value: 'externalId', label: t(WORDS.toExternalId) },
                    { value: 'consent', label: t(WORDS.toConsent) },
                    ...TYPES.map((type) => ({
                      value: `attribute:${type}`,
                      label: `${t(WORDS.toAttribute)}: ${t(TYPE_WORDS[type])}`,
                    })),
                    { value: 'ignore', label: t(WORDS.toIgnore) },
                  ].map((choice) => (
                    <option key={choice.value} value={choice.value} selected={choice.value === form.targets[i]}>
                      {choice.label}
                    </option>
                  ))}
                </select>
                <FieldErrors name={`to.${i}`} errors={errors} />
              </td>
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
export const MappingFields = ({
  preview,
  form,
  errors,
}: {
  preview: ImportPreview;
  form: MappingForm;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { headers } = preview;
  return (
    <>
      <FormProblems errors={errors} />
      <input type="hidden" name="headers" value={JSON.stringify(headers)} />
      <h2>{t(WORDS.columns)}</h2>
      <p class="muted">
        {t(WORDS.columnsText, {
          name: preview.fileName,
          count: headers.length,
          encoding: ENCODINGS[preview.encoding],
        })}
      </p>
      <Columns preview={preview} form={form} errors={errors} />
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
      <button type="submit">{t(WORDS.start)}</button>
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
