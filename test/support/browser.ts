import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const INSTALLED_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** An installed Chrome or Chromium, as `TANDEM_TEST_BROWSER` names it or on the PATH. */
const installedBrowser = (): string | undefined => {
  const named = process.env.TANDEM_TEST_BROWSER;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...folders.flatMap((folder) => INSTALLED_NAMES.map((name) => join(folder, name))), ...INSTALLED_PATHS].find(
    (path) => existsSync(path),
  );
};

/** False only where no browser can be had: none is installed, and the packaged one is for Linux x64. */
const browserAvailable = (): boolean =>
  installedBrowser() !== undefined || (process.platform === 'linux' && process.arch === 'x64');

/** Unpacks in a process of its own, because the package writes to that process's temporary folder. */
const UNPACK = "process.stdout.write(await (await import('@sparticuz/chromium')).default.executablePath())";

/** The packaged Chromium, unpacked once into `.tandem/browser/VERSION`. Two processes may do it at once: one rename wins. */
const packagedBrowser = async (): Promise<string> => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const manifest = await readFile(join(root, 'node_modules/@sparticuz/chromium/package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const home = join(root, '.tandem', 'browser');
  const folder = join(home, version);
  const executable = join(folder, 'chromium');
  if (existsSync(executable)) return executable;
  await mkdir(home, { recursive: true });
  const fresh = await mkdtemp(join(home, 'unpacking-'));
  const env = { ...process.env, TMPDIR: fresh };
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', UNPACK], { cwd: root, env });
  await rename(fresh, folder).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(executable)) throw error;
  });
  return executable;
};

/** Path of a browser that can be started now; unpacks the packaged one where none is installed. */
const browserPath = async (): Promise<string> => installedBrowser() ?? (await packagedBrowser());

/** A headless Chromium with a profile of its own. */
export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await browserPath(), args: ARGUMENTS });

/**
 * `describe` for tests that need a browser. Where none can be had they are skipped by name; with CI=true that is a
 * failure, because a green run must mean that they ran.
 */
export const describeInBrowser = (name: string, body: () => void): void => {
  if (browserAvailable()) {
    describe(name, body);
    return;
  }
  const why = `${name}: needs Chrome or Chromium (install it or set TANDEM_TEST_BROWSER)`;
  if (process.env.CI === 'true') {
    it(why, () => {
      throw new Error('no browser can be had on this machine, and CI=true does not allow skipping');
    });
    return;
  }
  describe.skip(why, body);
};
