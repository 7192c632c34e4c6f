import type { CampaignChannel, ChatPlatform, ConversationRef } from './chat-identity.ts';
import type { Actor } from './staff.ts';

/** Which channel is the campaign channel, and whether it can be reached. */
export interface ChannelService {
  /** `channel here`: replaces the platform's campaign channel. Needs channels.manage. */
  set(actor: Actor, ref: ConversationRef, input: { name: string; lang: 'en' | 'ko' }): Promise<CampaignChannel>;
  list(): Promise<CampaignChannel[]>;
  get(platform: ChatPlatform, workspaceId: string): Promise<CampaignChannel | undefined>;
  reportHealth(ref: ConversationRef, health: CampaignChannel['health']): Promise<void>;
}
