import fc from 'fast-check';
import { clockNotes, lastUntil, nextAfter, noteOn, periodOf } from '../../../core/digests/digest-schedule.ts';
import { daysKey, parseDays } from '../../../core/digests/digest-words.ts';

const ZONES = ['Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'] as const;
const berlin = { days: [7], time: '02:30', zone: 'Europe/Berlin' };

describe('the schedule of a digest', () => {
  it('02:30 on the night that clocks are set forward comes at 03:30 and says so, with the change named beforehand', () => {
    const next = nextAfter(berlin, new Date('2027-03-27T12:00:00Z'));
    expect(next).toEqual({ day: '2027-03-28', at: new Date('2027-03-28T01:30:00Z') });
    expect(noteOn(berlin, next)?.en).toContain('02:30 does not exist: the digest comes at 03:30');
    expect(noteOn(berlin, next)?.ko).toContain('03:30에 갑니다');
    const said = clockNotes(berlin, new Date('2026-11-24T00:00:00Z')).map(({ en }) => en);
    expect(said).toHaveLength(2);
    expect(said[0]).toContain('On 2027-03-28');
    expect(said[1]).toContain('On 2027-10-31');
    expect(said[1]).toContain('comes the first time, once');
  });

  it('02:30 on the night that clocks are set back is the first of the two, once', () => {
    const next = nextAfter(berlin, new Date('2027-10-30T12:00:00Z'));
    expect(next).toEqual({ day: '2027-10-31', at: new Date('2027-10-31T00:30:00Z') });
    expect(nextAfter(berlin, next.at).day).toBe('2027-11-07');
    expect(noteOn({ ...berlin, time: '09:00' }, nextAfter({ ...berlin, time: '09:00' }, next.at))).toBeNull();
  });

  it('a period runs from the time before to this one and is compared with the same days a week earlier', () => {
    const schedule = { days: [1, 4], time: '09:00', zone: 'Asia/Seoul' };
    const monday = nextAfter(schedule, new Date('2026-11-20T12:00:00Z'));
    expect(periodOf(schedule, monday)).toEqual({
      from: new Date('2026-11-19T00:00:00Z'),
      to: new Date('2026-11-23T00:00:00Z'),
      before: { from: new Date('2026-11-12T00:00:00Z'), to: new Date('2026-11-16T00:00:00Z') },
    });
  });

  it('times follow each other without gap or overlap, each on a day of the schedule, across every clock change', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 0, max: 24 * 60 - 1 }),
        fc.constantFrom(...ZONES),
        fc.date({ min: new Date('2026-01-01'), max: new Date('2028-12-31'), noInvalidDate: true }),
        (days, minute, zone, moment) => {
          const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
          const schedule = { days: days.sort(), time, zone };
          const [last, next] = [lastUntil(schedule, moment), nextAfter(schedule, moment)];
          expect(last.at <= moment && moment < next.at).toBe(true);
          expect(last.day < next.day).toBe(true);
          // Whoever asks from one time gets the other: a period ends where the next one begins.
          expect(nextAfter(schedule, last.at)).toEqual(next);
          expect(lastUntil(schedule, new Date(next.at.getTime() - 1))).toEqual(last);
          expect(lastUntil(schedule, next.at)).toEqual(next);
          expect(periodOf(schedule, next).from).toEqual(last.at);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('reads days in English and Korean, and writes them back', () => {
    expect(parseDays('mon')).toEqual([1]);
    expect(parseDays('Friday, 월')).toEqual([1, 5]);
    expect(parseDays('평일')).toEqual([1, 2, 3, 4, 5]);
    expect(parseDays('daily')).toHaveLength(7);
    expect(parseDays('someday')).toBeUndefined();
    expect(parseDays('')).toBeUndefined();
    for (const text of ['mon,thu', 'weekdays', 'daily', 'sun']) expect(daysKey(parseDays(text) ?? [])).toBe(text);
  });
});
