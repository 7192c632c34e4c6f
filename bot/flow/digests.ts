import { z } from 'zod';
import { type Digest, type DigestPlace, type DigestSection, type Staff, staffActor } from '../../core/index.ts';
import { plainMessage } from '../views/answers.ts';
import {
  digestInvitation,
  digestMessage,
  digestSectionMessage,
  standingOf,
  subscriptionMessage,
} from '../views/digest.ts';
import { DIGEST_CHAT_WORDS } from '../views/digest-words.ts';
import type { Message } from '../views/message.ts';
import { type ActionInput, type ActionResult, unreadable } from './action-values.ts';
import type { BotContext, Conversation } from './context.ts';

const subscriptionValue = z.object({ subscriptionId: z.string().max(60).optional() });
const digestValue = z.object({ digestId: z.string().max(80) });
const typed = z.string().max(1_000).default('');
const changeFields = z.object({ days: typed, time: typed, zone: typed, lang: typed, mail: typed });

type Platform = Conversation['platform'];

const done = (message: Message): ActionResult => ({ message, outcome: 'done' });
const mine = (staff: Staff): DigestPlace => ({ kind: 'staff', staffId: staff.id });

const shown = (ctx: BotContext, staff: Staff, subscription: Parameters<typeof subscriptionMessage>[0]): Message =>
  subscriptionMessage(subscription, {
    lang: staff.lang,
    portalUrl: ctx.core.config.portal.url,
    now: ctx.core.clock.now(),
  });

/** A digest as a message; without pictures where the platform cannot fetch them. */
export const digestShown = async ({ core }: BotContext, digest: Digest, withPictures: boolean): Promise<Message> => {
  const { content, lang, subscriptionId } = digest;
  const known = await core.digests.byId(subscriptionId);
  return digestMessage(digest, {
    portalUrl: core.config.portal.url,
    ...(known === undefined ? {} : { standing: standingOf(known) }),
    ...(content === null || !withPictures
      ? {}
      : { pictureUrl: ({ key }: DigestSection): string => core.digests.pictureUrl(content, key, lang) }),
  });
};

const preview = async (ctx: BotContext, staff: Staff, platform: Platform): Promise<Message> =>
  // Private answers are not posted again without a picture that cannot be fetched, so they have none.
  digestShown(ctx, await ctx.core.digests.preview(staffActor(staff, platform)), false);

const CLOCK = /^\d{1,2}(?::\d{2})?$/;
const WEEKLY = new Set(['weekly', '매주', 'every', 'at', 'on']);

/** `weekly mon,thu 09:00 Asia/Seoul ko` by its words, in any order; what is no time, zone or language is a day. Pure. */
export const readSchedule = (words: readonly string[]): Record<'days' | 'time' | 'zone' | 'lang', string> => {
  const found = { days: [] as string[], time: '', zone: '', lang: '' };
  for (const word of words) {
    const small = word.toLowerCase();
    if (WEEKLY.has(small)) continue;
    if (CLOCK.test(word)) found.time = word;
    else if (word.includes('/') || small === 'utc') found.zone = word;
    else if (small === 'ko' || small === 'en') found.lang = small;
    else found.days.push(word);
  }
  return { ...found, days: found.days.join(',') };
};

/**
 * `digest` shows one's own; `digest weekly mon 09:00` sets it, `digest here …` that of the channel; `pause`, `resume`,
 * `now` and `mail on` do what they say. @throws DomainError by field
 */
