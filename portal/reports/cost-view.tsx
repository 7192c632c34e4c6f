import {
  type CampaignCost,
  COST_PARTS,
  type CostAmount,
  costsBySegment,
  hoursText,
  moneyText,
  type Segment,
  type SegmentCost,
} from '../../core/index.ts';
import { KPI } from '../campaigns/words.ts';
import { useText, useViewer } from '../http/index.ts';
import { Card, type Column, Facts, Num, Page, Table } from '../layout/index.ts';
import { formatTime } from '../words/text.ts';
import type { CostFilter } from './cost-filter.ts';
import { COST_PART_WORDS, COSTS } from './cost-words.ts';

type Sum = Pick<CampaignCost, 'total' | 'perResult' | 'complete' | 'currency'>;

/** An amount, marked as the least that it can be where a part of it is not known, or that it is not known. */
const Money = ({
  amount,
  of: { complete, currency },
  short = false,
}: {
  amount: number | null;
  of: Sum;
  short?: boolean;
}) => {
  const t = useText();
  const { lang } = useViewer();
  if (amount === null || (amount === 0 && !complete)) return <span class="muted">{t(COSTS.unknown)}</span>;
  const text = moneyText(amount, currency, lang);
  return <>{complete ? text : t(short ? COSTS.least : COSTS.atLeast, { amount: text })}</>;
};

const Part = ({ amount, currency }: { amount: CostAmount; currency: string }) => {
  const t = useText();
  const { lang } = useViewer();
  if (amount.amount !== null) return <>{moneyText(amount.amount, currency, lang)}</>;
  return <span class="muted">{t(amount.unknown === 'not_set' ? COSTS.notSet : COSTS.otherCurrency)}</span>;
};

/** What one campaign is worth, on its report. */
export const CostCard = ({ cost }: { cost: CampaignCost }) => {
  const t = useText();
  const { lang } = useViewer();
  const { currency, results } = cost;
  return (
    <Card title={t(COSTS.card)} id="cost" actions={<a href="/reports/costs">{t(COSTS.title)}</a>}>
      <Facts
        facts={[
          {
            label: t(COSTS.perResultOf, { kpi: t(KPI[cost.kpi]) }),
            value: <strong>{results === 0 ? '–' : <Money amount={cost.perResult} of={cost} />}</strong>,
          },
          { label: t(COSTS.total), value: <Money amount={cost.total} of={cost} /> },
          ...COST_PARTS.map((part) => ({
            label: t(COST_PART_WORDS[part]),
            value: <Part amount={cost.parts[part]} currency={currency} />,
          })),
          { label: t(COSTS.reviewHours), value: hoursText(cost.reviewMinutes, lang) },
          ...(results === null
            ? []
            : [{ label: t(COSTS.resultsOf, { kpi: t(KPI[cost.kpi]) }), value: <Num value={results} /> }]),
        ]}
      />
      {results === null ? <p class="muted">{t(COSTS.notCounted)}</p> : null}
      {results === 0 ? <p class="muted">{t(COSTS.noResults)}</p> : null}
      {cost.complete ? null : <p class="muted">{t(COSTS.incomplete)}</p>}
      <p class="muted">{t(COSTS.reviewHoursNote)}</p>
    </Card>
  );
};

