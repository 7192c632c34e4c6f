import { DateTime } from 'luxon';
import { localInstant } from '../campaigns/quiet-hours.ts';
import type { LocalText } from '../common/lang.ts';
import type { DigestPeriod } from './digest.ts';

/** On these days at this time of day, where `zone` is. */
export interface DigestSchedule {
  /** ISO: 1 is Monday, 7 is Sunday. Ascending, at least one. */
  readonly days: readonly number[];
  /** `HH:MM` */
  readonly time: string;
  /** IANA name. */
  readonly zone: string;
}

/** One time of a schedule: the day it stands for, and the moment. */
export interface Occurrence {
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly at: Date;
}

const WEEK = 7;
/** How far ahead a clock change is said: both of a year. */
const LOOK_AHEAD_DAYS = 366;

const occurrenceOn = ({ time, zone }: DigestSchedule, day: DateTime): Occurrence => {
  const name = day.toFormat('yyyy-MM-dd');
  return { day: name, at: localInstant(`${name}T${time}`, zone) };
};

/** Days of the schedule around a moment, ascending, at least one on either side of it. */
const around = (schedule: DigestSchedule, moment: Date, before: number, after: number): Occurrence[] => {
  const today = DateTime.fromJSDate(moment, { zone: schedule.zone }).startOf('day');
  return Array.from({ length: before + after + 1 }, (_, n) => today.plus({ days: n - before }))
    .filter(({ weekday }) => schedule.days.includes(weekday))
    .map((day) => occurrenceOn(schedule, day));
};

const required = (found: Occurrence | undefined): Occurrence => {
  if (found === undefined) throw new RangeError('a schedule without days');
  return found;
};

/**
 * The first time after a moment. A time of day that a clock change leaves out comes as much later as the clocks are set
 * forward; one that comes twice means the first. So every day has exactly one. Pure.
 */
export const nextAfter = (schedule: DigestSchedule, moment: Date): Occurrence =>
  required(around(schedule, moment, 1, WEEK + 1).find(({ at }) => at > moment));

/** The last time at a moment or before it. Pure. */
export const lastUntil = (schedule: DigestSchedule, moment: Date): Occurrence =>
  required(around(schedule, moment, WEEK + 1, 1).findLast(({ at }) => at <= moment));

/** From the time before it to this one; compared with the same days of the week before. Pure. */
export const periodOf = (schedule: DigestSchedule, { at }: Occurrence): DigestPeriod => {
  const from = lastUntil(schedule, new Date(at.getTime() - 1)).at;
  const aWeekBefore = (moment: Date): Date =>
    DateTime.fromJSDate(moment, { zone: schedule.zone }).minus({ weeks: 1 }).toJSDate();
  return { from, to: at, before: { from: aWeekBefore(from), to: aWeekBefore(at) } };
};

type ClockChange = { readonly day: string; readonly kind: 'left_out' | 'twice'; readonly at: Date };

const changeAt = (schedule: DigestSchedule, { day, at }: Occurrence): ClockChange | undefined => {
  const local = DateTime.fromJSDate(at, { zone: schedule.zone });
  if (local.toFormat('HH:mm') !== schedule.time) return { day, kind: 'left_out', at };
  return local.getPossibleOffsets().length > 1 ? { day, kind: 'twice', at } : undefined;
};

const changeText = ({ time, zone }: DigestSchedule, { day, kind, at }: ClockChange): LocalText => {
  if (kind === 'twice') {
    return {
      en: `On ${day} clocks in ${zone} are set back and ${time} comes twice: the digest comes the first time, once.`,
      ko: `${day}에는 ${zone}의 시계가 늦춰져 ${time}이 두 번 옵니다. 다이제스트는 첫 번째 시각에 한 번만 갑니다.`,
    };
  }
  const then = DateTime.fromJSDate(at, { zone }).toFormat('HH:mm');
  return {
    en: `On ${day} clocks in ${zone} are set forward and ${time} does not exist: the digest comes at ${then}.`,
    ko: `${day}에는 ${zone}의 시계가 앞당겨져 ${time}이 없습니다. 다이제스트는 ${then}에 갑니다.`,
  };
};

/** What there is to say of this one time: a clock change that leaves it out or brings it twice. Pure. */
export const noteOn = (schedule: DigestSchedule, occurrence: Occurrence): LocalText | null => {
  const change = changeAt(schedule, occurrence);
  return change === undefined ? null : changeText(schedule, change);
};

/** The same of every time within a year: what whoever chooses the schedule is told. Pure. */
export const clockNotes = (schedule: DigestSchedule, now: Date): LocalText[] =>
  around(schedule, now, 0, LOOK_AHEAD_DAYS)
    .filter(({ at }) => at > now)
    .flatMap((occurrence) => noteOn(schedule, occurrence) ?? []);
