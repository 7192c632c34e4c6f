import { can, type Permission } from '../people/permissions.ts';
import type { Staff } from '../people/staff.ts';
import {
  COMMENT_LIMIT,
  type Decision,
  type DecisionKind,
  LANES,
  type Lane,
  type ReviewCycle,
  standingApproval,
} from './approval.ts';
import { approvalErrors } from './approval-errors.ts';

/** The permission that lets somebody turn a lane's key. */
const lanePermission = (lane: Lane): Permission => (lane === 'marketing' ? 'reviews.marketing' : 'reviews.it');
const otherLane = (lane: Lane): Lane => (lane === 'marketing' ? 'it' : 'marketing');

/** Fewest characters of a lane hash that a card may name. */
const SHORTEST_HASH = 12;

/** Whether this person may turn this lane's key in this cycle, apart from what is on screen. Pure. */
const mayDecide = (cycle: ReviewCycle, lane: Lane, staff: Staff): boolean =>
  cycle.state === 'open' &&
  can(staff, lanePermission(lane)) &&
  staff.id !== cycle.authorId &&
  staff.id !== cycle.submittedBy &&
  standingApproval(cycle, otherLane(lane))?.by !== staff.id;

/** Lanes whose key this person may be asked for now. Pure. */
export const lanesToDecide = (cycle: ReviewCycle, staff: Staff): readonly Lane[] =>
  LANES.filter((lane) => standingApproval(cycle, lane) === undefined && mayDecide(cycle, lane, staff));

/**
 * Adds one decision to a cycle, or throws why not. Pure: the caller writes the result by compare-and-set and judges
 * again after a lost race.
 * @throws the errors of `ApprovalService.decide`
 */
export const judgeDecision = (
  cycle: ReviewCycle | undefined,
  input: { cycle: number; lane: Lane; laneHash: string; kind: DecisionKind; comment: string },
  by: { staff: Staff; surface: string; at: Date },
): ReviewCycle => {
  const comment = input.comment.trim();
  if (!can(by.staff, lanePermission(input.lane))) throw approvalErrors.notReviewer(input.lane);
  if (cycle === undefined) throw approvalErrors.notOpen('none');
  if (cycle.number !== input.cycle) throw approvalErrors.stale();
  if (by.staff.id === cycle.authorId || by.staff.id === cycle.submittedBy) throw approvalErrors.authorCannotDecide();

  const last = cycle.decisions.at(-1);
  if (cycle.state !== 'open') {
    if (last?.by === by.staff.id && last.kind === input.kind && last.lane === input.lane) {
      throw approvalErrors.alreadyDecided(input.lane, input.kind, true);
    }
    throw approvalErrors.notOpen(cycle.state);
  }
  if (input.laneHash.length < SHORTEST_HASH || !cycle.laneHashes[input.lane].startsWith(input.laneHash)) {
    throw approvalErrors.stale();
  }
  if (standingApproval(cycle, otherLane(input.lane))?.by === by.staff.id) {
    throw approvalErrors.samePersonBothLanes(otherLane(input.lane));
  }
  const standing = standingApproval(cycle, input.lane);
  if (standing !== undefined && input.kind === 'approve') {
    throw approvalErrors.alreadyDecided(input.lane, 'approve', standing.by === by.staff.id);
  }
  if (comment === '' && input.kind !== 'approve') throw approvalErrors.commentRequired();
  if (comment.length > COMMENT_LIMIT) throw approvalErrors.commentTooLong(comment.length);

  const decision: Decision = {
    lane: input.lane,
    kind: input.kind,
    laneHash: cycle.laneHashes[input.lane],
    by: by.staff.id,
    surface: by.surface,
    comment,
    at: by.at,
  };
  const next: ReviewCycle = { ...cycle, decisions: [...cycle.decisions, decision], revision: cycle.revision + 1 };
  if (input.kind === 'request_changes') return { ...next, state: 'changes_requested', closedAt: by.at };
  if (input.kind === 'reject') return { ...next, state: 'rejected', closedAt: by.at };
  return LANES.every((lane) => standingApproval(next, lane) !== undefined)
    ? { ...next, state: 'approved', closedAt: by.at }
    : next;
};
