import {
  type CampaignView,
  type ClosedSum,
  differenceLines,
  LANE_WORDS,
  type Lang,
  type ThreadEntry,
} from '../../core/index.ts';
import { closedSum } from './closed-sum.ts';
import { cutText } from './format.ts';
import type { Message, Part } from './message.ts';
import { CHAT_WORDS } from './words.ts';

const QUIET: ReadonlySet<ThreadEntry['kind']> = new Set(['created', 'test_sent']);

/** What somebody wrote, why it happened, or what an edit changed. */
const saidIn = ({ data }: ThreadEntry, lang: Lang): string => {
  const changed = differenceLines(data);
  if (changed.length > 0) return changed.map((line) => cutText(line[lang], 400)).join('\n');
  const said = data.comment ?? data[lang === 'ko' ? 'reasonKo' : 'reasonEn'];
  return typeof said === 'string' ? said : '';
};

/** One entry of a campaign's history as a line; what somebody wrote stands below it. */
export const threadLine = (entry: ThreadEntry, names: Readonly<Record<string, string>>, lang: Lang): string => {
  const words = CHAT_WORDS[lang];
  const who = entry.actor.startsWith('system:') ? words.system : (names[entry.actor] ?? words.somebody);
  const lane = entry.data.lane;
  const laneWord = lane === 'marketing' || lane === 'it' ? LANE_WORDS[lane][lang] : '';
  const to = typeof entry.data.to === 'string' ? (names[entry.data.to] ?? words.somebody) : '';
  const line = words.thread[entry.kind](who, laneWord, to).replace(' ()', '').replace('()', '');
  const said = saidIn(entry, lang);
  return said === '' ? line : `${line}\n> ${cutText(said, 1000).replaceAll('\n', '\n> ')}`;
};

/**
 * What is worth a reply under the card: nothing from before the first submission, no drafts saved twice in a row by
 * one person.
 */
export const threadNews = (entries: readonly ThreadEntry[], alreadyPosted: boolean): ThreadEntry[] => {
  const start = alreadyPosted
    ? 0
    : Math.max(
        0,
        entries.findIndex((entry) => entry.kind === 'submitted'),
      );
  return entries.slice(start).filter((entry, index, all) => {
    const next = all[index + 1];
    return (
      !QUIET.has(entry.kind) && !(entry.kind === 'edited' && next?.kind === 'edited' && next.actor === entry.actor)
    );
  });
};

/** New entries as one reply, so that a burst costs one message; undefined where there is nothing to say. */
export const threadReply = (
  entries: readonly ThreadEntry[],
  view: Pick<CampaignView, 'campaign'>,
  input: {
    readonly names: Readonly<Record<string, string>>;
    readonly lang: Lang;
    readonly portalUrl: string;
    readonly sum?: ClosedSum | undefined;
  },
): Message | undefined => {
  const { names, lang, sum } = input;
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  const said: Part[] = entries.map((entry) => ({ kind: 'text', text: threadLine(entry, names, lang) }));
  const summary = cutText(threadLine(last, names, lang).split('\n')[0] ?? '', 200);
  const finished = sum !== undefined && entries.some((entry) => entry.kind === 'results');
  const parts = finished ? [...said, ...closedSum(view, sum, input).parts] : said;
  return { lang, summary: `${view.campaign.id}: ${summary}`, parts };
};
