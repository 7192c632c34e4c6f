import { type ChannelService, channelFor } from './channel-service.ts';
import type { ChatPlatform, ConversationRef } from './chat-identity.ts';
import type { Notice, NoticeClaim } from './notice.ts';
import type { NoticeCopy, NoticePlace, NoticeStore } from './notice-store.ts';
import type { PeopleService } from './people-service.ts';

/** What people are to hear in chat. The bot follows it as it follows cards; any number of bot processes may. */
export interface NoticeService {
  /**
   * Stores one copy for each place: every linked account of a person, or the channel of each platform. Idempotent by key
   * and place. What is for IT goes to the campaign channel where IT has none.
   */
  tell(notice: Omit<Notice, 'at'>): Promise<void>;
  /**
   * Claims one copy that is due on that platform, for a minute, by compare-and-set. A copy whose place is gone (the account
   * was unlinked, its owner disabled, the channel taken away) is given up.
   */
  claimNext(platform: ChatPlatform): Promise<NoticeClaim | undefined>;
  /** The notice with the greatest key of those that begin so (keys that end in a date: the newest); `told` once a copy was posted or given up. */
  latest(keyPrefix: string): Promise<{ notice: Notice; told: boolean } | undefined>;
  done(claim: NoticeClaim): Promise<void>;
  /** Tried again after `retryAfterMs`; `gone` gives this copy up. */
  failed(claim: NoticeClaim, input: { retryAfterMs: number; gone?: boolean }): Promise<void>;
}

const refOf = ({ platform, workspaceId, channelId, serviceUrl }: ConversationRef): ConversationRef => ({
  platform,
  workspaceId,
  channelId,
  ...(serviceUrl === undefined ? {} : { serviceUrl }),
});

export const createNoticeService = ({
  store,
  people,
  channels,
  now,
}: {
  store: NoticeStore;
  people: PeopleService;
  channels: ChannelService;
  now: () => Promise<Date>;
}): NoticeService => {
  const placesOf = async ({ to }: Pick<Notice, 'to'>): Promise<NoticePlace[]> => {
    if (to.kind === 'staff') {
      const identities = await people.identitiesOf(to.staffId);
      const { except } = to;
      return identities
        .filter(
          (one) =>
            one.platform !== except?.platform || one.workspaceId !== except.workspaceId || one.userId !== except.userId,
        )
        .map(({ platform, workspaceId, userId }) => ({ platform, workspaceId, userId }));
    }
    if (to.kind === 'place') return [{ platform: to.ref.platform, workspaceId: to.ref.workspaceId, userId: null }];
    const known = await channels.list();
    return known
      .filter((channel) => channelFor(known, to.purpose, channel) === channel)
      .map(({ platform, workspaceId }) => ({ platform, workspaceId, userId: null }));
  };

  /** The place as it is now, not as it was when the notice was given. */
  const presentPlace = async (copy: NoticeCopy): Promise<NoticeClaim['place'] | undefined> => {
    const { to } = copy.notice;
    if (to.kind === 'place') return { kind: 'channel', ref: to.ref, lang: to.lang };
    if (to.kind === 'channel') {
      const channel = channelFor(await channels.list(), to.purpose, copy);
      return channel === undefined ? undefined : { kind: 'channel', ref: refOf(channel) };
    }
    if (copy.userId === null) return undefined;
    const staff = await people.byIdentity(copy.platform, copy.workspaceId, copy.userId);
    if (staff?.id !== to.staffId) return undefined;
    return { kind: 'person', workspaceId: copy.workspaceId, userId: copy.userId, lang: staff.lang };
  };

  return {
    async tell(told) {
      const places = await placesOf(told);
      if (places.length === 0) return;
      const notice: Notice = { ...told, at: await now() };
      for (const place of places) await store.add(notice, place);
    },

    async claimNext(platform) {
      for (;;) {
        const copy = await store.claim(platform);
        if (copy === undefined) return undefined;
        const place = await presentPlace(copy);
        if (place !== undefined) return { id: copy.id, fence: copy.fence, notice: copy.notice, place };
        await store.close(copy);
      }
    },

    async latest(keyPrefix) {
      const found = await store.latest(keyPrefix);
      return found === undefined ? undefined : { notice: found.notice, told: !found.waiting };
    },

    done: (claim) => store.close(claim),
    failed: (claim, { retryAfterMs, gone = false }) => (gone ? store.close(claim) : store.retry(claim, retryAfterMs)),
  };
};
