import type { LocalText } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

/** Words that every subject uses. A subject's own texts stand in its `words.ts`. */
export const COMMON = words({
  skip: { en: 'Skip to content', ko: '본문으로 건너뛰기' },
  menu: { en: 'Menu', ko: '메뉴' },
  mainNavigation: { en: 'Main navigation', ko: '주 메뉴' },
  home: { en: 'Home', ko: '홈' },
  campaigns: { en: 'Campaigns', ko: '캠페인' },
  reviews: { en: 'Reviews', ko: '검토' },
  waitForYou: { en: 'wait for your key', ko: '건이 내 승인을 기다립니다' },
  contacts: { en: 'Contacts', ko: '연락처' },
  segments: { en: 'Segments', ko: '세그먼트' },
  personas: { en: 'Personas', ko: '페르소나' },
  insights: { en: 'Insights', ko: '인사이트' },
  outbox: { en: 'Outbox', ko: '보관된 메일' },
  people: { en: 'People', ko: '구성원' },
  audit: { en: 'Audit log', ko: '감사 기록' },
  settings: { en: 'Settings', ko: '설정' },
  frozen: { en: 'Sending is frozen: {reason}', ko: '발송 동결 중: {reason}' },
  account: { en: 'My account', ko: '내 계정' },
  signOut: { en: 'Sign out', ko: '로그아웃' },
  signIn: { en: 'Sign in', ko: '로그인' },
  save: { en: 'Save', ko: '저장' },
  cancel: { en: 'Cancel', ko: '취소' },
  search: { en: 'Search', ko: '검색' },
  edit: { en: 'Edit', ko: '편집' },
  back: { en: 'Back', ko: '뒤로' },
  next: { en: 'Next page', ko: '다음 페이지' },
  first: { en: 'First page', ko: '첫 페이지' },
  pages: { en: 'Pages', ko: '페이지' },
  yes: { en: 'Yes', ko: '예' },
  no: { en: 'No', ko: '아니요' },
  none: { en: 'None', ko: '없음' },
  optional: { en: 'optional', ko: '선택' },
  saved: { en: 'Saved.', ko: '저장했습니다.' },
  language: { en: 'Language', ko: '언어' },
  retrySafe: { en: 'Trying again is safe.', ko: '다시 시도해도 안전합니다.' },
  retryLook: {
    en: 'What was asked for may have been done. Look whether it was before you try again.',
    ko: '요청한 작업이 이미 처리되었을 수 있습니다. 다시 시도하기 전에 처리되었는지 확인하세요.',
  },
  formProblem: {
    en: 'Please check the marked fields. Nothing that you typed was lost.',
    ko: '표시된 항목을 확인하세요. 입력한 내용은 그대로 있습니다.',
  },
  formProblemPassword: {
    en: 'Please check the marked fields. Passwords have to be typed again; nothing else was lost.',
    ko: '표시된 항목을 확인하세요. 비밀번호는 다시 입력해야 하며 나머지 내용은 그대로 있습니다.',
  },
  system: { en: 'Tandem', ko: 'Tandem' },
});
