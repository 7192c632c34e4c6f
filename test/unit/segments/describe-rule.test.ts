import type { AttributeDefinition } from '../../../core/contacts/contact.ts';
import type { EventDefinition } from '../../../core/contacts/events/event.ts';
import { describeRule, ruleNames } from '../../../core/segments/describe-rule.ts';
import type { Rule } from '../../../core/segments/rule.ts';

const label = (key: string, text: string): AttributeDefinition => ({
  key,
  label: text,
  type: 'text',
  searchable: false,
  createdAt: new Date(0),
});
const english = [
  label('edu', 'Education'),
  label('year', 'Year of birth'),
  label('income', 'Income'),
  label('tags', 'Tags'),
  label('joined', 'Joined'),
];
const korean = [
  label('edu', '학력'),
  label('year', '출생연도'),
  label('income', '소득'),
  label('tags', '관심사'),
  label('joined', '가입일'),
];

const SEGMENTS = new Map([['seg', 'VIP']]);
const cases: [Rule, string, string][] = [
  [{ kind: 'all', rules: [] }, 'Everyone', '모든 연락처'],
  [
    {
      kind: 'all',
      rules: [
        { kind: 'text_in', attribute: 'edu', op: 'in', values: ['Graduation', 'Master', 'PhD'] },
        { kind: 'number_between', attribute: 'year', from: 1960, to: 1980 },
        { kind: 'number', attribute: 'income', op: 'gt', value: 50_000 },
      ],
    },
    'Education is Graduation, Master or PhD and Year of birth is between 1960 and 1980 (both included) and Income is over 50,000',
    '학력이 Graduation, Master, PhD 중 하나이고 출생연도가 1960 이상 1980 이하이고 소득이 50,000 초과인 연락처',
  ],
  [
    {
      kind: 'all',
      rules: [
        {
          kind: 'any',
          rules: [
            { kind: 'list_has', attribute: 'tags', op: 'has', value: '여행' },
            { kind: 'presence', attribute: 'tags', op: 'empty' },
          ],
        },
        { kind: 'not', rule: { kind: 'date', attribute: 'joined', op: 'before', value: '2020-01-01' } },
      ],
    },
    '(Tags has 여행 or Tags is empty) and not (Joined is before 2020-01-01)',
    '(관심사에 여행이 있거나 관심사 값이 없는) 경우이고 (가입일이 2020-01-01 이전(당일 제외)인) 경우가 아닌 연락처',
  ],
  [
    {
      kind: 'any',
      rules: [
        { kind: 'age_between', attribute: 'joined', from: 30, to: 39, zone: 'Asia/Seoul' },
        { kind: 'text', attribute: 'edu', op: 'contains', value: '석사' },
      ],
    },
    'Age by Joined is 30 to 39 years or Education contains 석사',
    '가입일 기준 나이가 만 30세 이상 39세 이하이거나 학력이 석사를 포함하는 연락처',
  ],
  [
    {
      kind: 'all',
      rules: [
        { kind: 'date_relative', attribute: 'joined', op: 'last', amount: 30, unit: 'day', zone: 'Asia/Seoul' },
        { kind: 'date_relative', attribute: 'joined', op: 'earlier', amount: 1, unit: 'year', zone: 'Asia/Seoul' },
        { kind: 'anniversary', attribute: 'joined', from: 0, to: 7, zone: 'Asia/Seoul' },
        { kind: 'anniversary', attribute: 'joined', from: -1, to: -1, zone: 'Asia/Seoul' },
      ],
    },
    'Joined is in the last 30 days and Joined is more than 1 year ago and the anniversary of Joined is from today to 7 days from today and the anniversary of Joined is 1 day ago',
    '가입일이 최근 30일 이내이고 가입일이 1년보다 더 이전이고 가입일 기념일이 오늘부터 7일 후까지이고 가입일 기념일이 1일 전인 연락처',
  ],
  [
    {
      kind: 'any',
      rules: [
        { kind: 'consent', op: 'is_not', value: 'granted' },
        { kind: 'suppression', op: 'is', value: 'bounced' },
        { kind: 'address', op: 'unknown' },
        { kind: 'segment', op: 'not_in', segment: 'seg' },
        { kind: 'listed', list: 'seg' },
      ],
    },
    'Consent is not granted or is bounced or the address is unknown or not in the segment “VIP” or on the list “VIP”',
    "수신 동의가 '동의'가 아니거나 반송으로 수신 거부 상태이거나 주소가 없거나 “VIP” 세그먼트에 속하지 않거나 “VIP” 목록에 있는 연락처",
  ],
  [
    {
      kind: 'all',
      rules: [
        { kind: 'text', attribute: 'edu', op: 'not_contains', value: '석사' },
        { kind: 'text', attribute: 'edu', op: 'ends_with', value: 'D' },
        { kind: 'number_in', attribute: 'year', op: 'in', values: [1960, 1970] },
        { kind: 'list_in', attribute: 'tags', op: 'every', values: ['여행', '책'] },
        { kind: 'list_in', attribute: 'tags', op: 'none', values: ['여행'] },
      ],
    },
    'Education does not contain 석사 and Education ends with D and Year of birth is 1960 or 1970 and Tags has all of 여행 and 책 and Tags has none of 여행',
    '학력이 석사를 포함하지 않고 학력이 "D"(으)로 끝나고 출생연도가 1960, 1970 중 하나이고 관심사에 여행, 책이 모두 있고 관심사에 여행 중 아무것도 없는 연락처',
  ],
  [
    {
      kind: 'all',
      rules: [
        {
          kind: 'event',
          event: 'buy',
          op: 'at_least',
          times: 2,
          within: { kind: 'last', amount: 30, unit: 'day', zone: 'Asia/Seoul' },
          where: [
            { property: 'sum', op: 'gte', value: 50_000 },
            { property: 'kind', op: 'in', values: ['신발', '가방'] },
            { property: 'gift', op: 'is', value: true },
          ],
        },
        { kind: 'event', event: 'buy', op: 'at_most', times: 0, within: { kind: 'ever' }, where: [] },
        {
          kind: 'event',
          event: 'buy',
          op: 'exactly',
          times: 3,
          within: { kind: 'between', from: '2026-01-01', to: '2026-06-30', zone: 'UTC' },
          where: [{ property: 'kind', op: 'is_not', value: '신발' }],
        },
      ],
    },
    'Did “Buy” at least 2 times in the last 30 days, where Amount is at least 50,000 and Kind is 신발 or 가방 and Gift is yes and did not do “Buy” and did “Buy” exactly 3 times from 2026-01-01 to 2026-06-30, where Kind is not 신발',
    '최근 30일 동안 금액이 50,000 이상이고 종류가 신발, 가방 중 하나이고 선물이 예인 “구매” 이벤트를 2회 이상 했고 “구매” 이벤트를 하지 않았고 2026-01-01부터 2026-06-30까지 종류가 신발이 아닌 “구매” 이벤트를 3회만 한 연락처',
  ],
  [
    {
      kind: 'any',
      rules: [
        {
          kind: 'event_value',
          event: 'buy',
          property: 'sum',
          of: 'sum',
          op: 'gte',
          value: 1_000_000,
          within: { kind: 'last', amount: 1, unit: 'year', zone: 'Asia/Seoul' },
          where: [],
        },
        {
          kind: 'event_value',
          event: 'buy',
          property: 'sum',
          of: 'average',
          op: 'lt',
          value: 5,
          within: { kind: 'ever' },
          where: [{ property: 'kind', op: 'is', value: '신발' }],
        },
        { kind: 'event_last', event: 'buy', op: 'earlier', amount: 90, unit: 'day', zone: 'Asia/Seoul' },
      ],
    },
    'The sum of Amount in “Buy” in the last 1 year is at least 1,000,000 or the average of Amount in “Buy”, where Kind is 신발, is under 5 or last did “Buy” more than 90 days ago',
    '최근 1년 동안 “구매” 이벤트의 금액 합계가 1,000,000 이상이거나 종류가 신발인 “구매” 이벤트의 금액 평균이 5 미만이거나 마지막 “구매” 이벤트가 90일보다 더 이전인 연락처',
  ],
];

