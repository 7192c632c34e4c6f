import { englishEvent } from './describe-event-english.ts';
import type { RuleNames } from './describe-rule.ts';
import { amount, list } from './describe-words.ts';
import type { AttributeCondition, ContactCondition, DateUnit, Rule } from './rule.ts';

/** A rule as a clause, beginning in lower case. */
export const english = (rule: Rule, names: RuleNames): string => {
  switch (rule.kind) {
    case 'all':
    case 'any': {
      const parts = rule.rules.map((inner) =>
        (inner.kind === 'all' || inner.kind === 'any') && inner.rules.length > 1 && rule.rules.length > 1
          ? `(${english(inner, names)})`
          : english(inner, names),
      );
      if (parts.length === 0) return rule.kind === 'all' ? 'everyone' : 'nobody';
      return parts.join(rule.kind === 'all' ? ' and ' : ' or ');
    }
    case 'not':
      return `not (${english(rule.rule, names)})`;
    case 'segment':
      return `${rule.op === 'in' ? 'in' : 'not in'} the segment “${names.segment(rule.segment)}”`;
    case 'consent':
    case 'topic':
    case 'tag':
    case 'suppression':
    case 'address':
    case 'listed':
      return englishOfContact(rule, names);
    case 'event':
    case 'event_value':
    case 'event_last':
      return englishEvent(rule, names);
    default:
      return englishCondition(rule, names.attribute(rule.attribute));
  }
};

const ENGLISH_NUMBER = {
  eq: 'is',
  ne: 'is not',
  lt: 'is under',
  lte: 'is at most',
  gt: 'is over',
  gte: 'is at least',
} as const;

const ENGLISH_TEXT = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
} as const;

const SUPPRESSED = {
  any: 'suppressed',
  unsubscribed: 'unsubscribed',
  bounced: 'bounced',
  complained: 'reported as spam',
  manual: 'suppressed by hand',
  erased: 'erased',
} as const;

const englishOfContact = (c: ContactCondition, names: RuleNames): string => {
  switch (c.kind) {
    case 'consent':
      return `consent ${c.op === 'is' ? 'is' : 'is not'} ${c.value}`;
    case 'topic':
      return `consent to “${names.topic(c.topic, 'en')}” ${c.op === 'is' ? 'is' : 'is not'} ${c.value}`;
    case 'tag':
      return `${c.op === 'has' ? 'tagged' : 'not tagged'} “${c.tag}”`;
    case 'suppression':
      return `${c.op === 'is' ? 'is' : 'is not'} ${SUPPRESSED[c.value]}`;
    case 'address':
      return `the address is ${c.op}`;
    case 'listed':
      return `on the list “${names.segment(c.list)}”`;
  }
};

const units = (n: number, unit: DateUnit): string => `${n} ${unit}${n === 1 ? '' : 's'}`;

const englishDay = (offset: number): string => {
  if (offset === 0) return 'today';
  return offset > 0 ? `${units(offset, 'day')} from today` : `${units(-offset, 'day')} ago`;
};

const englishCondition = (c: AttributeCondition, label: string): string => {
  switch (c.kind) {
    case 'text':
      return `${label} ${ENGLISH_TEXT[c.op]} ${c.value}`;
    case 'text_in':
      return `${label} ${c.op === 'in' ? 'is' : 'is not'} ${list(c.values, c.op === 'in' ? 'or' : 'nor')}`;
    case 'number':
      return `${label} ${ENGLISH_NUMBER[c.op]} ${amount(c.value)}`;
    case 'number_in':
      return `${label} ${c.op === 'in' ? 'is' : 'is not'} ${list(c.values.map(amount), c.op === 'in' ? 'or' : 'nor')}`;
    case 'number_between':
      return `${label} is between ${amount(c.from)} and ${amount(c.to)} (both included)`;
    case 'boolean':
      return `${label} is ${c.value ? 'yes' : 'no'}`;
    case 'date':
      return `${label} is ${c.op} ${c.value}`;
    case 'date_between':
      return `${label} is from ${c.from} to ${c.to} (both included)`;
    case 'date_relative': {
      const span = units(c.amount, c.unit);
      switch (c.op) {
        case 'last':
          return `${label} is in the last ${span}`;
        case 'next':
          return `${label} is in the next ${span}`;
        case 'earlier':
          return `${label} is more than ${span} ago`;
        case 'later':
          return `${label} is more than ${span} ahead`;
      }
      break;
    }
    case 'anniversary':
      return c.from === c.to
        ? `the anniversary of ${label} is ${englishDay(c.from)}`
        : `the anniversary of ${label} is from ${englishDay(c.from)} to ${englishDay(c.to)}`;
    case 'age_between':
      return `age by ${label} is ${c.from} to ${c.to} years`;
    case 'list_has':
      return `${label} ${c.op === 'has' ? 'has' : 'does not have'} ${c.value}`;
    case 'list_in':
      return `${label} ${{ any: 'has any of', every: 'has all of', none: 'has none of' }[c.op]} ${list(c.values, c.op === 'every' ? 'and' : 'or')}`;
    case 'presence':
      return `${label} is ${c.op === 'empty' ? 'empty' : 'not empty'}`;
  }
};
