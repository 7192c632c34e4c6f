import { stringify } from 'csv-stringify/sync';
import type { Lang } from '../common/lang.ts';
import type { ImportDocument, ImportStore } from './import-store.ts';

const PIECE = 1_000;
const COLUMNS = { row: { en: 'row', ko: '행' }, reason: { en: 'reason', ko: '사유' } } as const;

/**
 * The refused rows of an import as CSV, with a byte order mark: number and reason first, then the row as it stood, so
 * that it can be corrected and imported. A row that was too long to keep, or whose person was erased, stands without.
 */
export async function* refusedCsv(imports: ImportStore, document: ImportDocument, lang: Lang): AsyncGenerator<string> {
  const head = [COLUMNS.row[lang], COLUMNS.reason[lang], ...(document.headers ?? [])];
  yield stringify([head], { bom: true, escape_formulas: true });
  for (let after = 0; ; ) {
    const rows = await imports.refusals(document._id, after, PIECE);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield stringify(
      rows.map(({ row, text, cells = [] }) => [String(row), text[lang], ...cells]),
      { escape_formulas: true },
    );
    after = last.row;
  }
}
