import { escapeRegex } from '../common/escape-regex.ts';
import type { AttributeValue } from '../contacts/contact.ts';
import type { Condition, Rule } from './rule.ts';
import { ageOn, dayIn, isoDay, nextDay } from './rule-days.ts';

/** True where a contact with these attributes matches; says the same as the filter of `compileRule`, which documents the meaning. */
export const evaluateRule = (rule: Rule, attributes: Readonly<Record<string, AttributeValue>>, now: Date): boolean => {
  switch (rule.kind) {
    case 'all':
      return rule.rules.every((inner) => evaluateRule(inner, attributes, now));
    case 'any':
      return rule.rules.some((inner) => evaluateRule(inner, attributes, now));
    case 'not':
      return !evaluateRule(rule.rule, attributes, now);
    default:
      return evaluateCondition(rule, attributes, now);
  }
};

type Item = string | number | boolean | Date;
const itemsOf = (value: AttributeValue | undefined): readonly Item[] => {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
};
const isList = (value: AttributeValue): value is readonly string[] => Array.isArray(value);

const evaluateCondition = (
  condition: Condition,
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
        case 'starts_with': {
          const pattern = new RegExp(`${condition.op === 'contains' ? '' : '^'}${escapeRegex(condition.value)}`, 'iu');
          return texts().some((text) => pattern.test(text));
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
    case 'age_between': {
      const today = dayIn(now, condition.zone);
      const fits = (age: number) => age >= condition.from && age <= condition.to;
      return dates().some((birth) => fits(ageOn(today, birth))) || numbers().some((year) => fits(today.year - year));
    }
    case 'list_has': {
      const has = texts().includes(condition.value);
      return condition.op === 'has' ? has : !has;
    }
    case 'presence': {
      const empty = items.length === 0 || items.includes('');
      return condition.op === 'empty' ? empty : !empty;
    }
  }
};
