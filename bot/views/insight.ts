import {
  CUSTOMER_LIMIT,
  type DomainError,
  INSIGHT_COMMENT_LIMIT,
  INSIGHT_LIMIT,
  INSIGHT_SIDE_LIMIT,
  INSIGHT_SOURCES,
  INSIGHT_STATE_WORDS,
  type Insight,
  type Lang,
  type Persona,
  QUOTE_CONSENT_WORDS,
  QUOTE_CONSENTS,
  SENTIMENT_WORDS,
  type SimilarInsight,
  SOURCE_WORDS,
  type Theme,
} from '../../core/index.ts';
import { cutText } from './format.ts';
import { INSIGHT_CHAT_WORDS } from './insight-words.ts';
import type { Action, Form, Message, Part } from './message.ts';

/** So many themes and personas are offered in a form; the portal has them all. */
const OFFERED = 25;
const EXCERPT = 200;
const LINK_TYPED = 500;

/** What an insight may be about. */
export interface InsightChoices {
  readonly themes: readonly Theme[];
  readonly personas: readonly Persona[];
}

/** What is asked of somebody who shares; `initial` is what is known already. Pure. */
export const insightForm = (
  lang: Lang,
  { themes, personas }: InsightChoices,
  initial: Readonly<Record<string, string>> = {},
): Form => {
  const words = INSIGHT_CHAT_WORDS[lang];
  const filled = (id: string): { initial?: string } => (initial[id] === undefined ? {} : { initial: initial[id] });
  return {
    title: words.formTitle,
    submit: words.save,
    fields: [
      {
        id: 'text',
        label: words.text,
        hint: words.textHint,
        multiline: true,
        required: true,
        maxLength: INSIGHT_LIMIT,
        ...filled('text'),
      },
      {
        id: 'customer',
        label: words.customer,
        hint: words.customerHint,
        multiline: false,
        required: false,
        maxLength: CUSTOMER_LIMIT,
        ...filled('customer'),
      },
      ...(themes.length === 0
        ? []
        : [
            {
              id: 'theme',
              label: words.theme,
              multiline: false,
              required: false,
              maxLength: 200,
              options: themes
                .slice(0, OFFERED)
                .map(({ key, name }) => ({ value: cutText(key, 75), label: cutText(name, 60) })),
              ...filled('theme'),
            },
          ]),
      ...(personas.length === 0
        ? []
        : [
            {
              id: 'persona',
              label: words.persona,
              multiline: false,
              required: false,
              maxLength: 200,
              options: personas.slice(0, OFFERED).map(({ id, name }) => ({ value: id, label: cutText(name, 60) })),
              ...filled('persona'),
            },
          ]),
      ...(['product', 'region'] as const).map((id) => ({
        id,
        label: words[id],
        multiline: false,
        required: false,
        maxLength: INSIGHT_SIDE_LIMIT,
        ...filled(id),
      })),
      {
        id: 'source',
        label: words.source,
        multiline: false,
        required: false,
        maxLength: 200,
        options: INSIGHT_SOURCES.map((value) => ({ value, label: SOURCE_WORDS[value][lang] })),
        ...filled('source'),
      },
      {
        id: 'quoteConsent',
        label: words.quoteConsent,
        multiline: false,
        required: false,
        maxLength: 200,
        options: QUOTE_CONSENTS.map((value) => ({ value, label: QUOTE_CONSENT_WORDS[value][lang] })),
        ...filled('quoteConsent'),
      },
      { id: 'link', label: words.link, multiline: false, required: false, maxLength: LINK_TYPED, ...filled('link') },
    ],
  };
};

/** What is asked before a comment or a refusal. Pure. */
export const insightWordsForm = (id: 'insight.comment' | 'insight.decline', lang: Lang): Form => {
  const words = INSIGHT_CHAT_WORDS[lang];
  const comment = id === 'insight.comment';
  return {
    title: comment ? words.comment : words.decline,
    submit: comment ? words.comment : words.decline,
    fields: [
      {
        id: comment ? 'comment' : 'reason',
        label: comment ? words.comment : words.reason,
        hint: comment ? words.commentHint : words.reasonHint,
        multiline: true,
        required: true,
        maxLength: INSIGHT_COMMENT_LIMIT,
      },
    ],
  };
};

/** What an insight may be tied to, as its form offers it. */
export interface LinkTarget {
  /** `persona`, `segment` or `campaign`, a space, and its id. */
  readonly value: string;
  readonly label: string;
}

/** What is asked before an insight is tied to something. Pure. */
export const insightLinkForm = (targets: readonly LinkTarget[], lang: Lang): Form => {
  const words = INSIGHT_CHAT_WORDS[lang];
  const options = targets.map(({ value, label }) => ({ value: cutText(value, 75), label: cutText(label, 60) }));
  return {
    title: words.tie,
    submit: words.tie,
    fields: [{ id: 'link', label: words.tieTo, multiline: false, required: true, maxLength: 200, options }],
  };
};

/** The form behind one button, for somebody who typed the command alone. `prefix` stands before it. */
export const insightInvitation = (lang: Lang, choices: InsightChoices, prefix: string): Message => {
  const words = INSIGHT_CHAT_WORDS[lang];
  return {
    lang,
    summary: words.emptyTitle,
    parts: [
      { kind: 'title', text: words.emptyTitle },
      { kind: 'text', text: words.emptyText(prefix) },
      {
        kind: 'actions',
        actions: [
          {
            kind: 'button',
            id: 'insight.share',
            label: words.share,
            style: 'primary',
            value: {},
            form: insightForm(lang, choices),
          },
        ],
      },
    ],
  };
};

