import type { AttributeDefinition, Campaign, Picture, Segment, SegmentCount, Staff } from '../../core/index.ts';
import { asset } from '../http/assets.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Banner, Card, CsrfField, Field, FieldErrors, Page, Select, TextArea } from '../layout/index.ts';
import { Blocks } from './blocks-view.tsx';
import { fieldAnchor, fieldWord } from './campaign-texts.ts';
import { CountText } from './campaign-view.tsx';
import { type EditorForm, FIELD } from './editor-form.ts';
import { EDITOR } from './editor-words.ts';
import { DeviceSwitch } from './preview-view.tsx';
import { CAMPAIGN, KPI } from './words.ts';

/** What the editor offers to choose from. */
export interface EditorChoices {
  readonly staff: readonly Staff[];
  readonly segments: readonly Segment[];
  readonly pictures: readonly Picture[];
  readonly attributes: readonly AttributeDefinition[];
  readonly senderDomains: readonly string[];
  readonly count: SegmentCount | undefined;
}

/** One field that differs between what was typed and what is saved now. */
export interface Difference {
  readonly field: string;
  readonly now: string;
  readonly yours: string;
}

export interface EditorProps {
  readonly campaign: Campaign;
  readonly form: EditorForm;
  readonly choices: EditorChoices;
  /** Refused by core just now; nothing was saved. */
  readonly errors: FormErrors | undefined;
  /** Set where somebody else saved in between. */
  readonly conflict: readonly Difference[] | undefined;
  /** True where the form holds what is not saved. */
  readonly unsaved: boolean;
}

const ZONES = Intl.supportedValuesOf('timeZone');

const ErrorSummary = ({ errors }: { errors: FormErrors | undefined }) => {
  const t = useText();
  if (errors === undefined) return null;
  const fields = Object.entries(errors.fields);
  if (fields.length === 0 && errors.general.length === 0) return null;
  return (
    <Banner tone="danger" role="alert">
      <p>
        <strong>{t(EDITOR.problems)}</strong> {t(EDITOR.problemsText)}
      </p>
      <ul>
        {errors.general.map((text) => (
          <li key={text.en}>{t(text)}</li>
        ))}
        {fields.map(([field, texts]) => (
          <li key={field}>
            <a href={`#${fieldAnchor(field)}`}>{t(fieldWord(field) ?? { en: field, ko: field })}</a>:{' '}
            {texts.map((text) => t(text)).join(' ')}
          </li>
        ))}
      </ul>
    </Banner>
  );
};

