import type { ConsentRecord, LocalText } from '../../core/index.ts';

export const ACT_WORDS = {
  granted: { en: 'Agreed', ko: '동의' },
  refused: { en: 'Refused', ko: '거부' },
  asked: { en: 'Asked to confirm', ko: '확인 요청' },
  paused: { en: 'Paused mail', ko: '메일 중지' },
  resumed: { en: 'Receives mail again', ko: '다시 받기' },
} as const satisfies Record<ConsentRecord['act'], LocalText>;

export const WAY_WORDS = {
  preferences: { en: 'page of preferences', ko: '수신 설정 화면' },
  double_opt_in: { en: 'confirmed by mail', ko: '메일로 확인' },
  staff: { en: 'by staff', ko: '담당자' },
  api: { en: 'by API', ko: 'API' },
} as const satisfies Record<ConsentRecord['way'], LocalText>;

export const CONSENT_CARD = {
  topics: { en: 'Topics', ko: '주제' },
  saidNothing: { en: 'nothing said', ko: '선택 없음' },
  pausedUntil: { en: 'Paused until', ko: '메일 중지 기한' },
  evidence: { en: 'Evidence', ko: '동의 기록' },
  evidenceNone: { en: 'Nothing is on record yet.', ko: '아직 기록이 없습니다.' },
  allMail: { en: 'all mail', ko: '전체 메일' },
  network: { en: 'from {network}', ko: '접속 주소 {network}' },
  wording: { en: 'Text {version}', ko: '문구 {version}' },
  ask: { en: 'Ask to confirm by mail', ko: '메일로 동의 확인 요청' },
  askedNow: {
    en: 'The confirmation was sent. The link holds for seven days.',
    ko: '확인 메일을 보냈습니다. 링크는 7일 동안 유효합니다.',
  },
} as const satisfies Record<string, LocalText>;
