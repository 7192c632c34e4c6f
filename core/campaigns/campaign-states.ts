import type { LocalText } from '../common/lang.ts';
import { type Move, move, type Transitions } from '../common/state-machine.ts';
import { STATE_WORDS } from '../common/words.ts';
import type { Campaign, CampaignEvent, CampaignState } from './campaign.ts';
import { illegalMove } from './campaign-errors.ts';

/** Before anything was sent. After the start, `resume` and `release` lead back to `sending` and `withdraw` is gone. */
const CAMPAIGN_MOVES: Transitions<CampaignState, CampaignEvent> = {
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

export const EVENT_WORDS = {
  submit: { en: 'submit', ko: '검토 요청' },
  request_changes: { en: 'request changes', ko: '수정 요청' },
  withdraw: { en: 'withdraw', ko: '회수' },
  approve: { en: 'approve', ko: '승인' },
  reject: { en: 'reject', ko: '반려' },
  start: { en: 'start', ko: '발송 시작' },
  pause: { en: 'pause', ko: '일시 중지' },
  resume: { en: 'resume', ko: '재개' },
  hold: { en: 'hold', ko: '보류' },
  release: { en: 'release', ko: '보류 해제' },
  cancel: { en: 'cancel', ko: '취소' },
  complete: { en: 'complete', ko: '완료' },
  fail: { en: 'fail', ko: '실패 처리' },
} as const satisfies Record<CampaignEvent, LocalText>;

export const CAMPAIGN_EVENTS = Object.keys(EVENT_WORDS) as CampaignEvent[];
/** What people do; the rest is done by the system. */
const BY_PEOPLE = new Set<CampaignEvent>([
  'submit',
  'request_changes',
  'withdraw',
  'approve',
  'reject',
  'pause',
  'resume',
  'release',
  'cancel',
]);

type Position = Pick<Campaign, 'state' | 'startedAt'>;

/** Where `event` leads, or `ok: false`. Pure. */
export const nextState = ({ state, startedAt }: Position, event: CampaignEvent): Move<CampaignState> => {
  const next = move(CAMPAIGN_MOVES, state, event);
  if (!next.ok || startedAt === null) return next;
  if (event === 'withdraw') return { ok: false };
  return event === 'resume' || event === 'release' ? { ok: true, to: 'sending' } : next;
};

/** What a person can do with a campaign as it stands, in the order of the table. */
export const possibleEvents = (campaign: Position): CampaignEvent[] =>
  CAMPAIGN_EVENTS.filter((event) => BY_PEOPLE.has(event) && nextState(campaign, event).ok);

/** @throws campaign.illegal_move, which says the present state and what is possible instead */
export const requireMove = (campaign: Position & Pick<Campaign, 'id'>, event: CampaignEvent): CampaignState => {
  const next = nextState(campaign, event);
  if (next.ok) return next.to;
  throw illegalMove({
    id: campaign.id,
    state: STATE_WORDS[campaign.state],
    event: EVENT_WORDS[event],
    possible: possibleEvents(campaign).map((e) => EVENT_WORDS[e]),
  });
};

/** States that nothing leaves. */
export const isFinished = (state: CampaignState): boolean => Object.keys(CAMPAIGN_MOVES[state]).length === 0;
