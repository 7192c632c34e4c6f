import type { LocalText } from '../common/lang.ts';
import type { CampaignResult } from './campaign-results.ts';
import type { DigestChart, DigestItem, DigestLine, DigestSection } from './digest.ts';
import {
  costText,
  figure,
  kpiText,
  medianOf,
  moneyText,
  numberText,
  percent,
  shareText,
  sumsText,
  weekBefore,
} from './digest-numbers.ts';
import { SECTION_WORDS } from './digest-words.ts';

/** Fewer than this of a kind are too few to compare with. */
const ENOUGH = 3;
/** Said where a share differs from that of its kind by a quarter, and by two points. */
const TELLING = { times: 1.25, points: 2 } as const;
/** Said where a total differs from the week before by a fifth. */
const MOVED = 0.2;
const LINES = 6;
const BARS = 8;

const WORDS = {
  started: { en: 'Campaigns sent', ko: '발송한 캠페인' },
  submitted: { en: 'Submitted', ko: '제출됨' },
  goal: { en: 'Reached their goal', ko: '목표 달성' },
  budget: { en: 'Budget', ko: '예산' },
  unsubscribed: { en: 'Unsubscribed', ko: '수신 거부' },
  campaign: { en: 'Campaign', ko: '캠페인' },
  kpi: { en: 'KPI', ko: 'KPI' },
  result: { en: 'Result', ko: '결과' },
  target: { en: 'Goal', ko: '목표' },
  kind: { en: 'Its kind', ko: '같은 유형' },
  cost: { en: 'Cost per result', ko: '결과당 비용' },
  chart: { en: 'Result and goal', ko: '결과와 목표' },
} as const satisfies Record<string, LocalText>;

const NOTHING: LocalText = { en: '–', ko: '–' };

/** Sent in that many campaigns of the same KPI, of the same segment where there are enough of those. */
export interface Kind {
  /** Per cent. */
  readonly median: number;
  readonly campaigns: number;
  readonly sameSegment: boolean;
}

const shareOf = ({ reached }: CampaignResult): number | null =>
  reached === null || reached.whole === 0 ? null : percent(reached.people, reached.whole);

/** What is usual for a campaign like this one: the median of those before it. Undefined where there are too few. Pure. */
export const kindOf = (result: CampaignResult, all: readonly CampaignResult[]): Kind | undefined => {
  const alike = all.filter(
    (other) => other.campaignId !== result.campaignId && other.kpi === result.kpi && other.startedAt < result.startedAt,
  );
  const same = result.segmentId === null ? [] : alike.filter(({ segmentId }) => segmentId === result.segmentId);
  for (const [group, sameSegment] of [
    [same, true],
    [alike, false],
  ] as const) {
    const shares = group.map(shareOf).filter((share) => share !== null);
    const median = medianOf(shares);
    if (shares.length >= ENOUGH && median !== null) return { median, campaigns: shares.length, sameSegment };
  }
  return undefined;
};

const itemOf = ({ campaignId, name }: CampaignResult): DigestItem => ({
  label: `${campaignId} ${name}`,
  path: `/reports/${campaignId}`,
});

const reachedGoal = (result: CampaignResult): boolean => {
  const share = shareOf(result);
  return share !== null && share >= result.kpiTarget;
};
const hasGoal = (result: CampaignResult): boolean => result.kpiTarget > 0 && shareOf(result) !== null;

const chartOf = (results: readonly CampaignResult[]): DigestChart | null => {
  const shown = results
    .filter((result) => shareOf(result) !== null)
    .sort((a, b) => b.submitted - a.submitted)
    .slice(0, BARS);
  if (shown.length === 0) return null;
  const said = (lang: 'en' | 'ko'): string =>
    shown
      .map((result) => {
        const [share, target] = [shareOf(result) ?? 0, result.kpiTarget];
        return lang === 'en'
          ? `${result.campaignId}: ${share} % ${kpiText(result.kpi).en.toLowerCase()}, goal ${target} %`
          : `${result.campaignId}: ${kpiText(result.kpi).ko} ${share} %, 목표 ${target} %`;
      })
      .join('; ');
  return {
    title: WORDS.chart,
    labels: shown.map(({ campaignId }) => ({ en: campaignId, ko: campaignId })),
    series: [
      { name: WORDS.result, values: shown.map((result) => shareOf(result) ?? 0) },
      { name: WORDS.target, values: shown.map(({ kpiTarget }) => kpiTarget) },
    ],
    unit: '%',
    alt: { en: `Result and goal by campaign. ${said('en')}.`, ko: `캠페인별 결과와 목표. ${said('ko')}.` },
  };
};

const sum = (results: readonly CampaignResult[], of: (result: CampaignResult) => number): number =>
  results.reduce((total, result) => total + of(result), 0);

export interface ResultFacts {
  readonly now: readonly CampaignResult[];
  readonly before: readonly CampaignResult[];
  /** What is usual for campaigns of the period, by id. */
  readonly kinds: ReadonlyMap<string, Kind>;
}

