import { type Database, isDuplicateKey, type StoreIndexes } from './database-store.ts';

const ONCE = 'once';

export const ONCE_INDEXES: readonly StoreIndexes[] = [
  { collection: ONCE, indexes: [{ key: { until: 1 }, expireAfterSeconds: 0 }], shapes: [] },
];

/** What may happen once among all processes, such as the use of a signature. */
export interface Once {
  /** True for the first who names this key; false for everybody after, for at least `forMs`. */
  take(key: string, forMs: number): Promise<boolean>;
}

export const createOnce = (database: Database): Once => {
  const taken = database.connection.collection<{ _id: string; until: Date }>(ONCE);
  return {
    async take(key, forMs) {
      try {
        await taken.insertOne({ _id: key, until: new Date(Date.now() + forMs) });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
};
