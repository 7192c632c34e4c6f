import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process, told apart from a later one that got the same id by the moment it began. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal for one process only. */
  readonly began: string;
}

const linuxBegan = async (pid: number): Promise<string | undefined> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; field 22 is counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie still has an entry, but nothing runs any more.
    if (fields[0] === 'Z') return undefined;
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
};

const began = async (pid: number): Promise<string | undefined> => {
  if (process.platform === 'linux') return linuxBegan(pid);
  try {
    const { stdout } =
      process.platform === 'win32'
        ? await run('powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`])
        : await run('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
};

/** The identity of a running process; undefined where none has this id. */
export const identify = async (pid: number): Promise<ProcessIdentity | undefined> => {
  const at = await began(pid);
  return at === undefined ? undefined : { pid, began: at };
};

/** True while this very process runs (not a later one with the same id). */
export const isAlive = async (identity: ProcessIdentity): Promise<boolean> =>
  (await began(identity.pid)) === identity.began;
