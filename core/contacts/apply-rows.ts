import { type AppliedRow, type DecidedRows, decideRows, type PlannedAdditions, type RowWork } from './decide-rows.ts';
import type { RowDraft, RowRefusal } from './import-row.ts';

export interface AppliedRows {
  readonly rows: readonly AppliedRow[];
  readonly refusals: readonly RowRefusal[];
  /** False where another writer came in between, so that people were read again. */
  readonly atFirst: boolean;
}

/** Waited for before what was decided is written. */
export type BeforeWrite = (additions: PlannedAdditions) => Promise<void>;

const ATTEMPTS = 4;

/** Reads and decides, and tells what is about to be added. */
export const prepareRows = async (
  work: RowWork,
  drafts: readonly RowDraft[],
  beforeWrite: BeforeWrite,
  tried?: ReadonlySet<string>,
): Promise<DecidedRows> => {
  const decided = await decideRows(work, drafts, tried);
  await beforeWrite(decided.additions);
  return decided;
};

/**
 * Brings rows and stored contacts together: makes the new, changes what differs. Doing it again changes nothing. Where
 * another writer takes an address or external id in between, it reads and decides again.
 * `prepared` is what was decided already, where nothing was written since that these rows are about.
 */
export const applyRows = async (
  work: RowWork,
  drafts: readonly RowDraft[],
  beforeWrite: BeforeWrite = async () => {},
  prepared?: DecidedRows,
): Promise<AppliedRows> => {
  const tried = new Set<string>();
  let decided = prepared ?? (await prepareRows(work, drafts, beforeWrite));
  for (let attempt = 1; ; attempt += 1) {
    const inserted = await work.store.insertMany(decided.made);
    const changed = await work.store.applyChanges(decided.changes);
    if (inserted && changed) return { rows: decided.rows, refusals: decided.refusals, atFirst: attempt === 1 };
    if (attempt === ATTEMPTS) break;
    for (const id of decided.additions.created) tried.add(id);
    decided = await prepareRows(work, drafts, beforeWrite, tried);
  }
  throw new Error('contacts of this import are being changed by somebody else all the time');
};
