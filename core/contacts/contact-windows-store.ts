import { type Database, isDuplicateKey } from '../common/database-store.ts';
import type { ContactDocument } from './contact-store.ts';

/** Contacts between two bounds, about: imports and deletions move it, and nothing rests on it. */
export const WINDOW_CONTACTS = 5_000;

/**
 * Ids of contacts that cut all of them into windows. Only where to cut: whoever reads all windows reads everybody once,
 * whatever the bounds are.
 */
interface WindowsDocument {
  _id: 'contacts';
  /** Ascending. */
  bounds: string[];
}

export type ContactWindowsStore = ReturnType<typeof createContactWindowsStore>;

export const createContactWindowsStore = (database: Database) => {
  const windows = database.connection.collection<WindowsDocument>('contact_windows');
  const contacts = database.connection.collection<ContactDocument>('contacts');
  const add = async (ids: readonly string[]): Promise<void> => {
    if (ids.length === 0) return;
    const change = { $push: { bounds: { $each: [...ids], $sort: 1 as const } } };
    try {
      await windows.updateOne({ _id: 'contacts' }, change, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await windows.updateOne({ _id: 'contacts' }, change);
    }
  };
  const bounds = async (): Promise<readonly string[]> => (await windows.findOne({ _id: 'contacts' }))?.bounds ?? [];
  return {
    bounds,
    add,
    /** Cuts what lies behind the last bound, by one cursor over ids alone. Two that do so at once make narrower windows. */
    extend: async (): Promise<void> => {
      const last = (await bounds()).at(-1) ?? '';
      const ids = contacts
        .find({ _id: { $gt: last } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .allowDiskUse()
        .batchSize(10_000);
      const found: string[] = [];
      let seen = 0;
      for await (const { _id } of ids) {
        seen += 1;
        if (seen % WINDOW_CONTACTS === 0) found.push(_id);
      }
      await add(found);
    },
  };
};
