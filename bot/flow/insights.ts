import { z } from 'zod';
import { can, type Insight, type InsightOrigin, isDomainError, type Staff, staffActor } from '../../core/index.ts';
import { plainMessage } from '../views/answers.ts';
import {
  editableMark,
  editableOf,
  givenBack,
  type InsightChoices,
  insightInvitation,
  type LinkTarget,
  similarMessage,
} from '../views/insight.ts';
import { insightMessage } from '../views/insight-card.ts';
import { INSIGHT_CHAT_WORDS } from '../views/insight-words.ts';
import type { Message } from '../views/message.ts';
import { type ActionInput, type ActionResult, unreadable } from './action-values.ts';
import type { BotContext } from './context.ts';

const typed = z.string().max(100_000).default('');
const shareFields = z.object({
  text: typed,
  customer: typed,
  theme: typed,
  persona: typed,
  product: typed,
  region: typed,
  source: typed,
  quoteConsent: typed,
  link: typed,
});
/** Where a shared message stands, as the button of a message action carries it. */
const originValue = z.object({
  channelId: z.string().max(200).optional(),
  permalink: z
    .url({ protocol: /^https$/ })
    .max(1_500)
    .nullish(),
});
const insightValue = z.object({
  insightId: z.string().regex(/^I-[1-9][0-9]{0,8}$/),
  draftId: z.string().max(60).optional(),
  theme: z.string().max(80).optional(),
});
const editValue = insightValue.extend({ mark: z.string().max(20) });
const followValue = z.object({ theme: z.string().max(200), following: z.enum(['yes', 'no']) });
const draftValue = z.object({ draftId: z.string().max(60) });
const wordsFields = z.object({ comment: typed, reason: typed });

/** What stands in the form that edits one; empty where the button cannot be read. */
export const insightStanding = async ({ core }: BotContext, value: unknown): Promise<Record<string, string>> => {
  const id = editValue.safeParse(value).data?.insightId;
  const insight = id === undefined ? undefined : await core.insights.byId(id);
  return insight === undefined || insight.state === 'withdrawn' ? {} : { ...editableOf(insight) };
};

/** What the form for an insight offers. */
export const insightChoices = async ({ core }: BotContext): Promise<InsightChoices> => {
  const [themes, personas] = await Promise.all([core.insights.themes(), core.personas.list()]);
  return { themes, personas };
};

/** So many of each kind fit a card of 25 KB together with its words; the portal has them all. */
const TARGETS = 20;
/** Where an insight can still change what is sent. */
const BRIEFS = ['draft', 'in_review'] as const;

/** What an insight may be tied to: personas, segments, and the newest campaigns that are being made. */
export const linkTargets = async ({ core }: BotContext): Promise<readonly LinkTarget[]> => {
  const [personas, segments, campaigns] = await Promise.all([
    core.personas.list(),
    core.segments.list(),
    core.campaigns.list({ states: [...BRIEFS], archived: false, limit: TARGETS }),
  ]);
  return [
    ...personas.slice(0, TARGETS).map(({ id, name }) => ({ value: `persona ${id}`, label: name })),
    ...segments.slice(0, TARGETS).map(({ id, name }) => ({ value: `segment ${id}`, label: name })),
    ...campaigns.map(({ id, name }) => ({ value: `campaign ${id}`, label: `${id} ${name}` })),
  ];
};

const linkFields = z.object({
  link: z
    .string()
    .max(100)
    .transform((given) => given.split(' '))
    .pipe(z.tuple([z.enum(['persona', 'segment', 'campaign']), z.string().min(1)])),
});

type Platform = ActionInput['identity']['platform'];

const originOf = (platform: Platform, value: unknown): InsightOrigin | null => {
  const parsed = originValue.safeParse(value).data;
  if (parsed?.channelId === undefined) return null;
  return { platform, channelId: parsed.channelId, permalink: parsed.permalink ?? null };
};

const shown = async (
  ctx: BotContext,
  staff: Staff,
  insight: Insight,
  said: Parameters<typeof insightMessage>[2] = {},
): Promise<Message> => {
  const triages = can(staff, 'insights.triage');
  const [themes, people, targets] = await Promise.all([
    ctx.core.insights.themes(),
    ctx.core.people.byIds([...new Set([insight.authorId, ...insight.comments.map(({ by }) => by)])]),
    triages ? linkTargets(ctx) : [],
  ]);
  const names = Object.fromEntries(people.map(({ id, name }) => [id, name]));
  return insightMessage(
    insight,
    {
      lang: staff.lang,
      portalUrl: ctx.core.config.portal.url,
      authorName: names[insight.authorId] ?? '–',
      names,
      themes,
      mine: insight.authorId === staff.id,
      triages,
      targets,
      briefs: can(staff, 'campaigns.edit'),
      heard: insight.supporters.includes(staff.id),
      follows: themes.some(({ key, followers }) => key === insight.themeKey && followers.includes(staff.id)),
    },
    said,
  );
};

