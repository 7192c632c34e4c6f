import { type Ending, particle, predicate } from './describe-korean-words.ts';
import type { RuleNames } from './describe-rule.ts';
import { amount } from './describe-words.ts';
import type { EventCondition, EventFilter, EventWindow } from './event-rule.ts';

const DID = { and: '했고', or: '했거나', end: '한' } as const;
const DID_NOT = predicate('하지 않았', '하지 않은');
const IS = predicate('이', '인');
const IS_NOT = predicate('아니', '아닌');

const UNITS = { day: '일', week: '주', month: '개월', year: '년' } as const;
const SIZES = { lt: '미만', lte: '이하', gt: '초과', gte: '이상' } as const;
const OF = { sum: '합계', average: '평균', latest: '최근 값' } as const;

/** A filter before the noun that it describes, or before another one. */
const said = (filter: EventFilter, label: string, ending: 'and' | 'end'): string => {
  const what = particle(label, '이', '가');
  switch (filter.op) {
    case 'in':
      return `${what} ${filter.values.join(', ')} 중 하나${IS[ending]}`;
    case 'not_in':
      return `${what} ${filter.values.join(', ')} 중 어느 것도 ${IS_NOT[ending]}`;
    case 'is':
    case 'is_not':
    case 'eq':
    case 'ne': {
      const shown = valueText(filter.value);
      return filter.op === 'is' || filter.op === 'eq'
        ? `${what} ${shown}${IS[ending]}`
        : `${what} ${particle(shown, '이', '가')} ${IS_NOT[ending]}`;
    }
    default:
      return `${what} ${amount(filter.value)} ${SIZES[filter.op]}${IS[ending]}`;
  }
};

const valueText = (value: string | number | boolean): string => {
  if (typeof value === 'number') return amount(value);
  if (typeof value === 'boolean') return value ? '예' : '아니오';
  return value;
};

const inTime = (window: EventWindow): string => {
  switch (window.kind) {
    case 'ever':
      return '';
    case 'last':
      return `최근 ${window.amount}${UNITS[window.unit]} 동안 `;
    case 'between':
      return `${window.from}부터 ${window.to}까지 `;
  }
};

/** A condition about events as a clause: 최근 30일 동안 금액이 10 초과인 “구매” 이벤트를 2회 이상 한. */
export const koreanEvent = (c: EventCondition, names: RuleNames, ending: Ending): string => {
  const event = `“${names.event(c.event, 'ko')}” 이벤트`;
  if (c.kind === 'event_last') {
    const span = `${c.amount}${UNITS[c.unit]}`;
    return `마지막 ${event}가 ${c.op === 'last' ? `최근 ${span} 이내` : `${span}보다 더 이전`}${IS[ending]}`;
  }
  const filters = c.where.map((filter, i) =>
    said(filter, names.property(c.event, filter.property), i === c.where.length - 1 ? 'end' : 'and'),
  );
  const what = `${inTime(c.within)}${filters.map((one) => `${one} `).join('')}${event}`;
  if (c.kind === 'event_value') {
    const figure = particle(`${names.property(c.event, c.property)} ${OF[c.of]}`, '이', '가');
    return `${what}의 ${figure} ${amount(c.value)} ${SIZES[c.op]}${IS[ending]}`;
  }
  if (c.op !== 'at_least' && c.times === 0) return `${what}를 ${DID_NOT[ending]}`;
  const often = { at_least: '회 이상', at_most: '회 이하로', exactly: '회만' }[c.op];
  return `${what}를 ${c.op === 'at_least' && c.times === 1 ? '' : `${c.times}${often} `}${DID[ending]}`;
};
