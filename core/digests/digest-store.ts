import { type Database, fromNow, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import type { Digest, DigestContent, DigestPause, DigestSubscription, DigestWay } from './digest.ts';

const SUBSCRIPTIONS = 'digest_subscriptions';
const DIGESTS = 'digests';
const EDITIONS = 'digest_editions';
const COPIES = 'digest_copies';

/** Longer than the slowest building or posting; a process that died with a claim loses it then. */
const LEASE_MS = 60_000;
/** So many are built in one go, well within the lease. */
const CLAIMED_AT_ONCE = 50;
const PREVIEW_MS = 7 * 86_400_000;
/** A copy that could not be posted or mailed for a day is news no more: the digest stays in the portal. */
export const TOO_OLD_MS = 86_400_000;

type SubscriptionDocument = Omit<DigestSubscription, 'id'> & { readonly _id: string; readonly active: boolean };

/** A digest as it is stored: its content stands in an edition that others of the same period share. */
export type StoredDigest = Omit<Digest, 'content'> & { readonly editionId: string | null };
interface DigestDocument extends Omit<StoredDigest, 'id'> {
  readonly _id: string;
  readonly notBefore: Date;
  /** Whoever builds it now; empty before. */
  readonly token: string;
  /** Previews alone: forgotten then. */
  readonly until?: Date;
}
type EditionDocument = Omit<DigestContent, 'id'> & { readonly _id: string; readonly until?: Date };

/** Where one copy goes, as it is stored; whether the place is still there is looked up when it is posted. */
export interface DigestCopy {
  readonly id: string;
  readonly digestId: string;
  readonly way: DigestWay;
  readonly workspaceId: string;
  /** The person's account; null: the channel, or mail. */
  readonly userId: string | null;
  readonly fence: number;
  /** When it was made. */
  readonly at: Date;
}
interface CopyDocument extends Omit<DigestCopy, 'id'> {
  readonly _id: string;
  /** Neither posted nor given up. */
  readonly waiting: boolean;
  readonly notBefore: Date;
}

export const DIGEST_INDEXES: readonly StoreIndexes[] = [
  {
    collection: SUBSCRIPTIONS,
    indexes: [{ key: { active: 1, nextAt: 1 } }],
    shapes: [{ fields: { active: 'equal', nextAt: 'range' } }],
  },
  {
    collection: DIGESTS,
    indexes: [
      { key: { state: 1, notBefore: 1 } },
      { key: { subscriptionId: 1, at: 1 } },
      { key: { until: 1 }, expireAfterSeconds: 0, sparse: true },
    ],
    shapes: [
      { fields: { state: 'equal', notBefore: 'range' }, sort: { notBefore: 1 } },
      { fields: { subscriptionId: 'equal' }, sort: { at: -1 } },
    ],
  },
  { collection: EDITIONS, indexes: [{ key: { until: 1 }, expireAfterSeconds: 0, sparse: true }], shapes: [] },
  {
    collection: COPIES,
    indexes: [{ key: { way: 1, waiting: 1, notBefore: 1 } }],
    shapes: [{ fields: { way: 'equal', waiting: 'equal', notBefore: 'range' }, sort: { notBefore: 1 } }],
  },
];

export type DigestStore = ReturnType<typeof createDigestStore>;

const groupsOf = <T>(items: readonly T[], keyOf: (item: T) => string): [T, T[]][] => {
  const groups = new Map<string, [T, T[]]>();
  for (const item of items) {
    const known = groups.get(keyOf(item));
    if (known === undefined) groups.set(keyOf(item), [item, [item]]);
    else known[1].push(item);
  }
  return [...groups.values()];
};

/** Inserts what is not there yet. */
const addNew = async (insert: () => Promise<unknown>): Promise<void> => {
  try {
    await insert();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
};

export const createDigestStore = ({ connection }: Database) => {
  const subscriptions = connection.collection<SubscriptionDocument>(SUBSCRIPTIONS);
  const digests = connection.collection<DigestDocument>(DIGESTS);
  const editions = connection.collection<EditionDocument>(EDITIONS);
  const copies = connection.collection<CopyDocument>(COPIES);

  const toSubscription = ({ _id, active: _, ...rest }: SubscriptionDocument): DigestSubscription => ({
    id: _id,
    ...rest,
  });
  const toDigest = ({ _id, notBefore: _n, token: _t, until: _u, ...rest }: DigestDocument): StoredDigest => ({
    id: _id,
    ...rest,
  });
  const free = { $expr: { $lte: ['$notBefore', '$$NOW'] } };
  const claimed = [{ $set: { notBefore: fromNow(LEASE_MS), fence: { $add: ['$fence', 1] } } }];

  return {
    async subscription(id: string): Promise<DigestSubscription | undefined> {
      const found = await subscriptions.findOne({ _id: id });
      return found === null ? undefined : toSubscription(found);
    },
    async subscriptionsBy(ids: readonly string[]): Promise<Map<string, DigestSubscription>> {
      const found = await subscriptions.find({ _id: { $in: [...ids] } }).toArray();
      return new Map(found.map((doc) => [doc._id, toSubscription(doc)]));
    },
    async subscriptions(): Promise<DigestSubscription[]> {
      return (await subscriptions.find({}).toArray()).map(toSubscription);
    },
    /** The whole of it anew, or changed; `createdAt` stays. */
    async put({ id, createdAt, ...rest }: DigestSubscription): Promise<void> {
      await subscriptions.updateOne(
        { _id: id },
        { $set: { ...rest, active: rest.paused === null }, $setOnInsert: { createdAt } },
        { upsert: true },
      );
    },
    /** Those whose time has come. */
    async due(now: Date): Promise<DigestSubscription[]> {
      const found = await subscriptions.find({ active: true, nextAt: { $lte: now } }).toArray();
      return found.map(toSubscription);
    },
    /** To the next time, unless somebody changed the schedule meanwhile. */
    async advance(moves: readonly { id: string; from: Date; to: Date }[]): Promise<void> {
      // Together, because many are due at the same moment: a write for each would take seconds.
      for (const [{ from, to }, ids] of groupsOf(moves, ({ from, to }) => `${from.getTime()} ${to.getTime()}`)) {
        await subscriptions.updateMany(
          { _id: { $in: ids.map(({ id }) => id) }, active: true, nextAt: from },
          { $set: { nextAt: to } },
        );
      }
    },
    /** False where it is paused already. */
    async pause(id: string, paused: DigestPause, at: Date): Promise<boolean> {
      const found = await subscriptions.findOneAndUpdate(
        { _id: id, active: true },
        { $set: { active: false, paused, nextAt: null, updatedAt: at } },
      );
      return found !== null;
    },

    /** Notes that these are due. The id names subscription and moment, so that however many say so there is one. */
    async begin(due: readonly StoredDigest[]): Promise<void> {
      if (due.length === 0) return;
      await addNew(() =>
        digests.insertMany(
          due.map(({ id, ...rest }) => ({ _id: id, ...rest, notBefore: new Date(0), token: '' })),
          { ordered: false },
        ),
      );
    },
    async keepPreview({ id, ...rest }: StoredDigest, now: Date): Promise<void> {
      const until = new Date(now.getTime() + PREVIEW_MS);
      await digests.insertOne({ _id: id, ...rest, notBefore: now, token: '', until });
    },
    /**
     * Some that are due and free by the database's clock, taken for a minute under a token of one's own; empty where there
     * are none. Each is taken by one process, however many ask at once.
     */
    async claimDue(token: string): Promise<StoredDigest[]> {
      for (;;) {
        const seen = await digests
          .find({ state: 'due', ...free })
          .limit(CLAIMED_AT_ONCE)
          .project({ _id: 1 })
          .toArray();
        if (seen.length === 0) return [];
        const these = { _id: { $in: seen.map(({ _id }) => String(_id)) }, state: 'due' as const };
        await digests.updateMany({ ...these, ...free }, [
          { $set: { notBefore: fromNow(LEASE_MS), token: { $literal: token } } },
        ]);
        const taken = await digests.find({ ...these, token }).toArray();
        if (taken.length > 0) return taken.map(toDigest);
      }
    },
    /** Nothing for those whose claim was lost. */
    async finish(ids: readonly string[], token: string, set: Pick<StoredDigest, 'state' | 'editionId'>): Promise<void> {
      if (ids.length > 0) await digests.updateMany({ _id: { $in: [...ids] }, state: 'due', token }, { $set: set });
    },
    async digest(id: string): Promise<StoredDigest | undefined> {
      const found = await digests.findOne({ _id: id });
      return found === null ? undefined : toDigest(found);
    },
    /** Of these subscriptions, the newest first; previews are no history. */
    async history(subscriptionIds: readonly string[], limit: number): Promise<StoredDigest[]> {
      const found = await Promise.all(
        subscriptionIds.map((subscriptionId) =>
          digests.find({ subscriptionId }).sort({ at: -1 }).limit(limit).toArray(),
        ),
      );
      return found
        .flat()
        .map(toDigest)
        .filter(({ state }) => state !== 'preview')
        .sort((a, b) => b.at.getTime() - a.at.getTime())
        .slice(0, limit);
    },

    async edition(id: string): Promise<DigestContent | undefined> {
      const found = await editions.findOne({ _id: id });
      if (found === null) return undefined;
      const { _id, until: _, ...content } = found;
      return { id: _id, ...content };
    },
    /** What another process stored of the same period first is what holds. */
    async keepEdition({ id, ...content }: DigestContent, preview: Date | null = null): Promise<DigestContent> {
      const until = preview === null ? {} : { until: new Date(preview.getTime() + PREVIEW_MS) };
      await addNew(() => editions.insertOne({ _id: id, ...content, ...until }));
      return (await this.edition(id)) ?? { id, ...content };
    },

    async addCopies(added: readonly Omit<DigestCopy, 'id' | 'fence'>[]): Promise<void> {
      if (added.length === 0) return;
      await addNew(() =>
        copies.insertMany(
          added.map((copy) => ({
            _id: JSON.stringify([copy.digestId, copy.way, copy.workspaceId, copy.userId]),
            ...copy,
            waiting: true,
            notBefore: new Date(0),
            fence: 0,
          })),
          { ordered: false },
        ),
      );
    },
    /** One copy that is free by the database's clock, the oldest first, taken for a minute. */
    async claimCopy(way: DigestWay): Promise<DigestCopy | undefined> {
      const found = await copies.findOneAndUpdate({ way, waiting: true, ...free }, claimed, {
        returnDocument: 'after',
        sort: { notBefore: 1 },
      });
      if (found === null) return undefined;
      const { _id, waiting: _, notBefore: _n, ...copy } = found;
      return { id: _id, ...copy };
    },
    /** Posted or given up. A claim that was lost meanwhile changes nothing. */
    async closeCopy({ id, fence }: { id: string; fence: number }): Promise<void> {
      await copies.updateOne({ _id: id, fence }, { $set: { waiting: false } });
    },
    async retryCopy({ id, fence }: { id: string; fence: number }, afterMs: number): Promise<void> {
      await copies.updateOne({ _id: id, fence }, [{ $set: { notBefore: fromNow(afterMs) } }]);
    },
  };
};
