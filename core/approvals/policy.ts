import { can, type Permission } from '../people/permissions.ts';
import type { Staff } from '../people/staff.ts';
import type { WorkingHours } from '../people/working-hours.ts';
import { LANES, type Lane } from './approval.ts';

/** Who may decide in a lane. */
export interface LanePolicy {
  /** Approvals of different people that make the lane's key, 1 to 5. */
  readonly approvals: number;
  /** Staff ids that may decide; empty: everybody with the lane's role. */
  readonly reviewers: readonly string[];
}

/** The rules of review as data, edited by an administrator. The author never decides and nobody decides in both lanes: that is no setting. */
export interface ReviewPolicy {
  readonly lanes: Readonly<Record<Lane, LanePolicy>>;
  readonly hours: WorkingHours;
  /** Working minutes after a review opens until reviewers are reminded, until it is escalated, until it expires. Ascending. */
  readonly remindAfter: number;
  readonly escalateAfter: number;
  readonly expireAfter: number;
  /** Staff ids that hear of an escalation; empty: administrators. */
  readonly escalateTo: readonly string[];
  /** Hosts that links may lead to, `example.com` with its subdomains; empty: every public host. */
  readonly allowedHosts: readonly string[];
  /** Hosts on private addresses that the link checker may ask nevertheless. */
  readonly privateHosts: readonly string[];
  /** Per cent by which the audience may have grown or shrunk since approval before the send is held, 1 to 100. */
  readonly driftPercent: number;
  /** Grows by one with each change; compare-and-set uses it. */
  readonly revision: number;
}

/** The policy that holds until an administrator saves one: one approval a lane, Monday to Friday, 9 to 18. Pure. */
export const defaultPolicy = (zone: string): ReviewPolicy => ({
  lanes: { marketing: { approvals: 1, reviewers: [] }, it: { approvals: 1, reviewers: [] } },
  hours: { zone, days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', holidays: [] },
  remindAfter: 4 * 60,
  escalateAfter: 9 * 60,
  expireAfter: 5 * 9 * 60,
  escalateTo: [],
  allowedHosts: [],
  privateHosts: [],
  driftPercent: 10,
  revision: 0,
});

/** The permission that lets somebody turn a lane's key. */
const lanePermission = (lane: Lane): Permission => (lane === 'marketing' ? 'reviews.marketing' : 'reviews.it');

/** True for a reviewer by policy: the lane's role, and on its list where there is one. Pure. */
export const isReviewer = (lanes: ReviewPolicy['lanes'], lane: Lane, staff: Staff): boolean => {
  const { reviewers } = lanes[lane];
  return can(staff, lanePermission(lane)) && (reviewers.length === 0 || reviewers.includes(staff.id));
};

/**
 * What keeps these lanes from ever being approved by these people: for one lane, or for both together, because nobody
 * decides in both. By Hall's theorem nothing else can. Empty where they can be. Pure.
 */
export const unsatisfiable = (
  lanes: ReviewPolicy['lanes'],
  staff: readonly Staff[],
): readonly { readonly lane: Lane | undefined; readonly needed: number; readonly able: number }[] => {
  const found = LANES.map((lane) => ({
    lane,
    needed: lanes[lane].approvals,
    able: staff.filter((person) => isReviewer(lanes, lane, person)).length,
  })).filter(({ needed, able }) => able < needed);
  if (found.length > 0) return found;
  const needed = LANES.reduce((sum, lane) => sum + lanes[lane].approvals, 0);
  const able = staff.filter((person) => LANES.some((lane) => isReviewer(lanes, lane, person))).length;
  return able < needed ? [{ lane: undefined, needed, able }] : [];
};
