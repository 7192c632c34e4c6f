import type { ApiScope, LocalText } from '../../core/index.ts';

export const SCOPE_WORDS = {
  events: { en: 'Send events', ko: '이벤트 보내기' },
  contacts: { en: 'Make and change contacts', ko: '연락처 추가·변경' },
} as const satisfies Record<ApiScope, LocalText>;

export const API_KEYS = {
  title: { en: 'API keys', ko: 'API 키' },
  lead: {
    en: 'Programs such as a web shop or a till send events and contacts with a key. Its description for developers:',
    ko: '웹 쇼핑몰이나 매장 계산 시스템 같은 프로그램이 키로 이벤트와 연락처를 보냅니다. 개발자용 설명:',
  },
  open: { en: 'Manage API keys', ko: 'API 키 관리' },
  program: { en: 'Program', ko: '프로그램' },
  programExample: { en: 'Web shop', ko: '온라인 쇼핑몰' },
  may: { en: 'May', ko: '권한' },
  made: { en: 'Made', ko: '만든 때' },
  used: { en: 'Last used', ko: '마지막 사용' },
  never: { en: 'never', ko: '없음' },
  revoked: { en: 'Revoked', ko: '폐기됨' },
  revoke: { en: 'Revoke', ko: '폐기' },
  revokeAsk: {
    en: 'Revoke this key? The program that holds it is refused from now on.',
    ko: '이 키를 폐기할까요? 이 키를 쓰는 프로그램은 바로 거부됩니다.',
  },
  revokedNow: { en: 'The key of “{name}” is revoked.', ko: '“{name}” 키를 폐기했습니다.' },
  none: { en: 'No key yet.', ko: '아직 키가 없습니다.' },
  make: { en: 'Make a key', ko: '키 만들기' },
  token: { en: 'The new key of “{name}”', ko: '“{name}”의 새 키' },
  once: {
    en: 'Copy it now: it is shown this once and stored as a hash only.',
    ko: '지금 복사하세요. 한 번만 표시되며 해시로만 저장합니다.',
  },
} as const satisfies Record<string, LocalText>;
