import fc from 'fast-check';
import { ageOn, dayIn, firstBirthYoungerThan } from '../../../core/segments/rule-days.ts';

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
