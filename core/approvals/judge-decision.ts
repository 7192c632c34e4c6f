import type { Staff } from '../people/staff.ts';
import {
  COMMENT_LIMIT,
  type Decision,
  type DecisionKind,
  LANES,
  type Lane,
  laneApproved,
  otherLane,
  type ReviewCycle,
  standingApprovals,
} from './approval.ts';
import { approvalErrors } from './approval-errors.ts';
import { barredFrom, type ReviewPeople, rightToDecide } from './may-decide.ts';

/** Fewest characters of a lane hash that a card may name. */
const SHORTEST_HASH = 12;

/** What is decided, as a surface asks for it. */
export interface DecisionAsked {
  readonly cycle: number;
  readonly lane: Lane;
  /** The lane hash that was on screen (a prefix of at least 12 characters is enough). */
  readonly laneHash: string;
  readonly kind: DecisionKind;
  readonly comment: string;
  /** SHA-256 of the rendered snapshot that was on screen. */
  readonly snapshot?: string;
  /** How many people it is about now. */
  readonly matching?: number;
}

/** True where the cycle's time is over, whether or not somebody has closed it yet. Pure. */
export const isExpired = (cycle: ReviewCycle, at: Date): boolean => cycle.expireAt !== null && cycle.expireAt <= at;

/**
 * Adds one decision to a cycle, or throws why not. Pure: the caller writes the result by compare-and-set and judges
 * again, on people read again, after a lost race.
 * @throws the errors of `ApprovalService.decide`
 */
export const judgeDecision = (
  cycle: ReviewCycle | undefined,
  input: DecisionAsked,
  by: { staff: Staff; surface: string; at: Date },
  people: ReviewPeople,
): ReviewCycle => {
  const { lane, kind } = input;
  const me = by.staff.id;
  if (cycle === undefined) throw approvalErrors.notOpen('none');
  if (cycle.number !== input.cycle) throw approvalErrors.stale();
  const barred = barredFrom(cycle, lane, me);
  if (barred === 'author') throw approvalErrors.authorCannotDecide();
  if (cycle.state !== 'open') {
    const last = cycle.decisions.at(-1);
    if (last?.by === me && last.kind === kind && last.lane === lane) {
      throw approvalErrors.alreadyDecided(lane, kind, true);
    }
    throw approvalErrors.notOpen(cycle.state);
  }
  if (isExpired(cycle, by.at)) throw approvalErrors.notOpen('expired');
  if (barred === 'other_lane') throw approvalErrors.samePersonBothLanes(otherLane(lane));

  const approving = kind === 'approve';
  const isStanding = standingApprovals(cycle, lane).some((decision) => decision.by === me);
  if (approving && isStanding) throw approvalErrors.alreadyDecided(lane, 'approve', true);
  const right = rightToDecide(cycle, lane, me, people, { approving });
  if (right === undefined) {
    // A delegate of somebody who has approved meanwhile comes too late; anybody else is no reviewer.
    throw approving && rightToDecide(cycle, lane, me, people, { approving: false }) !== undefined
      ? approvalErrors.alreadyDecided(lane, 'approve', false)
      : approvalErrors.notReviewer(lane);
  }
  if (!approving && cycle.purpose === 'resume') throw approvalErrors.onlyApprove();
  if (input.laneHash.length < SHORTEST_HASH || !cycle.laneHashes[lane].startsWith(input.laneHash)) {
    throw approvalErrors.stale();
  }
  if (approving && laneApproved(cycle, lane)) throw approvalErrors.alreadyDecided(lane, 'approve', false);
  const comment = input.comment.trim();
  if (comment === '' && !approving) throw approvalErrors.commentRequired();
  if (comment.length > COMMENT_LIMIT) throw approvalErrors.commentTooLong(comment.length);

  const decision: Decision = {
    lane,
    kind,
    laneHash: cycle.laneHashes[lane],
    by: me,
    onBehalfOf: right.onBehalfOf,
    surface: by.surface,
    comment,
    at: by.at,
    snapshot: input.snapshot ?? null,
    ...(approving && input.matching !== undefined ? { matching: input.matching } : {}),
  };
  const next: ReviewCycle = { ...cycle, decisions: [...cycle.decisions, decision], revision: cycle.revision + 1 };
  if (kind === 'request_changes') return { ...next, state: 'changes_requested', closedAt: by.at };
  if (kind === 'reject') return { ...next, state: 'rejected', closedAt: by.at };
  return LANES.every((one) => laneApproved(next, one)) ? { ...next, state: 'approved', closedAt: by.at } : next;
};
