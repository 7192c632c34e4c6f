import type { Readable } from 'node:stream';
import { attributeLabelled, keyFromLabel } from './attribute-key.ts';
import type { AttributeDefinition } from './contact.ts';
import type { ImportMapping, ImportTrial } from './contact-import.ts';
import { decideRows } from './decide-rows.ts';
import { lookAt } from './import-head.ts';
import { checkMapping } from './import-mapping.ts';
import type { RowRefusal } from './import-row.ts';
import { toStoredMapping } from './import-store.ts';
import { readBatches } from './read-batches.ts';
import { planRows, type RunImportDeps } from './run-import.ts';

const SHOWN_REFUSALS = 20;

/**
 * Does everything that an import does but write: rows are read, people looked up, refusals found. `most` rows are looked
 * at. What others change meanwhile may make the import itself come out otherwise.
 * @throws import.* as queueing does; a quote that is never closed ends the trial as it would end the import
 */
export const tryImport = async (
  deps: Pick<RunImportDeps, 'contacts' | 'hash' | 'ids' | 'now'> & { known: readonly AttributeDefinition[] },
  { open, mapping, most }: { open: () => Readable; mapping: ImportMapping; most: number },
): Promise<ImportTrial> => {
  const { encoding, head } = await lookAt(open());
  const checked = checkMapping(mapping, head.headers, deps.known);
  const taken = new Set(deps.known.map(({ key }) => key.toLowerCase()));
  const planFor = (header: readonly string[]) =>
    planRows(
      { _id: 'trial', mapping: toStoredMapping(checked), createdAt: deps.now() },
      header,
      deps.hash,
      async ({ label }) => {
        const key = attributeLabelled(deps.known, label)?.key ?? keyFromLabel(label, taken) ?? '';
        taken.add(key.toLowerCase());
        return key;
      },
    );
  const counts = { rows: 0, created: 0, updated: 0, unchanged: 0, refused: 0, withoutConsent: 0, withoutAddress: 0 };
  const reasons: Record<string, number> = {};
  const refusals: RowRefusal[] = [];
  let whole = true;
  for await (const batch of readBatches(open(), { encoding, delimiter: head.delimiter }, { planFor, skip: 0 })) {
    if (counts.rows >= most) {
      whole = false;
      break;
    }
    const work = { store: deps.contacts, hash: deps.hash, ids: deps.ids, now: deps.now };
    const decided = await decideRows(work, batch.drafts);
    const refused = [...batch.refusals, ...decided.refusals].sort((a, b) => a.row - b.row);
    counts.rows += batch.cells.size;
    counts.refused += refused.length;
    for (const { result, contact } of decided.rows) {
      counts[result] += 1;
      if (contact.consent.status !== 'granted') counts.withoutConsent += 1;
      if (contact.address === undefined) counts.withoutAddress += 1;
    }
    for (const { reason } of refused) reasons[reason] = (reasons[reason] ?? 0) + 1;
    refusals.push(...refused.slice(0, Math.max(0, SHOWN_REFUSALS - refusals.length)));
  }
  return {
    ...counts,
    reasons,
    refusals: refusals.map(({ row, reason, text }) => ({ row, reason, texts: text })),
    whole,
  };
};
