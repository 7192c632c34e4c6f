import { type ChannelService, channelFor } from '../people/channel-service.ts';
import type { CampaignChannel, ChatPlatform, ConversationRef } from '../people/chat-identity.ts';
import type { CampaignState } from './campaign.ts';
import type { CampaignStore } from './campaign-store.ts';
import type { CardStore } from './card-store.ts';

/** A chat copy of a card: a projection that is re-rendered whole from the present state. */
export interface Card extends ConversationRef {
  /** What it shows: a campaign, or a field request (`F-12`). */
  readonly campaignId: string;
  /** Slack ts or Teams activity id; null until first posted. */
  readonly messageId: string | null;
  /** Entries of the thread up to this seq were posted under the card. */
  readonly threadSeq: number;
  /** A change makes wanted > shown; the bot re-renders until they are equal. */
  readonly wanted: number;
  readonly shown: number;
  /** Given up, until its channel can be reached again. */
  readonly gone: boolean;
}

/** A claimed card: hand it back with `done` or `failed`. */
export interface CardClaim {
  readonly card: Card;
  readonly fence: number;
}

/** Which cards must be re-rendered. The bot follows this; any number of bot processes may. */
export interface CardService {
  /** Makes sure that a campaign has a card in each campaign channel, and marks every copy for re-rendering. Called on every change. */
  touch(campaignId: string): Promise<void>;
  /**
   * The same for a field request, whose card stands where IT hears what concerns it: in IT's channel of each workspace, or
   * its campaign channel.
   */
  touchField(requestId: string): Promise<void>;
  /**
   * Marks the cards of every open review, because who may decide or what people are called changed. Calls that come while
   * one runs share the next. An absence that begins or ends by itself shows with the next change.
   */
  touchReviews(): Promise<void>;
  /** Claims one card that is behind, for 30 s, by compare-and-set. */
  claimNext(platform: ChatPlatform): Promise<CardClaim | undefined>;
  done(claim: CardClaim, input: { messageId: string; threadSeq: number }): Promise<void>;
  /** Tried again after `retryAfterMs`; `gone` gives the card up (the channel is archived or the bot was removed). */
  failed(claim: CardClaim, input: { retryAfterMs: number; gone?: boolean }): Promise<void>;
  forCampaign(campaignId: string): Promise<Card[]>;
}

/** States in which keys can be asked for. */
const ASKING: readonly CampaignState[] = ['in_review', 'held', 'halted'];

/** A draft that was never submitted has no card: the channel hears of a campaign when there is something to decide. */
export const createCardService = (deps: {
  cardStore: CardStore;
  campaignStore: CampaignStore;
  channels: ChannelService;
}): CardService => {
  const { cardStore, campaignStore, channels } = deps;
  /** Nothing of the channel is to be noted with its card. */
  const stands = (card: Card, channel: CampaignChannel): boolean =>
    card.platform === channel.platform &&
    card.workspaceId === channel.workspaceId &&
    card.channelId === channel.channelId &&
    card.serviceUrl === channel.serviceUrl &&
    !(card.gone && channel.health === 'ok');
  const touch: CardService['touch'] = async (campaignId) => {
    const campaign = await campaignStore.byId(campaignId);
    if (campaign === undefined) return;
    const cards = await cardStore.forCampaign(campaignId);
    if (campaign.state === 'draft' && cards.length === 0) return;
    for (const channel of await channels.list()) {
      if (channel.purpose !== 'campaigns' || cards.some((card) => stands(card, channel))) continue;
      await cardStore.ensure(campaignId, channel, channel.health === 'ok');
    }
    await cardStore.wantAll(campaignId);
  };
  const touchAll = async (): Promise<void> => {
    for (const { id } of await campaignStore.inStates(ASKING)) await touch(id);
  };
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const touchReviews = (): Promise<void> => {
    if (running === undefined) {
      running = touchAll().finally(() => {
        running = undefined;
      });
      return running;
    }
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return touchReviews();
      });
    return next;
  };
  return {
    touch,
    async touchField(requestId) {
      const known = await channels.list();
      for (const channel of known) {
        const { health } = channel;
        if (channelFor(known, 'it', channel) === channel) await cardStore.ensure(requestId, channel, health === 'ok');
      }
      await cardStore.wantAll(requestId);
    },
    touchReviews,
    claimNext: (platform) => cardStore.claim(platform),
    done: (claim, input) => cardStore.done(claim, input),
    failed: (claim, { retryAfterMs, gone = false }) => cardStore.failed(claim, { retryAfterMs, gone }),
    forCampaign: (campaignId) => cardStore.forCampaign(campaignId),
  };
};
