import {
  can,
  FILE_REASONS,
  SUPPRESSION_REASONS,
  SUPPRESSION_WORDS,
  type SuppressionRow,
  type SuppressionPage as SuppressionRows,
  UNSUPPRESS_GROUNDS,
} from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText, useViewer } from '../http/index.ts';
import { Badge, Card, type Column, CsrfField, Field, Form, Page, Pager, Select, Table, When } from '../layout/index.ts';
import { COMMON } from '../words/common.ts';
import { GROUND_WORDS, SUPPRESSION_PAGE as WORDS } from './suppression-words.ts';
import { WORDS as CONTACTS } from './words.ts';

/** Ends one suppression; asks why first. */
const EndForm = ({ row }: { row: SuppressionRow }) => {
  const t = useText();
  if (row.reason === 'erased') return <span class="muted">{t(WORDS.stays)}</span>;
  return (
    <form method="post" action="/contacts/suppressions/end" class="inline" data-confirm={t(WORDS.removeConfirm)}>
      <CsrfField />
      <input type="hidden" name="addressHash" value={row.addressHash} />
      <select name="ground" aria-label={t(WORDS.ground)} required>
        <option value="">{t(WORDS.ground)}</option>
        {UNSUPPRESS_GROUNDS.map((ground) => (
          <option key={ground} value={ground}>
            {t(GROUND_WORDS[ground])}
          </option>
        ))}
      </select>
      <button type="submit" class="danger small">
        {t(WORDS.remove)}
      </button>
    </form>
  );
};

export const SuppressionPage = (props: {
  page: SuppressionRows;
  query: string;
  reason: string;
  values?: Fields | undefined;
  errors?: FormErrors | undefined;
  fileErrors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const { page, values, errors } = props;
  const editable = staff !== undefined && can(staff, 'contacts.edit');
  const columns: Column<SuppressionRow>[] = [
    {
      key: 'address',
      label: t(CONTACTS.address),
      cell: (row) =>
        row.contactId === null ? (
          <span class="muted">{t(WORDS.noContact, { hash: row.addressHash.slice(0, 8) })}</span>
        ) : (
          <a href={`/contacts/${row.contactId}`}>{row.address}</a>
        ),
    },
    {
      key: 'reason',
      label: t(WORDS.reason),
      cell: (row) => <Badge tone="danger">{t(SUPPRESSION_WORDS[row.reason])}</Badge>,
    },
    { key: 'since', label: t(WORDS.since), cell: (row) => <When at={row.at} /> },
    ...(editable ? [{ key: 'end', label: t(WORDS.action), cell: (row: SuppressionRow) => <EndForm row={row} /> }] : []),
  ];
  return (
    <Page
      title={t(WORDS.title)}
      active="contacts"
      back={{ href: '/contacts', label: t(CONTACTS.title) }}
      lead={t(WORDS.lead, { total: page.total })}
      actions={
        editable ? (
          <a href="/contacts/suppressions.csv" class="button secondary">
            {t(WORDS.csv)}
          </a>
        ) : undefined
      }
    >
      <search>
        <form method="get" action="/contacts/suppressions" class="search-form">
          <label for="suppression-search">{t(WORDS.searchLabel)}</label>
          <div class="search-line">
            <input
              id="suppression-search"
              type="search"
              name="q"
              value={props.query}
              aria-describedby="suppression-search-hint"
            />
            <select name="reason" aria-label={t(WORDS.reason)}>
              <option value="">{t(WORDS.anyReason)}</option>
              {SUPPRESSION_REASONS.map((reason) => (
                <option key={reason} value={reason} selected={reason === props.reason}>
                  {t(SUPPRESSION_WORDS[reason])}
                </option>
              ))}
            </select>
            <button type="submit" class="secondary">
              {t(COMMON.search)}
            </button>
          </div>
          <small id="suppression-search-hint" class="field-hint">
            {t(WORDS.searchHint)}
          </small>
        </form>
      </search>
      <Table
        caption={t(WORDS.title)}
        columns={columns}
        rows={page.rows}
        rowKey={(row) => row.addressHash}
        empty={t(WORDS.none)}
      />
      <Pager next={page.next} />
      {editable ? (
        <Card title={t(WORDS.addTitle)} id="add">
          <Form action="/contacts/suppressions" errors={errors}>
            <Field
              name="address"
              label={t(CONTACTS.address)}
              value={values === undefined ? '' : textOf(values, 'address')}
              errors={errors}
            />
            <button type="submit">{t(WORDS.add)}</button>
          </Form>
        </Card>
      ) : null}
      {editable ? (
        <Card title={t(WORDS.fileTitle)} id="file">
          <Form action="/contacts/suppressions/import" errors={props.fileErrors} upload>
            <Field
              name="file"
              type="file"
              accept=".csv,.tsv,.txt,text/csv,text/plain"
              label={t(WORDS.file)}
              hint={t(WORDS.fileHint)}
              errors={props.fileErrors}
            />
            <Select
              name="reason"
              label={t(WORDS.fileReason)}
              value={values === undefined ? 'manual' : textOf(values, 'reason')}
              choices={FILE_REASONS.map((reason) => ({ value: reason, label: t(SUPPRESSION_WORDS[reason]) }))}
              errors={props.fileErrors}
            />
            <button type="submit">{t(WORDS.importFile)}</button>
          </Form>
        </Card>
      ) : null}
    </Page>
  );
};
