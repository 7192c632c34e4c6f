import type { Lang, Notice } from '../../core/index.ts';
import { cutText } from './format.ts';
import type { Message, Part } from './message.ts';
import { CHAT_WORDS } from './words.ts';

const LINES = 20;

/** A notice as its reader sees it: title, what happened, and where to act. Pure. */
export const noticeMessage = (notice: Notice, { lang, portalUrl }: { lang: Lang; portalUrl: string }): Message => {
  const title = notice.title[lang];
  const text = notice.lines
    .slice(0, LINES)
    .map((line) => cutText(line[lang], 1_000))
    .join('\n');
  const parts: Part[] = [{ kind: 'text', text: title, tone: notice.tone }];
  if (text !== '') parts.push({ kind: 'text', text });
  if (notice.path !== null) {
    const link = { kind: 'link', label: CHAT_WORDS[lang].open, url: `${portalUrl}${notice.path}` } as const;
    parts.push({ kind: 'actions', actions: [link] });
  }
  return { lang, summary: cutText(title, 300), parts };
};
