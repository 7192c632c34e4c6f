import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { endOrphan, keepDatabaseRunning, type ServerCommand } from './database-process.ts';
import { embeddedProgram } from './embedded-package.ts';
import { type LockContent, publishedUri, tryLock } from './folder-lock.ts';
import { freePort } from './free-port.ts';
import { LocalError } from './local-error.ts';
import { usableMongod } from './mongod.ts';
import { initiateReplicaSet } from './replica-set-store.ts';

export interface LocalDatabase {
  readonly uri: string;
  readonly kind: 'given' | 'mongod' | 'embedded' | 'shared';
  /** For the start-up lines. */
  readonly description: string;
  /** Stops a server that this process started; always the last thing to do. */
  close(): Promise<void>;
}

export interface LocalDatabaseOptions {
  /** Everything of this instance lies here: data, lock. */
  readonly home: string;
  /** Where downloaded servers are kept, for all instances. */
  readonly programs: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly say: (line: string) => void;
  readonly lost: (error: LocalError) => void;
  /** True: where another process holds the data, use its server. False: that is an error. */
  readonly share: boolean;
  /** False: a killed embedded server may lose what it acknowledged. For data that nobody keeps. */
  readonly durable?: boolean;
}

/** One file per data folder. */
export const lockPath = (home: string): string => join(home, 'database.lock');

const heldBy = (home: string, by: LockContent): LocalError =>
  new LocalError(
    `The data in ${home} is in use by process ${by.holder.pid}: stop that one first (Ctrl-C where it runs, or: kill ${by.holder.pid}), or set MONGODB_URI to use another database.`,
  );

const embeddedCommand = async (options: LocalDatabaseOptions, port: number): Promise<ServerCommand> => {
  const data = join(options.home, 'database');
  await mkdir(data, { recursive: true, mode: 0o700 });
  return {
    name: 'The embedded database',
    program: await embeddedProgram(options.programs, options.say, options.env),
    args: [
      ...['--host', '127.0.0.1', '--port', String(port), '--storage-path', data],
      ...['--cache-size', '256M', '--log-file-max', '128MB'],
      // Without it a killed server loses writes that it had acknowledged.
      ...(options.durable === false ? [] : ['--sync-on-commit']),
    ],
    ready: /listening on/i,
  };
};

const mongodCommand = async (options: LocalDatabaseOptions, port: number): Promise<ServerCommand> => {
  const data = join(options.home, 'mongod');
  await mkdir(data, { recursive: true, mode: 0o700 });
  return {
    name: 'mongod',
    program: 'mongod',
    args: [
      ...['--replSet', 'tandem', '--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', data],
      ...['--wiredTigerCacheSizeGB', '0.5'],
    ],
    ready: /Waiting for connections/i,
  };
};

/**
 * `MONGODB_URI` where it is set; else a mongod 7 or later on the PATH as a replica set of one; else the embedded server.
 * Data that exists keeps the server that wrote it.
 * @throws LocalError with one sentence and the way out
 */
export const openLocalDatabase = async (options: LocalDatabaseOptions): Promise<LocalDatabase> => {
  const given = options.env.MONGODB_URI?.trim();
  if (given) {
    return { uri: given, kind: 'given', description: 'the database of MONGODB_URI', close: async () => undefined };
  }

  const attempt = await tryLock(lockPath(options.home));
  if (attempt.kind === 'taken') {
    if (!options.share) throw heldBy(options.home, attempt.by);
    const uri = await publishedUri(lockPath(options.home));
    if (uri === undefined) throw heldBy(options.home, attempt.by);
    const description = `the database that process ${attempt.by.holder.pid} runs`;
    return { uri, kind: 'shared', description, close: async () => undefined };
  }

  const { lock, orphan } = attempt;
  try {
    if (orphan !== null) {
      options.say(`Ending a database server (process ${orphan.pid}) that an earlier run left behind.`);
      await endOrphan(orphan);
    }
    const version = existsSync(join(options.home, 'database')) ? undefined : await usableMongod(options.env);
    const port = await freePort();
    const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
    const command = await (version === undefined ? embeddedCommand : mongodCommand)(options, port);
    const server = await keepDatabaseRunning(command, {
      say: options.say,
      lost: options.lost,
      running: async (identity) => {
        if (version !== undefined) await initiateReplicaSet(port);
        await lock.publish({ server: identity, uri });
      },
    });
    return {
      uri,
      kind: version === undefined ? 'embedded' : 'mongod',
      description: version === undefined ? `the embedded database, in ${options.home}` : `mongod ${version}`,
      close: async () => {
        await server.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
};
