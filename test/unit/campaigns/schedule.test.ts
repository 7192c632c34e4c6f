import fc from 'fast-check';
import { DateTime } from 'luxon';
import { toSchedule } from '../../../core/campaigns/campaign-schedule.ts';

const NOW = new Date('2027-01-01T00:00:00Z');
const ZONES = ['UTC', 'Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

describe('a schedule', () => {
  it('is the moment at which clocks in its zone show the typed time', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2027-01-02T00:00:00Z'), max: new Date('2035-01-01T00:00:00Z'), noInvalidDate: true }),
        fc.constantFrom(...ZONES),
        (moment, zone) => {
          const localTime = DateTime.fromJSDate(moment, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
          const result = toSchedule({ localTime, zone }, NOW);
          if (!('schedule' in result)) throw new Error(result.issue.text.en);
          const { at } = result.schedule;
          if (at === null) throw new Error('no moment');
          expect(DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")).toBe(localTime);
        },
      ),
    );
  });

  it('in Seoul is nine hours before UTC', () => {
    expect(toSchedule({ localTime: '2027-03-01T09:30', zone: 'Asia/Seoul' }, NOW)).toEqual({
      schedule: { localTime: '2027-03-01T09:30', zone: 'Asia/Seoul', at: new Date('2027-03-01T00:30:00Z') },
    });
  });

  it('at the local time of recipients begins in its zone, with a zone for those whose own is not known', () => {
    const input = { localTime: '2027-03-01T09:30', zone: 'Asia/Seoul' };
    const at = new Date('2027-03-01T00:30:00Z');
    expect(toSchedule({ ...input, local: { fallbackZone: ' Europe/Berlin ' } }, NOW)).toEqual({
      schedule: { ...input, at, local: { fallbackZone: 'Europe/Berlin' } },
    });
    expect(toSchedule({ ...input, local: { fallbackZone: '' } }, NOW)).toEqual({
      schedule: { ...input, at, local: { fallbackZone: 'Asia/Seoul' } },
    });
    expect(toSchedule({ ...input, local: { fallbackZone: 'KST9' } }, NOW)).toMatchObject({
      issue: { field: 'schedule.local.fallbackZone' },
    });
    expect(toSchedule({ ...input, localTime: '', local: { fallbackZone: '' } }, NOW)).toMatchObject({
      issue: { field: 'schedule.localTime' },
    });
  });

  it('that is empty sends as soon as both keys are given', () => {
    for (const localTime of [null, '', '  ']) {
      expect(toSchedule({ localTime, zone: 'Asia/Seoul' }, NOW)).toEqual({
        schedule: { localTime: null, zone: 'Asia/Seoul', at: null },
      });
    }
  });

  it.each([
    ['in the past', '2026-12-31T23:59', 'UTC', 'campaign.schedule_past', 'schedule.localTime'],
    ['this very minute', '2027-01-01T00:00', 'UTC', 'campaign.schedule_past', 'schedule.localTime'],
    [
      'in an hour that clocks leave out',
      '2027-03-28T02:30',
      'Europe/Berlin',
      'campaign.field_invalid',
      'schedule.localTime',
    ],
    ['in a zone that is none', '2027-03-28T02:30', 'Mars/Olympus', 'campaign.field_invalid', 'schedule.zone'],
    ['in a zone that is an offset', '2027-03-28T02:30', '+09:00', 'campaign.field_invalid', 'schedule.zone'],
    ['in the zone of whoever runs the server', '2027-03-28T02:30', 'local', 'campaign.field_invalid', 'schedule.zone'],
    ['in no zone', '2027-03-28T02:30', '', 'campaign.field_invalid', 'schedule.zone'],
    ['on a day that is none', '2027-02-30T10:00', 'UTC', 'campaign.field_invalid', 'schedule.localTime'],
    ['with an offset of its own', '2027-02-20T10:00+09:00', 'UTC', 'campaign.field_invalid', 'schedule.localTime'],
  ])('%s is refused', (_, localTime, zone, code, field) => {
    expect(toSchedule({ localTime, zone }, NOW)).toMatchObject({ issue: { code, field } });
  });

  it('in an hour that clocks leave out is refused with a time that there is', () => {
    const refused = toSchedule({ localTime: '2027-03-28T02:30', zone: 'Europe/Berlin' }, NOW);
    expect(refused).toMatchObject({
      issue: {
        text: {
          en: 'schedule.localTime: 2027-03-28 02:30 does not exist in Europe/Berlin: clocks are set forward over it. Choose another time, such as 2027-03-28 03:30.',
          ko: expect.stringContaining('2027-03-28 03:30처럼'),
        },
      },
    });
    expect(toSchedule({ localTime: '2027-03-28T03:30', zone: 'Europe/Berlin' }, NOW)).toMatchObject({
      schedule: { at: new Date('2027-03-28T01:30:00Z') },
    });
  });

  it('is understood in every zone by whose name one can go', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      expect(toSchedule({ localTime: '2027-07-01T12:00', zone }, NOW)).toMatchObject({ schedule: { zone } });
    }
  });

  it('in an hour that comes twice means the first', () => {
    expect(toSchedule({ localTime: '2027-10-31T02:30', zone: 'Europe/Berlin' }, NOW)).toMatchObject({
      schedule: { at: new Date('2027-10-31T00:30:00Z') },
    });
  });
});
