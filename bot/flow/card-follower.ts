import type {
  CampaignChannel,
  CampaignView,
  Card,
  CardClaim,
  ChatPlatform,
  Lang,
  ThreadEntry,
} from '../../core/index.ts';
import type { Message } from '../views/message.ts';
import { reviewCard } from '../views/review-card.ts';
import { threadNews, threadReply } from '../views/thread-line.ts';
import { type CardReads, createCardReads } from './card-facts.ts';
import { healthOf } from './channel-here.ts';
import type { BotContext } from './context.ts';
import { fieldMessage, isFieldRequest } from './fields.ts';
import { ChatFailure, type ChatNotifier } from './notifier.ts';
import { createRounds, type Follower } from './rounds.ts';

export interface FollowerOptions<Needed extends keyof ChatNotifier> {
  readonly platform: ChatPlatform;
  readonly notifier: Pick<ChatNotifier, Needed>;
  /** Between two looks. */
  readonly everyMs?: number;
}

/** A platform that did not answer is asked again this soon, so that cards are right within 2 s of its return. */
const UNREACHABLE_RETRY_MS = 1_000;
const BROKEN_RETRY_MS = 5_000;
const BROKEN_RETRY_MAX_MS = 300_000;

/** Cards of one platform in hand at once. One that is changed again meanwhile waits for its next turn. */
const CARDS_AT_ONCE = 2;

/** A reply that breaks for a reason of its own is tried this often. */
const REPLY_TRIES = 3;

/** The platform said that it will not take this content, however often it is asked. */
const isRefused = (error: unknown): boolean => error instanceof ChatFailure && error.reason === 'invalid';
const isOutage = (error: unknown): error is ChatFailure =>
  error instanceof ChatFailure && (error.reason === 'unreachable' || error.reason === 'rate_limited');
const isFailing = (error: unknown): boolean => error instanceof ChatFailure && error.reason === 'failing';

const keyOf = (card: Card): string => `${card.workspaceId} ${card.channelId} ${card.campaignId}`;

