import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  addWorkingMinutes,
  nextWorkingMorning,
  type WorkingHours,
  workingMinutesBetween,
} from '../../../core/people/working-hours.ts';

const SEOUL: WorkingHours = {
  zone: 'Asia/Seoul',
  days: [1, 2, 3, 4, 5],
  from: '09:00',
  to: '18:00',
  holidays: ['2026-12-25', '2027-01-01'],
};
const at = (text: string, zone = 'Asia/Seoul'): Date => DateTime.fromISO(text, { zone }).toJSDate();
const inZone = (date: Date, zone = 'Asia/Seoul'): string =>
  DateTime.fromJSDate(date, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");

describe('working time', () => {
  it.each<[string, string, number, string]>([
    ['stays within the day', '2026-11-24T10:00', 90, '2026-11-24T11:30'],
    ['ends with the day', '2026-11-24T17:00', 60, '2026-11-24T18:00'],
    ['goes on the next morning', '2026-11-24T17:00', 61, '2026-11-25T09:01'],
    ['begins in the morning where it is asked for at night', '2026-11-24T22:00', 0, '2026-11-25T09:00'],
    ['leaves out the weekend', '2026-11-27T17:30', 60, '2026-11-30T09:30'],
    ['leaves out a holiday before a weekend', '2026-12-24T17:30', 60, '2026-12-28T09:30'],
    ['counts a week of five days', '2026-11-23T09:00', 5 * 540, '2026-11-27T18:00'],
  ])('%s', (_, from, minutes, expected) => {
    expect(inZone(addWorkingMinutes(SEOUL, at(from), minutes))).toBe(expected);
  });

  it('is as long as the clock really runs on a day on which it is changed', () => {
    const night: WorkingHours = { zone: 'Europe/Berlin', days: [7], from: '00:00', to: '06:00', holidays: [] };
    const hoursOn = (day: string) =>
      workingMinutesBetween(night, at(`${day}T00:00`, night.zone), at(`${day}T12:00`, night.zone)) / 60;
    expect([hoursOn('2026-03-22'), hoursOn('2026-03-29'), hoursOn('2026-10-25')]).toEqual([6, 5, 7]);
  });

  it('can fill the whole day', () => {
    const always: WorkingHours = { ...SEOUL, days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00', holidays: [] };
    expect(workingMinutesBetween(always, at('2026-11-24T10:00'), at('2026-11-26T10:00'))).toBe(2 * 1_440);
  });

  it('begins anew in the next morning that is worked', () => {
    expect(inZone(nextWorkingMorning(SEOUL, at('2026-12-24T10:00')))).toBe('2026-12-28T09:00');
    expect(inZone(nextWorkingMorning(SEOUL, at('2026-12-28T07:00')))).toBe('2026-12-28T09:00');
  });

  it('is refused where there is none', () => {
    expect(() => addWorkingMinutes({ ...SEOUL, days: [] }, at('2026-11-24T10:00'), 1)).toThrow(RangeError);
  });
});

describe('working time, whatever the zone, the hours and the holidays', () => {
  const zones = ['UTC', 'Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo'];
  const clock = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const hours: fc.Arbitrary<WorkingHours> = fc
    .record({
      zone: fc.constantFrom(...zones),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      from: fc.integer({ min: 0, max: 1_380 }),
      length: fc.integer({ min: 30, max: 1_440 }),
      holidays: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }),
    })
    .map(({ zone, days, from, length, holidays }) => ({
      zone,
      days,
      from: clock(from),
      to: clock(Math.min(1_440, from + length)),
      holidays: holidays.map((n) => DateTime.utc(2026, 1, 1).plus({ days: n }).toISODate() ?? '').sort(),
    }));
  const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) }).map((ms) => new Date(ms));
  const minutes = fc.integer({ min: 0, max: 6_000 });

  it('passes the same in one go as in two', () => {
    fc.assert(
      fc.property(hours, moment, minutes, minutes, (h, from, a, b) => {
        expect(addWorkingMinutes(h, addWorkingMinutes(h, from, a), b)).toEqual(addWorkingMinutes(h, from, a + b));
      }),
    );
  });

  it('is measured as it was added', () => {
    fc.assert(
      fc.property(hours, moment, minutes, (h, from, n) => {
        expect(workingMinutesBetween(h, from, addWorkingMinutes(h, from, n))).toBeCloseTo(n, 6);
      }),
    );
  });

  it('adds up over any moment between', () => {
    fc.assert(
      fc.property(hours, fc.tuple(moment, moment, moment), (h, moments) => {
        const [a, b, c] = [...moments].sort((x, y) => x.getTime() - y.getTime());
        if (a === undefined || b === undefined || c === undefined) return;
        expect(workingMinutesBetween(h, a, b) + workingMinutesBetween(h, b, c)).toBeCloseTo(
          workingMinutesBetween(h, a, c),
          6,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('never ends on a day off nor outside the hours of the day', () => {
    fc.assert(
      fc.property(hours, moment, minutes, (h, from, n) => {
        const end = DateTime.fromJSDate(addWorkingMinutes(h, from, n), { zone: h.zone });
        // The end of a shift belongs to it; at 24:00 it is the next day's first moment.
        const within = end.minus(n === 0 ? 0 : 1);
        expect(h.days).toContain(within.weekday);
        expect(h.holidays).not.toContain(within.toISODate());
        // On the day of a clock change the shift stands on moments, not on what the clock shows.
        const changes = within.startOf('day').offset !== within.endOf('day').offset;
        if (!changes && n > 0) {
          expect(within.toFormat('HH:mm') >= h.from).toBe(true);
          expect(within.toFormat('HH:mm') < h.to).toBe(true);
        }
      }),
    );
  });
});
