import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below a folder, as absolute paths. */
export const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
