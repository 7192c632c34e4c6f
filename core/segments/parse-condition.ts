import { z } from 'zod';
import type { LocalText } from '../common/lang.ts';
import type { AttributeType } from '../contacts/contact.ts';
import { normaliseTag } from '../contacts/tag.ts';
import { eventConditionShapes, eventFieldText } from './parse-event-condition.ts';
import { type AttributeCondition, type Condition, DATE_UNITS, RULE_LIMITS } from './rule.ts';
import { day, number, textOf, zone } from './rule-scalars.ts';

const text = textOf(RULE_LIMITS.textLength);
const boolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
const years = number.pipe(z.number().int().min(0).max(150));
const attribute = z.string().min(1).max(64);
const segment = z.string().regex(/^[\w-]{1,64}$/);
const offset = number.pipe(z.number().int().min(-366).max(366));

/** A condition from outside. */
export const conditionShape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    attribute,
    op: z.enum(['is', 'is_not', 'contains', 'not_contains', 'starts_with', 'ends_with']),
    value: text,
  }),
  z.object({
    kind: z.literal('text_in'),
    attribute,
    op: z.enum(['in', 'not_in']),
    values: z.array(text).min(1).max(RULE_LIMITS.values),
  }),
  z.object({ kind: z.literal('number'), attribute, op: z.enum(['eq', 'ne', 'lt', 'lte', 'gt', 'gte']), value: number }),
  z.object({
    kind: z.literal('number_in'),
    attribute,
    op: z.enum(['in', 'not_in']),
    values: z.array(number).min(1).max(RULE_LIMITS.values),
  }),
  z.object({ kind: z.literal('number_between'), attribute, from: number, to: number }),
  z.object({ kind: z.literal('boolean'), attribute, value: boolean }),
  z.object({ kind: z.literal('date'), attribute, op: z.enum(['on', 'before', 'after']), value: day }),
  z.object({ kind: z.literal('date_between'), attribute, from: day, to: day }),
  z.object({
    kind: z.literal('date_relative'),
    attribute,
    op: z.enum(['last', 'next', 'earlier', 'later']),
    amount: number.pipe(z.number().int().min(0).max(1000)),
    unit: z.enum(DATE_UNITS),
    zone,
  }),
  z.object({ kind: z.literal('anniversary'), attribute, from: offset, to: offset, zone }),
  z.object({ kind: z.literal('age_between'), attribute, from: years, to: years, zone }),
  z.object({ kind: z.literal('list_has'), attribute, op: z.enum(['has', 'has_not']), value: text }),
  z.object({
    kind: z.literal('list_in'),
    attribute,
    op: z.enum(['any', 'every', 'none']),
    values: z.array(text).min(1).max(RULE_LIMITS.values),
  }),
  z.object({ kind: z.literal('presence'), attribute, op: z.enum(['empty', 'not_empty']) }),
  z.object({
    kind: z.literal('consent'),
    op: z.enum(['is', 'is_not']),
    value: z.enum(['granted', 'unknown', 'refused']),
  }),
  z.object({
    kind: z.literal('suppression'),
    op: z.enum(['is', 'is_not']),
    value: z.enum(['any', 'unsubscribed', 'bounced', 'complained', 'manual', 'erased']),
  }),
  z.object({
    kind: z.literal('topic'),
    topic: z.string().min(1).max(64),
    op: z.enum(['is', 'is_not']),
    value: z.enum(['granted', 'unknown', 'refused']),
  }),
  z.object({
    kind: z.literal('tag'),
    op: z.enum(['has', 'has_not']),
    tag: z
      .string()
      .max(200)
      .transform((text) => normaliseTag(text) ?? '')
      .pipe(z.string().min(1)),
  }),
  z.object({ kind: z.literal('address'), op: z.enum(['known', 'unknown']) }),
  z.object({ kind: z.literal('listed'), list: segment }),
  ...eventConditionShapes,
]);
/** A reference to another segment, without what was inside it. */
export const segmentShape = z.object({ op: z.enum(['in', 'not_in']), segment });
export const CONDITION_KINDS: ReadonlySet<unknown> = new Set(
  conditionShape.options.map((option) => option.shape.kind.value),
);

