import { createHash } from 'node:crypto';
import { BLOCK_KINDS, type Block, type Campaign, type CampaignInput, isLang, type Lang } from '../../core/index.ts';

export type BlockKind = Block['kind'];

/** A block as the form holds it: texts only, whatever was typed. `kind` decides which of them are shown. */
export interface BlockForm {
  readonly kind: BlockKind;
  readonly text: string;
  readonly level: string;
  readonly pictureId: string;
  readonly alt: string;
  readonly href: string;
  readonly label: string;
  readonly left: string;
  readonly right: string;
}

/** The editor as typed. Nothing in it is checked yet; core does that and answers by field. */
export interface EditorForm {
  readonly revision: number;
  readonly name: string;
  readonly goal: string;
  readonly kpi: string;
  readonly kpiTarget: string;
  readonly budget: string;
  readonly currency: string;
  readonly ownerId: string;
  readonly fromName: string;
  readonly fromLocalPart: string;
  readonly senderDomain: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly preheader: string;
  readonly lang: Lang;
  readonly bodyKind: 'blocks' | 'mjml';
  readonly blocks: readonly BlockForm[];
  readonly mjml: string;
  /** What was made of the blocks when `mjml` was last made of them, as a digest; empty where people wrote it. */
  readonly mjmlMade: string;
  readonly segmentId: string;
  readonly alsoIds: readonly string[];
  readonly exceptIds: readonly string[];
  readonly topicId: string;
  /** Of a resend: which campaign missed them, and by what; empty otherwise. */
  readonly missedId: string;
  readonly missedEvent: string;
  readonly exemption: string;
  readonly exemptionReason: string;
  readonly when: 'keys' | 'time' | 'local';
  readonly localTime: string;
  readonly zone: string;
  readonly fallbackZone: string;
  /** Address or number of the contact whose eyes the preview borrows; empty for a made-up one. */
  readonly previewAs: string;
}

export type AudienceForm = Pick<
  EditorForm,
  'segmentId' | 'alsoIds' | 'exceptIds' | 'topicId' | 'missedId' | 'missedEvent'
>;

/** More than any mail needs; it bounds what a request can make us do. */
const MAX_BLOCKS = 60;
const MAX_SEGMENTS = 200;

/** What the text fields of the editor are called in the form: the same paths by which core names a field. */
export const FIELD = {
  name: 'name',
  goal: 'brief.goal',
  kpi: 'brief.kpi',
  kpiTarget: 'brief.kpiTarget',
  budget: 'brief.budget',
  currency: 'brief.currency',
  ownerId: 'brief.ownerId',
  fromName: 'content.fromName',
  fromLocalPart: 'content.fromLocalPart',
  senderDomain: 'senderDomain',
  replyTo: 'content.replyTo',
  subject: 'content.subject',
  preheader: 'content.preheader',
  lang: 'content.lang',
  bodyKind: 'content.body.kind',
  mjml: 'content.body.source',
  mjmlMade: 'content.body.made',
  segmentId: 'audience.segmentId',
  alsoIds: 'audience.alsoIds',
  exceptIds: 'audience.exceptIds',
  topicId: 'audience.topicId',
  missedId: 'audience.missed.campaignId',
  missedEvent: 'audience.missed.event',
  exemption: 'exemption.kind',
  exemptionReason: 'exemption.reason',
  when: 'schedule.when',
  localTime: 'schedule.localTime',
  zone: 'schedule.zone',
  fallbackZone: 'schedule.local.fallbackZone',
  previewAs: 'previewAs',
} as const;

export const blockField = (index: number, key: keyof BlockForm): string => `content.body.blocks.${index}.${key}`;

const EMPTY_BLOCK: Omit<BlockForm, 'kind'> = {
  text: '',
  level: '2',
  pictureId: '',
  alt: '',
  href: '',
  label: '',
  left: '',
  right: '',
};

/** A new block, empty but for what has to stand there. */
export const newBlock = (kind: BlockKind): BlockForm => ({ kind, ...EMPTY_BLOCK });

