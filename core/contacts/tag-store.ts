import type { Database } from '../common/database-store.ts';
import { createContactChanges } from './contact-changes-store.ts';
import { CONTACTS, type ContactDocument } from './contact-store.ts';
import { TAG_LIMITS } from './tag.ts';

/** Contacts changed by one commit. */
const WINDOW = 1_000;

export type TagStore = ReturnType<typeof createTagStore>;

export const createTagStore = (database: Database) => {
  const contacts = createContactChanges(database).watched(database.connection.collection<ContactDocument>(CONTACTS));
  const windows = async (ids: readonly string[], write: (some: string[]) => Promise<number>): Promise<number> => {
    let changed = 0;
    for (let start = 0; start < ids.length; start += WINDOW) changed += await write(ids.slice(start, start + WINDOW));
    return changed;
  };
  return {
    /** False for whoever has as many tags as may be. */
    hasRoom: ({ tags = [] }: { readonly tags?: readonly string[] }): boolean => tags.length < TAG_LIMITS.perContact,
    /** Answers how many did not have it before; whoever has as many as may be gets no more. */
    add: (ids: readonly string[], tag: string): Promise<number> =>
      windows(ids, async (some) => {
        const room = { [`tags.${TAG_LIMITS.perContact - 1}`]: { $exists: false } };
        const filter = { _id: { $in: some }, tags: { $ne: tag }, ...room };
        return (await contacts.updateMany(filter, { $addToSet: { tags: tag } })).modifiedCount;
      }),
    remove: (ids: readonly string[], tag: string): Promise<number> =>
      windows(ids, async (some) => {
        const filter = { _id: { $in: some }, tags: tag };
        return (await contacts.updateMany(filter, { $pull: { tags: tag } })).modifiedCount;
      }),
    /** Tags in use with how many contacts have each, the most frequent first. */
    inUse: (limit: number): Promise<{ _id: string; n: number }[]> =>
      contacts
        .aggregate<{ _id: string; n: number }>([
          { $match: { tags: { $exists: true } } },
          { $unwind: '$tags' },
          { $group: { _id: '$tags', n: { $sum: 1 } } },
          { $sort: { n: -1, _id: 1 } },
          { $limit: limit },
        ])
        .toArray(),
  };
};