/** Types of attribute that a condition may be put to. */
export const TYPES: Readonly<Record<AttributeCondition['kind'], readonly AttributeType[]>> = {
  text: ['text'],
  text_in: ['text'],
  number: ['number'],
  number_in: ['number'],
  number_between: ['number'],
  boolean: ['boolean'],
  date: ['date'],
  date_between: ['date'],
  date_relative: ['date'],
  anniversary: ['date'],
  age_between: ['date', 'number'],
  list_has: ['list'],
  list_in: ['list'],
  presence: ['text', 'number', 'boolean', 'date', 'list'],
};
/** What a type of attribute can be asked. */
export const WAY_OUT: Readonly<Record<AttributeType, LocalText>> = {
  text: {
    en: 'is text: compare it by is, contains, starts with, ends with or one of',
    ko: '텍스트입니다. 같음, 포함, 시작, 끝, 중 하나 조건을 쓰세요',
  },
  number: {
    en: 'is a number: compare it by size, a range, or as a birth year',
    ko: '숫자입니다. 크기, 범위, 출생연도 조건을 쓰세요',
  },
  boolean: { en: 'is yes or no: choose one of them', ko: '예/아니오입니다. 둘 중 하나를 고르세요' },
  date: {
    en: 'is a date: compare it by day, a range of days, days from today, as an anniversary or as an age',
    ko: '날짜입니다. 날짜, 기간, 오늘 기준 기간, 기념일, 나이 조건을 쓰세요',
  },
  list: { en: 'is a list: ask what it has', ko: '목록입니다. 포함 여부 조건을 쓰세요' },
};

/** What each field of a condition must hold. */
const FIELD_TEXTS: Readonly<Record<string, LocalText>> = {
  attribute: { en: 'Choose an attribute.', ko: '속성을 고르세요.' },
  op: { en: 'Choose one of the offered comparisons.', ko: '제시된 비교 방법 중에서 고르세요.' },
  amount: { en: 'Give a whole number from 0 to 1000.', ko: '0~1000 사이의 정수를 입력하세요.' },
  unit: { en: 'Choose days, weeks, months or years.', ko: '일, 주, 개월, 년 중에서 고르세요.' },
  tag: { en: 'Give a tag of 1 to 40 characters without commas.', ko: '태그를 쉼표 없이 1~40자로 입력하세요.' },
  segment: { en: 'Choose a segment.', ko: '세그먼트를 고르세요.' },
  list: { en: 'Choose a static list.', ko: '고정 목록을 고르세요.' },
  zone: { en: 'Give a time zone such as Asia/Seoul.', ko: 'Asia/Seoul 같은 시간대를 입력하세요.' },
  values: {
    en: `Give 1 to ${RULE_LIMITS.values} values.`,
    ko: `값을 1~${RULE_LIMITS.values}개 입력하세요.`,
  },
};
const TEXT: LocalText = {
  en: `Give a text of 1 to ${RULE_LIMITS.textLength} characters.`,
  ko: `1~${RULE_LIMITS.textLength}자의 글을 입력하세요.`,
};
const TEXTS: LocalText = { en: `Give texts of 1 to ${RULE_LIMITS.textLength} characters.`, ko: TEXT.ko };
const NUMBER: LocalText = { en: 'Give a number.', ko: '숫자를 입력하세요.' };
const DAY: LocalText = { en: 'Give a day as YYYY-MM-DD.', ko: '날짜를 YYYY-MM-DD로 입력하세요.' };
const OFFERED: LocalText = { en: 'Choose one of the offered answers.', ko: '제시된 값 중에서 고르세요.' };
const VALUE_TEXTS: Readonly<Record<Condition['kind'], LocalText>> = {
  text: TEXT,
  text_in: TEXTS,
  number: NUMBER,
  number_in: NUMBER,
  number_between: NUMBER,
  boolean: { en: 'Choose yes or no.', ko: '예 또는 아니오를 고르세요.' },
  date: DAY,
  date_between: DAY,
  date_relative: OFFERED,
  anniversary: {
    en: 'Give whole days from -366 to 366; days that are past have a minus.',
    ko: '-366~366 사이의 날수를 입력하세요. 지난 날은 음수입니다.',
  },
  age_between: { en: 'Give whole years from 0 to 150.', ko: '0~150 사이의 만 나이를 입력하세요.' },
  list_has: TEXT,
  list_in: TEXTS,
  presence: { en: 'Choose empty or not empty.', ko: '비어 있음 또는 비어 있지 않음을 고르세요.' },
  consent: OFFERED,
  topic: OFFERED,
  tag: OFFERED,
  suppression: OFFERED,
  address: OFFERED,
  listed: OFFERED,
  event: OFFERED,
  event_value: OFFERED,
  event_last: OFFERED,
};

/** What a field of a condition must hold; `path` as zod names it. */
export const fieldText = (kind: Condition['kind'] | 'segment', path: readonly PropertyKey[]): LocalText => {
  if (kind === 'event' || kind === 'event_value' || kind === 'event_last') return eventFieldText(path);
  const field = path.map(String).join('.');
  return FIELD_TEXTS[field] ?? (kind === 'segment' ? OFFERED : VALUE_TEXTS[kind]);
};
