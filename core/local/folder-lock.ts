import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { LocalError } from './local-error.ts';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

const identity = z.object({ pid: z.number().int(), began: z.string() });
const lockText = z.object({
  holder: identity,
  /** The database server that the holder started; outlives a holder that was killed. */
  server: identity.nullable(),
  uri: z.string().nullable(),
});
export type LockContent = z.infer<typeof lockText>;

/** Held by one process at a time for a data folder; the file names its holder. */
export interface FolderLock {
  readonly path: string;
  /** Says where the database is, so that other commands find it. */
  publish(input: { server: ProcessIdentity | null; uri: string }): Promise<void>;
  release(): Promise<void>;
}

export type LockAttempt =
  | { readonly kind: 'held'; readonly lock: FolderLock; readonly orphan: ProcessIdentity | null }
  | { readonly kind: 'taken'; readonly by: LockContent };

/** What the lock file says; undefined where there is none or it is not one. */
const readLock = async (path: string): Promise<LockContent | undefined> => {
  try {
    return lockText.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
};

const beside = (path: string): string => `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;

/** Writes whole and then links, so that the file never exists half-written and only one process makes it. */
const create = async (path: string, content: LockContent): Promise<boolean> => {
  const whole = beside(path);
  await writeFile(whole, JSON.stringify(content), { mode: 0o600 });
  try {
    await link(whole, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(whole, { force: true });
  }
};

/**
 * Removes a dead holder's lock. Whoever does so holds a guard file meanwhile and reads again under it, so that a live
 * lock that was made between reading and removing is never taken away.
 */
const removeDead = async (path: string, holder: ProcessIdentity): Promise<ProcessIdentity | null> => {
  const guard = `${path}.takeover`;
  while (!(await create(guard, { holder, server: null, uri: null }))) {
    const other = await readLock(guard);
    // Only a process killed within these few milliseconds leaves a guard behind.
    if (other === undefined || !(await isAlive(other.holder))) await rm(guard, { force: true });
    await delay(10);
  }
  try {
    const found = await readLock(path);
    if (found !== undefined && (await isAlive(found.holder))) return null;
    await rm(path, { force: true });
    return found?.server != null && (await isAlive(found.server)) ? found.server : null;
  } finally {
    await rm(guard, { force: true });
  }
};

/** Takes the lock, or says who holds it. A dead holder's lock is taken over; `orphan` is the server it left running. */
export const tryLock = async (path: string): Promise<LockAttempt> => {
  await mkdir(dirname(path), { recursive: true });
  const holder = await identify(process.pid);
  if (holder === undefined)
    throw new LocalError('This system does not say when a process began, so data cannot be locked.');
  let content: LockContent = { holder, server: null, uri: null };
  let orphan: ProcessIdentity | null = null;
  for (;;) {
    if (await create(path, content)) break;
    const found = await readLock(path);
    if (found !== undefined && (await isAlive(found.holder))) return { kind: 'taken', by: found };
    orphan = (await removeDead(path, holder)) ?? orphan;
  }
  const lock: FolderLock = {
    path,
    publish: async ({ server, uri }) => {
      content = { ...content, server, uri };
      const whole = beside(path);
      await writeFile(whole, JSON.stringify(content), { mode: 0o600 });
      await rename(whole, path);
    },
    release: async () => {
      const found = await readLock(path);
      if (found?.holder.pid === holder.pid && found.holder.began === holder.began) await rm(path, { force: true });
    },
  };
  return { kind: 'held', lock, orphan };
};

/** Waits until a live holder has said where its database is. */
export const publishedUri = async (path: string, patienceMs = 60_000): Promise<string | undefined> => {
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    const found = await readLock(path);
    if (found === undefined || !(await isAlive(found.holder))) return undefined;
    if (found.uri !== null) return found.uri;
    await delay(200);
  }
  return undefined;
};
