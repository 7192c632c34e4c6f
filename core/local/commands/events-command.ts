import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { isTimeZone } from '../../common/time-zone.ts';
import type { EventColumns } from '../../contacts/events/event-csv.ts';
import type { Core } from '../../create-core.ts';
import { LocalError } from '../local-error.ts';
import { newFile } from './new-file.ts';
import { actorFor, note } from './session.ts';

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

const SHOWN_REFUSALS = 20;
const REPORT_EVERY_MS = 2_000;

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
  const rejects = options.rejects === undefined ? undefined : await newFile('--rejects', options.rejects);
  rejects?.write(stringify([['row', 'field', 'reason', 'the row as it was']]));
  const began = Date.now();
  let told = began;
  let shown = 0;
  const taking = core.events.importFile(actor, {
    open: () => createReadStream(file),
    columns: columnsOf(options),
    ...(options.event === undefined ? {} : { name: options.event }),
    zone,
    onProgress: ({ rows }) => {
      if (Date.now() - told < REPORT_EVERY_MS) return;
      told = Date.now();
      note(`${rows} rows, ${Math.round((rows * 1000) / (told - began))} a second`);
    },
    onRefused: ({ row, cells, field, text }) => {
      rejects?.write(stringify([[String(row), field, text.en, ...cells]], { escape_formulas: true }));
      if (shown < SHOWN_REFUSALS) say(`  row ${row}${field === '' ? '' : `, ${field}`}: ${text.en}`);
      shown += 1;
    },
  });
  const report = await taking.catch(async (error: unknown) => {
    // The command is given again, corrected: it finds the place free and writes every refused row.
    rejects?.destroy();
    if (options.rejects !== undefined) await rm(options.rejects, { force: true });
    throw error;
  });
  if (rejects !== undefined) await finished(rejects.end());
  if (shown > SHOWN_REFUSALS) {
    say(
      `  … and ${shown - SHOWN_REFUSALS} more${options.rejects === undefined ? '; --rejects FILE writes them all' : ''}`,
    );
  }
  say(
    `${report.rows} rows: ${report.accepted} taken, ${report.duplicates} taken before, ${report.refused} refused. Reading the file again counts nothing twice.`,
  );
  return report.refused === 0 ? 0 : 1;
};
