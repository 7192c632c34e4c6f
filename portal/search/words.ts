import type { LocalText, SavedSearchPause, SearchKind } from '../../core/index.ts';

export const SEARCH = {
  title: { en: 'Search', ko: '검색' },
  label: { en: 'Search insights, campaigns, decisions', ko: '인사이트, 캠페인, 결정 검색' },
  lead: { en: 'Insights, campaigns and decisions, by their words.', ko: '인사이트, 캠페인, 결정을 내용으로 찾습니다.' },
  go: { en: 'Search', ko: '검색' },
  all: { en: 'All', ko: '전체' },
  none: { en: 'Nothing found', ko: '찾은 결과가 없습니다' },
  noneText: { en: 'Try fewer or other words.', ko: '단어를 줄이거나 바꿔 보세요.' },
  saved: { en: 'Saved searches', ko: '저장된 검색' },
  savedLead: {
    en: 'What is new and has these words is posted to a channel, each thing once: insights everywhere, campaigns and decisions in the channels of campaigns and of IT alone. In chat: search save WORDS, in the channel.',
    ko: '이 말이 들어간 새 내용을 채널에 한 번씩 올립니다. 인사이트는 어느 채널에나, 캠페인과 결정은 캠페인 채널과 IT 채널에만 올립니다. 채팅에서는 해당 채널에 search save 찾을 말을 입력하세요.',
  },
  savedNone: { en: 'Nothing is saved yet.', ko: '저장된 검색이 없습니다.' },
  save: { en: 'Save this search', ko: '이 검색 저장' },
  channel: { en: 'Post to', ko: '올릴 채널' },
  noChannels: {
    en: 'Tandem knows no channel yet. Type search save WORDS in one.',
    ko: '아직 연결된 채널이 없습니다. 채널에서 search save 찾을 말을 입력하세요.',
  },
  savedNow: { en: 'Saved. What is new is posted to the channel.', ko: '저장했습니다. 새 결과를 채널에 올립니다.' },
  pause: { en: 'Pause', ko: '일시 중지' },
  resume: { en: 'Resume', ko: '재개' },
  remove: { en: 'Delete', ko: '삭제' },
  paused: { en: 'The saved search is paused.', ko: '저장된 검색을 일시 중지했습니다.' },
  resumed: { en: 'The saved search goes on.', ko: '저장된 검색을 재개했습니다.' },
  removed: { en: 'The saved search is deleted.', ko: '저장된 검색을 삭제했습니다.' },
  active: { en: 'Active', ko: '사용 중' },
  pausedMark: { en: 'Paused', ko: '일시 중지' },
} as const satisfies Record<string, LocalText>;

export const SAVED_PAUSE_WORDS: Readonly<Record<SavedSearchPause, LocalText>> = {
  person: { en: 'Paused', ko: '일시 중지' },
  channel: {
    en: 'Paused: the channel does not take messages. Invite Tandem again or unarchive it, then resume.',
    ko: '일시 중지: 채널에 글을 올릴 수 없습니다. Tandem을 다시 초대하거나 채널 보관을 해제한 뒤 재개하세요.',
  },
  owner: {
    en: 'Paused: whoever saved it may not search any more. Save it again.',
    ko: '일시 중지: 저장한 사람이 더 이상 검색할 수 없습니다. 다시 저장하세요.',
  },
};

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
