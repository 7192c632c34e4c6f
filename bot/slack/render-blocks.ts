import type { Lang } from '../../core/index.ts';
import type { Action, Form, FormField, Message, Part, SectionState } from '../views/message.ts';
import { CHAT_WORDS } from '../views/words.ts';
import { type Block, type Button, LIMITS, type ModalView, type SelectOption, type SlackMessage } from './block-kit.ts';
import { escapeWithin, type Fitted, markdown, plainWithin } from './slack-text.ts';

const MARKS: Readonly<Record<SectionState, string>> = {
  waiting: '⏳',
  approved: '✅',
  changes_requested: '✏️',
  rejected: '⛔',
  voided: '↩️',
  undecided: '➖',
};
const TONE_MARKS = { normal: '', subtle: '', good: '✅ ', attention: '⚠️ ', warning: '⛔ ' } as const;

/** Prefix of the action ids of link buttons: Slack reports their clicks too. */
export const LINK_ACTION = 'link.';

/** All words of one message together; Slack refuses more (`msg_blocks_too_long`) without saying where it draws the line. */
const WORDS = 12_000;

const isUrl = (url: string): boolean =>
  url.length <= LIMITS.url && /^https?:\/\/[^\s]+$/.test(url) && URL.canParse(url);

interface Rendered {
  readonly blocks: Block[];
  readonly cut: boolean;
}
const whole = (...blocks: Block[]): Rendered => ({ blocks, cut: false });

const sectionOf = (fitted: Fitted): Rendered => ({
  blocks: [{ type: 'section', text: markdown(fitted.text) }],
  cut: fitted.cut,
});

const button = (action: Action, index: number, lang: Lang): Button | undefined => {
  const text = plainWithin(action.label, LIMITS.buttonText);
  if (action.kind === 'link') {
    return isUrl(action.url)
      ? { type: 'button', action_id: `${LINK_ACTION}${index}`, text, url: action.url }
      : undefined;
  }
  const words = CHAT_WORDS[lang];
  const value = JSON.stringify({ ...action.value, lang });
  if (value.length > LIMITS.buttonValue) return undefined;
  // What asks for words has its own second step; the rest that cannot be taken back gets one here.
  const confirm =
    action.style === 'danger' && action.form === undefined
      ? {
          title: plainWithin(words.sure, 100),
          text: plainWithin(words.sureText, 300),
          confirm: plainWithin(words.yes, 30),
          deny: plainWithin(words.no, 30),
        }
      : undefined;
  return {
    type: 'button',
    action_id: action.id,
    text,
    value,
    ...(action.style === 'normal' ? {} : { style: action.style }),
    ...(confirm === undefined ? {} : { confirm }),
  };
};

const actionsOf = (actions: readonly Action[], lang: Lang): Rendered => {
  const seen = new Set<string>();
  const buttons = actions
    .map((action, index) => button(action, index, lang))
    .filter((made) => made !== undefined)
    .filter((made) => !seen.has(made.action_id) && seen.add(made.action_id))
    .slice(0, LIMITS.actions);
  return buttons.length === 0 ? whole() : whole({ type: 'actions', elements: buttons });
};

const factsOf = (facts: Extract<Part, { kind: 'facts' }>['facts']): Rendered => {
  let cut = false;
  const fields = facts.map(({ label, value }) => {
    const name = escapeWithin(label, 200);
    const said = escapeWithin(value, LIMITS.field - name.text.length - 3);
    cut ||= said.cut;
    return markdown(`*${name.text}*\n${said.text}`);
  });
  const blocks: Block[] = [];
  for (let at = 0; at < fields.length; at += LIMITS.fields) {
    blocks.push({ type: 'section', fields: fields.slice(at, at + LIMITS.fields) });
  }
  return { blocks, cut };
};

const renderPart = (part: Part, lang: Lang): Rendered => {
  switch (part.kind) {
    case 'title':
      return {
        blocks: [{ type: 'header', text: plainWithin(part.text, LIMITS.header) }],
        cut: part.text.length > LIMITS.header,
      };
    case 'text': {
      const tone = part.tone ?? 'normal';
      const said = escapeWithin(part.text, LIMITS.section - TONE_MARKS[tone].length);
      if (tone === 'subtle') return { blocks: [{ type: 'context', elements: [markdown(said.text)] }], cut: said.cut };
      return sectionOf({ text: `${TONE_MARKS[tone]}${said.text}`, cut: said.cut });
    }
    case 'facts':
      return factsOf(part.facts);
    case 'section': {
      const label = `${MARKS[part.state]} *${escapeWithin(part.label, 200).text}*: `;
      const said = escapeWithin(part.text, LIMITS.section - label.length);
      return sectionOf({ text: `${label}${said.text}`, cut: said.cut });
    }
    case 'picture':
      return isUrl(part.url)
        ? whole({ type: 'image', image_url: part.url, alt_text: plainWithin(part.alt, LIMITS.altText).text })
        : whole();
    case 'divider':
      return whole({ type: 'divider' });
    case 'actions':
      return actionsOf(part.actions, lang);
  }
};

