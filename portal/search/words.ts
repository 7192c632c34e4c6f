import type { LocalText, SearchKind } from '../../core/index.ts';

export const SEARCH = {
  title: { en: 'Search', ko: '검색' },
  label: { en: 'Search insights, campaigns, decisions', ko: '인사이트, 캠페인, 결정 검색' },
  lead: { en: 'Insights, campaigns and decisions, by their words.', ko: '인사이트, 캠페인, 결정을 내용으로 찾습니다.' },
  go: { en: 'Search', ko: '검색' },
  all: { en: 'All', ko: '전체' },
  none: { en: 'Nothing found', ko: '찾은 결과가 없습니다' },
  noneText: { en: 'Try fewer or other words.', ko: '단어를 줄이거나 바꿔 보세요.' },
} as const satisfies Record<string, LocalText>;

export const SEARCH_KIND_WORDS: Readonly<Record<SearchKind, LocalText>> = {
  insight: { en: 'Insights', ko: '인사이트' },
  campaign: { en: 'Campaigns', ko: '캠페인' },
  decision: { en: 'Decisions', ko: '결정' },
};

export const SEARCH_ONE_WORDS: Readonly<Record<SearchKind, LocalText>> = {
  insight: { en: 'Insight', ko: '인사이트' },
  campaign: { en: 'Campaign', ko: '캠페인' },
  decision: { en: 'Decision', ko: '결정' },
};
