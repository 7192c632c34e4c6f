import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { Logger } from '../common/logger.ts';
import { type AppliedRow, applyRows } from './apply-rows.ts';
import type { AttributeService } from './attribute-service.ts';
import type { ImportList, ImportReport } from './contact-import.ts';
import type { ContactStore } from './contact-store.ts';
import { type RowColumn, type RowDraft, type RowPlan, type RowRefusal, readRow } from './import-row.ts';
import { type ImportCounts, type ImportDocument, type ImportStore, type ListedRow, toReport } from './import-store.ts';
import { BrokenFile, readRecords } from './read-records.ts';

export interface RunImportDeps {
  readonly contacts: ContactStore;
  readonly imports: ImportStore;
  readonly attributes: AttributeService;
  readonly hash: KeyedHash;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** Rows of one batch, and the characters after which it is full anyway. */
const BATCH_ROWS = 1_000;
const BATCH_CHARACTERS = 4_000_000;

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

  /** The row of this file that says who somebody is; what it says counts. */
  const seen = new Map<string, Pick<RowDraft, 'row' | 'externalId'>>();
  const once = (draft: RowDraft): RowDraft | RowRefusal => {
    const key = draft.address === undefined ? `id ${draft.externalId}` : draft.address;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, { row: draft.row, externalId: draft.externalId });
      return draft;
    }
    // Two ids of one address are refused as such.
    if (first.externalId !== undefined && draft.externalId !== undefined && first.externalId !== draft.externalId) {
      return draft;
    }
    // A refusal of consent counts wherever it stands.
    if (draft.consent.status === 'refused') return { ...draft, attributes: new Map() };
    return {
      row: draft.row,
      reason: 'repeated',
      text: {
        en: `Row ${first.row} of this file is about the same person, and the first row counts. Keep one of them.`,
        ko: `이 파일의 ${first.row}행이 같은 사람이며 첫 행을 반영합니다. 하나만 남기세요.`,
      },
    };
  };

  let plan: RowPlan | undefined;
  let skip = claimed.rows;
  let drafts: RowDraft[] = [];
  let refusals: RowRefusal[] = [];
  let characters = 0;

  const flush = async (): Promise<void> => {
    const read = drafts.length + refusals.length;
    if (read === 0) return;
    const applied = await applyRows({ store: deps.contacts, hash: deps.hash, ids: deps.ids, now: deps.now }, drafts);
    const refused = [...refusals, ...applied.refusals].sort((a, b) => a.row - b.row);
    const lists = listed(applied.rows);
    await imports.writeLists(claimed._id, counts.rows, lists);
    await imports.writeRefusals(
      refused.map(({ row, reason, text }) => ({
        _id: `${claimed._id}:${row}`,
        importId: claimed._id,
        row,
        reason,
        text: { ...text },
      })),
    );
    counts.rows += read;
    counts.created += lists.created.length;
    counts.updated += lists.updated.length;
    counts.unchanged += lists.unchanged.length;
    counts.withoutConsent += lists.no_consent.length;
    counts.withoutAddress += lists.no_address.length;
    counts.refused += refused.length;
    for (const { reason } of refused) counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1;
    drafts = [];
    refusals = [];
    characters = 0;
    const saved = await imports.progress(claimed._id, claimed.fence, counts);
    if (saved === undefined) throw new LostClaim();
    onProgress(toReport(saved));
  };

  try {
    for await (const { row, cells } of readRecords(parts(), claimed)) {
      if (plan === undefined) {
        plan = await planRows(deps, claimed, cells);
        continue;
      }
      const read = readRow(plan, cells, row);
      const result = 'reason' in read ? read : once(read);
      if (skip > 0) {
        skip -= 1;
        continue;
      }
      if ('reason' in result) refusals.push(result);
      else drafts.push(result);
      for (const cell of cells) characters += cell.length;
      if (drafts.length + refusals.length >= BATCH_ROWS || characters >= BATCH_CHARACTERS) await flush();
    }
  } catch (error) {
    // Rows before a broken place are good rows.
    if (error instanceof BrokenFile) await flush();
    throw error;
  }
  await flush();
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

/** Binds the mapping to the header row, and makes the attributes that do not exist yet. */
const planRows = async (deps: RunImportDeps, claimed: ImportDocument, header: readonly string[]): Promise<RowPlan> => {
  const targets = new Map(claimed.mapping.columns.map(({ header: name, target }) => [name, target]));
  const columns: RowColumn[] = [];
  for (const raw of header) {
    const name = raw.trim();
    const target = targets.get(name) ?? { to: 'ignore' as const };
    if (target.to !== 'attribute') {
      columns.push({ to: target.to, header: name });
      continue;
    }
    const definition = await deps.attributes.ensure(target.label, target.type);
    columns.push({ to: 'attribute', header: name, key: definition.key, type: definition.type });
  }
  const made = claimed.mapping.madeAddress;
  return {
    width: header.length,
    columns,
    madeAddress:
      made === undefined ? undefined : { ...made, column: header.findIndex((name) => name.trim() === made.fromColumn) },
    consent: claimed.mapping.consent,
    source: `import:${claimed._id}`,
    at: claimed.createdAt,
  };
};
