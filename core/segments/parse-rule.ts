import type { DomainError } from '../common/errors.ts';
import { InvalidInput } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import type { Topic } from '../contacts/consent/topic.ts';
import type { AttributeDefinition } from '../contacts/contact.ts';
import type { EventDefinition } from '../contacts/events/event.ts';
import { CONDITION_KINDS, conditionShape, fieldText, segmentShape, TYPES, WAY_OUT } from './parse-condition.ts';
import { checkEventCondition } from './parse-event-condition.ts';
import { type AttributeCondition, type Condition, EVERYONE, RULE_LIMITS, type Rule } from './rule.ts';
import { segmentErrors } from './segment-errors.ts';

const RANGE_REVERSED: LocalText = {
  en: 'the end of the range lies before its beginning. Exchange the two.',
  ko: '범위의 끝이 시작보다 앞입니다. 두 값을 바꾸세요.',
};
const SPAN_TOO_LONG: LocalText = {
  en: `an anniversary may span at most ${RULE_LIMITS.anniversarySpan} days. Shorten the range.`,
  ko: `기념일 범위는 최대 ${RULE_LIMITS.anniversarySpan}일입니다. 범위를 줄이세요.`,
};

/** The fault of a range, if it has one. */
const rangeFault = (found: Condition): { code: string; text: LocalText } | undefined => {
  if (!('from' in found)) return undefined;
  if (found.from > found.to) return { code: 'range_reversed', text: RANGE_REVERSED };
  if (found.kind === 'anniversary' && found.to - found.from >= RULE_LIMITS.anniversarySpan) {
    return { code: 'range_too_long', text: SPAN_TOO_LONG };
  }
  return undefined;
};

const propertyOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

/** Where the reader stands: how deep, and within which limits. */
interface Place {
  readonly field: string;
  readonly depth: number;
  readonly most: number;
}

/**
 * Reads a rule from outside. Only the scalars that a condition declares pass; anything else in the input is left behind.
 * A segment that comes with the rule inside it keeps that rule: it was frozen there.
 * @throws InvalidInput with one issue a field: `rule.rules.2.value`
 */