const size = (blocks: readonly Block[]): number => JSON.stringify(blocks).length;

/**
 * A message as Block Kit, within Slack's limits whatever it holds. What does not fit is cut, and a line says so with
 * the way to the portal where the message has one; buttons are kept before words. Pure.
 */
export const renderMessage = (message: Message): SlackMessage => {
  const words = CHAT_WORDS[message.lang];
  const rendered = message.parts.map((part) => ({ part, ...renderPart(part, message.lang) }));
  const actions = rendered.filter(({ part }) => part.kind === 'actions').flatMap(({ blocks }) => blocks);
  const keptActions = actions.slice(0, 5);
  let cut = actions.length > keptActions.length || rendered.some((each) => each.cut);
  // One block is kept free for the line that says that something is missing.
  let room = LIMITS.blocks - keptActions.length - 1;
  let wordsLeft = WORDS - size(keptActions);
  let buttonsLeft = keptActions.length;
  const blocks: Block[] = [];
  for (const each of rendered) {
    if (each.part.kind === 'actions') {
      const taken = each.blocks.slice(0, buttonsLeft);
      buttonsLeft -= taken.length;
      blocks.push(...taken);
      continue;
    }
    for (const block of each.blocks) {
      const cost = size([block]);
      if (room <= 0 || cost > wordsLeft) {
        cut = true;
        continue;
      }
      room -= 1;
      wordsLeft -= cost;
      blocks.push(block);
    }
  }
  if (cut) {
    const url = message.parts
      .flatMap((part) => (part.kind === 'actions' ? part.actions : []))
      .find((action) => action.kind === 'link' && isUrl(action.url));
    const line = url?.kind === 'link' && !/[|<>]/.test(url.url) ? `<${url.url}|${words.cut}>` : words.cut;
    blocks.push({ type: 'context', elements: [markdown(line)] });
  }
  const text = escapeWithin(message.summary, LIMITS.summary).text;
  return { text, blocks: blocks.length === 0 ? [{ type: 'section', text: markdown(text) }] : blocks };
};

const optionsOf = ({ options = [] }: FormField): SelectOption[] =>
  options.slice(0, LIMITS.options).map(({ value, label }) => ({ text: plainWithin(label, LIMITS.optionText), value }));

/** Slack refuses a choice that is none of the options. */
const chosenOf = (field: FormField): { initial_option?: SelectOption } => {
  const chosen = optionsOf(field).find(({ value }) => value === field.initial);
  return chosen === undefined ? {} : { initial_option: chosen };
};

/** The callback id of every form that belongs to an action. */
export const FORM_CALLBACK = 'action.form';

/**
 * An action's form as a modal. `metadata` comes back with the submission. Slack holds a field's length; core does again.
 * @throws RangeError where the metadata does not fit
 */
export const renderForm = (form: Form, metadata: string, lang: Lang): ModalView => {
  if (metadata.length > LIMITS.privateMetadata) throw new RangeError('the metadata of a modal holds 3,000 characters');
  return {
    type: 'modal',
    callback_id: FORM_CALLBACK,
    title: plainWithin(form.title, LIMITS.modalTitle),
    submit: plainWithin(form.submit, LIMITS.modalTitle),
    close: plainWithin(CHAT_WORDS[lang].back, LIMITS.modalTitle),
    private_metadata: metadata,
    blocks: form.fields.map((field) => ({
      type: 'input',
      block_id: field.id,
      label: plainWithin(field.label, LIMITS.inputLabel),
      ...(field.hint === undefined ? {} : { hint: plainWithin(field.hint, LIMITS.inputLabel) }),
      optional: !field.required,
      element:
        field.options === undefined
          ? {
              type: 'plain_text_input',
              action_id: 'value',
              multiline: field.multiline,
              ...(field.initial === undefined ? {} : { initial_value: field.initial.slice(0, LIMITS.inputMax) }),
              max_length: Math.max(1, Math.min(field.maxLength, LIMITS.inputMax)),
            }
          : {
              type: 'static_select',
              action_id: 'value',
              ...chosenOf(field),
              options: optionsOf(field),
            },
    })),
  };
};
