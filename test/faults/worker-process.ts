import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ROOT } from '../support/files-under.ts';
import { FAULT_TIMING } from './fault-timing.ts';
import type { Suffering, WorkerLine } from './send-worker.ts';

/** One worker process. It ends with this process, whatever becomes of it. */
export interface Worker {
  readonly suffering: Suffering | null;
  /** True until it ended. */
  alive(): boolean;
  /** How it ended; null while it lives. */
  ended(): { readonly code: number | null; readonly signal: string | null } | null;
  /** Resolves at its next line of this kind, or at its end. */
  next(line: WorkerLine): Promise<void>;
  /** It has stood by; now it works. */
  go(): void;
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGCONT'): void;
  exit(): Promise<void>;
}

export const startWorker = (
  env: Readonly<Record<string, string>>,
  suffering: Suffering | null,
  leaseMs: number = FAULT_TIMING.leaseMs,
): Worker => {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx/esm', 'test/faults/send-worker.ts', JSON.stringify(suffering), String(leaseMs)],
    {
      cwd: ROOT,
      env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const seen = new Set<string>();
  let waiting: { line: string; resolve: () => void }[] = [];
  let end: { code: number | null; signal: string | null } | null = null;
  const exited = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => {
    end = { code: code as number | null, signal: signal as string | null };
    for (const one of waiting) one.resolve();
    waiting = [];
  });
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) process.stderr.write(`${line}\n`);
      seen.add(line);
      for (const one of waiting) if (one.line === line) one.resolve();
      waiting = waiting.filter((one) => one.line !== line);
    });
  }
  // It may die before it reads.
  child.stdin?.on('error', () => undefined);
  return {
    suffering,
    alive: () => end === null,
    ended: () => end,
    next: (line) =>
      new Promise((resolve) => {
        const happened = end !== null || (line !== 'pass' && seen.has(line));
        if (happened) resolve();
        else waiting.push({ line, resolve });
      }),
    go: () => {
      child.stdin?.write('go\n');
    },
    kill: (signal) => {
      if (end === null) child.kill(signal);
    },
    exit: () => exited,
  };
};
