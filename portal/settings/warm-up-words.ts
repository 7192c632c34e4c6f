import type { LocalText } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

export const WARM_UP = words({
  title: { en: 'Warm-up', ko: '워밍업' },
  lead: {
    en: 'How much {domain} sends on each of its first days. What is left of a campaign waits for the next day, and its page and card say so.',
    ko: '{domain}에서 처음 며칠 동안 하루에 보내는 양입니다. 남은 발송은 다음 날로 넘어가며 캠페인 화면과 카드에 표시됩니다.',
  },
  none: {
    en: '{domain} has no warm-up: nothing limits its days.',
    ko: '{domain}에는 워밍업이 없어 하루 발송량 제한이 없습니다.',
  },
  over: { en: 'The warm-up of {domain} is over.', ko: '{domain} 워밍업이 끝났습니다.' },
  today: {
    en: '{domain} may send {allowance} today, and has taken {used} of them.',
    ko: '{domain}의 오늘 허용량은 {allowance}통이며 {used}통을 사용했습니다.',
  },
  open: { en: 'Change the warm-up', ko: '워밍업 변경' },
  startsOn: { en: 'First day', ko: '첫날' },
  startsOnHint: { en: 'A date in {zone}.', ko: '{zone} 기준 날짜입니다.' },
  allowances: { en: 'Recipients on each day', ko: '날짜별 수신자 수' },
  allowancesHint: {
    en: 'One number a day, separated by spaces: 500 1000 2000. After the last day there is no limit. Empty for no warm-up.',
    ko: '하루에 하나씩 공백으로 구분해 입력하세요. 예: 500 1000 2000. 마지막 날 이후에는 제한이 없습니다. 워밍업이 없으면 비워 두세요.',
  },
  save: { en: 'Save the warm-up', ko: '워밍업 저장' },
  saved: { en: 'The warm-up was saved.', ko: '워밍업을 저장했습니다.' },
});
