import { z } from 'zod';
import { type DomainError, InvalidInput } from '../common/errors.ts';
import { HIDDEN_SIGNS } from '../common/hidden-signs.ts';
import { LANGS, type LocalText } from '../common/lang.ts';
import {
  type Brief,
  type Content,
  EXEMPTIONS,
  type Exemption,
  KPIS,
  MISSED_EVENTS,
  type MissedAudience,
} from './campaign.ts';
import { SEGMENTS_LIMIT } from './campaign-audience.ts';
import { fieldError } from './campaign-errors.ts';
import type { CampaignInput } from './campaign-service.ts';
import { BLOCK_KINDS, type Block } from './mail-block.ts';

export const INPUT_LIMITS = {
  name: 120,
  goal: 2_000,
  subject: 200,
  preheader: 200,
  text: 10_000,
  blocks: 100,
  mjml: 300_000,
  href: 2_000,
  reason: 500,
} as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const MESSAGES: Readonly<Record<string, (argument: string) => LocalText>> = {
  text: () => ({ en: 'must be a text.', ko: '텍스트여야 합니다.' }),
  object: () => ({ en: 'must be a group of fields.', ko: '여러 칸의 묶음이어야 합니다.' }),
  list: () => ({ en: 'must be a list.', ko: '목록이어야 합니다.' }),
  empty: () => ({ en: 'must not be empty.', ko: '비워 둘 수 없습니다.' }),
  max: (n) => ({ en: `is longer than ${n} characters. Shorten it.`, ko: `${n}자를 넘습니다. 줄여 주세요.` }),
  items: (n) => ({ en: `has more than ${n} parts.`, ko: `${n}개를 넘습니다.` }),
  control: () => ({
    en: 'holds control characters. Type it again instead of pasting it.',
    ko: '제어 문자가 들어 있습니다. 붙여 넣지 말고 직접 입력해 주세요.',
  }),
  line: () => ({ en: 'must be one line without control characters.', ko: '제어 문자 없이 한 줄이어야 합니다.' }),
  range: (range) => {
    const [from = '', to = ''] = range.split(' ');
    return { en: `must be a number from ${from} to ${to}.`, ko: `${from}부터 ${to}까지의 숫자여야 합니다.` };
  },
  choice: (choices) => ({ en: `must be one of: ${choices}.`, ko: `다음 중 하나여야 합니다: ${choices}.` }),
  currency: () => ({ en: 'must be a currency code such as KRW or EUR.', ko: 'KRW, EUR 같은 통화 코드여야 합니다.' }),
  email: () => ({
    en: 'must be an e-mail address such as reply@example.com.',
    ko: 'reply@example.com 같은 이메일 주소여야 합니다.',
  }),
  local: () => ({
    en: 'is the part before the @: letters, digits, dots, "-", "_" and "+", at most 64.',
    ko: '@ 앞부분입니다. 영문자, 숫자, 점, "-", "_", "+"만 64자까지 쓸 수 있습니다.',
  }),
  campaign: () => ({ en: 'must be a campaign such as C-12.', ko: 'C-12 같은 캠페인 번호여야 합니다.' }),
  domain: () => ({
    en: 'must be a domain such as mail.example.com.',
    ko: 'mail.example.com 같은 도메인이어야 합니다.',
  }),
};

const say = (code: string): LocalText => {
  const [name = '', argument = ''] = code.split(/:(.*)/s);
  return (MESSAGES[name] ?? (() => ({ en: 'cannot be read.', ko: '읽을 수 없습니다.' })))(argument);
};

const line = (max: number) =>
  z
    .string({ error: 'text' })
    .trim()
    .max(max, { error: `max:${max}` })
    .refine((v) => !HIDDEN_SIGNS.test(v), { error: 'line' });
const text = (max: number) =>
  z
    .string({ error: 'text' })
    .max(max, { error: `max:${max}` })
    .refine((v) => !CONTROL.test(v), { error: 'control' })
    .transform((v) => v.replaceAll('\r\n', '\n'));
/** A number as a form or JSON gives it. */
const number = (from: number, to: number) =>
  z
    .union(
      [
        z.number(),
        z
          .string()
          .trim()
          .regex(/^-?\d+(\.\d+)?$/)
          .transform(Number),
      ],
      { error: `range:${from} ${to}` },
    )
    .refine((n) => Number.isFinite(n) && n >= from && n <= to, { error: `range:${from} ${to}` });
const object = <T extends z.ZodRawShape>(shape: T) => z.object(shape, { error: 'object' });

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])$/;

const brief = object({
  goal: text(INPUT_LIMITS.goal).transform((v) => v.trim()),
  kpi: z.enum(KPIS, { error: `choice:${KPIS.join(', ')}` }),
  kpiTarget: number(0, 100),
  budget: number(0, 1e12),
  currency: z
    .string({ error: 'currency' })
    .trim()
    .transform((v) => v.toUpperCase())
    .refine((v) => CURRENCIES.has(v), { error: 'currency' }),
  ownerId: line(64).min(1, { error: 'empty' }),
}).partial();

