import { type Database, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import { sharedRead } from '../common/shared-read.ts';
import type { AttributeDefinition, AttributeType } from './contact.ts';

interface AttributeDocument {
  /** The key. */
  _id: string;
  label: string;
  /** Label without case and spacing: the same header in two files is one attribute. */
  labelKey: string;
  /** Key without case. */
  foldedKey: string;
  type: AttributeType;
  restricted?: boolean;
  createdAt: Date;
}

/** One document, so that the limit on searchable attributes holds whoever marks them at once. */
interface SearchableDocument {
  _id: 'searchable';
  keys: string[];
}

export const ATTRIBUTE_INDEXES: readonly StoreIndexes[] = [
  {
    collection: 'contact_attributes',
    indexes: [
      { key: { labelKey: 1 }, unique: true },
      { key: { foldedKey: 1 }, unique: true },
    ],
    shapes: [{ fields: { labelKey: 'equal' } }],
  },
];

export const SEARCHABLE_LIMIT = 8;

export type AttributeStore = ReturnType<typeof createAttributeStore>;

export const createAttributeStore = (database: Database) => {
  const attributes = database.connection.collection<AttributeDocument>('contact_attributes');
  const searchable = database.connection.collection<SearchableDocument>('contact_searchable');
  const searchableKeys = async (): Promise<readonly string[]> =>
    (await searchable.findOne({ _id: 'searchable' }))?.keys ?? [];

  return {
    list: sharedRead(async (): Promise<readonly AttributeDefinition[]> => {
      const [rows, keys] = await Promise.all([attributes.find({}).toArray(), searchableKeys()]);
      return rows
        .map((row) => ({
          key: row._id,
          label: row.label,
          type: row.type,
          searchable: keys.includes(row._id),
          ...(row.restricted === true ? { restricted: true } : {}),
          createdAt: row.createdAt,
        }))
        .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.label < b.label ? -1 : 1));
    }),
    setRestricted: async (key: string, restricted: boolean): Promise<void> => {
      await attributes.updateOne({ _id: key }, { $set: { restricted } });
    },
    byLabelKey: async (labelKey: string) => (await attributes.findOne({ labelKey })) ?? undefined,
    /** False where the label or the key is taken meanwhile. */
    insert: async (document: AttributeDocument): Promise<boolean> => {
      try {
        await attributes.insertOne(document);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** False where the limit is reached. Marking twice is the same as once. */
    markSearchable: async (key: string): Promise<boolean> => {
      await searchable
        .updateOne({ _id: 'searchable' }, { $setOnInsert: { keys: [] } }, { upsert: true })
        .catch((error) => {
          if (!isDuplicateKey(error)) throw error;
        });
      await searchable.findOneAndUpdate(
        { _id: 'searchable', keys: { $ne: key }, [`keys.${SEARCHABLE_LIMIT - 1}`]: { $exists: false } },
        { $push: { keys: key } },
      );
      return (await searchableKeys()).includes(key);
    },
    unmarkSearchable: async (key: string): Promise<void> => {
      await searchable.updateOne({ _id: 'searchable' }, { $pull: { keys: key } });
    },
  };
};