export const parseRule = (
  input: unknown,
  definitions: readonly AttributeDefinition[],
  events: readonly EventDefinition[] = [],
  topics: readonly Topic[] = [],
): Rule => {
  const known = new Map(definitions.map((definition) => [definition.key, definition]));
  const issues: DomainError[] = [];
  let conditions = 0;
  let insideConditions = 0;
  let inside = 0;
  const refuse = (code: string, field: string, text: LocalText): Rule => {
    issues.push(segmentErrors.rule(code, field, text));
    return EVERYONE;
  };
  const refuseFields = (kind: Condition['kind'] | 'segment', field: string, paths: readonly PropertyKey[][]): Rule => {
    const said = new Set<string>();
    for (const parts of paths) {
      const path = parts.map(String).join('.');
      if (said.has(path)) continue;
      said.add(path);
      refuse('rule_incomplete', `${field}.${path}`, fieldText(kind, parts));
    }
    return EVERYONE;
  };
  /** False once there are so many that the rest is not read. */
  const counted = (): boolean => {
    if (inside > 0) insideConditions += 1;
    else conditions += 1;
    return conditions <= RULE_LIMITS.conditions && conditions + insideConditions <= RULE_LIMITS.whole.conditions;
  };

  const readCondition = (value: object, field: string): Rule => {
    if (!counted()) return EVERYONE;
    const parsed = conditionShape.safeParse(value);
    if (!parsed.success) {
      const kind = (value as { kind: Condition['kind'] }).kind;
      return refuseFields(
        kind,
        field,
        parsed.error.issues.map((issue) => issue.path),
      );
    }
    const found = parsed.data;
    if ('attribute' in found) return readAttributeCondition(found, field);
    if (found.kind === 'topic' && !topics.some(({ id }) => id === found.topic)) {
      return refuse('topic_unknown', `${field}.topic`, {
        en: 'There is no such topic. Choose another.',
        ko: '해당 주제가 없습니다. 다른 주제를 고르세요.',
      });
    }
    if (!('event' in found)) return found;
    const checked = checkEventCondition(found, events, field);
    return 'code' in checked ? refuse(checked.code, checked.field, checked.text) : checked;
  };

  const readAttributeCondition = (found: AttributeCondition, field: string): Rule => {
    const definition = known.get(found.attribute);
    if (definition === undefined) {
      return refuse('attribute_unknown', `${field}.attribute`, {
        en: `There is no attribute "${found.attribute}". Choose one of the existing attributes, or import it first.`,
        ko: `"${found.attribute}" 속성이 없습니다. 있는 속성 중에서 고르거나 먼저 가져오세요.`,
      });
    }
    const { label, type } = definition;
    if (!TYPES[found.kind].includes(type)) {
      const way = WAY_OUT[type];
      return refuse('attribute_wrong_type', `${field}.attribute`, {
        en: `${label} ${way.en}.`,
        ko: `${label}: ${way.ko}.`,
      });
    }
    const fault = rangeFault(found);
    if (fault !== undefined) {
      const { code, text } = fault;
      return refuse(code, `${field}.to`, { en: `${label}: ${text.en}`, ko: `${label}: ${text.ko}` });
    }
    return found;
  };

  const readSegment = (value: object, place: Place): Rule => {
    if (!counted()) return EVERYONE;
    const parsed = segmentShape.safeParse(value);
    if (!parsed.success) {
      return refuseFields(
        'segment',
        place.field,
        parsed.error.issues.map((issue) => issue.path),
      );
    }
    const frozen = propertyOf(value, 'inside');
    if (frozen === undefined) return { kind: 'segment', ...parsed.data };
    const version = propertyOf(frozen, 'version');
    if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1)
      return refuseFields('segment', place.field, [['segment']]);
    inside += 1;
    const rule = read(propertyOf(frozen, 'rule'), {
      field: `${place.field}.inside.rule`,
      depth: place.depth + 1,
      most: RULE_LIMITS.whole.depth,
    });
    inside -= 1;
    return { kind: 'segment', ...parsed.data, inside: { version, rule } };
  };

  const readGroup = (value: object, kind: 'all' | 'any', { field, depth, most }: Place): Rule => {
    const rules = propertyOf(value, 'rules');
    if (!Array.isArray(rules)) {
      return refuse('rule_incomplete', `${field}.rules`, {
        en: 'A group needs a list of conditions.',
        ko: '그룹에는 조건 목록이 필요합니다.',
      });
    }
    if (rules.length > RULE_LIMITS.conditions) {
      conditions += rules.length;
      return EVERYONE;
    }
    return {
      kind,
      rules: rules.map((inner, i) => read(inner, { field: `${field}.rules.${i}`, depth: depth + 1, most })),
    };
  };

  const read = (value: unknown, place: Place): Rule => {
    const { field, depth, most } = place;
    if (depth > most) {
      return refuse('rule_too_deep', field, {
        en: `Groups may stand in each other at most ${most} deep. Make the rule flatter.`,
        ko: `그룹은 ${most}단계까지 중첩할 수 있습니다. 규칙을 단순하게 만드세요.`,
      });
    }
    const kind = propertyOf(value, 'kind');
    if (kind === 'all' || kind === 'any') return readGroup(value as object, kind, place);
    if (kind === 'not') {
      return { kind, rule: read(propertyOf(value, 'rule'), { field: `${field}.rule`, depth: depth + 1, most }) };
    }
    if (kind === 'segment') return readSegment(value as object, place);
    if (CONDITION_KINDS.has(kind)) return readCondition(value as object, field);
    return refuse('rule_incomplete', field, { en: 'Choose a kind of condition.', ko: '조건의 종류를 고르세요.' });
  };

  const rule = read(input, { field: 'rule', depth: 1, most: RULE_LIMITS.depth });
  if (conditions > RULE_LIMITS.conditions) {
    refuse('rule_too_long', 'rule', {
      en: `A rule may have at most ${RULE_LIMITS.conditions} conditions; this one has ${conditions}. Use "one of" with several values instead.`,
      ko: `규칙의 조건은 최대 ${RULE_LIMITS.conditions}개입니다(현재 ${conditions}개). 여러 값은 "중 하나" 조건으로 묶으세요.`,
    });
  } else if (conditions + insideConditions > RULE_LIMITS.whole.conditions) {
    refuse('rule_too_long', 'rule', {
      en: `A rule and the segments inside may have at most ${RULE_LIMITS.whole.conditions} conditions together. Name fewer segments.`,
      ko: `규칙과 그 안의 세그먼트는 조건이 모두 합해 최대 ${RULE_LIMITS.whole.conditions}개입니다. 세그먼트를 줄이세요.`,
    });
  }
  if (issues.length > 0) throw new InvalidInput(issues);
  return rule;
};
