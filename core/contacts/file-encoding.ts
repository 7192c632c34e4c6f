import iconv from 'iconv-lite';
import type { ImportPreview } from './contact-import.ts';

export type Encoding = ImportPreview['encoding'];

/** Walks bytes as they come and remembers the first that cannot belong to UTF-8 (RFC 3629), or to CP949. */
interface Checker {
  feed(chunk: Buffer): void;
  /** `cut` forgives a character that the end of a mere head of the file cuts off. */
  firstBroken(cut: boolean): { byte: number; line: number } | undefined;
}

const utf8Checker = (): Checker => {
  let offset = 0;
  let line = 1;
  let need = 0;
  let low = 0x80;
  let high = 0xbf;
  let start = 0;
  let broken: { byte: number; line: number } | undefined;
  return {
    feed(chunk) {
      if (broken) return;
      for (let i = 0; i < chunk.length; i += 1, offset += 1) {
        const byte = chunk[i] ?? 0;
        if (need > 0) {
          if (byte < low || byte > high) {
            broken = { byte: start, line };
            return;
          }
          need -= 1;
          low = 0x80;
          high = 0xbf;
        } else if (byte < 0x80) {
          if (byte === 0x0a) line += 1;
        } else {
          start = offset;
          if (byte >= 0xc2 && byte <= 0xdf) need = 1;
          else if (byte >= 0xe0 && byte <= 0xef) {
            need = 2;
            if (byte === 0xe0) low = 0xa0;
            if (byte === 0xed) high = 0x9f;
          } else if (byte >= 0xf0 && byte <= 0xf4) {
            need = 3;
            if (byte === 0xf0) low = 0x90;
            if (byte === 0xf4) high = 0x8f;
          } else {
            broken = { byte: offset, line };
            return;
          }
        }
      }
    },
    firstBroken: (cut) => broken ?? (need > 0 && !cut ? { byte: start, line } : undefined),
  };
};

let cp949Pairs: Uint8Array | undefined;
/** Which two-byte sequences CP949 knows: 1 at lead × 256 + trail. */
const knownPairs = (): Uint8Array => {
  if (cp949Pairs) return cp949Pairs;
  const pairs = new Uint8Array(65_536);
  const all: number[] = [];
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x41; trail <= 0xfe; trail += 1) all.push(lead, trail, 0x0a);
  }
  // Decoded together: one by one they cost more than to read a short file.
  for (const [i, text] of iconv.decode(Buffer.from(all), 'cp949').split('\n').entries()) {
    if (text.length === 1 && text !== '\ufffd') pairs[(all[i * 3] ?? 0) * 256 + (all[i * 3 + 1] ?? 0)] = 1;
  }
  cp949Pairs = pairs;
  return pairs;
};

const cp949Checker = (): Checker => {
  const pairs = knownPairs();
  let offset = 0;
  let line = 1;
  let lead = 0;
  let broken: { byte: number; line: number } | undefined;
  return {
    feed(chunk) {
      if (broken) return;
      for (let i = 0; i < chunk.length; i += 1, offset += 1) {
        const byte = chunk[i] ?? 0;
        if (lead > 0) {
          if (pairs[lead * 256 + byte] !== 1) {
            broken = { byte: offset - 1, line };
            return;
          }
          lead = 0;
        } else if (byte >= 0x80) {
          lead = byte;
        } else if (byte === 0x0a) line += 1;
      }
    },
    firstBroken: (cut) => broken ?? (lead > 0 && !cut ? { byte: offset - 1, line } : undefined),
  };
};

export type EncodingResult =
  | { readonly ok: true; readonly encoding: Encoding }
  | { readonly ok: false; readonly reason: 'cut' | 'workbook' }
  | {
      readonly ok: false;
      readonly reason: 'broken';
      readonly utf8: { byte: number; line: number };
      readonly cp949: number | undefined;
    };

/** Bytes of the beginning that are looked at for UTF-16 without a byte order mark. */
const HEAD_LOOKED_AT = 4_096;

/**
 * UTF-16 without a byte order mark: text of other encodings holds no zero bytes, and a file with columns has commas, tabs
 * and line ends, of which the order of the two bytes is read.
 */
const utf16WithoutMark = (head: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  // One stray zero byte in a file of another encoding is a fault of its row alone.
  if (head.reduce((zeros, byte) => zeros + (byte === 0 ? 1 : 0), 0) < head.length / 50 || !head.includes(0))
    return undefined;
  const signs = (order: 'readUInt16LE' | 'readUInt16BE'): number => {
    let found = 0;
    for (let i = 0; i + 1 < head.length; i += 2)
      if ([0x09, 0x0a, 0x2c, 0x3b, 0x7c].includes(head[order](i))) found += 1;
    return found;
  };
  const [little, big] = [signs('readUInt16LE'), signs('readUInt16BE')];
  if (little === big) return undefined;
  return little > big ? 'utf-16le' : 'utf-16be';
};

/**
 * Finds the encoding of a file fed in pieces: a byte order mark decides, or what UTF-16 looks like without one; else
 * UTF-8 where every byte fits; else CP949 where every byte fits; else broken, with the first byte (from 0) that fits
 * neither. Memory does not grow with the file.
 */
export const createEncodingDetector = () => {
  const utf8 = utf8Checker();
  const cp949 = cp949Checker();
  let head = Buffer.alloc(0);
  let total = 0;
  return {
    feed(chunk: Buffer): void {
      total += chunk.length;
      if (head.length < HEAD_LOOKED_AT) head = Buffer.concat([head, chunk.subarray(0, HEAD_LOOKED_AT - head.length)]);
      utf8.feed(chunk);
      cp949.feed(chunk);
    },
    result(cut = false): EncodingResult {
      const [a, b, c, d] = head;
      if (a === 0x50 && b === 0x4b && c === 0x03 && d === 0x04) return { ok: false, reason: 'workbook' };
      if (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0) return { ok: false, reason: 'workbook' };
      const marked =
        a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : utf16WithoutMark(head);
      if (marked !== undefined) {
        return total % 2 === 1 && !cut ? { ok: false, reason: 'cut' } : { ok: true, encoding: marked };
      }
      const broken = utf8.firstBroken(cut);
      if (broken === undefined) return { ok: true, encoding: 'utf-8' };
      const alsoBroken = cp949.firstBroken(cut);
      if (alsoBroken === undefined && !(a === 0xef && b === 0xbb && c === 0xbf)) return { ok: true, encoding: 'cp949' };
      return { ok: false, reason: 'broken', utf8: broken, cp949: alsoBroken?.byte };
    },
  };
};

/** A decoder for pieces of a file; a byte order mark is left out. */
export const createDecoder = (encoding: Encoding): { write(chunk: Buffer): string; end(): string } => {
  if (encoding === 'utf-8') {
    const decoder = new TextDecoder('utf-8');
    return { write: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
  }
  const decoder = iconv.getDecoder(encoding);
  return { write: (chunk) => decoder.write(chunk), end: () => decoder.end() ?? '' };
};
