import { DateTime } from 'luxon';
import type { AuditService } from '../../audit/audit-service.ts';
import { type Actor, actedBy } from '../../people/staff.ts';
import { labelKey } from '../attribute-key.ts';
import { guessType, parseDay, parseValue } from '../attribute-value.ts';
import { requireContactPermission } from '../contact-errors.ts';
import { lookAt } from '../import-head.ts';
import { readRecords } from '../read-records.ts';
import {
  EVENT_LIMITS,
  type EventDefinition,
  type EventReport,
  type EventValueType,
  type RefusedEvent,
} from './event.ts';
import { eventErrors } from './event-errors.ts';

/** Which column holds what, by header; what is left out is guessed from the headers. All others are properties. */
export interface EventColumns {
  readonly event?: string;
  readonly at?: string;
  readonly address?: string;
  readonly externalId?: string;
  readonly id?: string;
  /** Headers of properties that are texts although they look like numbers. */
  readonly texts?: readonly string[];
}

export interface EventFile {
  /** Reads the file from its beginning; called twice, because the encoding is known at its end only. */
  readonly open: () => AsyncIterable<Buffer>;
  readonly columns: EventColumns;
  /** The name of every event, where no column holds it. */
  readonly name?: string;
  /** IANA zone of times that name none. */
  readonly zone: string;
  readonly onProgress?: (report: EventFileReport) => void;
  /** Called with each row that is refused, in file order. */
  readonly onRefused?: (refused: RefusedRow) => void;
}

/** `row` counts as a spreadsheet does: the header is row 1. */
export interface RefusedRow extends Omit<RefusedEvent, 'index'> {
  readonly row: number;
  readonly cells: readonly string[];
}

export interface EventFileReport {
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
}

const GUESSES: Readonly<Record<Exclude<keyof EventColumns, 'texts'>, RegExp>> = {
  event: /^(event|event[\s_-]?name|name|이벤트|이벤트[\s_]?이름|행동)$/i,
  at: /^(at|time|timestamp|date|date[\s_-]?time|event[\s_-]?time|occurred[\s_-]?at|일시|시각|시간|날짜|일자)$/i,
  address: /^(e-?mail|mail|address|e-?mail[\s_-]*address|이메일|메일|이메일[\s_]*주소|메일[\s_]*주소)$/i,
  externalId:
    /^(external[\s_-]?id|customer[\s_-]?(id|no|number)|member[\s_-]?(id|no)|고객[\s_]?(번호|id)|회원[\s_]?(번호|id))$/i,
  id: /^(id|event[\s_-]?id|order[\s_-]?(id|no|number)|receipt|주문[\s_]?번호|영수증[\s_]?번호)$/i,
};

/** Share of the first values that make a column numbers or yes/no; the others are refused by row. */
const MOST = 0.8;

/** A moment with its offset, or a day or time of the clock in `zone`. Undefined where it is none. */
const momentIn = (text: string, zone: string): string | undefined => {
  const given = text.trim();
  for (const read of [DateTime.fromISO, DateTime.fromSQL]) {
    const at = read(given, { zone });
    if (at.isValid) return at.toUTC().toISO();
  }
  const day = parseDay(given);
  if (day === undefined) return undefined;
  const { year, month, day: date } = DateTime.fromJSDate(day, { zone: 'UTC' });
  return DateTime.fromObject({ year, month, day: date }, { zone }).toUTC().toISO() ?? undefined;
};

const placesOf = (headers: readonly string[], file: EventFile) => {
  const taken = new Set<number>();
  const place = (what: keyof typeof GUESSES): number => {
    const named = file.columns[what];
    const at = headers.findIndex((header, i) =>
      named === undefined ? !taken.has(i) && GUESSES[what].test(header) : labelKey(header) === labelKey(named),
    );
    if (named !== undefined && at < 0) throw eventErrors.columnMissing(named, headers);
    if (at >= 0) taken.add(at);
    return at;
  };
  const at = place('at');
  const address = place('address');
  const externalId = place('externalId');
  const id = place('id');
  const event = file.name === undefined ? place('event') : -1;
  if (at < 0) throw eventErrors.columnMissing('at', headers);
  if (address < 0 && externalId < 0) throw eventErrors.columnMissing('address', headers);
  if (event < 0 && file.name === undefined) throw eventErrors.columnMissing('event', headers);
  return { at, address, externalId, id, event, others: headers.map((_, i) => i).filter((i) => !taken.has(i)) };
};

