import type { RuleNames } from './describe-rule.ts';
import { amount, list } from './describe-words.ts';
import type { EventCondition, EventFilter, EventWindow } from './event-rule.ts';
import type { DateUnit } from './rule.ts';

const units = (n: number, unit: DateUnit): string => `${n} ${unit}${n === 1 ? '' : 's'}`;
const times = (n: number): string => (n === 1 ? 'once' : `${n} times`);

const COMPARED = {
  is: 'is',
  is_not: 'is not',
  eq: 'is',
  ne: 'is not',
  lt: 'is under',
  lte: 'is at most',
  gt: 'is over',
  gte: 'is at least',
} as const;

const said = (filter: EventFilter, label: string): string => {
  if ('values' in filter) {
    return `${label} ${filter.op === 'in' ? 'is' : 'is not'} ${list(filter.values, filter.op === 'in' ? 'or' : 'nor')}`;
  }
  const value = typeof filter.value === 'number' ? amount(filter.value) : filter.value;
  const shown = typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
  return `${label} ${COMPARED[filter.op]} ${shown}`;
};

const inTime = (window: EventWindow): string => {
  switch (window.kind) {
    case 'ever':
      return '';
    case 'last':
      return ` in the last ${units(window.amount, window.unit)}`;
    case 'between':
      return ` from ${window.from} to ${window.to}`;
  }
};

const AGGREGATES = { sum: 'the sum', average: 'the average', latest: 'the latest value' } as const;

/** A condition about events as a clause: did “Bought” at least 2 times in the last 30 days, where amount is over 10. */
export const englishEvent = (c: EventCondition, names: RuleNames): string => {
  const event = `“${names.event(c.event, 'en')}”`;
  if (c.kind === 'event_last') {
    const span = units(c.amount, c.unit);
    return c.op === 'last' ? `last did ${event} in the last ${span}` : `last did ${event} more than ${span} ago`;
  }
  const filters = c.where.map((filter) => said(filter, names.property(c.event, filter.property)));
  const rest = `${inTime(c.within)}${filters.length === 0 ? '' : `, where ${filters.join(' and ')}`}`;
  if (c.kind === 'event_value') {
    const what = `${AGGREGATES[c.of]} of ${names.property(c.event, c.property)} in ${event}${rest}`;
    return `${what}${filters.length === 0 ? '' : ','} ${COMPARED[c.op]} ${amount(c.value)}`;
  }
  if (c.op !== 'at_least' && c.times === 0) return `did not do ${event}${rest}`;
  if (c.op === 'at_least') return `did ${event}${c.times === 1 ? '' : ` at least ${times(c.times)}`}${rest}`;
  return `did ${event} ${c.op === 'at_most' ? 'at most' : 'exactly'} ${times(c.times)}${rest}`;
};
