import type { LocalText } from '../../core/index.ts';

export const WORDS = {
  title: { en: 'Hello, {name}', ko: '{name}님, 안녕하세요' },
  allReviews: { en: 'Open the reviews', ko: '검토 목록 열기' },
  waitingNone: { en: 'Nothing waits for you.', ko: '기다리는 검토가 없습니다.' },
  lane: { en: '{lane} key', ko: '{lane} 승인' },
  review: { en: 'Review', ko: '검토하기' },
  submittedBy: { en: 'submitted by {name}', ko: '{name} 제출' },
  flight: { en: 'Campaigns in flight', ko: '진행 중인 캠페인' },
  flightNone: {
    en: 'No campaign is in review, scheduled or sending.',
    ko: '검토 중이거나 예약 또는 발송 중인 캠페인이 없습니다.',
  },
  attention: { en: 'Needs attention', ko: '확인이 필요합니다' },
  drafts: { en: 'Your drafts', ko: '내 초안' },
  recent: { en: 'Sent recently', ko: '최근 발송' },
  costs: { en: 'Cost per result', ko: '결과당 비용' },
  inReview: { en: 'In review', ko: '검토 중' },
  scheduled: { en: 'Scheduled', ko: '예약됨' },
  sending: { en: 'Sending', ko: '발송 중' },
  stopped: { en: 'Paused, held or halted', ko: '일시 중지·보류·중단' },
  contacts: { en: 'Contacts', ko: '연락처' },
  segments: { en: 'Segments', ko: '세그먼트' },
  newCampaign: { en: 'New campaign', ko: '새 캠페인' },
  importContacts: { en: 'Import contacts', ko: '연락처 가져오기' },
  starts: { en: 'starts {when}', ko: '{when} 시작' },
  asSoon: { en: 'as soon as both keys are given', ko: '두 승인이 모두 끝나면 바로' },
  capturing: {
    en: 'Mail is captured in the outbox; nothing is delivered.',
    ko: '메일은 실제로 발송되지 않고 ‘보관된 메일’에 남습니다.',
  },
  openOutbox: { en: 'Open the outbox', ko: '보관된 메일 열기' },
  employee: {
    en: 'Your role works in chat: link your chat account under My account.',
    ko: '이 역할은 채팅에서 사용합니다. 내 계정에서 채팅 계정을 연결하세요.',
  },
  first: {
    en: 'A good start: import contacts, make a segment, then a campaign.',
    ko: '연락처를 가져오고, 세그먼트를 만들고, 캠페인을 시작해 보세요.',
  },
} as const satisfies Record<string, LocalText>;
