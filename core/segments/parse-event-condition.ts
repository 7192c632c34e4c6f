import { z } from 'zod';
import type { LocalText } from '../common/lang.ts';
import {
  EVENT_LIMITS,
  type EventDefinition,
  type EventProperty,
  type EventValueType,
} from '../contacts/events/event.ts';
import { EVENT_RULE_LIMITS, type EventCondition, type EventFilter } from './event-rule.ts';
import { DATE_UNITS, RULE_LIMITS } from './rule.ts';
import { day, number, textOf, zone } from './rule-scalars.ts';

const text = textOf(EVENT_LIMITS.textLength);
const key = z.string().min(1).max(EVENT_LIMITS.nameLength);
const amount = number.pipe(z.number().int().min(0).max(1000));
const unit = z.enum(DATE_UNITS);

const within = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ever') }),
  z.object({ kind: z.literal('last'), amount, unit, zone }),
  z.object({ kind: z.literal('between'), from: day, to: day, zone }),
]);
const filter = z.discriminatedUnion('op', [
  z.object({ property: key, op: z.enum(['is', 'is_not']), value: z.union([z.boolean(), text]) }),
  z.object({
    property: key,
    op: z.enum(['in', 'not_in']),
    values: z.array(text).min(1).max(RULE_LIMITS.values),
  }),
  z.object({ property: key, op: z.enum(['eq', 'ne', 'lt', 'lte', 'gt', 'gte']), value: number }),
]);
const where = z.array(filter).max(EVENT_RULE_LIMITS.filters).default([]);

/** Conditions about events, from outside. */
export const eventConditionShapes = [
  z.object({
    kind: z.literal('event'),
    event: key,
    op: z.enum(['at_least', 'at_most', 'exactly']),
    times: number.pipe(z.number().int().min(0).max(EVENT_LIMITS.recent)),
    within,
    where,
  }),
  z.object({
    kind: z.literal('event_value'),
    event: key,
    property: key,
    of: z.enum(['sum', 'average', 'latest']),
    op: z.enum(['lt', 'lte', 'gt', 'gte']),
    value: number,
    within,
    where,
  }),
  z.object({ kind: z.literal('event_last'), event: key, op: z.enum(['last', 'earlier']), amount, unit, zone }),
] as const;

const DAY: LocalText = { en: 'Give a day as YYYY-MM-DD.', ko: '날짜를 YYYY-MM-DD로 입력하세요.' };
const FIELDS: Readonly<Record<string, LocalText>> = {
  event: { en: 'Choose an event.', ko: '이벤트를 고르세요.' },
  property: { en: 'Choose a property.', ko: '이벤트 속성을 고르세요.' },
  times: {
    en: `Give how many times, from 0 to ${EVENT_LIMITS.recent}.`,
    ko: `횟수를 0~${EVENT_LIMITS.recent} 사이의 정수로 입력하세요.`,
  },
  amount: { en: 'Give a whole number from 0 to 1000.', ko: '0~1000 사이의 정수를 입력하세요.' },
  unit: { en: 'Choose days, weeks, months or years.', ko: '일, 주, 개월, 년 중에서 고르세요.' },
  zone: { en: 'Give a time zone such as Asia/Seoul.', ko: 'Asia/Seoul 같은 시간대를 입력하세요.' },
  from: DAY,
  to: DAY,
  value: { en: 'Give a value that fits the property.', ko: '속성에 맞는 값을 입력하세요.' },
  values: { en: `Give 1 to ${RULE_LIMITS.values} values.`, ko: `값을 1~${RULE_LIMITS.values}개 입력하세요.` },
  where: {
    en: `Ask for at most ${EVENT_RULE_LIMITS.filters} properties of an event.`,
    ko: `이벤트 속성 조건은 최대 ${EVENT_RULE_LIMITS.filters}개입니다.`,
  },
};
const OFFERED: LocalText = { en: 'Choose one of the offered answers.', ko: '제시된 값 중에서 고르세요.' };

