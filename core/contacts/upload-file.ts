import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { isDomainError } from '../common/errors.ts';
import { importErrors } from './contact-errors.ts';
import { createEncodingDetector } from './file-encoding.ts';
import { encodingError, HEAD_BYTES } from './import-head.ts';
import type { ImportStore } from './import-store.ts';

const CHUNK_BYTES = 1024 * 1024;
const FILE_MEGABYTES = 1024;

/**
 * Stores a file as it comes, in chunks of 1 MB; memory holds one chunk and the head. Where it throws, nothing is left.
 * @throws import.empty, import.too_large, import.encoding_broken, import.encoding_cut, import.workbook, import.not_stored
 */
export const uploadFile = async (imports: ImportStore, importId: string, content: Readable) => {
  const detector = createEncodingDetector();
  const digest = createHash('sha256');
  let head: Buffer = Buffer.alloc(0);
  let rest: Buffer = Buffer.alloc(0);
  let total = 0;
  let chunks = 0;
  try {
    for await (const piece of content) {
      const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(piece as Uint8Array | string);
      total += bytes.length;
      if (total > FILE_MEGABYTES * 1024 * 1024) throw importErrors.tooLarge(FILE_MEGABYTES);
      detector.feed(bytes);
      digest.update(bytes);
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, bytes.subarray(0, HEAD_BYTES - head.length)]);
      rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      while (rest.length >= CHUNK_BYTES) {
        await imports.writeChunk(importId, chunks, rest.subarray(0, CHUNK_BYTES));
        chunks += 1;
        rest = rest.subarray(CHUNK_BYTES);
      }
    }
    if (rest.length > 0) {
      await imports.writeChunk(importId, chunks, rest);
      chunks += 1;
    }
    if (total === 0) throw importErrors.empty();
    const result = detector.result();
    if (!result.ok) throw encodingError(result);
    return { head, total, chunks, encoding: result.encoding, sha256: digest.digest('hex') };
  } catch (error) {
    // Whatever keeps the parts from being removed, the first fault is told.
    await imports.dropChunks(importId, chunks + 1).catch(() => undefined);
    throw isDomainError(error) ? error : importErrors.notStored(error);
  }
};
