import type { Staff } from '../people/staff.ts';
import { workingMinutesBetween } from '../people/working-hours.ts';
import { LANES, type Lane, type ReviewCycle } from './approval.ts';
import { type Inbox, inboxOf } from './approval-inbox.ts';
import { delegatesFor } from './judge-delegation.ts';
import { lanesFor, waitedFor, whoMayDecide } from './may-decide.ts';
import { type LaterChoice, laterChoices } from './review-deadlines.ts';
import type { ReviewScene } from './review-scene.ts';

/**
 * The open review cycles and everything that says who may decide in them, read at one moment: a page asks about any
 * number of reviews and the database is asked once. What is decided is judged anew at the decision.
 */
export interface OpenReviews {
  readonly cycles: readonly ReviewCycle[];
  readonly now: Date;
  inbox(staffId: string): Inbox;
  /** As `ApprovalService.lanesOf`, of any cycle. */
  lanesOf(staffId: string, cycle: ReviewCycle): readonly Lane[];
  /** As `ApprovalService.mayDecide`. */
  mayDecide(cycle: ReviewCycle): Readonly<Record<Lane, readonly Staff[]>>;
  /** Of those, whom it waits for: nobody who is away or handed it on. */
  waitsFor(cycle: ReviewCycle): readonly Staff[];
  /** As `ApprovalService.delegatesFor`. */
  delegatesFor(staffId: string, cycle: ReviewCycle, lane: Lane): readonly Staff[];
  laterChoices(): readonly LaterChoice[];
  /** Working minutes from then until now. */
  workingMinutesSince(from: Date): number;
}

/** What a scene and the open cycles say together. Pure. */
export const openReviewsOf = (cycles: readonly ReviewCycle[], { now, policy, people }: ReviewScene): OpenReviews => ({
  cycles,
  now,
  inbox: (staffId) => inboxOf(staffId, cycles, people, { hours: policy.hours, now }),
  lanesOf: (staffId, cycle) => lanesFor(cycle, staffId, people),
  mayDecide: (cycle) => ({
    marketing: whoMayDecide(cycle, 'marketing', people),
    it: whoMayDecide(cycle, 'it', people),
  }),
  waitsFor: (cycle) => [...new Set(LANES.flatMap((lane) => waitedFor(cycle, lane, people)))],
  delegatesFor: (staffId, cycle, lane) => delegatesFor(cycle, lane, staffId, people),
  laterChoices: () => laterChoices(policy.hours, now),
  workingMinutesSince: (from) => workingMinutesBetween(policy.hours, from, now),
});
