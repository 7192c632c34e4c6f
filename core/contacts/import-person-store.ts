import type { Database } from '../common/database-store.ts';
import { escapeRegex } from '../common/escape-regex.ts';
import type { ImportDocument, RefusedRowDocument } from './import-store.ts';
import type { Person, PersonData } from './person-data.ts';

/** A refusal that quoted the person. */
const ERASED_TEXT = {
  en: 'What stood in this row was erased with its person.',
  ko: '이 행의 내용은 해당하는 사람과 함께 삭제되었습니다.',
};

/** Rows of imports. Taken rows name contacts by id alone; refused ones may quote an address. Asked rarely: it scans. */
export const createImportPersonData = (database: Database): PersonData => {
  const taken = database.connection.collection<{
    _id: string;
    importId: string;
    list: string;
    rows: { row: number; contactId: string }[];
  }>('contact_import_rows');
  const refused = database.connection.collection<RefusedRowDocument>('contact_import_refusals');
  const imports = database.connection.collection<ImportDocument>('contact_imports');
  /** What an import added to contacts, kept so that it can be undone: values as they stood in the file. */
  const additions = database.connection.collection<{
    _id: string;
    added: { id: string; attributes: Record<string, unknown> }[];
  }>('contact_import_additions');
  const quoting = (address: string) => {
    const quote = { $regex: escapeRegex(address), $options: 'i' };
    return { $or: [{ 'text.en': quote }, { cells: quote }] };
  };

  /** Refused rows that name a person by the external id, in whatever column their file has it. */
  const rowsOfId = async (externalId: string): Promise<string[]> => {
    const cell = { $regex: `^\\s*${escapeRegex(externalId)}\\s*$` };
    const rows = await refused.find({ cells: cell }, { projection: { importId: 1, cells: 1 } }).toArray();
    const ids = [...new Set(rows.map(({ importId }) => importId))];
    const files = await imports.find({ _id: { $in: ids } }, { projection: { headers: 1, mapping: 1 } }).toArray();
    const columns = new Map(
      files.map(({ _id, headers = [], mapping }) => {
        const header = mapping.columns.find(({ target }) => target.to === 'externalId')?.header;
        return [_id, headers.findIndex((one) => one.trim() === header)];
      }),
    );
    return rows.flatMap(({ _id, importId, cells = [] }) =>
      cells[columns.get(importId) ?? -1]?.trim() === externalId ? [_id] : [],
    );
  };
  /** What finds the refused rows about a person; undefined where nothing could be about them. */
  const about = async ({ address, externalId }: Person) => {
    const alternatives = [
      ...(address === null ? [] : [quoting(address)]),
      ...(externalId === undefined ? [] : [{ _id: { $in: await rowsOfId(externalId) } }]),
    ];
    return alternatives.length === 0 ? undefined : { $or: alternatives };
  };

  return {
    name: 'importRows',
    async collect(person) {
      const { contactId } = person;
      const lists = await taken.find({ 'rows.contactId': contactId }).toArray();
      const filter = await about(person);
      const quotes = filter === undefined ? [] : await refused.find(filter).toArray();
      const undoable = await additions.find({ 'added.id': contactId }, { projection: { added: 1 } }).toArray();
      return {
        added: undoable.flatMap(({ added }) =>
          added.filter(({ id }) => id === contactId).map(({ attributes }) => attributes),
        ),
        taken: lists.flatMap(({ importId, list, rows }) =>
          rows.filter((row) => row.contactId === contactId).map(({ row }) => ({ importId, list, row })),
        ),
        refused: quotes.map(({ importId, row, reason, text, cells = [] }) => ({
          importId,
          row,
          reason,
          text: text.en,
          cells,
        })),
      };
    },
    async erase(person) {
      const { contactId } = person;
      await additions.updateMany({ 'added.id': contactId }, { $pull: { added: { id: contactId } } });
      const filter = await about(person);
      if (filter !== undefined)
        await refused.updateMany(filter, { $set: { text: ERASED_TEXT }, $unset: { cells: '' } });
      return 'erased';
    },
  };
};
