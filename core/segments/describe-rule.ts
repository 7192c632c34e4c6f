import type { Lang } from '../common/lang.ts';
import type { AttributeDefinition } from '../contacts/contact.ts';
import type { Condition, Rule } from './rule.ts';

/** The rule as a sentence about contacts, in English or Korean. Attributes appear by their labels. */
export const describeRule = (rule: Rule, definitions: readonly AttributeDefinition[], lang: Lang): string => {
  const labels = new Map(definitions.map((definition) => [definition.key, definition.label]));
  const labelOf = (key: string): string => labels.get(key) ?? key;
  if (lang === 'ko') {
    if (rule.kind === 'all' && rule.rules.length === 0) return '모든 연락처';
    return `${korean(rule, labelOf, 'end')} 연락처`;
  }
  const sentence = rule.kind === 'all' && rule.rules.length === 0 ? 'everyone' : english(rule, labelOf);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
};

/** Amounts get thousands separators; years and other small numbers do not. */
const amount = (value: number): string =>
  Math.abs(value) >= 10_000 ? value.toLocaleString('en-US', { maximumFractionDigits: 10 }) : String(value);

const list = (values: readonly string[], last: string): string =>
  values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} ${last} ${values.at(-1)}`;

type LabelOf = (key: string) => string;

const english = (rule: Rule, labelOf: LabelOf): string => {
  switch (rule.kind) {
    case 'all':
    case 'any': {
      const parts = rule.rules.map((inner) =>
        (inner.kind === 'all' || inner.kind === 'any') && inner.rules.length > 1 && rule.rules.length > 1
          ? `(${english(inner, labelOf)})`
          : english(inner, labelOf),
      );
      if (parts.length === 0) return rule.kind === 'all' ? 'everyone' : 'nobody';
      return parts.join(rule.kind === 'all' ? ' and ' : ' or ');
    }
    case 'not':
      return `not (${english(rule.rule, labelOf)})`;
    default:
      return englishCondition(rule, labelOf(rule.attribute));
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

const englishCondition = (c: Condition, label: string): string => {
  switch (c.kind) {
    case 'text':
      return `${label} ${{ is: 'is', is_not: 'is not', contains: 'contains', starts_with: 'starts with' }[c.op]} ${c.value}`;
    case 'text_in':
      return `${label} ${c.op === 'in' ? 'is' : 'is not'} ${list(c.values, c.op === 'in' ? 'or' : 'nor')}`;
    case 'number':
      return `${label} ${ENGLISH_NUMBER[c.op]} ${amount(c.value)}`;
    case 'number_between':
      return `${label} is between ${amount(c.from)} and ${amount(c.to)} (both included)`;
    case 'boolean':
      return `${label} is ${c.value ? 'yes' : 'no'}`;
    case 'date':
      return `${label} is ${c.op} ${c.value}`;
    case 'date_between':
      return `${label} is from ${c.from} to ${c.to} (both included)`;
    case 'age_between':
      return `age by ${label} is ${c.from} to ${c.to} years`;
    case 'list_has':
      return `${label} ${c.op === 'has' ? 'has' : 'does not have'} ${c.value}`;
    case 'presence':
      return `${label} is ${c.op === 'empty' ? 'empty' : 'not empty'}`;
  }
};

/** How a Korean clause goes on: with "and", with "or", or before the noun it describes. */
type Ending = 'and' | 'or' | 'end';

/** Endings of a predicate: -고, -거나, and the form before a noun. */
const predicate = (stem: string, adnominal: string) => ({ and: `${stem}고`, or: `${stem}거나`, end: adnominal });
const IS = predicate('이', '인');
const IS_NOT = predicate('아니', '아닌');
const HAS = predicate('있', '있는');
const HAS_NOT = predicate('없', '없는');
const CONTAINS = predicate('포함하', '포함하는');
const STARTS = predicate('시작하', '시작하는');

const korean = (rule: Rule, labelOf: LabelOf, ending: Ending): string => {
  switch (rule.kind) {
    case 'all':
    case 'any': {
      if (rule.rules.length === 0)
        return `${rule.kind === 'all' ? '누구든 해당하' : '아무도 해당하지 않'}${{ and: '고', or: '거나', end: '는' }[ending]}`;
      const [only] = rule.rules;
      if (rule.rules.length === 1 && only !== undefined) return korean(only, labelOf, ending);
      const joint: Ending = rule.kind === 'all' ? 'and' : 'or';
      return rule.rules
        .map((inner, i) => {
          const here = i === rule.rules.length - 1 ? ending : joint;
          const grouped = (inner.kind === 'all' || inner.kind === 'any') && inner.rules.length > 1;
          return grouped ? `(${korean(inner, labelOf, 'end')}) 경우${IS[here]}` : korean(inner, labelOf, here);
        })
        .join(' ');
    }
    case 'not':
      return `(${korean(rule.rule, labelOf, 'end')}) 경우가 ${IS_NOT[ending]}`;
    default:
      return koreanCondition(rule, labelOf(rule.attribute), ending);
  }
};

/** Picks the particle by the last syllable: 1 after a final consonant, 0 after a vowel; both where it cannot be told. */
const particle = (word: string, consonant: string, vowel: string): string => {
  const last = word.trimEnd().at(-1) ?? '';
  const code = last.charCodeAt(0);
  if (code >= 0xac00 && code <= 0xd7a3) return word + ((code - 0xac00) % 28 === 0 ? vowel : consonant);
  if (/\d/.test(last)) return word + ('013678'.includes(last) ? consonant : vowel);
  return `${word}${consonant}(${vowel})`;
};
const subject = (word: string) => particle(word, '이', '가');
const object = (word: string) => particle(word, '을', '를');

const koreanCondition = (c: Condition, label: string, ending: Ending): string => {
  switch (c.kind) {
    case 'text':
      switch (c.op) {
        case 'is':
          return `${subject(label)} ${c.value}${IS[ending]}`;
        case 'is_not':
          return `${subject(label)} ${subject(c.value)} ${IS_NOT[ending]}`;
        case 'contains':
          return `${subject(label)} ${object(c.value)} ${CONTAINS[ending]}`;
        case 'starts_with':
          return `${subject(label)} "${c.value}"(으)로 ${STARTS[ending]}`;
      }
      break;
    case 'text_in':
      return c.op === 'in'
        ? `${subject(label)} ${c.values.join(', ')} 중 하나${IS[ending]}`
        : `${subject(label)} ${c.values.join(', ')} 중 어느 것도 ${IS_NOT[ending]}`;
    case 'number':
      switch (c.op) {
        case 'eq':
          return `${subject(label)} ${amount(c.value)}${IS[ending]}`;
        case 'ne':
          return `${subject(label)} ${subject(amount(c.value))} ${IS_NOT[ending]}`;
        default:
          return `${subject(label)} ${amount(c.value)} ${{ lt: '미만', lte: '이하', gt: '초과', gte: '이상' }[c.op]}${IS[ending]}`;
      }
    case 'number_between':
      return `${subject(label)} ${amount(c.from)} 이상 ${amount(c.to)} 이하${IS[ending]}`;
    case 'boolean':
      return `${subject(label)} ${c.value ? '예' : '아니오'}${IS[ending]}`;
    case 'date':
      return c.op === 'on'
        ? `${subject(label)} ${c.value}${IS[ending]}`
        : `${subject(label)} ${c.value} ${c.op === 'before' ? '이전' : '이후'}(당일 제외)${IS[ending]}`;
    case 'date_between':
      return `${subject(label)} ${c.from}부터 ${c.to}까지${IS[ending]}`;
    case 'age_between':
      return `${label} 기준 나이가 만 ${c.from}세 이상 ${c.to}세 이하${IS[ending]}`;
    case 'list_has':
      return `${label}에 ${subject(c.value)} ${c.op === 'has' ? HAS[ending] : HAS_NOT[ending]}`;
    case 'presence':
      return c.op === 'empty' ? `${label} 값이 ${HAS_NOT[ending]}` : `${label} 값이 ${HAS[ending]}`;
  }
};