const isBlockKind = (value: string): value is BlockKind => (BLOCK_KINDS as readonly string[]).includes(value);

const blockForm = (block: Block): BlockForm => ({
  ...EMPTY_BLOCK,
  ...Object.fromEntries(Object.entries(block).map(([key, value]) => [key, String(value)])),
  kind: block.kind,
});

/** The editor as it opens on what is saved. */
export const editorFormOf = (campaign: Campaign): EditorForm => {
  const { brief, content, schedule } = campaign;
  return {
    revision: campaign.revision,
    name: campaign.name,
    goal: brief.goal,
    kpi: brief.kpi,
    kpiTarget: String(brief.kpiTarget),
    budget: String(brief.budget),
    currency: brief.currency,
    ownerId: brief.ownerId,
    fromName: content.fromName,
    fromLocalPart: content.fromLocalPart,
    senderDomain: campaign.senderDomain,
    replyTo: content.replyTo,
    subject: content.subject,
    preheader: content.preheader,
    lang: content.lang,
    bodyKind: content.body.kind,
    blocks: (content.body.blocks ?? []).map(blockForm),
    mjml: content.body.kind === 'mjml' ? content.body.source : '',
    mjmlMade: '',
    segmentId: campaign.audience.segmentId ?? '',
    alsoIds: campaign.audience.alsoIds ?? [],
    exceptIds: campaign.audience.exceptIds ?? [],
    topicId: campaign.audience.topicId ?? '',
    missedId: campaign.audience.missed?.campaignId ?? '',
    missedEvent: campaign.audience.missed?.event ?? '',
    exemption: campaign.exemption?.kind ?? 'none',
    exemptionReason: campaign.exemption?.reason ?? '',
    when: schedule.localTime === null ? 'keys' : schedule.local === undefined ? 'time' : 'local',
    localTime: schedule.localTime ?? '',
    zone: schedule.zone,
    fallbackZone: schedule.local?.fallbackZone ?? '',
    previewAs: '',
  };
};

/** A number where one was typed; otherwise the text as it stands, for core to refuse by name. */
const numeric = (text: string): number | string => {
  const plain = text.replaceAll(/[\s,]/g, '');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text;
};

const blockInput = (block: BlockForm): Record<string, unknown> => {
  switch (block.kind) {
    case 'heading':
      return { kind: 'heading', text: block.text, level: numeric(block.level) };
    case 'text':
      return { kind: 'text', text: block.text };
    case 'picture':
      return { kind: 'picture', pictureId: block.pictureId, alt: block.alt, href: block.href };
    case 'button':
      return { kind: 'button', label: block.label, href: block.href };
    case 'columns':
      return { kind: 'columns', left: block.left, right: block.right };
    case 'divider':
      return { kind: 'divider' };
    case 'footer':
      return { kind: 'footer', text: block.text };
  }
};

/** The content alone, for a preview of what is not saved. */
export const contentOf = (form: EditorForm): Record<string, unknown> => ({
  fromName: form.fromName,
  fromLocalPart: form.fromLocalPart,
  replyTo: form.replyTo,
  subject: form.subject,
  preheader: form.preheader,
  lang: form.lang,
  body:
    form.bodyKind === 'mjml'
      ? {
          kind: 'mjml',
          source: form.mjml,
          ...(form.blocks.length === 0 ? {} : { blocks: form.blocks.map(blockInput) }),
        }
      : { kind: 'blocks', blocks: form.blocks.map(blockInput) },
});

const digestOf = (source: string): string => createHash('sha256').update(source.trim()).digest('hex');

/** The form whose source is what its blocks compile to now; a source that people wrote or changed stays. */
export const withSource = (form: EditorForm, made: (content: unknown) => string): EditorForm => {
  const untouched = form.mjml.trim() === '' || digestOf(form.mjml) === form.mjmlMade;
  if (form.blocks.length === 0 || !untouched) return form;
  const { lang, blocks } = form;
  const mjml = made({ lang, body: { kind: 'blocks', blocks: blocks.map(blockInput) } });
  return { ...form, mjml, mjmlMade: digestOf(mjml) };
};

