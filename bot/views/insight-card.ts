import {
  INSIGHT_STATE_WORDS,
  type Insight,
  type Lang,
  QUOTE_CONSENT_WORDS,
  SENTIMENT_WORDS,
  SOURCE_WORDS,
  type Theme,
} from '../../core/index.ts';
import { cutText } from './format.ts';
import {
  editableMark,
  editableOf,
  insightEditForm,
  insightLinkForm,
  insightWordsForm,
  type LinkTarget,
} from './insight.ts';
import { INSIGHT_CHAT_WORDS } from './insight-words.ts';
import type { Action, ActionId, Message, Part } from './message.ts';

/** The newest comments that are shown; the portal has them all. */
const COMMENTS = 3;
const COMMENT_SHOWN = 300;

export interface InsightFacts {
  readonly lang: Lang;
  /** Without a trailing slash. */
  readonly portalUrl: string;
  readonly authorName: string;
  readonly themes: readonly Theme[];
  /** What the reader may do. */
  readonly mine: boolean;
  readonly triages: boolean;
  /** Makes campaigns, and so a brief of it. */
  readonly briefs: boolean;
  readonly heard: boolean;
  /** Follows the theme that it stands in. */
  readonly follows: boolean;
  /** Display names of who commented, by staff id. */
  readonly names: Readonly<Record<string, string>>;
  /** What it may be tied to by who triages. */
  readonly targets: readonly LinkTarget[];
}

const SENTIMENT_LABEL: Readonly<Record<Lang, string>> = { en: 'Sentiment', ko: '감성' };

const themeOf = ({ themeKey }: Insight, { themes }: InsightFacts): Theme | undefined =>
  themes.find(({ key }) => key === themeKey);

const factsOf = (insight: Insight, facts: InsightFacts): Part => {
  const { lang, authorName } = facts;
  const words = INSIGHT_CHAT_WORDS[lang];
  const { sentiment } = insight;
  const label = SENTIMENT_WORDS[sentiment.label][lang];
  return {
    kind: 'facts',
    facts: [
      ...(insight.customer === '' ? [] : [{ label: words.customer, value: insight.customer }]),
      ...(['product', 'region'] as const).flatMap((side) =>
        insight[side] ? [{ label: words[side], value: insight[side] }] : [],
      ),
      { label: words.theme, value: themeOf(insight, facts)?.name ?? words.noTheme },
      {
        label: SENTIMENT_LABEL[lang],
        value: sentiment.correctedBy === null ? words.guess(label) : words.corrected(label),
      },
      { label: words.people, value: words.peopleCount(insight.supporters.length + 1) },
      { label: words.source, value: SOURCE_WORDS[insight.source][lang] },
      { label: words.quoteConsent, value: QUOTE_CONSENT_WORDS[insight.quoteConsent][lang] },
      { label: words.state, value: INSIGHT_STATE_WORDS[insight.state][lang] },
      { label: words.author, value: authorName },
    ],
  };
};

/** What its reader may do, while it is not withdrawn. */
const buttonsOf = (insight: Insight, facts: InsightFacts, suggested: Theme | undefined): readonly Action[] => {
  const { lang, mine, triages } = facts;
  const words = INSIGHT_CHAT_WORDS[lang];
  const theme = themeOf(insight, facts);
  const button = (
    may: boolean,
    id: ActionId,
    label: string,
    { style = 'normal', value = {}, form }: Partial<Extract<Action, { kind: 'button' }>> = {},
  ): readonly Action[] =>
    may
      ? [
          {
            kind: 'button',
            id,
            label,
            style,
            value: { insightId: insight.id, ...value },
            ...(form === undefined ? {} : { form }),
          },
        ]
      : [];
  return [
    ...(suggested === undefined
      ? []
      : button(mine, 'insight.theme', words.setTheme(cutText(suggested.name, 40)), {
          style: 'primary',
          value: { theme: suggested.key },
        })),
    ...button(!mine && !facts.heard, 'insight.support', words.heardToo(insight.id), { style: 'primary' }),
    ...button(true, 'insight.comment', words.comment, { form: insightWordsForm('insight.comment', lang) }),
    ...button(triages && facts.briefs, 'insight.brief', words.brief),
    ...button(triages && facts.targets.length > 0, 'insight.link', words.tie, {
      form: insightLinkForm(facts.targets, lang),
    }),
    ...button(triages, 'insight.decline', words.decline, { form: insightWordsForm('insight.decline', lang) }),
    ...(theme === undefined
      ? []
      : button(true, 'insight.follow', (facts.follows ? words.unfollow : words.follow)(cutText(theme.name, 40)), {
          value: { theme: theme.key, following: facts.follows ? 'no' : 'yes' },
        })),
    ...button(mine, 'insight.edit', words.edit, {
      value: { mark: editableMark(insight) },
      form: insightEditForm(lang, editableOf(insight)),
    }),
    ...button(mine, 'insight.withdraw', words.withdraw, { style: 'danger' }),
  ];
};

/** An insight as it stands, with its newest comments and what its reader may do. Pure. */
export const insightMessage = (
  insight: Insight,
  facts: InsightFacts,
  { line, suggested, masked = 0 }: { line?: string; suggested?: Theme | undefined; masked?: number } = {},
): Message => {
  const { lang, portalUrl, names } = facts;
  const words = INSIGHT_CHAT_WORDS[lang];
  const comments = insight.comments
    .slice(-COMMENTS)
    .map(({ by, text }) => `• ${names[by] ?? '–'}: ${cutText(text.replaceAll('\n', ' '), COMMENT_SHOWN)}`);
  const buttons = insight.state === 'withdrawn' ? [] : buttonsOf(insight, facts, suggested);
  const summary = line ?? `${insight.id}: ${cutText(insight.text, 120)}`;
  return {
    lang,
    summary,
    parts: [
      ...(line === undefined
        ? [{ kind: 'title', text: insight.id } satisfies Part]
        : [{ kind: 'text', text: line, tone: 'good' } satisfies Part]),
      { kind: 'text', text: insight.text },
      factsOf(insight, facts),
      ...(comments.length === 0
        ? []
        : [{ kind: 'text', text: `${words.comments}\n${comments.join('\n')}` } satisfies Part]),
      ...(masked === 0 ? [] : [{ kind: 'text', text: words.masked(masked), tone: 'attention' } satisfies Part]),
      ...(suggested === undefined
        ? []
        : [{ kind: 'text', text: words.suggested(suggested.name), tone: 'subtle' } satisfies Part]),
      {
        kind: 'actions',
        actions: [...buttons, { kind: 'link', label: words.open, url: `${portalUrl}/insights/${insight.id}` }],
      },
    ],
  };
};