/** Campaigns of the period against their goals, budgets and kinds. Pure. */
export const resultsSection = ({ now, before, kinds }: ResultFacts): DigestSection => {
  const sorted = [...now].sort((a, b) => b.submitted - a.submitted || a.campaignId.localeCompare(b.campaignId));
  const items = sorted.map(itemOf);
  const [measured, earlier] = [sorted.filter(hasGoal), before.filter(hasGoal)];
  const [reached, reachedBefore] = [measured.filter(reachedGoal), earlier.filter(reachedGoal)];
  const ofText = (n: number, all_: number): LocalText => ({ en: `${n} of ${all_}`, ko: `${all_}건 중 ${n}건` });
  const costed = sorted.some(({ cost }) => cost.perResult !== null);
  const withBudget = sorted.filter(({ budget }) => budget > 0);
  const gone = (results: readonly CampaignResult[]): number => sum(results, ({ people }) => people.unsubscribed);
  return {
    key: 'results',
    title: SECTION_WORDS.results,
    figures: [
      figure('started', WORDS.started, now.length, weekBefore(numberText(before.length)), items),
      figure(
        'submitted',
        WORDS.submitted,
        sum(now, ({ submitted }) => submitted),
        weekBefore(numberText(sum(before, ({ submitted }) => submitted))),
        items,
      ),
      ...(measured.length === 0
        ? []
        : [
            figure(
              'goal',
              WORDS.goal,
              ofText(reached.length, measured.length),
              earlier.length === 0 ? null : weekBefore(ofText(reachedBefore.length, earlier.length)),
              reached.map(itemOf),
            ),
          ]),
      ...(withBudget.length === 0
        ? []
        : [
            figure(
              'budget',
              WORDS.budget,
              sumsText(withBudget.map(({ budget, currency }) => ({ amount: budget, currency }))),
              null,
              withBudget.map(itemOf),
            ),
          ]),
      ...(now.length === 0
        ? []
        : [
            figure(
              'unsubscribed',
              WORDS.unsubscribed,
              gone(now),
              weekBefore(numberText(gone(before))),
              sorted.filter(({ people }) => people.unsubscribed > 0).map(itemOf),
            ),
          ]),
    ],
    lines: [],
    chart: chartOf(sorted),
    table:
      sorted.length === 0
        ? null
        : {
            columns: [
              WORDS.campaign,
              WORDS.kpi,
              WORDS.result,
              WORDS.target,
              WORDS.kind,
              WORDS.budget,
              ...(costed ? [WORDS.cost] : []),
            ],
            rows: sorted.map((result) => {
              const kind = kinds.get(result.campaignId);
              const { label, path } = itemOf(result);
              return {
                path,
                cells: [
                  { en: label, ko: label },
                  kpiText(result.kpi),
                  result.reached === null ? NOTHING : shareText(result.reached.people, result.reached.whole),
                  result.kpiTarget > 0 ? shareText(result.kpiTarget, 100) : NOTHING,
                  kind === undefined ? NOTHING : shareText(kind.median, 100),
                  result.budget > 0 ? moneyText(result.budget, result.currency) : NOTHING,
                  ...(costed ? [costText(result.cost.perResult, result.cost)] : []),
                ],
              };
            }),
          },
  };
};

const againstKind = (result: CampaignResult, kind: Kind | undefined) => {
  const share = shareOf(result);
  if (share === null || kind === undefined) return [];
  const times = share / Math.max(kind.median, 0.1);
  const telling =
    Math.abs(share - kind.median) >= TELLING.points && (times >= TELLING.times || times <= 1 / TELLING.times);
  return telling ? [{ result, share, kind, weight: Math.abs(Math.log(Math.max(times, 0.01))) }] : [];
};

/** What is not as usual: totals against the week before, and campaigns against their own kind. Pure. */
export const changesSection = ({ now, before, kinds }: ResultFacts): DigestSection => {
  const moved = (label: LocalText, value: number, old: number): DigestLine[] => {
    const change = old === 0 ? 0 : (value - old) / old;
    if (Math.abs(change) < MOVED) return [];
    const sign = `${change > 0 ? '+' : '−'}${Math.round(Math.abs(change) * 100)} %`;
    const [from, to] = [numberText(old), numberText(value)];
    return [
      {
        text: {
          en: `${label.en}: ${from.en} → ${to.en} (${sign})`,
          ko: `${label.ko}: ${from.ko} → ${to.ko} (${sign})`,
        },
        path: null,
      },
    ];
  };
  const submitted = (results: readonly CampaignResult[]): number => sum(results, (result) => result.submitted);
  const unusual = now
    .flatMap((result) => againstKind(result, kinds.get(result.campaignId)))
    .sort((a, b) => b.weight - a.weight || a.result.campaignId.localeCompare(b.result.campaignId))
    .map(({ result, share, kind }): DigestLine => {
      const { campaignId, name } = result;
      const word = kpiText(result.kpi);
      const whom = kind.sameSegment
        ? { en: 'of the same segment', ko: '같은 세그먼트의' }
        : { en: 'with the same KPI', ko: '같은 KPI의' };
      return {
        text: {
          en: `${campaignId} ${name}: ${word.en.toLowerCase()} ${share} %; usual for ${kind.campaigns} campaigns ${whom.en}: ${kind.median} %`,
          ko: `${campaignId} ${name}: ${word.ko} ${share} %, ${whom.ko} 캠페인 ${kind.campaigns}건은 보통 ${kind.median} %`,
        },
        path: `/reports/${campaignId}`,
      };
    });
  return {
    key: 'changes',
    title: SECTION_WORDS.changes,
    figures: [],
    lines: [
      ...moved(WORDS.started, now.length, before.length),
      ...moved(WORDS.submitted, submitted(now), submitted(before)),
      ...unusual,
    ].slice(0, LINES),
    table: null,
    chart: null,
  };
};
