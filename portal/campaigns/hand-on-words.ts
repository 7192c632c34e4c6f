import type { LocalText } from '../../core/index.ts';

export const HAND_ON = {
  title: { en: 'Remind me later, or delegate', ko: '나중에 알림 받기 또는 위임하기' },
  hour: { en: 'In an hour ({when})', ko: '한 시간 뒤 ({when})' },
  afternoon: { en: 'This afternoon ({when})', ko: '오늘 오후 ({when})' },
  morning: { en: 'Next working morning ({when})', ko: '다음 근무일 오전 ({when})' },
  to: { en: 'Delegate {lane} to', ko: '{lane} 검토를 위임할 사람' },
  toHint: {
    en: 'For this review only. They are told, and the audit log keeps it.',
    ko: '이번 검토에만 적용됩니다. 상대에게 알림이 가고 감사 기록에 남습니다.',
  },
  choose: { en: 'Choose a person', ko: '사람 선택' },
  nobody: { en: '{lane}: nobody can take this review over.', ko: '{lane}: 이 검토를 맡을 수 있는 사람이 없습니다.' },
  delegate: { en: 'Delegate', ko: '위임하기' },
  delegated: { en: 'Delegated; they are told.', ko: '위임했습니다. 상대에게 알림을 보냈습니다.' },
  reminder: {
    en: 'You will be reminded then, if it still waits for you. Choosing again is safe: the last choice counts.',
    ko: '그때까지 결정을 기다리고 있으면 다시 알려 드립니다. 다시 선택해도 안전하며 마지막 선택이 적용됩니다.',
  },
  notReminded: {
    en: '{why} No reminder was set; trying again is safe.',
    ko: '{why} 알림을 설정하지 않았습니다. 다시 시도해도 안전합니다.',
  },
} as const satisfies Record<string, LocalText>;
