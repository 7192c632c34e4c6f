import type { Lang, LocalText } from '../../core/index.ts';

const WORDS = {
  notFoundTitle: { en: 'This link does not work', ko: '사용할 수 없는 링크입니다' },
  notFoundText: {
    en: 'It is incomplete, was altered on the way, or never existed. Nothing has happened. Open the mail again and use the link in it.',
    ko: '링크가 불완전하거나 도중에 바뀌었거나 존재하지 않습니다. 아무것도 바뀌지 않았습니다. 메일을 다시 열어 링크를 눌러 주세요.',
  },
  unsubscribeTitle: { en: 'Stop these mails?', ko: '메일 수신을 거부하시겠습니까?' },
  unsubscribeText: {
    en: 'One press, and we send no more marketing mail to this address:',
    ko: '버튼을 한 번 누르면 아래 주소로 더 이상 광고 메일을 보내지 않습니다.',
  },
  unsubscribeButton: { en: 'Unsubscribe', ko: '수신 거부' },
  unsubscribeNothing: {
    en: 'Opening this page has changed nothing. If you want to go on receiving mail, just close it.',
    ko: '이 페이지를 여는 것만으로는 아무것도 바뀌지 않습니다. 계속 받으시려면 그냥 닫아 주세요.',
  },
  doneTitle: { en: 'You are unsubscribed', ko: '수신 거부가 완료되었습니다' },
  doneText: {
    en: 'From now on no marketing mail goes to this address. A mail that was already on its way may still arrive.',
    ko: '지금부터 이 주소로 광고 메일을 보내지 않습니다. 이미 발송 중이던 메일은 도착할 수 있습니다.',
  },
  already: { en: 'This address is already unsubscribed', ko: '이미 수신 거부된 주소입니다' },
  alreadyText: {
    en: 'No marketing mail goes to it. There is nothing more to do.',
    ko: '이 주소로는 광고 메일을 보내지 않습니다. 더 하실 일은 없습니다.',
  },
  failedTitle: { en: 'That did not work just now', ko: '지금은 처리하지 못했습니다' },
  failedText: {
    en: 'Nothing was changed. Please try again in a minute.',
    ko: '아무것도 바뀌지 않았습니다. 잠시 후 다시 시도해 주세요.',
  },
} as const satisfies Record<string, LocalText>;

export type PublicWord = keyof typeof WORDS;

/** The words of the pages that recipients see. */
export const publicWords =
  (lang: Lang) =>
  (word: PublicWord): string =>
    WORDS[word][lang];
