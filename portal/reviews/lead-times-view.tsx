import {
  causeText,
  LANE_WORDS,
  LANES,
  type Lane,
  type LeadTimes,
  type LocalText,
  workingTime,
} from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Badge, Card, type Column, Field, Figure, Figures, Num, Page, Table } from '../layout/index.ts';
import { formatShare } from '../words/text.ts';
import { TIMES } from './lead-time-words.ts';
import { daysAgo, type Period } from './period.ts';

/** What list is open: a lane's keys, the approved campaigns, or the campaigns of one cause. */
export type Shown = Lane | 'rework' | { readonly cause: string };

export interface LeadTimesProps {
  readonly period: Period;
  readonly now: Date;
  readonly times: LeadTimes;
  readonly causes: readonly { readonly cause: string; readonly count: number; readonly campaigns: readonly string[] }[];
  readonly shown: Shown;
  /** Names by campaign id. */
  readonly campaigns: Readonly<Record<string, string>>;
}

const PRESETS = [7, 30, 90] as const;

const addressOf = ({ from, to }: { from: string; to: string }, show?: string): string => {
  const query = new URLSearchParams({ from, to, ...(show === undefined ? {} : { show }) });
  return `/reviews/times?${query.toString()}${show === undefined ? '' : '#list'}`;
};

const minutesText = (minutes: number | null): LocalText =>
  minutes === null ? { en: '–', ko: '–' } : workingTime(minutes);

/** `C-12/3`, cycle 3 of C-12. */
const cycleOf = (id: string): { readonly campaign: string; readonly number: string } => {
  const [campaign = '', number = ''] = id.split('/');
  return { campaign, number };
};

const CampaignLink = ({ id, name }: { id: string; name: string | undefined }) => (
  <a href={`/campaigns/${id}`}>
    <span class="muted num">{id}</span> <strong>{name ?? ''}</strong>
  </a>
);

const LaneList = ({ lane, times, campaigns }: Pick<LeadTimesProps, 'times' | 'campaigns'> & { lane: Lane }) => {
  const t = useText();
  const rows = times.lanes[lane].cycles.toReversed();
  return (
    <Card title={t(TIMES.laneList, { lane: t(LANE_WORDS[lane]) })} id="list">
      <Table
        caption={t(TIMES.laneList, { lane: t(LANE_WORDS[lane]) })}
        rows={rows}
        rowKey={(row) => row.cycleId}
        empty={t(TIMES.none)}
        columns={[
          {
            key: 'campaign',
            label: t(TIMES.campaign),
            cell: (row) => <CampaignLink id={row.subjectId} name={campaigns[row.subjectId]} />,
          },
          { key: 'cycle', label: t(TIMES.cycle), align: 'end', cell: (row) => cycleOf(row.cycleId).number },
          { key: 'time', label: t(TIMES.time), align: 'end', cell: (row) => t(workingTime(row.minutes)) },
        ]}
      />
    </Card>
  );
};

const ReworkList = ({ times, campaigns }: Pick<LeadTimesProps, 'times' | 'campaigns'>) => {
  const t = useText();
  const { approved, reworked } = times.rework;
  const rows = [...reworked, ...approved.filter((id) => !reworked.includes(id))];
  return (
    <Card title={t(TIMES.reworkList)} id="list">
      <Table
        caption={t(TIMES.reworkList)}
        rows={rows}
        rowKey={(id) => id}
        empty={t(TIMES.noRework)}
        columns={[
          {
            key: 'campaign',
            label: t(TIMES.campaign),
            cell: (id) => <CampaignLink id={cycleOf(id).campaign} name={campaigns[cycleOf(id).campaign]} />,
          },
          { key: 'cycle', label: t(TIMES.cycle), align: 'end', cell: (id) => cycleOf(id).number },
          {
            key: 'reworked',
            label: t(TIMES.reworked),
            cell: (id) =>
              reworked.includes(id) ? (
                <Badge tone="warning">{t(TIMES.reworked)}</Badge>
              ) : (
                <Badge tone="good">{t(TIMES.straight)}</Badge>
              ),
          },
        ]}
      />
    </Card>
  );
};

