import type { CampaignReport, TrackingKind } from './tracking.ts';

/** What a share is a share of. Both are counts of people. */
export type Whole = 'submitted' | 'delivered';

/** Only who has the mail can act on it: what becomes of a mail is a share of submitted, what its reader does a share of delivered. */
export const wholeOf = (kind: TrackingKind | 'converted'): Whole =>
  kind === 'delivered' || kind === 'bounced' || kind === 'failed' ? 'submitted' : 'delivered';

export interface Share {
  /** Without those for whom a machine alone acted. */
  readonly people: number;
  readonly of: Whole;
  readonly whole: number;
}

/** The one share of a kind that every surface shows. Captured mail reaches no mailbox: nothing is delivered, and submitted stands for it. Pure. */
export const shareIn = (
  { submitted, totals }: Pick<CampaignReport, 'submitted' | 'totals'>,
  kind: TrackingKind,
): Share => {
  const { people, machineOnly } = totals[kind];
  const delivered = totals.delivered.people;
  const of = delivered === 0 ? 'submitted' : wholeOf(kind);
  return { people: people - machineOnly, of, whole: of === 'delivered' ? delivered : submitted };
};
