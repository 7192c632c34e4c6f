import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Lang } from '../common/lang.ts';
import type { CampaignChannel, ChannelPurpose, ChatPlatform, ConversationRef } from './chat-identity.ts';
import { peopleErrors } from './people-errors.ts';
import { can } from './permissions.ts';
import { type Actor, actorId } from './staff.ts';
import type { StaffStore } from './staff-store.ts';

/** Which channels Tandem speaks in, and whether they can be reached. */
export interface ChannelService {
  /** `channel here [it]`: replaces the platform's channel of that purpose; campaigns unless told otherwise. Needs channels.manage. */
  set(
    actor: Actor,
    ref: ConversationRef,
    input: { name: string; lang: Lang; purpose?: ChannelPurpose },
  ): Promise<CampaignChannel>;
  /** Of every purpose. */
  list(): Promise<readonly CampaignChannel[]>;
  /** The campaign channel, unless another purpose is asked for. */
  get(platform: ChatPlatform, workspaceId: string, purpose?: ChannelPurpose): Promise<CampaignChannel | undefined>;
  /**
   * Of the channel, whatever it is for. Answers whether it was recorded. `seen` is the channel as it was known before the platform was asked: a report that
   * came meanwhile is newer and stays.
   */
  reportHealth(
    ref: ConversationRef,
    health: CampaignChannel['health'],
    seen?: Pick<CampaignChannel, 'health' | 'healthAt'>,
  ): Promise<boolean>;
}

/** The channel of that purpose in the workspace of `place`, or its campaign channel. Pure. */
export const channelFor = (
  channels: readonly CampaignChannel[],
  purpose: ChannelPurpose,
  place: Pick<ConversationRef, 'platform' | 'workspaceId'>,
): CampaignChannel | undefined => {
  const here = channels.filter((c) => c.platform === place.platform && c.workspaceId === place.workspaceId);
  return here.find((c) => c.purpose === purpose) ?? here.find((c) => c.purpose === 'campaigns');
};

export const createChannelService = ({
  store,
  audit,
  clock,
}: {
  store: StaffStore;
  audit: AuditService;
  clock: Clock;
}): ChannelService => ({
  async set(actor, ref, { name, lang, purpose = 'campaigns' }) {
    if (actor.kind === 'staff' && !can(actor.staff, 'channels.manage')) throw peopleErrors.channelNotAllowed();
    const channel: CampaignChannel = {
      platform: ref.platform,
      workspaceId: ref.workspaceId,
      channelId: ref.channelId,
      ...(ref.serviceUrl === undefined ? {} : { serviceUrl: ref.serviceUrl }),
      purpose,
      name,
      lang,
      health: 'ok',
      healthAt: clock.now(),
      setBy: actorId(actor),
    };
    await store.putChannel(channel);
    await audit.append({
      actor: actorId(actor),
      surface: ref.platform,
      action: 'channel.chosen',
      subject: ref.channelId,
      data: { platform: ref.platform, workspace: ref.workspaceId, purpose },
    });
    return channel;
  },
  list: () => store.channels(),
  async get(platform, workspaceId, purpose = 'campaigns') {
    return (await store.channels()).find(
      (c) => c.platform === platform && c.workspaceId === workspaceId && c.purpose === purpose,
    );
  },
  reportHealth: (ref, health, seen) => store.setChannelHealth(ref, health, clock.now(), seen),
});
