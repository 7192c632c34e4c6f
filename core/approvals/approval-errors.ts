import { DomainError } from '../common/errors.ts';
import type { LocalText } from '../common/lang.ts';
import { LANE_WORDS } from '../common/words.ts';
import { COMMENT_LIMIT, type CycleState, type DecisionKind, type Lane } from './approval.ts';

const ENDED: Record<Exclude<CycleState, 'open'>, { en: string; ko: string }> = {
  approved: { en: 'both keys were given', ko: '두 승인이 모두 끝났습니다' },
  changes_requested: { en: 'changes were requested', ko: '수정이 요청되었습니다' },
  rejected: { en: 'it was rejected', ko: '반려되었습니다' },
  withdrawn: { en: 'it was withdrawn', ko: '검토 요청이 회수되었습니다' },
  expired: { en: 'its time passed before both keys were given', ko: '두 승인이 끝나기 전에 기한이 지났습니다' },
};
const DONE: Record<DecisionKind, { en: string; ko: string }> = {
  approve: { en: 'approved', ko: '승인' },
  request_changes: { en: 'asked for changes', ko: '수정 요청' },
  reject: { en: 'rejected it', ko: '반려' },
};

/** How far ahead somebody may ask to be reminded. */
export const LATEST_REMINDER_DAYS = 30;

const CANNOT_DELEGATE = {
  oneself: {
    en: 'You cannot delegate to yourself. Choose somebody else.',
    ko: '본인에게는 위임할 수 없습니다. 다른 구성원을 선택하세요.',
  },
  unknown: {
    en: 'Choose an active member of staff who can see campaigns.',
    ko: '캠페인을 볼 수 있는 활성 구성원을 선택하세요.',
  },
  author: {
    en: 'They wrote, edited or submitted this campaign, so they cannot decide about it. Choose somebody else.',
    ko: '이 캠페인을 작성, 편집하거나 제출한 사람은 결정할 수 없습니다. 다른 구성원을 선택하세요.',
  },
  other_lane: {
    en: 'They decided in the other lane already. The two keys must come from two people; choose somebody else.',
    ko: '이미 다른 영역을 결정한 사람입니다. 두 승인은 서로 다른 사람이 해야 하므로 다른 구성원을 선택하세요.',
  },
  approved: {
    en: 'They have approved this lane already. Choose somebody else.',
    ko: '이미 이 영역을 승인한 사람입니다. 다른 구성원을 선택하세요.',
  },
} as const satisfies Record<string, LocalText>;

export type CannotDelegate = keyof typeof CANNOT_DELEGATE;

