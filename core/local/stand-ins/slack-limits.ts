/**
 * Slack's documented limits of Block Kit, as the platform checks them. Written from the reference pages of the blocks
 * and of `views.open`, on purpose without a look at the renderer that it judges.
 */
type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const SLACK_LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  header: 150,
  sectionText: 3000,
  sectionFields: 10,
  fieldText: 2000,
  contextElements: 10,
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  actionId: 255,
  blockId: 255,
  altText: 2000,
  modalTitle: 24,
  modalButton: 24,
  privateMetadata: 3000,
  callbackId: 255,
  inputLabel: 2000,
  inputMax: 3000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  messageText: 40_000,
} as const;

type Report = (where: string, what: string) => void;

const checkText = (report: Report, where: string, value: unknown, max: number, plainOnly = false) => {
  if (!isRecord(value)) return report(where, 'must be a text object');
  const { type, text } = value;
  if (type !== 'plain_text' && (plainOnly || type !== 'mrkdwn'))
    report(where, `text type ${String(type)} is not allowed`);
  if (typeof text !== 'string' || text.length === 0) return report(where, 'text must be more than 0 characters');
  if (text.length > max) report(where, `text must be less than ${max + 1} characters`);
};

const checkLength = (report: Report, where: string, value: unknown, max: number) => {
  if (typeof value !== 'string' || value.length === 0) return report(where, 'must be a non-empty string');
  if (value.length > max) report(where, `must be less than ${max + 1} characters`);
};

const checkUrl = (report: Report, where: string, value: unknown) => {
  checkLength(report, where, value, SLACK_LIMITS.url);
  if (typeof value !== 'string' || !/^https?:\/\/[^\s]+$/.test(value) || !URL.canParse(value))
    report(where, 'is not a url');
};

const checkButton = (report: Report, where: string, button: Json) => {
  checkText(report, `${where}.text`, button.text, SLACK_LIMITS.buttonText, true);
  checkLength(report, `${where}.action_id`, button.action_id, SLACK_LIMITS.actionId);
  if (button.value !== undefined) checkLength(report, `${where}.value`, button.value, SLACK_LIMITS.buttonValue);
  if (button.url !== undefined) checkUrl(report, `${where}.url`, button.url);
  if (button.style !== undefined && button.style !== 'primary' && button.style !== 'danger')
    report(where, 'unknown style');
  if (!isRecord(button.confirm)) return;
  checkText(report, `${where}.confirm.title`, button.confirm.title, SLACK_LIMITS.confirmTitle, true);
  checkText(report, `${where}.confirm.text`, button.confirm.text, SLACK_LIMITS.confirmText);
  checkText(report, `${where}.confirm.confirm`, button.confirm.confirm, SLACK_LIMITS.confirmButton, true);
  checkText(report, `${where}.confirm.deny`, button.confirm.deny, SLACK_LIMITS.confirmButton, true);
};

const checkActions = (report: Report, where: string, block: Json) => {
  const elements = list(block.elements);
  if (elements.length === 0 || elements.length > SLACK_LIMITS.actions) report(where, 'must have 1 to 25 elements');
  const seen = new Set<unknown>();
  for (const [index, element] of elements.entries()) {
    if (!isRecord(element) || element.type !== 'button') {
      report(`${where}.elements[${index}]`, 'only buttons are known here');
      continue;
    }
    checkButton(report, `${where}.elements[${index}]`, element);
    if (seen.has(element.action_id)) report(where, `action_id ${String(element.action_id)} already exists`);
    seen.add(element.action_id);
  }
};

const checkInput = (report: Report, where: string, block: Json) => {
  checkText(report, `${where}.label`, block.label, SLACK_LIMITS.inputLabel, true);
  if (block.hint !== undefined) checkText(report, `${where}.hint`, block.hint, SLACK_LIMITS.inputLabel, true);
  const { element } = block;
  if (isRecord(element) && element.type === 'static_select') {
    const options = list(element.options);
    if (options.length === 0 || options.length > 100) report(`${where}.element.options`, 'must have 1 to 100 items');
    for (const [i, option] of options.entries()) {
      const at = `${where}.element.options[${i}]`;
      if (!isRecord(option)) return report(at, 'must be an object');
      checkText(report, `${at}.text`, option.text, 75, true);
      checkLength(report, `${at}.value`, option.value, 150);
    }
    return;
  }
  if (!isRecord(element) || element.type !== 'plain_text_input')
    return report(where, 'only plain_text_input and static_select are known here');
  const max = element.max_length;
  if (max !== undefined && (typeof max !== 'number' || max < 1 || max > SLACK_LIMITS.inputMax)) {
    report(`${where}.element.max_length`, `must be 1 to ${SLACK_LIMITS.inputMax}`);
  }
};

