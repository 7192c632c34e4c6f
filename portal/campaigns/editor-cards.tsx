import { limitsText, MISSED_EVENTS, missedText, type SendingRules } from '../../core/index.ts';
import { NotOffered } from '../fields/not-offered.tsx';
import { useText } from '../http/index.ts';
import { Card, Choices, Field, FieldErrors, Select, TextArea } from '../layout/index.ts';
import { Blocks } from './blocks-view.tsx';
import { FIELD } from './editor-form.ts';
import type { EditorProps } from './editor-props.ts';
import { EDITOR } from './editor-words.ts';
import { CountText } from './sections-view.tsx';
import { KPI } from './words.ts';

const ZONES = Intl.supportedValuesOf('timeZone');

export const BriefCard = ({ form, errors, choices }: EditorProps) => {
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
          hint={t(EDITOR.kpiTargetHint)}
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

export const SenderCard = ({ form, errors, choices }: EditorProps) => {
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
      <Field
        name={FIELD.replyTo}
        label={t(EDITOR.replyTo)}
        hint={t(EDITOR.replyToHint)}
        errors={errors}
        value={form.replyTo}
        type="email"
        optional
      />
    </Card>
  );
};

const MergeFields = ({ attributes, ungranted }: Pick<EditorProps['choices'], 'attributes' | 'ungranted'>) => {
  const t = useText();
  const offered = attributes.map(({ key }) => key).filter((key) => !ungranted.includes(key));
  return (
    <details>
      <summary>{t(EDITOR.fields)}</summary>
      <p class="muted">{t(EDITOR.fieldsHint)}</p>
      <ul class="merge-fields">
        {[...offered, 'address'].map((key) => (
          <li key={key}>
            <code>{`{{ contact.${key} }}`}</code>
          </li>
        ))}
      </ul>
      <NotOffered attributes={attributes} ungranted={ungranted} />
    </details>
  );
};

/** The source, which htmx exchanges for what the blocks compile to when somebody goes over to it. */
export const MjmlSource = ({ form, errors }: Pick<EditorProps, 'form' | 'errors'>) => {
  const t = useText();
  return (
    <div id="mjml-source">
      <input type="hidden" name={FIELD.mjmlMade} value={form.mjmlMade} />
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
  );
};

