import { DateTime } from 'luxon';

/** When the workspace works: what reminders, escalation and expiry count in. */
export interface WorkingHours {
  /** IANA name. */
  readonly zone: string;
  /** ISO weekdays, 1 (Monday) to 7, each once, at least one. */
  readonly days: readonly number[];
  /** Wall-clock `HH:MM`; `from` before `to`. `to` may be 24:00. */
  readonly from: string;
  readonly to: string;
  /** Days off, `YYYY-MM-DD`, ascending. */
  readonly holidays: readonly string[];
}

/** One day's working time, in milliseconds of the epoch, from start to end. */
interface Shift {
  readonly start: number;
  readonly end: number;
}

/** Days in a row without work after which the hours are taken for a mistake. */
const LONGEST_REST_DAYS = 3_660;
const MINUTE_MS = 60_000;

/** A wall-clock time that a clock change leaves out is taken as much later as the clock jumps. */
const momentOf = (day: DateTime, clock: string, zone: string): number =>
  DateTime.fromObject(
    {
      year: day.year,
      month: day.month,
      day: day.day,
      hour: Number(clock.slice(0, 2)),
      minute: Number(clock.slice(3, 5)),
    },
    { zone },
  ).toMillis();

/** The shifts of every working day from the day of `from` on, without end. */
function* shiftsFrom(hours: WorkingHours, from: Date): Generator<Shift> {
  const days = new Set(hours.days);
  const holidays = new Set(hours.holidays);
  const local = DateTime.fromJSDate(from, { zone: hours.zone });
  // The calendar is walked in UTC, where every day has 24 hours.
  let day = DateTime.utc(local.year, local.month, local.day);
  for (let rest = 0; rest < LONGEST_REST_DAYS; rest += 1) {
    if (days.has(day.weekday) && !holidays.has(day.toISODate() ?? '')) {
      const shift = { start: momentOf(day, hours.from, hours.zone), end: momentOf(day, hours.to, hours.zone) };
      if (shift.start < shift.end) {
        rest = 0;
        yield shift;
      }
    }
    day = day.plus({ days: 1 });
  }
  throw new RangeError('these working hours hold no working day');
}

/**
 * The moment at which `minutes` (0 or more) of working time have passed since `from`: always within a shift, its end
 * included. A clock change inside a shift makes it as much longer or shorter as it really is. Pure.
 * @throws RangeError where the hours hold no working day
 */
export const addWorkingMinutes = (hours: WorkingHours, from: Date, minutes: number): Date => {
  let left = minutes * MINUTE_MS;
  for (const { start, end } of shiftsFrom(hours, from)) {
    const begin = Math.max(start, from.getTime());
    if (begin > end) continue;
    if (left <= end - begin) return new Date(begin + left);
    left -= end - begin;
  }
  throw new RangeError('these working hours hold no working day');
};

/** Minutes of working time between two moments, to the millisecond; 0 where `to` is not after `from`. Pure. */
export const workingMinutesBetween = (hours: WorkingHours, from: Date, to: Date): number => {
  if (to <= from) return 0;
  let sum = 0;
  for (const { start, end } of shiftsFrom(hours, from)) {
    if (start >= to.getTime()) break;
    sum += Math.max(0, Math.min(end, to.getTime()) - Math.max(start, from.getTime()));
  }
  return sum / MINUTE_MS;
};

/** The start of the first shift that begins after this moment. Pure. */
export const nextWorkingMorning = (hours: WorkingHours, after: Date): Date => {
  for (const { start } of shiftsFrom(hours, after)) {
    if (start > after.getTime()) return new Date(start);
  }
  throw new RangeError('these working hours hold no working day');
};
