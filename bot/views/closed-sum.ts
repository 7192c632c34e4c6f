import { type CampaignView, type ClosedSum, type Lang, OUTCOME_WORDS, OUTCOMES } from '../../core/index.ts';
import { formatCount } from './format.ts';
import type { Message, Part } from './message.ts';
import { CHAT_WORDS } from './words.ts';

/** Every outcome that somebody has, and whether they add up to the frozen audience. */
export const sumParts = (sum: ClosedSum, lang: Lang): Part[] => {
  const words = CHAT_WORDS[lang];
  const frozen = formatCount(sum.frozen, lang);
  const parts: Part[] = [
    {
      kind: 'facts',
      facts: [
        { label: words.frozen, value: frozen },
        ...OUTCOMES.filter((outcome) => sum.outcomes[outcome] > 0).map((outcome) => ({
          label: OUTCOME_WORDS[outcome][lang],
          value: formatCount(sum.outcomes[outcome], lang),
        })),
      ],
    },
  ];
  if (!sum.settled) parts.push({ kind: 'text', text: words.stillOpen, tone: 'subtle' });
  parts.push(
    sum.closes
      ? { kind: 'text', text: words.closes(frozen), tone: 'good' }
      : { kind: 'text', text: words.doesNotClose(frozen), tone: 'warning' },
  );
  return parts;
};

/** The card after a send: each outcome with its count, and the statement that they add up. */
export const closedSum = (
  view: Pick<CampaignView, 'campaign'>,
  sum: ClosedSum,
  { lang, portalUrl }: { readonly lang: Lang; readonly portalUrl: string },
): Message => {
  const words = CHAT_WORDS[lang];
  const title = words.sumTitle(view.campaign.id, view.campaign.name);
  return {
    lang,
    summary: title,
    parts: [
      { kind: 'title', text: title },
      ...sumParts(sum, lang),
      {
        kind: 'actions',
        actions: [
          { kind: 'link', label: words.open, url: `${portalUrl}/campaigns/${encodeURIComponent(view.campaign.id)}` },
        ],
      },
    ],
  };
};
