import type { Database } from '../common/database-store.ts';
import type { SuppressionReason } from './contact.ts';
import { createContactChanges } from './contact-changes-store.ts';
import { SUPPRESSIONS, type SuppressionDocument } from './contact-store.ts';

export type SuppressionStore = ReturnType<typeof createSuppressionStore>;

/** The suppression list as staff read and change it. Imports have no way here. */
export const createSuppressionStore = (database: Database) => {
  const suppressions = createContactChanges(database).watched(
    database.connection.collection<SuppressionDocument>(SUPPRESSIONS),
  );
  return {
    byHash: async (hash: string) => (await suppressions.findOne({ _id: hash })) ?? undefined,
    page: (reason: SuppressionReason | undefined, after: string, limit: number) =>
      suppressions
        .find({ ...(reason === undefined ? {} : { reason }), _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    count: (reason: SuppressionReason | undefined) =>
      suppressions.countDocuments(reason === undefined ? {} : { reason }),
    /** Only while it stands for the reason that was read. */
    remove: async (hash: string, reason: SuppressionReason): Promise<boolean> =>
      (await suppressions.deleteOne({ _id: hash, reason })).deletedCount === 1,
    /** Whatever the reason was: from now on it stands for an erased person, and names nobody. */
    putErased: (hash: string, at: Date) =>
      suppressions.replaceOne({ _id: hash }, { reason: 'erased', at, source: 'erasure' }, { upsert: true }),
  };
};