/** What a field of such a condition must hold; `path` as zod names it. */
export const eventFieldText = (path: readonly PropertyKey[]): LocalText =>
  FIELDS[String(path.findLast((part) => typeof part === 'string'))] ?? OFFERED;

interface Fault {
  readonly code: string;
  readonly field: string;
  readonly text: LocalText;
}

const TYPE_FAULTS: Readonly<Record<EventValueType, LocalText>> = {
  text: {
    en: 'is text: compare it by is, is not or one of',
    ko: '텍스트입니다. 같음, 같지 않음, 중 하나 조건을 쓰세요',
  },
  number: { en: 'is a number: compare it by size', ko: '숫자입니다. 크기 조건을 쓰세요' },
  boolean: { en: 'is yes or no: choose one of them', ko: '예/아니오입니다. 둘 중 하나를 고르세요' },
};

const propertyFault = (field: string, property: EventProperty): Fault => ({
  code: 'event_property_wrong_type',
  field,
  text: {
    en: `${property.label} ${TYPE_FAULTS[property.type].en}.`,
    ko: `${property.label}: ${TYPE_FAULTS[property.type].ko}.`,
  },
});
const unknownProperty = (field: string): Fault => ({
  code: 'event_property_unknown',
  field,
  text: {
    en: 'This event has no such property. Choose another.',
    ko: '이 이벤트에 없는 속성입니다. 다른 속성을 고르세요.',
  },
});

/** The filter as its property's type wants it (forms say `true` in letters), or its fault. */
const fitted = (given: EventFilter, event: EventDefinition, field: string): EventFilter | Fault => {
  const property = event.properties.find((one) => one.key === given.property);
  if (property === undefined) return unknownProperty(`${field}.property`);
  const wrong = propertyFault(`${field}.value`, property);
  if (given.op === 'in' || given.op === 'not_in') return property.type === 'text' ? given : wrong;
  if (given.op !== 'is' && given.op !== 'is_not') return property.type === 'number' ? given : wrong;
  if (property.type === 'text') return typeof given.value === 'string' ? given : wrong;
  if (property.type === 'number') return wrong;
  if (typeof given.value === 'boolean') return given;
  return given.value === 'true' || given.value === 'false' ? { ...given, value: given.value === 'true' } : wrong;
};

/** A condition whose event and properties are known, with values of their types; or its first fault. */
export const checkEventCondition = (
  condition: EventCondition,
  definitions: readonly EventDefinition[],
  field: string,
): EventCondition | Fault => {
  const event = definitions.find(({ key: known }) => known === condition.event);
  if (event === undefined) {
    return {
      code: 'event_unknown',
      field: `${field}.event`,
      text: {
        en: 'No such event has arrived yet. Choose one that has.',
        ko: '아직 수집되지 않은 이벤트입니다. 수집된 이벤트를 고르세요.',
      },
    };
  }
  if (condition.kind === 'event_last') return condition;
  if (condition.within.kind === 'between' && condition.within.from > condition.within.to) {
    return {
      code: 'range_reversed',
      field: `${field}.within.to`,
      text: {
        en: 'The end of the range lies before its beginning. Exchange the two.',
        ko: '범위의 끝이 시작보다 앞입니다. 두 값을 바꾸세요.',
      },
    };
  }
  if (condition.kind === 'event_value') {
    const property = event.properties.find((one) => one.key === condition.property);
    if (property === undefined) return unknownProperty(`${field}.property`);
    if (property.type !== 'number') return propertyFault(`${field}.property`, property);
  }
  const filters: EventFilter[] = [];
  for (const [i, given] of condition.where.entries()) {
    const one = fitted(given, event, `${field}.where.${i}`);
    if ('code' in one) return one;
    filters.push(one);
  }
  return { ...condition, where: filters };
};
