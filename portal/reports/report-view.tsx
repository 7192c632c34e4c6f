import {
  type Campaign,
  type CampaignCost,
  type CampaignReport,
  can,
  shareIn,
  TRACKING_WORDS,
  type TrackingKind,
  WHOLE_WORDS,
} from '../../core/index.ts';
import { KPI } from '../campaigns/words.ts';
import { useText, useViewer } from '../http/index.ts';
import { Card, type Column, Figure, Figures, Num, Page, StateBadge, Table, When } from '../layout/index.ts';
import { formatNumber, formatShare, formatTime } from '../words/text.ts';
import { CostCard } from './cost-view.tsx';
import { COSTS } from './cost-words.ts';
import { REPORT } from './words.ts';

const SHOWN: readonly TrackingKind[] = ['delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed'];
const TONES: Partial<Record<TrackingKind, 'good' | 'warning' | 'danger' | 'accent'>> = {
  delivered: 'good',
  clicked: 'accent',
  bounced: 'warning',
  complained: 'danger',
};

type Hour = CampaignReport['byHour'][number];
type Link = CampaignReport['links'][number];

/** Two drawings of one chart, made by `hourly-chart.ts` (SVG, texts escaped): a picture that is shrunk to a phone's width cannot be read. */
export interface ChartPictures {
  readonly wide: string;
  readonly narrow: string;
}

const TotalFigures = ({ report }: { report: CampaignReport }) => {
  const t = useText();
  const { lang, capturing } = useViewer();
  const { campaignId, submitted, totals } = report;
  return (
    <Figures>
      <Figure
        label={t(REPORT.submitted)}
        value={submitted}
        href={`/campaigns/${campaignId}/people?outcome=submitted`}
        note={t(capturing ? REPORT.submittedCaptured : REPORT.submittedNote)}
      />
      {SHOWN.map((kind) => {
        const { events, machineOnly } = totals[kind];
        const { people, of, whole } = shareIn(report, kind);
        const share = t(REPORT.shareOf, { share: formatShare(people, whole, lang), whole: t(WHOLE_WORDS[of]) });
        const more = [
          share,
          ...(events === people ? [] : [events === 1 ? t(REPORT.oneEvent) : t(REPORT.events, { n: events })]),
          ...(machineOnly === 0 ? [] : [t(REPORT.machine, { n: machineOnly })]),
        ];
        return (
          <Figure
            key={kind}
            label={t(TRACKING_WORDS[kind])}
            value={people}
            href={`/reports/${campaignId}/people?kind=${kind}`}
            note={more.join(' · ')}
            tone={people > 0 ? TONES[kind] : undefined}
          />
        );
      })}
    </Figures>
  );
};

const Target = ({ campaign, report }: { campaign: Campaign; report: CampaignReport }) => {
  const t = useText();
  const { lang } = useViewer();
  const { kpi, kpiTarget } = campaign.brief;
  if (kpi === 'converted') return null;
  const { people, of, whole } = shareIn(report, kpi);
  const now = formatShare(people, whole, lang);
  const target = formatNumber(kpiTarget, lang);
  return <p>{t(REPORT.target, { kpi: t(KPI[kpi]), target, whole: t(WHOLE_WORDS[of]), now })}</p>;
};

const Chart = ({ report, chart }: { report: CampaignReport; chart: ChartPictures | undefined }) => {
  const t = useText();
  const columns: readonly Column<Hour>[] = [
    { key: 'hour', label: t(REPORT.hour), cell: ({ hour }) => <When at={hour} /> },
    { key: 'opened', label: t(TRACKING_WORDS.opened), cell: ({ opened }) => <Num value={opened} />, align: 'end' },
    { key: 'clicked', label: t(TRACKING_WORDS.clicked), cell: ({ clicked }) => <Num value={clicked} />, align: 'end' },
  ];
  if (chart === undefined) return <p class="muted">{t(REPORT.noEvents)}</p>;
  return (
    <>
      <div class="chart chart-wide" role="img" aria-label={t(REPORT.chartAlt)}>
        <div aria-hidden="true" dangerouslySetInnerHTML={{ __html: chart.wide }} />
      </div>
      <div class="chart chart-narrow" role="img" aria-label={t(REPORT.chartAlt)}>
        <div aria-hidden="true" dangerouslySetInnerHTML={{ __html: chart.narrow }} />
      </div>
      <details>
        <summary>{t(REPORT.chartTable)}</summary>
        <Table
          caption={t(REPORT.chart)}
          columns={columns}
          rows={report.byHour}
          rowKey={({ hour }) => hour.toISOString()}
          empty={t(REPORT.noEvents)}
        />
      </details>
    </>
  );
};

