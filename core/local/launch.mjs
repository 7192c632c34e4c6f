/**
 * What `npm start`, `npm test` and `npm run tandem` run first, straight after a clone: node's own modules only, because
 * nothing is installed yet. Checks Node, installs packages where they are missing or changed, then hands over.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMANDS = { start: 'core/local/start.ts', test: 'core/local/run-tests.ts', cli: 'core/local/cli.ts' };
const OLDEST_NODE = 20;

/** One sentence where this Node is too old, else undefined. `version` is like `v20.11.0`. */
export const nodeComplaint = (version) => {
  const major = Number(/^v?(\d+)\./.exec(version)?.[1]);
  return major >= OLDEST_NODE
    ? undefined
    : `Tandem needs Node ${OLDEST_NODE} or later and this is ${version}: install a newer one from https://nodejs.org and start again.`;
};

/** What to run for the arguments after `launch.mjs`, or one sentence on what is wrong with them. */
export const planOf = (args) => {
  const [command, ...rest] = args;
  const script = Object.hasOwn(COMMANDS, command ?? '') ? COMMANDS[command] : undefined;
  return script === undefined
    ? { complaint: `Usage: node core/local/launch.mjs <${Object.keys(COMMANDS).join('|')}> [arguments]` }
    : { script, rest };
};

const stampPath = (root) => join(root, 'node_modules', '.tandem-installed');

/** The lockfile and what decides about the installed binaries. */
export const installStamp = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');

/**
 * Why packages must be installed, or undefined. npm's own record (`node_modules/.package-lock.json`) that is equal to
 * the lockfile counts too: somebody ran `npm ci` by hand.
 */
export const installReason = (root) => {
  if (!existsSync(join(root, 'node_modules'))) return 'first start';
  const stamp = stampPath(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === installStamp(root)) return undefined;
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'an earlier installation did not finish';
  const versions = (file) =>
    new Map(
      Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages ?? {})
        .filter(([path]) => path !== '')
        .map(([path, entry]) => [path, entry]),
    );
  const wanted = versions(join(root, 'package-lock.json'));
  const present = versions(record);
  for (const [path, entry] of wanted) {
    // Binaries for other platforms, and what nothing needs any more, are in the lockfile and not on the disk.
    const needed = !entry.optional && !entry.devOptional && !entry.peer && !entry.extraneous;
    if (!present.has(path) && needed) return 'the packages changed';
    if (present.has(path) && present.get(path).version !== entry.version) return 'the packages changed';
  }
  return undefined;
};

const finished = (command, args, options) =>
  new Promise((resolve) => {
    const child = spawn(command, args, options);
    // The parent outlives the child and ends as it did. A terminal tells both of Ctrl-C; hearing it twice is harmless.
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', () => pass('SIGINT'));
    process.on('SIGTERM', () => pass('SIGTERM'));
    process.on('SIGHUP', () => pass('SIGHUP'));
    // npm tells its shell to end and not us: losing that shell is the signal. Who runs this without npm may leave it alone.
    const parent = process.ppid;
    const orphaned = () => process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;
    const watch = setInterval(() => orphaned() && pass('SIGTERM'), 500);
    watch.unref();
    child.once('exit', () => clearInterval(watch));
    child.once('error', (error) => resolve({ code: 1, error }));
    child.once('exit', (code, signal) => resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 143) }));
  });

const install = async (root, why) => {
  console.error(`Installing packages (${why}; about a minute) …`);
  // npm says where it itself lives; on Windows `npm` alone is a script that spawn does not find.
  const own = process.env.npm_execpath;
  const [command, first] = own?.endsWith('.js') ? [process.execPath, [own]] : ['npm', []];
  const { code, error } = await finished(
    command,
    [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--progress=true'],
    // Standard output belongs to the command that follows.
    { cwd: root, stdio: ['ignore', 2, 2], shell: command === 'npm' && process.platform === 'win32' },
  );
  if (code !== 0) {
    console.error(
      `Packages could not be installed${error ? ` (${error.message})` : ''}: see npm's words above, check the network or npm's registry, and start again.`,
    );
    process.exit(1);
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampPath(root), installStamp(root));
};

const main = async () => {
  const complaint = nodeComplaint(process.version);
  if (complaint !== undefined) {
    console.error(complaint);
    process.exit(1);
  }
  const plan = planOf(process.argv.slice(2));
  if (plan.complaint !== undefined) {
    console.error(plan.complaint);
    process.exit(2);
  }
  const why = installReason(ROOT);
  if (why !== undefined) await install(ROOT, why);
  const { code } = await finished(process.execPath, ['--import', 'tsx/esm', join(ROOT, plan.script), ...plan.rest], {
    // Files that a person names are found from where that person stands; tsx is found from here.
    cwd: ROOT,
    env: { ...process.env, TANDEM_CALLED_FROM: process.env.INIT_CWD ?? process.cwd() },
    stdio: 'inherit',
  });
  process.exit(code);
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
