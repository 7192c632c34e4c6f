import { escapeRegex } from '../common/escape-regex.ts';
import type { Condition, Rule } from './rule.ts';
import { dayIn, firstBirthYoungerThan, isoDay, nextDay } from './rule-days.ts';

/** A MongoDB filter. Built from literals of this file and scalars of a parsed rule; nothing else can stand in it. */
export type RuleFilter = Readonly<Record<string, unknown>>;

/**
 * The rule as a MongoDB filter that says the same as `evaluateRule`.
 *
 * A positive condition is true where the attribute, or any item of a list, fulfils it. A negative one (`is_not`, `ne`,
 * `not_in`, `has_not`) is exactly its opposite, and so is true where the attribute is missing. `is`, `in` and `has`
 * compare exactly; `contains` and `starts_with` ignore case.
 * @param now the moment at which ages are counted
 */
export const compileRule = (rule: Rule, now: Date): RuleFilter => {
  switch (rule.kind) {
    case 'all':
      return rule.rules.length === 0 ? {} : { $and: rule.rules.map((inner) => compileRule(inner, now)) };
    case 'any':
      return rule.rules.length === 0 ? NOBODY : { $or: rule.rules.map((inner) => compileRule(inner, now)) };
    case 'not':
      return { $nor: [compileRule(rule.rule, now)] };
    default:
      return compileCondition(rule, now);
  }
};

const NOBODY: RuleFilter = { _id: { $in: [] } };

const compileCondition = (condition: Condition, now: Date): RuleFilter => {
  const path = `attributes.${condition.attribute}`;
  switch (condition.kind) {
    case 'text':
      switch (condition.op) {
        case 'is':
          return { [path]: { $eq: condition.value } };
        case 'is_not':
          return { [path]: { $ne: condition.value } };
        case 'contains':
          return { [path]: { $regex: escapeRegex(condition.value), $options: 'i' } };
        case 'starts_with':
          return { [path]: { $regex: `^${escapeRegex(condition.value)}`, $options: 'i' } };
      }
      break;
    case 'text_in':
      return { [path]: { [condition.op === 'in' ? '$in' : '$nin']: [...condition.values] } };
    case 'number':
      return { [path]: { [`$${condition.op}`]: condition.value } };
    case 'number_between':
      return { [path]: { $gte: condition.from, $lte: condition.to } };
    case 'boolean':
      return { [path]: { $eq: condition.value } };
    case 'date': {
      const day = isoDay(condition.value);
      if (condition.op === 'before') return { [path]: { $lt: day } };
      if (condition.op === 'after') return { [path]: { $gte: nextDay(day) } };
      return { [path]: { $gte: day, $lt: nextDay(day) } };
    }
    case 'date_between':
      return { [path]: { $gte: isoDay(condition.from), $lt: nextDay(isoDay(condition.to)) } };
    case 'age_between': {
      const today = dayIn(now, condition.zone);
      return {
        $or: [
          {
            [path]: {
              $gte: firstBirthYoungerThan(today, condition.to + 1),
              $lt: firstBirthYoungerThan(today, condition.from),
            },
          },
          { [path]: { $gte: today.year - condition.to, $lte: today.year - condition.from } },
        ],
      };
    }
    case 'list_has':
      return { [path]: { [condition.op === 'has' ? '$eq' : '$ne']: condition.value } };
    case 'presence': {
      const empty = [{ [path]: { $in: [null, ''] } }, { [path]: { $size: 0 } }];
      return condition.op === 'empty' ? { $or: empty } : { $nor: empty };
    }
  }
};
