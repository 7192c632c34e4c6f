import type { Database } from '../common/database-store.ts';
import { normaliseAddress } from './address.ts';
import { createImportStore, type ImportDocument } from './import-store.ts';
import type { Person, PersonData } from './person-data.ts';
import { BrokenFile, readRecords } from './read-records.ts';

/** Said where an import was. Its file is gone, so that it cannot be tried again as it is. */
const ERASED_FAILURE = {
  en: 'Somebody in this file was erased meanwhile, so the file was deleted. Import it again: their rows are refused, and the rows that were taken change nothing.',
  ko: '이 파일에 있는 사람이 그사이 삭제되어 파일을 지웠습니다. 다시 가져오세요. 그 사람의 행은 거부되고, 이미 반영된 행은 달라지지 않습니다.',
  retrySafe: false,
} as const;

/** Whether a row is about the person, in whatever column the address stands. */
const isAbout = ({ address, externalId }: Person, cells: readonly string[], idColumn: number): boolean => {
  if (externalId !== undefined && (cells[idColumn] ?? '').trim() === externalId) return true;
  if (address === null) return false;
  return cells.some((cell) => {
    if (!cell.includes('@')) return false;
    const normal = normaliseAddress(cell);
    return normal.ok ? normal.address === address : cell.toLowerCase().includes(address);
  });
};

/**
 * Files of imports that are not done yet, which hold whatever their rows say. Asked rarely: every such file is read. An
 * import whose file holds the person ends, and its file is deleted, because a row cannot be taken out of a file that is
 * being read.
 */
export const createOpenImportPersonData = (database: Database): PersonData => {
  const store = createImportStore(database);
  const imports = database.connection.collection<ImportDocument>('contact_imports');

  async function* parts({ _id, chunks }: ImportDocument): AsyncGenerator<Buffer> {
    for (let number = 0; number < chunks; number += 1) yield await store.readChunk(_id, number);
  }
  /** Open ones, which are few. */
  const open = async (): Promise<ImportDocument[]> =>
    (await imports.find({ phase: { $in: ['pending', 'running', 'failed'] } }).toArray()).filter(
      ({ chunks }) => chunks > 0,
    );

  async function* rowsAbout(person: Person, document: ImportDocument) {
    let idColumn = -1;
    for await (const { row, cells } of readRecords(parts(document), document)) {
      if (row === 1) {
        const header = document.mapping.columns.find(({ target }) => target.to === 'externalId')?.header;
        idColumn = cells.findIndex((cell) => cell.trim() === header);
      } else if (isAbout(person, cells, idColumn)) yield { row, cells };
    }
  }

  const holds = async (person: Person, document: ImportDocument): Promise<boolean> => {
    try {
      for await (const _ of rowsAbout(person, document)) return true;
      return false;
    } catch (error) {
      // What stands behind a quote that is never closed cannot be read, by an import either.
      if (error instanceof BrokenFile) return true;
      // Its file went while it was read: it is done.
      if ((await imports.countDocuments({ _id: document._id, phase: document.phase })) === 0) return false;
      throw error;
    }
  };

  return {
    name: 'openImports',
    async collect(person) {
      const found: { importId: string; fileName: string; row: number; cells: readonly string[] }[] = [];
      for (const document of await open()) {
        try {
          for await (const { row, cells } of rowsAbout(person, document)) {
            found.push({ importId: document._id, fileName: document.fileName, row, cells });
          }
        } catch (error) {
          if (!(error instanceof BrokenFile)) throw error;
        }
      }
      return found;
    },
    async erase(person) {
      for (const document of await open()) {
        if (!(await holds(person, document))) continue;
        // First, so that queueing the same file again never meets an import without one.
        await store.release(document);
        // The fence stops whoever runs it at this moment.
        const ended = await imports.findOneAndUpdate(
          { _id: document._id, phase: { $in: ['pending', 'running', 'failed'] } },
          [
            {
              $set: {
                phase: 'failed',
                failure: { $literal: ERASED_FAILURE },
                finishedAt: '$$NOW',
                chunks: 0,
                fence: { $add: ['$fence', 1] },
              },
            },
            { $unset: ['leaseUntil'] },
          ],
        );
        // Its file is deleted by whoever ended it where it was done meanwhile.
        if (ended === null) continue;
        await store.dropChunks(document._id, document.chunks);
      }
      return 'erased';
    },
  };
};