export const digestCommand = async (
  ctx: BotContext,
  staff: Staff,
  conversation: Conversation,
  text: string,
  prefix: string,
): Promise<Message> => {
  const { digests } = ctx.core;
  const words = DIGEST_CHAT_WORDS[staff.lang];
  const { platform, name, personal, ...rest } = conversation;
  const actor = staffActor(staff, platform);
  const all = text.split(/\s+/).filter((word) => word !== '');
  const here = all[0]?.toLowerCase() === 'here' || all[0] === '여기';
  const args = here ? all.slice(1) : all;
  if (here && personal) return plainMessage(words.privateHere, staff.lang, 'attention');
  const place: DigestPlace = here ? { kind: 'channel', ref: { platform, ...rest }, name } : mine(staff);
  const standing = await digests.at(place);
  const [first = '', second = ''] = args.map((word) => word.toLowerCase());
  const none = here
    ? plainMessage(words.noneHere(prefix), staff.lang, 'attention')
    : digestInvitation(staff.lang, { typed: prefix, zone: staff.timeZone });

  if (first === 'now' || first === 'preview' || first === '미리보기') return preview(ctx, staff, platform);
  if (first === '') return standing === undefined ? none : shown(ctx, staff, standing);
  if (first === 'pause' || first === 'resume') {
    if (standing === undefined) return none;
    return shown(ctx, staff, await digests[first](actor, standing.id));
  }
  if (first === 'mail') {
    if (second !== 'on' && second !== 'off')
      return plainMessage(words.unreadable(text, prefix), staff.lang, 'attention');
    return shown(ctx, staff, await digests.subscribe(actor, place, { mail: second === 'on' }));
  }
  return shown(ctx, staff, await digests.subscribe(actor, place, readSchedule(args)));
};

type Handler = (ctx: BotContext, staff: Staff, input: ActionInput) => Promise<ActionResult>;

const section =
  (key: DigestSection['key']): Handler =>
  async (ctx, staff, input) => {
    const value = digestValue.safeParse(input.value);
    if (!value.success) return unreadable(staff.lang, 'unreadable');
    const digest = await ctx.core.digests.digest(staff, value.data.digestId);
    return done(digestSectionMessage(digest, key, { lang: staff.lang, portalUrl: ctx.core.config.portal.url }));
  };

const steer =
  (verb: 'pause' | 'resume'): Handler =>
  async (ctx, staff, input) => {
    const value = subscriptionValue.safeParse(input.value).data?.subscriptionId;
    if (value === undefined) return unreadable(staff.lang, 'unreadable');
    return done(shown(ctx, staff, await ctx.core.digests[verb](staffActor(staff, input.identity.platform), value)));
  };

/** Buttons and the form of digests; each is one call of core, which checks what the person may do. */
export const DIGEST_ACTIONS = {
  'digest.pause': steer('pause'),
  'digest.resume': steer('resume'),
  'digest.preview': async (ctx, staff, input) => done(await preview(ctx, staff, input.identity.platform)),
  'digest.change': async (ctx, staff, input) => {
    const value = subscriptionValue.safeParse(input.value ?? {});
    const fields = changeFields.safeParse(input.fields ?? {});
    if (!value.success) return unreadable(staff.lang, 'unreadable');
    if (!fields.success) return unreadable(staff.lang, 'noSuchField');
    const { subscriptionId } = value.data;
    const known = subscriptionId === undefined ? undefined : await ctx.core.digests.byId(subscriptionId);
    const actor = staffActor(staff, input.identity.platform);
    return done(shown(ctx, staff, await ctx.core.digests.subscribe(actor, known?.place ?? mine(staff), fields.data)));
  },
  'digest.results': section('results'),
  'digest.costs': section('costs'),
  'digest.reviews': section('reviews'),
  'digest.preflight': section('preflight'),
  'digest.incidents': section('incidents'),
  'digest.insights': section('insights'),
} as const satisfies Readonly<Record<string, Handler>>;

/** What stands in the form of `digest.change`: the digest as it is now. */
export const digestStanding = async (
  ctx: BotContext,
  value: unknown,
): Promise<Readonly<Record<string, string>> | undefined> => {
  const id = subscriptionValue.safeParse(value).data?.subscriptionId;
  const known = id === undefined ? undefined : await ctx.core.digests.byId(id);
  return known === undefined ? undefined : standingOf(known);
};
