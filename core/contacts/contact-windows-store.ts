import { type Database, isDuplicateKey } from '../common/database-store.ts';
import type { ContactDocument } from './contact-store.ts';

/** Contacts between two bounds, about: imports and deletions move it, and nothing rests on it. */
export const WINDOW_CONTACTS = 2_000;

/** Windows cut over ids, as they once were, stand under `contacts` and are read no longer. */
const KEY = 'contacts_by_creation';

/**
 * Moments that cut all contacts into windows by when they were made. Only where to cut: whoever reads all windows reads
 * everybody once, whatever the bounds are.
 */
interface WindowsDocument {
  _id: typeof KEY;
  /** Ascending. */
  bounds: Date[];
}

export type ContactWindowsStore = ReturnType<typeof createContactWindowsStore>;

export const createContactWindowsStore = (database: Database) => {
  const windows = database.connection.collection<WindowsDocument>('contact_windows');
  const contacts = database.connection.collection<ContactDocument>('contacts');
  const add = async (moments: readonly Date[]): Promise<void> => {
    if (moments.length === 0) return;
    const change = { $push: { bounds: { $each: [...moments], $sort: 1 as const } } };
    try {
      await windows.updateOne({ _id: KEY }, change, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await windows.updateOne({ _id: KEY }, change);
    }
  };
  /** Ascending, each once. A window begins with its bound and ends before the next. */
  const bounds = async (): Promise<readonly Date[]> => {
    const stored = (await windows.findOne({ _id: KEY }))?.bounds ?? [];
    return stored.filter((bound, i) => i === 0 || bound > (stored[i - 1] ?? bound));
  };
  return {
    bounds,
    add,
    /** Cuts what lies behind the last bound, by one cursor over moments alone. Two that do so at once make narrower windows. */
    extend: async (): Promise<void> => {
      const last = (await bounds()).at(-1) ?? new Date(0);
      const moments = contacts
        .find({ createdAt: { $gte: last } }, { projection: { _id: 0, createdAt: 1 } })
        .sort({ createdAt: 1 })
        .allowDiskUse()
        .batchSize(10_000);
      const found: Date[] = [];
      let since = 0;
      let previous = last;
      for await (const { createdAt } of moments) {
        // Contacts of one moment stay in one window.
        if (since >= WINDOW_CONTACTS && createdAt > previous) {
          found.push(createdAt);
          since = 0;
        }
        since += 1;
        previous = createdAt;
      }
      await add(found);
    },
  };
};
