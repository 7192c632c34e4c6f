import { type Database, isDuplicateKey, type StoreIndexes } from '../../common/database-store.ts';
import type { Lang } from '../../common/lang.ts';
import { sharedRead } from '../../common/shared-read.ts';
import type { ConsentRecord, Topic, Wording } from './topic.ts';

interface TopicsDocument {
  _id: 'topics';
  topics: Topic[];
  version: number;
}

interface RecordDocument extends Omit<ConsentRecord, 'id'> {
  _id: string;
}

/** A confirmation that was asked for. */
export interface ConsentRequest {
  readonly id: string;
  readonly contactId: string;
  /** Keyed hash of the address that was asked: the answer counts for no other. */
  readonly addressHash: string;
  readonly topics: readonly string[];
  readonly source: string;
  readonly lang: Lang;
  readonly wording: string;
  readonly at: Date;
  readonly until: Date;
  readonly confirmedAt: Date | null;
}
interface RequestDocument extends Omit<ConsentRequest, 'id' | 'topics'> {
  _id: string;
  topics: string[];
}

interface WordingDocument {
  /** The version. */
  _id: string;
  text: string;
  firstAt: Date;
}

export const CONSENT_RECORDS = 'consent_records';
export const CONSENT_REQUESTS = 'consent_requests';

export const CONSENT_INDEXES: readonly StoreIndexes[] = [
  {
    collection: CONSENT_RECORDS,
    indexes: [{ key: { contactId: 1, at: 1 } }],
    shapes: [{ fields: { contactId: 'equal' }, sort: { at: -1 } }],
  },
  {
    collection: CONSENT_REQUESTS,
    indexes: [{ key: { contactId: 1, at: 1 } }],
    shapes: [{ fields: { contactId: 'equal' }, sort: { at: -1 } }, { fields: { contactId: 'equal', at: 'range' } }],
  },
];

const toRequest = ({ _id, ...rest }: RequestDocument): ConsentRequest => ({ id: _id, ...rest });

export type ConsentStore = ReturnType<typeof createConsentStore>;

export const createConsentStore = (database: Database) => {
  const topics = database.connection.collection<TopicsDocument>('topics');
  const records = database.connection.collection<RecordDocument>(CONSENT_RECORDS);
  const requests = database.connection.collection<RequestDocument>(CONSENT_REQUESTS);
  const wordings = database.connection.collection<WordingDocument>('consent_wordings');

  return {
    topics: sharedRead(async (): Promise<{ topics: readonly Topic[]; version: number }> => {
      const found = await topics.findOne({ _id: 'topics' });
      return { topics: found?.topics ?? [], version: found?.version ?? 0 };
    }),
    /** False where somebody else changed them since `version` was read. */
    putTopics: async (next: readonly Topic[], version: number): Promise<boolean> => {
      const set = { topics: [...next], version: version + 1 };
      if (version > 0) return (await topics.findOneAndUpdate({ _id: 'topics', version }, { $set: set })) !== null;
      try {
        await topics.insertOne({ _id: 'topics', ...set });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** Before what it proves is written: evidence of nothing harms nobody. */
    addRecords: async (some: readonly ConsentRecord[]): Promise<void> => {
      if (some.length > 0) await records.insertMany(some.map(({ id, ...rest }) => ({ _id: id, ...rest })));
    },
    recordsOf: async (contactId: string): Promise<ConsentRecord[]> =>
      (await records.find({ contactId }).sort({ at: -1 }).limit(200).toArray()).map(({ _id, ...rest }) => ({
        id: _id,
        ...rest,
      })),
    keepWording: async ({ version, text }: Wording, at: Date): Promise<void> => {
      await wordings
        .updateOne({ _id: version }, { $setOnInsert: { text, firstAt: at } }, { upsert: true })
        .catch((error) => {
          if (!isDuplicateKey(error)) throw error;
        });
    },
    wordings: async (versions: readonly string[]): Promise<ReadonlyMap<string, string>> =>
      new Map((await wordings.find({ _id: { $in: [...versions] } }).toArray()).map(({ _id, text }) => [_id, text])),

    askedSince: async (contactId: string, since: Date): Promise<boolean> =>
      (await requests.findOne({ contactId, at: { $gt: since } }, { projection: { _id: 1 } })) !== null,
    addRequest: async ({ id, topics: asked, ...rest }: ConsentRequest): Promise<void> => {
      await requests.insertOne({ _id: id, topics: [...asked], ...rest });
    },
    dropRequest: async (id: string): Promise<void> => {
      await requests.deleteOne({ _id: id });
    },
    request: async (id: string): Promise<ConsentRequest | undefined> => {
      const found = await requests.findOne({ _id: id });
      return found === null ? undefined : toRequest(found);
    },
    /** Once. */
    confirm: async (id: string, at: Date): Promise<boolean> =>
      (await requests.findOneAndUpdate(
        { _id: id, confirmedAt: null, until: { $gt: at } },
        { $set: { confirmedAt: at } },
      )) !== null,
  };
};
