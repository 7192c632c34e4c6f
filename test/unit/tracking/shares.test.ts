import { shareIn, wholeOf } from '../../../core/tracking/shares.ts';
import { type CampaignReport, TRACKING_KINDS, type TrackingKind } from '../../../core/tracking/tracking.ts';

const report = (people: Partial<Record<TrackingKind, number>>, machineOnly = 0): CampaignReport => ({
  campaignId: 'C-1',
  submitted: 200,
  totals: Object.fromEntries(
    TRACKING_KINDS.map((kind) => {
      const n = people[kind] ?? 0;
      return [kind, { people: n, events: n, machineOnly: kind === 'clicked' ? machineOnly : 0 }];
    }),
  ) as CampaignReport['totals'],
  links: [],
  byHour: [],
  computedAt: new Date(0),
});

describe('a share', () => {
  it('of what became of a mail is of submitted, of what its reader did of delivered, without machines', () => {
    const some = report({ delivered: 180, bounced: 20, opened: 90, clicked: 20, complained: 1 }, 2);
    expect(shareIn(some, 'delivered')).toEqual({ people: 180, of: 'submitted', whole: 200 });
    expect(shareIn(some, 'bounced')).toEqual({ people: 20, of: 'submitted', whole: 200 });
    expect(shareIn(some, 'clicked')).toEqual({ people: 18, of: 'delivered', whole: 180 });
    for (const kind of ['opened', 'complained', 'unsubscribed'] as const) {
      expect(shareIn(some, kind)).toMatchObject({ of: 'delivered', whole: 180 });
    }
    expect(wholeOf('converted')).toBe('delivered');
  });

  it('is of submitted where nothing is reported as delivered', () => {
    expect(shareIn(report({ clicked: 20 }), 'clicked')).toEqual({ people: 20, of: 'submitted', whole: 200 });
  });
});
