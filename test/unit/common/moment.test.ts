import { momentText } from '../../../core/common/moment.ts';

describe('a moment as people read it', () => {
  const midnight = new Date('2026-11-24T15:00:00Z');
  it('has 24 hours in both languages, on the wall clock of the zone', () => {
    expect(momentText(midnight, 'Asia/Seoul', 'ko')).toBe('2026. 11. 25. 00:00');
    expect(momentText(midnight, 'Asia/Seoul', 'en')).toBe('25 Nov 2026, 00:00');
    expect(momentText(midnight, 'Europe/Berlin', 'ko')).toBe('2026. 11. 24. 16:00');
  });
});
