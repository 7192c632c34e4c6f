import { LANES, type Lane } from '../approvals/approval.ts';
import type { LeadTimes } from '../approvals/lead-times.ts';
import { workingTime } from '../approvals/review-notices.ts';
import type { ChangeFreeze } from '../campaigns/change-freeze.ts';
import { causeText } from '../campaigns/preflight/cause-words.ts';
import type { LocalText } from '../common/lang.ts';
import { LANE_WORDS } from '../common/words.ts';
import type { DigestItem, DigestPeriod, DigestSection } from './digest.ts';
import type { DigestFacts } from './digest-facts.ts';
import { figure, numberText, shareText, weekBefore } from './digest-numbers.ts';
import { SECTION_WORDS } from './digest-words.ts';

const WORDS = {
  rework: { en: 'Reworked before approval', ko: '재작업 후 승인' },
  cause: { en: 'Cause', ko: '원인' },
  times: { en: 'Times', ko: '횟수' },
  campaigns: { en: 'Campaigns', ko: '캠페인' },
  problems: { en: 'Amber and red items', ko: '주의·위험 항목' },
  incidents: { en: 'Incident time', ko: '장애 시간' },
  windows: { en: 'Planned windows', ko: '계획된 발송 동결' },
  held: { en: 'Campaigns held', ko: '보류된 캠페인' },
  halted: { en: 'Campaigns halted', ko: '중단된 캠페인' },
  granted: { en: 'Granted by IT', ko: 'IT가 허용함' },
} as const satisfies Record<string, LocalText>;

const NOTHING: LocalText = { en: '–', ko: '–' };
const MINUTE_MS = 60_000;
const NO_ROWS = { lines: [], table: null, chart: null } as const;

const campaignItem = (id: string, names: ReadonlyMap<string, string>): DigestItem => ({
  label: `${id} ${names.get(id) ?? ''}`.trim(),
  path: `/campaigns/${id}`,
});
const itemsOf = (ids: readonly string[], { campaignNames }: DigestFacts): DigestItem[] =>
  [...new Set(ids)].map((id) => campaignItem(id, campaignNames));

const medianText = (times: LeadTimes, lane: Lane): LocalText => {
  const { median } = times.lanes[lane];
  return median === null ? NOTHING : workingTime(median);
};

/** How long the keys took in working hours, and what had to be done again. Pure. */
export const reviewsSection = (facts: DigestFacts): DigestSection | null => {
  if (facts.times === null) return null;
  const { now, before } = facts.times;
  const campaignOf = (cycleId: string): string => cycleId.split('/')[0] ?? '';
  const lanes = LANES.filter((lane) => now.lanes[lane].cycles.length > 0).map((lane) => {
    const { cycles } = now.lanes[lane];
    const label = {
      en: `${LANE_WORDS[lane].en}: half of the keys within`,
      ko: `${LANE_WORDS[lane].ko}: 승인의 절반이 걸린 시간`,
    };
    const earlier = weekBefore(medianText(before, lane));
    const note = {
      en: `keys given: ${cycles.length}; ${earlier.en}`,
      ko: `승인 ${cycles.length}건, ${earlier.ko}`,
    };
    const items = cycles.map(({ subjectId, minutes }) => {
      const { label: name, path } = campaignItem(subjectId, facts.campaignNames);
      return { label: `${name} (${workingTime(minutes).en})`, path: `${path}#review` };
    });
    return figure(`times.${lane}`, label, medianText(now, lane), note, items);
  });
  const { approved, reworked } = now.rework;
  const rework =
    approved.length === 0
      ? []
      : [
          figure(
            'rework',
            WORDS.rework,
            shareText(reworked.length, approved.length),
            weekBefore(shareText(before.rework.reworked.length, before.rework.approved.length)),
            itemsOf(reworked.map(campaignOf), facts),
          ),
        ];
  return { key: 'reviews', title: SECTION_WORDS.reviews, figures: [...lanes, ...rework], ...NO_ROWS };
};

