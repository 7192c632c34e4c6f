import type { LocalText } from '../../core/index.ts';

export const WORDS = {
  signInTitle: { en: 'Sign in', ko: '로그인' },
  signInLead: { en: 'Marketing and IT, one channel, two keys.', ko: '마케팅과 IT가 한 채널에서, 두 번의 승인으로.' },
  email: { en: 'E-mail address', ko: '이메일 주소' },
  password: { en: 'Password', ko: '비밀번호' },
  signIn: { en: 'Sign in', ko: '로그인' },
  expired: {
    en: 'You were signed out meanwhile. Please sign in and do it again.',
    ko: '로그아웃된 상태입니다. 로그인한 뒤 다시 시도하세요.',
  },
  tooFast: {
    en: 'Too many tries from this network. Wait a minute and try again.',
    ko: '이 네트워크에서 시도가 너무 많습니다. 1분 뒤에 다시 시도하세요.',
  },
  noAccount: {
    en: 'No account yet? An administrator of Tandem can invite you.',
    ko: '계정이 없으신가요? Tandem 관리자에게 초대를 요청하세요.',
  },
  setupTitle: { en: 'Make the first administrator', ko: '첫 관리자 만들기' },
  setupLead: {
    en: 'Nobody works with this Tandem yet. You will be its first administrator and can invite the others.',
    ko: '아직 구성원이 없습니다. 첫 관리자가 되어 다른 구성원을 초대할 수 있습니다.',
  },
  setupGone: {
    en: 'There is an administrator already, or this link is from an earlier start. Sign in instead.',
    ko: '이미 관리자가 있거나 이전 실행의 링크입니다. 로그인하세요.',
  },
  setupSubmit: { en: 'Make the account', ko: '계정 만들기' },
  welcome: { en: 'Welcome to Tandem, {name}.', ko: '{name}님, Tandem에 오신 것을 환영합니다.' },
  name: { en: 'Name', ko: '이름' },
  newPassword: { en: 'New password', ko: '새 비밀번호' },
  passwordHint: {
    en: 'At least 10 characters. A few words in a row are good.',
    ko: '10자 이상. 단어 여러 개를 이어 쓰면 좋습니다.',
  },
  invitationTitle: { en: 'Welcome', ko: '환영합니다' },
  invitationLead: {
    en: '{email} was invited. Choose your name and a password.',
    ko: '{email} 주소로 초대되었습니다. 이름과 비밀번호를 정하세요.',
  },
  invitationGone: {
    en: 'This invitation was used already or is older than 7 days. Ask an administrator for a new one.',
    ko: '이미 사용했거나 7일이 지난 초대입니다. 관리자에게 새 초대를 요청하세요.',
  },
  accept: { en: 'Start', ko: '시작하기' },
  accountTitle: { en: 'My account', ko: '내 계정' },
  profile: { en: 'Profile', ko: '프로필' },
  language: { en: 'Language', ko: '언어' },
  zone: { en: 'Time zone', ko: '시간대' },
  zoneHint: { en: 'Times on all pages are shown in this zone.', ko: '모든 화면의 시간이 이 시간대로 표시됩니다.' },
  passwordTitle: { en: 'Password', ko: '비밀번호' },
  current: { en: 'Present password', ko: '현재 비밀번호' },
  changePassword: { en: 'Change password', ko: '비밀번호 변경' },
  passwordChanged: {
    en: 'Password changed. Every other session was ended.',
    ko: '비밀번호를 변경했습니다. 다른 세션은 모두 종료되었습니다.',
  },
  sessionsTitle: { en: 'Sessions', ko: '세션' },
  sessionsText: {
    en: 'Ends every session of this account, on every machine, this one included.',
    ko: '이 기기를 포함해 모든 기기에서 로그아웃합니다.',
  },
  everywhere: { en: 'Sign out everywhere', ko: '모든 기기에서 로그아웃' },
  chatTitle: { en: 'Linked chat accounts', ko: '연결된 채팅 계정' },
  chatNone: {
    en: 'None yet. Type “link” to Tandem in Slack (/tandem link) or Teams, and open the link that it answers.',
    ko: '없습니다. Slack(/tandem link)이나 Teams에서 Tandem에게 “link”를 입력하고 받은 링크를 여세요.',
  },
  unlink: { en: 'Unlink', ko: '연결 해제' },
  unlinkConfirm: {
    en: 'Unlink this chat account? You can link it again.',
    ko: '이 채팅 계정의 연결을 해제할까요? 다시 연결할 수 있습니다.',
  },
  unlinked: { en: 'Chat account unlinked.', ko: '채팅 계정 연결을 해제했습니다.' },
  linkedSince: { en: 'linked {when}. Not you? Unlink it.', ko: '{when}에 연결. 본인이 아니면 연결을 해제하세요.' },
  linkTitle: { en: 'Link a chat account', ko: '채팅 계정 연결' },
  linkText: {
    en: 'What this chat account does in Tandem will count as done by you, {name}. Only confirm if it is yours and you asked for this link yourself: who sends you one acts in your name.',
    ko: '이 채팅 계정의 작업은 {name}님이 한 것으로 기록됩니다. 본인의 계정이고 직접 요청한 링크일 때만 확인하세요. 다른 사람이 보낸 링크라면 그 사람이 {name}님의 이름으로 작업하게 됩니다.',
  },
  linkConfirm: { en: 'Yes, this is my account', ko: '네, 제 계정입니다' },
  linkGone: {
    en: 'This link was used already or is older than 30 minutes. Type “link” in the chat to get a new one.',
    ko: '이미 사용했거나 30분이 지난 링크입니다. 채팅에서 “link”를 입력해 새 링크를 받으세요.',
  },
  linked: {
    en: 'Linked: {account}. You can decide and steer from chat now.',
    ko: '{account} 계정을 연결했습니다. 이제 채팅에서 결정하고 조작할 수 있습니다.',
  },
  roles: { en: 'Roles', ko: '역할' },
} as const satisfies Record<string, LocalText>;
