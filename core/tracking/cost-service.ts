import { z } from 'zod';
import type { ApprovalService } from '../approvals/approval-service.ts';
import { reviewMinutes } from '../approvals/lead-times.ts';
import type { PolicyService } from '../approvals/policy-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import { changedValues } from '../audit/changed-values.ts';
import type { Campaign, CampaignState } from '../campaigns/campaign.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import { contentHash } from '../common/canonical-json.ts';
import type { Clock } from '../common/clock.ts';
import { InvalidInput } from '../common/errors.ts';
import { can } from '../people/permissions.ts';
import { type Actor, actedBy } from '../people/staff.ts';
import { costErrors, isCostSaying } from './cost-errors.ts';
import { type CampaignCost, type CostRates, type CountedResults, costPerResult, NO_RATES } from './cost-per-result.ts';
import type { CostStore } from './cost-store.ts';
import type { CampaignReport } from './tracking.ts';
import type { TrackingService } from './tracking-service.ts';

export interface CostService {
  rates(): Promise<CostRates>;
  /**
   * Replaces the rates; an empty amount is not known. `revision` is the one that was read. Needs settings.manage. Audited.
   * @throws InvalidInput by field (`currency`, `perThousand`, `reviewHour`), costs.changed_meanwhile, costs.forbidden
   */
  saveRates(actor: Actor, input: unknown, revision: number): Promise<CostRates>;
  /** Of a report that was just counted. */
  ofReport(campaign: Campaign, report: CampaignReport): Promise<CampaignCost>;
  /** By what was last counted: one query however many they are. What was not counted yet is not in it. */
  costPerResult(campaigns: readonly Campaign[]): Promise<ReadonlyMap<string, CampaignCost>>;
  /** The newest 200 campaigns that began to send since a moment, before another where it is given; `waiting` are not counted yet. */
  since(from: Date, to?: Date): Promise<{ readonly costs: readonly CampaignCost[]; readonly waiting: number }>;
  /** As these were counted last; what was not counted yet is not in it. */
  counted(campaignIds: readonly string[]): Promise<ReadonlyMap<string, CountedResults>>;
  /** Counts one now and keeps it; undefined where it has no run. */
  count(campaignId: string, startedAt: Date): Promise<CountedResults | undefined>;
  /** Counts what is due: often while a run is young, once a day later. The sweep of every process calls it. */
  countResults(): Promise<void>;
}

const BEGUN: readonly CampaignState[] = ['sending', 'paused', 'held', 'halted', 'sent', 'cancelled', 'failed'];
const MOST = 200;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A process that ends while it counts holds a campaign up for so long. */
const CLAIM_MS = 5 * MINUTE_MS;
const OFTEN_MS = 10 * MINUTE_MS;
/** After so long nobody opens a mail any more. */
const OVER_MS = 90 * DAY_MS;

/** Digits with commas between thousands or without any; `1,2` is refused, for it may be meant as a decimal. */
const AMOUNT = /^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/;

const numberIn = (text: string): number => (AMOUNT.test(text) ? Number(text.replaceAll(',', '')) : Number.NaN);

const amount = z
  .union([z.number(), z.string().trim()], { error: 'amount' })
  .transform((given) => (given === '' ? null : typeof given === 'string' ? numberIn(given) : given))
  .refine((n) => n === null || (Number.isFinite(n) && n >= 0 && n <= 1e9), { error: 'amount' });

const ratesInput = z.object(
  {
    currency: z
      .string({ error: 'currency' })
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{3}$/, { error: 'currency' }),
    perThousand: amount,
    reviewHour: amount,
  },
  { error: 'currency' },
);

/** What began before is not counted again. */
const COUNTED_MS = 400 * DAY_MS;

/** The next counting of a run that began `age` ago: the younger, the sooner. Pure. */
const nextCounting = (age: number, now: Date): Date =>
  new Date(now.getTime() + (age > OVER_MS ? 30 * DAY_MS : Math.min(DAY_MS, Math.max(OFTEN_MS, age / 24))));

