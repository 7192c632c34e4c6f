import { open } from 'node:fs/promises';
import { LocalError } from '../local-error.ts';

/** Writes to a new file, for its owner alone and never over one that is there. `what` is how the caller names it. */
export const newFile = async (what: string, path: string) => {
  try {
    return (await open(path, 'wx', 0o600)).createWriteStream();
  } catch {
    throw new LocalError(`${what}: ${path} is there already, or its folder is not. Name a new file.`, 2);
  }
};
