import { type Database, isDuplicateKey, type StoreIndexes, serverTime } from '../../common/database-store.ts';
import type { FieldRequest } from './field-access.ts';

type StoredRequest = Omit<FieldRequest, 'key'>;

/** Everything ever asked about one attribute, oldest first: at most one is open or granted, so that all of it is one document. */
interface FieldDocument {
  /** The attribute's key. */
  _id: string;
  revision: number;
  requests: StoredRequest[];
}

interface CounterDocument {
  _id: string;
  last: number;
}

const FIELDS = 'field_access';
const COUNTERS = 'counters';

export const FIELD_ACCESS_INDEXES: readonly StoreIndexes[] = [{ collection: FIELDS, indexes: [], shapes: [] }];

/** What was read of one attribute; revision 0 where nothing was ever asked. */
export interface FieldHistory {
  readonly key: string;
  readonly revision: number;
  readonly requests: readonly FieldRequest[];
}

export type FieldAccessStore = ReturnType<typeof createFieldAccessStore>;

export const createFieldAccessStore = (database: Database) => {
  const fields = database.connection.collection<FieldDocument>(FIELDS);
  const counters = database.connection.collection<CounterDocument>(COUNTERS);
  const toHistory = ({ _id: key, revision, requests }: FieldDocument): FieldHistory => ({
    key,
    revision,
    requests: requests.map((request) => ({ ...request, key })),
  });

  return {
    now: () => serverTime(database),

    async nextId(): Promise<string> {
      const counter = await counters.findOneAndUpdate(
        { _id: 'field request' },
        { $inc: { last: 1 } },
        { upsert: true, returnDocument: 'after' },
      );
      if (counter === null) throw new Error('the counter of field requests did not answer');
      return `F-${counter.last}`;
    },

    /** As many as restricted attributes were ever asked for. */
    all: async (): Promise<readonly FieldHistory[]> => (await fields.find({}).toArray()).map(toHistory),

    async of(key: string): Promise<FieldHistory> {
      const found = await fields.findOne({ _id: key });
      return found === null ? { key, revision: 0, requests: [] } : toHistory(found);
    },

    /** False where somebody else wrote since it was read. */
    async replace({ key, revision }: FieldHistory, requests: readonly FieldRequest[]): Promise<boolean> {
      const stored = requests.map(({ key: _, ...request }) => request);
      if (revision === 0) {
        try {
          await fields.insertOne({ _id: key, revision: 1, requests: stored });
          return true;
        } catch (error) {
          if (isDuplicateKey(error)) return false;
          throw error;
        }
      }
      const result = await fields.updateOne(
        { _id: key, revision },
        { $set: { requests: stored, revision: revision + 1 } },
      );
      return result.matchedCount === 1;
    },
  };
};
