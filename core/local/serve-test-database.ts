import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalDatabase } from './local-database.ts';
import { PROGRAMS } from './places.ts';

/**
 * A database for one run of the tests: prints its URI, and ends with its data when standard input closes (so also when
 * whoever started it is killed).
 */
const home = await mkdtemp(join(tmpdir(), 'tandem-test-database-'));
// Tests never read MONGODB_URI.
const env = { ...process.env, MONGODB_URI: undefined };
const database = await openLocalDatabase({
  home,
  programs: PROGRAMS,
  env,
  say: (line) => console.error(line),
  lost: (error) => {
    console.error(error.message);
    process.exit(1);
  },
  share: false,
  durable: false,
});

let _ending: Promise<void> | undefined;
const end = (): void => {
  _ending ??= (async () => {
    await database.close();
    await rm(home, { recursive: true, force: true });
    process.exit(0);
  })();
};
process.stdin.once('end', end).once('close', end).resume();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
console.log(database.uri);