/** Whom the form means, as core takes it. */
export const audienceOf = ({
  segmentId,
  alsoIds,
  exceptIds,
  topicId,
  missedId,
  missedEvent,
}: AudienceForm): Record<string, unknown> => ({
  segmentId: segmentId === '' ? null : segmentId,
  alsoIds,
  exceptIds,
  topicId: topicId === '' ? null : topicId,
  missed: missedId === '' ? null : { campaignId: missedId, event: missedEvent },
});

/** What is lifted for this campaign, as core takes it. */
export const exemptionOf = ({
  exemption,
  exemptionReason,
}: Pick<EditorForm, 'exemption' | 'exemptionReason'>): Record<string, unknown> => ({
  kind: exemption === '' ? 'none' : exemption,
  reason: exemptionReason,
});

/** The form as core takes it. */
export const inputOf = (form: EditorForm): CampaignInput & { revision: number } => ({
  revision: form.revision,
  name: form.name,
  brief: {
    goal: form.goal,
    kpi: form.kpi,
    kpiTarget: numeric(form.kpiTarget),
    budget: numeric(form.budget),
    currency: form.currency,
    ownerId: form.ownerId,
  },
  content: contentOf(form),
  audience: audienceOf(form),
  exemption: exemptionOf(form),
  schedule: {
    localTime: form.when === 'keys' ? null : form.localTime,
    zone: form.zone,
    local: form.when === 'local' ? { fallbackZone: form.fallbackZone } : null,
  },
  senderDomain: form.senderDomain,
});

const BLOCK_NAME = /^content\.body\.blocks\.(\d{1,3})\.([a-zA-Z]{1,20})$/;

/**
 * Reads the editor's fields out of a parsed body. Only names that the form has are looked at, and only texts are taken:
 * an object or an operator that somebody sends in a field's place counts as empty.
 */
export const readEditorForm = (body: unknown): EditorForm => {
  const fields = new Map<string, string>();
  for (const [key, value] of Object.entries(body !== null && typeof body === 'object' ? body : {})) {
    if (typeof value === 'string') fields.set(key, value.replaceAll('\r\n', '\n'));
  }
  const text = (key: Exclude<keyof typeof FIELD, keyof AudienceForm>): string => fields.get(FIELD[key]) ?? '';
  const lang = text('lang');
  const revision = Number(fields.get('revision'));
  return {
    revision: Number.isSafeInteger(revision) ? revision : -1,
    name: text('name'),
    goal: text('goal'),
    kpi: text('kpi'),
    kpiTarget: text('kpiTarget'),
    budget: text('budget'),
    currency: text('currency'),
    ownerId: text('ownerId'),
    fromName: text('fromName'),
    fromLocalPart: text('fromLocalPart'),
    senderDomain: text('senderDomain'),
    replyTo: text('replyTo'),
    subject: text('subject'),
    preheader: text('preheader'),
    lang: isLang(lang) ? lang : 'en',
    bodyKind: text('bodyKind') === 'mjml' ? 'mjml' : 'blocks',
    blocks: readBlocks(fields),
    mjml: text('mjml'),
    mjmlMade: text('mjmlMade'),
    ...readAudience(body),
    exemption: text('exemption'),
    exemptionReason: text('exemptionReason'),
    when: readWhen(text('when')),
    localTime: text('localTime'),
    zone: text('zone'),
    fallbackZone: text('fallbackZone'),
    previewAs: text('previewAs'),
  };
};

const readWhen = (value: string): EditorForm['when'] => (value === 'time' || value === 'local' ? value : 'keys');

