import { checkZones } from '../../../core/campaigns/preflight/audience-checks.ts';

const KNOWN = { known: 10, missing: 0, unknown: 0, examples: [], whole: true };

describe('the time zones of recipients', () => {
  it('are green where all are known', () => {
    expect(checkZones(KNOWN, 'Asia/Seoul')).toMatchObject({ state: 'green' });
  });
  it('are amber where some are no zones, counted and with examples', () => {
    const found = checkZones({ ...KNOWN, missing: 2, unknown: 3, examples: ['KST', '+09:00'] }, 'Asia/Seoul');
    expect(found).toMatchObject({
      state: 'amber',
      cause: 'audience.unknown_zone',
      measured: { en: '10 known, 2 without, 3 unknown (KST, +09:00)' },
      fix: { en: 'They get it as in Asia/Seoul. Zones are written as Asia/Seoul.' },
    });
  });
  it('are amber where some have none', () => {
    expect(checkZones({ ...KNOWN, missing: 2 }, 'UTC')).toMatchObject({ state: 'amber', cause: 'audience.no_zone' });
  });
});
