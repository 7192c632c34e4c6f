import type { LocalText, Role, StaffStatus } from '../../core/index.ts';

export const STATUS_WORDS = {
  invited: { en: 'Invited', ko: '초대됨' },
  active: { en: 'Active', ko: '사용 중' },
  disabled: { en: 'Disabled', ko: '사용 중지' },
} as const satisfies Record<StaffStatus, LocalText>;

export const ROLE_HINTS = {
  admin: { en: 'Accounts, settings, and everything a marketer does', ko: '계정, 설정, 마케터의 모든 작업' },
  marketer: { en: 'Contacts, segments, campaigns', ko: '연락처, 세그먼트, 캠페인' },
  marketing_reviewer: { en: 'Holds the marketing key', ko: '마케팅 승인 담당' },
  it_reviewer: { en: 'Holds the IT key', ko: 'IT 승인 담당' },
  manager: { en: 'Reads campaigns and reports', ko: '캠페인과 보고서 열람' },
  employee: { en: 'Shares insights in chat', ko: '채팅에서 인사이트 공유' },
  auditor: { en: 'Reads the decision log', ko: '결정 기록 열람' },
} as const satisfies Record<Role, LocalText>;

export const WORDS = {
  title: { en: 'People', ko: '구성원' },
  lead: { en: 'Who works with Tandem, and what each may do.', ko: 'Tandem을 사용하는 사람과 각자의 권한입니다.' },
  invite: { en: 'Invite somebody', ko: '초대하기' },
  list: { en: 'Members of staff', ko: '구성원 목록' },
  name: { en: 'Name', ko: '이름' },
  email: { en: 'E-mail address', ko: '이메일 주소' },
  roles: { en: 'Roles', ko: '역할' },
  status: { en: 'Status', ko: '상태' },
  since: { en: 'Since', ko: '등록일' },
  language: { en: 'Language', ko: '언어' },
  sendInvite: { en: 'Make the invitation', ko: '초대 만들기' },
  invited: { en: '{name} is invited', ko: '{name}님을 초대했습니다' },
  inviteLink: { en: 'Invitation link', ko: '초대 링크' },
  inviteText: {
    en: 'Send this link to {name}. It works once, for 7 days, and is shown only now.',
    ko: '{name}님에게 이 링크를 보내세요. 7일 동안 한 번만 사용할 수 있으며 지금만 표시됩니다.',
  },
  copy: { en: 'Copy', ko: '복사' },
  copied: { en: 'Copied', ko: '복사됨' },
  done: { en: 'Back to people', ko: '구성원으로' },
  saveRoles: { en: 'Save roles', ko: '역할 저장' },
  disable: { en: 'Disable this account', ko: '계정 사용 중지' },
  enable: { en: 'Enable this account', ko: '계정 다시 사용' },
  disableConfirm: {
    en: 'Disable this account? The person is signed out and can decide nothing any more. You can enable it again.',
    ko: '이 계정을 중지할까요? 로그아웃되고 더 이상 결정할 수 없습니다. 다시 사용하도록 할 수 있습니다.',
  },
  rolesSaved: { en: 'Roles of {name} saved.', ko: '{name}님의 역할을 저장했습니다.' },
  disabled: { en: '{name} can no longer sign in.', ko: '{name}님은 더 이상 로그인할 수 없습니다.' },
  enabled: { en: '{name} can sign in again.', ko: '{name}님이 다시 로그인할 수 있습니다.' },
  unknown: { en: 'There is no such member of staff.', ko: '해당 구성원이 없습니다.' },
  chat: { en: 'Chat accounts', ko: '채팅 계정' },
  noChat: { en: 'None linked', ko: '연결 없음' },
  empty: { en: 'Nobody yet.', ko: '아직 없습니다.' },
  account: { en: 'Account', ko: '계정' },
} as const satisfies Record<string, LocalText>;
