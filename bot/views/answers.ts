import { type CampaignView, type DomainError, keysGiven, type Lang, STATE_WORDS } from '../../core/index.ts';
import { cutText } from './format.ts';
import type { Message, Part } from './message.ts';
import { CHAT_WORDS, type ChatWords } from './words.ts';

/** One line as a message. */
export const plainMessage = (
  text: string,
  lang: Lang,
  tone: 'normal' | 'good' | 'attention' | 'warning' = 'normal',
): Message => ({
  lang,
  summary: cutText(text, 300),
  parts: [{ kind: 'text', text, tone }],
});

const USAGE: readonly (readonly [string, keyof ChatWords['commands']])[] = [
  ['list', 'list'],
  ['status C-12', 'status'],
  ['reviews', 'reviews'],
  ['pause C-12', 'pause'],
  ['resume C-12', 'resume'],
  ['halt C-12 …', 'halt'],
  ['cancel C-12', 'cancel'],
  ['freeze …', 'freeze'],
  ['unfreeze', 'unfreeze'],
  ['insight …', 'insight'],
  ['persona …', 'persona'],
  ['search …', 'search'],
  ['search save …', 'search save'],
  ['fields', 'fields'],
  ['digest weekly mon 09:00', 'digest'],
  ['channel here', 'channel here'],
  ['link', 'link'],
  ['help', 'help'],
];

const commandLines = (lang: Lang, prefix: string): Part => {
  const words = CHAT_WORDS[lang];
  return {
    kind: 'text',
    text: USAGE.map(([usage, key]) => `• ${words.helpLine(`${prefix}${usage}`, words.commands[key])}`).join('\n'),
  };
};

/** `prefix` is what the platform wants before a verb: `/tandem ` on Slack, nothing on Teams. */
export const helpMessage = (lang: Lang, prefix: string): Message => {
  const words = CHAT_WORDS[lang];
  return {
    lang,
    summary: words.helpTitle,
    parts: [
      { kind: 'title', text: words.helpTitle },
      commandLines(lang, prefix),
      { kind: 'text', text: words.helpHint, tone: 'subtle' },
    ],
  };
};

/** The answer to a command that does not exist: what does. */
export const unknownCommand = (text: string, lang: Lang, prefix: string): Message => {
  const words = CHAT_WORDS[lang];
  const line = words.unknownCommand(cutText(text, 60));
  return { lang, summary: line, parts: [{ kind: 'text', text: line, tone: 'attention' }, commandLines(lang, prefix)] };
};

/** What is wrong and the way out. */
export const errorMessage = (error: DomainError, lang: Lang): Message => plainMessage(error.in(lang), lang, 'warning');

/** For a defect or an outage: the reference stands in the log line too. */
export const unexpectedMessage = (reference: string, lang: Lang): Message =>
  plainMessage(CHAT_WORDS[lang].unexpected(reference), lang, 'warning');

/** For a chat account that nobody has connected yet. */
export const linkInvitation = (url: string, lang: Lang): Message => {
  const words = CHAT_WORDS[lang];
  return {
    lang,
    summary: words.linkTitle,
    parts: [
      { kind: 'title', text: words.linkTitle },
      { kind: 'text', text: words.linkText },
      { kind: 'actions', actions: [{ kind: 'link', label: words.linkOpen, url }] },
    ],
  };
};

/** What a change led to, for the one who made it. */
export const doneMessage = (
  line: string,
  view: Pick<CampaignView, 'campaign' | 'cycle'> | undefined,
  lang: Lang,
): Message => {
  if (view === undefined) return plainMessage(line, lang, 'good');
  const words = CHAT_WORDS[lang];
  const keys = view.campaign.state === 'in_review' && view.cycle ? words.keys(keysGiven(view.cycle)) : undefined;
  return plainMessage(`${line} ${words.nowState(STATE_WORDS[view.campaign.state][lang], keys)}`, lang, 'good');
};
