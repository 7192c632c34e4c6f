import { type AttributeDefinition, type Contact, can } from '../../core/index.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { Card, Field, Form, Page, Table } from '../layout/index.ts';
import { valueText } from './contact-list-page.tsx';
import { MERGE_WORDS as MERGE } from './merge-words.ts';
import { CONSENT_WORDS, WORDS } from './words.ts';

const nameOf = (contact: Contact): string => contact.address ?? contact.externalId ?? contact.id;

/** The way to merge, on the page of the contact that stays. */
export const MergeCard = (props: {
  contact: Contact;
  likely: readonly Contact[];
  typed?: string | undefined;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const { contact, likely } = props;
  if (staff === undefined || !can(staff, 'contacts.edit')) return null;
  return (
    <Card title={t(MERGE.title)} id="merge">
      <p class="muted">{t(MERGE.lead)}</p>
      {likely.length === 0 ? null : (
        <p>
          {t(MERGE.likely)}{' '}
          {likely.map((one, i) => (
            <span key={one.id}>
              {i === 0 ? '' : ', '}
              <a href={`/contacts/${contact.id}/merge?other=${one.id}`}>{nameOf(one)}</a>
            </span>
          ))}
        </p>
      )}
      <Form action={`/contacts/${contact.id}/merge`} errors={props.errors}>
        <Field name="other" label={t(MERGE.other)} value={props.typed ?? ''} autocomplete="off" errors={props.errors} />
        <button type="submit" class="secondary">
          {t(MERGE.look)}
        </button>
      </Form>
    </Card>
  );
};

/** Both contacts beside each other, and what would become of them. */
export const MergePage = (props: {
  kept: Contact;
  gone: Contact;
  merged: Contact;
  attributes: readonly AttributeDefinition[];
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { lang } = useViewer();
  const { kept, gone, merged } = props;
  const row = (key: string, label: string, of: (contact: Contact) => string) => ({ key, label, of });
  const rows = [
    row('address', t(MERGE.address), ({ address }) => address ?? '–'),
    row('externalId', t(MERGE.externalId), ({ externalId }) => externalId ?? '–'),
    row('consent', t(MERGE.consent), ({ consent }) => t(CONSENT_WORDS[consent.status])),
    ...props.attributes
      .filter(({ key }) => merged.attributes[key] !== undefined)
      .map((attribute) =>
        row(
          `attribute ${attribute.key}`,
          attribute.label,
          ({ attributes }) => valueText(attribute, attributes[attribute.key], lang) || '–',
        ),
      ),
  ];
  const column = (key: string, label: string, contact: Contact) => ({
    key,
    label,
    cell: (one: (typeof rows)[number]) => one.of(contact),
  });
  const givenUp = gone.address !== null && kept.address !== null ? gone.address : undefined;
  return (
    <Page
      title={t(MERGE.title)}
      active="contacts"
      back={{ href: `/contacts/${kept.id}`, label: nameOf(kept) || t(WORDS.noAddress) }}
    >
      <Table
        caption={t(MERGE.title)}
        rows={rows}
        rowKey={({ key }) => key}
        empty=""
        columns={[
          { key: 'what', label: t(MERGE.what), cell: ({ label }) => <strong>{label}</strong> },
          column('kept', t(MERGE.stays), kept),
          column('gone', t(MERGE.goes), gone),
          column('after', t(MERGE.after), merged),
        ]}
      />
      <p>{t(MERGE.rules)}</p>
      {givenUp === undefined ? null : <p class="advice">{t(MERGE.twoAddresses, { address: givenUp })}</p>}
      <Form action={`/contacts/${kept.id}/merge`} errors={props.errors}>
        <input type="hidden" name="other" value={gone.id} />
        <button type="submit" name="do" value="merge" class="danger">
          {t(MERGE.confirm)}
        </button>
      </Form>
    </Page>
  );
};
