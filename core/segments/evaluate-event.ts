import type { Activities, Activity, EventValue } from '../contacts/events/event.ts';
import type { EventCondition, EventFilter, EventWindow } from './event-rule.ts';
import { daysBack, windowRange } from './event-window.ts';

const fits = (filter: EventFilter, p: Readonly<Record<string, EventValue>>): boolean => {
  const value = Object.hasOwn(p, filter.property) ? p[filter.property] : undefined;
  const number = typeof value === 'number' ? value : undefined;
  switch (filter.op) {
    case 'is':
      return value === filter.value;
    case 'is_not':
      return value !== filter.value;
    case 'in':
      return typeof value === 'string' && filter.values.includes(value);
    case 'not_in':
      return !(typeof value === 'string' && filter.values.includes(value));
    case 'eq':
      return number === filter.value;
    case 'ne':
      return number !== filter.value;
    default:
      return number !== undefined && compares(filter.op, number, filter.value);
  }
};

const compares = (op: 'lt' | 'lte' | 'gt' | 'gte', a: number, b: number): boolean => {
  switch (op) {
    case 'lt':
      return a < b;
    case 'lte':
      return a <= b;
    case 'gt':
      return a > b;
    case 'gte':
      return a >= b;
  }
};

interface Asked {
  readonly within: EventWindow;
  readonly where: readonly EventFilter[];
}

const isWhole = ({ within, where }: Asked): boolean => within.kind === 'ever' && where.length === 0;

const fitting = ({ recent }: Activity, { within, where }: Asked, now: Date): Activity['recent'] => {
  const { from, end } = windowRange(within, now);
  return recent.filter(
    ({ at, p }) =>
      (from === undefined || at >= from) && (end === undefined || at < end) && where.every((filter) => fits(filter, p)),
  );
};

const numbersOf = (recent: Activity['recent'], property: string): readonly number[] =>
  recent.flatMap(({ p }) => {
    const value = Object.hasOwn(p, property) ? p[property] : undefined;
    return typeof value === 'number' ? [value] : [];
  });

/** The value of an aggregate; undefined where no event has the property. */
const figureOf = (
  activity: Activity,
  condition: Extract<EventCondition, { kind: 'event_value' }>,
  now: Date,
): number | undefined => {
  const { of, property } = condition;
  if (of !== 'latest' && isWhole(condition)) {
    const totals = activity.totals ?? {};
    const total = Object.hasOwn(totals, property) ? totals[property] : undefined;
    if (total === undefined) return undefined;
    return of === 'sum' ? total.sum : total.sum / total.n;
  }
  const numbers = numbersOf(fitting(activity, condition, now), property);
  if (numbers.length === 0 || of === 'latest') return numbers[0];
  // In the order of the list, as the database adds them: the same roundings.
  const sum = numbers.reduce((total, number) => total + number, 0);
  return of === 'sum' ? sum : sum / numbers.length;
};

/** True where the contact's activity is as the condition says; the same as the filter of `compileEventCondition`. */
export const evaluateEventCondition = (condition: EventCondition, activities: Activities, now: Date): boolean => {
  const activity = Object.hasOwn(activities, condition.event) ? activities[condition.event] : undefined;
  switch (condition.kind) {
    case 'event': {
      const count =
        activity === undefined ? 0 : isWhole(condition) ? activity.count : fitting(activity, condition, now).length;
      switch (condition.op) {
        case 'at_least':
          return count >= condition.times;
        case 'at_most':
          return count <= condition.times;
        case 'exactly':
          return count === condition.times;
      }
      break;
    }
    case 'event_value': {
      const value = activity === undefined ? undefined : figureOf(activity, condition, now);
      return value !== undefined && compares(condition.op, value, condition.value);
    }
    case 'event_last': {
      if (activity === undefined) return false;
      const recently = activity.last >= daysBack(condition, now);
      return recently === (condition.op === 'last');
    }
  }
};