const CauseList = ({ cause, causes, campaigns }: Pick<LeadTimesProps, 'causes' | 'campaigns'> & { cause: string }) => {
  const t = useText();
  const title = t(TIMES.causeList, { cause: t(causeText(cause)) });
  return (
    <Card title={title} id="list">
      <Table
        caption={title}
        rows={causes.find((one) => one.cause === cause)?.campaigns ?? []}
        rowKey={(id) => id}
        empty={t(TIMES.noCauses)}
        columns={[
          { key: 'campaign', label: t(TIMES.campaign), cell: (id) => <CampaignLink id={id} name={campaigns[id]} /> },
        ]}
      />
    </Card>
  );
};

const PeriodForm = ({ period, now }: Pick<LeadTimesProps, 'period' | 'now'>) => {
  const t = useText();
  const { zone } = useViewer();
  const today = daysAgo(now, zone, 1);
  return (
    <search>
      <form method="get" action="/reviews/times" class="audit-filter">
        <Field name="from" type="date" label={t(TIMES.from)} value={period.from} errors={period.errors} />
        <Field name="to" type="date" label={t(TIMES.to)} value={period.to} errors={period.errors} />
        <div class="actions">
          <button type="submit" class="secondary">
            {t(TIMES.show)}
          </button>
          {PRESETS.map((days) => (
            <a key={days} href={addressOf({ from: daysAgo(now, zone, days), to: today })}>
              {t(TIMES.lastDays, { n: days })}
            </a>
          ))}
        </div>
      </form>
    </search>
  );
};

/** How long the keys take and what sends campaigns back. Each number opens its list on the same page. */
export const LeadTimesPage = (props: LeadTimesProps) => {
  const t = useText();
  const { lang } = useViewer();
  const { period, times, causes, shown, campaigns } = props;
  const { approved, reworked } = times.rework;
  const columns: readonly Column<LeadTimesProps['causes'][number]>[] = [
    { key: 'cause', label: t(TIMES.cause), cell: ({ cause }) => t(causeText(cause)) },
    {
      key: 'count',
      label: t(TIMES.times),
      align: 'end',
      cell: ({ cause, count }) => (
        <a href={addressOf(period, cause)}>
          <Num value={count} />
          <span class="visually-hidden">: {t(causeText(cause))}</span>
        </a>
      ),
    },
  ];
  return (
    <Page
      title={t(TIMES.title)}
      active="reviews"
      lead={t(TIMES.lead)}
      back={{ href: '/reviews', label: t(TIMES.back) }}
    >
      <PeriodForm period={period} now={props.now} />
      <Figures>
        {LANES.flatMap((lane) => {
          const { median, p90, cycles } = times.lanes[lane];
          const note = t(TIMES.keys, { n: cycles.length });
          return [
            <Figure
              key={`${lane} median`}
              label={t(TIMES.median, { lane: t(LANE_WORDS[lane]) })}
              value={t(minutesText(median))}
              href={addressOf(period, lane)}
              note={note}
            />,
            <Figure
              key={`${lane} p90`}
              label={t(TIMES.p90, { lane: t(LANE_WORDS[lane]) })}
              value={t(minutesText(p90))}
              href={addressOf(period, lane)}
              note={note}
            />,
          ];
        })}
        <Figure
          label={t(TIMES.rework)}
          value={formatShare(reworked.length, approved.length, lang)}
          href={addressOf(period, 'rework')}
          note={t(TIMES.reworkOf, { n: reworked.length, all: approved.length })}
          tone={reworked.length > 0 ? 'warning' : undefined}
        />
      </Figures>
      {shown === 'rework' ? (
        <ReworkList times={times} campaigns={campaigns} />
      ) : typeof shown === 'string' ? (
        <LaneList lane={shown} times={times} campaigns={campaigns} />
      ) : (
        <CauseList cause={shown.cause} causes={causes} campaigns={campaigns} />
      )}
      <Card title={t(TIMES.causes)} id="causes">
        <p class="muted">{t(TIMES.causesLead)}</p>
        <Table
          caption={t(TIMES.causes)}
          rows={causes}
          rowKey={({ cause }) => cause}
          empty={t(TIMES.noCauses)}
          columns={columns}
        />
      </Card>
    </Page>
  );
};
