import { parse } from 'csv-parse/sync';
import type { DomainError } from '../common/errors.ts';
import { normaliseAddress } from './address.ts';
import { attributeNamed, labelFromHeader, labelKey } from './attribute-key.ts';
import { guessType, parseConsent, parseValue } from './attribute-value.ts';
import { ATTRIBUTE_TYPES, type AttributeDefinition, type AttributeType } from './contact.ts';
import { importErrors } from './contact-errors.ts';
import type { ColumnTarget, ImportMapping, ImportPreview } from './contact-import.ts';
import { createDecoder, createEncodingDetector, type Encoding, type EncodingResult } from './file-encoding.ts';

/** How much of a file is read to show and to guess. */
export const HEAD_BYTES = 256 * 1024;
const SAMPLE_ROWS = 200;
const HEADER_LIMITS = { columns: 500, length: 200 } as const;
const DELIMITERS = [',', '\t', ';', '|'] as const;
type Delimiter = (typeof DELIMITERS)[number];

export const encodingError = (result: Extract<EncodingResult, { ok: false }>): DomainError => {
  switch (result.reason) {
    case 'cut':
      return importErrors.encodingCut();
    case 'workbook':
      return importErrors.workbook();
    case 'broken':
      return importErrors.encodingBroken(result.utf8, result.cp949);
  }
};

/** Records of text that may end in the middle of one; the last, perhaps cut, is left out where `cut`. */
const recordsOf = (text: string, delimiter: Delimiter, limit: number, cut: boolean): string[][] => {
  const records: string[][] = [];
  let source = text;
  if (cut) source = source.slice(0, Math.max(source.lastIndexOf('\n'), source.lastIndexOf('\r')) + 1) || source;
  try {
    parse(source, {
      bom: true,
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: limit,
      on_record: (record: string[]) => {
        records.push(record);
        return null;
      },
    });
  } catch {
    // A quote that is still open where the head ends: the records before it are enough.
  }
  return records;
};

/** The delimiter that splits the first rows into the most columns of an equal number; a comma where none does. */
const detectDelimiter = (text: string, cut: boolean): Delimiter => {
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const records = recordsOf(text, delimiter, 20, cut);
    const width = records[0]?.length ?? 0;
    if (width < 2) continue;
    const even = records.filter((record) => record.length === width).length / records.length;
    const score = even * Math.log2(width + 1);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
};

/** @throws import.headers_empty, import.headers_duplicate, import.headers_too_long */
const checkHeaders = (headers: readonly string[]): readonly string[] => {
  const trimmed = headers.map((header) => header.trim());
  if (trimmed.length > HEADER_LIMITS.columns || trimmed.some((header) => header.length > HEADER_LIMITS.length)) {
    throw importErrors.headerTooLong();
  }
  const empty = trimmed.flatMap((header, i) => (header === '' ? [i + 1] : []));
  if (empty.length > 0) throw importErrors.headersEmpty(empty);
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const header of trimmed) {
    const folded = header.normalize('NFC').toLowerCase();
    if (seen.has(folded)) twice.add(header);
    seen.add(folded);
  }
  if (twice.size > 0) throw importErrors.headersDuplicate([...twice]);
  return trimmed;
};

const ADDRESS =
  /^(e-?mail|mail|address|e-?mail[\s_-]*address|mail[\s_-]*address|이메일|메일|이메일[\s_]*주소|메일[\s_]*주소|전자우편)$/i;
const CONSENT = /consent|opt[\s_-]?in|동의|수신/i;
const EXTERNAL_ID =
  /^(id|external[\s_-]?id|customer[\s_-]?(id|no|number)|member[\s_-]?(id|no)|contact[\s_-]?id|고객[\s_]?(번호|id)|회원[\s_]?(번호|id))$/i;

/** Headers that mean the same in both languages; a column is offered the attribute that is there under another of its names. */
const SAME: readonly (readonly string[])[] = [
  ['이름', '성명', 'name', 'full name'],
  ['성별', 'sex', 'gender'],
  ['생년월일', '생일', 'birth date', 'birthdate', 'birthday', 'date of birth'],
  ['학력', 'education'],
  ['이메일', '메일', 'email', 'e-mail', 'mail'],
  ['전화', '전화번호', '휴대폰', '연락처', 'phone', 'phone number', 'telephone', 'mobile'],
];
const otherNames = (header: string): readonly string[] =>
  SAME.find((names) => names.some((name) => labelKey(name) === labelKey(header))) ?? [];

