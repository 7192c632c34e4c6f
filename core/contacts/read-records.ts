import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { ImportPreview } from './contact-import.ts';
import { createDecoder, type Encoding } from './file-encoding.ts';

/** One record with its number in the file: the header is row 1, and empty lines count. */
export interface FileRecord {
  readonly row: number;
  readonly cells: readonly string[];
}

/** The file cannot be read on; everything before `row` was read. */
export class BrokenFile extends Error {
  readonly row: number;
  constructor(row: number, cause: unknown) {
    super(`the file cannot be read at row ${row}`, { cause });
    this.name = 'BrokenFile';
    this.row = row;
  }
}

/** Characters after which a record that does not end counts as a quote that is not closed. */
const RECORD_LENGTH = 4_000_000;

/**
 * The records of a file, header first, in bounded memory.
 * @throws BrokenFile for a quote that is never closed
 */
export async function* readRecords(
  parts: AsyncIterable<Buffer>,
  { encoding, delimiter }: { encoding: Encoding; delimiter: ImportPreview['delimiter'] },
): AsyncGenerator<FileRecord> {
  const decoder = createDecoder(encoding);
  async function* texts() {
    for await (const part of parts) yield decoder.write(part);
    yield decoder.end();
  }
  const source = Readable.from(texts(), { highWaterMark: 1 });
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: RECORD_LENGTH,
  });
  source.once('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1;
      if (cells.length === 1 && (cells[0] ?? '').trim() === '') continue;
      yield { row, cells };
    }
  } catch (error) {
    throw error instanceof CsvError ? new BrokenFile(row + 1, error) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}
