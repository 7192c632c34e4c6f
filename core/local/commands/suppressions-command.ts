import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileReason } from '../../contacts/suppression-file.ts';
import type { Core } from '../../create-core.ts';
import { LocalError } from '../local-error.ts';
import { newFile } from './new-file.ts';
import { refusedRows, sayOnTheWay } from './refused-rows.ts';
import { actorFor } from './session.ts';

export interface SuppressionsImportOptions {
  readonly reason?: FileReason;
  readonly rejects?: string;
  readonly as?: string;
}

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
  const refused = await refusedRows(['row', 'reason', 'the row as it was'], options.rejects, say);
  const onTheWay = sayOnTheWay();
  const taking = core.contacts.importSuppressions(actor, {
    open: () => createReadStream(file),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    onProgress: ({ rows }) => onTheWay(() => `${rows} rows`),
    onRefused: ({ row, text, cells }) => refused.add([String(row), text.en, ...cells], `row ${row}: ${text.en}`),
  });
  const report = await refused.during(taking);
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
