import { can } from '../people/permissions.ts';
import type { Staff } from '../people/staff.ts';
import { type Lane, laneApproved, otherLane, type ReviewCycle, standingApprovals } from './approval.ts';
import { approvalErrors, type CannotDelegate } from './approval-errors.ts';
import { barredFrom, type ReviewPeople, rightToDecide } from './may-decide.ts';

/** What speaks against `to` as the delegate of `from` in this lane; undefined where nothing does. Pure. */
const whyNotTo = (
  cycle: ReviewCycle,
  lane: Lane,
  from: string,
  to: string,
  people: ReviewPeople,
): CannotDelegate | undefined => {
  const delegate = people.staff.find(({ id }) => id === to);
  if (to === from) return 'oneself';
  if (delegate === undefined || !can(delegate, 'campaigns.view')) return 'unknown';
  const barred = barredFrom(cycle, lane, to);
  if (barred !== undefined) return barred;
  const approved = standingApprovals(cycle, lane).some(({ by, onBehalfOf }) => by === to || onBehalfOf === to);
  return approved ? 'approved' : undefined;
};

/** Everybody to whom somebody may hand their say in a lane on, in the order of `people.staff`. Pure. */
export const delegatesFor = (cycle: ReviewCycle, lane: Lane, from: string, people: ReviewPeople): readonly Staff[] =>
  people.staff.filter(({ id }) => whyNotTo(cycle, lane, from, id, people) === undefined);

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

  const why = whyNotTo(cycle, lane, from.id, to, people);
  if (why !== undefined) throw approvalErrors.cannotDelegateTo(why);
};
