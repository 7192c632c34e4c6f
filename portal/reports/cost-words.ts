import type { CostPart, LocalText } from '../../core/index.ts';

const words = <T extends Record<string, LocalText>>(texts: T): T => texts;

export const COSTS = words({
  title: { en: 'What campaigns are worth', ko: '캠페인의 비용과 결과' },
  lead: {
    en: 'Cost of one result: budget, sending and reviews against what each campaign is for. Counted now and then from the facts.',
    ko: '결과 1건에 든 비용입니다. 예산, 발송, 검토 비용을 캠페인의 목표 결과와 비교합니다. 기록에서 주기적으로 집계합니다.',
  },
  card: { en: 'What it is worth', ko: '비용과 결과' },
  perResult: { en: 'Cost per result', ko: '결과당 비용' },
  perResultOf: { en: 'Cost per result ({kpi})', ko: '결과당 비용({kpi})' },
  atLeast: { en: 'at least {amount}', ko: '최소 {amount}' },
  /** Where there is little room. */
  least: { en: '≥ {amount}', ko: '≥ {amount}' },
  unknown: { en: 'not known', ko: '알 수 없음' },
  total: { en: 'Cost', ko: '비용' },
  results: { en: 'Results', ko: '결과' },
  resultsOf: { en: 'Results ({kpi})', ko: '결과({kpi})' },
  noResults: {
    en: 'No result yet, so there is no cost of one.',
    ko: '아직 결과가 없어 결과당 비용을 계산할 수 없습니다.',
  },
  notCounted: {
    en: 'Conversions are not counted here, so there is no cost per result.',
    ko: '전환은 여기서 집계하지 않으므로 결과당 비용을 계산할 수 없습니다.',
  },
  reviewHours: { en: 'Hours of reviews', ko: '검토 시간' },
  reviewHoursNote: {
    en: 'Working hours from the opening of each review to each key; they hold waiting too.',
    ko: '각 검토를 연 때부터 각 승인까지의 업무 시간이며, 기다린 시간도 들어 있습니다.',
  },
  notSet: {
    en: 'not known: no rate is set (Settings, cost rates)',
    ko: '알 수 없음: 단가가 설정되지 않았습니다(설정의 비용 단가)',
  },
  otherCurrency: {
    en: 'not known: the rates are in another currency than the budget',
    ko: '알 수 없음: 단가의 통화가 예산의 통화와 다릅니다',
  },
  incomplete: {
    en: 'Part of the cost is not known, so the sums (≥) are the least that it can be.',
    ko: '비용 일부를 알 수 없어, 합계(≥)는 최소 금액입니다.',
  },
  bySegment: { en: 'By segment', ko: '세그먼트별' },
  bySegmentNote: {
    en: 'Campaigns with the same goal and currency together. One that went to several segments stands by itself: nobody can tell who came of which.',
    ko: '목표와 통화가 같은 캠페인을 함께 셉니다. 여러 세그먼트에 보낸 캠페인은 누가 어느 세그먼트에 속하는지 나눌 수 없어 따로 표시합니다.',
  },
  byCampaign: { en: 'By campaign', ko: '캠페인별' },
  segment: { en: 'Segment', ko: '세그먼트' },
  noSegment: { en: 'Whom another campaign missed', ko: '다른 캠페인이 닿지 못한 사람' },
  deletedSegment: { en: '(deleted segment)', ko: '(삭제된 세그먼트)' },
  campaign: { en: 'Campaign', ko: '캠페인' },
  campaigns: { en: 'Campaigns', ko: '캠페인 수' },
  goal: { en: 'Goal', ko: '목표' },
  days: { en: 'Last days', ko: '기간(일)' },
  show: { en: 'Show', ko: '보기' },
  none: { en: 'Nothing was sent in this period', ko: '이 기간에 발송된 캠페인이 없습니다' },
  noneYet: { en: 'Nothing is counted yet', ko: '아직 집계된 캠페인이 없습니다' },
  waiting: {
    en: 'Campaigns sent but not counted yet: {n}. They follow within minutes.',
    ko: '발송했지만 아직 집계하지 않은 캠페인 {n}개는 몇 분 안에 표시됩니다.',
  },
  began: { en: 'Campaigns that began from {from} to {to}.', ko: '{from} ~ {to}에 시작한 캠페인입니다.' },
  all: { en: 'Show all', ko: '모두 보기' },
  csv: { en: 'Report as CSV', ko: '보고서 CSV' },
  ratesTitle: { en: 'Cost rates', ko: '비용 단가' },
  ratesLead: {
    en: 'From them reports say what one result costs. Leave empty what you do not know: reports then say so, and make no number up.',
    ko: '보고서의 결과당 비용을 계산하는 단가입니다. 모르는 값은 비워 두세요. 임의의 숫자 대신 알 수 없다고 표시합니다.',
  },
  ratesOpen: { en: 'Change the cost rates', ko: '비용 단가 변경' },
  ratesSave: { en: 'Save the cost rates', ko: '비용 단가 저장' },
  ratesSaved: { en: 'The cost rates were saved.', ko: '비용 단가를 저장했습니다.' },
  currency: { en: 'Currency', ko: '통화' },
  currencyHint: {
    en: 'Three letters. Campaigns with a budget in another currency are not added up with these.',
    ko: '세 글자 통화 코드. 예산 통화가 다른 캠페인에는 합산하지 않습니다.',
  },
  perThousand: { en: 'Sending 1,000 mails', ko: '메일 1,000통 발송 비용' },
  reviewHour: { en: 'One hour of a review', ko: '검토 1시간 비용' },
  rateNone: { en: 'not set', ko: '설정 안 함' },
});

export const COST_PART_WORDS: Readonly<Record<CostPart, LocalText>> = {
  budget: { en: 'Budget (as planned)', ko: '예산(계획)' },
  sending: { en: 'Sending', ko: '발송' },
  reviews: { en: 'Reviews', ko: '검토' },
};
