import { DateTime } from 'luxon';
import { daysIn, type FormErrors } from '../http/index.ts';

/** A period of whole days in the reader's zone, as typed and as core takes it. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly range: { readonly from: Date; readonly to: Date };
  readonly errors: FormErrors | undefined;
}

const USUAL_DAYS = 30;

/** The first day of a period of that many days that ends today. */
export const daysAgo = (now: Date, zone: string, days: number): string =>
  DateTime.fromJSDate(now, { zone })
    .minus({ days: days - 1 })
    .toISODate() ?? '';

/** The last 30 days where nothing was typed; a day that is none is said and the usual one stands in. Pure. */
export const readPeriod = (typed: { from: string; to: string }, now: Date, zone: string): Period => {
  const today = daysAgo(now, zone, 1);
  const [from, to] = [typed.from || daysAgo(now, zone, USUAL_DAYS), typed.to || today];
  const { first, last, wrong: fields } = daysIn({ from, to }, zone);
  const wrong = Object.keys(fields).length > 0;
  const usual = {
    from: DateTime.fromISO(daysAgo(now, zone, USUAL_DAYS), { zone }),
    to: DateTime.fromISO(today, { zone }),
  };
  const [begin, end] = wrong ? [usual.from, usual.to] : [first ?? usual.from, last ?? usual.to];
  return {
    from,
    to,
    range: { from: begin.toJSDate(), to: end.plus({ days: 1 }).toJSDate() },
    errors: wrong ? { status: 422, fields, general: [] } : undefined,
  };
};
