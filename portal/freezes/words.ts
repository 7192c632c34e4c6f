import type { LocalText } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

export const FREEZES = words({
  title: { en: 'Freezes', ko: '발송 동결' },
  lead: {
    en: 'While a freeze holds, nothing starts and nothing more is sent. What it held goes on only with both keys.',
    ko: '발송 동결 중에는 아무것도 시작되거나 더 발송되지 않습니다. 보류된 캠페인은 두 승인이 있어야 다시 진행됩니다.',
  },
  announce: { en: 'Announce a freeze', ko: '발송 동결 알리기' },
  kind: { en: 'Kind', ko: '종류' },
  incident: { en: 'Incident', ko: '장애' },
  incidentHint: {
    en: 'Something is down. Holds until somebody ends it, or until the time given.',
    ko: '장애 상황. 누군가 끝내거나 지정한 시각까지 지속됩니다.',
  },
  window: { en: 'Planned window', ko: '계획된 기간' },
  windowHint: { en: 'A change is planned. Needs an end.', ko: '예정된 변경 작업. 종료 시각이 필요합니다.' },
  reason: { en: 'Reason', ko: '사유' },
  reasonHint: { en: 'Owners of campaigns read it.', ko: '캠페인 담당자에게 전달됩니다.' },
  from: { en: 'From', ko: '시작' },
  fromHint: { en: 'Empty: now. Your time zone: {zone}.', ko: '비워 두면 지금부터. 내 시간대: {zone}.' },
  until: { en: 'Until', ko: '종료' },
  save: { en: 'Announce', ko: '알리기' },
  announced: {
    en: 'Announced. Every owner of a campaign that it holds is told.',
    ko: '알렸습니다. 보류되는 캠페인의 담당자 모두에게 전달됩니다.',
  },
  none: { en: 'Nothing is frozen, and nothing is planned.', ko: '진행 중이거나 예정된 발송 동결이 없습니다.' },
  past: { en: 'Earlier', ko: '지난 기록' },
  now: { en: 'Holds now', ko: '진행 중' },
  planned: { en: 'Planned', ko: '예정' },
  over: { en: 'Over', ko: '종료' },
  by: { en: 'by {who}', ko: '{who} 님' },
  open: { en: 'until somebody ends it', ko: '끝낼 때까지' },
  affected: { en: 'Campaigns', ko: '캠페인' },
  end: { en: 'End the freeze', ko: '발송 동결 끝내기' },
  oneEnded: { en: 'This freeze is over.', ko: '이 발송 동결은 종료되었습니다.' },
  ended: {
    en: 'The freeze is over. What it held waits for both keys.',
    ko: '발송 동결이 끝났습니다. 보류된 캠페인은 두 승인을 기다립니다.',
  },
  badTime: { en: 'Give a date and a time.', ko: '날짜와 시각을 입력하세요.' },
});
