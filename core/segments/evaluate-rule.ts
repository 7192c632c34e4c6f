import { escapeRegex } from '../common/escape-regex.ts';
import type { AttributeValue } from '../contacts/contact.ts';
import { evaluateEventCondition } from './evaluate-event.ts';
import type { AttributeCondition, ContactCondition, Rule } from './rule.ts';
import { type RuleContact, type RuleContext, unresolved } from './rule-context.ts';
import { ageOn, anniversaryDays, dayIn, isoDay, monthDay, nextDay, relativeRange } from './rule-days.ts';

/**
 * True where the contact matches; says the same as the filter of `compileRule`, which documents the meaning.
 * @throws Error where a segment is named whose rule is not inside
 */
export const evaluateRule = (rule: Rule, contact: RuleContact, context: RuleContext): boolean => {
  switch (rule.kind) {
    case 'all':
      return rule.rules.every((inner) => evaluateRule(inner, contact, context));
    case 'any':
      return rule.rules.some((inner) => evaluateRule(inner, contact, context));
    case 'not':
      return !evaluateRule(rule.rule, contact, context);
    case 'segment': {
      if (rule.inside === undefined) throw unresolved(rule.segment);
      return evaluateRule(rule.inside.rule, contact, context) === (rule.op === 'in');
    }
    case 'consent':
    case 'topic':
    case 'tag':
    case 'suppression':
    case 'address':
    case 'listed':
      return evaluateContactCondition(rule, contact, context);
    case 'event':
    case 'event_value':
    case 'event_last':
      return evaluateEventCondition(rule, contact.activity ?? {}, context.now);
    default:
      return evaluateAttributeCondition(rule, contact.attributes, context.now);
  }
};

const evaluateContactCondition = (
  condition: ContactCondition,
  contact: RuleContact,
  { suppressions }: RuleContext,
): boolean => {
  switch (condition.kind) {
    case 'consent':
      return (contact.consent.status === condition.value) === (condition.op === 'is');
    case 'suppression': {
      const reason = contact.addressHash === null ? undefined : suppressions.get(contact.addressHash);
      const is = condition.value === 'any' ? reason !== undefined : reason === condition.value;
      return is === (condition.op === 'is');
    }
    case 'topic': {
      const { topics = {} } = contact;
      const said = Object.hasOwn(topics, condition.topic) ? topics[condition.topic]?.status : undefined;
      return ((said ?? 'unknown') === condition.value) === (condition.op === 'is');
    }
    case 'tag':
      return (contact.tags ?? []).includes(condition.tag) === (condition.op === 'has');
    case 'address':
      return (contact.address !== null) === (condition.op === 'known');
    case 'listed':
      return contact.lists.includes(condition.list);
  }
};

type Item = string | number | boolean | Date;
const itemsOf = (value: AttributeValue | undefined): readonly Item[] => {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
};
const isList = (value: AttributeValue): value is readonly string[] => Array.isArray(value);

const evaluateAttributeCondition = (
  condition: AttributeCondition,
  attributes: Readonly<Record<string, AttributeValue>>,
  now: Date,
): boolean => {
  const value = Object.hasOwn(attributes, condition.attribute) ? attributes[condition.attribute] : undefined;
  const items = itemsOf(value);
  const texts = (): string[] => items.filter((item) => typeof item === 'string');
  const numbers = (): number[] => items.filter((item) => typeof item === 'number');
  const dates = (): Date[] => items.filter((item) => item instanceof Date);

  switch (condition.kind) {
    case 'text':
      switch (condition.op) {
        case 'is':
          return texts().includes(condition.value);
        case 'is_not':
          return !texts().includes(condition.value);
        case 'contains':
        case 'not_contains':
        case 'starts_with':
        case 'ends_with': {
          const searched = escapeRegex(condition.value);
          const { op } = condition;
          const pattern = new RegExp(
            `${op === 'starts_with' ? '^' : ''}${searched}${op === 'ends_with' ? '$' : ''}`,
            'iu',
          );
          return texts().some((text) => pattern.test(text)) === (op !== 'not_contains');
        }
      }
      break;
    case 'text_in': {
      const found = texts().some((text) => condition.values.includes(text));
      return condition.op === 'in' ? found : !found;
    }
    case 'number':
      switch (condition.op) {
        case 'eq':
          return numbers().some((n) => n === condition.value);
        case 'ne':
          return !numbers().some((n) => n === condition.value);
        case 'lt':
          return numbers().some((n) => n < condition.value);
        case 'lte':
          return numbers().some((n) => n <= condition.value);
        case 'gt':
          return numbers().some((n) => n > condition.value);
        case 'gte':
          return numbers().some((n) => n >= condition.value);
      }
      break;
    case 'number_in':
      return numbers().some((n) => condition.values.includes(n)) === (condition.op === 'in');
    case 'number_between':
      return numbers().some((n) => n >= condition.from && n <= condition.to);
    case 'boolean':
      return items.includes(condition.value);
    case 'date': {
      const day = isoDay(condition.value);
      if (condition.op === 'before') return dates().some((at) => at < day);
      if (condition.op === 'after') return dates().some((at) => at >= nextDay(day));
      return dates().some((at) => at >= day && at < nextDay(day));
    }
    case 'date_between': {
      const from = isoDay(condition.from);
      const end = nextDay(isoDay(condition.to));
      return dates().some((at) => at >= from && at < end);
    }
    case 'date_relative': {
      const { from, end } = relativeRange(condition, now);
      return dates().some((at) => (from === undefined || at >= from) && (end === undefined || at < end));
    }
    case 'anniversary':
      return dates().some((at) =>
        anniversaryDays(condition, now).some(({ before, days }) => at < before && days.includes(monthDay(at))),
      );
    case 'age_between': {
      const today = dayIn(now, condition.zone);
      const fits = (age: number) => age >= condition.from && age <= condition.to;
      return dates().some((birth) => fits(ageOn(today, birth))) || numbers().some((year) => fits(today.year - year));
    }
    case 'list_has': {
      const has = texts().includes(condition.value);
      return condition.op === 'has' ? has : !has;
    }
    case 'list_in':
      switch (condition.op) {
        case 'any':
          return texts().some((text) => condition.values.includes(text));
        case 'none':
          return !texts().some((text) => condition.values.includes(text));
        case 'every':
          return condition.values.every((value) => texts().includes(value));
      }
      break;
    case 'presence': {
      const empty = items.length === 0 || items.includes('');
      return condition.op === 'empty' ? empty : !empty;
    }
  }
};