/** Amber and red items by cause. Pure. */
export const preflightSection = (facts: DigestFacts): DigestSection => {
  const { causes } = facts;
  const total = causes.reduce((sum, { count }) => sum + count, 0);
  return {
    key: 'preflight',
    title: SECTION_WORDS.preflight,
    figures:
      total === 0
        ? []
        : [
            figure(
              'problems',
              WORDS.problems,
              total,
              null,
              itemsOf(
                causes.flatMap(({ campaigns }) => campaigns),
                facts,
              ),
            ),
          ],
    lines: [],
    chart: null,
    table:
      total === 0
        ? null
        : {
            columns: [WORDS.cause, WORDS.times, WORDS.campaigns],
            rows: causes.map(({ cause, count, campaigns }) => ({
              path: `/reviews/times?show=${encodeURIComponent(cause)}`,
              cells: [causeText(cause), numberText(count), { en: campaigns.join(', '), ko: campaigns.join(', ') }],
            })),
          },
  };
};

/** Minutes of a period in which at least one of them held: two at once are not two hours. Pure. */
export const heldMinutes = (
  freezes: readonly ChangeFreeze[],
  { from, to }: Pick<DigestPeriod, 'from' | 'to'>,
): number => {
  const spans = freezes
    .map((freeze): [number, number] => {
      const end = freeze.endedAt ?? freeze.until ?? to;
      return [Math.max(freeze.from.getTime(), from.getTime()), Math.min(end.getTime(), to.getTime())];
    })
    .filter(([begin, end]) => end > begin)
    .sort(([a], [b]) => a - b);
  let [total, reached] = [0, 0];
  for (const [begin, end] of spans) {
    total += Math.max(0, end - Math.max(begin, reached));
    reached = Math.max(reached, end);
  }
  return Math.round(total / MINUTE_MS);
};

/** What was down, and what stood still because of it or for other reasons. Pure. */
export const incidentsSection = (facts: DigestFacts): DigestSection => {
  const incidents = facts.freezes.filter(({ kind }) => kind === 'incident');
  const windows = facts.freezes.filter(({ kind }) => kind === 'window');
  const frozen = (freezes: readonly ChangeFreeze[]): DigestItem[] =>
    freezes.map(({ reason }) => ({ label: reason, path: '/freezes' }));
  return {
    key: 'incidents',
    title: SECTION_WORDS.incidents,
    figures: [
      ...(incidents.length === 0
        ? []
        : [
            figure(
              'incidents',
              WORDS.incidents,
              workingTime(heldMinutes(incidents, facts.period)),
              { en: `incidents: ${incidents.length}`, ko: `장애 ${incidents.length}건` },
              frozen(incidents),
            ),
          ]),
      ...(windows.length === 0 ? [] : [figure('windows', WORDS.windows, windows.length, null, frozen(windows))]),
      ...(facts.held.length === 0
        ? []
        : [figure('held', WORDS.held, new Set(facts.held).size, null, itemsOf(facts.held, facts))]),
      ...(facts.halted.length === 0
        ? []
        : [figure('halted', WORDS.halted, new Set(facts.halted).size, null, itemsOf(facts.halted, facts))]),
    ],
    ...NO_ROWS,
  };
};

/** Restricted fields that marketing may use now, and what for. Pure. */
export const fieldsSection = ({ granted }: DigestFacts): DigestSection => ({
  key: 'fields',
  title: SECTION_WORDS.fields,
  figures:
    granted.length === 0
      ? []
      : [
          figure(
            'granted',
            WORDS.granted,
            granted.length,
            null,
            granted.map(({ id, label, purpose }) => ({
              label: `${id} ${label}: ${purpose ?? ''}`,
              path: `/fields/${id}`,
            })),
          ),
        ],
  ...NO_ROWS,
});
