import type { LocalText } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

export const POLICY = words({
  title: { en: 'Review policy', ko: '검토 정책' },
  lead: {
    en: 'Who gives the two keys, and how long a review may wait. The author never decides and nobody decides in both lanes: that is no setting. Nothing is ever approved by silence.',
    ko: '누가 승인하는지, 검토가 얼마나 기다릴 수 있는지 정합니다. 작성자는 결정할 수 없고 한 사람이 두 영역을 결정할 수 없습니다. 응답이 없다고 승인되는 일은 없습니다.',
  },
  open: { en: 'Change the review policy', ko: '검토 정책 변경' },
  now: {
    en: 'Approvals needed: Marketing {marketing}, IT {it}. Reminder after {remind}, escalation after {escalate}, expiry after {expire}, in working hours.',
    ko: '필요한 승인: 마케팅 {marketing}, IT {it}. 근무 시간 기준 {remind} 후 알림, {escalate} 후 상위 보고, {expire} 후 만료.',
  },
  hours: { en: '{n} h', ko: '{n}시간' },
  approvals: { en: 'Approvals needed', ko: '필요한 승인 수' },
  approvalsHint: { en: 'By different people, 1 to 5.', ko: '서로 다른 사람, 1~5명.' },
  reviewers: { en: 'Who may decide', ko: '결정할 수 있는 사람' },
  reviewersHint: {
    en: 'Nobody chosen: everybody with the lane’s role.',
    ko: '선택하지 않으면 해당 역할을 가진 모든 사람입니다.',
  },
  working: { en: 'Working hours', ko: '근무 시간' },
  workingLead: {
    en: 'Reminder, escalation and expiry count in these hours only.',
    ko: '알림, 상위 보고, 만료는 이 시간만 계산합니다.',
  },
  zone: { en: 'Time zone', ko: '시간대' },
  days: { en: 'Working days', ko: '근무일' },
  from: { en: 'From', ko: '시작' },
  to: { en: 'To', ko: '종료' },
  holidays: { en: 'Holidays', ko: '휴일' },
  holidaysHint: { en: 'One date a line, such as 2026-12-25.', ko: '한 줄에 하나씩, 예: 2026-12-25' },
  deadlines: { en: 'Deadlines', ko: '기한' },
  remind: { en: 'Remind reviewers after', ko: '검토자에게 알림' },
  escalate: { en: 'Escalate after', ko: '상위 보고' },
  expire: { en: 'Expire after', ko: '만료' },
  hoursHint: { en: 'Working hours, such as 8 or 0.5.', ko: '근무 시간 기준, 예: 8 또는 0.5' },
  escalateTo: { en: 'Who hears of an escalation', ko: '상위 보고를 받을 사람' },
  escalateToHint: { en: 'Nobody chosen: administrators.', ko: '선택하지 않으면 관리자입니다.' },
  links: { en: 'Links and audience', ko: '링크와 발송 대상' },
  allowed: { en: 'Hosts that links may lead to', ko: '링크가 연결될 수 있는 호스트' },
  allowedHint: {
    en: 'One a line, with its subdomains. Empty: every public host.',
    ko: '한 줄에 하나씩, 하위 도메인을 포함합니다. 비워 두면 모든 공개 호스트입니다.',
  },
  private: { en: 'Private hosts that the link checker may ask', ko: '링크 점검이 접근해도 되는 내부 호스트' },
  privateHint: {
    en: 'One a line. All other private addresses are never reached.',
    ko: '한 줄에 하나씩. 그 밖의 내부 주소에는 접근하지 않습니다.',
  },
  drift: { en: 'Audience drift allowed', ko: '허용되는 발송 대상 변동' },
  driftHint: {
    en: 'Per cent since approval; beyond it the send is held until both keys agree.',
    ko: '승인 이후 변동(%). 넘으면 두 승인이 있을 때까지 보류합니다.',
  },
  save: { en: 'Save the policy', ko: '정책 저장' },
  saved: {
    en: 'The review policy is saved. It holds for reviews opened from now on, and for who may decide at once.',
    ko: '검토 정책을 저장했습니다. 결정 권한은 바로, 나머지는 지금부터 시작하는 검토에 적용됩니다.',
  },
  notHours: { en: 'Give hours such as 8 or 0.5.', ko: '8, 0.5처럼 시간 단위로 입력하세요.' },
});

/** ISO weekdays, Monday first. */
export const DAY_WORDS: readonly LocalText[] = [
  { en: 'Monday', ko: '월요일' },
  { en: 'Tuesday', ko: '화요일' },
  { en: 'Wednesday', ko: '수요일' },
  { en: 'Thursday', ko: '목요일' },
  { en: 'Friday', ko: '금요일' },
  { en: 'Saturday', ko: '토요일' },
  { en: 'Sunday', ko: '일요일' },
];
