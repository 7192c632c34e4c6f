import { type RowDraft, type RowPlan, type RowRefusal, readRow } from './import-row.ts';
import { BrokenFile, type FileForm, readPieces } from './read-records.ts';
import { createSeenRows } from './seen-rows.ts';

/** Rows of one batch, and the characters after which it is full anyway. */
const BATCH_ROWS = 1_000;
const BATCH_CHARACTERS = 4_000_000;

/** Rows of a file that are applied together. */
export interface RowBatch {
  readonly drafts: readonly RowDraft[];
  readonly refusals: readonly RowRefusal[];
  /** Every row of the batch as it stands in the file, by its number. */
  readonly cells: ReadonlyMap<number, readonly string[]>;
}

const repeated = (row: number, first: number): RowRefusal => ({
  row,
  reason: 'repeated',
  text: {
    en: `Row ${first} of this file is about the same person, and the first row counts. Keep one of them.`,
    ko: `이 파일의 ${first}행이 같은 사람이며 첫 행을 반영합니다. 하나만 남기세요.`,
  },
});

/**
 * The rows of a file in batches; of rows about one person the first counts. `skip` rows are read, and not given; at most `most` make a batch.
 * @throws BrokenFile after the batch before the broken place
 */
export async function* readBatches(
  parts: AsyncIterable<Buffer>,
  form: FileForm,
  {
    planFor,
    skip,
    most = BATCH_ROWS,
  }: { planFor: (header: readonly string[]) => Promise<RowPlan>; skip: number; most?: number | undefined },
): AsyncGenerator<RowBatch> {
  const seen = createSeenRows();
  const once = (draft: RowDraft): RowDraft | RowRefusal => {
    const { row, address, addressHash, externalId } = draft;
    const key = address ?? `id ${externalId}`;
    const digest = addressHash === undefined ? undefined : Buffer.from(addressHash, 'base64url');
    const first = seen.see(key, row, externalId, digest);
    // Two ids of one address are refused as such.
    if (first === undefined || first.otherId) return draft;
    // A refusal of consent counts wherever it stands.
    return draft.consent.status === 'refused' ? { ...draft, attributes: new Map() } : repeated(row, first.row);
  };
  let plan: RowPlan | undefined;
  let left = skip;
  let batch = { drafts: [] as RowDraft[], refusals: [] as RowRefusal[], cells: new Map<number, readonly string[]>() };
  let characters = 0;
  const take = (): RowBatch => {
    const full = batch;
    batch = { drafts: [], refusals: [], cells: new Map() };
    characters = 0;
    return full;
  };
  let broken: BrokenFile | undefined;
  try {
    for await (const records of readPieces(parts, form)) {
      for (const { row, cells } of records) {
        if (plan === undefined) {
          plan = await planFor(cells);
          continue;
        }
        const read = readRow(plan, cells, row);
        const result = 'reason' in read ? read : once(read);
        if (left > 0) {
          left -= 1;
          continue;
        }
        if ('reason' in result) batch.refusals.push(result);
        else batch.drafts.push(result);
        batch.cells.set(row, cells);
        for (const cell of cells) characters += cell.length;
        if (batch.cells.size >= most || characters >= BATCH_CHARACTERS) yield take();
      }
    }
  } catch (error) {
    // Rows before a broken place are good rows.
    if (!(error instanceof BrokenFile)) throw error;
    broken = error;
  }
  if (batch.cells.size > 0) yield take();
  if (broken !== undefined) throw broken;
}
