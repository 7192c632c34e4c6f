import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeDatabase, isDatabaseAway, isDuplicateKey, openDatabase } from '../../../core/common/database-store.ts';
import { tryLock } from '../../../core/local/folder-lock.ts';
import { type LocalDatabase, lockPath, openLocalDatabase } from '../../../core/local/local-database.ts';
import { PROGRAMS } from '../../../core/local/places.ts';
import { identify } from '../../../core/local/process-identity.ts';

let home: string;
const opened: LocalDatabase[] = [];
const said: string[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tandem-local-'));
  said.length = 0;
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
  await rm(home, { recursive: true, force: true });
});

const open = async (
  over: { env?: NodeJS.ProcessEnv; share?: boolean; programs?: string } = {},
): Promise<LocalDatabase> => {
  const database = await openLocalDatabase({
    home,
    programs: over.programs ?? PROGRAMS,
    env: over.env ?? { PATH: process.env.PATH },
    say: (line) => said.push(line),
    lost: (error) => {
      throw error;
    },
    share: over.share ?? false,
  });
  opened.push(database);
  return database;
};

const serverPid = async (): Promise<number> => JSON.parse(await readFile(lockPath(home), 'utf8')).server.pid;

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  const limit = Date.now() + 90_000;
  while (!(await condition())) {
    if (Date.now() > limit) throw new Error('it did not happen within 90 seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('the database of one machine', () => {
  it('keeps its data from one start to the next', async () => {
    const first = await open();
    const writer = await openDatabase(first.uri, 'kept');
    await writer.connection.collection<{ _id: string }>('things').insertOne({ _id: 'one' });
    await closeDatabase(writer);
    await first.close();

    const second = await open();
    const reader = await openDatabase(second.uri, 'kept');
    const found = await reader.connection.collection<{ _id: string }>('things').find().toArray();
    await closeDatabase(reader);
    expect(found).toEqual([{ _id: 'one' }]);
  });

  it('is started again on the same port when it is killed, with every acknowledged write', async () => {
    const database = await open();
    const client = await openDatabase(database.uri, 'killed');
    const things = client.connection.collection<{ _id: number }>('things');
    const acknowledged: number[] = [];
    let writing = true;
    const writer = (async () => {
      for (let i = 0; writing; i += 1) {
        try {
          await things.insertOne({ _id: i });
        } catch (error) {
          // The one write that was stored and not yet answered: whoever tries it again, the driver or this loop, meets it.
          if (isDatabaseAway(error)) i -= 1;
          else if (!isDuplicateKey(error)) throw error;
          continue;
        }
        acknowledged.push(i);
      }
    })();
    await until(() => acknowledged.length >= 50);
    const before = await serverPid();
    process.kill(before, 'SIGKILL');
    // The client that was connected goes on; a write that found nobody is told so and may be repeated.
    const reached = acknowledged.length;
    await until(() => acknowledged.length >= reached + 50);
    writing = false;
    await writer;
    await until(() => said.length === 2);
    expect(await serverPid()).not.toBe(before);
    const stored = new Set((await things.find().toArray()).map((thing) => thing._id));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(said).toEqual([expect.stringContaining('SIGKILL'), expect.stringContaining('back')]);
    await closeDatabase(client);
  }, 120_000);

  it('is shared with a command that asks for it and refused to a second instance, which hears who holds it', async () => {
    const first = await open();
    const shared = await open({ share: true });
    expect({ kind: shared.kind, uri: shared.uri }).toEqual({ kind: 'shared', uri: first.uri });
    await expect(open()).rejects.toThrow(
      new RegExp(`in use by process ${process.pid}: stop that one first .+ or set MONGODB_URI`),
    );
  });

  it('is the one of MONGODB_URI where that is set, and nothing is started', async () => {
    const database = await open({ env: { MONGODB_URI: 'mongodb://db.example.test/' } });
    expect({ kind: database.kind, uri: database.uri }).toEqual({ kind: 'given', uri: 'mongodb://db.example.test/' });
  });

  it('says in one sentence what to install where there is no Python, and lets go of the folder', async () => {
    await expect(open({ env: { PATH: home }, programs: join(home, 'programs') })).rejects.toThrow(
      /^The embedded database .+ install Python 3 with pip, or set MONGODB_URI .+\.$/,
    );
    expect((await tryLock(lockPath(home))).kind).toBe('held');
  });
});

describe('the lock of a data folder', () => {
  const path = (): string => join(home, 'database.lock');

  it('of a dead holder is taken over, and the server it left behind is named', async () => {
    const orphan = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
    const server = await identify(orphan.pid ?? 0);
    await writeFile(
      path(),
      JSON.stringify({ holder: { pid: process.pid, began: 'earlier' }, server, uri: 'mongodb://x' }),
    );
    const attempt = await tryLock(path());
    expect(attempt).toMatchObject({ kind: 'held', orphan: server });
    const gone = once(orphan, 'exit');
    orphan.kill('SIGKILL');
    await gone;
  });

  it('goes to one of many that ask at once', async () => {
    await writeFile(path(), JSON.stringify({ holder: { pid: 1, began: 'never' }, server: null, uri: null }));
    const attempts = await Promise.all(Array.from({ length: 20 }, () => tryLock(path())));
    expect(attempts.filter((attempt) => attempt.kind === 'held')).toHaveLength(1);
  });

  it('that is not readable counts as a dead one', async () => {
    await writeFile(path(), 'half a lo');
    expect((await tryLock(path())).kind).toBe('held');
  });

  it('is gone after release, and only its holder can release it', async () => {
    const attempt = await tryLock(path());
    if (attempt.kind !== 'held') throw new Error('not held');
    const foreign = JSON.stringify({ holder: { pid: 1, began: 'x' }, server: null, uri: null });
    await attempt.lock.release();
    await expect(readFile(path())).rejects.toThrow('ENOENT');
    await writeFile(path(), foreign);
    await attempt.lock.release();
    expect(await readFile(path(), 'utf8')).toBe(foreign);
  });
});
