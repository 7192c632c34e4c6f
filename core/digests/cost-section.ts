import type { LocalText } from '../common/lang.ts';
import { costsBySegment, type SegmentCost } from '../tracking/cost-per-result.ts';
import type { CampaignResult } from './campaign-results.ts';
import type { DigestFigure, DigestPeriod, DigestSection } from './digest.ts';
import type { DigestFacts } from './digest-facts.ts';
import { costText, figure, kpiText, numberText } from './digest-numbers.ts';
import { SECTION_WORDS } from './digest-words.ts';

/** As many as chat has a button for. */
const FIGURES = 5;

const MISSED: LocalText = { en: 'Whom another campaign missed', ko: '다른 캠페인이 닿지 못한 사람' };
const DELETED: LocalText = { en: '(deleted segment)', ko: '(삭제된 세그먼트)' };

/** Where the portal lists the campaigns of a period, those of one group alone where it is named. Pure. */
const costsPath = (
  { from, to }: Pick<DigestPeriod, 'from' | 'to'>,
  group?: Pick<SegmentCost, 'segmentIds' | 'kpi' | 'currency'>,
): string => {
  const query = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() });
  if (group !== undefined) {
    const { segmentIds, kpi, currency } = group;
    for (const [name, value] of Object.entries({ segment: segmentIds.join(','), kpi, currency }))
      query.set(name, value);
  }
  return `/reports/costs?${query}`;
};

const segmentText = (ids: readonly string[], names: ReadonlyMap<string, string>): LocalText => {
  if (ids.length === 0) return MISSED;
  const said = (lang: 'en' | 'ko'): string => ids.map((id) => names.get(id) ?? DELETED[lang]).join(' + ');
  return { en: said('en'), ko: said('ko') };
};

/** What one result cost by segment, the cheapest first; each number opens its campaigns. Pure. */
export const costsSection = (
  results: readonly CampaignResult[],
  { period, segmentNames }: Pick<DigestFacts, 'period' | 'segmentNames'>,
): DigestSection => {
  const groups = costsBySegment(results.map(({ cost }) => cost));
  const known = groups.some(({ perResult }) => perResult !== null) ? groups.filter(({ results: n }) => n !== null) : [];
  const figures = known.slice(0, FIGURES).map((group, n): DigestFigure => {
    const [name, kpi, cost] = [
      segmentText(group.segmentIds, segmentNames),
      kpiText(group.kpi),
      costText(group.total, group),
    ];
    const [campaigns, reached] = [numberText(group.campaignIds.length), numberText(group.results ?? 0)];
    return {
      ...figure(
        `costs.${n}`,
        { en: `${name.en} · ${kpi.en}`, ko: `${name.ko} · ${kpi.ko}` },
        costText(group.perResult, group),
        {
          en: `cost ${cost.en}, results: ${reached.en}, campaigns: ${campaigns.en}`,
          ko: `비용 ${cost.ko}, 결과 ${reached.ko}건, 캠페인 ${campaigns.ko}건`,
        },
        [],
      ),
      path: costsPath(period, group),
    };
  });
  const left = known.length - figures.length;
  return {
    key: 'costs',
    title: SECTION_WORDS.costs,
    figures,
    lines: left > 0 ? [{ text: { en: `Others: ${left}`, ko: `이 밖에 ${left}건` }, path: costsPath(period) }] : [],
    table: null,
    chart: null,
  };
};
