import {
  type Campaign,
  type CampaignReport,
  type CampaignView,
  groupTitle,
  INBOX_WORDS,
  LANE_WORDS,
  type Lane,
  type Lang,
  STATE_WORDS,
  shareIn,
  TRACKING_KINDS,
  TRACKING_WORDS,
  waitedText,
} from '../../core/index.ts';
import { sumParts } from './closed-sum.ts';
import { cutText, formatCount } from './format.ts';
import type { Message, Part } from './message.ts';
import { type CardOptions, reviewCard } from './review-card.ts';
import { CHAT_WORDS } from './words.ts';

interface Where {
  readonly lang: Lang;
  /** Without a trailing slash. */
  readonly portalUrl: string;
}

const SHOWN = 15;

const lines = (
  title: string,
  rows: readonly string[],
  empty: string,
  { lang, portalUrl }: Where,
  path: string,
): Message => {
  const words = CHAT_WORDS[lang];
  const shown = rows.slice(0, SHOWN);
  const parts: Part[] = [{ kind: 'title', text: title }];
  parts.push({ kind: 'text', text: shown.length === 0 ? empty : shown.join('\n') });
  if (rows.length > SHOWN) parts.push({ kind: 'text', text: words.listMore(rows.length - SHOWN), tone: 'subtle' });
  parts.push({ kind: 'actions', actions: [{ kind: 'link', label: words.open, url: `${portalUrl}${path}` }] });
  return { lang, summary: title, parts };
};

/** Campaigns in the order given, one a line. */
export const campaignList = (campaigns: readonly Campaign[], where: Where): Message => {
  const words = CHAT_WORDS[where.lang];
  const rows = campaigns.map((c) => words.listLine(c.id, cutText(c.name, 80), STATE_WORDS[c.state][where.lang]));
  return lines(words.listTitle, rows, words.listEmpty, where, '/campaigns');
};

/** One review in a list. */
export interface ReviewRow {
  readonly campaignId: string;
  readonly name: string;
  readonly lanes: readonly Lane[];
  /** Past the time at which reviewers are reminded, in working hours. */
  readonly overdue: boolean;
  /** Working minutes since it was opened. */
  readonly waitingMinutes: number;
}

/** What waits for the reader's key, then what the reader waits for. */
export const reviewList = (
  { mine, others }: { mine: readonly ReviewRow[]; others: readonly (ReviewRow & { waitsFor: readonly string[] })[] },
  where: Where,
): Message => {
  const { lang, portalUrl } = where;
  const words = CHAT_WORDS[lang];
  const line = ({ campaignId, name, lanes, overdue, waitingMinutes }: ReviewRow): string => {
    const lane = lanes.map((one) => LANE_WORDS[one][lang]).join(', ');
    const parts = [words.reviewLine(campaignId, cutText(name, 80), lane), waitedText(waitingMinutes)[lang]];
    return [...parts, ...(overdue ? [INBOX_WORDS.overdue[lang]] : [])].join(' · ');
  };
  const titleOfMine = groupTitle(INBOX_WORDS.mine, mine)[lang];
  const list = lines(titleOfMine, mine.map(line), words.reviewsEmpty, where, '/reviews');
  if (others.length === 0) return list;
  const titleOfOthers = groupTitle(INBOX_WORDS.waitingOnOthers, others)[lang];
  const rows = others
    .slice(0, SHOWN)
    .map(
      (row) =>
        `${line(row)} · ${row.waitsFor.length === 0 ? words.waitsForNobody : words.waitsFor(row.waitsFor.join(', '))}`,
    );
  const more = others.length - SHOWN;
  const parts: Part[] = [
    { kind: 'text', text: titleOfOthers, tone: 'subtle' },
    { kind: 'text', text: rows.join('\n') },
    ...(more > 0 ? [{ kind: 'text', text: words.listMore(more), tone: 'subtle' } as const] : []),
    {
      kind: 'actions',
      actions: [
        { kind: 'link', label: titleOfMine, url: `${portalUrl}/reviews?show=mine` },
        { kind: 'link', label: titleOfOthers, url: `${portalUrl}/reviews?show=others` },
      ],
    },
  ];
  return { ...list, parts: [...list.parts.slice(0, -1), ...parts] };
};

/** One campaign for the person who asked: its card, with the sum and the results where there are any. */
export const campaignStatus = (
  view: CampaignView,
  options: CardOptions & { readonly report?: CampaignReport | undefined },
): Message => {
  const { lang, sum, report } = options;
  const words = CHAT_WORDS[lang];
  const card = reviewCard(view, { ...options, sum: undefined });
  const figures: Part[] = [];
  if (sum) figures.push({ kind: 'divider' }, ...sumParts(sum, lang));
  if (report && report.submitted > 0) {
    figures.push(
      { kind: 'text', text: words.report, tone: 'subtle' },
      {
        kind: 'facts',
        facts: TRACKING_KINDS.map((kind) => ({
          label: TRACKING_WORDS[kind][lang],
          value: words.people(formatCount(shareIn(report, kind).people, lang)),
        })),
      },
    );
  }
  const last = card.parts.length - 1;
  return { ...card, parts: [...card.parts.slice(0, last), ...figures, ...card.parts.slice(last)] };
};
