import type { EventCondition, EventFilter, EventWindow } from './event-rule.ts';
import { daysBack, windowRange } from './event-window.ts';

type Filter = Readonly<Record<string, unknown>>;

interface Asked {
  readonly event: string;
  readonly within: EventWindow;
  readonly where: readonly EventFilter[];
}

/** As an expression on one event `$$e`. Literals are marked, because a text may begin with a dollar. */
const filterExpression = (filter: EventFilter): unknown => {
  const path = `$$e.p.${filter.property}`;
  switch (filter.op) {
    case 'is':
      return { $eq: [path, { $literal: filter.value }] };
    case 'is_not':
      return { $ne: [path, { $literal: filter.value }] };
    case 'in':
      return { $in: [path, { $literal: [...filter.values] }] };
    case 'not_in':
      return { $not: [{ $in: [path, { $literal: [...filter.values] }] }] };
    case 'eq':
      return { $eq: [path, filter.value] };
    case 'ne':
      return { $ne: [path, filter.value] };
    default:
      // A missing value sorts before every number.
      return { $and: [{ $isNumber: path }, { [`$${filter.op}`]: [path, filter.value] }] };
  }
};

/** The kept events that fit, as an expression. */
const fitting = ({ event, within, where }: Asked, now: Date, more: readonly unknown[] = []): unknown => {
  const { from, end } = windowRange(within, now);
  return {
    $filter: {
      input: { $ifNull: [`$activity.${event}.recent`, []] },
      as: 'e',
      cond: {
        $and: [
          ...(from === undefined ? [] : [{ $gte: ['$$e.at', from] }]),
          ...(end === undefined ? [] : [{ $lt: ['$$e.at', end] }]),
          ...where.map(filterExpression),
          ...more,
        ],
      },
    },
  };
};

/** Whoever could fit at all: by index, and without looking at single events. */
const candidates = ({ event, within }: Asked, now: Date): Filter => {
  const { from, end } = windowRange(within, now);
  return {
    did: event,
    ...(from === undefined ? {} : { [`activity.${event}.last`]: { $gte: from } }),
    ...(end === undefined ? {} : { [`activity.${event}.first`]: { $lt: end } }),
  };
};

const isWhole = ({ within, where }: Asked): boolean => within.kind === 'ever' && where.length === 0;

const atLeast = (asked: Asked, times: number, now: Date): Filter => {
  if (times <= 0) return {};
  if (isWhole(asked)) return { did: asked.event, [`activity.${asked.event}.count`]: { $gte: times } };
  return { $and: [candidates(asked, now), { $expr: { $gte: [{ $size: fitting(asked, now) }, times] } }] };
};

const aggregate = (condition: Extract<EventCondition, { kind: 'event_value' }>, now: Date): Filter => {
  const { event, property, of, op, value } = condition;
  const compared = (what: unknown): unknown => ({ [`$${op}`]: [what, value] });
  if (of !== 'latest' && isWhole(condition)) {
    const total = `activity.${event}.totals.${property}`;
    return {
      $and: [
        { did: event, [`${total}.n`]: { $gte: 1 } },
        of === 'sum'
          ? { [`${total}.sum`]: { [`$${op}`]: value } }
          : { $expr: compared({ $divide: [`$${total}.sum`, `$${total}.n`] }) },
      ],
    };
  }
  const path = `e.p.${property}`;
  // Added one by one and not by `$sum`, whose compensated addition rounds otherwise than a program does.
  const sum = { $reduce: { input: '$$found', initialValue: 0, in: { $add: ['$$value', `$$this.p.${property}`] } } };
  const figure = {
    sum,
    average: { $divide: [sum, { $size: '$$found' }] },
    latest: { $let: { vars: { e: { $arrayElemAt: ['$$found', 0] } }, in: `$$${path}` } },
  }[of];
  return {
    $and: [
      candidates(condition, now),
      {
        $expr: {
          $let: {
            vars: { found: fitting(condition, now, [{ $isNumber: `$$${path}` }]) },
            in: { $cond: [{ $gt: [{ $size: '$$found' }, 0] }, compared(figure), false] },
          },
        },
      },
    ],
  };
};

/** A condition about activity as a MongoDB filter that says the same as `evaluateEventCondition`. */
export const compileEventCondition = (condition: EventCondition, now: Date): Filter => {
  switch (condition.kind) {
    case 'event': {
      const { op, times } = condition;
      if (op === 'at_least') return atLeast(condition, times, now);
      const notMore = { $nor: [atLeast(condition, times + 1, now)] };
      return op === 'at_most' ? notMore : { $and: [atLeast(condition, times, now), notMore] };
    }
    case 'event_value':
      return aggregate(condition, now);
    case 'event_last':
      return {
        did: condition.event,
        [`activity.${condition.event}.last`]: {
          [condition.op === 'last' ? '$gte' : '$lt']: daysBack(condition, now),
        },
      };
  }
};
