import { type Database, fromNow, inOneCommit, type StoreIndexes } from '../../common/database-store.ts';
import type { DaySize, Follow, Move, SegmentMove } from './follow.ts';

export interface FollowDocument extends Omit<Follow, 'segmentId'> {
  /** The segment's id. */
  _id: string;
  by: string;
  /** Hash of the rule that was compared last; a changed rule begins anew. Null before the first comparison. */
  ruleHash: string | null;
  /** Comparisons that are stored, and those whose moves are noted with the contacts. */
  round: number;
  noted: number;
  nextAt: Date;
  /** Held by whoever compares. */
  leaseUntil: Date;
  fence: number;
}

/** Some members of a segment as they were compared last. */
interface MembersDocument {
  /** `SEGMENT:BUCKET`. */
  _id: string;
  ids: string[];
}

/** Who moved one way in one round; at most MOVES_PER_DOCUMENT of them. */
export interface MovesDocument {
  /** `SEGMENT:ROUND:WAY:NUMBER`. */
  _id: string;
  segmentId: string;
  round: number;
  way: Move;
  at: Date;
  contactIds: string[];
}

interface DayDocument extends DaySize {
  /** `SEGMENT:DAY`. */
  _id: string;
  segmentId: string;
}

/** Members are parted among so many documents, so that a few moves write a few of them. */
const BUCKETS = 64;
const MOVES_PER_DOCUMENT = 1_000;
/** How long somebody who compares may be silent. A comparison of the largest segment takes a small part of it. */
const LEASE_MS = 5 * 60_000;

export const FOLLOW_INDEXES: readonly StoreIndexes[] = [
  { collection: 'segment_follows', indexes: [], shapes: [{ fields: { _id: 'equal' } }] },
  { collection: 'segment_members', indexes: [], shapes: [{ fields: { _id: 'in' } }] },
  {
    collection: 'segment_moves',
    indexes: [{ key: { segmentId: 1, round: 1 } }, { key: { segmentId: 1, way: 1, at: 1 } }],
    shapes: [
      { fields: { segmentId: 'equal', round: 'range' } },
      { fields: { segmentId: 'equal', round: 'range' }, sort: { round: -1 } },
      { fields: { segmentId: 'equal', way: 'equal', at: 'range' }, sort: { at: -1 } },
    ],
  },
  {
    collection: 'segment_days',
    indexes: [{ key: { segmentId: 1, day: 1 } }],
    shapes: [{ fields: { segmentId: 'equal' }, sort: { day: -1 } }],
  },
];

/** Where an id lies: by its characters, so that it lies there for ever. */
const bucketOf = (id: string): number => {
  let sum = 0;
  for (let at = 0; at < id.length; at += 1) sum = (sum * 31 + id.charCodeAt(at)) % 65_521;
  return sum % BUCKETS;
};

const toFollow = ({ _id, since, comparedAt, tookMs, failure }: FollowDocument): Follow => ({
  segmentId: _id,
  since,
  comparedAt,
  tookMs,
  failure,
});

export type FollowStore = ReturnType<typeof createFollowStore>;

