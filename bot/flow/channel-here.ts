import { type ChannelPurpose, type ConversationRef, type Lang, type Staff, staffActor } from '../../core/index.ts';
import { plainMessage } from '../views/answers.ts';
import type { Message } from '../views/message.ts';
import { CHAT_WORDS } from '../views/words.ts';
import type { BotContext, Conversation } from './context.ts';
import { ChatFailure } from './notifier.ts';

/** Campaigns whose card belongs into a channel that has just been chosen. */
const LIVE = ['in_review', 'scheduled', 'sending', 'paused', 'held', 'halted'] as const;

/**
 * Makes this the campaign channel or the channel of IT, and proves it by saying so in the channel. Where the platform refuses, the channel
 * stays chosen, its health says why (the portal shows it), and the one who asked is told the way out.
 * @throws DomainError where the person may not choose channels
 */
export const setChannelHere = async (
  ctx: BotContext,
  staff: Staff,
  conversation: Conversation,
  { purpose, lang }: { purpose: ChannelPurpose; lang: Lang },
): Promise<{ message: Message; saidHere: boolean }> => {
  const words = CHAT_WORDS[staff.lang];
  if (conversation.personal) {
    return { message: plainMessage(words.channelIsPrivate, staff.lang, 'attention'), saidHere: false };
  }
  const { name, personal: _personal, ...ref } = conversation;
  const chosen = await ctx.core.channels.set(staffActor(staff, ref.platform), ref, { name, lang, purpose });
  const chosenText = (l: Lang): string =>
    purpose === 'it' ? CHAT_WORDS[l].itChannelSet(name) : CHAT_WORDS[l].channelSet(name);
  try {
    await ctx.notifiers[ref.platform]?.post(ref, plainMessage(chosenText(lang), lang, 'good'));
  } catch (error) {
    if (!(error instanceof ChatFailure)) throw error;
    const health = healthOf(error);
    await ctx.core.channels.reportHealth(ref, health, chosen);
    return { message: plainMessage(words.channelTrouble[health], staff.lang, 'warning'), saidHere: false };
  }
  await (purpose === 'campaigns' ? bringCards(ctx) : bringFields(ctx));
  return { message: plainMessage(chosenText(staff.lang), staff.lang, 'good'), saidHere: true };
};

/** Every campaign that is under way gets its card in the campaign channels, or has it shown again. */
const bringCards = async (ctx: BotContext): Promise<void> => {
  for (const campaign of await ctx.core.campaigns.list({ states: LIVE, archived: false })) {
    await ctx.core.cards.touch(campaign.id);
  }
  ctx.nudge();
};

/** The same for what IT is asked for: its card belongs into IT's channel. */
const bringFields = async (ctx: BotContext): Promise<void> => {
  for (const { id, state } of await ctx.core.fields.list()) {
    if (state === 'asked' || state === 'granted') await ctx.core.cards.touchField(id);
  }
  ctx.nudge();
};

/** The platform says what became of a channel. Concerns nobody unless it is one that was chosen. Idempotent. */
export const channelChanged = async (
  ctx: BotContext,
  ref: ConversationRef,
  health: 'ok' | 'archived' | 'not_invited' | 'gone',
): Promise<void> => {
  const { platform, workspaceId, channelId } = ref;
  const here = (await ctx.core.channels.list()).filter(
    (one) => one.platform === platform && one.workspaceId === workspaceId && one.channelId === channelId,
  );
  if (here.length === 0) return;
  await ctx.core.channels.reportHealth(ref, health);
  if (health !== 'ok') return;
  if (here.some(({ purpose }) => purpose === 'campaigns')) await bringCards(ctx);
  // Where IT has no channel of its own, its cards stand in the campaign channel.
  await bringFields(ctx);
};

/** What a failure says about the channel. */
export const healthOf = (failure: ChatFailure): 'archived' | 'not_invited' | 'gone' | 'unreachable' => {
  switch (failure.reason) {
    case 'archived':
    case 'not_invited':
    case 'gone':
      return failure.reason;
    default:
      return 'unreachable';
  }
};
