import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { newFile } from './new-file.ts';
import { note } from './session.ts';

const SHOWN_REFUSALS = 20;
const REPORT_EVERY_MS = 2_000;

/** Says `line` on the way, every two seconds at most; it is told how long the work has taken. */
export const sayOnTheWay = (): ((line: (tookMs: number) => string) => void) => {
  const began = Date.now();
  let told = began;
  return (line) => {
    if (Date.now() - told < REPORT_EVERY_MS) return;
    told = Date.now();
    note(line(told - began));
  };
};

/** The rows that a file was refused: the first ones are said, and all stand in the file that `--rejects` names. */
export const refusedRows = async (header: readonly string[], path: string | undefined, say: (line: string) => void) => {
  const file = path === undefined ? undefined : await newFile('--rejects', path);
  file?.write(stringify([header]));
  let count = 0;
  return {
    add: (row: readonly string[], line: string): void => {
      file?.write(stringify([row], { escape_formulas: true }));
      if (count < SHOWN_REFUSALS) say(`  ${line}`);
      count += 1;
    },
    /** Answers what the work answers, once every row is written. */
    during: async <T>(work: Promise<T>): Promise<T> => {
      const done = await work.catch(async (error: unknown) => {
        // The command is given again, corrected: it finds the place free and writes every refused row.
        file?.destroy();
        if (path !== undefined) await rm(path, { force: true });
        throw error;
      });
      if (file !== undefined) await finished(file.end());
      if (count > SHOWN_REFUSALS) {
        say(`  … and ${count - SHOWN_REFUSALS} more${file === undefined ? '; --rejects FILE writes them all' : ''}`);
      }
      return done;
    },
  };
};
