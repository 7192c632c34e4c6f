import { DateTime } from 'luxon';

/** Days are not counted any further. */
const MOST_DAYS = 90;

/** How much mail a new sending domain sends on each of its first days: mailboxes distrust a domain that begins with much. */
export interface WarmUp {
  /** The first day, `2026-03-02`, in the workspace's zone. */
  readonly startsOn: string;
  /** People on the first day, the second … Afterwards there is no limit. */
  readonly allowances: readonly number[];
}

/** People on that day (`2026-03-02`); null where there is no limit any more. Before the first day the first one counts. */
export const allowanceOn = ({ startsOn, allowances }: WarmUp, day: string): number | null => {
  const days = DateTime.fromISO(day, { zone: 'utc' }).diff(DateTime.fromISO(startsOn, { zone: 'utc' }), 'days').days;
  return allowances[Math.max(0, Math.round(days))] ?? null;
};

/** The day at that moment in the zone, and when the next one begins. */
export const dayAt = (now: Date, zone: string): { readonly day: string; readonly next: Date } => {
  const local = DateTime.fromJSDate(now, { zone });
  return { day: local.toISODate() ?? '', next: local.plus({ days: 1 }).startOf('day').toJSDate() };
};

/** How many people leave on each day from `day` on, of which `used` are taken already. Pure. */
export const splitOverDays = (people: number, warmUp: WarmUp | null, day: string, used: number): readonly number[] => {
  const days: number[] = [];
  let [left, taken] = [people, used];
  for (let at = DateTime.fromISO(day, { zone: 'utc' }); left > 0; at = at.plus({ days: 1 }), taken = 0) {
    const allowance = warmUp === null ? null : allowanceOn(warmUp, at.toISODate() ?? day);
    const goes = allowance === null ? left : Math.min(left, Math.max(0, allowance - taken));
    days.push(goes);
    left -= goes;
    // Before its first day a warm-up allows the same each day, however long that takes.
    if (days.length >= MOST_DAYS && left > 0) return [...days, left];
  }
  return days;
};
