import type { Database, StoreIndexes } from '../common/database-store.ts';
import type { ChangeFreeze } from './change-freeze.ts';

/** `told`: owners, channels and the audit log know of it; whoever announced it may have died before. */
interface FreezeDoc extends Omit<ChangeFreeze, 'id'> {
  readonly _id: string;
  readonly told: boolean;
}

const FREEZES = 'change_freezes';

export const FREEZE_INDEXES: readonly StoreIndexes[] = [
  {
    collection: FREEZES,
    indexes: [{ key: { endedAt: 1, from: 1 } }, { key: { announcedAt: 1 } }],
    shapes: [
      { fields: { endedAt: 'equal', from: 'range' } },
      { fields: { endedAt: 'equal' } },
      { fields: {}, sort: { announcedAt: -1 } },
    ],
  },
];

export type FreezeStore = ReturnType<typeof createFreezeStore>;

export const createFreezeStore = (database: Database) => {
  const freezes = database.connection.collection<FreezeDoc>(FREEZES);
  const fromDoc = ({ _id, told, ...rest }: FreezeDoc): ChangeFreeze => ({ id: _id, ...rest });
  const holdsNow = {
    $and: [{ $lte: ['$from', '$$NOW'] }, { $or: [{ $eq: ['$until', null] }, { $gt: ['$until', '$$NOW'] }] }],
  };

  return {
    async insert({ id, ...freeze }: ChangeFreeze): Promise<void> {
      await freezes.insertOne({ _id: id, ...freeze, told: false });
    },
    async told(id: string): Promise<void> {
      await freezes.updateOne({ _id: id }, { $set: { told: true } });
    },
    async untold(): Promise<ChangeFreeze[]> {
      return (await freezes.find({ endedAt: null, told: false }).toArray()).map(fromDoc);
    },
    async byId(id: string): Promise<ChangeFreeze | undefined> {
      const found = await freezes.findOne({ _id: id });
      return found === null ? undefined : fromDoc(found);
    },
    /** One that holds at this moment, by the database's clock, in one query. */
    async active(): Promise<ChangeFreeze | undefined> {
      const found = await freezes.findOne({ endedAt: null, $expr: holdsNow });
      return found === null ? undefined : fromDoc(found);
    },
    /** Neither ended nor over. */
    async current(now: Date): Promise<ChangeFreeze[]> {
      const found = await freezes.find({ endedAt: null }).sort({ from: 1 }).toArray();
      return found.map(fromDoc).filter(({ until }) => until === null || until > now);
    },
    async list(limit: number): Promise<ChangeFreeze[]> {
      return (await freezes.find({}).sort({ announcedAt: -1 }).limit(limit).toArray()).map(fromDoc);
    },
    /** Ends it by compare-and-set; undefined where somebody ended it before. */
    async end(id: string, by: string, at: Date): Promise<ChangeFreeze | undefined> {
      const ended = await freezes.findOneAndUpdate(
        { _id: id, endedAt: null },
        { $set: { endedAt: at, endedBy: by } },
        { returnDocument: 'after' },
      );
      return ended === null ? undefined : fromDoc(ended);
    },
  };
};
