import type { LocalText } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

/** Words of resending to those whom a campaign missed. */
export const RESEND = words({
  title: { en: 'Resend to those it missed', ko: '받지 못한 사람에게 재발송' },
  lead: {
    en: 'Makes a campaign of its own with the same mail, reviewed like any other. Who gets it is read when it is sent.',
    ko: '같은 메일로 새 캠페인을 만들며 일반 캠페인처럼 검토합니다. 누가 받을지는 발송 시점에 확인합니다.',
  },
  whom: { en: 'Whom', ko: '대상' },
  button: { en: 'Make the campaign', ko: '캠페인 만들기' },
  made: {
    en: 'A new draft. Change the subject, so that it does not look like the same mail again.',
    ko: '새 초안을 만들었습니다. 같은 메일로 보이지 않도록 제목을 바꾸세요.',
  },
});