/** What campaigns are worth, by segment and by campaign; each name opens what is behind it. */
export const CostsPage = ({
  costs,
  waiting,
  segments,
  seesSegments,
  filter,
  days,
  periods,
}: {
  costs: readonly CampaignCost[];
  waiting: number;
  segments: ReadonlyMap<string, Segment>;
  seesSegments: boolean;
  filter: CostFilter;
  days: number;
  periods: readonly number[];
}) => {
  const t = useText();
  const { lang, zone } = useViewer();
  const { range, segmentIds } = filter;
  const none = waiting === 0 ? t(COSTS.none) : t(COSTS.noneYet);

  const Segments = ({ ids }: { ids: readonly string[] }) => (
    <>
      {ids.length === 0 ? t(COSTS.noSegment) : null}
      {ids.map((id, at) => {
        const name = segments.get(id)?.name;
        return (
          <>
            {at === 0 ? null : ' + '}
            {name === undefined || !seesSegments ? (
              (name ?? t(COSTS.deletedSegment))
            ) : (
              <a href={`/segments/${encodeURIComponent(id)}`}>{name}</a>
            )}
          </>
        );
      })}
    </>
  );
  const shared: readonly Column<CampaignCost | SegmentCost>[] = [
    { key: 'goal', label: t(COSTS.goal), cell: ({ kpi }) => t(KPI[kpi]), minor: true },
    {
      key: 'results',
      label: t(COSTS.results),
      align: 'end',
      cell: ({ results }) => (results === null ? <span class="muted">–</span> : <Num value={results} />),
    },
    {
      key: 'hours',
      label: t(COSTS.reviewHours),
      align: 'end',
      minor: true,
      cell: (row) => hoursText(row.reviewMinutes, lang),
    },
    {
      key: 'total',
      label: t(COSTS.total),
      align: 'end',
      minor: true,
      cell: (row) => <Money amount={row.total} of={row} short />,
    },
    {
      key: 'each',
      label: t(COSTS.perResult),
      align: 'end',
      cell: (row) => <strong>{row.results === 0 ? '–' : <Money amount={row.perResult} of={row} short />}</strong>,
    },
  ];
  return (
    <Page title={t(COSTS.title)} active="campaigns" lead={t(COSTS.lead)}>
      {range === undefined ? null : (
        <p role="status">
          {t(COSTS.began, { from: formatTime(range.from, lang, zone), to: formatTime(range.to, lang, zone) })}{' '}
          {segmentIds === undefined ? null : (
            <>
              {t(COSTS.segment)}: <Segments ids={segmentIds} />.{' '}
            </>
          )}
          <a href="/reports/costs">{t(COSTS.all)}</a>
        </p>
      )}
      <form method="get" action="/reports/costs" class="filter">
        <label>
          {t(COSTS.days)}
          <select name="days">
            {periods.map((each) => (
              <option key={each} value={String(each)} selected={each === days}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">{t(COSTS.show)}</button>
      </form>
      {waiting === 0 ? null : <p class="muted">{t(COSTS.waiting, { n: waiting })}</p>}
      <Card title={t(COSTS.bySegment)}>
        <p class="muted">{t(COSTS.bySegmentNote)}</p>
        <Table
          caption={t(COSTS.bySegment)}
          rows={costsBySegment(costs)}
          rowKey={({ segmentIds, kpi, currency }) => [...segmentIds, kpi, currency].join(' ')}
          empty={none}
          columns={[
            { key: 'segment', label: t(COSTS.segment), cell: ({ segmentIds }) => <Segments ids={segmentIds} /> },
            {
              key: 'campaigns',
              label: t(COSTS.campaigns),
              align: 'end',
              minor: true,
              cell: ({ campaignIds }) => (
                <details>
                  <summary>{campaignIds.length}</summary>
                  {campaignIds.map((id) => (
                    <div key={id}>
                      <a href={`/reports/${id}`}>{id}</a>
                    </div>
                  ))}
                </details>
              ),
            },
            ...shared,
          ]}
        />
      </Card>
      <Card title={t(COSTS.byCampaign)}>
        <Table
          caption={t(COSTS.byCampaign)}
          rows={costs}
          rowKey={({ campaignId }) => campaignId}
          empty={none}
          columns={[
            {
              key: 'campaign',
              label: t(COSTS.campaign),
              cell: ({ campaignId, name }) => (
                <a href={`/reports/${campaignId}#cost`}>
                  {campaignId} {name}
                </a>
              ),
            },
            ...shared,
          ]}
        />
      </Card>
      <p class="muted">
        {t(COSTS.reviewHoursNote)} {costs.every(({ complete }) => complete) ? null : t(COSTS.incomplete)}
      </p>
    </Page>
  );
};
