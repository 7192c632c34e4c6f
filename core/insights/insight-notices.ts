import type { LocalText } from '../common/lang.ts';
import type { Notice } from '../people/notice.ts';
import type { Insight, InsightLink } from './insight.ts';

type Told = Omit<Notice, 'at'>;

const EXCERPT = 140;

/** The beginning of what was said, for a line of a notice. Pure. */
export const excerpt = (text: string): string => {
  const letters = [...text.replaceAll('\n', ' ')];
  return letters.length <= EXCERPT ? letters.join('') : `${letters.slice(0, EXCERPT - 1).join('')}…`;
};

const quote = ({ text }: Insight): LocalText => ({ en: `"${excerpt(text)}"`, ko: `“${excerpt(text)}”` });

const toAuthor = (insight: Insight, step: string, title: LocalText, lines: readonly LocalText[]): Told => ({
  key: `insight:${insight.id}:${step}`,
  to: { kind: 'staff', staffId: insight.authorId },
  title,
  lines: [...lines, quote(insight)],
  path: `/insights/${insight.id}`,
  tone: 'normal',
  campaignId: null,
});

/** What its author hears of an insight, and what followers of a theme hear; each once. Pure. */
export const insightNotices = {
  linked: (insight: Insight, { kind, id }: Pick<InsightLink, 'kind' | 'id'>, name: string): Told =>
    toAuthor(
      insight,
      `linked:${kind}:${id}`,
      {
        en: `Your insight ${insight.id} is part of ${kind === 'campaign' ? `${id}, "${name}"` : `the ${kind} "${name}"`} now`,
        ko: `공유하신 ${insight.id}이(가) ${kind === 'campaign' ? `${id} “${name}” 캠페인` : `“${name}” ${kind === 'segment' ? '세그먼트' : '페르소나'}`}에 연결되었습니다`,
      },
      [],
    ),

  used: (insight: Insight, campaignId: string): Told =>
    toAuthor(
      insight,
      `used:${campaignId}`,
      {
        en: `A campaign is made of your insight ${insight.id}: ${campaignId}`,
        ko: `공유하신 ${insight.id}(으)로 캠페인 ${campaignId}이(가) 만들어지고 있습니다`,
      },
      [],
    ),

  wentOut: (insight: Insight, { id, name }: { readonly id: string; readonly name: string }): Told =>
    toAuthor(
      insight,
      `out:${id}`,
      {
        en: `A campaign that your insight ${insight.id} is part of went out: ${id}, "${name}"`,
        ko: `공유하신 ${insight.id}이(가) 반영된 ${id} “${name}” 캠페인을 발송했습니다`,
      },
      [],
    ),

  declined: (insight: Insight, reason: string): Told =>
    toAuthor(
      insight,
      `declined:${insight.revision}`,
      {
        en: `Your insight ${insight.id} is not taken up for now`,
        ko: `공유하신 ${insight.id}은(는) 이번에는 반영되지 않습니다`,
      },
      [{ en: reason, ko: reason }],
    ),

  commented: (insight: Insight, name: string, comment: string): Told =>
    toAuthor(
      insight,
      `comment:${insight.revision}`,
      {
        en: `${name} commented on your insight ${insight.id}`,
        ko: `${name} 님이 ${insight.id}에 의견을 남겼습니다`,
      },
      [{ en: comment, ko: comment }],
    ),

  answered: (insight: Insight, name: string, comment: string, staffId: string): Told => ({
    ...toAuthor(
      insight,
      `comment:${insight.revision}:${staffId}`,
      {
        en: `${name} commented on ${insight.id} after you`,
        ko: `${name} 님이 ${insight.id}에 이어서 의견을 남겼습니다`,
      },
      [{ en: comment, ko: comment }],
    ),
    to: { kind: 'staff', staffId },
  }),

  supported: (insight: Insight, count: number): Told =>
    toAuthor(
      insight,
      `supported:${count}`,
      {
        en: `${count + 1} people heard what you shared in ${insight.id}`,
        ko: `${insight.id} 내용을 ${count + 1}명이 들었습니다`,
      },
      [],
    ),

  inTheme: (insight: Insight, themeName: string, staffId: string): Told => ({
    ...toAuthor(
      insight,
      `theme:${staffId}`,
      {
        en: `New insight in "${themeName}": ${insight.id}`,
        ko: `“${themeName}” 주제의 새 인사이트: ${insight.id}`,
      },
      [],
    ),
    to: { kind: 'staff', staffId },
  }),
};