/** What the columns probably are, from what is `known` by that name, their headers and first rows. A person confirms it. */
export const guessMapping = (
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  known: readonly AttributeDefinition[],
): ImportMapping => {
  const samples = (column: number) => rows.map((row) => row[column] ?? '').filter((text) => text.trim() !== '');
  const looksLikeAddresses = (column: number) => {
    const some = samples(column).slice(0, 50);
    return some.length > 0 && some.filter((text) => normaliseAddress(text).ok).length / some.length > 0.8;
  };
  let addressColumn = headers.findIndex(
    (header, i) => ADDRESS.test(header) && (samples(i).length === 0 || looksLikeAddresses(i)),
  );
  if (addressColumn < 0) addressColumn = headers.findIndex((_, i) => looksLikeAddresses(i));
  const consentColumn = headers.findIndex(
    (header, i) =>
      i !== addressColumn && CONSENT.test(header) && samples(i).every((text) => parseConsent(text) !== undefined),
  );
  const idColumn = headers.findIndex((header, i) => {
    const some = samples(i);
    return i !== addressColumn && EXTERNAL_ID.test(header) && new Set(some).size === some.length;
  });
  const taken = new Set(headers.flatMap((header) => attributeNamed(known, header)?.key ?? []));
  const alike = (header: string): AttributeDefinition | undefined => {
    const found = otherNames(header).flatMap((name) => attributeNamed(known, name) ?? [])[0];
    if (found === undefined || taken.has(found.key)) return undefined;
    taken.add(found.key);
    return found;
  };
  const target = (header: string, i: number): ColumnTarget => {
    if (i === addressColumn) return { to: 'address' };
    if (i === consentColumn) return { to: 'consent' };
    if (i === idColumn) return { to: 'externalId' };
    const { label, type } = attributeNamed(known, header) ??
      alike(header) ?? {
        label: labelFromHeader(header),
        type: guessType(header, samples(i)),
      };
    return { to: 'attribute', label, type };
  };
  return {
    columns: Object.fromEntries(headers.map((header, i) => [header, target(header, i)])),
    consent: consentColumn < 0 ? { kind: 'none' } : { kind: 'column' },
  };
};

/** By column, the rows whose value cannot be read as the type that was guessed; the header is row 1. */
export const misfittingRows = (
  { columns }: ImportMapping,
  headers: readonly string[],
  rows: readonly (readonly string[])[],
): ImportPreview['misfits'] =>
  headers.map((header, i) => {
    const target = columns[header];
    if (target?.to !== 'attribute') return [];
    return rows.flatMap((row, at) => {
      const value = row[i] ?? '';
      return parseValue(target.type, value).kind === 'wrong' ? [{ row: at + 2, value: value.slice(0, 40) }] : [];
    });
  });

/** By column, the types that each of the first values can be read as. */
export const fittingTypes = (
  headers: readonly string[],
  rows: readonly (readonly string[])[],
): readonly (readonly AttributeType[])[] =>
  headers.map((_, i) =>
    ATTRIBUTE_TYPES.filter((type) => rows.every((row) => parseValue(type, row[i] ?? '').kind !== 'wrong')),
  );

export interface ImportHead {
  readonly delimiter: Delimiter;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** @param cut the bytes are only the beginning of the file. @throws import.empty and what `checkHeaders` throws */
export const readHead = (bytes: Buffer, encoding: Encoding, cut: boolean): ImportHead => {
  const decoder = createDecoder(encoding);
  const text = decoder.write(bytes) + (cut ? '' : decoder.end());
  if (text.trim() === '') throw importErrors.empty();
  const delimiter = detectDelimiter(text, cut);
  const [header, ...rows] = recordsOf(text, delimiter, SAMPLE_ROWS + 1, cut);
  if (header === undefined) throw importErrors.headerTooLong();
  return { delimiter, headers: checkHeaders(header), rows };
};

/** Reads a file through once: its encoding as a whole, and its head. Memory holds the head. */
export const lookAt = async (content: AsyncIterable<Buffer>): Promise<{ encoding: Encoding; head: ImportHead }> => {
  const detector = createEncodingDetector();
  let head = Buffer.alloc(0);
  let total = 0;
  for await (const piece of content) {
    detector.feed(piece);
    total += piece.length;
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES - head.length)]);
  }
  if (total === 0) throw importErrors.empty();
  const result = detector.result();
  if (!result.ok) throw encodingError(result);
  return { encoding: result.encoding, head: readHead(head, result.encoding, total > head.length) };
};
