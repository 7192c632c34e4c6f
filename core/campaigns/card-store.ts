import { type Database, fromNow, type StoreIndexes } from '../common/database-store.ts';
import type { ChatPlatform, ConversationRef } from '../people/chat-identity.ts';
import type { Card, CardClaim } from './card-service.ts';

const CARDS = 'campaign_cards';
/** How long a claim holds. A process that died with it loses it then. */
const LEASE_MS = 30_000;
/** Looked up at once: whoever loses the first to another process takes the next. */
const CANDIDATES = 8;

interface CardDoc extends Card {
  readonly _id: string;
  /** wanted > shown and not gone: what a claim looks for. */
  readonly behind: boolean;
  /** Not claimed before this moment: the end of a lease, or of a wait after a failure. */
  readonly notBefore: Date;
  readonly fence: number;
}

export const CARD_INDEXES: readonly StoreIndexes[] = [
  {
    collection: CARDS,
    indexes: [
      { key: { platform: 1, behind: 1, notBefore: 1 } },
      { key: { campaignId: 1, platform: 1, channelId: 1, fence: 1 } },
    ],
    shapes: [
      { fields: { platform: 'equal', behind: 'equal' }, sort: { notBefore: 1 } },
      { fields: { campaignId: 'equal' } },
      { fields: { campaignId: 'equal', platform: 'equal', channelId: 'equal', fence: 'equal' } },
    ],
  },
];

export type CardStore = ReturnType<typeof createCardStore>;

export const createCardStore = (database: Database) => {
  const cards = database.connection.collection<CardDoc>(CARDS);
  const cardId = (campaignId: string, ref: ConversationRef): string => `${campaignId}:${ref.platform}:${ref.channelId}`;
  /** A card as its holder has it. */
  const byFence = ({ campaignId, platform, channelId }: Card, fence: number) => ({
    campaignId,
    platform,
    channelId,
    fence,
  });
  const fromDoc = ({ _id, behind, notBefore, fence, ...card }: CardDoc): Card => card;

  return {
    /** Makes the card where the channel has none; its wish to be shown is set by `wantAll`. */
    async ensure(campaignId: string, ref: ConversationRef, healthy: boolean): Promise<void> {
      await cards.updateOne(
        { _id: cardId(campaignId, ref) },
        {
          $setOnInsert: {
            campaignId,
            workspaceId: ref.workspaceId,
            channelId: ref.channelId,
            platform: ref.platform,
            messageId: null,
            threadSeq: 0,
            wanted: 0,
            shown: 0,
            behind: false,
            notBefore: new Date(0),
            fence: 0,
            ...(healthy ? {} : { gone: false }),
          },
          // A channel that can be reached again gets its card back.
          $set: {
            ...(ref.serviceUrl === undefined ? {} : { serviceUrl: ref.serviceUrl }),
            ...(healthy ? { gone: false } : {}),
          },
        },
        { upsert: true },
      );
    },

    async wantAll(campaignId: string): Promise<void> {
      await cards.updateMany({ campaignId }, [
        {
          $set: {
            wanted: { $add: ['$wanted', 1] },
            behind: { $not: ['$gone'] },
            // Whoever waits longest is claimed first. One that is behind keeps its place, its lease or its wait.
            notBefore: { $cond: ['$behind', '$notBefore', '$$NOW'] },
          },
        },
      ]);
    },

    /**
     * One card that is behind and free by the database's clock, taken for 30 s. Looked up first and then taken by its
     * fence: the embedded server reads the whole collection for a findOneAndUpdate.
     */
    async claim(platform: ChatPlatform): Promise<CardClaim | undefined> {
      for (;;) {
        const free = await cards
          .aggregate<CardDoc>([
            { $match: { platform, behind: true } },
            { $match: { $expr: { $lte: ['$notBefore', '$$NOW'] } } },
            { $sort: { notBefore: 1 } },
            { $limit: CANDIDATES },
          ])
          .toArray();
        if (free.length === 0) return undefined;
        for (const doc of free) {
          const { matchedCount } = await cards.updateOne(byFence(doc, doc.fence), [
            { $set: { notBefore: fromNow(LEASE_MS), fence: { $add: ['$fence', 1] } } },
          ]);
          // `wanted` may be higher by now: then the card is behind still when this has been shown.
          if (matchedCount === 1) return { card: fromDoc(doc), fence: doc.fence + 1 };
        }
      }
    },

    /** A claim that was lost meanwhile changes nothing. */
    async done({ card, fence }: CardClaim, input: { messageId: string; threadSeq: number }): Promise<void> {
      await cards.updateOne(byFence(card, fence), [
        {
          $set: {
            messageId: { $literal: input.messageId },
            threadSeq: { $max: ['$threadSeq', input.threadSeq] },
            shown: card.wanted,
            behind: { $gt: ['$wanted', card.wanted] },
            notBefore: '$$NOW',
          },
        },
      ]);
    },

    async failed({ card, fence }: CardClaim, input: { retryAfterMs: number; gone: boolean }): Promise<void> {
      await cards.updateOne(byFence(card, fence), [
        {
          $set: {
            notBefore: fromNow(input.retryAfterMs),
            ...(input.gone ? { gone: true, behind: false } : {}),
          },
        },
      ]);
    },

    async forCampaign(campaignId: string): Promise<Card[]> {
      return (await cards.find({ campaignId }).toArray()).map(fromDoc);
    },
  };
};
