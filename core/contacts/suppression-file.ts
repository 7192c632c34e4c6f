import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import { HIDDEN_SIGNS } from '../common/hidden-signs.ts';
import type { LocalText } from '../common/lang.ts';
import { type Actor, actedBy, actorId } from '../people/staff.ts';
import { normaliseAddress } from './address.ts';
import { labelKey } from './attribute-key.ts';
import type { Suppression, SuppressionReason } from './contact.ts';
import { contactErrors, requireContactPermission } from './contact-errors.ts';
import { lookAt } from './import-head.ts';
import { BrokenFile, readRecords } from './read-records.ts';

/** What a file may say of an address; `erased` stands in an export, beside a hash alone. */
export const FILE_REASONS = ['unsubscribed', 'bounced', 'complained', 'manual'] as const;
export type FileReason = (typeof FILE_REASONS)[number];

export interface SuppressionFile {
  /** Reads the file from its beginning; called twice, because the encoding is known at its end only. */
  readonly open: () => AsyncIterable<Buffer>;
  /** Where a row gives none; `manual` without it. */
  readonly reason?: FileReason;
  readonly onProgress?: (report: SuppressionFileReport) => void;
  /** Called with each row that is refused, in file order. */
  readonly onRefused?: (refused: RefusedSuppression) => void;
}

/** `row` counts as a spreadsheet does: the first line is row 1. */
export interface RefusedSuppression {
  readonly row: number;
  readonly text: LocalText;
  readonly cells: readonly string[];
}

export interface SuppressionFileReport {
  readonly rows: number;
  readonly added: number;
  /** Suppressed before, or twice in the file: the first reason stays. */
  readonly already: number;
  readonly refused: number;
}

const BATCH = 1_000;
const SOURCE_LENGTH = 100;
const HASH = /^[\w-]{43}$/;
const HEADERS = {
  address: /^(e-?mail|mail|address|e-?mail address|이메일|메일|주소|이메일 주소|메일 주소|전자우편)$/u,
  hash: /^(address hash|hash|주소 해시)$/u,
  reason: /^(reason|이유|사유)$/u,
  at: /^(at|date|since|일시|날짜|등록일|등록 시각)$/u,
  source: /^(source|출처)$/u,
} as const;

const REFUSED = {
  empty: { en: 'The row has no address.', ko: '주소가 없는 행입니다.' },
  reason: {
    en: `Give as reason ${FILE_REASONS.join(', ')}, or leave it empty.`,
    ko: `이유는 ${FILE_REASONS.join(', ')} 중 하나이거나 비워 두어야 합니다.`,
  },
} as const satisfies Record<string, LocalText>;

/** As it was before a spreadsheet was kept from calculating it. */
const unescaped = (cell: string): string => cell.trim().replace(/^'(?=[=+\-@\t\r])/, '');

/** What is read of the head: which column is what, and whether the first line is a row already. */
const placesOf = (headers: readonly string[]) => {
  const place = (what: keyof typeof HEADERS) => headers.findIndex((header) => HEADERS[what].test(labelKey(header)));
  const address = place('address');
  // A plain list has no head: its first line is an address.
  const plain = headers.findIndex((header) => normaliseAddress(header).ok);
  const headless = address < 0 && plain >= 0;
  const hash = headless ? -1 : place('hash');
  if (!headless && address < 0 && hash < 0) throw contactErrors.suppressionColumnMissing(headers);
  const none = { hash: -1, reason: -1, at: -1, source: -1 };
  return headless
    ? { headless, address: plain, ...none }
    : { headless, address, hash, reason: place('reason'), at: place('at'), source: place('source') };
};

/** A row that can be taken; its address is null where the file has a hash alone. */
export type SuppressionFileRow = Suppression & { readonly address: string | null };

const readRow = (
  cells: readonly string[],
  places: ReturnType<typeof placesOf>,
  usual: { reason: FileReason; source: string; now: Date; hashOf: (address: string) => string },
): SuppressionFileRow | LocalText => {
  const cell = (place: number): string => (place < 0 ? '' : unescaped(cells[place] ?? ''));
  const [address, addressHash, word] = [cell(places.address), cell(places.hash), cell(places.reason).toLowerCase()];
  const said: SuppressionReason | undefined =
    word === '' ? usual.reason : [...FILE_REASONS, 'erased' as const].find((reason) => reason === word);
  // Nobody is erased by a file: such a row of an export names a person who was erased before, by a hash alone.
  if (said === undefined || (said === 'erased' && address !== '')) return REFUSED.reason;
  const at = new Date(cell(places.at));
  const source = cell(places.source);
  const rest = {
    reason: said,
    at: Number.isNaN(at.getTime()) || at > usual.now ? usual.now : at,
    source: source === '' || source.length > SOURCE_LENGTH || HIDDEN_SIGNS.test(source) ? usual.source : source,
  };
  if (address === '') return HASH.test(addressHash) ? { address: null, addressHash, ...rest } : REFUSED.empty;
  const normal = normaliseAddress(address);
  if (!normal.ok) return normal.text;
  return { address: normal.address, addressHash: usual.hashOf(normal.address), ...rest };
};

/**
 * Suppresses the addresses of a CSV file, as an export writes it or as a plain list, by batches in bounded memory.
 * @throws import.* (encoding, headers), contact.suppression_column_missing, contact.not_allowed: nothing is taken then;
 * import.quote_open, after the rows before that place were taken
 */
export const importSuppressionFile = async (
  deps: {
    /** Answers how many were not suppressed before. */
    suppressAll: (rows: readonly SuppressionFileRow[]) => Promise<number>;
    /** The keyed hash of a normalised address. */
    hashOf: (address: string) => string;
    clock: Clock;
    audit: AuditService;
  },
  actor: Actor,
  file: SuppressionFile,
): Promise<SuppressionFileReport> => {
  requireContactPermission(actor, 'contacts.edit');
  const { encoding, head } = await lookAt(file.open());
  const { headers, delimiter } = head;
  const places = placesOf(headers);
  const { clock, hashOf } = deps;
  const usual = { reason: file.reason ?? 'manual', source: actorId(actor), now: clock.now(), hashOf };

  let report: SuppressionFileReport = { rows: 0, added: 0, already: 0, refused: 0 };
  let batch: SuppressionFileRow[] = [];
  const take = async (): Promise<void> => {
    const added = batch.length === 0 ? 0 : await deps.suppressAll(batch);
    report = { ...report, added: report.added + added, already: report.already + batch.length - added };
    batch = [];
    file.onProgress?.(report);
  };
  let broken: BrokenFile | undefined;
  try {
    for await (const { row, cells } of readRecords(file.open(), { encoding, delimiter })) {
      if (row === 1 && !places.headless) continue;
      const read = readRow(cells, places, usual);
      const refused = 'en' in read;
      report = { ...report, rows: report.rows + 1, refused: report.refused + (refused ? 1 : 0) };
      if (refused) file.onRefused?.({ row, text: read, cells });
      else batch.push(read);
      if (batch.length === BATCH) await take();
    }
  } catch (error) {
    // Rows before a broken place are good rows.
    if (!(error instanceof BrokenFile)) throw error;
    broken = error;
  }
  await take();
  const { rows, added, refused } = report;
  await deps.audit.append({
    ...actedBy(actor),
    action: 'suppressions.imported',
    subject: 'suppressions',
    data: { rows, added, refused },
  });
  if (broken !== undefined) throw broken;
  return report;
};