/** Shown before anything is saved: who said much the same, with a way to join the nearest and one to save all the same. */
export const similarMessage = (similar: readonly SimilarInsight[], draftId: string, lang: Lang): Message => {
  const words = INSIGHT_CHAT_WORDS[lang];
  const people = similar.reduce((sum, each) => sum + each.people, 0);
  const title = words.similarTitle(people);
  const [nearest] = similar;
  const lines = similar.map((each) =>
    words.similarLine(each.insight.id, cutText(each.insight.text.replaceAll('\n', ' '), EXCERPT), each.people),
  );
  return {
    lang,
    summary: title,
    parts: [
      { kind: 'title', text: title },
      { kind: 'text', text: lines.join('\n') },
      { kind: 'text', text: words.similarText, tone: 'subtle' },
      {
        kind: 'actions',
        actions: [
          ...(nearest === undefined
            ? []
            : [
                {
                  kind: 'button',
                  id: 'insight.support',
                  label: words.heardToo(nearest.insight.id),
                  style: 'primary',
                  value: { insightId: nearest.insight.id, draftId },
                } satisfies Action,
              ]),
          { kind: 'button', id: 'insight.save', label: words.saveAnyway, style: 'normal', value: { draftId } },
        ],
      },
    ],
  };
};

/** Fits one section of either platform. */
const PIECE = 2_500;

/** What is wrong, and after it every word that was typed. Pure. */
export const givenBack = (error: DomainError, text: string, lang: Lang): Message => {
  const letters = [...text];
  const pieces: Part[] = [];
  for (let at = 0; at < letters.length; at += PIECE) {
    pieces.push({ kind: 'text', text: letters.slice(at, at + PIECE).join('') });
  }
  return {
    lang,
    summary: cutText(error.in(lang), 300),
    parts: [
      { kind: 'text', text: error.in(lang), tone: 'warning' },
      { kind: 'text', text: INSIGHT_CHAT_WORDS[lang].youWrote, tone: 'subtle' },
      ...pieces,
    ],
  };
};

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
  /** What it may be tied to by who triages. */
  readonly targets: readonly LinkTarget[];
}

const factsOf = (insight: Insight, { lang, themes, authorName }: InsightFacts): Part => {
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
      {
        label: words.theme,
        value: themes.find(({ key }) => key === insight.themeKey)?.name ?? words.noTheme,
      },
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

const SENTIMENT_LABEL: Readonly<Record<Lang, string>> = { en: 'Sentiment', ko: '감성' };

/** An insight as it stands, with what its reader may do. Pure. */
export const insightMessage = (
  insight: Insight,
  facts: InsightFacts,
  { line, suggested, masked = 0 }: { line?: string; suggested?: Theme | undefined; masked?: number } = {},
): Message => {
  const { lang, portalUrl } = facts;
  const words = INSIGHT_CHAT_WORDS[lang];
  const value = { insightId: insight.id };
  const open = insight.state !== 'withdrawn';
  const actions: Action[] = [
    ...(open && suggested !== undefined && facts.mine
      ? [
          {
            kind: 'button',
            id: 'insight.theme',
            label: words.setTheme(cutText(suggested.name, 40)),
            style: 'primary',
            value: { ...value, theme: suggested.key },
          } satisfies Action,
        ]
      : []),
    ...(open && !facts.mine && !facts.heard
      ? [
          {
            kind: 'button',
            id: 'insight.support',
            label: words.heardToo(insight.id),
            style: 'primary',
            value,
          } satisfies Action,
        ]
      : []),
    ...(open && !facts.mine
      ? [
          {
            kind: 'button',
            id: 'insight.comment',
            label: words.comment,
            style: 'normal',
            value,
            form: insightWordsForm('insight.comment', lang),
          } satisfies Action,
        ]
      : []),
    ...(open && facts.triages && facts.briefs
      ? [{ kind: 'button', id: 'insight.brief', label: words.brief, style: 'normal', value } satisfies Action]
      : []),
    ...(open && facts.triages && facts.targets.length > 0
      ? [
          {
            kind: 'button',
            id: 'insight.link',
            label: words.tie,
            style: 'normal',
            value,
            form: insightLinkForm(facts.targets, lang),
          } satisfies Action,
        ]
      : []),
    ...(open && facts.triages
      ? [
          {
            kind: 'button',
            id: 'insight.decline',
            label: words.decline,
            style: 'normal',
            value,
            form: insightWordsForm('insight.decline', lang),
          } satisfies Action,
        ]
      : []),
    ...(open && facts.mine
      ? [{ kind: 'button', id: 'insight.withdraw', label: words.withdraw, style: 'danger', value } satisfies Action]
      : []),
    { kind: 'link', label: words.open, url: `${portalUrl}/insights/${insight.id}` },
  ];
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
      ...(masked === 0 ? [] : [{ kind: 'text', text: words.masked(masked), tone: 'attention' } satisfies Part]),
      ...(suggested === undefined
        ? []
        : [{ kind: 'text', text: words.suggested(suggested.name), tone: 'subtle' } satisfies Part]),
      { kind: 'actions', actions },
    ],
  };
};
