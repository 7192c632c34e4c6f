import { type Database, fromNow, isDuplicateKey, type StoreIndexes, serverTime } from '../common/database-store.ts';
import type { WarmUp } from './warm-up.ts';

/**
 * How fast may be sent: one small document for each thing that has a pace (a provider's domain, a domain of recipients,
 * a run). What a process learns, all of them honour.
 */
interface PaceDoc {
  /** `provider/mailgun/mg.example.test`, `to/example.com`, `run/C-1/1` */
  readonly _id: string;
  /** Nothing is asked of it before this. */
  readonly quietUntil?: Date;
  /** The next reservation is possible from here on. */
  readonly nextAt?: Date;
  /** How many people a POST carries at present; absent: as many as configured. */
  readonly fit?: number;
  /** Of a provider's domain: what its first days may send, and how often that was saved. */
  readonly warmUp?: WarmUp | null;
  readonly warmUpRevision?: number;
  /** Of a day: people taken of its allowance. */
  readonly used?: number;
  /** Weight of what went wrong since something last went well. */
  readonly troubles?: number;
}

/** What is known of one thing that has a pace. */
export interface PaceFacts {
  /** For how long it is to be left alone. */
  readonly quietMs: number;
  readonly troubles: number;
  readonly fit: number | undefined;
  readonly warmUp: WarmUp | null;
  readonly warmUpRevision: number;
  readonly used: number;
}

/** Read by `_id` only. */
export const PACE_INDEXES: readonly StoreIndexes[] = [
  { collection: 'send_pace', indexes: [], shapes: [{ fields: { _id: 'in' } }] },
];

export const createSendPaceStore = (database: Database) => {
  const pace = database.connection.collection<PaceDoc>('send_pace');
  /** Two processes may make the same document at once; the second then finds it. */
  const upsert = async (key: string, pipeline: Record<string, unknown>[]): Promise<PaceDoc | null> => {
    const once = () => pace.findOneAndUpdate({ _id: key }, pipeline, { upsert: true, returnDocument: 'after' });
    try {
      return await once();
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return once();
    }
  };

  /**
   * Adds what `by` says to what is used, and answers it. By compare-and-set: of two at once the embedded server may apply
   * a sum twice.
   */
  const changeUsed = async (key: string, by: (used: number) => number): Promise<number> => {
    for (;;) {
      const { used } = (await pace.findOne({ _id: key })) ?? {};
      if (used === undefined) {
        await upsert(key, [{ $set: { used: { $ifNull: ['$used', 0] } } }]);
        continue;
      }
      const change = by(used);
      if (change === 0) return 0;
      const done = await pace.updateOne({ _id: key, used }, { $set: { used: used + change } });
      if (done.modifiedCount === 1) return change;
    }
  };

  return {
    now: () => serverTime(database),

    /** How long (ms) each is to be left alone, and what weighs against it. One query. */
    async read(keys: readonly string[]): Promise<ReadonlyMap<string, PaceFacts>> {
      const found = await pace.find({ _id: { $in: [...keys] } }).toArray();
      const now = found.some((doc) => doc.quietUntil !== undefined) ? await serverTime(database) : new Date(0);
      return new Map(
        found.map(({ _id, quietUntil, troubles, fit, warmUp, warmUpRevision, used }) => [
          _id,
          {
            quietMs: Math.max(0, (quietUntil?.getTime() ?? 0) - now.getTime()),
            troubles: troubles ?? 0,
            fit,
            warmUp: warmUp ?? null,
            warmUpRevision: warmUpRevision ?? 0,
            used: used ?? 0,
          },
        ]),
      );
    },

    /** Never shortens a quiet time that stands. */
    async quiet(key: string, ms: number): Promise<void> {
      await upsert(key, [{ $set: { quietUntil: { $max: ['$quietUntil', fromNow(ms)] } } }]);
    },

    /**
     * Takes `count` of `perMinute`, or answers for how long (ms) it must be waited. Whoever takes makes the next wait
     * until what was taken is paid off, so that no minute sees more than the rate and one reservation.
     */
    async reserve(key: string, count: number, perMinute: number): Promise<number> {
      const cost = (count * 60_000) / perMinute;
      const now = await serverTime(database);
      const take = () =>
        pace.findOneAndUpdate(
          { _id: key, $or: [{ nextAt: { $exists: false } }, { nextAt: { $lte: now } }] },
          [{ $set: { nextAt: fromNow(cost) } }],
          { returnDocument: 'after' },
        );
      if ((await take()) !== null) return 0;
      const known = await pace.findOne({ _id: key });
      if (known?.nextAt !== undefined) return Math.max(1, known.nextAt.getTime() - now.getTime());
      await upsert(key, [{ $set: { _id: key } }]);
      return (await take()) === null ? 1 : 0;
    },
    /** Gives back what was reserved and not used. */
    async refund(key: string, count: number, perMinute: number): Promise<void> {
      const amount = -Math.ceil((count * 60_000) / perMinute);
      await pace.updateOne({ _id: key, nextAt: { $exists: true } }, [
        { $set: { nextAt: { $dateAdd: { startDate: '$nextAt', unit: 'millisecond', amount } } } },
      ]);
    },

    /** Where nobody else changed it meanwhile; two answers at once may count as one. */
    async setFit(key: string, from: number | undefined, to: number): Promise<void> {
      if (from === undefined) await upsert(key, [{ $set: { fit: { $ifNull: ['$fit', to] } } }]);
      else await pace.updateOne({ _id: key, fit: from }, { $set: { fit: to } });
    },

    /** Takes up to `wanted` of what is left of `allowance`; answers how many were taken. */
    take: (key: string, wanted: number, allowance: number): Promise<number> =>
      changeUsed(key, (used) => Math.max(0, Math.min(wanted, allowance - used))),
    async putBack(key: string, count: number): Promise<void> {
      await changeUsed(key, () => -count);
    },
    /** False where somebody else saved it since that revision. */
    async setWarmUp(key: string, warmUp: WarmUp | null, revision: number): Promise<boolean> {
      await upsert(key, [{ $set: { warmUpRevision: { $ifNull: ['$warmUpRevision', 0] } } }]);
      const done = await pace.updateOne(
        { _id: key, warmUpRevision: revision },
        { $set: { warmUp, warmUpRevision: revision + 1 } },
      );
      return done.modifiedCount === 1;
    },

    /** Something went wrong: answers the weight of everything since something last went well. */
    async trouble(key: string, weight: number): Promise<number> {
      const after = await upsert(key, [{ $set: { troubles: { $add: [{ $ifNull: ['$troubles', 0] }, weight] } } }]);
      return after?.troubles ?? weight;
    },
    async calm(key: string): Promise<void> {
      await pace.updateOne({ _id: key, troubles: { $gt: 0 } }, { $set: { troubles: 0 } });
    },
  };
};

export type SendPaceStore = ReturnType<typeof createSendPaceStore>;
