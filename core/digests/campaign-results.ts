import type { Brief } from '../campaigns/campaign.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { StartedCampaign } from '../campaigns/campaign-store.ts';
import type { Clock } from '../common/clock.ts';
import { type CampaignCost, type CostRates, type CountedResults, costPerResult } from '../tracking/cost-per-result.ts';
import type { CostService } from '../tracking/cost-service.ts';
import { shareIn } from '../tracking/shares.ts';
import { TRACKING_KINDS, type TrackingKind } from '../tracking/tracking.ts';

/** A campaign's own kind is looked for this far back. */
export const KIND_DAYS = 90;
/** What was counted this lately need not be counted again for a digest. */
const FRESH_MS = 5 * 60_000;
/** What a digest counts by itself, at most: so many campaigns of so many people together. The sweep counts the rest. */
const COUNTED_NOW = { campaigns: 20, people: 20_000 } as const;

/** What became of a campaign, as it was counted last. */
export interface CampaignResult {
  readonly campaignId: string;
  readonly name: string;
  readonly kpi: Brief['kpi'];
  /** Per cent. */
  readonly kpiTarget: number;
  readonly budget: number;
  readonly currency: string;
  readonly segmentId: string | null;
  readonly startedAt: Date;
  readonly submitted: number;
  /** People by kind, without those for whom a machine alone acted. */
  readonly people: Readonly<Record<TrackingKind, number>>;
  /** People, and the whole that the KPI is a share of; null for a KPI that nothing counts yet. */
  readonly reached: { readonly people: number; readonly whole: number } | null;
  readonly cost: CampaignCost;
}

/** Pure. */
const resultOf = (started: StartedCampaign, counted: CountedResults, rates: CostRates): CampaignResult => {
  const { kpi, kpiTarget, budget, currency } = started.brief;
  const measured = TRACKING_KINDS.find((kind) => kind === kpi);
  const share = measured === undefined ? null : shareIn(counted, measured);
  return {
    campaignId: started.id,
    name: started.name,
    kpi,
    kpiTarget,
    budget,
    currency,
    segmentId: started.audience.segmentId,
    startedAt: started.startedAt,
    submitted: counted.submitted,
    people: Object.fromEntries(
      TRACKING_KINDS.map((kind) => [kind, counted.totals[kind].people - counted.totals[kind].machineOnly]),
    ) as Record<TrackingKind, number>,
    reached: share === null ? null : { people: share.people, whole: share.whole },
    cost: costPerResult(started, counted, rates),
  };
};

export interface CampaignResults {
  /**
   * Of campaigns that began from `from` to `to`, as they were counted last: deliveries and events are not read. Those that
   * began since `freshFrom` and were not counted lately are counted now as far as that is quick.
   */
  startedBetween(from: Date, to: Date, freshFrom: Date): Promise<readonly CampaignResult[]>;
}

export const createCampaignResults = (deps: {
  campaigns: Pick<CampaignService, 'startedBetween'>;
  costs: Pick<CostService, 'rates' | 'counted' | 'count'>;
  clock: Clock;
}): CampaignResults => {
  const { campaigns, costs, clock } = deps;

  const refresh = async (started: readonly StartedCampaign[], kept: Map<string, CountedResults>): Promise<void> => {
    const now = clock.now().getTime();
    const age = ({ id }: StartedCampaign): number => now - (kept.get(id)?.computedAt.getTime() ?? 0);
    const stale = started.filter((each) => age(each) > FRESH_MS).sort((a, b) => age(b) - age(a));
    let people = 0;
    for (const campaign of stale.slice(0, COUNTED_NOW.campaigns)) {
      const known = kept.get(campaign.id)?.submitted;
      people += known ?? 0;
      if (people > COUNTED_NOW.people) return;
      const counted = await costs.count(campaign.id, campaign.startedAt);
      if (counted === undefined) continue;
      kept.set(campaign.id, counted);
      people += known === undefined ? counted.submitted : 0;
    }
  };

  return {
    async startedBetween(from, to, freshFrom) {
      const [started, rates] = await Promise.all([campaigns.startedBetween(from, to), costs.rates()]);
      const kept = new Map(await costs.counted(started.map(({ id }) => id)));
      await refresh(
        started.filter(({ startedAt }) => startedAt >= freshFrom),
        kept,
      );
      return started.flatMap((campaign) => {
        const counted = kept.get(campaign.id);
        return counted === undefined ? [] : [resultOf(campaign, counted, rates)];
      });
    },
  };
};