export const createFollowStore = (database: Database) => {
  const follows = database.connection.collection<FollowDocument>('segment_follows');
  const members = database.connection.collection<MembersDocument>('segment_members');
  const moves = database.connection.collection<MovesDocument>('segment_moves');
  const days = database.connection.collection<DayDocument>('segment_days');
  const memberId = (segmentId: string, bucket: number): string => `${segmentId}:${bucket}`;
  const memberIds = (segmentId: string) => Array.from({ length: BUCKETS }, (_, bucket) => memberId(segmentId, bucket));

  return {
    byId: async (segmentId: string): Promise<Follow | undefined> => {
      const found = await follows.findOne({ _id: segmentId });
      return found === null ? undefined : toFollow(found);
    },
    /**
     * Answers what stands afterwards: this one, or the one that stood before. Rounds go on behind those of an earlier
     * following, whose moves stay.
     */
    put: async (segmentId: string, by: string, at: Date): Promise<Follow> => {
      const [last] = await moves
        .find({ segmentId, round: { $gt: 0 } }, { projection: { round: 1 } })
        .sort({ round: -1 })
        .limit(1)
        .toArray();
      const round = last?.round ?? 0;
      const fresh: Omit<FollowDocument, '_id'> = {
        by,
        since: at,
        comparedAt: null,
        tookMs: 0,
        failure: null,
        ruleHash: null,
        round,
        noted: round,
        nextAt: new Date(0),
        leaseUntil: new Date(0),
        fence: 0,
      };
      const stands = await follows.findOneAndUpdate(
        { _id: segmentId },
        { $setOnInsert: fresh },
        { upsert: true, returnDocument: 'after' },
      );
      return toFollow(stands ?? { _id: segmentId, ...fresh });
    },
    /** Nobody follows it any more; sizes and moves stay. */
    end: async (segmentId: string): Promise<void> => {
      await follows.deleteOne({ _id: segmentId });
      await members.deleteMany({ _id: { $in: memberIds(segmentId) } });
    },
    /** The segment is deleted. */
    forget: async (segmentId: string): Promise<void> => {
      await follows.deleteOne({ _id: segmentId });
      await members.deleteMany({ _id: { $in: memberIds(segmentId) } });
      await moves.deleteMany({ segmentId });
      await days.deleteMany({ segmentId });
    },

    /** Due by the database's clock and in nobody's hands. */
    due: async (): Promise<string[]> =>
      (
        await follows
          .find(
            { $expr: { $and: [{ $lte: ['$nextAt', '$$NOW'] }, { $lt: ['$leaseUntil', '$$NOW'] }] } },
            { projection: { _id: 1 } },
          )
          .toArray()
      ).map(({ _id }) => _id),
    /** Takes it in hand; undefined where somebody else has it. */
    claim: async (segmentId: string): Promise<FollowDocument | undefined> =>
      (await follows.findOneAndUpdate(
        { _id: segmentId, $expr: { $lt: ['$leaseUntil', '$$NOW'] } },
        [{ $set: { fence: { $add: ['$fence', 1] }, leaseUntil: fromNow(LEASE_MS) } }],
        { returnDocument: 'after' },
      )) ?? undefined,
    /** Lets go of it until `inMs` from now, with what became of it. */
    release: async (
      { _id, fence }: FollowDocument,
      inMs: number,
      set: Partial<Pick<FollowDocument, 'comparedAt' | 'tookMs' | 'failure' | 'ruleHash' | 'noted'>>,
    ): Promise<void> => {
      const values = Object.fromEntries(Object.entries(set).map(([key, value]) => [key, { $literal: value }]));
      await follows.updateOne({ _id, fence }, [
        { $set: { ...values, nextAt: fromNow(inMs), leaseUntil: { $literal: new Date(0) } } },
      ]);
    },

    members: async (segmentId: string): Promise<Set<string>> => {
      const found = await members.find({ _id: { $in: memberIds(segmentId) } }).toArray();
      return new Set(found.flatMap(({ ids }) => ids));
    },
    /**
     * One commit: the moves of the next round, the members as they are now, and the round itself. False where somebody
     * else took it in hand meanwhile.
     */
    commit: async (
      follow: FollowDocument,
      now: {
        readonly members: ReadonlySet<string>;
        readonly moved: Readonly<Record<Move, readonly string[]>>;
        /** Who is a member no more, those of whom nothing is left included. */
        readonly gone: readonly string[];
        /** Every bucket is written, whoever moved: what stood before is of another rule. */
        readonly anew: boolean;
        readonly ruleHash: string;
        readonly at: Date;
      },
    ): Promise<boolean> => {
      const { _id: segmentId, fence } = follow;
      const round = follow.round + 1;
      const touched = now.anew
        ? Array.from({ length: BUCKETS }, (_, bucket) => bucket)
        : [...new Set([...now.moved.entered, ...now.gone].map(bucketOf))];
      const content = new Map(touched.map((bucket) => [bucket, [] as string[]]));
      for (const id of now.members) content.get(bucketOf(id))?.push(id);
      const documents = (['entered', 'left'] as const).flatMap((way) => {
        const ids = now.moved[way];
        return Array.from({ length: Math.ceil(ids.length / MOVES_PER_DOCUMENT) }, (_, n) => ({
          _id: `${segmentId}:${round}:${way}:${n}`,
          segmentId,
          round,
          way,
          at: now.at,
          contactIds: ids.slice(n * MOVES_PER_DOCUMENT, (n + 1) * MOVES_PER_DOCUMENT),
        }));
      });
      let done = false;
      await inOneCommit(database, async (session) => {
        const options = session === undefined ? {} : { session };
        const { matchedCount } = await follows.updateOne(
          { _id: segmentId, fence },
          { $set: { round, ruleHash: now.ruleHash } },
          options,
        );
        done = matchedCount === 1;
        if (!done) return;
        if (documents.length > 0) await moves.insertMany(documents, options);
        if (content.size === 0) return;
        await members.deleteMany({ _id: { $in: [...content.keys()].map((b) => memberId(segmentId, b)) } }, options);
        const filled = [...content].filter(([, ids]) => ids.length > 0);
        if (filled.length === 0) return;
        await members.insertMany(
          filled.map(([bucket, ids]) => ({ _id: memberId(segmentId, bucket), ids })),
          options,
        );
      });
      return done;
    },
    /** Moves of rounds after this one. */
    movesAfter: (segmentId: string, round: number): Promise<MovesDocument[]> =>
      moves.find({ segmentId, round: { $gt: round } }).toArray(),

    countMoves: async (segmentId: string, way: Move, since: Date): Promise<number> => {
      const [found] = await moves
        .aggregate<{ n: number }>([
          { $match: { segmentId, way, at: { $gte: since } } },
          { $group: { _id: null, n: { $sum: { $size: '$contactIds' } } } },
        ])
        .toArray();
      return found?.n ?? 0;
    },
    /** The newest first. */
    moves: async (
      segmentId: string,
      { way, since, skip, limit }: { way: Move; since: Date; skip: number; limit: number },
    ): Promise<SegmentMove[]> => {
      const found: SegmentMove[] = [];
      let passed = 0;
      for await (const { contactIds, at } of moves.find({ segmentId, way, at: { $gte: since } }).sort({ at: -1 })) {
        for (const contactId of contactIds) {
          passed += 1;
          if (passed > skip) found.push({ contactId, way, at });
          if (found.length === limit) return found;
        }
      }
      return found;
    },

    /** The first count of a day stays. */
    putDay: async (segmentId: string, size: DaySize): Promise<void> => {
      await days.updateOne(
        { _id: `${segmentId}:${size.day}` },
        { $setOnInsert: { segmentId, ...size } },
        { upsert: true },
      );
    },
    hasDay: async (segmentId: string, day: string): Promise<boolean> =>
      (await days.findOne({ _id: `${segmentId}:${day}` }, { projection: { _id: 1 } })) !== null,
    /** The oldest first. */
    days: async (segmentId: string, limit: number): Promise<DaySize[]> =>
      (await days.find({ segmentId }).sort({ day: -1 }).limit(limit).toArray())
        .map(({ day, matching, eligible }) => ({ day, matching, eligible }))
        .reverse(),
  };
};
