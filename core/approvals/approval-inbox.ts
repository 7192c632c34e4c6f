import type { Staff } from '../people/staff.ts';
import { type WorkingHours, workingMinutesBetween } from '../people/working-hours.ts';
import { LANES, type Lane, laneApproved, type ReviewCycle, standingApprovals } from './approval.ts';
import { handedOn, lanesFor, type ReviewPeople, rightToDecide, waitedFor } from './may-decide.ts';
import { deadlinesBefore } from './review-deadlines.ts';

interface InboxItem {
  readonly campaignId: string;
  readonly cycle: ReviewCycle;
  readonly openedAt: Date;
  /** Working minutes since it was opened. */
  readonly waitingMinutes: number;
  /** Past the time at which reviewers are reminded. */
  readonly overdue: boolean;
  /** When it is held unless both keys are given; null: never. */
  readonly dueAt: Date | null;
}

/** A review that waits for this person. */
export interface InboxMine extends InboxItem {
  readonly lanes: readonly { readonly lane: Lane; readonly onBehalfOf: string | null }[];
}

/** A review that this person authored, submitted, delegated or gave a key to, and that waits for others. */
export interface InboxOthers extends InboxItem {
  readonly lanes: readonly {
    readonly lane: Lane;
    readonly given: number;
    readonly needed: number;
    /** Who is there and may decide; empty: nobody, which an administrator mends. */
    readonly waitsFor: readonly Pick<Staff, 'id' | 'name'>[];
  }[];
}

/** Each oldest first. */
export interface Inbox {
  readonly mine: readonly InboxMine[];
  readonly waitingOnOthers: readonly InboxOthers[];
}

/** Lanes that wait for this person: what they handed on, in the review or by being away, waits for others. Pure. */
export const ownLanes = (cycle: ReviewCycle, staffId: string, people: ReviewPeople): readonly Lane[] =>
  lanesFor(cycle, staffId, people).filter((lane) => !handedOn(cycle, lane, staffId, people));

/** What waits for somebody, and for whom somebody waits. Pure. */
export const inboxOf = (
  staffId: string,
  open: readonly ReviewCycle[],
  people: ReviewPeople,
  { hours, now }: { hours: WorkingHours; now: Date },
): Inbox => {
  const mine: InboxMine[] = [];
  const waitingOnOthers: InboxOthers[] = [];
  for (const cycle of [...open].sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime())) {
    const own = ownLanes(cycle, staffId, people);
    const { remindAt, heldAt } = deadlinesBefore(cycle);
    const item: InboxItem = {
      campaignId: cycle.subjectId,
      cycle,
      openedAt: cycle.openedAt,
      waitingMinutes: workingMinutesBetween(hours, cycle.openedAt, now),
      overdue: remindAt !== null && remindAt <= now,
      dueAt: heldAt,
    };
    if (own.length > 0) {
      mine.push({
        ...item,
        lanes: own.map((lane) => ({
          lane,
          onBehalfOf: rightToDecide(cycle, lane, staffId, people)?.onBehalfOf ?? null,
        })),
      });
    }
    const involved =
      cycle.authorId === staffId ||
      cycle.submittedBy === staffId ||
      cycle.decisions.some(({ by }) => by === staffId) ||
      LANES.some((lane) => cycle.delegations.some((one) => one.lane === lane && one.from === staffId)) ||
      lanesFor(cycle, staffId, people).length > own.length;
    const others = involved ? LANES.filter((lane) => !laneApproved(cycle, lane) && !own.includes(lane)) : [];
    if (others.length > 0) {
      waitingOnOthers.push({
        ...item,
        lanes: others.map((lane) => ({
          lane,
          given: standingApprovals(cycle, lane).length,
          needed: cycle.needed[lane],
          waitsFor: waitedFor(cycle, lane, people).map(({ id, name }) => ({ id, name })),
        })),
      });
    }
  }
  return { mine, waitingOnOthers };
};
