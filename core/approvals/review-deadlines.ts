import { DateTime } from 'luxon';
import { addWorkingMinutes, nextWorkingMorning, type WorkingHours } from '../people/working-hours.ts';
import type { CyclePurpose, ReviewCycle } from './approval.ts';
import { isExpired } from './judge-decision.ts';
import type { ReviewPolicy } from './policy.ts';

/** When reviewers are reminded, when it is escalated and when it expires, in working time from the opening. Pure. */
export const deadlinesOf = (
  policy: Pick<ReviewPolicy, 'hours' | 'remindAfter' | 'escalateAfter' | 'expireAfter'>,
  openedAt: Date,
  purpose: CyclePurpose,
): Pick<ReviewCycle, 'remindAt' | 'escalateAt' | 'expireAt'> => {
  const after = (minutes: number): Date => addWorkingMinutes(policy.hours, openedAt, minutes);
  return {
    remindAt: after(policy.remindAfter),
    escalateAt: after(policy.escalateAfter),
    // What is halted stays halted: there is nothing to run out.
    expireAt: purpose === 'launch' ? after(policy.expireAfter) : null,
  };
};

/** At which part of the time until a near start reviewers are reminded, and it is escalated. */
const NEAR = { remind: 1 / 2, escalate: 3 / 4 };

/**
 * When it is told and when it is over, with the subject's own start: it is held at whichever of its expiry and the start
 * comes first, and what would be told at the start or later is told before it. Pure.
 */
export const deadlinesBefore = (
  cycle: Pick<ReviewCycle, 'openedAt' | 'remindAt' | 'escalateAt' | 'expireAt' | 'neededBy'>,
): { readonly remindAt: Date | null; readonly escalateAt: Date | null; readonly heldAt: Date | null } => {
  const { openedAt, remindAt, escalateAt, expireAt, neededBy } = cycle;
  if (neededBy === null) return { remindAt, escalateAt, heldAt: expireAt };
  const ahead = Math.max(0, neededBy.getTime() - openedAt.getTime());
  const before = (at: Date | null, part: number): Date | null =>
    at === null || at < neededBy ? at : new Date(openedAt.getTime() + ahead * part);
  return {
    remindAt: before(remindAt, NEAR.remind),
    escalateAt: before(escalateAt, NEAR.escalate),
    heldAt: expireAt === null || neededBy < expireAt ? neededBy : expireAt,
  };
};

/** What its deadlines ask for now. The latest counts: after an outage nobody is reminded of what is escalated. Pure. */
export const dueOf = (cycle: ReviewCycle, now: Date): 'expire' | 'escalate' | 'remind' | undefined => {
  if (cycle.state !== 'open') return undefined;
  if (isExpired(cycle, now)) return 'expire';
  const { remindAt, escalateAt } = deadlinesBefore(cycle);
  if (cycle.alerted !== 'escalated' && escalateAt !== null && escalateAt <= now) return 'escalate';
  if (cycle.alerted === 'none' && remindAt !== null && remindAt <= now) return 'remind';
  return undefined;
};

/** What a reviewer can be offered; which of them are ahead depends on the hour. */
export const LATER_IDS = ['hour', 'afternoon', 'morning'] as const;

export interface LaterChoice {
  readonly id: (typeof LATER_IDS)[number];
  readonly at: Date;
}

/** Local time of "this afternoon". */
const AFTERNOON = { hour: 14, minute: 0 };

/** When somebody can be reminded again: in one working hour, this afternoon while that is ahead, the next working morning. Pure. */
export const laterChoices = (hours: WorkingHours, now: Date): readonly LaterChoice[] => {
  const morning = nextWorkingMorning(hours, now);
  const afternoon = DateTime.fromJSDate(now, { zone: hours.zone }).set({ ...AFTERNOON, second: 0, millisecond: 0 });
  const at = afternoon.toJSDate();
  // Where it lies outside working time, adding nothing to it leads elsewhere.
  const worked = addWorkingMinutes(hours, at, 0).getTime() === at.getTime();
  return [
    { id: 'hour', at: addWorkingMinutes(hours, now, 60) },
    ...(at > now && worked ? [{ id: 'afternoon', at } as const] : []),
    { id: 'morning', at: morning },
  ];
};
