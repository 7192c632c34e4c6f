import type { Lang, SavedSearch, SavedSearchPause } from '../../core/index.ts';
import type { Action, Message, Part } from './message.ts';

interface SavedSearchWords {
  readonly saved: (query: string, channel: string) => string;
  readonly savedText: string;
  readonly standing: (query: string, channel: string) => string;
  readonly pausedText: Readonly<Record<SavedSearchPause, string>>;
  readonly deleted: (query: string) => string;
  readonly list: (channel: string) => string;
  readonly none: (typed: string) => string;
  readonly private: (typed: string) => string;
  readonly pause: string;
  readonly resume: string;
  readonly remove: string;
  readonly all: string;
}

export const SAVED_SEARCH_WORDS: Readonly<Record<Lang, SavedSearchWords>> = {
  en: {
    saved: (query, channel) => `"${query}" is saved: what is new is posted in ${channel}`,
    savedText: 'Insights alone are posted; campaigns and decisions too in the channels of campaigns and of IT.',
    standing: (query, channel) => `"${query}" in ${channel}`,
    pausedText: {
      person: 'Paused. What comes meanwhile is not posted.',
      channel: 'Paused: the channel does not take messages. Invite Tandem again or unarchive it, then resume.',
      owner: 'Paused: whoever saved it may not search any more. Save it again.',
    },
    deleted: (query) => `The saved search "${query}" is deleted.`,
    list: (channel) => `Saved searches in ${channel}`,
    none: (typed) => `Nothing is saved for this channel. For example: ${typed} save late breakfast`,
    private: (typed) => `Saved searches post to a channel. Type "${typed}" in the channel itself.`,
    pause: 'Pause',
    resume: 'Resume',
    remove: 'Delete',
    all: 'What it finds',
  },
  ko: {
    saved: (query, channel) => `“${query}” 검색을 저장했습니다. 새 결과를 ${channel}에 올립니다`,
    savedText: '인사이트만 올립니다. 캠페인 채널과 IT 채널에는 캠페인과 결정도 올립니다.',
    standing: (query, channel) => `${channel}의 “${query}”`,
    pausedText: {
      person: '일시 중지됨. 그동안의 결과는 올리지 않습니다.',
      channel: '일시 중지됨: 채널에 글을 올릴 수 없습니다. Tandem을 다시 초대하거나 채널 보관을 해제한 뒤 재개하세요.',
      owner: '일시 중지됨: 저장한 사람이 더 이상 검색할 수 없습니다. 다시 저장하세요.',
    },
    deleted: (query) => `저장된 검색 “${query}”을(를) 삭제했습니다.`,
    list: (channel) => `${channel}의 저장된 검색`,
    none: (typed) => `이 채널에 저장된 검색이 없습니다. 예: ${typed} save 조식 시간`,
    private: (typed) => `저장된 검색은 채널에 올라갑니다. 해당 채널에서 "${typed}"를 입력하세요.`,
    pause: '일시 중지',
    resume: '재개',
    remove: '삭제',
    all: '검색 결과 보기',
  },
};

const buttons = ({ id, query, paused }: SavedSearch, lang: Lang, portalUrl: string): Part => {
  const words = SAVED_SEARCH_WORDS[lang];
  const value = { savedSearchId: id };
  const steer: Action =
    paused === null
      ? { kind: 'button', id: 'search.pause', label: words.pause, style: 'normal', value }
      : { kind: 'button', id: 'search.resume', label: words.resume, style: 'primary', value };
  return {
    kind: 'actions',
    actions: [
      steer,
      { kind: 'button', id: 'search.delete', label: words.remove, style: 'danger', value },
      { kind: 'link', label: words.all, url: `${portalUrl}/search?q=${encodeURIComponent(query)}` },
    ],
  };
};

/** One saved search as it stands, with its buttons. `saved` where it was saved just now. Pure. */
export const savedSearchMessage = (
  search: SavedSearch,
  { lang, portalUrl, saved = false }: { lang: Lang; portalUrl: string; saved?: boolean },
): Message => {
  const words = SAVED_SEARCH_WORDS[lang];
  const title = (saved ? words.saved : words.standing)(search.query, search.channelName);
  return {
    lang,
    summary: title,
    parts: [
      { kind: 'text', text: title, tone: search.paused === null ? 'good' : 'attention' },
      {
        kind: 'text',
        text: search.paused === null ? words.savedText : words.pausedText[search.paused],
        tone: 'subtle',
      },
      buttons(search, lang, portalUrl),
    ],
  };
};

/** What a message holds on either platform: each search takes a line and its buttons. */
const LISTED = 10;

/** Those of one channel. Pure. */
export const savedSearchList = (
  searches: readonly SavedSearch[],
  { lang, portalUrl, channelName, typed }: { lang: Lang; portalUrl: string; channelName: string; typed: string },
): Message => {
  const words = SAVED_SEARCH_WORDS[lang];
  if (searches.length === 0) {
    const none = words.none(typed);
    return { lang, summary: none, parts: [{ kind: 'text', text: none, tone: 'attention' }] };
  }
  const title = words.list(channelName);
  return {
    lang,
    summary: title,
    parts: [
      { kind: 'title', text: title },
      ...searches.slice(0, LISTED).flatMap((search): Part[] => [
        {
          kind: 'text',
          text: `“${search.query}”${search.paused === null ? '' : ` · ${words.pausedText[search.paused]}`}`,
        },
        buttons(search, lang, portalUrl),
      ]),
    ],
  };
};
