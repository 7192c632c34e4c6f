import { type Database, isDuplicateKey, type StoreIndexes } from '../../common/database-store.ts';
import type { ConversationRef } from '../../people/chat-identity.ts';
import type { SavedSearch } from './saved-search.ts';

type SavedSearchDocument = Omit<SavedSearch, 'id'> & { readonly _id: string };

const SAVED = 'saved_searches';

export const SAVED_SEARCH_INDEXES: readonly StoreIndexes[] = [
  {
    collection: SAVED,
    indexes: [{ key: { 'ref.channelId': 1 } }, { key: { paused: 1 } }],
    shapes: [{ fields: { 'ref.channelId': 'equal' } }, { fields: { paused: 'equal' } }],
  },
];

export type SavedSearchStore = ReturnType<typeof createSavedSearchStore>;

export const createSavedSearchStore = ({ connection }: Database) => {
  const saved = connection.collection<SavedSearchDocument>(SAVED);
  const fromDocument = ({ _id, ...rest }: SavedSearchDocument): SavedSearch => ({ id: _id, ...rest });

  return {
    /** False where it is saved already. */
    async insert({ id, ...search }: SavedSearch): Promise<boolean> {
      try {
        await saved.insertOne({ _id: id, ...search });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async byId(id: string): Promise<SavedSearch | undefined> {
      const found = await saved.findOne({ _id: id });
      return found === null ? undefined : fromDocument(found);
    },
    /** Compare-and-set on the revision that was read; undefined where it was lost. */
    async change(
      { id, revision }: SavedSearch,
      set: Partial<Omit<SavedSearch, 'id' | 'revision'>>,
    ): Promise<SavedSearch | undefined> {
      const changed = await saved.findOneAndUpdate(
        { _id: id, revision },
        { $set: set, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      );
      return changed === null ? undefined : fromDocument(changed);
    },
    async remove(id: string): Promise<boolean> {
      return (await saved.deleteOne({ _id: id })).deletedCount === 1;
    },
    async active(): Promise<SavedSearch[]> {
      return (await saved.find({ paused: null }).toArray()).map(fromDocument);
    },
    async inChannel({ platform, workspaceId, channelId }: ConversationRef): Promise<SavedSearch[]> {
      const found = (await saved.find({ 'ref.channelId': channelId }).toArray()).map(fromDocument);
      return found.filter(({ ref }) => ref.platform === platform && ref.workspaceId === workspaceId);
    },
    async all(): Promise<SavedSearch[]> {
      return (await saved.find({}).sort({ _id: 1 }).toArray()).map(fromDocument);
    },
  };
};
