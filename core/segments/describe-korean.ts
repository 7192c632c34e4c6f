import { koreanEvent } from './describe-event-korean.ts';
import { type Ending, particle, predicate } from './describe-korean-words.ts';
import type { RuleNames } from './describe-rule.ts';
import { amount } from './describe-words.ts';
import type { AttributeCondition, ContactCondition, Rule } from './rule.ts';

const IS = predicate('이', '인');
const IS_NOT = predicate('아니', '아닌');
const HAS = predicate('있', '있는');
const HAS_NOT = predicate('없', '없는');
const CONTAINS = predicate('포함하', '포함하는');
const CONTAINS_NOT = predicate('포함하지 않', '포함하지 않는');
const STARTS = predicate('시작하', '시작하는');
const ENDS = predicate('끝나', '끝나는');
const INCLUDED = predicate('속하', '속하는');
const NOT_INCLUDED = predicate('속하지 않', '속하지 않는');

/** A rule as a clause that goes on as `ending` says. */
export const korean = (rule: Rule, names: RuleNames, ending: Ending): string => {
  switch (rule.kind) {
    case 'all':
    case 'any': {
      if (rule.rules.length === 0)
        return `${rule.kind === 'all' ? '누구든 해당하' : '아무도 해당하지 않'}${{ and: '고', or: '거나', end: '는' }[ending]}`;
      const [only] = rule.rules;
      if (rule.rules.length === 1 && only !== undefined) return korean(only, names, ending);
      const joint: Ending = rule.kind === 'all' ? 'and' : 'or';
      return rule.rules
        .map((inner, i) => {
          const here = i === rule.rules.length - 1 ? ending : joint;
          const grouped = (inner.kind === 'all' || inner.kind === 'any') && inner.rules.length > 1;
          return grouped ? `(${korean(inner, names, 'end')}) 경우${IS[here]}` : korean(inner, names, here);
        })
        .join(' ');
    }
    case 'not':
      return `(${korean(rule.rule, names, 'end')}) 경우가 ${IS_NOT[ending]}`;
    case 'segment':
      return `“${names.segment(rule.segment)}” 세그먼트에 ${(rule.op === 'in' ? INCLUDED : NOT_INCLUDED)[ending]}`;
    case 'consent':
    case 'topic':
    case 'tag':
    case 'suppression':
    case 'address':
    case 'listed':
      return koreanOfContact(rule, names, ending);
    case 'event':
    case 'event_value':
    case 'event_last':
      return koreanEvent(rule, names, ending);
    default:
      return koreanCondition(rule, names.attribute(rule.attribute), ending);
  }
};

const subject = (word: string) => particle(word, '이', '가');
const object = (word: string) => particle(word, '을', '를');

const CONSENT = { granted: '동의', unknown: '알 수 없음', refused: '거부' } as const;
const SUPPRESSED = {
  any: '수신 거부',
  unsubscribed: '본인이 수신 거부',
  bounced: '반송으로 수신 거부',
  complained: '스팸 신고로 수신 거부',
  manual: '담당자가 수신 거부 처리',
  erased: '삭제 요청으로 수신 거부',
} as const;

const koreanOfContact = (c: ContactCondition, names: RuleNames, ending: Ending): string => {
  switch (c.kind) {
    case 'consent':
    case 'topic': {
      const what = c.kind === 'consent' ? '수신 동의가' : `“${names.topic(c.topic, 'ko')}” 주제 동의가`;
      const status = CONSENT[c.value];
      return c.op === 'is'
        ? `${what} '${status}'${IS[ending]}`
        : `${what} '${status}'${particle(status, '이', '가').slice(status.length)} ${IS_NOT[ending]}`;
    }
    case 'tag':
      return `“${c.tag}” 태그가 ${(c.op === 'has' ? HAS : HAS_NOT)[ending]}`;
    case 'suppression':
      return c.op === 'is'
        ? `${SUPPRESSED[c.value]} 상태${IS[ending]}`
        : `${SUPPRESSED[c.value]} 상태가 ${IS_NOT[ending]}`;
    case 'address':
      return `주소가 ${(c.op === 'known' ? HAS : HAS_NOT)[ending]}`;
    case 'listed':
      return `“${names.segment(c.list)}” 목록에 ${HAS[ending]}`;
  }
};

const UNITS = { day: '일', week: '주', month: '개월', year: '년' } as const;
const koreanDay = (offset: number): string => {
  if (offset === 0) return '오늘';
  return offset > 0 ? `${offset}일 후` : `${-offset}일 전`;
};

const koreanCondition = (c: AttributeCondition, label: string, ending: Ending): string => {
  switch (c.kind) {
    case 'text':
      switch (c.op) {
        case 'is':
          return `${subject(label)} ${c.value}${IS[ending]}`;
        case 'is_not':
          return `${subject(label)} ${subject(c.value)} ${IS_NOT[ending]}`;
        case 'contains':
          return `${subject(label)} ${object(c.value)} ${CONTAINS[ending]}`;
        case 'not_contains':
          return `${subject(label)} ${object(c.value)} ${CONTAINS_NOT[ending]}`;
        case 'starts_with':
          return `${subject(label)} "${c.value}"(으)로 ${STARTS[ending]}`;
        case 'ends_with':
          return `${subject(label)} "${c.value}"(으)로 ${ENDS[ending]}`;
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
    case 'number_in':
      return c.op === 'in'
        ? `${subject(label)} ${c.values.map(amount).join(', ')} 중 하나${IS[ending]}`
        : `${subject(label)} ${c.values.map(amount).join(', ')} 중 어느 것도 ${IS_NOT[ending]}`;
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
    case 'date_relative': {
      const span = `${c.amount}${UNITS[c.unit]}`;
      switch (c.op) {
        case 'last':
          return `${subject(label)} 최근 ${span} 이내${IS[ending]}`;
        case 'next':
          return `${subject(label)} 앞으로 ${span} 이내${IS[ending]}`;
        case 'earlier':
          return `${subject(label)} ${span}보다 더 이전${IS[ending]}`;
        case 'later':
          return `${subject(label)} 지금부터 ${span}보다 더 이후${IS[ending]}`;
      }
      break;
    }
    case 'anniversary':
      return c.from === c.to
        ? `${label} 기념일이 ${koreanDay(c.from)}${IS[ending]}`
        : `${label} 기념일이 ${koreanDay(c.from)}부터 ${koreanDay(c.to)}까지${IS[ending]}`;
    case 'age_between':
      return `${label} 기준 나이가 만 ${c.from}세 이상 ${c.to}세 이하${IS[ending]}`;
    case 'list_has':
      return `${label}에 ${subject(c.value)} ${c.op === 'has' ? HAS[ending] : HAS_NOT[ending]}`;
    case 'list_in':
      switch (c.op) {
        case 'any':
          return `${label}에 ${c.values.join(', ')} 중 하나라도 ${HAS[ending]}`;
        case 'every':
          return `${label}에 ${subject(c.values.join(', '))} 모두 ${HAS[ending]}`;
        case 'none':
          return `${label}에 ${c.values.join(', ')} 중 아무것도 ${HAS_NOT[ending]}`;
      }
      break;
    case 'presence':
      return c.op === 'empty' ? `${label} 값이 ${HAS_NOT[ending]}` : `${label} 값이 ${HAS[ending]}`;
  }
};
