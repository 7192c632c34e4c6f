import type { Brief, Campaign } from '../campaigns/campaign.ts';
import type { Lang } from '../common/lang.ts';
import { shareIn } from './shares.ts';
import type { CampaignReport } from './tracking.ts';

/** What things cost in this workspace, kept by administrators; null is not known, which is not nothing. */
export interface CostRates {
  /** ISO 4217; of both amounts. */
  readonly currency: string;
  /** What the provider takes for 1,000 submitted mails. */
  readonly perThousand: number | null;
  /** What an hour of a review costs. */
  readonly reviewHour: number | null;
  /** Grows by one with each saving; 0 where none was saved. */
  readonly revision: number;
}

export const NO_RATES: CostRates = { currency: 'KRW', perThousand: null, reviewHour: null, revision: 0 };

export const COST_PARTS = ['budget', 'sending', 'reviews'] as const;
export type CostPart = (typeof COST_PARTS)[number];

/** An amount in the currency of its campaign, or why nobody knows it. */
export type CostAmount =
  | { readonly amount: number; readonly unknown?: never }
  | { readonly amount: null; readonly unknown: 'not_set' | 'other_currency' };

/** What a campaign cost and what came of it. */
export interface CampaignCost {
  readonly campaignId: string;
  readonly name: string;
  /** Of every amount here: the campaign's own. */
  readonly currency: string;
  readonly kpi: Brief['kpi'];
  /** Included segments, ascending; empty where it went to what another campaign missed. */
  readonly segmentIds: readonly string[];
  readonly submitted: number;
  /** Working minutes from the opening of each review to each lane's key, both lanes together. */
  readonly reviewMinutes: number;
  readonly parts: Readonly<Record<CostPart, CostAmount>>;
  /** Of the parts that are known. */
  readonly total: number;
  /** True where every part is known; otherwise `total` and `perResult` are the least that it can be. */
  readonly complete: boolean;
  /** People who did what the campaign is for, without machines; null where that is not counted. */
  readonly results: number | null;
  /** Null where there is no result, or nothing but unknown amounts. */
  readonly perResult: number | null;
  readonly computedAt: Date;
}

/** What is counted of a campaign. */
export type CountedResults = Pick<CampaignReport, 'submitted' | 'totals' | 'computedAt'> & {
  readonly reviewMinutes: number;
};

const perResultOf = (total: number, complete: boolean, results: number | null): number | null =>
  results === null || results === 0 || (total === 0 && !complete) ? null : total / results;

/** Amounts of another currency are never added: they stay unknown. Pure. */
export const costPerResult = (
  campaign: Pick<Campaign, 'id' | 'name' | 'brief' | 'audience'>,
  counted: CountedResults,
  rates: CostRates,
): CampaignCost => {
  const { budget, currency, kpi } = campaign.brief;
  const priced = (rate: number | null, times: number): CostAmount => {
    if (times === 0) return { amount: 0 };
    if (rate === null) return { amount: null, unknown: 'not_set' };
    return rates.currency === currency ? { amount: rate * times } : { amount: null, unknown: 'other_currency' };
  };
  const parts: Record<CostPart, CostAmount> = {
    budget: { amount: budget },
    sending: priced(rates.perThousand, counted.submitted / 1_000),
    reviews: priced(rates.reviewHour, counted.reviewMinutes / 60),
  };
  const amounts = COST_PARTS.map((part) => parts[part].amount);
  const total = amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);
  const complete = !amounts.includes(null);
  const results = kpi === 'converted' ? null : shareIn(counted, kpi).people;
  const { segmentId, alsoIds = [] } = campaign.audience;
  return {
    campaignId: campaign.id,
    name: campaign.name,
    currency,
    kpi,
    segmentIds: [...new Set([...(segmentId === null ? [] : [segmentId]), ...alsoIds])].sort(),
    submitted: counted.submitted,
    reviewMinutes: counted.reviewMinutes,
    parts,
    total,
    complete,
    results,
    perResult: perResultOf(total, complete, results),
    computedAt: counted.computedAt,
  };
};

/** Campaigns to the same segments, with the same goal and currency, together. */
export interface SegmentCost
  extends Pick<CampaignCost, 'currency' | 'kpi' | 'segmentIds' | 'submitted' | 'reviewMinutes'>,
    Pick<CampaignCost, 'total' | 'complete' | 'results' | 'perResult'> {
  /** The newest first. */
  readonly campaignIds: readonly string[];
}

/**
 * A campaign to several segments stands by itself, under all of them: who came of which is not known, and its cost is
 * not parted between them. The cheapest result first; what has none comes last. Pure.
 */
export const costsBySegment = (costs: readonly CampaignCost[]): SegmentCost[] => {
  const groups = new Map<string, CampaignCost[]>();
  for (const cost of costs) {
    const key = JSON.stringify([cost.segmentIds, cost.kpi, cost.currency]);
    groups.set(key, [...(groups.get(key) ?? []), cost]);
  }
  const sum = (own: readonly CampaignCost[], of: (cost: CampaignCost) => number): number =>
    own.reduce((all, cost) => all + of(cost), 0);
  return [...groups.values()]
    .flatMap((own): SegmentCost[] => {
      const [first] = own;
      if (first === undefined) return [];
      const { currency, kpi, segmentIds } = first;
      const total = sum(own, (cost) => cost.total);
      const complete = own.every((cost) => cost.complete);
      const results = own.some((cost) => cost.results === null) ? null : sum(own, (cost) => cost.results ?? 0);
      return [
        {
          currency,
          kpi,
          segmentIds,
          submitted: sum(own, (cost) => cost.submitted),
          reviewMinutes: sum(own, (cost) => cost.reviewMinutes),
          total,
          complete,
          results,
          perResult: perResultOf(total, complete, results),
          campaignIds: own.map(({ campaignId }) => campaignId),
        },
      ];
    })
    .sort((a, b) => (a.perResult ?? Number.POSITIVE_INFINITY) - (b.perResult ?? Number.POSITIVE_INFINITY));
};

/** An amount as its reader writes it, as fine as it has to be below 100; an unknown currency stands behind the number. */
export const moneyText = (amount: number, currency: string, lang: Lang): string => {
  const locale = lang === 'ko' ? 'ko-KR' : 'en-GB';
  const maximumFractionDigits = Math.abs(amount) < 100 && !Number.isInteger(amount) ? 2 : 0;
  try {
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: 0,
      maximumFractionDigits,
    }).format(amount);
  } catch {
    return `${new Intl.NumberFormat(locale, { maximumFractionDigits }).format(amount)} ${currency}`.trim();
  }
};

/** Hours as people say them: `12.5 h`. */
export const hoursText = (minutes: number, lang: Lang): string => {
  const hours = new Intl.NumberFormat(lang === 'ko' ? 'ko-KR' : 'en-GB', { maximumFractionDigits: 1 }).format(
    minutes / 60,
  );
  return lang === 'ko' ? `${hours}시간` : `${hours} h`;
};
