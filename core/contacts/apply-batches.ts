import { type AppliedRows, applyRows, prepareRows } from './apply-rows.ts';
import type { PlannedAdditions, RowWork } from './decide-rows.ts';
import type { RowDraft } from './import-row.ts';
import type { RowBatch } from './read-batches.ts';

/** A batch whose people are being written, and then counted. */
interface OnItsWay {
  readonly applied: Promise<AppliedRows>;
  readonly counted: Promise<void>;
  /** Undefined where it changes people, whom rows of the next may mean by another name. */
  readonly names: ReadonlySet<string> | undefined;
}

/** Addresses and external ids of rows. */
const namesIn = (drafts: readonly RowDraft[]): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { address, externalId } of drafts) {
    if (address !== undefined) names.add(`address ${address}`);
    if (externalId !== undefined) names.add(`id ${externalId}`);
  }
  return names;
};

const meet = (names: ReadonlySet<string> | undefined, others: ReadonlySet<string>): boolean => {
  if (names === undefined) return true;
  for (const name of others) if (names.has(name)) return true;
  return false;
};

/**
 * Applies batches in their order, with the work on neighbours overlapping: while the people of one are written, the next
 * is read and its people are looked up, and what the one before came to is counted. People are written by one batch at a
 * time. What was looked up early counts where the batch before made people whom no row of this one names, at its first
 * try; else they are looked up again. Memory holds four batches.
 */
export const applyBatches = async (
  work: RowWork,
  batches: AsyncGenerator<RowBatch>,
  {
    rowsBefore,
    announce,
    count,
  }: {
    /** Rows of the file that precede the first batch. */
    rowsBefore: number;
    /** Waited for before what a batch adds is written. */
    announce: (rowsBefore: number, additions: PlannedAdditions) => Promise<void>;
    /** Called for each batch in turn; `earlier` ends when all before it are counted. */
    count: (batch: RowBatch, rowsBefore: number, applied: AppliedRows, earlier: Promise<void>) => Promise<void>;
  },
): Promise<void> => {
  let before: OnItsWay | undefined;
  let earlier: Promise<void> = Promise.resolve();
  let start = rowsBefore;
  let next = batches.next();
  try {
    for (;;) {
      const { value: batch, done } = await next.catch(async (error: unknown) => {
        // Whatever keeps rows from being stored is told rather than where reading ended.
        await before?.counted;
        throw error;
      });
      if (done === true) break;
      next = batches.next();
      next.catch(() => undefined);

      const own = start;
      start += batch.cells.size;
      const prepare = () => prepareRows(work, batch.drafts, (additions) => announce(own, additions));
      const names = namesIn(batch.drafts);
      const early = before !== undefined && !meet(before.names, names);
      if (!early) await before?.applied;
      let prepared = await prepare();
      if (early && (await before?.applied)?.atFirst === false) prepared = await prepare();

      const previous: Promise<void> = before?.counted ?? Promise.resolve();
      await earlier;
      earlier = previous;
      const applied = applyRows(work, batch.drafts, (additions) => announce(own, additions), prepared);
      const counted = applied.then((rows) => count(batch, own, rows, previous));
      counted.catch(() => undefined);
      before = { applied, counted, names: prepared.changes.length > 0 ? undefined : names };
    }
    await before?.counted;
  } finally {
    await batches.return(undefined);
    await Promise.allSettled([before?.applied, before?.counted, earlier]);
  }
};