export const createCostService = (deps: {
  store: CostStore;
  campaigns: Pick<CampaignService, 'list' | 'startedBetween'>;
  approvals: Pick<ApprovalService, 'history'>;
  policy: Pick<PolicyService, 'current'>;
  tracking: Pick<TrackingService, 'report'>;
  audit: AuditService;
  clock: Clock;
}): CostService => {
  const { store, campaigns, approvals, policy, tracking, audit, clock } = deps;
  const rates = async (): Promise<CostRates> => (await store.rates()) ?? NO_RATES;
  const begun = async () =>
    (await campaigns.list({ states: BEGUN, limit: MOST })).flatMap((campaign) =>
      campaign.startedAt === null ? [] : [{ campaign, startedAt: campaign.startedAt }],
    );

  const counted = async ({ submitted, totals, computedAt, campaignId }: CampaignReport): Promise<CountedResults> => {
    const [cycles, { hours }] = await Promise.all([approvals.history(campaignId), policy.current()]);
    return { submitted, totals, computedAt, reviewMinutes: reviewMinutes(cycles, hours, computedAt) };
  };

  const byKept = async (asked: readonly Campaign[]): Promise<ReadonlyMap<string, CampaignCost>> => {
    const [own, kept] = await Promise.all([rates(), store.counted(asked.map(({ id }) => id))]);
    return new Map(
      asked.flatMap((campaign) => {
        const results = kept.get(campaign.id);
        return results === undefined ? [] : [[campaign.id, costPerResult(campaign, results, own)] as const];
      }),
    );
  };

  const count = async (campaignId: string, startedAt: Date): Promise<CountedResults | undefined> => {
    const now = clock.now();
    const report = await tracking.report(campaignId);
    if (report === undefined) return undefined;
    const results = await counted(report);
    await store.keep(campaignId, results, nextCounting(now.getTime() - startedAt.getTime(), now));
    return results;
  };

  return {
    rates,

    async saveRates(actor, given, revision) {
      if (actor.kind === 'staff' && !can(actor.staff, 'settings.manage')) throw costErrors.forbidden();
      const parsed = ratesInput.safeParse(given);
      if (!parsed.success) {
        throw new InvalidInput(
          parsed.error.issues.map(({ path, message }) =>
            costErrors.field(path.map(String).join('.'), isCostSaying(message) ? message : 'amount'),
          ),
        );
      }
      const { revision: _revision, ...before } = await rates();
      const next: CostRates = { ...parsed.data, revision: revision + 1 };
      if (!(await store.replaceRates(next, revision))) throw costErrors.changedMeanwhile();
      await audit.append({
        ...actedBy(actor),
        action: 'costs.saved',
        subject: 'cost-rates',
        data: { revision: next.revision, hash: contentHash(parsed.data), ...changedValues(before, parsed.data) },
      });
      return next;
    },

    async ofReport(campaign, report) {
      const [own, results] = await Promise.all([rates(), counted(report)]);
      return costPerResult(campaign, results, own);
    },

    costPerResult: byKept,
    counted: (campaignIds) => store.counted(campaignIds),
    count,

    async since(from, to) {
      const within = (at: Date): boolean => at >= from && (to === undefined || at < to);
      const recent = (await begun()).filter(({ startedAt }) => within(startedAt)).map(({ campaign }) => campaign);
      const costs = await byKept(recent);
      const known = recent.flatMap(({ id }) => costs.get(id) ?? []);
      return { costs: known, waiting: recent.length - known.length };
    },

    async countResults() {
      const now = clock.now();
      const all = await campaigns.startedBetween(
        new Date(now.getTime() - COUNTED_MS),
        new Date(now.getTime() + DAY_MS),
      );
      const dueAt = await store.dueAt(all.map(({ id }) => id));
      for (const { id, startedAt } of all.filter((each) => (dueAt.get(each.id) ?? now) <= now)) {
        if (await store.claim(id, now, new Date(now.getTime() + CLAIM_MS))) await count(id, startedAt);
      }
    },
  };
};
