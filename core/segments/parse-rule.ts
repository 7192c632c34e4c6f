import { z } from 'zod';
import type { DomainError } from '../common/errors.ts';
import { InvalidInput } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { isTimeZone } from '../common/time-zone.ts';
import type { AttributeDefinition, AttributeType } from '../contacts/contact.ts';
import { type Condition, RULE_LIMITS, type Rule } from './rule.ts';
import { parseIsoDay } from './rule-days.ts';
import { segmentErrors } from './segment-errors.ts';

/** Texts are stored and compared in NFC, so that Korean typed on any system is the same Korean. */
const text = z
  .string()
  .transform((value) => value.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .min(1)
      .max(RULE_LIMITS.textLength)
      .regex(/^\P{Cc}*$/u)
      .refine((value) => !/\p{Surrogate}/u.test(value)),
  );
/** Forms send numbers as text. */
const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?\s*$/)
      .transform((value) => Number(value.replaceAll(',', ''))),
  ])
  .pipe(z.number().min(-1e15).max(1e15));
const boolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
const day = z.string().refine((value) => parseIsoDay(value) !== undefined);
const years = number.pipe(z.number().int().min(0).max(150));
const zone = z.string().max(64).refine(isTimeZone);
const attribute = z.string().min(1).max(64);

const condition = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    attribute,
    op: z.enum(['is', 'is_not', 'contains', 'starts_with']),
    value: text,
  }),
  z.object({
    kind: z.literal('text_in'),
    attribute,
    op: z.enum(['in', 'not_in']),
    values: z.array(text).min(1).max(RULE_LIMITS.values),
  }),
  z.object({ kind: z.literal('number'), attribute, op: z.enum(['eq', 'ne', 'lt', 'lte', 'gt', 'gte']), value: number }),
  z.object({ kind: z.literal('number_between'), attribute, from: number, to: number }),
  z.object({ kind: z.literal('boolean'), attribute, value: boolean }),
  z.object({ kind: z.literal('date'), attribute, op: z.enum(['on', 'before', 'after']), value: day }),
  z.object({ kind: z.literal('date_between'), attribute, from: day, to: day }),
  z.object({ kind: z.literal('age_between'), attribute, from: years, to: years, zone }),
  z.object({ kind: z.literal('list_has'), attribute, op: z.enum(['has', 'has_not']), value: text }),
  z.object({ kind: z.literal('presence'), attribute, op: z.enum(['empty', 'not_empty']) }),
]);
const CONDITION_KINDS: ReadonlySet<unknown> = new Set(condition.options.map((option) => option.shape.kind.value));

const TYPES: Readonly<Record<Condition['kind'], readonly AttributeType[]>> = {
  text: ['text'],
  text_in: ['text'],
  number: ['number'],
  number_between: ['number'],
  boolean: ['boolean'],
  date: ['date'],
  date_between: ['date'],
  age_between: ['date', 'number'],
  list_has: ['list'],
  presence: ['text', 'number', 'boolean', 'date', 'list'],
};
const WAY_OUT: Readonly<Record<AttributeType, LocalText>> = {
  text: {
    en: 'is text: compare it by is, contains, starts with or one of',
    ko: '텍스트입니다. 같음, 포함, 시작, 중 하나 조건을 쓰세요',
  },
  number: {
    en: 'is a number: compare it by size, a range, or as a birth year',
    ko: '숫자입니다. 크기, 범위, 출생연도 조건을 쓰세요',
  },
  boolean: { en: 'is yes or no: choose one of them', ko: '예/아니오입니다. 둘 중 하나를 고르세요' },
  date: {
    en: 'is a date: compare it by day, a range of days, or as an age',
    ko: '날짜입니다. 날짜, 기간, 나이 조건을 쓰세요',
  },
  list: { en: 'is a list: ask what it has', ko: '목록입니다. 포함 여부 조건을 쓰세요' },
};

/** What each field of a condition must hold. */
const FIELD_TEXTS: Readonly<Record<string, LocalText>> = {
  attribute: { en: 'Choose an attribute.', ko: '속성을 고르세요.' },
  op: { en: 'Choose one of the offered comparisons.', ko: '제시된 비교 방법 중에서 고르세요.' },
  zone: { en: 'Give a time zone such as Asia/Seoul.', ko: 'Asia/Seoul 같은 시간대를 입력하세요.' },
  values: {
    en: `Give 1 to ${RULE_LIMITS.values} values.`,
    ko: `값을 1~${RULE_LIMITS.values}개 입력하세요.`,
  },
};
const VALUE_TEXTS: Readonly<Record<Condition['kind'], LocalText>> = {
  text: {
    en: `Give a text of 1 to ${RULE_LIMITS.textLength} characters.`,
    ko: `1~${RULE_LIMITS.textLength}자의 글을 입력하세요.`,
  },
  text_in: {
    en: `Give texts of 1 to ${RULE_LIMITS.textLength} characters.`,
    ko: `1~${RULE_LIMITS.textLength}자의 글을 입력하세요.`,
  },
  number: { en: 'Give a number.', ko: '숫자를 입력하세요.' },
  number_between: { en: 'Give a number.', ko: '숫자를 입력하세요.' },
  boolean: { en: 'Choose yes or no.', ko: '예 또는 아니오를 고르세요.' },
  date: { en: 'Give a day as YYYY-MM-DD.', ko: '날짜를 YYYY-MM-DD로 입력하세요.' },
  date_between: { en: 'Give a day as YYYY-MM-DD.', ko: '날짜를 YYYY-MM-DD로 입력하세요.' },
  age_between: { en: 'Give whole years from 0 to 150.', ko: '0~150 사이의 만 나이를 입력하세요.' },
  list_has: {
    en: `Give a text of 1 to ${RULE_LIMITS.textLength} characters.`,
    ko: `1~${RULE_LIMITS.textLength}자의 글을 입력하세요.`,
  },
  presence: { en: 'Choose empty or not empty.', ko: '비어 있음 또는 비어 있지 않음을 고르세요.' },
};

