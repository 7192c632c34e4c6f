import { allowanceOn, dayAt } from '../../../core/deliveries/warm-up.ts';

describe('a warm-up', () => {
  const warmUp = { startsOn: '2026-02-27', allowances: [500, 1_000, 2_000] };

  it.each([
    ['2026-02-20', 500],
    ['2026-02-27', 500],
    ['2026-02-28', 1_000],
    ['2026-03-01', 2_000],
    ['2026-03-02', null],
    ['2027-01-01', null],
  ])('allows on %s: %s', (day, people) => {
    expect(allowanceOn(warmUp, day)).toBe(people);
  });

  it('counts days of the zone, the short and the long one of a clock change too', () => {
    expect(dayAt(new Date('2026-03-01T15:30:00Z'), 'Asia/Seoul')).toEqual({
      day: '2026-03-02',
      next: new Date('2026-03-02T15:00:00Z'),
    });
    expect(dayAt(new Date('2026-03-29T00:30:00Z'), 'Europe/Berlin').next).toEqual(new Date('2026-03-29T22:00:00Z'));
    expect(dayAt(new Date('2026-10-25T00:30:00Z'), 'Europe/Berlin').next).toEqual(new Date('2026-10-25T23:00:00Z'));
  });
});
