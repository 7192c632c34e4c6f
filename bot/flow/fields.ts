import { z } from 'zod';
import {
  can,
  type FieldRequest,
  isDomainError,
  type Lang,
  PERMISSIONS,
  ROLE_WORDS,
  type ShownFieldRequest,
  type Staff,
  staffActor,
} from '../../core/index.ts';
import type { FormChoices } from '../views/action-forms.ts';
import { plainMessage } from '../views/answers.ts';
import { fieldCard, fieldList } from '../views/field-card.ts';
import { FIELD_CHAT_WORDS } from '../views/field-words.ts';
import { givenBack } from '../views/insight.ts';
import type { Message } from '../views/message.ts';
import { type ActionInput, type ActionResult, unreadable } from './action-values.ts';
import type { BotContext } from './context.ts';

const requestId = z.string().regex(/^F-[1-9][0-9]{0,8}$/);
const requestValue = z.object({ requestId });
const typed = z.string().max(100_000).default('');
const grantFields = z.object({ purpose: typed, days: typed, comment: typed });
const refuseFields = z.object({ comment: typed });

/** What a card is about is told by its id: `F-12` is a field request, anything else a campaign. */
export const isFieldRequest = (id: string): boolean => requestId.safeParse(id).success;

type Asked = { readonly field: string; readonly campaign: string; readonly reason: string };

/** `income for C-12 because we …`; undefined where field or reason is missing. Pure. */
export const readFieldRequest = (text: string): Asked | undefined => {
  const [, what = '', reason = ''] = /^(.+?)\s+(?:because|이유:?)\s+(\S.*)$/is.exec(text.trim()) ?? [];
  const [, field = what, campaign = ''] = /^(.+?)\s+(?:for|대상:?)\s+(c-?\d{1,9})$/i.exec(what) ?? [];
  if (field === '' || reason === '') return undefined;
  return { field, campaign: campaign.replace(/^c-?0*/i, 'C-'), reason };
};

/** Names of everyone whom a request names. */
const namesOf = async ({ core }: BotContext, request: FieldRequest): Promise<Record<string, string>> => {
  const ids = [request.askedBy, request.decidedBy, request.endedBy].filter((id) => id !== null);
  const staff = await core.people.byIds([...new Set(ids)]);
  return Object.fromEntries(staff.map(({ id, name }) => [id, name]));
};

/** What waits for this person's decision: nobody decides on what they asked for. */
export const fieldsToDecide = async ({ core }: BotContext, staff: Staff): Promise<readonly ShownFieldRequest[]> =>
  can(staff, 'fields.grant')
    ? (await core.fields.list()).filter(({ state, askedBy }) => state === 'asked' && askedBy !== staff.id)
    : [];

/** The card of a field request, read now. */
export const fieldMessage = async (ctx: BotContext, request: ShownFieldRequest, lang: Lang): Promise<Message> => {
  const { config, fields } = ctx.core;
  const [names, uses] = await Promise.all([namesOf(ctx, request), fields.usesOf(request.key)]);
  return fieldCard(request, { lang, portalUrl: config.portal.url, timeZone: config.workspace.timeZone, names, uses });
};

/** `fields` lists; `fields request …` asks; `fields F-12` shows one; `fields end F-12` ends a grant. */
export const fieldsCommand = async (
  ctx: BotContext,
  staff: Staff,
  platform: ActionInput['identity']['platform'],
  text: string,
  prefix: string,
): Promise<Message> => {
  const { fields, config } = ctx.core;
  const { lang } = staff;
  const words = FIELD_CHAT_WORDS[lang];
  const before = `${prefix}fields `;
  if (!can(staff, 'fields.view')) {
    const roles = PERMISSIONS['fields.view'].map((role) => ROLE_WORDS[role][lang]);
    return plainMessage(words.mayNotSee(roles.join(', ')), lang, 'warning');
  }
  const [, verb = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  const named = (word: string): string => word.trim().toUpperCase();
  if (verb === '') {
    const { portal, workspace } = config;
    return fieldList(await fields.list(), {
      lang,
      portalUrl: portal.url,
      timeZone: workspace.timeZone,
      typed: before,
    });
  }
  if (isFieldRequest(named(verb)) && rest === '') {
    const request = await fields.byId(named(verb));
    return request === undefined
      ? plainMessage(words.none(named(verb)), lang, 'attention')
      : fieldMessage(ctx, request, lang);
  }
  if (verb.toLowerCase() === 'end') {
    const ended = await fields.end(staffActor(staff, platform), named(rest));
    ctx.nudge();
    return plainMessage(words.answered.ended(ended.id, ended.label), lang, 'good');
  }
  const asked = verb.toLowerCase() === 'request' ? readFieldRequest(rest) : undefined;
  if (asked === undefined) {
    return plainMessage(words.needs(before), lang, 'attention');
  }
  try {
    const request = await fields.ask(staffActor(staff, platform), asked);
    ctx.nudge();
    return plainMessage(words.asked(request.id, request.label), lang, 'good');
  } catch (error) {
    // A typed command is gone from the screen once it is sent: what cannot be taken is given back.
    if (!isDomainError(error)) throw error;
    return givenBack(error, `${before}${text}`, lang);
  }
};

/** What a grant's form begins with: the purpose as it was asked for. */
export const fieldChoices = async ({ core }: BotContext, value: unknown): Promise<FormChoices> => {
  const named = requestValue.safeParse(value).data;
  const request = named === undefined ? undefined : await core.fields.byId(named.requestId);
  return request === undefined ? {} : { initial: { purpose: request.reason } };
};

type Handler = (ctx: BotContext, staff: Staff, input: ActionInput) => Promise<ActionResult>;

/** A decision by a button and its form. @throws as FieldAccessService.grant and refuse */
const decided =
  <T extends z.ZodType>(
    shape: T,
    state: 'granted' | 'refused',
    decide: (
      ctx: BotContext,
      actor: ReturnType<typeof staffActor>,
      id: string,
      fields: z.output<T>,
    ) => Promise<ShownFieldRequest>,
  ): Handler =>
  async (ctx, staff, input) => {
    const value = requestValue.safeParse(input.value);
    const fields = shape.safeParse(input.fields ?? {});
    if (!value.success) return unreadable(staff.lang, 'unreadable');
    if (!fields.success) return unreadable(staff.lang, 'noSuchField');
    const actor = staffActor(staff, input.identity.platform);
    const { id, label } = await decide(ctx, actor, value.data.requestId, fields.data);
    ctx.nudge();
    const line = FIELD_CHAT_WORDS[staff.lang].answered[state](id, label);
    return { message: plainMessage(line, staff.lang, 'good'), outcome: 'done' };
  };

/** Buttons of a field request's card. */
export const FIELD_ACTIONS = {
  'field.grant': decided(grantFields, 'granted', ({ core }, actor, id, fields) => core.fields.grant(actor, id, fields)),
  'field.refuse': decided(refuseFields, 'refused', ({ core }, actor, id, fields) =>
    core.fields.refuse(actor, id, fields),
  ),
} as const satisfies Readonly<Record<string, Handler>>;