/** Reads the events of a file by batches, in bounded memory. */
export const readEventFile = async (
  deps: {
    record: (events: unknown) => Promise<EventReport>;
    definitions: () => Promise<readonly EventDefinition[]>;
    audit: AuditService;
  },
  actor: Actor,
  file: EventFile,
): Promise<EventFileReport> => {
  requireContactPermission(actor, 'contacts.edit');
  const { encoding, head } = await lookAt(file.open());
  const { headers, delimiter } = head;
  const places = placesOf(headers, file);
  const known = await deps.definitions();
  const texts = new Set((file.columns.texts ?? []).map(labelKey));
  const guessed = headers.map((header, column): EventValueType => {
    const present = head.rows.map((row) => row[column] ?? '').filter((cell) => cell.trim() !== '');
    const share = (type: EventValueType) => present.filter((cell) => guessType(header, [cell]) === type).length;
    const found = (['number', 'boolean'] as const).find(
      (type) => share(type) > 0 && share(type) >= present.length * MOST,
    );
    return texts.has(labelKey(header)) ? 'text' : (found ?? 'text');
  });
  const typeOf = (column: number, event: string): EventValueType => {
    const label = headers[column] ?? '';
    const stored = known
      .find((one) => labelKey(one.label) === labelKey(event))
      ?.properties.find((one) => labelKey(one.label) === labelKey(label));
    return stored?.type ?? guessed[column] ?? 'text';
  };

  const eventFrom = (cells: readonly string[]): unknown => {
    const cell = (column: number): string => (column < 0 ? '' : (cells[column] ?? '').trim());
    const name = file.name ?? cell(places.event);
    const properties: Record<string, unknown> = {};
    for (const column of places.others) {
      const read = parseValue(typeOf(column, name), cell(column));
      // A cell of another type goes as it is, to be refused with its name.
      if (read.kind !== 'missing')
        properties[headers[column] ?? ''] = read.kind === 'value' ? read.value : cell(column);
    }
    const given = { address: cell(places.address), externalId: cell(places.externalId), id: cell(places.id) };
    return {
      name,
      at: momentIn(cell(places.at), file.zone) ?? '',
      contact: {
        ...(given.address === '' ? {} : { address: given.address }),
        ...(given.externalId === '' ? {} : { externalId: given.externalId }),
      },
      ...(given.id === '' ? {} : { id: given.id }),
      properties,
    };
  };

  let report: EventFileReport = { rows: 0, accepted: 0, duplicates: 0, refused: 0 };
  let batch: { row: number; cells: readonly string[] }[] = [];
  const take = async (): Promise<void> => {
    if (batch.length === 0) return;
    const taken = batch;
    batch = [];
    const answer = await deps.record(taken.map(({ cells }) => eventFrom(cells)));
    for (const { index, ...why } of answer.refused) {
      const { row, cells } = taken[index] ?? { row: 0, cells: [] };
      file.onRefused?.({ row, cells, ...why });
    }
    report = {
      rows: report.rows + taken.length,
      accepted: report.accepted + answer.accepted,
      duplicates: report.duplicates + answer.duplicates,
      refused: report.refused + answer.refused.length,
    };
    file.onProgress?.(report);
  };
  let header = true;
  for await (const record of readRecords(file.open(), { encoding, delimiter })) {
    if (header) {
      header = false;
      continue;
    }
    batch.push(record);
    if (batch.length === EVENT_LIMITS.batch) await take();
  }
  await take();
  const { rows, accepted, refused } = report;
  await deps.audit.append({
    ...actedBy(actor),
    action: 'events.imported',
    subject: 'events',
    data: { rows, accepted, refused },
  });
  return report;
};
