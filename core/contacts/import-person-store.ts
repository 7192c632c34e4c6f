import type { Database } from '../common/database-store.ts';
import { escapeRegex } from '../common/escape-regex.ts';
import type { RefusedRowDocument } from './import-store.ts';
import type { PersonData } from './person-data.ts';

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
  /** What an import added to contacts, kept so that it can be undone: values as they stood in the file. */
  const additions = database.connection.collection<{
    _id: string;
    added: { id: string; attributes: Record<string, unknown> }[];
  }>('contact_import_additions');
  const quoting = (address: string) => {
    const quote = { $regex: escapeRegex(address), $options: 'i' };
    return { $or: [{ 'text.en': quote }, { cells: quote }] };
  };
  return {
    name: 'importRows',
    async collect({ contactId, address }) {
      const lists = await taken.find({ 'rows.contactId': contactId }).toArray();
      const quotes = address === null ? [] : await refused.find(quoting(address)).toArray();
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
    async erase({ contactId, address }) {
      await additions.updateMany({ 'added.id': contactId }, { $pull: { added: { id: contactId } } });
      if (address !== null)
        await refused.updateMany(quoting(address), { $set: { text: ERASED_TEXT }, $unset: { cells: '' } });
      return 'erased';
    },
  };
};
