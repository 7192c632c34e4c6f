import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { Logger } from '../common/logger.ts';
import { normaliseAddress } from './address.ts';
import { applyBatches } from './apply-batches.ts';
import type { AppliedRows } from './apply-rows.ts';
import type { AttributeService } from './attribute-service.ts';
import type { ColumnTarget, ImportList, ImportReport } from './contact-import.ts';
import type { ContactStore } from './contact-store.ts';
import { type ContactWindowsStore, WINDOW_CONTACTS } from './contact-windows-store.ts';
import type { AppliedRow } from './decide-rows.ts';
import type { RowColumn, RowPlan, RowRefusal } from './import-row.ts';
import { type ImportCounts, type ImportDocument, type ImportStore, type ListedRow, toReport } from './import-store.ts';
import type { ImportUndoStore } from './import-undo-store.ts';
import { type RowBatch, readBatches } from './read-batches.ts';
import { BrokenFile } from './read-records.ts';

export interface RunImportDeps {
  readonly contacts: ContactStore;
  readonly imports: ImportStore;
  readonly additions: ImportUndoStore;
  readonly windows: Pick<ContactWindowsStore, 'add'>;
  readonly attributes: AttributeService;
  readonly hash: KeyedHash;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Rows of one batch; as many as suit the database where it is left out. */
  readonly batchRows?: number;
}

/** Characters of a refused row that are kept, so that it can be given back and corrected. */
const KEPT_CHARACTERS = 20_000;

/** Another process took the import over, because this one was silent for too long. */
class LostClaim extends Error {}

/**
 * Works through a claimed import from where the last holder stopped. Every batch is stored before it is counted; a
 * batch that is repeated after a crash changes nothing more (its rows may then count as unchanged instead of created).
 * Answers the final report; undefined where the claim was lost.
 */
export const workOnImport = async (
  deps: RunImportDeps,
  claimed: ImportDocument,
  onProgress: (report: ImportReport) => void,
): Promise<ImportReport | undefined> => {
  const { imports, logger } = deps;
  try {
    await readAndApply(deps, claimed, onProgress);
    const done = await imports.finish(claimed._id, claimed.fence, { phase: 'done', failure: null });
    if (done === undefined) return undefined;
    await imports.release(claimed);
    await imports.dropChunks(claimed._id, claimed.chunks);
    onProgress(toReport(done));
    return toReport(done);
  } catch (error) {
    if (error instanceof LostClaim) return undefined;
    logger.warn({ import: claimed._id, err: error instanceof BrokenFile ? error.message : error }, 'import failed');
    const failed = await imports.finish(claimed._id, claimed.fence, { phase: 'failed', failure: failureOf(error) });
    return failed === undefined ? undefined : toReport(failed);
  }
};

const failureOf = (error: unknown): NonNullable<ImportReport['failure']> =>
  error instanceof BrokenFile
    ? {
        en: `The file cannot be read from row ${error.row} on: a quote is opened there and never closed. Rows before it are stored. Correct the file and import it again: nothing is doubled.`,
        ko: `${error.row}행부터 읽을 수 없습니다. 닫히지 않은 따옴표가 있습니다. 그 앞의 행은 저장되었습니다. 파일을 고쳐 다시 가져와도 중복되지 않습니다.`,
        retrySafe: false,
      }
    : {
        en: 'The import stopped because of a technical problem. Rows read so far are stored. Retrying is safe: it goes on from there and nothing is doubled.',
        ko: '기술적인 문제로 가져오기가 멈췄습니다. 읽은 행은 저장되었습니다. 다시 시도해도 안전하며, 멈춘 곳부터 이어지고 중복되지 않습니다.',
        retrySafe: true,
      };

