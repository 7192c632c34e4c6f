import { DECISION_WORDS, type Found, LANE_WORDS, type Lang, type SearchKind } from '../../core/index.ts';
import { cutText } from './format.ts';
import type { Action, Message } from './message.ts';

/** What chat says of a search. */
const SEARCH_CHAT_WORDS: Readonly<
  Record<
    Lang,
    {
      readonly title: (query: string) => string;
      readonly none: (query: string) => string;
      readonly needsWords: (typed: string) => string;
      readonly all: string;
      readonly kinds: Readonly<Record<SearchKind, string>>;
    }
  >
> = {
  en: {
    title: (query) => `Found for "${query}"`,
    none: (query) => `Nothing found for "${query}". Try fewer or other words.`,
    needsWords: (typed) => `"${typed}" needs words, for example: ${typed} late breakfast`,
    all: 'All in the portal',
    kinds: { insight: 'Insight', campaign: 'Campaign', decision: 'Decision' },
  },
  ko: {
    title: (query) => `“${query}” 검색 결과`,
    none: (query) => `“${query}”에 대한 결과가 없습니다. 단어를 줄이거나 바꿔 보세요.`,
    needsWords: (typed) => `"${typed}" 뒤에 찾을 말을 적어 주세요. 예: ${typed} 조식 시간`,
    all: '포털에서 모두 보기',
    kinds: { insight: '인사이트', campaign: '캠페인', decision: '결정' },
  },
};

export const searchNeedsWords = (typed: string, lang: Lang): string => SEARCH_CHAT_WORDS[lang].needsWords(typed);

/** So many lines, and links to the first of them. */
export const SEARCH_SHOWN = 8;
const LINKS = 5;
const EXCERPT = 160;
const QUERY = 60;

/** `C-12` or `I-12`: what the place is called. */
const nameOf = ({ path }: Found): string => path.split('/').at(-1) ?? path;

const line = (found: Found, lang: Lang): string => {
  const { kind, detail, text } = found;
  const words = cutText(text.replaceAll('\n', ' · '), EXCERPT);
  const decided =
    kind === 'decision'
      ? [LANE_WORDS, DECISION_WORDS].flatMap((list, at) => {
          const named = (list as Readonly<Record<string, Readonly<Record<Lang, string>>>>)[
            detail?.[at === 0 ? 'lane' : 'decision'] ?? ''
          ];
          return named === undefined ? [] : [named[lang]];
        })
      : [];
  const head = [SEARCH_CHAT_WORDS[lang].kinds[kind], nameOf(found), ...decided].join(' ');
  return `• ${head}: ${words}`;
};

/** What was found, the nearest first, each with its kind and its place. Pure. */
export const searchMessage = (
  query: string,
  found: readonly Found[],
  { lang, portalUrl }: { lang: Lang; portalUrl: string },
): Message => {
  const words = SEARCH_CHAT_WORDS[lang];
  const asked = cutText(query, QUERY);
  if (found.length === 0) {
    const none = words.none(asked);
    return { lang, summary: none, parts: [{ kind: 'text', text: none, tone: 'attention' }] };
  }
  const shown = found.slice(0, SEARCH_SHOWN);
  const places = new Map(shown.map((each) => [each.path, nameOf(each)]));
  const links = [...places]
    .slice(0, LINKS)
    .map(([path, label]): Action => ({ kind: 'link', label, url: `${portalUrl}${path}` }));
  const all: Action = { kind: 'link', label: words.all, url: `${portalUrl}/search?q=${encodeURIComponent(asked)}` };
  return {
    lang,
    summary: words.title(asked),
    parts: [
      { kind: 'title', text: words.title(asked) },
      { kind: 'text', text: shown.map((each) => line(each, lang)).join('\n') },
      { kind: 'actions', actions: [...links, all] },
    ],
  };
};