const Conflict = ({ campaignId, differences }: { campaignId: string; differences: readonly Difference[] }) => {
  const t = useText();
  return (
    <Banner tone="warning" role="alert">
      <p>
        <strong>{t(EDITOR.conflict)}</strong>
      </p>
      {differences.length === 0 ? (
        <p>{t(EDITOR.conflictSame)}</p>
      ) : (
        <>
          <p>{t(EDITOR.conflictText)}</p>
          <div class="table-scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t(EDITOR.conflictField)}</th>
                  <th scope="col">{t(EDITOR.conflictNow)}</th>
                  <th scope="col">{t(EDITOR.conflictYours)}</th>
                </tr>
              </thead>
              <tbody>
                {differences.map(({ field, now, yours }) => (
                  <tr key={field}>
                    <th scope="row">{t(fieldWord(field) ?? { en: field, ko: field })}</th>
                    <td class="pre">{now}</td>
                    <td class="pre">{yours}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <p>
        <a href={`/campaigns/${campaignId}/edit`}>{t(EDITOR.conflictTake)}</a>
      </p>
    </Banner>
  );
};

const BriefCard = ({ form, errors, choices }: EditorProps) => {
  const t = useText();
  return (
    <Card title={t(EDITOR.brief)} id="brief">
      <Field
        name={FIELD.name}
        label={t(EDITOR.name)}
        hint={t(EDITOR.nameHint)}
        errors={errors}
        value={form.name}
        maxLength={120}
      />
      <TextArea
        name={FIELD.goal}
        label={t(EDITOR.goal)}
        hint={t(EDITOR.goalHint)}
        errors={errors}
        value={form.goal}
        rows={2}
      />
      <div class="field-row">
        <Select
          name={FIELD.kpi}
          label={t(EDITOR.kpi)}
          errors={errors}
          value={form.kpi}
          choices={Object.entries(KPI).map(([value, text]) => ({ value, label: t(text) }))}
        />
        <Field
          name={FIELD.kpiTarget}
          label={t(EDITOR.kpiTarget)}
          errors={errors}
          value={form.kpiTarget}
          inputMode="decimal"
        />
      </div>
      <div class="field-row">
        <Field name={FIELD.budget} label={t(EDITOR.budget)} errors={errors} value={form.budget} inputMode="decimal" />
        <Field
          name={FIELD.currency}
          label={t(EDITOR.currency)}
          hint={t(EDITOR.currencyHint)}
          errors={errors}
          value={form.currency}
          maxLength={3}
        />
      </div>
      <Select
        name={FIELD.ownerId}
        label={t(EDITOR.owner)}
        errors={errors}
        value={form.ownerId}
        choices={choices.staff.map((person) => ({ value: person.id, label: person.name }))}
      />
    </Card>
  );
};

const SenderCard = ({ form, errors, choices }: EditorProps) => {
  const t = useText();
  return (
    <Card title={t(EDITOR.sender)} id="sender">
      <Field name={FIELD.fromName} label={t(EDITOR.fromName)} errors={errors} value={form.fromName} />
      <div class="field-row">
        <Field name={FIELD.fromLocalPart} label={t(EDITOR.fromLocalPart)} errors={errors} value={form.fromLocalPart} />
        <Select
          name={FIELD.senderDomain}
          label={t(EDITOR.senderDomain)}
          hint={t(EDITOR.senderDomainHint)}
          errors={errors}
          value={form.senderDomain}
          choices={choices.senderDomains.map((domain) => ({ value: domain, label: `@${domain}` }))}
        />
      </div>
      <Field name={FIELD.replyTo} label={t(EDITOR.replyTo)} errors={errors} value={form.replyTo} type="email" />
    </Card>
  );
};

const MergeFields = ({ attributes }: { attributes: readonly AttributeDefinition[] }) => {
  const t = useText();
  if (attributes.length === 0) return null;
  return (
    <details>
      <summary>{t(EDITOR.fields)}</summary>
      <p class="muted">{t(EDITOR.fieldsHint)}</p>
      <ul class="merge-fields">
        {attributes.map((attribute) => (
          <li key={attribute.key}>
            <code>{`{{ contact.${attribute.key} }}`}</code>
          </li>
        ))}
      </ul>
    </details>
  );
};

const MailCard = ({ campaign, form, errors, choices }: EditorProps) => {
  const t = useText();
  return (
    <Card title={t(EDITOR.mail)} id="mail">
      <Field
        name={FIELD.subject}
        label={t(EDITOR.subject)}
        hint={t(EDITOR.subjectHint)}
        errors={errors}
        value={form.subject}
      />
      <Field
        name={FIELD.preheader}
        label={t(EDITOR.preheader)}
        hint={t(EDITOR.preheaderHint)}
        errors={errors}
        value={form.preheader}
        optional
      />
      <Select
        name={FIELD.lang}
        label={t(EDITOR.lang)}
        errors={errors}
        value={form.lang}
        choices={[
          { value: 'en', label: t(EDITOR.english) },
          { value: 'ko', label: t(EDITOR.korean) },
        ]}
      />
      <MergeFields attributes={choices.attributes} />
      <div class="body-kind" id="f-content-body">
        <fieldset class="choices">
          <legend>{t(EDITOR.bodyKind)}</legend>
          <label class="choice">
            <input type="radio" name={FIELD.bodyKind} value="blocks" checked={form.bodyKind === 'blocks'} />
            <span>{t(EDITOR.bodyBlocks)}</span>
          </label>
          <label class="choice">
            <input type="radio" name={FIELD.bodyKind} value="mjml" checked={form.bodyKind === 'mjml'} />
            <span>{t(EDITOR.bodyMjml)}</span>
          </label>
        </fieldset>
        <FieldErrors name="content.body" errors={errors} />
        <div class="body-blocks">
          <Blocks campaignId={campaign.id} blocks={form.blocks} pictures={choices.pictures} errors={errors} />
        </div>
        <div class="body-mjml">
          <TextArea
            name={FIELD.mjml}
            label={t(EDITOR.mjml)}
            hint={t(EDITOR.mjmlHint)}
            errors={errors}
            value={form.mjml === '' && form.bodyKind === 'blocks' ? MJML_START : form.mjml}
            rows={18}
            class="code"
            spellcheck={false}
          />
        </div>
      </div>
    </Card>
  );
};

/** What the MJML field opens with: the least that makes a mail. */
const MJML_START = `<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text>{{ contact.name | default: "" }}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

const AudienceCard = ({ campaign, form, errors, choices }: EditorProps) => {
  const t = useText();
  return (
    <Card title={t(EDITOR.audience)} id="audience">
      <Select
        name={FIELD.segmentId}
        label={t(EDITOR.segment)}
        errors={errors}
        value={form.segmentId}
        choices={[
          { value: '', label: t(EDITOR.segmentNone) },
          ...choices.segments.map((segment) => ({ value: segment.id, label: segment.name })),
        ]}
        hx-get={`/campaigns/${campaign.id}/edit/audience`}
        hx-trigger="change"
        hx-target="#audience-count"
        hx-swap="innerHTML"
      />
      <FieldErrors name="audience" errors={errors} />
      <p id="audience-count" role="status">
        <CountText count={choices.count} />
      </p>
      <p>
        <a href="/segments">{t(EDITOR.segmentNew)}</a>
      </p>
    </Card>
  );
};

const ScheduleCard = ({ form, errors }: EditorProps) => {
  const t = useText();
  return (
    <Card title={t(EDITOR.schedule)} id="schedule">
      <div class="schedule-kind">
        <fieldset class="choices">
          <legend class="visually-hidden">{t(EDITOR.schedule)}</legend>
          <label class="choice">
            <input type="radio" name={FIELD.when} value="keys" checked={form.when === 'keys'} />
            <span>{t(EDITOR.whenKeys)}</span>
          </label>
          <label class="choice">
            <input type="radio" name={FIELD.when} value="time" checked={form.when === 'time'} />
            <span>{t(EDITOR.whenTime)}</span>
          </label>
        </fieldset>
        <div class="schedule-time field-row">
          <Field
            name={FIELD.localTime}
            label={t(EDITOR.localTime)}
            errors={errors}
            value={form.localTime}
            type="datetime-local"
          />
          <Field
            name={FIELD.zone}
            label={t(EDITOR.zone)}
            hint={t(EDITOR.zoneHint)}
            errors={errors}
            value={form.zone}
            {...({ list: 'zones' } as object)}
          />
        </div>
        <FieldErrors name="schedule" errors={errors} />
        <FieldErrors name="schedule.at" errors={errors} />
      </div>
      <datalist id="zones">
        {ZONES.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </Card>
  );
};

const PreviewColumn = ({ campaign, form }: EditorProps) => {
  const t = useText();
  return (
    <aside class="editor-preview preview" aria-label={t(EDITOR.livePreview)}>
      <div class="preview-bar">
        <DeviceSwitch />
        <button
          type="submit"
          class="quiet"
          formAction={`/campaigns/${campaign.id}/edit/preview`}
          formTarget="live-preview"
          formNoValidate
          data-preview-button
        >
          {t(EDITOR.refreshPreview)}
        </button>
      </div>
      <Field
        name={FIELD.previewAs}
        label={t(CAMPAIGN.previewAs)}
        hint={t(CAMPAIGN.previewAsHint)}
        value={form.previewAs}
        type="search"
        optional
        autoComplete="off"
      />
      <div class="preview-stage" data-preview-stage>
        <iframe
          title={t(CAMPAIGN.previewFrame)}
          name="live-preview"
          sandbox=""
          src={`/campaigns/${campaign.id}/preview?head=1`}
        />
      </div>
    </aside>
  );
};

/** The editor: brief, sender, mail, audience and schedule on one page, with the mail beside it as it grows. */
export const Editor = (props: EditorProps) => {
  const t = useText();
  const { campaign, form, errors, conflict, unsaved } = props;
  return (
    <Page
      title={campaign.name === '' ? t(EDITOR.title, { id: campaign.id }) : campaign.name}
      active="campaigns"
      back={{ href: `/campaigns/${campaign.id}`, label: t(EDITOR.back) }}
      lead={t(EDITOR.title, { id: campaign.id })}
    >
      {conflict === undefined ? (
        <ErrorSummary errors={errors} />
      ) : (
        <Conflict campaignId={campaign.id} differences={conflict} />
      )}
      {campaign.state === 'in_review' ? (
        <Banner tone="warning">
          <p>{t(EDITOR.inReview)}</p>
        </Banner>
      ) : null}
      <form
        id="editor"
        method="post"
        action={`/campaigns/${campaign.id}/edit`}
        noValidate
        class="editor"
        data-editor
        data-unsaved={unsaved ? 'yes' : undefined}
      >
        <CsrfField />
        <input type="hidden" name="revision" value={String(form.revision)} />
        {/* Enter in a text field presses the first button of a form: it must be this one. */}
        <button type="submit" class="first-submit" tabIndex={-1} aria-hidden="true">
          {t(EDITOR.save)}
        </button>
        <div class="editor-fields">
          <BriefCard {...props} />
          <SenderCard {...props} />
          <MailCard {...props} />
          <AudienceCard {...props} />
          <ScheduleCard {...props} />
          <div class="editor-save">
            <button type="submit">{t(conflict === undefined ? EDITOR.save : EDITOR.saveAgain)}</button>
          </div>
        </div>
        <PreviewColumn {...props} />
      </form>
      <script src={asset('editor.js')} defer />
    </Page>
  );
};
