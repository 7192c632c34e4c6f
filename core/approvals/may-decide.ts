import type { Absence } from '../people/absence.ts';
import type { Staff } from '../people/staff.ts';
import { LANES, type Lane, laneApproved, otherLane, type ReviewCycle, standingApprovals } from './approval.ts';
import { isReviewer, type ReviewPolicy } from './policy.ts';

/** Who is there, read at one moment: everything outside a cycle that says who may decide in it. */
export interface ReviewPeople {
  readonly staff: readonly Staff[];
  readonly lanes: ReviewPolicy['lanes'];
  /** Those who are away at that moment. */
  readonly absences: readonly Absence[];
}

/** What keeps a person out of a lane whatever their role; undefined where nothing does. Pure. */
export const barredFrom = (cycle: ReviewCycle, lane: Lane, staffId: string): 'author' | 'other_lane' | undefined => {
  if (staffId === cycle.authorId || staffId === cycle.submittedBy || cycle.editors.includes(staffId)) return 'author';
  // Decisions that were voided count here too: a lane that is edited back makes them stand again.
  const inOtherLane = cycle.decisions.some(
    ({ lane: decided, by, onBehalfOf }) => decided === otherLane(lane) && (by === staffId || onBehalfOf === staffId),
  );
  return inOtherLane ? 'other_lane' : undefined;
};

/**
 * In whose right this person may decide in this lane: their own as a reviewer, or that of a reviewer for whom they are
 * the delegate, by absence or in this cycle, directly or over other delegates. Nobody hands on what they may not decide
 * themselves. For an approval, reviewers whose say was used already are left out. Undefined: they may not. Pure.
 */
export const rightToDecide = (
  cycle: ReviewCycle,
  lane: Lane,
  staffId: string,
  people: ReviewPeople,
  { approving = true }: { approving?: boolean } = {},
): { readonly onBehalfOf: string | null } | undefined => {
  const used = new Set(
    approving ? standingApprovals(cycle, lane).flatMap(({ by, onBehalfOf }) => [by, onBehalfOf]) : [],
  );
  const decider = people.staff.find(({ id }) => id === staffId);
  if (decider?.status !== 'active' || used.has(staffId)) return undefined;

  const seen = new Set<string>();
  const next = [staffId];
  for (const id of next) {
    if (seen.has(id) || barredFrom(cycle, lane, id) !== undefined) continue;
    seen.add(id);
    const person = people.staff.find((one) => one.id === id);
    // Who has left hands nothing on, neither their own say nor one that was handed to them.
    if (person !== undefined && person.status !== 'active') continue;
    if (person !== undefined && isReviewer(people.lanes, lane, person) && !used.has(id)) {
      return { onBehalfOf: id === staffId ? null : id };
    }
    next.push(
      ...people.absences.filter(({ delegateId }) => delegateId === id).map((absence) => absence.staffId),
      ...cycle.delegations.filter((one) => one.lane === lane && one.to === id).map(({ from }) => from),
    );
  }
  return undefined;
};

/** Lanes whose key this person may be asked for now. Pure. */
export const lanesFor = (cycle: ReviewCycle, staffId: string, people: ReviewPeople): readonly Lane[] =>
  LANES.filter(
    (lane) =>
      cycle.state === 'open' && !laneApproved(cycle, lane) && rightToDecide(cycle, lane, staffId, people) !== undefined,
  );

/** Everybody who may decide now in a lane that waits, in the order of `people.staff`. Pure. */
export const whoMayDecide = (cycle: ReviewCycle, lane: Lane, people: ReviewPeople): readonly Staff[] =>
  people.staff.filter(({ id }) => lanesFor(cycle, id, people).includes(lane));

/** Whether somebody handed their say in a lane on, in this cycle or by being away with a delegate. Pure. */
export const handedOn = (cycle: ReviewCycle, lane: Lane, staffId: string, people: ReviewPeople): boolean =>
  cycle.delegations.some((one) => one.lane === lane && one.from === staffId) ||
  people.absences.some((one) => one.staffId === staffId && one.delegateId !== null);

/**
 * Of those who may decide in a lane, the ones it waits for: who handed their say on in this cycle, and who is away, is
 * not waited for. Pure.
 */
export const waitedFor = (cycle: ReviewCycle, lane: Lane, people: ReviewPeople): readonly Staff[] =>
  whoMayDecide(cycle, lane, people).filter(
    ({ id }) =>
      !people.absences.some(({ staffId }) => staffId === id) &&
      !cycle.delegations.some((one) => one.lane === lane && one.from === id),
  );
