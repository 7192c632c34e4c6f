import { z } from 'zod';

/** Every job: its name and what it carries. Few and coarse: a job looks for due work and is idempotent. */
export const JOB_CATALOGUE = {
  /** Starts and continues sends. `at` is the moment that was asked for. */
  send: z.strictObject({ at: z.iso.datetime() }),
  /** Runs queued imports. */
  import: z.strictObject({ at: z.iso.datetime() }),
} as const;

export type JobName = keyof typeof JOB_CATALOGUE;
export const JOB_NAMES = Object.keys(JOB_CATALOGUE) as JobName[];