/** The audience alone, out of a parsed body or query. */
export const readAudience = (body: unknown): AudienceForm => {
  const given = new Map<string, unknown>(Object.entries(body !== null && typeof body === 'object' ? body : {}));
  const texts = (name: string): readonly string[] =>
    [given.get(name) ?? []]
      .flat()
      .filter((value): value is string => typeof value === 'string')
      .slice(0, MAX_SEGMENTS);
  return {
    segmentId: texts(FIELD.segmentId)[0] ?? '',
    alsoIds: texts(FIELD.alsoIds),
    exceptIds: texts(FIELD.exceptIds),
    topicId: texts(FIELD.topicId)[0] ?? '',
    missedId: texts(FIELD.missedId)[0] ?? '',
    missedEvent: texts(FIELD.missedEvent)[0] ?? '',
  };
};

const readBlocks = (fields: ReadonlyMap<string, string>): BlockForm[] => {
  const found = new Map<number, Map<string, string>>();
  for (const [name, value] of fields) {
    const [, index, key] = BLOCK_NAME.exec(name) ?? [];
    if (index === undefined || key === undefined) continue;
    const at = Number(index);
    const block = found.get(at) ?? new Map<string, string>();
    block.set(key, value);
    found.set(at, block);
  }
  const blocks: BlockForm[] = [];
  for (const at of [...found.keys()].sort((a, b) => a - b).slice(0, MAX_BLOCKS)) {
    const block = found.get(at) ?? new Map<string, string>();
    const kind = block.get('kind') ?? '';
    if (!isBlockKind(kind)) continue;
    const get = (key: keyof typeof EMPTY_BLOCK): string => block.get(key) ?? EMPTY_BLOCK[key];
    blocks.push({
      kind,
      text: get('text'),
      level: get('level'),
      pictureId: get('pictureId'),
      alt: get('alt'),
      href: get('href'),
      label: get('label'),
      left: get('left'),
      right: get('right'),
    });
  }
  return blocks;
};

/** What a button of the block form asks for: `add:text`, `up:2`, `down:2`, `remove:2`, `duplicate:2`. */
export type BlockOperation =
  | { readonly kind: 'add'; readonly block: BlockKind }
  | { readonly kind: 'up' | 'down' | 'remove' | 'duplicate'; readonly index: number };

export const readOperation = (value: unknown): BlockOperation | undefined => {
  if (typeof value !== 'string') return undefined;
  const [kind, rest = ''] = value.split(':');
  if (kind === 'add') return isBlockKind(rest) ? { kind, block: rest } : undefined;
  if (kind !== 'up' && kind !== 'down' && kind !== 'remove' && kind !== 'duplicate') return undefined;
  return /^\d{1,3}$/.test(rest) ? { kind, index: Number(rest) } : undefined;
};

/**
 * The blocks after an operation, and the block that the eye should go to. One that makes no sense (moving the first one
 * up) changes nothing. A new block goes before a closing footer, because a footer stands last.
 */
export const applyOperation = (
  blocks: readonly BlockForm[],
  operation: BlockOperation,
): { readonly blocks: readonly BlockForm[]; readonly focus: number } => {
  if (operation.kind === 'add') {
    if (blocks.length >= MAX_BLOCKS) return { blocks, focus: blocks.length - 1 };
    const at = blocks.at(-1)?.kind === 'footer' && operation.block !== 'footer' ? blocks.length - 1 : blocks.length;
    return { blocks: blocks.toSpliced(at, 0, newBlock(operation.block)), focus: at };
  }
  const { kind, index } = operation;
  const block = blocks[index];
  if (block === undefined) return { blocks, focus: Math.max(0, blocks.length - 1) };
  if (kind === 'remove') return { blocks: blocks.toSpliced(index, 1), focus: Math.max(0, index - 1) };
  if (kind === 'duplicate') {
    if (blocks.length >= MAX_BLOCKS) return { blocks, focus: index };
    return { blocks: blocks.toSpliced(index + 1, 0, block), focus: index + 1 };
  }
  const to = kind === 'up' ? index - 1 : index + 1;
  if (to < 0 || to >= blocks.length) return { blocks, focus: index };
  return { blocks: blocks.toSpliced(index, 1).toSpliced(to, 0, block), focus: to };
};
