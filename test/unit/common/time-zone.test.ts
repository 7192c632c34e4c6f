import { isTimeZone } from '../../../core/common/time-zone.ts';

describe('a time zone', () => {
  test.each(['Asia/Seoul', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+9'])('is %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  test.each(['', ' ', '+09:00', '-0500', 'UTC+9', 'Asia', 'Mars/Olympus', 'local', 'Asia/Seoul '])(
    'is not "%s"',
    (name) => {
      expect(isTimeZone(name)).toBe(false);
    },
  );
});
