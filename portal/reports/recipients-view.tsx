import {
  type Campaign,
  can,
  maskedAddress,
  OUTCOME_WORDS,
  type RecipientRow,
  TRACKING_KINDS,
  TRACKING_WORDS,
  type TrackingKind,
} from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { type Column, Page, Pager, Table, When } from '../layout/index.ts';
import { REPORT } from './words.ts';

const isOutcome = (text: string): text is keyof typeof OUTCOME_WORDS => text in OUTCOME_WORDS;

const SHOWN = ['delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed'] as const;

/** Everyone of a run, one row each, with when they did what. */
export const Recipients = ({
  campaign,
  filter,
  rows,
  next,
}: {
  campaign: Campaign;
  filter: { kind: TrackingKind | undefined; linkId: string; url: string | undefined; query: string };
  rows: readonly RecipientRow[];
  next: string | null;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const seesContacts = staff !== undefined && can(staff, 'contacts.view');
  const columns: readonly Column<RecipientRow>[] = [
    {
      key: 'address',
      label: t(REPORT.address),
      cell: ({ contactId, address }) => {
        if (!seesContacts) return address === null ? t(REPORT.noAddress) : maskedAddress(address);
        return <a href={`/contacts/${contactId}`}>{address ?? t(REPORT.noAddress)}</a>;
      },
    },
    {
      key: 'outcome',
      label: t(REPORT.outcome),
      cell: ({ outcome }) => (isOutcome(outcome) ? t(OUTCOME_WORDS[outcome]) : outcome),
    },
    ...SHOWN.map((kind) => ({
      key: kind,
      label: t(TRACKING_WORDS[kind]),
      cell: (row: RecipientRow) => (
        <>
          <When at={row[kind]} />
          {row.machineOnly.includes(kind) ? <small class="muted"> {t(REPORT.machineMark)}</small> : null}
        </>
      ),
    })),
  ];
  const title = filter.url === undefined ? t(REPORT.byPerson) : t(REPORT.clickedLink, { url: filter.url });
  return (
    <Page
      title={title}
      active="campaigns"
      lead={`${campaign.id} · ${campaign.name}`}
      back={{ href: `/reports/${campaign.id}`, label: t(REPORT.title) }}
      actions={
        seesContacts ? (
          <a href={`/reports/${campaign.id}/people.csv`} class="button secondary" download>
            {t(REPORT.csv)}
          </a>
        ) : undefined
      }
    >
      <form method="get" action={`/reports/${campaign.id}/people`} class="filter">
        {filter.linkId === '' ? null : <input type="hidden" name="link" value={filter.linkId} />}
        {seesContacts ? (
          <label>
            {t(REPORT.search)}
            <input type="search" name="q" value={filter.query} autoComplete="off" />
          </label>
        ) : null}
        <label>
          {t(REPORT.what)}
          <select name="kind">
            <option value="">{t(REPORT.anything)}</option>
            {TRACKING_KINDS.map((kind) => (
              <option key={kind} value={kind} selected={kind === filter.kind}>
                {t(TRACKING_WORDS[kind])}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="secondary">
          {t(REPORT.show)}
        </button>
      </form>
      <Table
        caption={title}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.contactId}
        empty={<h2>{t(REPORT.nobody)}</h2>}
      />
      <Pager next={next} />
    </Page>
  );
};
