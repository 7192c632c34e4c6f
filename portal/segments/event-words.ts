import { EVENT_LIMITS, type LocalText } from '../../core/index.ts';
import type { COMPARES, EVENT_OPERATORS, WINDOWS } from './event-draft.ts';

export const EVENT_OPERATOR_WORDS = {
  did: { en: 'did at least', ko: '최소 횟수' },
  did_not: { en: 'did not do', ko: '하지 않음' },
  did_at_most: { en: 'did at most', ko: '최대 횟수' },
  did_exactly: { en: 'did exactly', ko: '정확한 횟수' },
  event_sum: { en: 'the sum of', ko: '합계' },
  event_average: { en: 'the average of', ko: '평균' },
  event_latest: { en: 'the latest', ko: '최근 값' },
  event_within: { en: 'last time within', ko: '마지막이 최근' },
  event_before: { en: 'last time before', ko: '마지막이 다음보다 더 이전' },
} as const satisfies Record<(typeof EVENT_OPERATORS)[number], LocalText>;

export const WINDOW_WORDS = {
  ever: { en: 'ever', ko: '전체 기간' },
  last: { en: 'in the last', ko: '최근' },
  between: { en: 'between', ko: '기간 지정' },
} as const satisfies Record<(typeof WINDOWS)[number], LocalText>;

export const COMPARE_WORDS = {
  gte: { en: 'is at least', ko: '이상' },
  gt: { en: 'is more than', ko: '초과' },
  lte: { en: 'is at most', ko: '이하' },
  lt: { en: 'is less than', ko: '미만' },
} as const satisfies Record<(typeof COMPARES)[number], LocalText>;

export const EVENT_WORDS_OF_EDITOR = {
  events: { en: 'Events', ko: '이벤트' },
  times: { en: '{what}: how many times', ko: '{what}: 횟수' },
  timesWord: { en: 'times', ko: '회' },
  window: { en: '{what}: in which time', ko: '{what}: 기간' },
  span: { en: '{what}: how long back', ko: '{what}: 며칠 전부터' },
  property: { en: '{what}: property', ko: '{what}: 속성' },
  chooseProperty: { en: 'Choose a property', ko: '속성 선택' },
  compare: { en: 'Comparison of {what}', ko: '{what} 비교 방법' },
  where: { en: 'where', ko: '조건:' },
  addWhere: { en: '+ Property', ko: '+ 속성 조건' },
  addWhereOf: { en: 'Ask for a property of {what}', ko: '{what}의 속성 조건 추가' },
  removeWhere: { en: 'Remove the property {n} of {what}', ko: '{what}의 속성 조건 {n} 삭제' },
  yes: { en: 'yes', ko: '예' },
  no: { en: 'no', ko: '아니요' },
  lines: { en: 'one a line', ko: '한 줄에 하나' },
  newest: {
    en: `The newest ${EVENT_LIMITS.recent} of each contact count.`,
    ko: `연락처마다 최근 ${EVENT_LIMITS.recent}건을 계산합니다.`,
  },
  starters: { en: 'Begin with', ko: '시작 규칙' },
  startersLead: {
    en: 'Rules by how lately, how often and how much (RFM), over “{event}”. Change them as you like.',
    ko: '“{event}” 이벤트를 얼마나 최근에, 자주, 많이 했는지(RFM)에 대한 규칙입니다. 자유롭게 바꾸세요.',
  },
  otherEvent: { en: 'Over another event:', ko: '다른 이벤트로:' },
} as const satisfies Record<string, LocalText>;
