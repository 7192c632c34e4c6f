import {
  COMMENT_LIMIT,
  LATER_IDS,
  type Lang,
  type Persona,
  type PreflightItem,
  STOP_REASON_LIMIT,
  type Theme,
  WAIVER_DAYS,
  WAIVER_REASON_LIMIT,
} from '../../core/index.ts';
import { digestForm } from './digest.ts';
import { fieldForm } from './field-card.ts';
import { cutText } from './format.ts';
import { insightEditForm, insightForm, insightLinkForm, insightWordsForm, type LinkTarget } from './insight.ts';
import type { ActionId, Form, FormField } from './message.ts';
import { CHAT_WORDS } from './words.ts';

/** What forms offer to choose from. */
export interface FormChoices {
  /** To whom a lane may be handed on. */
  readonly people?: readonly { readonly id: string; readonly name: string }[];
  /** Red items that nobody answers for yet. */
  readonly blocking?: readonly PreflightItem[];
  /** What an insight may be about. */
  readonly themes?: readonly Theme[];
  readonly personas?: readonly Persona[];
  readonly targets?: readonly LinkTarget[];
  /** Words that are there already, by field. */
  readonly initial?: Readonly<Record<string, string>>;
}

/** So many names and items fit a card of 25 KB together with its words; core knows the rest. */
const OFFERED = { people: 30, items: 12 } as const;

const text = (id: string, label: string, hint: string, maxLength: number): FormField => ({
  id,
  label,
  multiline: true,
  required: true,
  maxLength,
  hint,
});

const choice = (id: string, label: string, options: NonNullable<FormField['options']>): FormField => ({
  id,
  label,
  multiline: false,
  required: true,
  maxLength: 200,
  options,
});

/** What an action asks before it is done; undefined where it asks nothing. Pure. */
export const actionForm = (
  id: ActionId,
  lang: Lang,
  { people = [], blocking = [], themes = [], personas = [], targets = [], initial = {} }: FormChoices = {},
): Form | undefined => {
  const words = CHAT_WORDS[lang];
  switch (id) {
    case 'review.request_changes':
      return {
        title: words.requestChangesTitle,
        submit: words.send,
        fields: [text('comment', words.what, words.commentHint, COMMENT_LIMIT)],
      };
    case 'review.reject':
      return {
        title: words.rejectTitle,
        submit: words.rejectForGood,
        fields: [text('comment', words.why, words.rejectHint, COMMENT_LIMIT)],
      };
    case 'review.delegate': {
      const options = people.slice(0, OFFERED.people).map((one) => ({ value: one.id, label: cutText(one.name, 60) }));
      return { title: words.delegateTitle, submit: words.delegate, fields: [choice('to', words.delegateTo, options)] };
    }
    case 'review.later': {
      const options = LATER_IDS.map((value) => ({ value, label: words.laterAt[value] }));
      return { title: words.laterTitle, submit: words.later, fields: [choice('when', words.laterWhen, options)] };
    }
    case 'preflight.waive': {
      const items = blocking
        .slice(0, OFFERED.items)
        .map((item) => ({ value: item.id, label: cutText(item.label[lang], 60) }));
      const days = WAIVER_DAYS.map((n) => ({ value: String(n), label: words.waiveDays(n) }));
      return {
        title: words.waiveTitle,
        submit: words.waive,
        fields: [
          choice('item', words.waiveItem, items),
          text('reason', words.waiveWhy, words.waiveHint, WAIVER_REASON_LIMIT),
          choice('days', words.waiveUntil, days),
        ],
      };
    }
    case 'campaign.halt':
      return {
        title: words.haltTitle,
        submit: words.halt,
        fields: [text('reason', words.haltWhy, words.haltHint, STOP_REASON_LIMIT)],
      };
    case 'digest.change':
      return digestForm(lang, initial);
    case 'insight.share':
      return insightForm(lang, { themes, personas }, initial);
    case 'insight.edit':
      return insightEditForm(lang, initial);
    case 'field.grant':
    case 'field.refuse':
      return fieldForm(id, lang, initial);
    case 'insight.link':
      return insightLinkForm(targets, lang);
    case 'insight.comment':
    case 'insight.decline':
      return insightWordsForm(id, lang);
    default:
      return undefined;
  }
};
