import { DateTime } from 'luxon';
import type { EventWindow } from './event-rule.ts';
import type { DateUnit } from './rule.ts';
import { dayIn, isoDay, midnight, nextDay, shiftDay } from './rule-days.ts';

/** What was worked out for a window, and for which day: the answer of a rule that is asked again and again. */
const known = new WeakMap<object, { readonly today: number; readonly from: Date }>();

/** The moment at which a calendar day (as its UTC midnight) begins in an IANA zone. */
const beginningOf = (day: Date, zone: string): Date =>
  DateTime.fromObject(
    { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() },
    { zone },
  ).toJSDate();

/** The beginning of the day that lies so far back. */
export const daysBack = (
  window: { readonly amount: number; readonly unit: DateUnit; readonly zone: string },
  now: Date,
): Date => {
  const { amount, unit, zone } = window;
  const today = midnight(dayIn(now, zone));
  const before = known.get(window);
  if (before?.today === today.getTime()) return before.from;
  const from = beginningOf(shiftDay(today, -amount, unit), zone);
  known.set(window, { today: today.getTime(), from });
  return from;
};

/** First moment and the first one after it that a window means; open where undefined. */
export const windowRange = (window: EventWindow, now: Date): { readonly from?: Date; readonly end?: Date } => {
  switch (window.kind) {
    case 'ever':
      return {};
    case 'last':
      return { from: daysBack(window, now) };
    case 'between':
      return {
        from: beginningOf(isoDay(window.from), window.zone),
        end: beginningOf(nextDay(isoDay(window.to)), window.zone),
      };
  }
};
