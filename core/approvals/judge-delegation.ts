import { can } from '../people/permissions.ts';
import type { Staff } from '../people/staff.ts';
import { type Lane, laneApproved, otherLane, type ReviewCycle, standingApprovals } from './approval.ts';
import { approvalErrors } from './approval-errors.ts';
import { barredFrom, type ReviewPeople, rightToDecide } from './may-decide.ts';

/**
 * Whether `from` may hand their say in a lane of an open cycle to `to`. Pure.
 * @throws the errors of `ApprovalService.delegate`
 */
export const requireDelegate = (
  cycle: ReviewCycle,
  lane: Lane,
  from: Staff,
  to: string,
  people: ReviewPeople,
): void => {
  const own = barredFrom(cycle, lane, from.id);
  if (own === 'author') throw approvalErrors.authorCannotDecide();
  if (own === 'other_lane') throw approvalErrors.samePersonBothLanes(otherLane(lane));
  if (laneApproved(cycle, lane)) throw approvalErrors.laneDecided(lane);
  if (standingApprovals(cycle, lane).some(({ by }) => by === from.id)) {
    throw approvalErrors.alreadyDecided(lane, 'approve', true);
  }
  if (rightToDecide(cycle, lane, from.id, people) === undefined) throw approvalErrors.notReviewer(lane);

  const delegate = people.staff.find(({ id }) => id === to);
  if (to === from.id) throw approvalErrors.cannotDelegateTo('oneself');
  if (delegate === undefined || !can(delegate, 'campaigns.view')) throw approvalErrors.cannotDelegateTo('unknown');
  const barred = barredFrom(cycle, lane, to);
  if (barred !== undefined) throw approvalErrors.cannotDelegateTo(barred);
  if (standingApprovals(cycle, lane).some(({ by, onBehalfOf }) => by === to || onBehalfOf === to)) {
    throw approvalErrors.cannotDelegateTo('approved');
  }
};
