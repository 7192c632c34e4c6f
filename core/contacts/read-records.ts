import { finished } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { DomainError } from '../common/errors.ts';
import { importErrors } from './contact-errors.ts';
import type { ImportPreview } from './contact-import.ts';
import { createDecoder, type Encoding } from './file-encoding.ts';

/** One record with its number in the file: the header is row 1, and empty lines count. */
export interface FileRecord {
  readonly row: number;
  readonly cells: readonly string[];
}

/** The file cannot be read on; everything before `row` was read. */
export class BrokenFile extends DomainError {
  readonly row: number;
  constructor(row: number, cause: unknown) {
    const { code, kind, text } = importErrors.quoteOpen(row);
    super({ code, kind, field: 'file', text, cause });
    this.name = 'BrokenFile';
    this.row = row;
  }
}

/** Characters after which a record that does not end counts as a quote that is not closed. */
const RECORD_LENGTH = 4_000_000;

/** What is parsed at one go: nothing else goes on in the process meanwhile. */
const PIECE_BYTES = 64 * 1024;

/** How a file is to be read. */
export interface FileForm {
  readonly encoding: Encoding;
  readonly delimiter: ImportPreview['delimiter'];
}

/**
 * The records of a file, header first, in bounded memory.
 * @throws BrokenFile for a quote that is never closed
 */
export async function* readRecords(parts: AsyncIterable<Buffer>, form: FileForm): AsyncGenerator<FileRecord> {
  for await (const records of readPieces(parts, form)) yield* records;
}

/** The same, as many at a time as were parsed at one go. */
export async function* readPieces(
  parts: AsyncIterable<Buffer>,
  { encoding, delimiter }: FileForm,
): AsyncGenerator<readonly FileRecord[]> {
  // The parser reads UTF-8 itself.
  const decoder = encoding === 'utf-8' ? undefined : createDecoder(encoding);
  // Taken from the parser as they are found: its own output buffer is thrown away when a later record is broken.
  let ready: string[][] = [];
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: RECORD_LENGTH,
    on_record: (record: string[]) => {
      ready.push(record);
      return null;
    },
  });
  let failure: Error | undefined;
  parser.on('error', (error) => {
    failure = error;
  });
  parser.resume();
  const write = (piece: Buffer | string) => new Promise<void>((resolve) => parser.write(piece, () => resolve()));
  const end = () => finished(parser.end()).catch(() => undefined);

  let row = 0;
  const take = (): readonly FileRecord[] => {
    const taken: FileRecord[] = [];
    for (const cells of ready) {
      row += 1;
      if (cells.length > 1 || (cells[0] ?? '').trim() !== '') taken.push({ row, cells });
    }
    ready = [];
    return taken;
  };
  try {
    for await (const part of parts) {
      for (let at = 0; at < part.length && failure === undefined; at += PIECE_BYTES) {
        const piece = part.subarray(at, at + PIECE_BYTES);
        await write(decoder === undefined ? piece : decoder.write(piece));
        yield take();
      }
      if (failure !== undefined) break;
    }
    if (failure === undefined) {
      if (decoder !== undefined) await write(decoder.end());
      await end();
      yield take();
    }
    if (failure !== undefined) throw failure instanceof CsvError ? new BrokenFile(row + 1, failure) : failure;
  } finally {
    parser.destroy();
  }
}
