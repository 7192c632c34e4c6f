import type { EventCondition, EventDefinition, EventFilter, EventValueType, EventWindow } from '../../core/index.ts';
import { type Fields, textOf } from '../http/index.ts';

/** Every event is a subject of its own. No attribute begins with a colon. */
const PREFIX = ':event:';
export const eventSubject = (key: string): string => `${PREFIX}${key}`;
/** The event that a subject names; undefined for another subject. */
export const eventKeyOf = (subject: string): string | undefined =>
  subject.startsWith(PREFIX) ? subject.slice(PREFIX.length) : undefined;

export const EVENT_OPERATORS = [
  'did',
  'did_not',
  'did_at_most',
  'did_exactly',
  'event_sum',
  'event_average',
  'event_latest',
  'event_within',
  'event_before',
] as const;
type EventOperator = (typeof EVENT_OPERATORS)[number];

export const WINDOWS = ['ever', 'last', 'between'] as const;
export const COMPARES = ['gte', 'gt', 'lte', 'lt'] as const;
/** What each type of property can be asked, the likeliest first. */
export const FILTER_OPERATORS = {
  text: ['is', 'is_not', 'in', 'not_in'],
  number: ['gte', 'gt', 'lte', 'lt', 'eq', 'ne'],
  boolean: ['is', 'is_not'],
} as const satisfies Record<EventValueType, readonly EventFilter['op'][]>;

/** What an event has to say, while somebody edits it. */
export interface DraftFilter {
  readonly property: string;
  readonly op: string;
  /** Several values stand one a line. */
  readonly value: string;
}

/** What a condition about an event has beside the fields of others: `value` is how often, how much or how long ago. */
export interface EventPart {
  readonly property: string;
  readonly compare: string;
  readonly window: string;
  /** So many units back. */
  readonly span: string;
  readonly where: readonly DraftFilter[];
}

export const NO_EVENT: EventPart = { property: '', compare: 'gte', window: 'ever', span: '30', where: [] };
const MOST_FILTERS = 5;

export const eventPartFrom = (fields: Fields, id: string): EventPart => {
  const count = Math.min(Number.parseInt(textOf(fields, `${id}.filters`), 10) || 0, MOST_FILTERS);
  return {
    property: textOf(fields, `${id}.property`),
    compare: textOf(fields, `${id}.compare`) || NO_EVENT.compare,
    window: textOf(fields, `${id}.window`) || NO_EVENT.window,
    span: textOf(fields, `${id}.span`) || NO_EVENT.span,
    where: Array.from({ length: count }, (_, i) => ({
      property: textOf(fields, `${id}.w${i}.property`),
      op: textOf(fields, `${id}.w${i}.op`),
      value: textOf(fields, `${id}.w${i}.value`),
    })),
  };
};

/** The part with one more filter, or without one. */
export const withFilter = (part: EventPart): EventPart =>
  part.where.length >= MOST_FILTERS ? part : { ...part, where: [...part.where, { property: '', op: '', value: '' }] };
export const withoutFilter = (part: EventPart, at: number): EventPart => ({
  ...part,
  where: part.where.filter((_, i) => i !== at),
});

/** Filters take a comparison that their property's type offers. */
export const fitFilters = (part: EventPart, definition: EventDefinition | undefined): EventPart => ({
  ...part,
  where: part.where.map((filter) => {
    const type = definition?.properties.find(({ key }) => key === filter.property)?.type;
    if (type === undefined) return filter;
    const offered: readonly string[] = FILTER_OPERATORS[type];
    return offered.includes(filter.op) ? filter : { ...filter, op: FILTER_OPERATORS[type][0] };
  }),
});

interface EventFields {
  readonly op: EventOperator;
  readonly value: string;
  readonly unit?: string;
  readonly zone?: string;
  readonly from?: string;
  readonly to?: string;
}

const windowFields = (window: EventWindow) => {
  switch (window.kind) {
    case 'ever':
      return { window: 'ever' };
    case 'last':
      return { window: 'last', span: String(window.amount), unit: window.unit, zone: window.zone };
    case 'between':
      return { window: 'between', from: window.from, to: window.to, zone: window.zone };
  }
};

/** A stored condition as the fields of its row. */
export const fieldsOfEvent = (rule: EventCondition): EventFields & EventPart => {
  if (rule.kind === 'event_last') {
    const { amount, unit, zone } = rule;
    return {
      ...NO_EVENT,
      op: rule.op === 'last' ? 'event_within' : 'event_before',
      value: String(amount),
      unit,
      zone,
    };
  }
  const where = rule.where.map(
    (filter): DraftFilter => ({
      property: filter.property,
      op: filter.op,
      value: 'values' in filter ? filter.values.join('\n') : String(filter.value),
    }),
  );
  const base = { ...NO_EVENT, ...windowFields(rule.within), where };
  if (rule.kind === 'event_value') {
    return { ...base, op: `event_${rule.of}`, property: rule.property, compare: rule.op, value: String(rule.value) };
  }
  const op = { at_least: 'did', at_most: 'did_at_most', exactly: 'did_exactly' } as const;
  const never = rule.op !== 'at_least' && rule.times === 0;
  return { ...base, op: never ? 'did_not' : op[rule.op], value: never ? '' : String(rule.times) };
};

const lines = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

const TIMES = { did: 'at_least', did_not: 'at_most', did_at_most: 'at_most', did_exactly: 'exactly' } as const;
const AGGREGATES = { event_sum: 'sum', event_average: 'average', event_latest: 'latest' } as const;

/** The row as the unknown input that core parses. */
export const eventRule = (
  node: EventPart & {
    readonly attribute: string;
    readonly op: string;
    readonly value: string;
    readonly from: string;
    readonly to: string;
    readonly unit: string;
  },
  zone: string,
): unknown => {
  const { op, value, unit, from, to } = node;
  const event = eventKeyOf(node.attribute);
  if (op === 'event_within' || op === 'event_before') {
    return { kind: 'event_last', event, op: op === 'event_within' ? 'last' : 'earlier', amount: value, unit, zone };
  }
  const within = {
    kind: node.window,
    ...(node.window === 'last' ? { amount: node.span, unit, zone } : {}),
    ...(node.window === 'between' ? { from, to, zone } : {}),
  };
  const where = node.where.map(({ property, op: how, value: said }) =>
    how === 'in' || how === 'not_in' ? { property, op: how, values: lines(said) } : { property, op: how, value: said },
  );
  const shared = { event, within, where };
  const of = Object.entries(AGGREGATES).find(([name]) => name === op)?.[1];
  if (of !== undefined) return { kind: 'event_value', ...shared, property: node.property, of, op: node.compare, value };
  const how = Object.entries(TIMES).find(([name]) => name === op)?.[1];
  return { kind: 'event', ...shared, op: how, times: op === 'did_not' ? 0 : value || (op === 'did' ? 1 : '') };
};
