import type {
  AttributeDefinition,
  AttributeValue,
  Contact,
  ContactPage,
  Lang,
  SuppressionReason,
} from '../../core/index.ts';
import { can, SUPPRESSION_WORDS } from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Address, Badge, type BadgeTone, type Column, Page, Pager, Table, withQuery } from '../layout/index.ts';
import { COMMON } from '../words/common.ts';
import { formatDay, formatNumber } from '../words/text.ts';
import { ColumnChooser, KeptQuery } from './columns.tsx';
import { SUPPRESSION_PAGE } from './suppression-words.ts';
import { TAG_RUNS } from './tag-run-words.ts';
import { CONSENT_WORDS, WORDS } from './words.ts';

const CONSENT_TONES: Record<Contact['consent']['status'], BadgeTone> = {
  granted: 'good',
  unknown: 'neutral',
  refused: 'danger',
};

export const ConsentBadge = ({ contact }: { contact: Contact }) => {
  const t = useText();
  const { status } = contact.consent;
  return <Badge tone={CONSENT_TONES[status]}>{t(CONSENT_WORDS[status])}</Badge>;
};

/** Years are read without separators. */
const YEAR = /year|birth|연도|년도|출생/i;

/** A value of any type, in words. */
export const valueText = (attribute: AttributeDefinition, value: AttributeValue | undefined, lang: Lang): string => {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return YEAR.test(attribute.label) ? String(value) : formatNumber(value, lang);
  if (typeof value === 'boolean') return value ? WORDS.yes[lang] : WORDS.no[lang];
  if (value instanceof Date) return formatDay(value, lang);
  return value.join(', ');
};

/** A contact by address and external id, and the way to its page. */
export const ContactName = ({ contact }: { contact: Contact }) => {
  const t = useText();
  return (
    <>
      <a href={`/contacts/${contact.id}`}>
        <strong>{contact.address === null ? t(WORDS.noAddress) : <Address value={contact.address} />}</strong>
      </a>
      {contact.externalId === null ? null : <div class="muted">{contact.externalId}</div>}
    </>
  );
};

export const ContactTable = (props: {
  contacts: readonly Contact[];
  /** The attributes that stand as columns. */
  columns: readonly AttributeDefinition[];
  suppressed?: (address: string) => SuppressionReason | undefined;
  empty: string;
}) => {
  const t = useText();
  const { lang } = useViewer();
  const columns: Column<Contact>[] = [
    {
      key: 'address',
      label: t(WORDS.address),
      cell: (contact) => <ContactName contact={contact} />,
    },
    {
      key: 'consent',
      label: t(WORDS.consent),
      cell: (contact) => {
        const reason = contact.address === null ? undefined : props.suppressed?.(contact.address);
        return (
          <span class="badges">
            <ConsentBadge contact={contact} />
            {reason === undefined ? null : <Badge tone="danger">{t(SUPPRESSION_WORDS[reason])}</Badge>}
          </span>
        );
      },
    },
    ...props.columns.map((attribute) => ({
      key: attribute.key,
      label: attribute.label,
      align: attribute.type === 'number' ? ('end' as const) : undefined,
      cell: (contact: Contact) => valueText(attribute, contact.attributes[attribute.key], lang),
    })),
  ];
  return (
    <Table
      caption={t(WORDS.listCaption)}
      columns={columns}
      rows={props.contacts}
      rowKey={(contact) => contact.id}
      empty={props.empty}
    />
  );
};

export const ContactListPage = (props: {
  page: ContactPage;
  query: string;
  attributes: readonly AttributeDefinition[];
  columns: readonly AttributeDefinition[];
  suppressed: (address: string) => SuppressionReason | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const editable = staff !== undefined && can(staff, 'contacts.edit');
  const { page, query } = props;
  return (
    <Page
      title={t(WORDS.title)}
      active="contacts"
      lead={page.total === 1 ? t(WORDS.foundOne) : t(WORDS.found, { total: page.total })}
      actions={
        editable ? (
          <>
            <a href={withQuery('/contacts.csv', 'q', query)} class="button secondary">
              {t(SUPPRESSION_PAGE.csv)}
            </a>
            {page.total === 0 ? null : (
              <a href={withQuery('/contacts/tags/new', 'q', query)} class="button secondary">
                {t(TAG_RUNS.link)}
              </a>
            )}
            <a href="/contacts/suppressions" class="button secondary">
              {t(SUPPRESSION_PAGE.title)}
            </a>
            <a href="/contacts/imports" class="button secondary">
              {t(WORDS.imports)}
            </a>
            <a href="/contacts/imports/new" class="button">
              {t(WORDS.importNew)}
            </a>
          </>
        ) : undefined
      }
    >
      <search>
        <form method="get" action="/contacts" class="search-form">
          <KeptQuery except={['q', 'after']} />
          <label for="contact-search">{t(WORDS.searchLabel)}</label>
          <div class="search-line">
            <input id="contact-search" type="search" name="q" value={query} aria-describedby="contact-search-hint" />
            <button type="submit" class="secondary">
              {t(COMMON.search)}
            </button>
          </div>
          <small id="contact-search-hint" class="field-hint">
            {t(WORDS.searchHint)}
          </small>
        </form>
      </search>
      {page.total === 0 && query === '' ? (
        <div class="empty">
          <h2>{t(WORDS.noneYet)}</h2>
          <p>{t(WORDS.noneYetText)}</p>
          {editable ? (
            <a href="/contacts/imports/new" class="button">
              {t(WORDS.importNew)}
            </a>
          ) : null}
        </div>
      ) : (
        <>
          <ColumnChooser attributes={props.attributes} columns={props.columns} />
          <ContactTable
            contacts={page.contacts}
            columns={props.columns}
            suppressed={props.suppressed}
            empty={t(WORDS.noneFound, {
              query,
              searchable: props.attributes
                .filter(({ searchable }) => searchable)
                .map(({ label }) => `, ${label}`)
                .join(''),
              example: props.attributes.find(({ searchable }) => !searchable)?.label ?? 'Region',
            })}
          />
        </>
      )}
      <Pager next={page.next} />
    </Page>
  );
};
