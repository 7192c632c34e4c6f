/** A calendar day. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The day that `at` falls on in an IANA zone. */
export const dayIn = (at: Date, zone: string): Day => {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day') };
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
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (today.month === 2 && today.day === 29 && !leap) at.setUTCFullYear(year, 2, 1);
  else at.setUTCFullYear(year, today.month - 1, today.day + 1);
  return at;
};
