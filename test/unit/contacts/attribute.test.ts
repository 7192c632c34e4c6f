import fc from 'fast-check';
import { isAttributeKey, keyFromLabel } from '../../../core/contacts/attribute-key.ts';
import { guessType, parseConsent, parseDay, parseValue } from '../../../core/contacts/attribute-value.ts';

const none = new Set<string>();

test.each([
  ['Education', 'Education'],
  ['Year Birth', 'Year_Birth'],
  ['학력 (최종)', '학력_최종'],
  ['$gt', 'gt'],
  ['a.b$c', 'a_b_c'],
  ['2024 income', 'n_2024_income'],
  ['__proto__', 'proto'],
  ['constructor', 'constructor_2'],
  ['ID', 'ID_2'],
])('the header %j becomes the key %j', (label, key) => {
  expect(keyFromLabel(label, none)).toBe(key);
});

test('a key that is taken gets a number, whatever its case', () => {
  expect(keyFromLabel('Region', new Set(['region', 'region_2']))).toBe('Region_3');
});

test.each(['', '   ', '$', '...', '😀'])('the header %j leaves no key', (label) => {
  expect(keyFromLabel(label, none)).toBeUndefined();
});

test('a key made from any header can stand in a filter: no dot, no dollar, at most 64 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (label) => {
      const key = keyFromLabel(label, none);
      if (key !== undefined) expect(isAttributeKey(key)).toBe(true);
    }),
  );
  for (const key of ['a.b', '$where', 'a$b', '', 'x'.repeat(65), '__proto__']) expect(isAttributeKey(key)).toBe(false);
});

test.each([
  ['2012-09-04', '2012-09-04'],
  ['04-09-2012', '2012-09-04'],
  ['4/9/2012', '2012-09-04'],
  ['04.09.2012', '2012-09-04'],
  ['2012/9/4', '2012-09-04'],
  ['2012. 9. 4.', '2012-09-04'],
  ['2012년 9월 4일', '2012-09-04'],
  ['2012-09-04T23:59:00+09:00', '2012-09-04'],
  ['2024-02-29', '2024-02-29'],
])('%j is the day %s', (text, day) => {
  expect(parseDay(text)?.toISOString()).toBe(`${day}T00:00:00.000Z`);
});

test.each(['31-02-2012', '2023-02-29', '12/25/2012', '2012', '20120904', '04-09/2012', 'tomorrow'])(
  '%j is no day',
  (text) => {
    expect(parseDay(text)).toBeUndefined();
  },
);

test.each([
  ['Year_Birth', ['1957', '1980', ''], 'number'],
  ['Income', ['58138', '46,344', '-1.5', 'NA'], 'number'],
  ['Dt_Customer', ['04-09-2012', '21-08-2013'], 'date'],
  ['since', ['2012-09-04', '04/09/2012'], 'date'],
  ['vip', ['yes', 'no', ''], 'boolean'],
  ['회원', ['예', '아니오'], 'boolean'],
  ['post code', ['04524', '06236'], 'text'],
  ['phone', ['+821012345678'], 'text'],
  ['mixed', ['1', 'two'], 'text'],
  ['month first', ['12/25/2012', '01/02/2012'], 'text'],
  ['nothing', ['', ''], 'text'],
  ['tags', ['a;b'], 'list'],
  ['관심사', ['여행'], 'list'],
])('the column %s is guessed from %j', (header, samples, type) => {
  expect(guessType(header, samples)).toBe(type);
});

test.each([
  ['number', '1,234.5', 1234.5],
  ['number', '-0', 0],
  ['boolean', '1', true],
  ['boolean', '아니요', false],
  ['list', 'a; b|a', ['a', 'b']],
  ['text', ' {"$gt": ""} ', '{"$gt": ""}'],
] as const)('as %s %j is read', (type, text, value) => {
  expect(parseValue(type, text)).toEqual({ kind: 'value', value });
});

test.each([
  ['number', '1,23'],
  ['number', '0x10'],
  ['number', '1e400'],
  ['boolean', 'maybe'],
  ['date', '31-02-2012'],
] as const)('as %s %j is refused', (type, text) => {
  expect(parseValue(type, text)).toEqual({ kind: 'wrong' });
});

test('Korean typed in pieces and in syllables is the same value', () => {
  expect(parseValue('text', '석사'.normalize('NFD'))).toEqual({ kind: 'value', value: '석사' });
});

test.each([
  ['Yes', 'granted'],
  ['1', 'granted'],
  ['동의', 'granted'],
  ['예', 'granted'],
  ['no', 'refused'],
  ['수신거부', 'refused'],
  ['', 'unknown'],
  ['perhaps', undefined],
])('the consent cell %j means %s', (text, status) => {
  expect(parseConsent(text)).toBe(status);
});
