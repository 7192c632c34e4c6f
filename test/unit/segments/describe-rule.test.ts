import type { AttributeDefinition } from '../../../core/contacts/contact.ts';
import { describeRule } from '../../../core/segments/describe-rule.ts';
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
];

test.each(cases)('a rule reads as a sentence in both languages (%#)', (rule, en, ko) => {
  expect(describeRule(rule, english, 'en')).toBe(en);
  expect(describeRule(rule, korean, 'ko')).toBe(ko);
});
