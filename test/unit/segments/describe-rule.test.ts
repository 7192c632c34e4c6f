import type { AttributeDefinition } from '../../../core/contacts/contact.ts';
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
];

test.each(cases)('a rule reads as a sentence in both languages (%#)', (rule, en, ko) => {
  expect(describeRule(rule, ruleNames(english, SEGMENTS), 'en')).toBe(en);
  expect(describeRule(rule, ruleNames(korean, SEGMENTS), 'ko')).toBe(ko);
});
