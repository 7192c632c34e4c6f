import type { LocalText } from './lang.ts';

/** The field's words for closed lists, one place for portal, chat, mail and CSV. */
export const STATE_WORDS = {
  draft: { en: 'Draft', ko: '초안' },
  in_review: { en: 'In review', ko: '검토 중' },
  scheduled: { en: 'Scheduled', ko: '예약됨' },
  sending: { en: 'Sending', ko: '발송 중' },
  paused: { en: 'Paused', ko: '일시 중지' },
  held: { en: 'Held', ko: '보류됨' },
  halted: { en: 'Halted', ko: '중단됨' },
  sent: { en: 'Sent', ko: '발송 완료' },
  cancelled: { en: 'Cancelled', ko: '취소됨' },
  rejected: { en: 'Rejected', ko: '반려됨' },
  failed: { en: 'Failed', ko: '실패' },
} as const satisfies Record<string, LocalText>;

export const LANE_WORDS = {
  marketing: { en: 'Marketing', ko: '마케팅' },
  it: { en: 'IT', ko: 'IT' },
} as const satisfies Record<string, LocalText>;

export const DECISION_WORDS = {
  approve: { en: 'Approve', ko: '승인' },
  request_changes: { en: 'Request changes', ko: '수정 요청' },
  reject: { en: 'Reject', ko: '반려' },
} as const satisfies Record<string, LocalText>;

export const OUTCOME_WORDS = {
  no_consent: { en: 'No consent', ko: '수신 동의 없음' },
  no_address: { en: 'No address', ko: '주소 없음' },
  suppressed: { en: 'Suppressed', ko: '수신 거부' },
  capped: { en: 'Capped', ko: '빈도 제한' },
  quiet_hours: { en: 'Quiet hours', ko: '야간 제한' },
  held_out: { en: 'Held out', ko: '대조군' },
  reached: { en: 'Reached meanwhile', ko: '그사이 확인함' },
  pending: { en: 'Pending', ko: '대기' },
  submitting: { en: 'Submitting', ko: '제출 중' },
  uncertain: { en: 'Uncertain', ko: '불확실' },
  submitted: { en: 'Submitted', ko: '제출됨' },
  rejected: { en: 'Refused by provider', ko: '발송사 거부' },
  needs_human: { en: 'Needs a person', ko: '확인 필요' },
  halted: { en: 'Halted', ko: '중단됨' },
  cancelled: { en: 'Cancelled', ko: '취소됨' },
} as const satisfies Record<string, LocalText>;

export const TRACKING_WORDS = {
  delivered: { en: 'Delivered', ko: '전달됨' },
  opened: { en: 'Opened', ko: '열람' },
  clicked: { en: 'Clicked', ko: '클릭' },
  bounced: { en: 'Bounced', ko: '반송' },
  complained: { en: 'Complained', ko: '스팸 신고' },
  unsubscribed: { en: 'Unsubscribed', ko: '수신 거부' },
  failed: { en: 'Failed', ko: '실패' },
} as const satisfies Record<string, LocalText>;

/** What a share is a share of. */
export const WHOLE_WORDS = {
  submitted: { en: 'submitted', ko: '제출' },
  delivered: { en: 'delivered', ko: '전달' },
} as const satisfies Record<string, LocalText>;

export const ROLE_WORDS = {
  admin: { en: 'Administrator', ko: '관리자' },
  marketer: { en: 'Marketer', ko: '마케터' },
  marketing_reviewer: { en: 'Marketing reviewer', ko: '마케팅 검토자' },
  it_reviewer: { en: 'IT reviewer', ko: 'IT 검토자' },
  manager: { en: 'Manager', ko: '관리자(보고)' },
  employee: { en: 'Employee', ko: '직원' },
  auditor: { en: 'Auditor', ko: '감사자' },
} as const satisfies Record<string, LocalText>;

export const SUPPRESSION_WORDS = {
  unsubscribed: { en: 'Unsubscribed', ko: '수신 거부' },
  bounced: { en: 'Bounced', ko: '반송' },
  complained: { en: 'Complained', ko: '스팸 신고' },
  manual: { en: 'Added by hand', ko: '직접 등록' },
  erased: { en: 'Erased', ko: '삭제됨' },
} as const satisfies Record<string, LocalText>;
