import { createHash } from 'node:crypto';
import {
  CUSTOMER_LIMIT,
  type DomainError,
  INSIGHT_COMMENT_LIMIT,
  INSIGHT_LIMIT,
  INSIGHT_SIDE_LIMIT,
  INSIGHT_SOURCES,
  type Insight,
  type Lang,
  type Persona,
  QUOTE_CONSENT_WORDS,
  QUOTE_CONSENTS,
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

/** What its author may say anew in chat; theme and persona stay as they are. Pure. */
export const insightEditForm = (lang: Lang, initial: Readonly<Record<string, string>>): Form => {
  const words = INSIGHT_CHAT_WORDS[lang];
  return { ...insightForm(lang, { themes: [], personas: [] }, initial), title: words.edit, submit: words.saveEdit };
};

/** What stands in the fields of `insightEditForm`. Pure. */
export const editableOf = (insight: Insight): Readonly<Record<string, string>> => {
  const { text, customer, product = '', region = '', source, quoteConsent, link } = insight;
  return { text, customer, product, region, source, quoteConsent, link: link ?? '' };
};

/** Short for what the fields held when a button was made: an edit of older words is refused. Pure. */
export const editableMark = (insight: Insight): string =>
  createHash('sha256')
    .update(JSON.stringify(editableOf(insight)))
    .digest('hex')
    .slice(0, 12);

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
export const similarMessage = (
  similar: readonly SimilarInsight[],
  { draftId, staffId }: { draftId: string; staffId: string },
  lang: Lang,
): Message => {
  const words = INSIGHT_CHAT_WORDS[lang];
  const people = similar.reduce((sum, each) => sum + each.people, 0);
  const title = words.similarTitle(people);
  // Nobody joins what they shared themselves: it counts them already.
  const nearest = similar.find(({ insight }) => insight.authorId !== staffId);
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
