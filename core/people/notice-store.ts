import { type Database, fromNow, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import type { ChatPlatform } from './chat-identity.ts';
import type { Notice } from './notice.ts';

/** Where a copy goes, as it is stored: which channel or whether the account is still theirs is looked up when it is told. */
export type NoticePlace = {
  readonly platform: ChatPlatform;
  readonly workspaceId: string;
  /** The person's account; null: the channel. */
  readonly userId: string | null;
};

export interface NoticeCopy extends NoticePlace {
  readonly id: string;
  readonly notice: Notice;
  readonly fence: number;
}

interface NoticeDocument extends NoticePlace {
  readonly _id: string;
  readonly notice: Notice;
  /** Neither told nor given up. */
  readonly waiting: boolean;
  /** Not claimed before this moment: the end of a lease, or of a wait after a failure. */
  readonly notBefore: Date;
  readonly fence: number;
}

const NOTICES = 'notices';
/** How long a claim holds: longer than the slowest telling (a token, a conversation, a message). A process that died with it loses it then. */
const LEASE_MS = 60_000;

export const NOTICE_INDEXES: readonly StoreIndexes[] = [
  {
    collection: NOTICES,
    indexes: [{ key: { platform: 1, waiting: 1, notBefore: 1 } }],
    shapes: [{ fields: { platform: 'equal', waiting: 'equal', notBefore: 'range' }, sort: { notBefore: 1 } }],
  },
];

/** Copies are kept for ever: a key that was told is not told again. */
export const createNoticeStore = ({ connection }: Database) => {
  const notices = connection.collection<NoticeDocument>(NOTICES);
  const toCopy = ({ _id, waiting, notBefore, ...copy }: NoticeDocument): NoticeCopy => ({ id: _id, ...copy });

  return {
    /** Nothing changes where this notice has a copy for that place. */
    async add(notice: Notice, place: NoticePlace): Promise<void> {
      const _id = JSON.stringify([notice.key, place.platform, place.workspaceId, place.userId]);
      try {
        await notices.insertOne({ _id, ...place, notice, waiting: true, notBefore: notice.at, fence: 0 });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    /** One copy that is free by the database's clock, the oldest first, taken for a minute. */
    async claim(platform: ChatPlatform): Promise<NoticeCopy | undefined> {
      const found = await notices.findOneAndUpdate(
        { platform, waiting: true, $expr: { $lte: ['$notBefore', '$$NOW'] } },
        [{ $set: { notBefore: fromNow(LEASE_MS), fence: { $add: ['$fence', 1] } } }],
        { returnDocument: 'after', sort: { notBefore: 1 } },
      );
      return found === null ? undefined : toCopy(found);
    },

    /** The copy with the greatest key of those that begin so, and whether it still waits. */
    async latest(keyPrefix: string): Promise<{ notice: Notice; waiting: boolean } | undefined> {
      const start = `["${keyPrefix}`;
      const found = await notices.findOne({ _id: { $gte: start, $lt: `${start}\uffff` } }, { sort: { _id: -1 } });
      return found === null ? undefined : { notice: found.notice, waiting: found.waiting };
    },

    /** Told or given up. A claim that was lost meanwhile changes nothing. */
    async close({ id, fence }: { id: string; fence: number }): Promise<void> {
      await notices.updateOne({ _id: id, fence }, { $set: { waiting: false } });
    },

    async retry({ id, fence }: { id: string; fence: number }, afterMs: number): Promise<void> {
      await notices.updateOne({ _id: id, fence }, [{ $set: { notBefore: fromNow(afterMs) } }]);
    },
  };
};
export type NoticeStore = ReturnType<typeof createNoticeStore>;
