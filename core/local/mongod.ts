import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The version of `mongod --version`'s answer: `db version v7.0.14` → [7, 0, 14]. */
export const parseMongodVersion = (output: string): readonly number[] | undefined => {
  const found = /db version v(\d+)\.(\d+)\.(\d+)/.exec(output);
  return found?.slice(1).map(Number);
};

/** Where a usable mongod stands on the PATH, its version; undefined where there is none or it is older than 7. */
export const usableMongod = async (env: NodeJS.ProcessEnv): Promise<string | undefined> => {
  try {
    const { stdout } = await promisify(execFile)('mongod', ['--version'], { env, windowsHide: true, timeout: 20_000 });
    const version = parseMongodVersion(stdout);
    return version !== undefined && (version[0] ?? 0) >= 7 ? version.join('.') : undefined;
  } catch {
    return undefined;
  }
};
