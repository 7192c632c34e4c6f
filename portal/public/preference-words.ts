import type { LocalText } from '../../core/index.ts';

export const PREFERENCE_WORDS = {
  title: { en: 'What would you like to receive?', ko: '어떤 메일을 받으시겠습니까?' },
  lead: { en: 'Your choices count for this address:', ko: '아래 주소에 적용됩니다.' },
  topics: { en: 'Topics', ko: '주제' },
  topicsHint: { en: 'We write about what you choose here.', ko: '선택한 주제의 메일을 보내 드립니다.' },
  save: { en: 'Save', ko: '저장' },
  saved: { en: 'Your choices are saved.', ko: '선택을 저장했습니다.' },
  pause: { en: 'Pause all mail for 30 days', ko: '30일 동안 모든 메일 중지' },
  pauseLead: {
    en: 'Too much at present? Nothing comes for 30 days, and your choices stay.',
    ko: '지금은 받고 싶지 않으신가요? 30일 동안 보내지 않으며 선택은 그대로 유지됩니다.',
  },
  paused: { en: 'Mail is paused until {day}.', ko: '{day}까지 메일을 보내지 않습니다.' },
  resume: { en: 'Receive mail again', ko: '다시 받기' },
  resumed: { en: 'You receive mail again.', ko: '다시 메일을 보내 드립니다.' },
  unsubscribe: { en: 'Unsubscribe from everything', ko: '모든 메일 수신 거부' },
  open: { en: 'Choose topics, or pause for 30 days', ko: '주제 선택 또는 30일 동안 중지' },
  suppressed: {
    en: 'This address is unsubscribed from all mail, so nothing comes whatever is chosen here.',
    ko: '모든 메일의 수신이 거부된 주소이므로 여기에서 무엇을 선택해도 메일을 보내지 않습니다.',
  },
  confirmTitle: { en: 'Confirm that you want our mail', ko: '메일 수신에 동의하시겠습니까?' },
  confirmButton: { en: 'Confirm', ko: '확인' },
  confirmNothing: {
    en: 'Opening this page has changed nothing. If you do not want our mail, just close it.',
    ko: '이 페이지를 여는 것만으로는 아무것도 바뀌지 않습니다. 원하지 않으시면 그냥 닫아 주세요.',
  },
  confirmedTitle: { en: 'Thank you, that is confirmed', ko: '확인되었습니다. 감사합니다' },
  confirmedText: {
    en: 'You can change your mind at any time by the link at the end of each mail.',
    ko: '메일 하단의 링크로 언제든지 바꾸실 수 있습니다.',
  },
  lateTitle: { en: 'This link holds no more', ko: '더 이상 유효하지 않은 링크입니다' },
  lateText: {
    en: 'Nothing was changed. Please sign up once more to get a new link.',
    ko: '아무것도 바뀌지 않았습니다. 다시 신청하시면 새 링크를 보내 드립니다.',
  },
} as const satisfies Record<string, LocalText>;
