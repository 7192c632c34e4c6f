import type { Request } from 'express';
import type { AuditFilter } from '../../core/index.ts';
import { daysIn, type FormErrors, queryText } from '../http/index.ts';

/** The filters of the address as they were typed. */
export interface TypedFilter {
  readonly subject: string;
  readonly actor: string;
  readonly action: string;
  readonly from: string;
  readonly to: string;
}

const NAMES = ['subject', 'actor', 'action', 'from', 'to'] as const;

export const typedFilter = (text: (name: string) => string): TypedFilter => {
  const [subject = '', actor = '', action = '', from = '', to = ''] = NAMES.map((name) => text(name).trim());
  // C-12 is written in any case.
  return { subject: /^c-\d+$/i.test(subject) ? subject.toUpperCase() : subject, actor, action, from, to };
};

export const filterInAddress = (req: Request): TypedFilter => typedFilter((name) => queryText(req, name));

/** What core is asked for. Days are those of the reader's zone, both included; a day that is none is not asked for and said. */
export const readFilter = (
  { subject, actor, action, from, to }: TypedFilter,
  zone: string,
): { readonly filter: AuditFilter; readonly errors: FormErrors | undefined } => {
  const { first, last, wrong } = daysIn({ from, to }, zone);
  return {
    filter: {
      ...(subject === '' ? {} : { subject }),
      ...(actor === '' ? {} : { actor }),
      ...(action === '' ? {} : { action }),
      ...(first === undefined ? {} : { from: first.toJSDate() }),
      ...(last === undefined ? {} : { to: last.plus({ days: 1 }).toJSDate() }),
    },
    errors: Object.keys(wrong).length === 0 ? undefined : { status: 422, fields: wrong, general: [] },
  };
};

/** Whether an entry fits; the same as core answers in pages, for a stream of all of them. Pure. */
export const fits = (
  entry: { readonly subject: string; readonly actor: string; readonly action: string; readonly at: Date },
  { subject, actor, action, from, to }: AuditFilter,
): boolean =>
  (subject === undefined || entry.subject === subject) &&
  (actor === undefined || entry.actor === actor) &&
  (action === undefined || entry.action === action) &&
  (from === undefined || entry.at >= from) &&
  (to === undefined || entry.at < to);
