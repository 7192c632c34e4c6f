import {
  type ApprovedContent,
  CAMPAIGN_STATES,
  type CampaignEvent,
  type CampaignState,
  HELD_BY,
  type HeldBy,
} from '../../../core/campaigns/campaign.ts';
import {
  CAMPAIGN_EVENTS,
  isFinished,
  needsBothKeys,
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
  scheduled: {
    start: 'sending',
    pause: 'paused',
    hold: 'held',
    halt: 'halted',
    withdraw: 'draft',
    cancel: 'cancelled',
  },
  sending: {
    complete: 'sent',
    pause: 'paused',
    hold: 'held',
    halt: 'halted',
    fail: 'failed',
    cancel: 'cancelled',
  },
  paused: { resume: 'scheduled', halt: 'halted', withdraw: 'draft', cancel: 'cancelled' },
  held: { release: 'scheduled', halt: 'halted', withdraw: 'draft', cancel: 'cancelled' },
  halted: { approve: 'scheduled', withdraw: 'draft', cancel: 'cancelled' },
  sent: {},
  cancelled: {},
  rejected: {},
  failed: {},
};

const STARTED = new Date('2026-05-01T00:00:00Z');
const APPROVED: ApprovedContent = {
  version: 1,
  cycle: 1,
  hashes: { marketing: 'a'.repeat(64), it: 'b'.repeat(64) },
  segment: { id: 's', version: 1, rule: {}, name: 'everybody' },
  matching: 3,
  at: STARTED,
};
const PLAIN = { startedAt: null, heldBy: null, approved: APPROVED };

describe.each(CAMPAIGN_STATES)('a campaign that is %s', (state) => {
  it.each(CAMPAIGN_EVENTS)('and %s', (event) => {
    const campaign = { id: 'C-7', state, ...PLAIN };
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
    ['halted', 'approve'],
  ] as const)('%s goes on sending by %s', (state, event) => {
    expect(nextState({ ...PLAIN, state, startedAt: STARTED }, event)).toEqual({ ok: true, to: 'sending' });
  });

  it.each(['paused', 'held', 'halted'] as const)('%s cannot be withdrawn any more', (state) => {
    expect(nextState({ ...PLAIN, state, startedAt: STARTED }, 'withdraw')).toEqual({ ok: false });
    expect(possibleEvents({ ...PLAIN, state, startedAt: STARTED })).not.toContain('withdraw');
  });
});

/** Written out by hand: what leads on, besides withdraw and cancel, by the cause of the hold. */
const LEADS_ON: Record<HeldBy, readonly CampaignEvent[]> = {
  freeze: ['approve', 'halt'],
  overdue: ['halt', 'release'],
  not_approved: [],
  changed: [],
  preflight: ['halt', 'release'],
  drift: ['approve', 'halt'],
};

describe('what a hold allows depends on its cause', () => {
  it.each(HELD_BY)('%s', (heldBy) => {
    const held = { ...PLAIN, state: 'held', heldBy } as const;
    expect(possibleEvents(held)).toEqual(
      CAMPAIGN_EVENTS.filter((event) => ['withdraw', 'cancel', ...LEADS_ON[heldBy]].includes(event)),
    );
    expect(needsBothKeys(held)).toBe(LEADS_ON[heldBy].includes('approve'));
  });

  it.each([...HELD_BY, null])('nothing that was never approved is released, whatever holds it: %s', (heldBy) => {
    const held = { ...PLAIN, state: 'held', heldBy, approved: null } as const;
    expect(possibleEvents(held)).toEqual(['withdraw', 'cancel']);
  });

  it.each([
    ['freeze', 'release', 'both keys', '두 승인'],
    ['not_approved', 'release', 'not approved', '승인되지 않았'],
    ['changed', 'release', 'not what was approved', '승인된 내용과 다릅니다'],
    ['overdue', 'approve', 'a person', '담당자'],
  ] as const)('held by %s, %s is refused with why', (heldBy, event, en, ko) => {
    const refused = (): CampaignState => requireMove({ id: 'C-7', ...PLAIN, state: 'held', heldBy }, event);
    expect(refused).toThrow(en);
    try {
      refused();
    } catch (error) {
      expect((error as DomainError).text.ko).toContain(ko);
    }
  });

  it('a halt is resumed by both keys, not by a person', () => {
    expect(() => requireMove({ id: 'C-7', ...PLAIN, state: 'halted' }, 'resume')).toThrow('both keys');
  });
});
