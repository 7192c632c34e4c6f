import type { Actor } from '../people/staff.ts';
import type { DecisionKind, Lane, ReviewCycle } from './approval.ts';

export interface DecideInput {
  readonly subjectId: string;
  readonly cycle: number;
  readonly lane: Lane;
  /** The lane hash that was on screen (a prefix of at least 12 characters is enough). */
  readonly laneHash: string;
  readonly kind: DecisionKind;
  readonly comment: string;
}

/** Review cycles. Authority is checked here, at decision time, from the present roles. */
export interface ApprovalService {
  open(actor: Actor, input: { subjectId: string; authorId: string; laneHashes: Record<Lane, string> }): Promise<ReviewCycle>;
  /** After an edit: only decisions of lanes whose hash changed stop counting. */
  rehash(subjectId: string, laneHashes: Record<Lane, string>): Promise<ReviewCycle | undefined>;
  /**
   * @throws review.not_reviewer, review.author_cannot_decide, review.same_person_both_lanes, review.already_decided,
   *   review.stale (the lane or the cycle changed), review.not_open, review.comment_required, review.comment_too_long (3,000)
   */
  decide(actor: Actor, input: DecideInput): Promise<ReviewCycle>;
  withdraw(actor: Actor, subjectId: string): Promise<ReviewCycle | undefined>;
  current(subjectId: string): Promise<ReviewCycle | undefined>;
  /** Open cycles in which this person could decide a lane now. */
  waitingFor(staffId: string): Promise<readonly { cycle: ReviewCycle; lane: Lane }[]>;
  openCycles(): Promise<ReviewCycle[]>;
}
