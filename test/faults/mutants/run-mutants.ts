import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../support/files-under.ts';
import { startDatabaseServer } from '../database-server.ts';
import { MUTANTS, type Mutant, type Witness } from './mutants.ts';

/** Longer than any witness takes on a busy machine; one that does not end has noticed as well, but is said apart. */
const PATIENCE_MS = 6 * 60_000;

/** A copy of what runs, on its own, so that the code of the product is never touched. */
const copyOfTree = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-mutants-'));
  for (const name of ['core', 'test', 'package.json', 'tsconfig.json']) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  for (const name of ['node_modules', '.tandem']) await symlink(join(ROOT, name), join(folder, name));
  return folder;
};

const commandOf = (witness: Witness, seed: number): string[] =>
  witness.kind === 'faults'
    ? [
        ...['--import', 'tsx', 'test/faults/main.ts', '--seed', String(seed), '--kills', '0', '--only', witness.only],
        ...(witness.short ? ['--short'] : []),
      ]
    : [
        ...['--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js'],
        ...['-c', 'test/jest.config.mjs', '--selectProjects', 'unit', 'integration', '--maxWorkers=1'],
        ...[witness.file, '-t', witness.title],
      ];

/** The case that noticed a bug, by the name under which it is known. */
const noticedBy = (witness: Witness, output: string): string =>
  (witness.kind === 'faults' ? /BROKEN {2}(.+?):/.exec(output)?.[1] : /\n\s+● (.+ › .+)/.exec(output)?.[1]?.trim()) ??
  (witness.kind === 'faults' ? witness.only : witness.title);

type Verdict = 'found' | 'found: it never ended' | 'SURVIVED' | 'NOT TRIED';

/** A witness counts only where it failed for its own reason, and not because the copy does not run. */
const verdictOf = (witness: Witness, code: number | null, output: string): Verdict => {
  if (code === 0) return 'SURVIVED';
  const noticed = witness.kind === 'faults' ? output.includes('BROKEN') : /\n\s+● .+ › /.test(output);
  return noticed ? 'found' : 'NOT TRIED';
};

const tryMutant = async (
  folder: string,
  mutant: Mutant,
  seed: number,
  uri: string,
): Promise<{ verdict: Verdict; output: string }> => {
  const originals = new Map<string, string>();
  try {
    for (const { file, from, to } of mutant.edits) {
      const path = join(folder, file);
      const text = await readFile(path, 'utf8');
      if (!originals.has(path)) originals.set(path, text);
      if (text.split(from).length !== 2) {
        return { verdict: 'NOT TRIED', output: `${file} does not hold this text once: ${from}` };
      }
      await writeFile(
        path,
        text.replace(from, () => to),
      );
    }
    const child = spawn(process.execPath, commandOf(mutant.witness, seed), {
      cwd: folder,
      env: { ...process.env, TANDEM_TEST_MONGODB_URI: uri },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-20_000);
      });
    }
    let late = false;
    const patience = setTimeout(() => {
      late = true;
      child.kill('SIGTERM');
    }, PATIENCE_MS);
    const [code] = (await once(child, 'close')) as [number | null];
    clearTimeout(patience);
    return { verdict: late ? 'found: it never ended' : verdictOf(mutant.witness, code, output), output };
  } finally {
    for (const [path, text] of originals) await writeFile(path, text);
  }
};

/** Puts each deliberate bug into a copy of the tree and runs its witness. Answers how many were not found. */
export const runMutants = async (input: {
  readonly seed: number;
  readonly only: string;
  readonly say: (line: string) => void;
}): Promise<number> => {
  const mutants = MUTANTS.filter((mutant) => mutant.name.includes(input.only));
  const folder = await copyOfTree();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const database = await startDatabaseServer();
  let missed = 0;
  try {
    for (const mutant of mutants) {
      const begun = Date.now();
      const { verdict, output } = await tryMutant(folder, mutant, input.seed, database.uri);
      input.say(`${verdict}  ${mutant.name} (${((Date.now() - begun) / 1_000).toFixed(0)} s)`);
      if (verdict.startsWith('found')) {
        input.say(`       by: ${noticedBy(mutant.witness, output)}`);
        continue;
      }
      missed += 1;
      input.say(output.slice(-3_000));
    }
    input.say(`${mutants.length - missed} of ${mutants.length} deliberate bugs were found (seed ${input.seed})`);
    return missed;
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
};