/**
 * Reads a rule from outside. Only the scalars that a condition declares pass; anything else in the input is left behind.
 * @throws InvalidInput with one issue a field: `rule.rules.2.value`
 */
export const parseRule = (input: unknown, definitions: readonly AttributeDefinition[]): Rule => {
  const known = new Map(definitions.map((definition) => [definition.key, definition]));
  const issues: DomainError[] = [];
  let conditions = 0;
  const refuse = (code: string, field: string, en: string, ko: string): Rule => {
    issues.push(segmentErrors.rule(code, field, { en, ko }));
    return { kind: 'all', rules: [] };
  };

  const readCondition = (value: object, field: string): Rule => {
    conditions += 1;
    if (conditions > RULE_LIMITS.conditions) return { kind: 'all', rules: [] };
    const parsed = condition.safeParse(value);
    if (!parsed.success) {
      const kind = (value as { kind: Condition['kind'] }).kind;
      const seen = new Set<string>();
      for (const issue of parsed.error.issues) {
        const path = issue.path.map(String).join('.');
        if (seen.has(path)) continue;
        seen.add(path);
        const words = FIELD_TEXTS[path] ?? VALUE_TEXTS[kind];
        refuse('rule_incomplete', `${field}.${path}`, words.en, words.ko);
      }
      return { kind: 'all', rules: [] };
    }
    const found = parsed.data;
    const definition = known.get(found.attribute);
    if (definition === undefined) {
      return refuse(
        'attribute_unknown',
        `${field}.attribute`,
        `There is no attribute "${found.attribute}". Choose one of the existing attributes, or import it first.`,
        `"${found.attribute}" 속성이 없습니다. 있는 속성 중에서 고르거나 먼저 가져오세요.`,
      );
    }
    if (!TYPES[found.kind].includes(definition.type)) {
      const way = WAY_OUT[definition.type];
      return refuse(
        'attribute_wrong_type',
        `${field}.attribute`,
        `${definition.label} ${way.en}.`,
        `${definition.label}: ${way.ko}.`,
      );
    }
    if ('from' in found && found.from > found.to) {
      return refuse(
        'range_reversed',
        `${field}.to`,
        `${definition.label}: the end of the range lies before its beginning. Exchange the two.`,
        `${definition.label}: 범위의 끝이 시작보다 앞입니다. 두 값을 바꾸세요.`,
      );
    }
    return found;
  };

  const read = (value: unknown, field: string, depth: number): Rule => {
    if (depth > RULE_LIMITS.depth) {
      return refuse(
        'rule_too_deep',
        field,
        `Groups may stand in each other at most ${RULE_LIMITS.depth} deep. Make the rule flatter.`,
        `그룹은 ${RULE_LIMITS.depth}단계까지 중첩할 수 있습니다. 규칙을 단순하게 만드세요.`,
      );
    }
    const kind: unknown =
      typeof value === 'object' && value !== null && Object.hasOwn(value, 'kind')
        ? (value as { kind: unknown }).kind
        : undefined;
    if (kind === 'all' || kind === 'any') {
      const rules: unknown = (value as { rules?: unknown }).rules;
      if (Array.isArray(rules) && rules.length <= RULE_LIMITS.conditions) {
        return { kind, rules: rules.map((inner, i) => read(inner, `${field}.rules.${i}`, depth + 1)) };
      }
      if (Array.isArray(rules)) conditions += rules.length;
      else
        refuse(
          'rule_incomplete',
          `${field}.rules`,
          'A group needs a list of conditions.',
          '그룹에는 조건 목록이 필요합니다.',
        );
      return { kind, rules: [] };
    }
    if (kind === 'not') return { kind, rule: read((value as { rule?: unknown }).rule, `${field}.rule`, depth + 1) };
    if (CONDITION_KINDS.has(kind)) return readCondition(value as object, field);
    return refuse('rule_incomplete', field, 'Choose a kind of condition.', '조건의 종류를 고르세요.');
  };

  const rule = read(input, 'rule', 1);
  if (conditions > RULE_LIMITS.conditions) {
    refuse(
      'rule_too_long',
      'rule',
      `A rule may have at most ${RULE_LIMITS.conditions} conditions; this one has ${conditions}. Use "one of" with several values instead.`,
      `규칙의 조건은 최대 ${RULE_LIMITS.conditions}개입니다(현재 ${conditions}개). 여러 값은 "중 하나" 조건으로 묶으세요.`,
    );
  }
  if (issues.length > 0) throw new InvalidInput(issues);
  return rule;
};
