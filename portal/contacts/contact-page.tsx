import {
  type AttributeDefinition,
  type AttributeValue,
  type ConsentRecord,
  type Contact,
  can,
  type EventDefinition,
  type EventFact,
  OUTCOME_WORDS,
  type Outcome,
  type Place,
  SUPPRESSION_WORDS,
  type Suppression,
  type Topic,
  TRACKING_WORDS,
  type TrackingEvent,
} from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText, useViewer } from '../http/index.ts';
import { Badge, type BadgeTone, Card, Facts, Field, Form, Page, PostButton, Select, When } from '../layout/index.ts';
import { COMMON } from '../words/common.ts';
import { ActivityCard } from './activity-card.tsx';
import { ConsentBadge, valueText } from './contact-list-page.tsx';
import { EvidenceCard } from './evidence-card.tsx';
import { MergeCard } from './merge-page.tsx';
import { PersonCard } from './person-card.tsx';
import { TagCard } from './tag-card.tsx';
import { BASIS_WORDS, CONSENT_WORDS, WORDS } from './words.ts';

type SentPlace = Place & { campaignId: string; at: Date };

/** A value as somebody would type it. */
const editText = (value: AttributeValue | undefined): string => {
  if (value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'object') return value.join('; ');
  return String(value);
};

const IMPORT_SOURCE = /^import:(\w+)$/;

/** On what the consent rests: words that somebody gave, or the import that brought it. */
const ConsentSource = ({ contact }: { contact: Contact }) => {
  const t = useText();
  const { staff } = useViewer();
  const { basis, source } = contact.consent;
  const importId = IMPORT_SOURCE.exec(source)?.[1];
  if (importId === undefined) return <>{`${t(BASIS_WORDS[basis])}${source === '' ? '' : `: ${source}`}`}</>;
  if (staff === undefined || !can(staff, 'contacts.edit')) return <>{t(BASIS_WORDS[basis])}</>;
  return (
    <>
      {t(BASIS_WORDS[basis])}: <a href={`/contacts/imports/${importId}`}>{t(WORDS.sourceImport)}</a>
    </>
  );
};

const AttributeField = (props: {
  attribute: AttributeDefinition;
  contact: Contact;
  values: Fields | undefined;
  errors: FormErrors | undefined;
}) => {
  const t = useText();
  const { attribute, contact, values, errors } = props;
  const name = `attributes.${attribute.key}`;
  const value =
    values !== undefined && name in values ? textOf(values, name) : editText(contact.attributes[attribute.key]);
  if (attribute.type === 'boolean') {
    return (
      <Select
        name={name}
        label={attribute.label}
        value={value}
        required={false}
        choices={[
          { value: '', label: t(WORDS.empty) },
          { value: 'true', label: t(WORDS.yes) },
          { value: 'false', label: t(WORDS.no) },
        ]}
        errors={errors}
      />
    );
  }
  return (
    <Field
      name={name}
      label={attribute.label}
      value={value}
      required={false}
      inputMode={attribute.type === 'number' ? 'decimal' : undefined}
      placeholder={attribute.type === 'date' ? 'YYYY-MM-DD' : undefined}
      hint={attribute.type === 'list' ? t(WORDS.listHint) : undefined}
      errors={errors}
    />
  );
};

const OUTCOME_TONES: Partial<Record<Outcome, BadgeTone>> = {
  submitted: 'info',
  rejected: 'danger',
  needs_human: 'danger',
};
const KIND_TONES: Partial<Record<TrackingEvent['kind'], BadgeTone>> = {
  delivered: 'good',
  opened: 'accent',
  clicked: 'accent',
  bounced: 'danger',
  complained: 'danger',
  failed: 'danger',
  unsubscribed: 'warning',
};

