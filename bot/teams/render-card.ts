import type { Lang } from '../../core/index.ts';
import type { Action, ActionId, Form, Message, Part, SectionState } from '../views/message.ts';
import {
  type AdaptiveCard,
  CARD_CONTENT_TYPE,
  type CardAction,
  type CardActionStyle,
  type CardData,
  type CardElement,
} from './adaptive-card.ts';

/** Teams takes 28 KB with the envelope; this leaves room for it. */
export const CARD_BYTES = 25 * 1024;
/** Teams shows six buttons of one set. */
const ACTIONS_PER_SET = 6;
const LABEL_CHARACTERS = 60;
/** Tried one after the other until the card fits. */
const TEXT_LIMITS = [3_000, 1_200, 500, 200, 80] as const;

/** The key under which the action's id stands in the data of a Submit, which has no verb. */
export const VERB_KEY = 'verb';
/** Joins action id and field id: inputs of two forms of one card must not share an id. */
export const FIELD_SEPARATOR = '|';

const STATES: Readonly<Record<SectionState, { mark: string; style: 'emphasis' | 'good' | 'attention' | 'warning' }>> = {
  waiting: { mark: '○', style: 'emphasis' },
  approved: { mark: '✓', style: 'good' },
  changes_requested: { mark: '✎', style: 'warning' },
  rejected: { mark: '✕', style: 'attention' },
  voided: { mark: '↩', style: 'warning' },
  undecided: { mark: '–', style: 'emphasis' },
};

const STATE_WORDS: Readonly<Record<SectionState, Readonly<Record<Lang, string>>>> = {
  waiting: { en: 'Waiting', ko: '대기 중' },
  approved: { en: 'Approved', ko: '승인됨' },
  changes_requested: { en: 'Changes requested', ko: '수정 요청됨' },
  rejected: { en: 'Rejected', ko: '반려됨' },
  voided: { en: 'Approval void', ko: '승인 무효' },
  undecided: { en: 'Not decided', ko: '결정 없음' },
};

const REQUIRED: Readonly<Record<Lang, string>> = { en: 'Please fill this in.', ko: '내용을 입력해 주세요.' };
const SHORTENED: Readonly<Record<Lang, string>> = {
  en: 'Shortened to fit; the portal shows everything.',
  ko: '길어서 줄였습니다. 전체 내용은 포털에서 볼 수 있습니다.',
};

/** At most `limit` characters, never half of a surrogate pair. */
export const clip = (text: string, limit: number): string => {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
};

/**
 * Keeps a person's words from being read as markdown (a link under a false name, a heading, a list).
 * A single line break becomes a paragraph, because Teams drops single ones.
 */
