import type { Follow, LocalText, Move } from '../../core/index.ts';

export const MOVE_WORDS = {
  entered: { en: 'Entered', ko: '진입' },
  left: { en: 'Left', ko: '이탈' },
} as const satisfies Record<Move, LocalText>;

export const FAILURE_WORDS = {
  too_large: {
    en: 'More than 200,000 people match: the size of each day is kept, entries and exits are not.',
    ko: '해당하는 사람이 20만 명을 넘어, 날마다 규모만 기록하고 진입·이탈은 기록하지 않습니다.',
  },
  unusable: {
    en: 'The rule cannot be counted at the moment; it is tried again by itself. Open the editor to see why.',
    ko: '지금은 규칙을 계산할 수 없어 자동으로 다시 시도합니다. 편집 화면에서 이유를 확인하세요.',
  },
} as const satisfies Record<NonNullable<Follow['failure']>, LocalText>;

export const FOLLOW_WORDS = {
  title: { en: 'Entries and exits', ko: '진입과 이탈' },
  lead: {
    en: 'Who enters and leaves from now on is noted with the contact, and rules can ask for it (“Entered segment”). The size of each day is kept as well.',
    ko: '지금부터 누가 들어오고 나가는지를 연락처에 기록하며, 규칙에서도 쓸 수 있습니다(“세그먼트 진입”). 날마다 규모도 기록합니다.',
  },
  follow: { en: 'Follow this segment', ko: '변화 기록 시작' },
  stop: { en: 'Stop following', ko: '기록 중지' },
  stopAsk: {
    en: 'Stop noting entries and exits? What was noted stays with the contacts.',
    ko: '진입과 이탈 기록을 중지할까요? 이미 기록된 내용은 연락처에 남습니다.',
  },
  compare: { en: 'Compare now', ko: '지금 비교' },
  week: { en: 'last 7 days', ko: '최근 7일' },
  since: { en: 'Noted since', ko: '기록 시작' },
  compared: { en: 'Last compared', ko: '마지막 비교' },
  took: { en: 'in {ms} ms', ko: '{ms}ms 소요' },
  notYet: { en: 'The first comparison comes within a minute.', ko: '1분 안에 처음으로 비교합니다.' },
  followed: { en: 'Entries and exits are noted from now on.', ko: '지금부터 진입과 이탈을 기록합니다.' },
  stopped: { en: 'Entries and exits are not noted any more.', ko: '진입과 이탈을 더 이상 기록하지 않습니다.' },
  comparedNow: { en: 'Compared.', ko: '비교했습니다.' },
  underWay: { en: 'It is being compared at this moment.', ko: '지금 비교하고 있습니다.' },
  trend: { en: 'Size by day', ko: '날짜별 규모' },
  trendAlt: { en: 'Line chart: matching and eligible, by day', ko: '선 그래프: 날짜별 해당·발송 가능 인원' },
  trendNone: { en: 'The size is kept once a day, from today on.', ko: '오늘부터 하루에 한 번 규모를 기록합니다.' },
  asTable: { en: 'As a table', ko: '표로 보기' },
  day: { en: 'Day', ko: '날짜' },
  matching: { en: 'Matching', ko: '해당' },
  eligible: { en: 'Eligible', ko: '발송 가능' },
  movesTitle: { en: '{way}: {name}, last 7 days', ko: '{name}: 최근 7일 {way}' },
  at: { en: 'When', ko: '시각' },
  contact: { en: 'Contact', ko: '연락처' },
  gone: { en: 'Erased or merged meanwhile', ko: '그사이 삭제되었거나 병합됨' },
  nobody: { en: 'Nobody.', ko: '아무도 없습니다.' },
} as const satisfies Record<string, LocalText>;
