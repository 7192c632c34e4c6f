import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalError } from './local-error.ts';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

/** How to run one kind of database server. */
export interface ServerCommand {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Its output holds this once it takes connections. */
  readonly ready: RegExp;
}

export interface DatabaseProcess {
  /** The process that runs now. */
  identity(): ProcessIdentity | null;
  /** Ends it and waits; at most 15 s until it is killed. */
  stop(): Promise<void>;
}

export interface Watching {
  readonly say: (line: string) => void;
  /** Each time it runs (again): publish who it is. */
  readonly running: (identity: ProcessIdentity | null) => Promise<void>;
  /** It died and could not be brought back. */
  readonly lost: (error: LocalError) => void;
}

const START_MS = 60_000;
const STOP_MS = 15_000;

/** Ends a process that is not our child (the server that a killed holder left behind). */
export const endOrphan = async (orphan: ProcessIdentity): Promise<void> => {
  for (const [signal, patience] of [
    ['SIGTERM', STOP_MS],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!(await isAlive(orphan))) return;
    try {
      process.kill(orphan.pid, signal);
    } catch {
      return;
    }
    const until = Date.now() + patience;
    while (Date.now() < until && (await isAlive(orphan))) await delay(50);
  }
};

const launch = async (command: ServerCommand): Promise<ChildProcess> => {
  // A process group of its own: Ctrl-C reaches the launcher, which stops the database last.
  const child = spawn(command.program, command.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const fail = (what: string): void => {
      child.kill('SIGKILL');
      reject(new LocalError(`${command.name} did not start: ${what}`));
    };
    const timer = setTimeout(() => fail(`nothing ready after ${START_MS / 1000} seconds`), START_MS);
    const hear = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-4_000);
      if (!command.ready.test(output)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(output.trim().split('\n').at(-1) ?? `it ended at once (${signal ?? code})`);
    });
  });
  child.stdout?.removeAllListeners('data').resume();
  child.stderr?.removeAllListeners('data').resume();
  return child;
};

/**
 * Starts the server and keeps it up: when it dies under us it is started again with the same arguments, up to five
 * times a minute. What it had acknowledged is on disk.
 * @throws LocalError where the first start fails
 */
export const keepDatabaseRunning = async (command: ServerCommand, watching: Watching): Promise<DatabaseProcess> => {
  let stopping = false;
  let child = await launch(command);
  let identity = child.pid === undefined ? null : ((await identify(child.pid)) ?? null);
  let restarting: Promise<void> = Promise.resolve();
  const restarts: number[] = [];

  const watch = (): void => {
    child.once('exit', (code, signal) => {
      if (stopping) return;
      restarting = again(signal ?? `exit code ${code}`);
    });
  };
  const again = async (why: string): Promise<void> => {
    watching.say(`The database stopped (${why}); starting it again.`);
    for (;;) {
      if (stopping) return;
      const now = Date.now();
      while (restarts.length > 0 && now - (restarts[0] ?? 0) > 60_000) restarts.shift();
      if (restarts.length >= 5) {
        watching.lost(new LocalError(`${command.name} stopped ${restarts.length} times within a minute (${why}).`));
        return;
      }
      restarts.push(now);
      try {
        child = await launch(command);
        identity = child.pid === undefined ? null : ((await identify(child.pid)) ?? null);
        watch();
        await watching.running(identity);
        watching.say('The database is back; what it had acknowledged is there.');
        return;
      } catch {
        await delay(500 * restarts.length);
      }
    }
  };

  watch();
  await watching.running(identity);
  return {
    identity: () => identity,
    stop: async () => {
      stopping = true;
      await restarting;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
};
