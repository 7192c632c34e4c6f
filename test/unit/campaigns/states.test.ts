import { CAMPAIGN_STATES, type CampaignEvent, type CampaignState } from '../../../core/campaigns/campaign.ts';
import {
  CAMPAIGN_EVENTS,
  isFinished,
  nextState,
  possibleEvents,
  requireMove,
} from '../../../core/campaigns/campaign-states.ts';
import { DomainError } from '../../../core/common/errors.ts';

/** Written out by hand, apart from the code: state → event → where it leads before anything was sent. */
const EXPECTED: Record<CampaignState, Partial<Record<CampaignEvent, CampaignState>>> = {
  draft: { submit: 'in_review', cancel: 'cancelled' },
  in_review: {
    approve: 'scheduled',
    request_changes: 'draft',
    withdraw: 'draft',
    reject: 'rejected',
    hold: 'held',
    cancel: 'cancelled',
  },
  scheduled: { start: 'sending', pause: 'paused', hold: 'held', withdraw: 'draft', cancel: 'cancelled' },
  sending: { complete: 'sent', pause: 'paused', hold: 'held', fail: 'failed', cancel: 'cancelled' },
  paused: { resume: 'scheduled', withdraw: 'draft', cancel: 'cancelled' },
  held: { release: 'scheduled', withdraw: 'draft', cancel: 'cancelled' },
  sent: {},
  cancelled: {},
  rejected: {},
  failed: {},
};

const STARTED = new Date('2026-05-01T00:00:00Z');

describe.each(CAMPAIGN_STATES)('a campaign that is %s', (state) => {
  it.each(CAMPAIGN_EVENTS)('and %s', (event) => {
    const campaign = { id: 'C-7', state, startedAt: null };
    const to = EXPECTED[state][event];
    if (to !== undefined) {
      expect(requireMove(campaign, event)).toBe(to);
      return;
    }
    expect(() => requireMove(campaign, event)).toThrow(DomainError);
    try {
      requireMove(campaign, event);
    } catch (error) {
      const refused = error as DomainError;
      expect(refused).toMatchObject({ code: 'campaign.illegal_move', kind: 'conflict' });
      expect(refused.text.en).toContain('C-7');
      expect(refused.text.en).toMatch(isFinished(state) ? /duplicated/ : /Possible now: \w/);
      expect(refused.text.ko).toMatch(isFinished(state) ? /복제/ : /지금 가능한 작업: ./);
    }
  });
});

describe('after the start', () => {
  it.each([
    ['paused', 'resume'],
    ['held', 'release'],
  ] as const)('%s goes on sending by %s', (state, event) => {
    expect(nextState({ state, startedAt: STARTED }, event)).toEqual({ ok: true, to: 'sending' });
  });

  it.each(['paused', 'held'] as const)('%s cannot be withdrawn any more', (state) => {
    expect(nextState({ state, startedAt: STARTED }, 'withdraw')).toEqual({ ok: false });
    expect(possibleEvents({ state, startedAt: STARTED })).not.toContain('withdraw');
  });
});
