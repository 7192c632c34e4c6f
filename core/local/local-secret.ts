import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The master secret of this data folder: made once, kept in a file that only its owner reads. `TANDEM_SECRET` wins.
 */
export const localSecret = async (home: string, given: string | undefined): Promise<string> => {
  if (given) return given;
  await mkdir(home, { recursive: true });
  const path = join(home, 'secret');
  const known = await readFile(path, 'utf8').catch(() => undefined);
  if (known !== undefined && known.trim().length >= 32) return known.trim();
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600 });
  // Two first starts at once: the one that links first has made it.
  await link(fresh, path).catch(() => undefined);
  await rm(fresh, { force: true });
  return (await readFile(path, 'utf8')).trim();
};