const done = (message: Message): ActionResult => ({ message, outcome: 'done' });

/** Saves what was typed and says so, with the theme that it may belong to; or that somebody said the same just now. @throws as `InsightService.share` */
const save = async (
  ctx: BotContext,
  staff: Staff,
  platform: Platform,
  input: Readonly<Record<string, string>>,
  { origin, different }: { origin: InsightOrigin | null; different: boolean },
): Promise<ActionResult> => {
  const { insight, masked, joined } = await ctx.core.insights.share(staffActor(staff, platform), {
    ...input,
    origin,
    different,
  });
  const words = INSIGHT_CHAT_WORDS[staff.lang];
  if (joined) {
    const line = words.supported(insight.id, insight.supporters.length + 1);
    return done(await shown(ctx, staff, insight, { line, masked }));
  }
  const suggested = insight.themeKey === null ? await ctx.core.insights.suggestTheme(insight.text) : undefined;
  const line = words.shared(insight.id);
  return done(await shown(ctx, staff, insight, { line, suggested, masked }));
};

/** Shows similar ones before it saves; what was typed is kept meanwhile. */
const shareOrAsk = async (
  ctx: BotContext,
  staff: Staff,
  platform: Platform,
  input: Readonly<Record<string, string>>,
  origin: InsightOrigin | null,
): Promise<ActionResult> => {
  const similar = await ctx.core.insights.similar(input.text ?? '');
  if (similar.length === 0) return save(ctx, staff, platform, input, { origin, different: false });
  const kept = origin === null ? input : { ...input, origin: JSON.stringify(origin) };
  const draftId = await ctx.core.insights.keepDraft(staffActor(staff, platform), kept);
  return done(similarMessage(similar, { draftId, staffId: staff.id }, staff.lang));
};

/** `insight` alone offers the form; with words it shares them; `insight I-12` shows one. */
export const insightCommand = async (
  ctx: BotContext,
  staff: Staff,
  platform: Platform,
  text: string,
  prefix: string,
): Promise<Message> => {
  const { insights } = ctx.core;
  if (text === '') return insightInvitation(staff.lang, await insightChoices(ctx), `${prefix}insight `);
  const id = /^i-([1-9][0-9]{0,8})$/i.exec(text)?.[1];
  if (id !== undefined) {
    const insight = await insights.byId(`I-${id}`);
    const gone = insight?.state === 'withdrawn' && insight.authorId !== staff.id && !can(staff, 'insights.triage');
    return insight === undefined || gone
      ? plainMessage(INSIGHT_CHAT_WORDS[staff.lang].none(`I-${id}`), staff.lang, 'attention')
      : shown(ctx, staff, insight);
  }
  try {
    return (await shareOrAsk(ctx, staff, platform, { text }, null)).message;
  } catch (error) {
    // A typed command is gone from the screen once it is sent: what cannot be taken is given back.
    if (!isDomainError(error)) throw error;
    return givenBack(error, text, staff.lang);
  }
};

type Handler = (ctx: BotContext, staff: Staff, input: ActionInput) => Promise<ActionResult>;

/** A button that names one insight and asks nothing, or words. */
const about =
  (
    act: (
      ctx: BotContext,
      staff: Staff,
      input: ActionInput,
      value: z.infer<typeof insightValue>,
      fields: z.infer<typeof wordsFields>,
    ) => Promise<Message>,
  ): Handler =>
  async (ctx, staff, input) => {
    const value = insightValue.safeParse(input.value);
    const fields = wordsFields.safeParse(input.fields ?? {});
    if (!value.success) return unreadable(staff.lang, 'unreadable');
    if (!fields.success) return unreadable(staff.lang, 'noSuchField');
    return done(await act(ctx, staff, input, value.data, fields.data));
  };

const actorOf = (staff: Staff, { identity }: ActionInput) => staffActor(staff, identity.platform);