export const approvalErrors = {
  notReviewer: (lane: Lane) =>
    new DomainError({
      code: 'review.not_reviewer',
      kind: 'forbidden',
      text: {
        en: `Only a ${LANE_WORDS[lane].en} reviewer or their delegate can decide the ${LANE_WORDS[lane].en} key. An administrator can give you that role under People; a reviewer can delegate to you.`,
        ko: `${LANE_WORDS[lane].ko} 승인은 ${LANE_WORDS[lane].ko} 검토자나 그 대리인만 결정할 수 있습니다. 관리자에게 구성원 화면에서 역할을 요청하거나 검토자에게 위임을 요청하세요.`,
      },
    }),
  authorCannotDecide: () =>
    new DomainError({
      code: 'review.author_cannot_decide',
      kind: 'forbidden',
      text: {
        en: 'You wrote or submitted this campaign, so somebody else must decide. Ask another reviewer of your lane.',
        ko: '직접 작성하거나 제출한 캠페인은 결정할 수 없습니다. 같은 영역의 다른 검토자에게 요청하세요.',
      },
    }),
  samePersonBothLanes: (other: Lane) =>
    new DomainError({
      code: 'review.same_person_both_lanes',
      kind: 'forbidden',
      text: {
        en: `You already gave the ${LANE_WORDS[other].en} key. The two keys must come from two people.`,
        ko: `이미 ${LANE_WORDS[other].ko} 승인을 했습니다. 두 승인은 서로 다른 사람이 해야 합니다.`,
      },
    }),
  alreadyDecided: (lane: Lane, kind: DecisionKind, byYou: boolean) =>
    new DomainError({
      code: 'review.already_decided',
      kind: 'conflict',
      text: {
        en: `${byYou ? 'You' : 'Another reviewer'} already ${DONE[kind].en} in the ${LANE_WORDS[lane].en} lane. Nothing was changed.`,
        ko: `${LANE_WORDS[lane].ko} 영역은 ${byYou ? '이미 직접' : '다른 검토자가 이미'} ${DONE[kind].ko}했습니다. 변경된 내용은 없습니다.`,
      },
    }),
  stale: () =>
    new DomainError({
      code: 'review.stale',
      kind: 'conflict',
      text: {
        en: 'The campaign changed after this card was shown. Look at the present version, then decide again.',
        ko: '이 카드가 표시된 뒤 캠페인이 변경되었습니다. 현재 내용을 확인한 뒤 다시 결정하세요.',
      },
    }),
  notOpen: (state: CycleState | 'none') =>
    new DomainError({
      code: 'review.not_open',
      kind: 'conflict',
      text:
        state === 'none' || state === 'open'
          ? { en: 'This campaign is not in review.', ko: '이 캠페인은 검토 중이 아닙니다.' }
          : {
              en: `This review has ended: ${ENDED[state].en}. Nothing was changed.`,
              ko: `검토가 종료되었습니다: ${ENDED[state].ko}. 변경된 내용은 없습니다.`,
            },
    }),
  commentRequired: () =>
    new DomainError({
      code: 'review.comment_required',
      kind: 'invalid',
      field: 'comment',
      text: { en: 'Say in a few words why.', ko: '이유를 간단히 적어 주세요.' },
    }),
  commentTooLong: (length: number) =>
    new DomainError({
      code: 'review.comment_too_long',
      kind: 'invalid',
      field: 'comment',
      text: {
        en: `The comment has ${length} characters; at most ${COMMENT_LIMIT} fit. Shorten it, or put the details in a document and link it.`,
        ko: `의견이 ${length}자입니다. 최대 ${COMMENT_LIMIT}자까지 가능합니다. 줄이거나 문서 링크로 대신하세요.`,
      },
    }),
  onlyApprove: () =>
    new DomainError({
      code: 'review.only_approve',
      kind: 'conflict',
      text: {
        en: 'This review asks whether the campaign may go on: approve it, leave it held, or cancel the campaign.',
        ko: '캠페인을 재개할지 묻는 검토입니다. 승인하거나, 보류 상태로 두거나, 캠페인을 취소하세요.',
      },
    }),
  cannotDelegateTo: (why: CannotDelegate) =>
    new DomainError({ code: 'review.delegate_refused', kind: 'invalid', field: 'to', text: CANNOT_DELEGATE[why] }),
  laneDecided: (lane: Lane) =>
    new DomainError({
      code: 'review.already_decided',
      kind: 'conflict',
      text: {
        en: `The ${LANE_WORDS[lane].en} key is given already, so there is nothing to delegate.`,
        ko: `${LANE_WORDS[lane].ko} 승인이 이미 끝나 위임할 것이 없습니다.`,
      },
    }),
  laterInvalid: () =>
    new DomainError({
      code: 'review.later_invalid',
      kind: 'invalid',
      field: 'at',
      text: {
        en: `Choose a time in the future, at most ${LATEST_REMINDER_DAYS} days from now.`,
        ko: `지금부터 ${LATEST_REMINDER_DAYS}일 이내의 미래 시각을 선택하세요.`,
      },
    }),
  alreadyOpen: () =>
    new DomainError({
      code: 'review.already_open',
      kind: 'conflict',
      text: { en: 'This campaign is in review already.', ko: '이 캠페인은 이미 검토 중입니다.' },
    }),
};
