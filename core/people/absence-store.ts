import { type Database, isDuplicateKey } from '../common/database-store.ts';
import type { Absence } from './absence.ts';

/** Everybody's absences stand in one document: that delegates never lead back is decided there by compare-and-set. */
interface AbsencesDocument {
  readonly _id: 'absences';
  readonly revision: number;
  readonly absences: readonly Absence[];
}

export const createAbsenceStore = ({ connection }: Database) => {
  const documents = connection.collection<AbsencesDocument>('absences');

  return {
    async all(): Promise<readonly Absence[]> {
      return (await documents.findOne({ _id: 'absences' }))?.absences ?? [];
    },

    /** Writes what `change` makes of the newest absences, again and again until nobody came between; it may throw. */
    async change(change: (absences: readonly Absence[]) => readonly Absence[]): Promise<void> {
      for (;;) {
        const found = await documents.findOne({ _id: 'absences' });
        if (found === null) {
          await documents.insertOne({ _id: 'absences', revision: 0, absences: [] }).catch((error: unknown) => {
            // Another process was quicker.
            if (!isDuplicateKey(error)) throw error;
          });
          continue;
        }
        const next = change(found.absences);
        if (next === found.absences) return;
        const { matchedCount } = await documents.updateOne(
          { _id: 'absences', revision: found.revision },
          { $set: { absences: next, revision: found.revision + 1 } },
        );
        if (matchedCount === 1) return;
      }
    },
  };
};
export type AbsenceStore = ReturnType<typeof createAbsenceStore>;
