import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockPath, openLocalDatabase } from '../../core/local/local-database.ts';
import { PROGRAMS } from '../../core/local/places.ts';

export interface DatabaseServer {
  readonly uri: string;
  /** kill -9; it is started again at once on the same data. Resolves when it takes connections. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A database of our own that may be killed: as `npm start` starts it, on a temporary folder. */
export const startDatabaseServer = async (): Promise<DatabaseServer> => {
  const home = await mkdtemp(join(tmpdir(), 'tandem-faults-'));
  let back: (() => void) | undefined;
  let lost: Error | undefined;
  const database = await openLocalDatabase({
    home,
    programs: PROGRAMS,
    env: { ...process.env, MONGODB_URI: undefined },
    say: (line) => {
      if (line.includes('is back')) back?.();
    },
    lost: (error) => {
      lost = error;
      back?.();
    },
    share: false,
  });
  const pid = (): number =>
    (JSON.parse(readFileSync(lockPath(home), 'utf8')) as { server: { pid: number } }).server.pid;
  /** Where this process is told to end in the middle, nothing is left behind. */
  const atExit = (): void => {
    process.kill(pid(), 'SIGKILL');
    rmSync(home, { recursive: true, force: true });
  };
  process.once('exit', atExit);
  return {
    uri: database.uri,
    async restart() {
      const again = new Promise<void>((resolve) => {
        back = resolve;
      });
      process.kill(pid(), 'SIGKILL');
      await again;
      if (lost !== undefined) throw lost;
    },
    async close() {
      process.off('exit', atExit);
      await database.close();
      await rm(home, { recursive: true, force: true });
    },
  };
};
