import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { LocalError } from './local-error.ts';
import { ROOT } from './places.ts';

export interface ChildOptions {
  /** Prefix of its lines: `portal`. */
  readonly name: string;
  /** From the root of the checkout: `portal/main.ts`. */
  readonly script: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Answers 200 once it works. */
  readonly healthUrl: string;
  readonly say: (line: string) => void;
  /** It cannot work as configured, and starting it again would not help. */
  readonly hopeless: (error: LocalError) => void;
}

export interface ChildService {
  readonly pid: number | undefined;
  /** SIGTERM, and SIGKILL after 30 s. */
  stop(): Promise<void>;
}

const READY_MS = 60_000;
const STOP_MS = 30_000;
const LONGEST_WAIT_MS = 30_000;
/** After this long a death is a new story: the waits begin at one second again. */
const STEADY_MS = 60_000;
/** How `main.ts` files end when the configuration is wrong. */
const WRONG_CONFIGURATION = 2;

/** Where it listens is said by whoever started it. */
const ANNOUNCEMENT = /^(Portal|Bot): https?:/;

const prefix = (stream: Readable | null, name: string, say: (line: string) => void): void => {
  if (stream === null) return;
  createInterface({ input: stream }).on('line', (line) => {
    if (!ANNOUNCEMENT.test(line)) say(`${name} | ${line}`);
  });
};

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
};

/**
 * Starts one of Tandem's processes and answers when it works. When it dies later it is started again, after 1, 2, 4 …
 * at most 30 seconds, and that is said.
 * @throws LocalError where the first start fails
 */
export const keepChildRunning = async (options: ChildOptions): Promise<ChildService> => {
  const { name, say } = options;
  let stopping = false;
  let ready = false;
  let waits = 0;
  let wake = new AbortController();

  const begin = (): ChildProcess => {
    const begun = Date.now();
    const next = spawn(
      process.execPath,
      [
        ...['--import', 'tsx/esm', '--import', pathToFileURL(join(ROOT, 'core/local/end-with-parent.mjs')).href],
        join(ROOT, options.script),
      ],
      { cwd: ROOT, env: options.env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
    );
    prefix(next.stdout, name, say);
    prefix(next.stderr, name, say);
    next.once('error', (error) => say(`The ${name} cannot be started: ${error.message}`));
    next.once('exit', async (code, signal) => {
      if (stopping || !ready) return;
      if (code === WRONG_CONFIGURATION) {
        options.hopeless(
          new LocalError(`The ${name} ended because its configuration is wrong; its words stand above.`),
        );
        return;
      }
      waits = Date.now() - begun > STEADY_MS ? 0 : waits + 1;
      const wait = Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** waits);
      say(`The ${name} ended (${signal ?? `exit code ${code}`}); starting it again in ${wait / 1000} s.`);
      wake = new AbortController();
      await delay(wait, undefined, { signal: wake.signal }).catch(() => undefined);
      if (!stopping) child = begin();
    });
    return next;
  };
  let child = begin();

  const stop = async (): Promise<void> => {
    stopping = true;
    wake.abort();
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(timer);
  };

  const until = Date.now() + READY_MS;
  const first = child;
  while (!(await answers(options.healthUrl))) {
    if (first.exitCode !== null || first.signalCode !== null) {
      throw new LocalError(`The ${name} could not start; its words stand above.`);
    }
    if (Date.now() > until) {
      await stop();
      throw new LocalError(`The ${name} did not answer at ${options.healthUrl} within ${READY_MS / 1000} seconds.`);
    }
    await delay(100);
  }
  ready = true;
  return {
    get pid() {
      return child.pid;
    },
    stop,
  };
};
