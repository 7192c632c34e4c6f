import type { LocalText } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

export const OUTBOX = words({
  title: { en: 'Outbox', ko: '보관된 메일' },
  leadCapturing: {
    en: 'Mail is captured here instead of being delivered, because no Mailgun key is set. Links and pictures in it work.',
    ko: 'Mailgun 키가 없어 메일을 실제로 보내지 않고 여기에 보관합니다. 메일 안의 링크와 사진은 동작합니다.',
  },
  leadDelivering: {
    en: 'Mail goes out through Mailgun; here is what was captured before.',
    ko: '메일은 Mailgun으로 발송됩니다. 이전에 보관된 메일만 여기에 보입니다.',
  },
  search: { en: 'Beginning of an address, or part of a subject', ko: '주소의 앞부분 또는 제목의 일부' },
  campaign: { en: 'Campaign', ko: '캠페인' },
  show: { en: 'Search', ko: '검색' },
  total: { en: 'Mails: {n}', ko: '메일 {n}통' },
  to: { en: 'To', ko: '받는 사람' },
  from: { en: 'From', ko: '보낸 사람' },
  subject: { en: 'Subject', ko: '제목' },
  at: { en: 'Captured', ko: '보관 시각' },
  test: { en: 'Test', ko: '테스트' },
  none: { en: 'No mail yet', ko: '아직 메일이 없습니다' },
  noneText: {
    en: 'Send a test from a campaign, or let a campaign run.',
    ko: '캠페인에서 테스트를 보내거나 캠페인을 발송해 보세요.',
  },
  noneFound: { en: 'No mail fits this search', ko: '검색 결과가 없습니다' },
  noSuchMail: { en: 'There is no such mail in the outbox.', ko: '보관된 메일 중에 해당 메일이 없습니다.' },
  looking: {
    en: 'Looking at it here is no open. Its links are the recipient’s own: a click, an unsubscribe or the view in the browser counts as theirs.',
    ko: '여기서 보는 것은 열람으로 집계되지 않습니다. 메일 안의 링크는 수신자의 링크이므로 클릭, 수신 거부, 브라우저에서 보기는 수신자의 것으로 집계됩니다.',
  },
  frame: { en: 'The mail as the recipient sees it', ko: '수신자가 보는 메일' },
  body: { en: 'Mail', ko: '메일' },
  text: { en: 'Plain text', ko: '일반 텍스트' },
  headers: { en: 'Headers', ko: '헤더' },
  header: { en: 'Header', ko: '헤더' },
  value: { en: 'Value', ko: '값' },
});
