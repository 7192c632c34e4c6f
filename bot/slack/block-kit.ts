/** The part of Slack's Block Kit that Tandem uses (docs.slack.dev/reference/block-kit). */
export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: boolean;
}
export interface MarkdownText {
  readonly type: 'mrkdwn';
  readonly text: string;
}
export interface Confirm {
  readonly title: PlainText;
  readonly text: PlainText;
  readonly confirm: PlainText;
  readonly deny: PlainText;
}
export interface Button {
  readonly type: 'button';
  readonly action_id: string;
  readonly text: PlainText;
  readonly style?: 'primary' | 'danger';
  readonly value?: string;
  readonly url?: string;
  readonly confirm?: Confirm;
}
export type Block =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: MarkdownText }
  | { readonly type: 'section'; readonly fields: MarkdownText[] }
  | { readonly type: 'context'; readonly elements: MarkdownText[] }
  | { readonly type: 'image'; readonly image_url: string; readonly alt_text: string }
  | { readonly type: 'divider' }
  | { readonly type: 'actions'; readonly elements: Button[] }
  | {
      readonly type: 'input';
      readonly block_id: string;
      readonly label: PlainText;
      readonly hint?: PlainText;
      readonly optional: boolean;
      readonly element: TextInput | SelectInput;
    };

interface TextInput {
  readonly type: 'plain_text_input';
  readonly action_id: string;
  readonly multiline: boolean;
  readonly max_length: number;
  readonly initial_value?: string;
}
interface SelectInput {
  readonly type: 'static_select';
  readonly action_id: string;
  readonly options: readonly SelectOption[];
  readonly initial_option?: SelectOption;
}
export interface SelectOption {
  readonly text: PlainText;
  readonly value: string;
}

export interface SlackMessage {
  /** What notifications and screen readers get; never empty. */
  readonly text: string;
  readonly blocks: Block[];
}

export interface ModalView {
  readonly type: 'modal';
  readonly callback_id: string;
  readonly title: PlainText;
  readonly submit: PlainText;
  readonly close: PlainText;
  readonly private_metadata: string;
  readonly blocks: Block[];
}

/** Slack's limits, in UTF-16 units or items. */
export const LIMITS = {
  blocks: 50,
  header: 150,
  section: 3000,
  fields: 10,
  field: 2000,
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  altText: 2000,
  modalTitle: 24,
  inputLabel: 2000,
  options: 100,
  optionText: 75,
  inputMax: 3000,
  privateMetadata: 3000,
  /** Not Slack's: longer summaries help nobody. */
  summary: 1000,
} as const;