export const MailCard = ({ campaign, form, errors, choices }: EditorProps) => {
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
      <MergeFields attributes={choices.attributes} ungranted={choices.ungranted} />
      <div class="body-kind" id="f-content-body">
        <fieldset class="choices">
          <legend>{t(EDITOR.bodyKind)}</legend>
          <label class="choice">
            <input type="radio" name={FIELD.bodyKind} value="blocks" checked={form.bodyKind === 'blocks'} />
            <span>
              {t(EDITOR.bodyBlocks)}
              {campaign.content.body.kind === 'mjml' ? <small class="muted">{t(EDITOR.bodyBlocksHint)}</small> : null}
            </span>
          </label>
          <label class="choice">
            <input
              type="radio"
              name={FIELD.bodyKind}
              value="mjml"
              checked={form.bodyKind === 'mjml'}
              {...{
                'hx-post': `/campaigns/${campaign.id}/edit/source`,
                'hx-trigger': 'change',
                'hx-include': '#editor',
                'hx-target': '#mjml-source',
                'hx-swap': 'outerHTML',
              }}
            />
            <span>
              {t(EDITOR.bodyMjml)}
              {form.bodyKind === 'mjml' && form.blocks.length === 0 ? null : (
                <small class="muted">{t(EDITOR.bodyMjmlHint)}</small>
              )}
            </span>
          </label>
        </fieldset>
        <FieldErrors name="content.body" errors={errors} />
        <div class="body-blocks">
          <Blocks campaignId={campaign.id} blocks={form.blocks} pictures={choices.pictures} errors={errors} />
        </div>
        <div class="body-mjml">
          <MjmlSource form={form} errors={errors} />
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

/** Folded away while none is chosen: most campaigns name one segment. */
const MoreSegments = (props: Omit<Parameters<typeof Choices>[0], 'type'>) => {
  const t = useText();
  const { label, values, errors, name } = props;
  const chosen = values.length === 0 ? label : t(EDITOR.chosen, { label, n: values.length });
  return (
    <details class="more-segments" open={values.length > 0 || errors?.fields[name] !== undefined}>
      <summary>{chosen}</summary>
      <Choices type="checkbox" {...props} />
    </details>
  );
};

/** Of a resend: which of that campaign's audience. */
const MissedChoice = ({ form, errors }: Pick<EditorProps, 'form' | 'errors'>) => {
  const t = useText();
  if (form.missedId === '') return null;
  return (
    <>
      <input type="hidden" name={FIELD.missedId} value={form.missedId} />
      <Select
        name={FIELD.missedEvent}
        label={t(EDITOR.missed)}
        hint={t(EDITOR.missedHint)}
        errors={errors}
        value={form.missedEvent}
        choices={MISSED_EVENTS.map((event) => ({
          value: event,
          label: t(missedText({ campaignId: form.missedId, event })),
        }))}
      />
    </>
  );
};

/** Offered where the workspace limits something, or where it was chosen before. */
const ExemptionChoice = ({ form, errors, rules }: Pick<EditorProps, 'form' | 'errors'> & { rules: SendingRules }) => {
  const t = useText();
  const chosen = form.exemption !== 'none' && form.exemption !== '';
  if (rules.cap === null && rules.quietHours === null && !chosen) return null;
  return (
    <>
      <Select
        name={FIELD.exemption}
        label={t(EDITOR.exemption)}
        hint={t(limitsText({ exemption: null }, rules))}
        errors={errors}
        value={form.exemption}
        choices={[
          { value: 'none', label: t(EDITOR.exemptNone) },
          { value: 'cap', label: t(EDITOR.exemptCap) },
          { value: 'transactional', label: t(EDITOR.exemptTransactional) },
        ]}
      />
      <Field
        name={FIELD.exemptionReason}
        label={t(EDITOR.exemptionReason)}
        hint={t(EDITOR.exemptionReasonHint)}
        errors={errors}
        value={form.exemptionReason}
        optional={!chosen}
        maxLength={500}
      />
    </>
  );
};

/** Offered where the workspace has topics. */
const TopicChoice = ({ form, errors, choices }: Pick<EditorProps, 'form' | 'errors' | 'choices'>) => {
  const t = useText();
  if (choices.topics.length === 0 && form.topicId === '') return null;
  return (
    <Select
      name={FIELD.topicId}
      label={t(EDITOR.topic)}
      hint={t(EDITOR.topicHint)}
      errors={errors}
      value={form.topicId}
      choices={[
        { value: '', label: t(EDITOR.topicNone) },
        ...choices.topics.map(({ id, name }) => ({ value: id, label: t(name) })),
      ]}
    />
  );
};

export const AudienceCard = ({ campaign, form, errors, choices }: EditorProps) => {
  const t = useText();
  const resend = form.missedId !== '';
  const segments = choices.segments.map((segment) => ({ value: segment.id, label: segment.name }));
  return (
    <Card title={t(EDITOR.audience)} id="audience">
      <div
        id="audience-fields"
        {...{
          'hx-get': `/campaigns/${campaign.id}/edit/audience`,
          'hx-trigger': 'change',
          'hx-include': '#audience-fields',
          'hx-target': '#audience-count',
          'hx-swap': 'innerHTML',
        }}
      >
        <MissedChoice form={form} errors={errors} />
        <Select
          name={FIELD.segmentId}
          label={t(resend ? EDITOR.missedOnly : EDITOR.segment)}
          errors={errors}
          value={form.segmentId}
          choices={[{ value: '', label: t(resend ? EDITOR.missedAll : EDITOR.segmentNone) }, ...segments]}
        />
        <MoreSegments
          name={FIELD.alsoIds}
          label={t(EDITOR.also)}
          hint={t(EDITOR.alsoHint)}
          choices={segments}
          values={form.alsoIds}
          errors={errors}
        />
        <MoreSegments
          name={FIELD.exceptIds}
          label={t(EDITOR.except)}
          hint={t(EDITOR.exceptHint)}
          choices={segments}
          values={form.exceptIds}
          errors={errors}
        />
        <TopicChoice form={form} errors={errors} choices={choices} />
        <ExemptionChoice form={form} errors={errors} rules={choices.rules} />
      </div>
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

export const ScheduleCard = ({ form, errors }: EditorProps) => {
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
          <label class="choice">
            <input type="radio" name={FIELD.when} value="local" checked={form.when === 'local'} />
            <span>
              {t(EDITOR.whenLocal)}
              <small class="muted">{t(EDITOR.whenLocalHint)}</small>
            </span>
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
          <div class="schedule-local">
            <Field
              name={FIELD.fallbackZone}
              label={t(EDITOR.fallbackZone)}
              hint={t(EDITOR.fallbackZoneHint)}
              errors={errors}
              value={form.fallbackZone}
              optional
              {...({ list: 'zones' } as object)}
            />
          </div>
        </div>
        <FieldErrors name="schedule" errors={errors} />
        <FieldErrors name="schedule.local" errors={errors} />
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
