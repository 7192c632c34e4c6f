import { readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Every file below a folder, as absolute paths. */
export const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** The files of a folder of the project whose names end so, as paths from its root with slashes. */
export const projectFiles = (folder: string, ending: RegExp): string[] =>
  filesUnder(join(ROOT, folder))
    .map((path) => relative(ROOT, path).split(sep).join('/'))
    .filter((path) => ending.test(path));
