import fc from 'fast-check';
import { DateTime } from 'luxon';
import { localInstant, quietUntil } from '../../../core/campaigns/quiet-hours.ts';

const NIGHT = { from: '21:00', to: '08:00' };
const utc = (text: string) => new Date(`${text}Z`);

describe('quiet hours', () => {
  it.each([
    ['in the evening, until the next morning', 'Asia/Seoul', '2026-11-24T12:00:00', '2026-11-24T23:00:00'],
    ['after midnight, until the same morning', 'Asia/Seoul', '2026-11-24T18:30:00', '2026-11-24T23:00:00'],
    ['where the recipient is', 'America/New_York', '2026-11-24T04:00:00', '2026-11-24T13:00:00'],
    ['not a second before', 'Asia/Seoul', '2026-11-24T11:59:59', null],
    ['and not at their end', 'Asia/Seoul', '2026-11-24T23:00:00', null],
    ['over a night in which clocks are set forward', 'Europe/Berlin', '2026-03-28T22:00:00', '2026-03-29T06:00:00'],
    ['over a night in which they are set back', 'Europe/Berlin', '2026-10-24T20:00:00', '2026-10-25T07:00:00'],
  ])('hold %s', (_, zone, at, until) => {
    expect(quietUntil(NIGHT, zone, utc(at))).toEqual(until === null ? null : utc(until));
  });

  it('that end in an hour that clocks leave out end as much later', () => {
    const until = quietUntil({ from: '22:00', to: '02:30' }, 'Europe/Berlin', utc('2026-03-28T22:00:00'));
    expect(until).toEqual(utc('2026-03-29T01:30:00'));
  });

  it('are over at their end, at most a day later, whatever the zone, the hours and the moment', () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
    const zone = fc.constantFrom(
      'Asia/Seoul',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    );
    const moment = fc.date({ min: new Date('2025-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(clock, clock, zone, moment, (from, to, where, at) => {
        fc.pre(from !== to);
        const until = quietUntil({ from, to }, where, at);
        if (until === null) return;
        expect(until.getTime()).toBeGreaterThan(at.getTime());
        expect(until.getTime() - at.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
        expect(quietUntil({ from, to }, where, until)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});

describe('a wall-clock time where somebody is', () => {
  it('that clocks leave out comes as much later as they are set forward', () => {
    expect(localInstant('2026-03-29T02:30', 'Europe/Berlin')).toEqual(utc('2026-03-29T01:30:00'));
  });
  it('that comes twice means the first', () => {
    expect(localInstant('2026-10-25T02:30', 'Europe/Berlin')).toEqual(utc('2026-10-25T00:30:00'));
  });
  it('is that time on a clock there', () => {
    const at = localInstant('2026-11-24T09:00', 'America/New_York');
    expect(DateTime.fromJSDate(at, { zone: 'America/New_York' }).toFormat('yyyy-MM-dd HH:mm')).toBe('2026-11-24 09:00');
  });
});
