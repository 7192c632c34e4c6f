import type { EmailProvider } from '../mail/email-provider.ts';
import { type FitAnswer, nextFit } from './batch-fit.ts';
import type { SendWait } from './progress.ts';
import type { SendPaceStore } from './send-pace-store.ts';
import { allowanceOn, dayAt, splitOverDays, type WarmUp } from './warm-up.ts';

/** Recipients in a minute; null or absent: no limit. */
export interface SendRates {
  readonly perMinute: number | null;
  /** By the domain of recipients. */
  readonly domains: Readonly<Record<string, number>>;
}

/** What a warm-up allows of one POST: so many of its people; `ms` until the next day; `key` of the day that it was taken from. */
export interface Allowed {
  readonly granted: number;
  readonly ms: number;
  readonly key: string | null;
}

/** What is known of a batch before it is claimed. */
export interface PacedBatch {
  /** The domain of all its recipients, where that domain has a rate of its own. */
  readonly domain: string | null;
  /** At most so many people. */
  readonly size: number;
}

export type PaceAnswer =
  /**
   * Claim it now; `shaky` where something went wrong in the run since something last went well, `fit` how many people a
   * POST may carry at present, `limited` where a warm-up counts.
   */
  | { readonly kind: 'go'; readonly shaky: boolean; readonly fit: number; readonly limited: boolean }
  /** `all` where nothing at all may be sent for that long, else only what goes to this batch's domain. */
  | { readonly kind: 'wait'; readonly ms: number; readonly all: boolean };

/** More than can be sent in a day. */
const NO_ALLOWANCE = 1e12;

export const CARD_EVERY_MS = 10_000;

