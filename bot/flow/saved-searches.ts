import { z } from 'zod';
import { type SavedSearch, type Staff, staffActor } from '../../core/index.ts';
import { plainMessage } from '../views/answers.ts';
import type { Message } from '../views/message.ts';
import { SAVED_SEARCH_WORDS, savedSearchList, savedSearchMessage } from '../views/saved-search.ts';
import { type ActionInput, type ActionResult, unreadable } from './action-values.ts';
import type { BotContext, Conversation } from './context.ts';

const savedValue = z.object({ savedSearchId: z.string().max(40) });

/** `search save WORDS` and `search saved`, in the channel that it is about. */
export const savedSearchCommand = async (
  ctx: BotContext,
  staff: Staff,
  conversation: Conversation,
  /** Null lists what is saved. */
  query: string | null,
  typed: string,
): Promise<Message> => {
  const { lang } = staff;
  const { savedSearches, config } = ctx.core;
  const { name: channelName, personal, ...ref } = conversation;
  const portalUrl = config.portal.url;
  if (personal) {
    const whole = query === null ? `${typed} saved` : `${typed} save ${query}`;
    return plainMessage(SAVED_SEARCH_WORDS[lang].private(whole), lang, 'attention');
  }
  if (query === null) {
    return savedSearchList(await savedSearches.list(ref), { lang, portalUrl, channelName, typed });
  }
  const channels = await ctx.core.channels.list();
  // What is posted is in the channel's language where it has one.
  const known = channels.find((one) => one.platform === ref.platform && one.channelId === ref.channelId);
  const actor = staffActor(staff, ref.platform);
  const saved = await savedSearches.save(actor, { query, ref, channelName, lang: known?.lang ?? lang });
  return savedSearchMessage(saved, { lang, portalUrl, saved: true });
};

type Handler = (ctx: BotContext, staff: Staff, input: ActionInput) => Promise<ActionResult>;

const about =
  (act: (ctx: BotContext, staff: Staff, input: ActionInput, id: string) => Promise<Message>): Handler =>
  async (ctx, staff, input) => {
    const value = savedValue.safeParse(input.value);
    if (!value.success) return unreadable(staff.lang, 'unreadable');
    return { message: await act(ctx, staff, input, value.data.savedSearchId), outcome: 'done' };
  };

const shown = (ctx: BotContext, staff: Staff, search: SavedSearch): Message =>
  savedSearchMessage(search, { lang: staff.lang, portalUrl: ctx.core.config.portal.url });

/** Buttons of saved searches; each is one call of core, which checks what the person may do. */
export const SAVED_SEARCH_ACTIONS = {
  'search.pause': about(async (ctx, staff, { identity }, id) =>
    shown(ctx, staff, await ctx.core.savedSearches.pause(staffActor(staff, identity.platform), id)),
  ),
  'search.resume': about(async (ctx, staff, { identity }, id) =>
    shown(ctx, staff, await ctx.core.savedSearches.resume(staffActor(staff, identity.platform), id)),
  ),
  'search.delete': about(async (ctx, staff, { identity }, id) => {
    const { query } = await ctx.core.savedSearches.remove(staffActor(staff, identity.platform), id);
    return plainMessage(SAVED_SEARCH_WORDS[staff.lang].deleted(query), staff.lang, 'good');
  }),
} as const satisfies Readonly<Record<string, Handler>>;