export const plainText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\\`*[\]<>~|]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^(\s*)([#+-])(?=\s|#)/gm, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])(?=\s)/gm, '$1\\$2')
    .replace(/\n+/g, '\n\n');

const styleOf = (style: Extract<Action, { kind: 'button' }>['style']): CardActionStyle =>
  style === 'primary' ? 'positive' : style === 'danger' ? 'destructive' : 'default';

const TONES = {
  normal: 'Default',
  subtle: 'Default',
  good: 'Good',
  attention: 'Attention',
  warning: 'Warning',
} as const;

const execute = (
  action: Extract<Action, { kind: 'button' }>,
  title: string,
  associatedInputs: 'auto' | 'none',
): CardAction => {
  const style = styleOf(action.style);
  const text = clip(title, LABEL_CHARACTERS);
  return {
    type: 'Action.Execute',
    title: text,
    verb: action.id,
    data: { ...action.value },
    style,
    associatedInputs,
    fallback: {
      type: 'Action.Submit',
      title: text,
      data: { ...action.value, [VERB_KEY]: action.id },
      style,
      associatedInputs,
    },
  };
};

const inputs = (id: ActionId, form: Form, lang: Lang): CardElement[] =>
  form.fields.map((field): CardElement => {
    const asked = {
      id: `${id}${FIELD_SEPARATOR}${field.id}`,
      label: clip(field.label, 150),
      isRequired: field.required,
      ...(field.required ? { errorMessage: REQUIRED[lang] } : {}),
    };
    const initial = field.initial === undefined || field.initial === '' ? {} : { value: field.initial };
    if (field.options !== undefined) {
      const choices = field.options.map(({ value, label }) => ({ title: clip(label, LABEL_CHARACTERS), value }));
      return { type: 'Input.ChoiceSet', ...asked, style: 'compact', choices, ...initial };
    }
    return {
      type: 'Input.Text',
      ...asked,
      isMultiline: field.multiline,
      maxLength: field.maxLength,
      ...(field.hint === undefined ? {} : { placeholder: clip(field.hint, 150) }),
      ...initial,
    };
  });

const formCard = (action: Extract<Action, { kind: 'button' }>, form: Form, lang: Lang): AdaptiveCard => ({
  type: 'AdaptiveCard',
  body: [
    { type: 'TextBlock', text: plainText(clip(form.title, 150)), wrap: true, weight: 'Bolder' },
    ...inputs(action.id, form, lang),
    { type: 'ActionSet', actions: [execute(action, form.submit, 'auto')] },
  ],
});

const cardAction = (action: Action, lang: Lang): CardAction => {
  if (action.kind === 'link') {
    return { type: 'Action.OpenUrl', title: clip(action.label, LABEL_CHARACTERS), url: action.url };
  }
  if (action.form === undefined) return execute(action, action.label, 'none');
  return {
    type: 'Action.ShowCard',
    title: clip(action.label, LABEL_CHARACTERS),
    style: styleOf(action.style),
    card: formCard(action, action.form, lang),
  };
};

const elements = (part: Part, limit: number, lang: Lang): CardElement[] => {
  const shown = (text: string, most = limit): string => plainText(clip(text, Math.min(limit, most)));
  switch (part.kind) {
    case 'title':
      return [
        {
          type: 'TextBlock',
          text: shown(part.text, 150),
          wrap: true,
          size: 'Large',
          weight: 'Bolder',
          style: 'heading',
        },
      ];
    case 'text':
      return [
        {
          type: 'TextBlock',
          text: shown(part.text),
          wrap: true,
          color: TONES[part.tone ?? 'normal'],
          isSubtle: part.tone === 'subtle',
        },
      ];
    case 'facts':
      return part.facts.length === 0
        ? []
        : [
            {
              type: 'FactSet',
              facts: part.facts.map((fact) => ({ title: clip(fact.label, 80), value: shown(fact.value) })),
            },
          ];
    case 'section': {
      const state = STATES[part.state];
      return [
        {
          type: 'Container',
          style: state.style,
          spacing: 'Small',
          items: [
            {
              type: 'TextBlock',
              text: `${state.mark} ${shown(part.label, 100)} · ${STATE_WORDS[part.state][lang]}`,
              wrap: true,
              weight: 'Bolder',
            },
            ...(part.text === ''
              ? []
              : [{ type: 'TextBlock', text: shown(part.text), wrap: true, spacing: 'None' } satisfies CardElement]),
          ],
        },
      ];
    }
    case 'picture':
      return [{ type: 'Image', url: part.url, altText: clip(part.alt, 300), size: 'Stretch' }];
    case 'divider':
      return [];
    case 'actions': {
      const sets: CardElement[] = [];
      for (let i = 0; i < part.actions.length; i += ACTIONS_PER_SET) {
        const actions = part.actions.slice(i, i + ACTIONS_PER_SET).map((action) => cardAction(action, lang));
        sets.push({ type: 'ActionSet', actions });
      }
      return sets;
    }
  }
};

const build = (message: Message, parts: readonly Part[], limit: number, shortened: boolean): AdaptiveCard => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  lang: message.lang,
  fallbackText: clip(message.summary, 300),
  speak: clip(message.summary, 300),
  msteams: { width: 'Full' },
  body: [
    ...parts.flatMap((part, i) => {
      const [first, ...rest] = elements(part, limit, message.lang);
      if (first === undefined) return [];
      // A line of its own is no element of a card: it stands above what follows.
      const setOff = parts[i - 1]?.kind === 'divider' ? ({ separator: true, spacing: 'Medium' } as const) : {};
      return [{ ...first, ...setOff }, ...rest];
    }),
    ...(shortened
      ? [{ type: 'TextBlock', text: SHORTENED[message.lang], wrap: true, isSubtle: true } satisfies CardElement]
      : []),
  ],
});

const bytes = (card: AdaptiveCard): number => Buffer.byteLength(JSON.stringify(card));

/**
 * An Adaptive Card 1.5 of at most `CARD_BYTES`. A long message is shortened, and says so: first its texts, then whole
 * parts from the end; titles, sections and buttons stay. Never holds `refresh`: with it an answer to one person's click
 * would replace everybody's message.
 */
export const renderCard = (message: Message): AdaptiveCard => {
  for (const limit of TEXT_LIMITS) {
    const card = build(message, message.parts, limit, limit !== TEXT_LIMITS[0]);
    if (bytes(card) <= CARD_BYTES) return card;
  }
  const parts = [...message.parts];
  const smallest = TEXT_LIMITS[TEXT_LIMITS.length - 1] ?? 80;
  for (const keep of [['title', 'section', 'actions'], ['actions'], []] as const) {
    for (let i = parts.length - 1; i >= 0; i -= 1) {
      const part = parts[i];
      if (part === undefined || (keep as readonly string[]).includes(part.kind)) continue;
      parts.splice(i, 1);
      const card = build(message, parts, smallest, true);
      if (bytes(card) <= CARD_BYTES) return card;
    }
  }
  return build(message, [], smallest, true);
};

/** Dialogs of Teams know Submit alone. */
const submitOnly = <T>(card: T): T =>
  JSON.parse(JSON.stringify(card), (_key, value) => (value?.type === 'Action.Execute' ? value.fallback : value));

/** A message as a dialog shows it. */
export const dialogCard = (message: Message): AdaptiveCard => submitOnly(renderCard(message));

/** A form as a dialog of its own; `wrong` stands above the fields, `value` comes back with what is typed. */
export const formDialogCard = (
  id: ActionId,
  form: Form,
  value: CardData,
  lang: Lang,
  wrong: readonly string[] = [],
): AdaptiveCard =>
  submitOnly({
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang,
    fallbackText: clip(form.title, 300),
    body: [
      ...wrong.map(
        (text): CardElement => ({ type: 'TextBlock', text: plainText(clip(text, 500)), wrap: true, color: 'Warning' }),
      ),
      ...inputs(id, form, lang),
      {
        type: 'ActionSet',
        actions: [execute({ kind: 'button', id, label: form.submit, style: 'primary', value }, form.submit, 'auto')],
      },
    ],
  });

/** What the connector takes: the card as attachment, the summary for notifications and screen readers. */
export const cardActivity = (
  message: Message,
): {
  readonly type: 'message';
  readonly summary: string;
  readonly attachments: readonly { readonly contentType: string; readonly content: AdaptiveCard }[];
} => ({
  type: 'message',
  summary: clip(message.summary, 300),
  attachments: [{ contentType: CARD_CONTENT_TYPE, content: renderCard(message) }],
});