const block: z.ZodType<Block> = z.discriminatedUnion(
  'kind',
  [
    object({
      kind: z.literal('heading'),
      text: text(1_000),
      level: z.union([z.literal([1, 2]), z.enum(['1', '2']).transform((v) => (v === '1' ? 1 : 2))], {
        error: 'choice:1, 2',
      }),
    }),
    object({ kind: z.literal('text'), text: text(INPUT_LIMITS.text) }),
    object({
      kind: z.literal('picture'),
      pictureId: line(64),
      alt: line(300).default(''),
      href: line(INPUT_LIMITS.href).default(''),
    }),
    object({ kind: z.literal('button'), label: line(200), href: line(INPUT_LIMITS.href) }),
    object({ kind: z.literal('columns'), left: text(INPUT_LIMITS.text), right: text(INPUT_LIMITS.text) }),
    object({ kind: z.literal('divider') }),
    object({ kind: z.literal('footer'), text: text(INPUT_LIMITS.text) }),
  ],
  { error: `choice:${BLOCK_KINDS.join(', ')}` },
);

const blocks = z.array(block, { error: 'list' }).max(INPUT_LIMITS.blocks, { error: `items:${INPUT_LIMITS.blocks}` });

const body = z.discriminatedUnion(
  'kind',
  [
    object({ kind: z.literal('blocks'), blocks }),
    object({ kind: z.literal('mjml'), source: text(INPUT_LIMITS.mjml), blocks: blocks.optional() }),
  ],
  { error: 'choice:blocks, mjml' },
);

const content = object({
  fromName: line(100),
  fromLocalPart: line(64).refine((v) => v === '' || /^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*$/.test(v), {
    error: 'local',
  }),
  replyTo: line(254).refine((v) => v === '' || EMAIL.test(v), { error: 'email' }),
  subject: line(INPUT_LIMITS.subject),
  preheader: line(INPUT_LIMITS.preheader),
  lang: z.enum(LANGS, { error: `choice:${LANGS.join(', ')}` }),
  body,
}).partial();

/** Empty places of a form count as nothing. */
const segmentIds = z
  .array(line(64), { error: 'list' })
  .max(SEGMENTS_LIMIT, { error: `items:${SEGMENTS_LIMIT}` })
  .transform((ids) => [...new Set(ids.filter((id) => id !== ''))]);

const input = object({
  name: line(INPUT_LIMITS.name).min(1, { error: 'empty' }),
  brief,
  content,
  audience: object({
    segmentId: line(64)
      .transform((v) => (v === '' ? null : v))
      .nullable(),
    alsoIds: segmentIds,
    exceptIds: segmentIds,
    topicId: line(64)
      .transform((v) => (v === '' ? null : v))
      .nullable(),
    missed: object({
      campaignId: line(20).regex(/^C-\d{1,12}$/, { error: 'campaign' }),
      event: z.enum(MISSED_EVENTS, { error: `choice:${MISSED_EVENTS.join(', ')}` }),
    }).nullable(),
  }).partial(),
  schedule: object({
    localTime: line(40).nullable(),
    zone: line(60),
    local: object({ fallbackZone: line(60) }).nullable(),
  }).partial(),
  /** `none` lifts an exemption. */
  exemption: object({
    kind: z.enum(['none', ...EXEMPTIONS], { error: `choice:none, ${EXEMPTIONS.join(', ')}` }),
    reason: text(INPUT_LIMITS.reason).transform((v) => v.trim()),
  }).partial(),
  senderDomain: line(253)
    .transform((v) => v.toLowerCase())
    .refine((v) => /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(v), {
      error: 'domain',
    }),
}).partial();

type Given<T> = { readonly [K in keyof T]?: T[K] };

/** What was given, well-formed; what was not given is absent. */
export interface ParsedInput {
  readonly name?: string;
  readonly brief?: Given<Brief>;
  readonly content?: Given<Content>;
  readonly audience?: {
    readonly segmentId?: string | null;
    readonly alsoIds?: readonly string[];
    readonly exceptIds?: readonly string[];
    readonly topicId?: string | null;
    readonly missed?: MissedAudience | null;
  };
  readonly schedule?: {
    readonly localTime?: string | null;
    readonly zone?: string;
    readonly local?: { readonly fallbackZone: string } | null;
  };
  readonly exemption?: { readonly kind?: Exemption['kind'] | 'none'; readonly reason?: string };
  readonly senderDomain?: string;
}

const withoutUndefined = <T>(value: T): T =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.getPrototypeOf(value) === Object.prototype
    ? (Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => item !== undefined)
          .map(([key, item]) => [key, withoutUndefined(item)]),
      ) as T)
    : value;

const issuesOf = (error: z.ZodError, prefix: readonly string[]): DomainError[] => {
  const seen = new Set<string>();
  return error.issues.flatMap((issue) => {
    const field = [...prefix, ...issue.path.map(String)].join('.') || 'input';
    if (seen.has(field)) return [];
    seen.add(field);
    return [fieldError(field, say(issue.message))];
  });
};

const refuse = (issues: readonly DomainError[]): never => {
  throw new InvalidInput(issues);
};

/** @throws InvalidInput with every field that is not well-formed; what is absent stays absent */
export const parseInput = (given: CampaignInput): ParsedInput => {
  const result = input.safeParse(given);
  return result.success ? (withoutUndefined(result.data) as ParsedInput) : refuse(issuesOf(result.error, []));
};

/** The same for content alone, for a live preview. */
export const parseContent = (given: unknown): Given<Content> => {
  const result = content.safeParse(given);
  return result.success
    ? (withoutUndefined(result.data) as Given<Content>)
    : refuse(issuesOf(result.error, ['content']));
};
