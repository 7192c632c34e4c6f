/** How long things are waited for, in milliseconds. Production has minutes where the fault tests have seconds. */
export interface SendTiming {
  /** How long a claim holds; longer than the longest POST. */
  readonly leaseMs: number;
  /** A claim with less than this left is not used for a POST any more. */
  readonly leastLeaseMs: number;
  /** How long after an attempt "the provider has no trace of it" can be trusted. */
  readonly evidenceDelayMs: number;
  /** How often an uncertain batch is looked up. */
  readonly checkEveryMs: number;
  /** How long a builder may be silent before another build begins. */
  readonly buildLeaseMs: number;
  /** A frozen audience that was not started within this time is frozen anew. */
  readonly freshMs: number;
  /** Wait after an attempt that certainly sent nothing. */
  readonly retryMs: number;
  /** Whoever tells the result of a run and is silent for this long is taken for dead. */
  readonly announceMs: number;
}

const MINUTE = 60_000;

/** Mailgun's log is trusted only half an hour back. */
const PRODUCTION_TIMING: SendTiming = {
  leaseMs: 3 * MINUTE,
  leastLeaseMs: 75_000,
  evidenceDelayMs: 35 * MINUTE,
  checkEveryMs: MINUTE,
  buildLeaseMs: 2 * MINUTE,
  freshMs: 15 * MINUTE,
  retryMs: 15_000,
  announceMs: 30_000,
};

/** Nothing can be set below these. */
const FLOOR: SendTiming = {
  leaseMs: 1_000,
  leastLeaseMs: 250,
  evidenceDelayMs: 500,
  checkEveryMs: 50,
  buildLeaseMs: 1_000,
  freshMs: 1_000,
  retryMs: 50,
  announceMs: 500,
};

/** Production's timing with changes, none below its floor; a POST always fits into its lease. */
export const sendTiming = (changes: Partial<SendTiming> = {}): SendTiming => {
  const wanted = { ...PRODUCTION_TIMING, ...changes };
  const raised = Object.fromEntries(
    (Object.keys(FLOOR) as (keyof SendTiming)[]).map((key) => [key, Math.max(FLOOR[key], wanted[key])]),
  ) as unknown as SendTiming;
  return { ...raised, leastLeaseMs: Math.min(raised.leastLeaseMs, raised.leaseMs / 2) };
};
