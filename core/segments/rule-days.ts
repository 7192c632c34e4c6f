import type { AttributeCondition, DateUnit } from './rule.ts';

/** A calendar day. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** The moment that was asked for last, and its day: hundreds of rules are asked of one event at one moment. */
  readonly at: number;
  readonly day: Day;
}
/** Making a format takes a hundred times as long as using it. */
const zones = new Map<string, Zone>();

/** The day that `at` falls on in an IANA zone. */
export const dayIn = (at: Date, zone: string): Day => {
  const known = zones.get(zone);
  if (known?.at === at.getTime()) return known.day;
  const format =
    known?.format ??
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric' });
  const parts = format.formatToParts(at);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  const day = { year: part('year'), month: part('month'), day: part('day') };
  zones.set(zone, { format, at: at.getTime(), day });
  return day;
};

/** UTC midnight of `YYYY-MM-DD`; undefined where the calendar has no such day. */
export const parseIsoDay = (text: string): Date | undefined => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const at = new Date(`${text}T00:00:00.000Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? undefined : at;
};

/** @throws RangeError for a day that is none: `parseRule` lets no such day through */
export const isoDay = (text: string): Date => {
  const at = parseIsoDay(text);
  if (at === undefined) throw new RangeError(`not a calendar day: ${text}`);
  return at;
};

/** UTC midnight of a day. */
export const midnight = ({ year, month, day }: Day): Date => {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  return at;
};

/** So many days, weeks, months or years later (earlier where negative); a day that the month lacks becomes its last. */
export const shiftDay = (at: Date, amount: number, unit: DateUnit): Date => {
  if (unit === 'day' || unit === 'week') return new Date(at.getTime() + amount * (unit === 'week' ? 7 : 1) * DAY_MS);
  const months = at.getUTCFullYear() * 12 + at.getUTCMonth() + amount * (unit === 'year' ? 12 : 1);
  const year = Math.floor(months / 12);
  const month = months - year * 12;
  const last = new Date(0);
  last.setUTCFullYear(year, month + 1, 0);
  return midnight({ year, month: month + 1, day: Math.min(at.getUTCDate(), last.getUTCDate()) });
};

/** First day and the day after the last that a relative date means; open where undefined. */
export const relativeRange = (
  { op, amount, unit, zone }: Extract<AttributeCondition, { kind: 'date_relative' }>,
  now: Date,
): { readonly from?: Date; readonly end?: Date } => {
  const today = midnight(dayIn(now, zone));
  const far = shiftDay(today, op === 'last' || op === 'earlier' ? -amount : amount, unit);
  switch (op) {
    case 'last':
      return { from: far, end: nextDay(today) };
    case 'next':
      return { from: today, end: nextDay(far) };
    case 'earlier':
      return { end: far };
    case 'later':
      return { from: nextDay(far) };
  }
};

/** Month and day as one number: 1124 is 24 November. */
export const monthDay = (at: Date): number => (at.getUTCMonth() + 1) * 100 + at.getUTCDate();

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** The days of the year that an anniversary means, by the year in which they come round; dates before that year have one. */
export const anniversaryDays = (
  { from, to, zone }: Extract<AttributeCondition, { kind: 'anniversary' }>,
  now: Date,
): readonly { readonly before: Date; readonly days: readonly number[] }[] => {
  const today = midnight(dayIn(now, zone));
  const years = new Map<number, number[]>();
  for (let offset = from; offset <= to; offset += 1) {
    const at = shiftDay(today, offset, 'day');
    const year = at.getUTCFullYear();
    const days = years.get(year) ?? [];
    const here = monthDay(at);
    days.push(here, ...(here === 301 && !isLeap(year) ? [229] : []));
    years.set(year, days);
  }
  return [...years].map(([year, days]) => ({ before: midnight({ year, month: 1, day: 1 }), days }));
};

const DAY_MS = 86_400_000;
export const nextDay = (at: Date): Date => new Date(at.getTime() + DAY_MS);

/** Whole years between a birth date (UTC midnight) and today. Somebody born on 29 February comes of age on 1 March. */
export const ageOn = (today: Day, birth: Date): number => {
  const had =
    birth.getUTCMonth() + 1 < today.month ||
    (birth.getUTCMonth() + 1 === today.month && birth.getUTCDate() <= today.day);
  return today.year - birth.getUTCFullYear() - (had ? 0 : 1);
};

/** The first birth date of those who are not yet `age` years old today: everyone born before it is. */
export const firstBirthYoungerThan = (today: Day, age: number): Date => {
  const at = new Date(0);
  const year = today.year - age;
  if (today.month === 2 && today.day === 29 && !isLeap(year)) at.setUTCFullYear(year, 2, 1);
  else at.setUTCFullYear(year, today.month - 1, today.day + 1);
  return at;
};
