import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installReason, installStamp, nodeComplaint, planOf } from '../../../core/local/launch.mjs';
import { closingLine } from '../../../core/local/test-results.ts';

describe('launcher', () => {
  it.each(['v20.0.0', 'v20.20.2', 'v22.1.0', 'v104.0.0'])('takes Node %s', (version) => {
    expect(nodeComplaint(version)).toBeUndefined();
  });

  it.each(['v18.20.4', 'v0.12.0', 'nonsense'])(
    'refuses Node %s with one sentence that says what to install',
    (version) => {
      expect(nodeComplaint(version)).toMatch(/^Tandem needs Node 20 or later and this is .+: install .+\.$/);
    },
  );

  it('passes what follows the command through', () => {
    expect(planOf(['test', '-t', 'sum'])).toEqual({ script: 'core/local/run-tests.ts', rest: ['-t', 'sum'] });
    expect(planOf(['cli', 'demo', '--playground'])).toEqual({
      script: 'core/local/cli.ts',
      rest: ['demo', '--playground'],
    });
  });

  it.each([[[]], [['launch']], [['constructor']], [['__proto__']]])('says how it is used for %j', (args) => {
    expect(planOf(args)).toEqual({ complaint: expect.stringContaining('start|test|cli') });
  });
});

describe('installation of packages', () => {
  let root: string;
  const lock = (version: string): string =>
    JSON.stringify({
      packages: {
        '': { name: 'x' },
        'node_modules/a': { version },
        'node_modules/other-platform': { version: '1.0.0', optional: true },
        'node_modules/left-over': { version: '1.0.0', extraneous: true },
      },
    });
  const record = (version: string): string => JSON.stringify({ packages: { 'node_modules/a': { version } } });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'tandem-launch-'));
    await writeFile(join(root, 'package-lock.json'), lock('1.0.0'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const installed = async (version: string): Promise<void> => {
    await mkdir(join(root, 'node_modules'), { recursive: true });
    await writeFile(join(root, 'node_modules/.package-lock.json'), record(version));
  };

  it('happens on the first start', () => {
    expect(installReason(root)).toBe('first start');
  });

  it('happens again where an earlier one did not finish', async () => {
    await mkdir(join(root, 'node_modules'));
    expect(installReason(root)).toBe('an earlier installation did not finish');
  });

  it('does not happen where the installed packages are those of the lockfile, other platforms apart', async () => {
    await installed('1.0.0');
    expect(installReason(root)).toBeUndefined();
  });

  it('happens where the lockfile changed', async () => {
    await installed('1.0.0');
    await writeFile(join(root, 'node_modules/.tandem-installed'), installStamp(root));
    expect(installReason(root)).toBeUndefined();
    await writeFile(join(root, 'package-lock.json'), lock('1.0.1'));
    expect(installReason(root)).toBe('the packages changed');
  });
});

describe('closing line of the tests', () => {
  it('counts a file that could not be loaded as a failure', () => {
    expect(
      closingLine({
        numPassedTests: 7,
        numFailedTests: 1,
        numPendingTests: 2,
        numTodoTests: 1,
        numRuntimeErrorTestSuites: 1,
        testResults: [],
      }),
    ).toBe('7 passed, 2 failed, 3 skipped');
  });
});