/** Sendings, newest first, each with what the person did. */
const History = (props: {
  places: readonly SentPlace[];
  events: readonly TrackingEvent[];
  names: ReadonlyMap<string, string>;
}) => {
  const t = useText();
  if (props.places.length === 0) return <p class="muted">{t(WORDS.historyNone)}</p>;
  return (
    <ol class="history">
      {props.places.map((place) => (
        <li key={place.runId}>
          <div class="history-head">
            <a href={`/campaigns/${place.campaignId}`}>
              <strong>{props.names.get(place.campaignId) ?? place.campaignId}</strong>
            </a>
            <Badge tone={OUTCOME_TONES[place.outcome] ?? 'neutral'}>{t(OUTCOME_WORDS[place.outcome])}</Badge>
            <span class="muted">
              <When at={place.at} />
            </span>
          </div>
          <ul class="events">
            {props.events
              .filter((event) => event.campaignId === place.campaignId)
              .map((event) => (
                <li key={event.key}>
                  <Badge tone={KIND_TONES[event.kind] ?? 'neutral'}>{t(TRACKING_WORDS[event.kind])}</Badge>{' '}
                  <When at={event.at} />
                  {event.machine ? <span class="muted"> ({t(WORDS.machine)})</span> : null}
                  {event.detail === null ? null : <span class="muted"> {event.detail}</span>}
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ol>
  );
};

export const ContactPage = (props: {
  contact: Contact;
  attributes: readonly AttributeDefinition[];
  suppression: Suppression | undefined;
  places: readonly SentPlace[];
  events: readonly TrackingEvent[];
  names: ReadonlyMap<string, string>;
  definitions: readonly EventDefinition[];
  facts: readonly EventFact[];
  topics: readonly Topic[];
  records: readonly ConsentRecord[];
  wordings: ReadonlyMap<string, string>;
  /** Who is perhaps the same person. */
  likely: readonly Contact[];
  values?: Fields | undefined;
  tagErrors?: FormErrors | undefined;
  mergeErrors?: FormErrors | undefined;
  /** What was refused. */
  typed?: string | undefined;
  errors?: FormErrors | undefined;
  eraseErrors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff, lang } = useViewer();
  const editable = staff !== undefined && can(staff, 'contacts.edit');
  const { contact, attributes, suppression, errors, values } = props;
  const consent = values === undefined ? contact.consent.status : textOf(values, 'consent');
  return (
    <Page
      title={contact.address ?? contact.externalId ?? t(WORDS.noAddress)}
      active="contacts"
      back={{ href: '/contacts', label: t(WORDS.title) }}
      actions={
        <span class="badges">
          <ConsentBadge contact={contact} />
          {suppression === undefined ? null : <Badge tone="danger">{t(SUPPRESSION_WORDS[suppression.reason])}</Badge>}
        </span>
      }
    >
      <div class="columns">
        <Card title={t(WORDS.history)} id="history">
          <History places={props.places} events={props.events} names={props.names} />
        </Card>
        <Card title={t(WORDS.consentTitle)} id="consent">
          <Facts
            facts={[
              { label: t(WORDS.consent), value: t(CONSENT_WORDS[contact.consent.status]) },
              {
                label: t(WORDS.source),
                value: <ConsentSource contact={contact} />,
              },
              { label: t(WORDS.since), value: <When at={contact.consent.at} /> },
              ...(contact.externalId === null ? [] : [{ label: t(WORDS.externalId), value: contact.externalId }]),
              { label: t(WORDS.created), value: <When at={contact.createdAt} /> },
              { label: t(WORDS.updated), value: <When at={contact.updatedAt} /> },
            ]}
          />
          {suppression === undefined ? (
            <p class="muted">{t(WORDS.notSuppressed)}</p>
          ) : (
            <p class="advice">
              {t(WORDS.suppressed)} ({t(SUPPRESSION_WORDS[suppression.reason])}, <When at={suppression.at} />)
            </p>
          )}
          {editable && suppression === undefined && contact.address !== null ? (
            <PostButton
              action={`/contacts/${contact.id}/suppress`}
              label={t(WORDS.suppress)}
              confirm={WORDS.suppressConfirm}
              tone="danger"
            />
          ) : null}
        </Card>
      </div>
      <Card title={t(WORDS.attributes)} id="attributes">
        {editable ? (
          <Form action={`/contacts/${contact.id}`} errors={errors}>
            <p class="muted">{t(WORDS.attributesHint)}</p>
            <Select
              name="consent"
              label={t(WORDS.consent)}
              value={consent}
              choices={(['granted', 'unknown', 'refused'] as const).map((status) => ({
                value: status,
                label: t(CONSENT_WORDS[status]),
              }))}
              errors={errors}
            />
            <div class="field-grid">
              {attributes.map((attribute) => (
                <AttributeField
                  key={attribute.key}
                  attribute={attribute}
                  contact={contact}
                  values={values}
                  errors={errors}
                />
              ))}
            </div>
            <button type="submit">{t(COMMON.save)}</button>
          </Form>
        ) : (
          <Facts
            facts={attributes.map((attribute) => ({
              label: attribute.label,
              value: valueText(attribute, contact.attributes[attribute.key], lang) || '–',
            }))}
          />
        )}
      </Card>
      <div class="columns">
        <ActivityCard contact={contact} definitions={props.definitions} facts={props.facts} />
        <EvidenceCard
          contact={contact}
          topics={props.topics}
          records={props.records}
          wordings={props.wordings}
          suppressed={suppression !== undefined}
        />
      </div>
      <div class="columns">
        <TagCard contact={contact} typed={props.tagErrors === undefined ? '' : props.typed} errors={props.tagErrors} />
        <MergeCard
          contact={contact}
          likely={props.likely}
          typed={props.mergeErrors === undefined ? '' : props.typed}
          errors={props.mergeErrors}
        />
      </div>
      <PersonCard contact={contact} errors={props.eraseErrors} />
    </Page>
  );
};