/** What came of a campaign: totals, the course over time, links, people. */
export const ReportPage = ({
  campaign,
  report,
  cost,
  chart,
}: {
  campaign: Campaign;
  report: CampaignReport | undefined;
  cost: CampaignCost | undefined;
  chart: ChartPictures | undefined;
}) => {
  const t = useText();
  const { lang, zone, staff } = useViewer();
  const links: readonly Column<Link>[] = [
    { key: 'url', label: t(REPORT.link), cell: ({ url }) => <code class="wrap">{url}</code> },
    {
      key: 'people',
      label: t(REPORT.linkPeople),
      align: 'end',
      cell: ({ linkId, people }) => (
        <a href={`/reports/${campaign.id}/people?kind=clicked&link=${encodeURIComponent(linkId)}`}>
          <Num value={people} />
        </a>
      ),
    },
    { key: 'clicks', label: t(REPORT.linkClicks), align: 'end', cell: ({ clicks }) => <Num value={clicks} /> },
    { key: 'first', label: t(REPORT.linkFirst), cell: ({ firstAt }) => <When at={firstAt} /> },
  ];
  return (
    <Page
      title={t(REPORT.titleOf, { name: campaign.name })}
      active="campaigns"
      back={{ href: `/campaigns/${campaign.id}`, label: campaign.id }}
      lead={
        <>
          <StateBadge state={campaign.state} />{' '}
          {report === undefined ? null : t(REPORT.lead, { time: formatTime(report.computedAt, lang, zone) })}
        </>
      }
      actions={
        report === undefined ? undefined : (
          <>
            <a href={`/reports/${campaign.id}/report.csv`} class="button secondary" download>
              {t(COSTS.csv)}
            </a>
            {staff !== undefined && can(staff, 'contacts.view') ? (
              <a href={`/reports/${campaign.id}/people.csv`} class="button secondary" download>
                {t(REPORT.csv)}
              </a>
            ) : null}
          </>
        )
      }
    >
      {report === undefined ? (
        <div class="empty">
          <h2>{t(REPORT.notYet)}</h2>
          <p>{t(REPORT.notYetText)}</p>
        </div>
      ) : (
        <>
          <TotalFigures report={report} />
          <Target campaign={campaign} report={report} />
          <p class="muted">
            {t(REPORT.botNote)} {t(report.totals.delivered.people === 0 ? REPORT.noDeliveries : REPORT.wholes)}
          </p>
          <Card title={t(REPORT.chart)}>
            <Chart report={report} chart={chart} />
          </Card>
          {cost === undefined ? null : <CostCard cost={cost} />}
          <Card title={t(REPORT.byLink)}>
            <Table
              caption={t(REPORT.byLink)}
              columns={links}
              rows={report.links}
              rowKey={({ linkId }) => linkId}
              empty={t(REPORT.noLinks)}
            />
          </Card>
          <Card title={t(REPORT.byPerson)}>
            <form method="get" action={`/reports/${campaign.id}/people`} class="filter">
              <label>
                {t(REPORT.search)}
                <input type="search" name="q" autoComplete="off" />
              </label>
              <button type="submit" class="secondary">
                {t(REPORT.show)}
              </button>
            </form>
            <a href={`/reports/${campaign.id}/people`}>{t(REPORT.allPeople)}</a>
          </Card>
        </>
      )}
    </Page>
  );
};
