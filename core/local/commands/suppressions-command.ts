import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import type { FileReason } from '../../contacts/suppression-file.ts';
import type { Core } from '../../create-core.ts';
import { LocalError } from '../local-error.ts';
import { newFile } from './new-file.ts';
import { actorFor, note } from './session.ts';

export interface SuppressionsImportOptions {
  readonly reason?: FileReason;
  readonly rejects?: string;
  readonly as?: string;
}

const SHOWN_REFUSALS = 20;
const REPORT_EVERY_MS = 2_000;

/** `tandem suppressions import FILE`: 0 where every row was taken or was there before, 1 where some were refused. */
export const importSuppressions = async (
  core: Core,
  file: string,
  options: SuppressionsImportOptions,
  say: (line: string) => void,
): Promise<number> => {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) throw new LocalError(`There is no file ${file}.`, 2);
  const actor = await actorFor(core, options.as);
  const rejects = options.rejects === undefined ? undefined : await newFile('--rejects', options.rejects);
  rejects?.write(stringify([['row', 'reason', 'the row as it was']]));
  let told = Date.now();
  let shown = 0;
  const taking = core.contacts.importSuppressions(actor, {
    open: () => createReadStream(file),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    onProgress: ({ rows }) => {
      if (Date.now() - told < REPORT_EVERY_MS) return;
      told = Date.now();
      note(`${rows} rows`);
    },
    onRefused: ({ row, text, cells }) => {
      rejects?.write(stringify([[String(row), text.en, ...cells]], { escape_formulas: true }));
      if (shown < SHOWN_REFUSALS) say(`  row ${row}: ${text.en}`);
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
    say(`  … and ${shown - SHOWN_REFUSALS} more${rejects === undefined ? '; --rejects FILE writes them all' : ''}`);
  }
  say(
    `${report.rows} rows: ${report.added} suppressed, ${report.already} suppressed before, ${report.refused} refused. Reading the file again changes nothing.`,
  );
  return report.refused === 0 ? 0 : 1;
};

/** `tandem suppressions export FILE`: the whole list, as `import` reads it. */
export const exportSuppressions = async (core: Core, file: string, say: (line: string) => void): Promise<number> => {
  await pipeline(Readable.from(core.contacts.suppressionsCsv()), await newFile('FILE', file));
  say(`The suppression list is in ${file}. It holds addresses: keep it where only you can read it.`);
  return 0;
};
