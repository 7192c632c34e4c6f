import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isTimeZone } from '../../common/time-zone.ts';
import type { EventColumns } from '../../contacts/events/event-csv.ts';
import type { Core } from '../../create-core.ts';
import { LocalError } from '../local-error.ts';
import { refusedRows, sayOnTheWay } from './refused-rows.ts';
import { actorFor } from './session.ts';

export interface EventsImportOptions {
  readonly event?: string;
  readonly eventColumn?: string;
  readonly atColumn?: string;
  readonly addressColumn?: string;
  readonly externalIdColumn?: string;
  readonly idColumn?: string;
  readonly text: readonly string[];
  readonly zone?: string;
  readonly rejects?: string;
  readonly as?: string;
}

const columnsOf = (options: EventsImportOptions): EventColumns => ({
  ...(options.eventColumn === undefined ? {} : { event: options.eventColumn }),
  ...(options.atColumn === undefined ? {} : { at: options.atColumn }),
  ...(options.addressColumn === undefined ? {} : { address: options.addressColumn }),
  ...(options.externalIdColumn === undefined ? {} : { externalId: options.externalIdColumn }),
  ...(options.idColumn === undefined ? {} : { id: options.idColumn }),
  texts: options.text,
});

/** `tandem events import FILE`: 0 where every row was taken or was there before, 1 where some were refused. */
export const importEvents = async (
  core: Core,
  file: string,
  options: EventsImportOptions,
  say: (line: string) => void,
): Promise<number> => {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) throw new LocalError(`There is no file ${file}.`, 2);
  const zone = options.zone ?? core.config.workspace.timeZone;
  if (!isTimeZone(zone)) throw new LocalError(`--zone: give a time zone such as Asia/Seoul, not ${zone}.`, 2);
  const actor = await actorFor(core, options.as);
  const refused = await refusedRows(['row', 'field', 'reason', 'the row as it was'], options.rejects, say);
  const onTheWay = sayOnTheWay();
  const taking = core.events.importFile(actor, {
    open: () => createReadStream(file),
    columns: columnsOf(options),
    ...(options.event === undefined ? {} : { name: options.event }),
    zone,
    onProgress: ({ rows }) => onTheWay((tookMs) => `${rows} rows, ${Math.round((rows * 1000) / tookMs)} a second`),
    onRefused: ({ row, cells, field, text }) =>
      refused.add([String(row), field, text.en, ...cells], `row ${row}${field === '' ? '' : `, ${field}`}: ${text.en}`),
  });
  const report = await refused.during(taking);
  say(
    `${report.rows} rows: ${report.accepted} taken, ${report.duplicates} taken before, ${report.refused} refused. Reading the file again counts nothing twice.`,
  );
  return report.refused === 0 ? 0 : 1;
};