export const createCardFollower = (
  ctx: BotContext,
  {
    platform,
    notifier,
    everyMs = 1_000,
    reads = createCardReads(ctx),
  }: FollowerOptions<'post' | 'update' | 'reply'> & {
    /** Shared by the followers of several platforms. */
    readonly reads?: CardReads;
  },
): Follower => {
  const { core } = ctx;
  const logger = ctx.logger.child({ follower: platform });
  const failures = new Map<string, number>();
  /** The platform asked for silence until then. */
  let quietUntil = 0;

  const namesIn = async (view: CampaignView, entries: readonly ThreadEntry[]): Promise<Record<string, string>> => {
    const people = entries.flatMap(({ actor, kind, data }) =>
      kind === 'delegated' ? [actor, String(data.to)] : [actor],
    );
    const missing = new Set(people.filter((id) => !id.startsWith('system:') && !(id in view.names)));
    const staff = missing.size === 0 ? [] : await core.people.byIds([...missing]);
    return { ...view.names, ...Object.fromEntries(staff.map((person) => [person.id, person.name])) };
  };

  /** As it is known now: the card's own for a field request, which stands in IT's; else the campaign channel. */
  const channelOf = async (card: Card): Promise<CampaignChannel | undefined> => {
    const { platform: on, workspaceId, channelId, campaignId } = card;
    const own = isFieldRequest(campaignId)
      ? (await core.channels.list()).find(
          (one) => one.platform === on && one.workspaceId === workspaceId && one.channelId === channelId,
        )
      : undefined;
    return own ?? core.channels.get(on, workspaceId);
  };

  /** A card that could be shown proves that the channel is well again, unless something was reported meanwhile. */
  const noteHealth = async (card: Card, seen: CampaignChannel | undefined): Promise<void> => {
    if (seen?.channelId === card.channelId && seen.health !== 'ok') await core.channels.reportHealth(card, 'ok', seen);
  };

  /** Updates the message in place; posts it where there is none or where somebody deleted it. */
  const show = async (card: Card, message: Message): Promise<string> => {
    if (card.messageId !== null) {
      try {
        await notifier.update(card, card.messageId, message);
        return card.messageId;
      } catch (error) {
        if (!(error instanceof ChatFailure) || error.reason !== 'message_gone') throw error;
      }
    }
    return (await notifier.post(card, message)).messageId;
  };

  const tell = async (
    card: Card,
    messageId: string,
    view: CampaignView,
    lang: Lang,
    entries: readonly ThreadEntry[],
  ): Promise<void> => {
    const news = threadNews(entries, card.messageId !== null || card.threadSeq > 0);
    const finished = news.some((entry) => entry.kind === 'results');
    const reply = threadReply(news, view, {
      names: await namesIn(view, news),
      lang,
      portalUrl: core.config.portal.url,
      sum: finished ? await core.deliveries.sum(card.campaignId) : undefined,
    });
    if (reply) await notifier.reply(card, messageId, reply);
  };

  /** A field request's card has no thread: it says all by itself. */
  const followField = async (claim: CardClaim, channel: CampaignChannel | undefined): Promise<void> => {
    const { card } = claim;
    const request = await core.fields.byId(card.campaignId);
    if (request === undefined) {
      await core.cards.failed(claim, { retryAfterMs: BROKEN_RETRY_MAX_MS, gone: true });
      return;
    }
    const messageId = await show(card, await fieldMessage(ctx, request, channel?.lang ?? 'en'));
    await core.cards.done(claim, { messageId, threadSeq: card.threadSeq });
    failures.delete(keyOf(card));
    await noteHealth(card, channel);
  };

  const follow = async (claim: CardClaim, channel: CampaignChannel | undefined): Promise<void> => {
    const { card } = claim;
    const read = await reads(card.campaignId);
    if (read === undefined) {
      await core.cards.failed(claim, { retryAfterMs: BROKEN_RETRY_MAX_MS, gone: true });
      return;
    }
    const { view, facts } = read;
    const entries = await core.campaigns.thread(card.campaignId, { afterSeq: card.threadSeq });
    const lang = channel?.lang ?? 'en';
    const messageId = await show(card, reviewCard(view, { ...facts, lang }));
    try {
      await tell(card, messageId, view, lang, entries);
    } catch (error) {
      const retryAfterMs = noteFailure(card, error);
      if (
        !isRefused(error) &&
        (isOutage(error) || isFailing(error) || (failures.get(keyOf(card)) ?? 0) < REPLY_TRIES)
      ) {
        // The card stands: keep its id, and ask for another round for the reply, after its wait.
        await core.cards.done(claim, { messageId, threadSeq: card.threadSeq });
        await core.cards.touch(card.campaignId);
        await core.cards.failed(claim, { retryAfterMs });
        return;
      }
      // Left out: the portal has every line, and a line that never arrives must not keep the next ones back.
    }
    await core.cards.done(claim, { messageId, threadSeq: entries.at(-1)?.seq ?? card.threadSeq });
    failures.delete(keyOf(card));
    await noteHealth(card, channel);
  };

  /** How long to leave a card alone after this error; the platform's own wish holds for every card. */
  const noteFailure = (card: Card, error: unknown): number => {
    const key = keyOf(card);
    const count = (failures.get(key) ?? 0) + 1;
    failures.set(key, count);
    const broken = Math.min(BROKEN_RETRY_MAX_MS, BROKEN_RETRY_MS * 2 ** (count - 1));
    const reason = error instanceof ChatFailure ? error.reason : 'defect';
    logger.warn(
      { err: error, reason, campaign: card.campaignId, channel: card.channelId },
      'a card could not be shown',
    );
    if (!isOutage(error)) return broken;
    const wait = error.retryAfterMs ?? (error.reason === 'unreachable' ? UNREACHABLE_RETRY_MS : BROKEN_RETRY_MS);
    quietUntil = Date.now() + wait;
    return wait;
  };

  const handle = async (claim: CardClaim): Promise<void> => {
    const { card } = claim;
    let channel: CampaignChannel | undefined;
    try {
      // Read before the platform is asked: what it answers is older than whatever is reported from here on.
      channel = await channelOf(card);
      await (isFieldRequest(card.campaignId) ? followField(claim, channel) : follow(claim, channel));
    } catch (error) {
      const retryAfterMs = noteFailure(card, error);
      const reason = error instanceof ChatFailure ? error.reason : undefined;
      const lost = reason === 'archived' || reason === 'not_invited' || reason === 'gone';
      if (!lost || !(error instanceof ChatFailure)) {
        await core.cards.failed(claim, { retryAfterMs });
        return;
      }
      // Given up, so there is no wait that could outlast the channel's return. The card before the health: whoever
      // reads the health and mends it must not be overtaken by this.
      failures.delete(keyOf(card));
      await core.cards.failed(claim, { retryAfterMs: 0, gone: true });
      const recorded = await core.channels.reportHealth(card, healthOf(error), channel);
      // The channel came back while the refusal was on its way: the card is wanted after all.
      if (recorded || channel?.channelId !== card.channelId) return;
      await (isFieldRequest(card.campaignId)
        ? core.cards.touchField(card.campaignId)
        : core.cards.touch(card.campaignId));
    }
  };

  return createRounds({
    async takeNext() {
      const claim = await core.cards.claimNext(platform);
      if (claim !== undefined) await handle(claim);
      return claim !== undefined;
    },
    quiet: () => Date.now() < quietUntil,
    atOnce: CARDS_AT_ONCE,
    everyMs,
    onError: (error) => logger.error({ err: error }, 'the card follower could not look'),
  });
};
