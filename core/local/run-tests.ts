import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { embeddedProgram } from './embedded-package.ts';
import { LocalError } from './local-error.ts';
import { PROGRAMS, ROOT } from './places.ts';
import { closingLine, type TestResults } from './test-results.ts';

const startDatabase = async (): Promise<{ uri: string; stop: () => Promise<void> }> => {
  const named = process.env.TANDEM_TEST_MONGODB_URI;
  if (named) return { uri: named, stop: async () => undefined };
  await embeddedProgram(PROGRAMS, (line) => console.error(line));
  const script = join(ROOT, 'core/local/serve-test-database.ts');
  const child = spawn(process.execPath, ['--import', 'tsx/esm', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const uri = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('mongodb:')) resolve(line);
    });
    child.once('exit', (code) => reject(new LocalError(`The test database did not start (exit code ${code}).`)));
  });
  return {
    uri,
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
};

/** One more than there are cores, because a test waits for the database part of its time; more than four would wait for it alone. */
const workers = (): number => Math.min(4, availableParallelism() + 1);

const main = async (args: readonly string[]): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-tests-'));
  const output = join(folder, 'results.json');
  const database = await startDatabase();
  try {
    const child = spawn(
      process.execPath,
      [
        ...['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'],
        ...[join(ROOT, 'node_modules/jest/bin/jest.js'), '-c', join(ROOT, 'test/jest.config.mjs')],
        ...[`--maxWorkers=${workers()}`, '--json', `--outputFile=${output}`, ...args],
      ],
      {
        cwd: ROOT,
        env: { ...process.env, TANDEM_TEST_MONGODB_URI: database.uri },
        // jest writes its JSON to standard output as well; people read standard error.
        stdio: ['inherit', 'ignore', 'inherit'],
      },
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    const [code] = (await once(child, 'exit')) as [number | null];
    const text = await readFile(output, 'utf8').catch(() => undefined);
    if (text !== undefined) {
      const results = JSON.parse(text) as TestResults;
      for (const { assertionResults } of results.testResults) {
        for (const { status, fullName } of assertionResults) {
          if (status === 'pending') console.log(`skipped: ${fullName}`);
        }
      }
      console.log(closingLine(results));
    }
    return code ?? 1;
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof LocalError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
