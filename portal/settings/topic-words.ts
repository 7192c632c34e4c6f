import type { LocalText } from '../../core/index.ts';

export const TOPICS = {
  title: { en: 'Topics', ko: '주제' },
  lead: {
    en: 'What mail can be about. Recipients choose topics on the page that each mail links to; segments can ask for them.',
    ko: '메일의 주제입니다. 수신자는 메일에 있는 링크의 화면에서 주제를 고르고, 세그먼트 조건으로 쓸 수 있습니다.',
  },
  open: { en: 'Manage topics', ko: '주제 관리' },
  none: { en: 'No topic yet.', ko: '아직 주제가 없습니다.' },
  offered: { en: 'Offered: {names}', ko: '제공 중: {names}' },
  make: { en: 'New topic', ko: '새 주제' },
  nameEn: { en: 'Name in English', ko: '영어 이름' },
  nameKo: { en: 'Name in Korean', ko: '한국어 이름' },
  aboutEn: { en: 'What it brings, in English', ko: '영어 설명' },
  aboutKo: { en: 'What it brings, in Korean', ko: '한국어 설명' },
  archived: { en: 'Offered no more', ko: '더 이상 제공하지 않음' },
  archivedHint: { en: 'What was agreed stays on record.', ko: '지금까지의 동의 기록은 그대로 남습니다.' },
  save: { en: 'Save topic', ko: '주제 저장' },
  saved: { en: '“{name}” is saved.', ko: '“{name}” 주제를 저장했습니다.' },
} as const satisfies Record<string, LocalText>;