/** Buttons and forms of insights; each is one call of core, which checks what the person may do. */
export const INSIGHT_ACTIONS = {
  'insight.share': async (ctx, staff, input) => {
    const fields = shareFields.safeParse(input.fields ?? {});
    if (!fields.success) return unreadable(staff.lang, 'noSuchField');
    const { platform } = input.identity;
    return shareOrAsk(ctx, staff, platform, fields.data, originOf(platform, input.value));
  },

  'insight.save': async (ctx, staff, input) => {
    const value = draftValue.safeParse(input.value);
    if (!value.success) return unreadable(staff.lang, 'unreadable');
    const actor = actorOf(staff, input);
    const { input: kept } = await ctx.core.insights.draft(actor, value.data.draftId);
    const { origin, ...fields } = kept;
    const result = await save(ctx, staff, input.identity.platform, fields, {
      origin: origin === undefined ? null : originOf(input.identity.platform, JSON.parse(origin)),
      different: true,
    });
    await ctx.core.insights.dropDraft(actor, value.data.draftId);
    return result;
  },

  'insight.support': about(async (ctx, staff, input, { insightId, draftId }) => {
    const actor = actorOf(staff, input);
    const insight = await ctx.core.insights.support(actor, insightId);
    if (draftId !== undefined) await ctx.core.insights.dropDraft(actor, draftId);
    const line = INSIGHT_CHAT_WORDS[staff.lang].supported(insight.id, insight.supporters.length + 1);
    return shown(ctx, staff, insight, { line });
  }),

  'insight.theme': about(async (ctx, staff, input, { insightId, theme = '' }) => {
    const actor = actorOf(staff, input);
    const before = await ctx.core.insights.byId(insightId);
    const words = INSIGHT_CHAT_WORDS[staff.lang];
    if (before === undefined) return plainMessage(words.none(insightId), staff.lang, 'attention');
    const insight =
      before.authorId === staff.id
        ? (await ctx.core.insights.edit(actor, insightId, { ...before, theme })).insight
        : await ctx.core.insights.setTheme(actor, insightId, theme);
    const name = (await ctx.core.insights.themes()).find(({ key }) => key === insight.themeKey)?.name ?? theme;
    return shown(ctx, staff, insight, { line: words.themeSet(insightId, name) });
  }),

  'insight.edit': async (ctx, staff, input) => {
    const value = editValue.safeParse(input.value);
    const fields = shareFields.omit({ theme: true, persona: true }).safeParse(input.fields ?? {});
    if (!value.success) return unreadable(staff.lang, 'unreadable');
    if (!fields.success) return unreadable(staff.lang, 'noSuchField');
    const { insightId, mark } = value.data;
    const { insights } = ctx.core;
    const before = await insights.byId(insightId);
    // Words that were read before somebody said something else: the form may hold those.
    const stale = before !== undefined && editableMark(before) !== mark;
    const { insight, masked } = await insights.edit(actorOf(staff, input), insightId, {
      ...fields.data,
      theme: before?.themeKey,
      revision: before === undefined || stale ? 0 : before.revision,
    });
    return done(await shown(ctx, staff, insight, { line: INSIGHT_CHAT_WORDS[staff.lang].edited(insightId), masked }));
  },

  'insight.follow': async (ctx, staff, input) => {
    const value = followValue.safeParse(input.value);
    if (!value.success) return unreadable(staff.lang, 'unreadable');
    const following = value.data.following === 'yes';
    const { name } = await ctx.core.insights.follow(actorOf(staff, input), value.data.theme, following);
    const words = INSIGHT_CHAT_WORDS[staff.lang];
    return done(plainMessage((following ? words.followed : words.unfollowed)(name), staff.lang, 'good'));
  },

  'insight.withdraw': about(async (ctx, staff, input, { insightId }) => {
    await ctx.core.insights.withdraw(actorOf(staff, input), insightId);
    return plainMessage(INSIGHT_CHAT_WORDS[staff.lang].withdrawn(insightId), staff.lang, 'good');
  }),

  'insight.comment': about(async (ctx, staff, input, { insightId }, { comment }) => {
    const { authorId } = await ctx.core.insights.comment(actorOf(staff, input), insightId, comment);
    const words = INSIGHT_CHAT_WORDS[staff.lang];
    const line = authorId === staff.id ? words.answered(insightId) : words.commented(insightId);
    return plainMessage(line, staff.lang, 'good');
  }),

  'insight.brief': about(async (ctx, staff, input, { insightId }) => {
    const { campaign } = await ctx.core.insights.makeBrief(actorOf(staff, input), insightId);
    return plainMessage(INSIGHT_CHAT_WORDS[staff.lang].briefMade(insightId, campaign.id), staff.lang, 'good');
  }),

  'insight.link': async (ctx, staff, input) => {
    const value = insightValue.safeParse(input.value);
    const fields = linkFields.safeParse(input.fields ?? {});
    if (!value.success) return unreadable(staff.lang, 'unreadable');
    if (!fields.success) return unreadable(staff.lang, 'noSuchField');
    const { insightId } = value.data;
    const [kind, id] = fields.data.link;
    await ctx.core.insights.link(actorOf(staff, input), insightId, { kind, id });
    const chosen = (await linkTargets(ctx)).find((each) => each.value === `${kind} ${id}`);
    const line = INSIGHT_CHAT_WORDS[staff.lang].tied(insightId, chosen?.label ?? id);
    return done(plainMessage(line, staff.lang, 'good'));
  },

  'insight.decline': about(async (ctx, staff, input, { insightId }, { reason }) => {
    await ctx.core.insights.decline(actorOf(staff, input), insightId, reason);
    return plainMessage(INSIGHT_CHAT_WORDS[staff.lang].declined(insightId), staff.lang, 'good');
  }),
} as const satisfies Readonly<Record<string, Handler>>;
