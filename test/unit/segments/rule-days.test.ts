import fc from 'fast-check';
import {
  ageOn,
  anniversaryDays,
  dayIn,
  firstBirthYoungerThan,
  relativeRange,
  shiftDay,
} from '../../../core/segments/rule-days.ts';

const birth = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2026-12-31T00:00:00Z'), noInvalidDate: true })
  .map((at) => new Date(at.toISOString().slice(0, 10)));
const today = fc
  .oneof(
    fc.constantFrom('2024-02-28', '2024-02-29', '2024-03-01', '2025-02-28', '2025-12-31'),
    birth.map((at) => at.toISOString().slice(0, 10)),
  )
  .map((text) => ({ year: Number(text.slice(0, 4)), month: Number(text.slice(5, 7)), day: Number(text.slice(8, 10)) }));

test('everyone born before the bound of an age has that age, and nobody else', () => {
  fc.assert(
    fc.property(today, birth, fc.integer({ min: 0, max: 120 }), (day, at, age) => {
      expect(at < firstBirthYoungerThan(day, age)).toBe(ageOn(day, at) >= age);
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ['2024-02-29', '2025-02-28', 0],
  ['2024-02-29', '2025-03-01', 1],
  ['1980-11-24', '2026-11-23', 45],
  ['1980-11-24', '2026-11-24', 46],
])('born on %s, on %s one is %i', (born, on, age) => {
  const [year = 0, month = 0, day = 0] = on.split('-').map(Number);
  expect(ageOn({ year, month, day }, new Date(`${born}T00:00:00Z`))).toBe(age);
});

test('today begins when it begins in the zone', () => {
  const at = new Date('2026-11-23T15:30:00Z');
  expect(dayIn(at, 'Asia/Seoul')).toEqual({ year: 2026, month: 11, day: 24 });
  expect(dayIn(at, 'UTC')).toEqual({ year: 2026, month: 11, day: 23 });
});

const RELATIVE = { kind: 'date_relative', attribute: 'a', zone: 'Asia/Seoul' } as const;
const iso = (at: Date | undefined): string | undefined => at?.toISOString().slice(0, 10);

// In Seoul it is already the 25th.
const LATE = new Date('2026-11-24T16:00:00Z');
test.each([
  ['last', 7, 'day', '2026-11-18', '2026-11-26'],
  ['next', 1, 'week', '2026-11-25', '2026-12-03'],
  ['earlier', 2, 'month', undefined, '2026-09-25'],
  ['later', 1, 'year', '2027-11-26', undefined],
  ['last', 0, 'day', '2026-11-25', '2026-11-26'],
] as const)('%s %i %s is from %s up to %s', (op, amount, unit, from, end) => {
  const range = relativeRange({ ...RELATIVE, op, amount, unit }, LATE);
  expect([iso(range.from), iso(range.end)]).toEqual([from, end]);
});

test('a month that lacks the day ends with its last', () => {
  expect(iso(shiftDay(new Date('2026-03-31'), -1, 'month'))).toBe('2026-02-28');
  expect(iso(shiftDay(new Date('2024-02-29'), 1, 'year'))).toBe('2025-02-28');
  expect(iso(shiftDay(new Date('2026-01-15'), -13, 'month'))).toBe('2024-12-15');
});

test('an anniversary over the turn of a year knows which year it comes round in; 29 February on 1 March', () => {
  const days = (from: number, to: number, at: string) =>
    anniversaryDays({ kind: 'anniversary', attribute: 'a', from, to, zone: 'UTC' }, new Date(at)).map((group) => [
      iso(group.before),
      group.days,
    ]);
  expect(days(-1, 1, '2026-12-31T12:00:00Z')).toEqual([
    ['2026-01-01', [1230, 1231]],
    ['2027-01-01', [101]],
  ]);
  expect(days(0, 1, '2026-02-28T12:00:00Z')).toEqual([['2026-01-01', [228, 301, 229]]]);
  expect(days(0, 2, '2028-02-28T12:00:00Z')).toEqual([['2028-01-01', [228, 229, 301]]]);
});
