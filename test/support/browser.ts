import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
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
export const installedBrowser = (): string | undefined => {
  const named = process.env['TANDEM_TEST_BROWSER'];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders.flatMap((folder) => INSTALLED_NAMES.map((name) => join(folder, name))), ...INSTALLED_PATHS].find(
    (path) => existsSync(path),
  );
};

/** False only where no browser can be had: none is installed, and the packaged one is for Linux x64. */
export const browserAvailable = (): boolean =>
  installedBrowser() !== undefined || (process.platform === 'linux' && process.arch === 'x64');

export interface TestBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

/**
 * A headless Chromium. The packaged one unpacks to the temporary folder and takes whatever lies there, so it gets a
 * folder of its own.
 */
export const openBrowser = async (): Promise<TestBrowser> => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-browser-'));
  const installed = installedBrowser();
  let executablePath = installed;
  let args = ARGUMENTS;
  if (executablePath === undefined) {
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder;
    try {
      const packaged = (await import('@sparticuz/chromium')).default;
      executablePath = await packaged.executablePath();
      args = [...packaged.args, ...ARGUMENTS];
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  }
  const browser = await chromium.launch({ executablePath, args });
  return {
    browser,
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

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
  if (process.env['CI'] === 'true') {
    it(why, () => {
      throw new Error('no browser can be had on this machine, and CI=true does not allow skipping');
    });
    return;
  }
  describe.skip(why, body);
};
