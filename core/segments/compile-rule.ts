import { escapeRegex } from '../common/escape-regex.ts';
import { compileEventCondition } from './compile-event.ts';
import type { AttributeCondition, ContactCondition, Rule } from './rule.ts';
import { type RuleContext, unresolved } from './rule-context.ts';
import { anniversaryDays, dayIn, firstBirthYoungerThan, isoDay, nextDay, relativeRange } from './rule-days.ts';

/** A MongoDB filter. Built from literals of this file and scalars of a parsed rule; nothing else can stand in it. */
export type RuleFilter = Readonly<Record<string, unknown>>;

/**
 * The rule as a MongoDB filter that says the same as `evaluateRule`.
 *
 * A positive condition is true where the attribute, or any item of a list, fulfils it. A negative one (`is_not`, `ne`,
 * `not_in`, `not_contains`, `has_not`, `none`) is exactly its opposite, and so is true where the attribute is missing.
 * `is`, `in` and `has` compare exactly; `contains`, `starts_with` and `ends_with` ignore case.
 * @throws Error where a segment is named whose rule is not inside
 */
export const compileRule = (rule: Rule, context: RuleContext): RuleFilter => {
  switch (rule.kind) {
    case 'all':
      return rule.rules.length === 0
        ? {}
        : { $and: cheapFirst(rule.rules).map((inner) => compileRule(inner, context)) };
    case 'any':
      return rule.rules.length === 0
        ? NOBODY
        : { $or: cheapFirst(rule.rules).map((inner) => compileRule(inner, context)) };
    case 'not':
      return { $nor: [compileRule(rule.rule, context)] };
    case 'segment': {
      if (rule.inside === undefined) throw unresolved(rule.segment);
      const inside = compileRule(rule.inside.rule, context);
      return rule.op === 'in' ? inside : { $nor: [inside] };
    }
    case 'consent':
    case 'topic':
    case 'tag':
    case 'suppression':
    case 'address':
    case 'listed':
      return compileContactCondition(rule, context);
    case 'event':
    case 'event_value':
    case 'event_last':
      return compileEventCondition(rule, context.now);
    default:
      return compileAttributeCondition(rule, context.now);
  }
};

/** How much work a rule is for one contact. */
const effort = (rule: Rule): number => {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return rule.rules.reduce((sum, inner) => sum + effort(inner), 0);
    case 'not':
      return effort(rule.rule);
    case 'segment':
      return rule.inside === undefined ? 0 : effort(rule.inside.rule);
    case 'text':
      return rule.op === 'is' || rule.op === 'is_not' ? 1 : hasCase(rule.value) ? 50 : 5;
    case 'anniversary':
    case 'event':
    case 'event_value':
      return 10;
    default:
      return 1;
  }
};

/** Servers stop at the first condition that settles it, in the order in which they stand. */
const cheapFirst = (rules: readonly Rule[]): readonly Rule[] => [...rules].sort((a, b) => effort(a) - effort(b));

/** False for scripts without capitals: searching them without regard to case is ten times as slow, and finds the same. */
const hasCase = (text: string): boolean => text.toLowerCase() !== text.toUpperCase();

const ASCII = /^[\x20-\x7e]*$/;

/**
 * True for whatever a pattern with this text could match, and seldom for more: patterns that ignore case are made anew for
 * each contact by the embedded server, fifty times as slow as looking for a text. Kelvin's sign and the long s are the
 * only other characters that are letters of ASCII in another case.
 */
const mayHold = (path: string, value: string): RuleFilter => {
  const text = `$${path}`;
  const lower = value.toLowerCase();
  const holds = (where: unknown, what: string) => ({ $gte: [{ $indexOfCP: [where, { $literal: what }] }, 0] });
  const found = [
    holds({ $toLower: text }, lower),
    ...(lower.includes('k') ? [holds(text, '\u212a')] : []),
    ...(lower.includes('s') ? [holds(text, '\u017f')] : []),
  ];
  return { $expr: { $cond: [{ $eq: [{ $type: text }, 'string'] }, { $or: found }, { $isArray: text }] } };
};

const NOBODY: RuleFilter = { _id: { $in: [] } };

const compileContactCondition = (condition: ContactCondition, { suppressions }: RuleContext): RuleFilter => {
  switch (condition.kind) {
    case 'consent':
      return { 'consent.status': { [condition.op === 'is' ? '$eq' : '$ne']: condition.value } };
    case 'suppression': {
      const hashes = [...suppressions]
        .filter(([, reason]) => condition.value === 'any' || condition.value === reason)
        .map(([hash]) => hash);
      return { addressHash: { [condition.op === 'is' ? '$in' : '$nin']: hashes } };
    }
    case 'topic': {
      const status = condition.value === 'unknown' ? null : condition.value;
      return { [`topics.${condition.topic}.status`]: { [condition.op === 'is' ? '$eq' : '$ne']: status } };
    }
    case 'tag':
      return { tags: { [condition.op === 'has' ? '$eq' : '$ne']: condition.tag } };
    case 'address':
      return { address: { $exists: condition.op === 'known' } };
    case 'listed':
      return { lists: { $eq: condition.list } };
  }
};

const compileAttributeCondition = (condition: AttributeCondition, now: Date): RuleFilter => {
  const path = `attributes.${condition.attribute}`;
  switch (condition.kind) {
    case 'text': {
      const searched = escapeRegex(condition.value);
      const matching = (pattern: string): RuleFilter => {
        if (!hasCase(condition.value)) return { [path]: { $regex: pattern } };
        const exact = { [path]: { $regex: pattern, $options: 'i' } };
        return ASCII.test(condition.value) ? { $and: [mayHold(path, condition.value), exact] } : exact;
      };
      switch (condition.op) {
        case 'is':
          return { [path]: { $eq: condition.value } };
        case 'is_not':
          return { [path]: { $ne: condition.value } };
        case 'contains':
          return matching(searched);
        case 'not_contains':
          return { $nor: [matching(searched)] };
        case 'starts_with':
          return matching(`^${searched}`);
        case 'ends_with':
          // Not `$`, which in the database also stands before a last line break.
          return matching(`${searched}\\z`);
      }
      break;
    }
    case 'text_in':
    case 'number_in':
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
    case 'date_relative': {
      const { from, end } = relativeRange(condition, now);
      return { [path]: { ...(from === undefined ? {} : { $gte: from }), ...(end === undefined ? {} : { $lt: end }) } };
    }
    case 'anniversary': {
      const at = `$${path}`;
      const day = { $add: [{ $multiply: [{ $month: at }, 100] }, { $dayOfMonth: at }] };
      return {
        $or: anniversaryDays(condition, now).map(({ before, days }) => ({
          $and: [
            { [path]: { $lt: before } },
            { $expr: { $cond: [{ $eq: [{ $type: at }, 'date'] }, { $in: [day, [...days]] }, false] } },
          ],
        })),
      };
    }
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
    case 'list_in':
      switch (condition.op) {
        case 'any':
          return { [path]: { $in: [...condition.values] } };
        case 'none':
          return { [path]: { $nin: [...condition.values] } };
        case 'every':
          return { $and: condition.values.map((value) => ({ [path]: { $eq: value } })) };
      }
      break;
    case 'presence': {
      const empty = [{ [path]: { $in: [null, ''] } }, { [path]: { $size: 0 } }];
      return condition.op === 'empty' ? { $or: empty } : { $nor: empty };
    }
  }
};
