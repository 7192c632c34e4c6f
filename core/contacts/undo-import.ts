import type { ImportReport } from './contact-import.ts';
import { type ImportDocument, type ImportStore, toReport } from './import-store.ts';
import type { ImportUndoStore } from './import-undo-store.ts';

/**
 * Takes a claimed import back from where the last holder stopped. What is taken back is counted with the place at which
 * it was, so a batch that is repeated after a crash may count as kept what the first try removed.
 * Answers the report; undefined where the claim was lost.
 */
export const workOnUndo = async (
  { imports, additions, now }: { imports: ImportStore; additions: ImportUndoStore; now: () => Date },
  claimed: ImportDocument,
  onProgress: (report: ImportReport) => void,
): Promise<ImportReport | undefined> => {
  // Again, where whoever began the undo died before: nobody looks for people in it any more.
  await imports.dropChunks(claimed._id, claimed.chunks);
  const metByOthers = await additions.metByOthers(claimed);
  let undo = claimed.undo ?? { removed: 0, kept: 0, values: 0, after: '' };
  for (;;) {
    const batch = await additions.batch(claimed._id, undo.after);
    if (batch === undefined) break;
    const done = await additions.takeBack(batch, { importedAt: claimed.createdAt, now: now(), metByOthers });
    undo = {
      removed: undo.removed + done.removed,
      kept: undo.kept + done.kept,
      values: undo.values + done.values,
      after: batch._id,
    };
    const saved = await imports.undoProgress(claimed._id, claimed.fence, undo);
    if (saved === undefined) return undefined;
    onProgress(toReport(saved));
  }
  const end = await imports.undoFinish(claimed._id, claimed.fence);
  if (end === undefined) return undefined;
  await additions.forget(claimed._id);
  onProgress(toReport(end));
  return toReport(end);
};
