import type { LocalText } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

export const REVIEWS = words({
  title: { en: 'Reviews', ko: '검토' },
  lead: {
    en: 'Two keys for every campaign: one from Marketing, one from IT, by two people who did not write it.',
    ko: '모든 캠페인은 승인을 두 번 받아야 합니다. 마케팅과 IT에서, 작성자가 아닌 두 사람이 한 번씩 승인합니다.',
  },
  mineNone: { en: 'Nothing waits for you', ko: '기다리는 캠페인이 없습니다' },
  mineNoneText: {
    en: 'When a campaign needs your key, it appears here and in the campaign channel.',
    ko: '내 승인이 필요한 캠페인은 여기와 캠페인 채널에 나타납니다.',
  },
  notReviewer: {
    en: 'You hold no reviewer role, so no campaign asks for your key.',
    ko: '검토자 역할이 없어 내 승인을 기다리는 캠페인이 없습니다.',
  },
  othersNone: {
    en: 'You wait for nobody: nothing that you wrote, submitted, decided or handed on is in review.',
    ko: '내가 작성, 요청, 결정하거나 위임한 캠페인 가운데 다른 사람을 기다리는 것이 없습니다.',
  },
  rest: { en: 'Other reviews', ko: '그 밖의 검토' },
  restNone: { en: 'No other campaign is in review.', ko: '검토 중인 다른 캠페인이 없습니다.' },
  lists: { en: 'Lists of reviews', ko: '검토 목록' },
  all: { en: 'All', ko: '전체' },
  count: { en: '{name} ({n})', ko: '{name} ({n})' },
  onlyOverdue: { en: 'Only what is overdue is shown.', ko: '기한이 지난 것만 표시합니다.' },
  noneOverdue: { en: 'Nothing here is overdue.', ko: '기한이 지난 것이 없습니다.' },
  waitsFor: { en: 'Waits for {who}', ko: '{who} 님을 기다리는 중' },
  waitsForNobody: {
    en: 'Nobody is there who may decide. An administrator can mend that under People or in the review policy.',
    ko: '결정할 수 있는 사람이 없습니다. 관리자가 구성원 화면이나 검토 정책에서 해결할 수 있습니다.',
  },
  decide: { en: 'Look and decide', ko: '살펴보고 결정하기' },
  look: { en: 'Look', ko: '보기' },
  submittedBy: { en: 'Submitted by {who}', ko: '{who} 님이 요청' },
  until: { en: 'held if not approved by', ko: '미승인 시 보류되는 시각' },
  sends: { en: 'Sends', ko: '발송' },
  yourLane: { en: 'Your key: {lane}', ko: '내 승인: {lane}' },
  onBehalfOf: { en: 'for {who}', ko: '{who} 님 대신' },
  mayStill: {
    en: 'Others decide for you; you may still decide.',
    ko: '다른 사람이 대신 결정하며, 직접 결정할 수도 있습니다.',
  },
  goOn: { en: 'To go on after a stop', ko: '중지된 발송의 재개' },
});