const eventsIn = (lang: 'en' | 'ko'): readonly EventDefinition[] => [
  {
    key: 'buy',
    label: { en: 'Buy', ko: '구매' }[lang],
    properties: [
      { key: 'sum', label: { en: 'Amount', ko: '금액' }[lang], type: 'number' },
      { key: 'kind', label: { en: 'Kind', ko: '종류' }[lang], type: 'text' },
      { key: 'gift', label: { en: 'Gift', ko: '선물' }[lang], type: 'boolean' },
    ],
  },
];

test.each(cases)('a rule reads as a sentence in both languages (%#)', (rule, en, ko) => {
  expect(describeRule(rule, ruleNames(english, SEGMENTS, eventsIn('en')), 'en')).toBe(en);
  expect(describeRule(rule, ruleNames(korean, SEGMENTS, eventsIn('ko')), 'ko')).toBe(ko);
});

test.each(['en', 'ko'] as const)('signs that turn a sentence around are shown and not obeyed (%s)', (lang) => {
  const labels = [label('edu', 'Edu\u202ecation')];
  const rule: Rule = { kind: 'text_in', attribute: 'edu', op: 'in', values: ['PhD\u2066', 'Master'] };
  const sentence = describeRule(rule, ruleNames(labels), lang);
  expect(sentence).toContain('\ufffd');
  expect(sentence).not.toMatch(/[\u202e\u2066]/);
});
