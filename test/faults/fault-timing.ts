/** Seconds where production has minutes; above the floors of `core/deliveries/timing.ts`. */
export const FAULT_TIMING = {
  leaseMs: 1_500,
  leastLeaseMs: 300,
  evidenceDelayMs: 800,
  checkEveryMs: 60,
  buildLeaseMs: 1_000,
  retryMs: 60,
  announceMs: 1_000,
} as const;
