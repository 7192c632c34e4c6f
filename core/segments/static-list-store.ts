import type { Database } from '../common/database-store.ts';
import { createContactChanges } from '../contacts/contact-changes-store.ts';

/** What of a contact belongs to static lists; the rest is written by contacts. */
interface ListedDocument {
  _id: string;
  lists?: string[];
}

/** Contacts changed by one commit. */
const WINDOW = 1_000;

/**
 * Who stands on which static list. It is kept at the contact, so that a list of any size is one indexed condition, and
 * so that whoever is erased is off every list.
 */
export const createStaticListStore = (database: Database) => {
  const contacts = createContactChanges(database).watched(database.connection.collection<ListedDocument>('contacts'));
  const windows = async (ids: readonly string[], write: (some: string[]) => Promise<number>): Promise<number> => {
    let changed = 0;
    for (let start = 0; start < ids.length; start += WINDOW) changed += await write(ids.slice(start, start + WINDOW));
    return changed;
  };
  return {
    /** Answers how many were put on it; those who stood there already do not count. */
    put: (list: string, ids: readonly string[]): Promise<number> =>
      windows(ids, async (some) => {
        const filter = { _id: { $in: some }, lists: { $ne: list } };
        return (await contacts.updateMany(filter, { $addToSet: { lists: list } })).modifiedCount;
      }),
    take: (list: string, ids: readonly string[]): Promise<number> =>
      windows(ids, async (some) => {
        const filter = { _id: { $in: some }, lists: list };
        return (await contacts.updateMany(filter, { $pull: { lists: list } })).modifiedCount;
      }),
    /** Takes everybody off a list that is gone. */
    clear: async (list: string): Promise<void> => {
      await contacts.updateMany({ lists: list }, { $pull: { lists: list } });
    },
  };
};

export type StaticListStore = ReturnType<typeof createStaticListStore>;
