import type { LocalText } from '../common/lang.ts';
import { type Move, move, type Transitions } from '../common/state-machine.ts';
import { STATE_WORDS } from '../common/words.ts';
import type { Campaign, CampaignEvent, CampaignState } from './campaign.ts';
import { illegalMove } from './campaign-errors.ts';

/**
 * Before anything was sent. After the start, `resume`, `release` and `approve` lead back to `sending` and `withdraw` is
 * gone. What a hold allows depends on its cause (`whyNot`).
 */
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
  held: { release: 'scheduled', approve: 'scheduled', halt: 'halted', withdraw: 'draft', cancel: 'cancelled' },
  halted: { approve: 'scheduled', withdraw: 'draft', cancel: 'cancelled' },
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
  halt: { en: 'halt', ko: '중단' },
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
  'halt',
  'release',
  'cancel',
]);

type Position = Pick<Campaign, 'state' | 'startedAt' | 'heldBy' | 'approved'>;

/** True where the campaign goes on only with both keys: after a halt, a freeze or a drift of its audience. Pure. */
export const needsBothKeys = ({ state, heldBy, approved }: Omit<Position, 'startedAt'>): boolean =>
  approved !== null && (state === 'halted' || (state === 'held' && (heldBy === 'freeze' || heldBy === 'drift')));

const BOTH_KEYS = {
  en: 'Only both keys let it go on.',
  ko: '두 승인이 모두 있어야 다시 진행됩니다.',
};
const NEVER_APPROVED = {
  en: 'It was not approved, so nothing can be sent of it.',
  ko: '승인되지 않았으므로 발송할 수 없습니다.',
};
const CHANGED = {
  en: 'Its content is not what was approved.',
  ko: '내용이 승인된 내용과 다릅니다.',
};
const BY_A_PERSON = {
  en: 'It waits for a person to release it, not for keys.',
  ko: '승인이 아니라 담당자의 보류 해제를 기다리고 있습니다.',
};

/** What the table allows and the cause of a hold or a halt does not; undefined where it does. */
const whyNot = (campaign: Position, event: CampaignEvent): LocalText | undefined => {
  const { state, heldBy, approved } = campaign;
  if (event === 'withdraw' || event === 'cancel') return undefined;
  if (state === 'halted') return event === 'approve' && approved !== null ? undefined : BOTH_KEYS;
  if (state === 'paused' && approved === null) return NEVER_APPROVED;
  if (state !== 'held') return undefined;
  if (approved === null || heldBy === 'not_approved') return NEVER_APPROVED;
  if (heldBy === 'changed') return CHANGED;
  if (event === 'release') return needsBothKeys(campaign) ? BOTH_KEYS : undefined;
  if (event === 'approve') return needsBothKeys(campaign) ? undefined : BY_A_PERSON;
  return undefined;
};

/** Where `event` leads, or `ok: false`. Pure. */
export const nextState = (campaign: Position, event: CampaignEvent): Move<CampaignState> => {
  const { state, startedAt } = campaign;
  const next = move(CAMPAIGN_MOVES, state, event);
  if (!next.ok) return next;
  if (whyNot(campaign, event) !== undefined) return { ok: false };
  if (startedAt === null) return next;
  if (event === 'withdraw') return { ok: false };
  return event === 'resume' || event === 'release' || event === 'approve' ? { ok: true, to: 'sending' } : next;
};

/** What a person can do with a campaign as it stands, in the order of the table. */
export const possibleEvents = (campaign: Position): CampaignEvent[] =>
  CAMPAIGN_EVENTS.filter((event) => BY_PEOPLE.has(event) && nextState(campaign, event).ok);

/** @throws campaign.illegal_move, which says the present state, why, and what is possible instead */
export const requireMove = (campaign: Position & Pick<Campaign, 'id'>, event: CampaignEvent): CampaignState => {
  const next = nextState(campaign, event);
  if (next.ok) return next.to;
  throw illegalMove({
    id: campaign.id,
    state: STATE_WORDS[campaign.state],
    event: EVENT_WORDS[event],
    why: whyNot(campaign, event),
    possible: possibleEvents(campaign).map((e) => EVENT_WORDS[e]),
  });
};

/** True where it was sent to somebody, or might have been, and nothing more is sent of it. Pure. */
export const isOver = ({ state, startedAt }: Pick<Campaign, 'state' | 'startedAt'>): boolean =>
  startedAt !== null && (state === 'sent' || state === 'cancelled' || state === 'failed');

/** States that nothing leaves. */
export const isFinished = (state: CampaignState): boolean => Object.keys(CAMPAIGN_MOVES[state]).length === 0;
