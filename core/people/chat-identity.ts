import type { Lang } from '../common/lang.ts';
export type ChatPlatform = 'slack' | 'teams';

/** A chat account that belongs to a member of staff. Unique by platform, workspace and user. */
export interface ChatIdentity {
  readonly platform: ChatPlatform;
  /** Slack team id, or Entra tenant id (`local` where Teams has none). */
  readonly workspaceId: string;
  /** Slack user id, or the Entra object id (else the channel account id). */
  readonly userId: string;
  readonly displayName: string;
  readonly staffId: string;
  readonly linkedAt: Date;
}

/** How to reach a conversation again. Plain data: no platform type enters core. */
export interface ConversationRef {
  readonly platform: ChatPlatform;
  readonly workspaceId: string;
  /** Slack channel id, or Teams conversation id. */
  readonly channelId: string;
  /** Teams only. */
  readonly serviceUrl?: string;
}

/** What a channel is for: campaigns are reviewed in one, IT hears of what concerns it alone in the other. */
export const CHANNEL_PURPOSES = ['campaigns', 'it'] as const;
export type ChannelPurpose = (typeof CHANNEL_PURPOSES)[number];

/** A channel that Tandem speaks in. One per platform, workspace and purpose. */
export interface CampaignChannel extends ConversationRef {
  readonly purpose: ChannelPurpose;
  readonly name: string;
  /** Language of shared messages. */
  readonly lang: Lang;
  /** `ok`, or what stands in the way, shown in the portal. */
  readonly health: 'ok' | 'archived' | 'not_invited' | 'gone' | 'unreachable';
  readonly healthAt: Date;
  readonly setBy: string;
}