/** How fast a provider may be used, by documents that every process reads. */
export const createPace = (deps: {
  readonly store: SendPaceStore;
  readonly provider: Pick<EmailProvider, 'kind'>;
  readonly fromDomain: string;
  readonly rates: SendRates;
  readonly batchSize: number;
  /** In which the days of a warm-up begin. */
  readonly zone: string;
}) => {
  const { store, rates, batchSize, zone } = deps;
  const provider = `provider/${deps.provider.kind}/${deps.fromDomain}`;
  const runKey = (runId: string): string => `run/${runId}`;
  const domainRate = (domain: string | null): number | undefined =>
    domain === null ? undefined : rates.domains[domain];
  const domainKey = (domain: string | null): string => `to/${domain}`;

  const dayKey = (day: string): string => `day/${provider}/${day}`;

  /** Today's allowance by the database's clock and what is left of it; undefined where there is no limit. */
  const todayOf = async (warmUp: WarmUp | null) => {
    if (warmUp === null) return undefined;
    const now = await store.now();
    const { day, next } = dayAt(now, zone);
    const allowance = allowanceOn(warmUp, day);
    if (allowance === null) return undefined;
    const key = dayKey(day);
    const used = (await store.read([key])).get(key)?.used ?? 0;
    return { key, allowance, used, left: Math.max(0, allowance - used), next, ms: next.getTime() - now.getTime() };
  };
  const warmUpNow = async () => (await store.read([provider])).get(provider)?.warmUp ?? null;

  return {
    /** Asked before each claim. `go` has reserved the batch's share of every rate. */
    async before(runId: string, batch: PacedBatch): Promise<PaceAnswer> {
      const known = await store.read([provider, runKey(runId)]);
      const quietMs = known.get(provider)?.quietMs ?? 0;
      if (quietMs > 0) return { kind: 'wait', ms: quietMs, all: true };
      const warm = await todayOf(known.get(provider)?.warmUp ?? null);
      if (warm?.left === 0) return { kind: 'wait', ms: warm.ms, all: true };
      const perMinute = domainRate(batch.domain);
      if (perMinute !== undefined) {
        const ms = await store.reserve(domainKey(batch.domain), batch.size, perMinute);
        if (ms > 0) return { kind: 'wait', ms, all: false };
      }
      if (rates.perMinute !== null) {
        const ms = await store.reserve(provider, batch.size, rates.perMinute);
        if (ms > 0) {
          if (perMinute !== undefined) await store.refund(domainKey(batch.domain), batch.size, perMinute);
          return { kind: 'wait', ms, all: true };
        }
      }
      const fit = Math.min(known.get(provider)?.fit ?? batchSize, batchSize, warm?.left ?? batchSize);
      return { kind: 'go', shaky: (known.get(runKey(runId))?.troubles ?? 0) > 0, fit, limited: warm !== undefined };
    },
    /**
     * Just before a POST to so many: how many of them the warm-up allows today, and for how long (ms) today is. Counted
     * without a warm-up too, so that one that is saved in the middle of a day knows what left before.
     */
    async takeAllowance(people: number): Promise<Allowed> {
      const warm = await todayOf(await warmUpNow());
      if (warm === undefined) {
        const key = dayKey(dayAt(await store.now(), zone).day);
        return { granted: await store.take(key, people, NO_ALLOWANCE), ms: 0, key };
      }
      return { granted: await store.take(warm.key, people, warm.allowance), ms: warm.ms, key: warm.key };
    },
    /** Where certainly nothing was sent. */
    async giveBackAllowance({ key, granted }: Allowed): Promise<void> {
      if (key !== null && granted > 0) await store.putBack(key, granted);
    },
    async warmUp() {
      const known = (await store.read([provider])).get(provider);
      const warm = await todayOf(known?.warmUp ?? null);
      return {
        warmUp: known?.warmUp ?? null,
        revision: known?.warmUpRevision ?? 0,
        today: warm === undefined ? null : { allowance: warm.allowance, used: warm.used },
      };
    },
    /** How so many people part over days, when it begins then; one number where nothing limits them. */
    async daysFor(people: number, begin: Date | null): Promise<readonly number[]> {
      const warmUp = await warmUpNow();
      const now = await store.now();
      const later = begin !== null && dayAt(begin, zone).day > dayAt(now, zone).day;
      const used = later ? 0 : ((await todayOf(warmUp))?.used ?? 0);
      return splitOverDays(people, warmUp, dayAt(later ? begin : now, zone).day, used);
    },
    setWarmUp: (warmUp: WarmUp | null, revision: number): Promise<boolean> =>
      store.setWarmUp(provider, warmUp, revision),
    /** After `go`, where the batch could not be claimed after all. */
    async giveBack(batch: PacedBatch): Promise<void> {
      const perMinute = domainRate(batch.domain);
      if (perMinute !== undefined) await store.refund(domainKey(batch.domain), batch.size, perMinute);
      if (rates.perMinute !== null) await store.refund(provider, batch.size, rates.perMinute);
    },
    /** Why nothing at all may be sent before a known moment; null where something may. */
    async waiting(): Promise<SendWait | null> {
      const known = (await store.read([provider])).get(provider);
      const ms = known?.quietMs ?? 0;
      if (ms > 0) return { why: 'provider', until: new Date((await store.now()).getTime() + ms) };
      const warm = await todayOf(known?.warmUp ?? null);
      return warm?.left === 0 ? { why: 'warm_up', until: warm.next } : null;
    },
    /** True once in ten minutes, for whichever process asks first. */
    mayTellOutage: async (): Promise<boolean> => (await store.reserve('outage/database', 1, 0.1)) === 0,
    /** True once for a run and the moment until which it waits. */
    mayTellWait: async (runId: string, until: Date): Promise<boolean> =>
      (await store.reserve(`wait/${runId}/${until.toISOString()}`, 1, 1 / 1_440)) === 0,
    /** True at most once in ten seconds for a run, whoever asks: its card need not follow every batch. */
    mayTell: async (runId: string): Promise<boolean> =>
      (await store.reserve(`card/${runId}`, 1, 60_000 / CARD_EVERY_MS)) === 0,
    /** How long the provider asked to be left alone, read anew: 0 where it may be asked. */
    quietMs: async (): Promise<number> => (await store.read([provider])).get(provider)?.quietMs ?? 0,
    /** The provider asks for quiet: every process keeps it. */
    quiet: (ms: number): Promise<void> => store.quiet(provider, ms),
    /** After a POST for so many people: how many the next ones carry, in every process. */
    async learn(answer: FitAnswer, carried: number): Promise<void> {
      const fit = (await store.read([provider])).get(provider)?.fit;
      const next = nextFit(fit ?? batchSize, batchSize, answer, carried);
      if (next !== (fit ?? batchSize)) await store.setFit(provider, fit, next);
    },
    trouble: (runId: string, weight: number): Promise<number> => store.trouble(runKey(runId), weight),
    calm: (runId: string): Promise<void> => store.calm(runKey(runId)),
  };
};

export type Pace = ReturnType<typeof createPace>;

/** Which batch a recipient belongs to by the rates alone, and how large that batch may be. Pure. */
export const batchByRates = (
  rates: SendRates,
  batchSize: number,
  address: string,
): { readonly domain: string | null; readonly size: number } => {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const own = Object.hasOwn(rates.domains, domain) ? rates.domains[domain] : undefined;
  // A batch goes out at once, so that it holds no more than a minute may.
  const size = Math.min(batchSize, rates.perMinute ?? batchSize, own ?? batchSize);
  return { domain: own === undefined ? null : domain, size };
};