const readAndApply = async (
  deps: RunImportDeps,
  claimed: ImportDocument,
  onProgress: (report: ImportReport) => void,
): Promise<void> => {
  const { imports } = deps;
  const counts: ImportCounts = {
    rows: claimed.rows,
    created: claimed.created,
    updated: claimed.updated,
    unchanged: claimed.unchanged,
    refused: claimed.refused,
    withoutConsent: claimed.withoutConsent,
    withoutAddress: claimed.withoutAddress,
    reasons: { ...claimed.reasons },
    bytesRead: 0,
  };
  async function* parts() {
    for (let number = 0; number < claimed.chunks; number += 1) {
      const part = await imports.readChunk(claimed._id, number);
      counts.bytesRead += part.length;
      yield part;
    }
  }

  /** Contacts made since the last bound of a window. */
  let sinceBound = 0;
  const count = async (
    { refusals, cells }: RowBatch,
    before: number,
    applied: AppliedRows,
    earlier: Promise<void>,
  ): Promise<void> => {
    const refused = [...refusals, ...applied.refusals].sort((a, b) => a.row - b.row);
    const lists = listed(applied.rows);
    await imports.writeLists(claimed._id, before, lists);
    sinceBound += lists.created.length;
    if (sinceBound >= WINDOW_CONTACTS) {
      await deps.windows.add([deps.now()]);
      sinceBound = 0;
    }
    const keep = await keepable(deps, refused, cells);
    await imports.writeRefusals(
      refused.map(({ row, reason, text }) => {
        const kept = keep.get(row);
        const _id = `${claimed._id}:${row}`;
        const asItStood = kept === undefined ? {} : { cells: [...kept] };
        return { _id, importId: claimed._id, row, reason, text: { ...text }, ...asItStood };
      }),
    );
    await earlier;
    counts.rows += cells.size;
    counts.created += lists.created.length;
    counts.updated += lists.updated.length;
    counts.unchanged += lists.unchanged.length;
    counts.withoutConsent += lists.no_consent.length;
    counts.withoutAddress += lists.no_address.length;
    counts.refused += refused.length;
    for (const { reason } of refused) counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1;
    const saved = await imports.progress(claimed._id, claimed.fence, counts);
    if (saved === undefined) throw new LostClaim();
    onProgress(toReport(saved));
  };

  const planFor = (header: readonly string[]): Promise<RowPlan> =>
    planRows(claimed, header, deps.hash, async ({ label, type }) => (await deps.attributes.ensure(label, type)).key);
  // A holder before this one may have written lists and died before they counted: people stand otherwise in them by now.
  if (claimed.fence > 1) await imports.dropListsAfter(claimed._id, claimed.rows);
  const work = { store: deps.contacts, hash: deps.hash, ids: deps.ids, now: deps.now };
  await applyBatches(work, readBatches(parts(), claimed, { planFor, skip: claimed.rows, most: deps.batchRows }), {
    rowsBefore: claimed.rows,
    announce: (before, additions) => deps.additions.writeAdditions(claimed, before, deps.ids.next(), additions),
    count,
  });
};

/** Refused rows that are kept as they stand: not the very long ones, and none about somebody who was erased. */
const keepable = async (
  { contacts, hash }: Pick<RunImportDeps, 'contacts' | 'hash'>,
  refused: readonly RowRefusal[],
  cells: RowBatch['cells'],
): Promise<ReadonlyMap<number, readonly string[]>> => {
  const rows = refused.flatMap(({ row, reason }) => {
    const own = cells.get(row) ?? [];
    if (reason === 'erased' || own.reduce((length, cell) => length + cell.length, 0) > KEPT_CHARACTERS) return [];
    const addresses = own.flatMap((cell) => {
      const read = cell.includes('@') ? normaliseAddress(cell) : undefined;
      return read?.ok === true ? [hash.personal(read.address)] : [];
    });
    return [{ row, own, addresses }];
  });
  const asked = [...new Set(rows.flatMap(({ addresses }) => addresses))];
  const suppressed = asked.length === 0 ? new Map() : await contacts.suppressionsAmong(asked);
  return new Map(
    rows
      .filter(({ addresses }) => !addresses.some((each) => suppressed.get(each) === 'erased'))
      .map(({ row, own }) => [row, own]),
  );
};

/** The rows of a batch by list. */
const listed = (rows: readonly AppliedRow[]): Record<ImportList, ListedRow[]> => {
  const of = (wanted: (row: AppliedRow) => boolean): ListedRow[] =>
    rows.filter(wanted).map(({ row, contact }) => ({ row, contactId: contact._id }));
  return {
    created: of(({ result }) => result === 'created'),
    updated: of(({ result }) => result === 'updated'),
    unchanged: of(({ result }) => result === 'unchanged'),
    no_consent: of(({ contact }) => contact.consent.status !== 'granted'),
    no_address: of(({ contact }) => contact.address === undefined),
  };
};

/** Binds the mapping to the header row. `keyOf` answers the key of an attribute, and may make it. */
export const planRows = async (
  file: Pick<ImportDocument, '_id' | 'mapping' | 'createdAt'>,
  header: readonly string[],
  hash: KeyedHash,
  keyOf: (target: Extract<ColumnTarget, { to: 'attribute' }>) => Promise<string>,
): Promise<RowPlan> => {
  const targets = new Map(file.mapping.columns.map(({ header: name, target }) => [name, target]));
  const columns: RowColumn[] = [];
  for (const raw of header) {
    const name = raw.trim();
    const target = targets.get(name) ?? { to: 'ignore' as const };
    if (target.to !== 'attribute') {
      columns.push({ to: target.to, header: name });
      continue;
    }
    columns.push({ to: 'attribute', header: name, key: await keyOf(target), type: target.type });
  }
  const made = file.mapping.madeAddress;
  return {
    width: header.length,
    columns,
    madeAddress:
      made === undefined ? undefined : { ...made, column: header.findIndex((name) => name.trim() === made.fromColumn) },
    consent: file.mapping.consent,
    hashOf: hash.personal,
    source: `import:${file._id}`,
    at: file.createdAt,
  };
};