const checkBlock = (report: Report, where: string, block: unknown) => {
  if (!isRecord(block)) return report(where, 'must be an object');
  if (block.block_id !== undefined) checkLength(report, `${where}.block_id`, block.block_id, SLACK_LIMITS.blockId);
  switch (block.type) {
    case 'header':
      return checkText(report, `${where}.text`, block.text, SLACK_LIMITS.header, true);
    case 'section': {
      if (block.text === undefined && block.fields === undefined) report(where, 'needs text or fields');
      if (block.text !== undefined) checkText(report, `${where}.text`, block.text, SLACK_LIMITS.sectionText);
      const fields = list(block.fields);
      if (block.fields !== undefined && (fields.length === 0 || fields.length > SLACK_LIMITS.sectionFields)) {
        report(`${where}.fields`, 'must have 1 to 10 items');
      }
      for (const [i, field] of fields.entries())
        checkText(report, `${where}.fields[${i}]`, field, SLACK_LIMITS.fieldText);
      return;
    }
    case 'context': {
      const elements = list(block.elements);
      if (elements.length === 0 || elements.length > SLACK_LIMITS.contextElements)
        report(where, 'must have 1 to 10 elements');
      for (const [i, element] of elements.entries())
        checkText(report, `${where}.elements[${i}]`, element, SLACK_LIMITS.sectionText);
      return;
    }
    case 'divider':
      return;
    case 'image':
      checkUrl(report, `${where}.image_url`, block.image_url);
      return checkLength(report, `${where}.alt_text`, block.alt_text, SLACK_LIMITS.altText);
    case 'actions':
      return checkActions(report, where, block);
    case 'input':
      return checkInput(report, where, block);
    default:
      return report(where, `unsupported type: ${String(block.type)}`);
  }
};

const collect = (check: (report: Report) => void): string[] => {
  const found: string[] = [];
  check((where, what) => found.push(`${what} [json-pointer:${where}]`));
  return found;
};

const checkBlocks = (report: Report, blocks: unknown, max: number) => {
  if (!Array.isArray(blocks)) return report('/blocks', 'must be an array');
  if (blocks.length > max) report('/blocks', `no more than ${max} items allowed`);
  for (const [index, block] of blocks.entries()) checkBlock(report, `/blocks/${index}`, block);
};

/** What Slack would complain about in a message; empty where it would take it. */
export const messageComplaints = (message: { readonly text?: unknown; readonly blocks?: unknown }): string[] =>
  collect((report) => {
    if (typeof message.text !== 'string' || message.text === '') report('/text', 'no_text');
    else if (message.text.length > SLACK_LIMITS.messageText) report('/text', 'msg_too_long');
    if (message.blocks !== undefined) checkBlocks(report, message.blocks, SLACK_LIMITS.messageBlocks);
  });

/** What Slack would complain about in a modal or a Home tab. */
export const viewComplaints = (view: unknown): string[] =>
  collect((report) => {
    if (!isRecord(view)) return report('/view', 'must be an object');
    checkBlocks(report, view.blocks, SLACK_LIMITS.viewBlocks);
    if (view.private_metadata !== undefined && String(view.private_metadata).length > SLACK_LIMITS.privateMetadata) {
      report('/view/private_metadata', 'must be less than 3001 characters');
    }
    if (view.type === 'home') return;
    if (view.type !== 'modal') return report('/view/type', 'must be modal or home');
    checkText(report, '/view/title', view.title, SLACK_LIMITS.modalTitle, true);
    if (view.submit !== undefined) checkText(report, '/view/submit', view.submit, SLACK_LIMITS.modalButton, true);
    if (view.close !== undefined) checkText(report, '/view/close', view.close, SLACK_LIMITS.modalButton, true);
    if (view.callback_id !== undefined)
      checkLength(report, '/view/callback_id', view.callback_id, SLACK_LIMITS.callbackId);
    const hasInput = list(view.blocks).some((block) => isRecord(block) && block.type === 'input');
    if (hasInput && view.submit === undefined) report('/view/submit', 'is required with input blocks');
  });
