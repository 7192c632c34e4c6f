/** Every matching person has exactly one of these. The one list from which every surface is generated. */
export const EXCLUDED_OUTCOMES = [
  'no_consent',
  'no_address',
  'suppressed',
  'capped',
  'quiet_hours',
  'held_out',
  'reached',
] as const;
export const OPEN_OUTCOMES = ['pending', 'submitting', 'uncertain'] as const;
export const FINAL_OUTCOMES = ['submitted', 'rejected', 'needs_human', 'halted', 'cancelled'] as const;
export const OUTCOMES = [...EXCLUDED_OUTCOMES, ...OPEN_OUTCOMES, ...FINAL_OUTCOMES] as const;
export type Outcome = (typeof OUTCOMES)[number];
export type ExcludedOutcome = (typeof EXCLUDED_OUTCOMES)[number];

export type RunPhase = 'building' | 'ready' | 'sending' | 'finished';

/** One sending of one approved campaign. */
export interface Run {
  /** `C-12/1` */
  readonly id: string;
  readonly campaignId: string;
  readonly phase: RunPhase;
  /** Everyone who matched at freeze. */
  readonly frozen: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** The sum: `closes` is true where the outcomes add up to `frozen`; `settled` where none is open. */
export interface ClosedSum {
  readonly runId: string;
  readonly frozen: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly closes: boolean;
  readonly settled: boolean;
}

/** One person's place in a run. */
export interface Place {
  readonly runId: string;
  readonly contactId: string;
  readonly address: string | null;
  readonly outcome: Outcome;
  /** Why, where the outcome alone does not say it. */
  readonly reason: string | null;
}
