/** Makes the pictures of the README from the running product, on a database of its own: `npm run pictures`. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createLogger } from '../../core/common/logger.ts';
import { createCore } from '../../core/create-core.ts';
import { keepChildRunning } from '../../core/local/child-service.ts';
import { createClosing } from '../../core/local/closing.ts';
import { freePort } from '../../core/local/free-port.ts';
import { configFrom } from '../../core/local/load-env.ts';
import { openLocalDatabase } from '../../core/local/local-database.ts';
import { PROGRAMS, ROOT } from '../../core/local/places.ts';
import { type Playground, startPlayground } from '../../core/local/playground.ts';
import { openPlaygroundChat, type PlaygroundChat } from '../../core/local/playground-chat.ts';
import { createSample } from '../../core/local/sample/make-sample.ts';
import { WAITING } from '../../core/local/sample/sample-campaigns.ts';
import { SAMPLE_STAFF } from '../../core/local/sample/sample-staff.ts';
import { introducePlayground, playgroundUsers } from '../../core/local/sample/seat-playground.ts';
import { openBrowser } from './browser.ts';

const FOLDER = path.join(ROOT, 'manifests/pictures');

const FONTS = path.join(ROOT, 'node_modules/pretendard/dist/web/static/woff2');

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const fail = (error: Error): never => {
  throw error;
};

const openPage = (browser: Browser, height: number): Promise<Page> =>
  browser.newPage({ viewport: { width: 1360, height }, colorScheme: 'light', locale: 'en-GB' });

/** Its font lies on a server elsewhere; the portal's own takes its place. */
const openPlayground = async (browser: Browser, url: string): Promise<Page> => {
  const page = await openPage(browser, 1_800);
  await page.route(/segoeui.*\.woff2$/, (route) => {
    const weight = route.request().url().includes('regular') ? 'Regular' : 'SemiBold';
    return route.fulfill({
      path: path.join(FONTS, `Pretendard-${weight}.woff2`),
      contentType: 'font/woff2',
      headers: { 'access-control-allow-origin': '*' },
    });
  });
  await page.goto(url);
  await page.getByText('Campaigns', { exact: true }).first().click();
  return page;
};

/** Database, portal, bot, Playground and sample as `npm start -- --playground` brings them up, on free ports. */
const bringUp = async (closing: ReturnType<typeof createClosing>, browser: Browser) => {
  const home = await mkdtemp(path.join(tmpdir(), 'tandem-pictures-'));
  closing.add('the data', () => rm(home, { recursive: true, force: true }));
  const { PATH, HOME, TANDEM_TEST_BROWSER } = process.env;
  const env = {
    ...{ PATH, HOME, TANDEM_TEST_BROWSER },
    TANDEM_SECRET: randomBytes(48).toString('base64url'),
    TANDEM_LOG_LEVEL: 'warn',
    PORTAL_PORT: String(await freePort()),
    BOT_PORT: String(await freePort()),
  };
  const database = await openLocalDatabase({ home, programs: PROGRAMS, env, say, lost: fail, share: false });
  closing.add('the database', () => database.close());
  const withDatabase = { ...env, MONGODB_URI: database.uri };
  const core = await createCore(configFrom(withDatabase), { logger: createLogger('error', 'pictures') });
  closing.add('the connection', () => core.close());
  const sample = await createSample(core);
  closing.add('the sample', () => sample.close());
  const staff = await sample.staff();

  const portal = core.config.portal.url;
  const bot = `http://${core.config.bot.host}:${core.config.bot.port}`;
  for (const [name, url] of [
    ['portal', portal],
    ['bot', bot],
  ] as const) {
    const script = `${name}/main.ts`;
    const healthUrl = `${url}/healthz`;
    const child = await keepChildRunning({ name, script, env: withDatabase, healthUrl, say, hopeless: fail });
    closing.add(`the ${name}`, () => child.stop());
  }
  const playground = await startPlayground({ botUrl: bot, users: playgroundUsers() });
  closing.add('the Playground', () => playground.close());
  // It shows only what comes while somebody sits in front of it.
  const chatPage = await openPlayground(browser, playground.url);
  const chat = await openPlaygroundChat(playground.url);
  closing.add('the chat', () => chat.close());
  await introducePlayground(core, playground);
  await sample.work({ url: portal }, say);
  return { portal, playground, chat, chatPage, staff };
};

/** A reviewer of marketing turns the first key on the card in the channel. */
const turnFirstKey = async (playground: Playground, chat: PlaygroundChat): Promise<void> => {
  const reviewer = playground.users.find(({ name }) => name === SAMPLE_STAFF.marketingReviewer.name);
  if (reviewer === undefined) throw new Error('the reviewer does not sit in front of the Playground');
  const card = await chat.waitFor(
    (message, words) => message.card !== undefined && words.includes(WAITING.name) && words.includes('of 2 keys'),
    60_000,
  );
  await chat.click(card, 'review.approve', reviewer);
  await chat.waitFor((message, words) => message.id === card.id && words.includes('1 of 2 keys'), 60_000);
};

/** The campaign as the one whose key is missing sees it. */
const portalPicture = async (browser: Browser, url: string, account: { email: string; password: string }) => {
  const page = await openPage(browser, 900);
  await page.goto(`${url}/sign-in`);
  await page.fill('input[name=email]', account.email);
  await page.fill('input[name=password]', account.password);
  await page.click('main button[type=submit]');
  await page.goto(`${url}/campaigns`);
  await page.getByRole('link', { name: WAITING.name }).first().click();
  await page.getByRole('heading', { level: 1, name: WAITING.name }).waitFor();
  await page.evaluate('document.fonts.ready');
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: path.join(FOLDER, 'portal.png') });
};

/** The card with what is told under it, as Microsoft's own chat client shows them. */
const cardPicture = async (page: Page) => {
  const told = 'gave the Marketing key';
  await page.getByText('1 of 2 keys').first().waitFor();
  await page.getByText(told).first().waitFor();
  const card = page.locator('.ac-adaptiveCard', { hasText: WAITING.name }).first();
  const post = card.locator(`xpath=ancestor::*[contains(., "${told}")][1]`);
  await post.screenshot({ path: path.join(FOLDER, 'review-card.png') });
};

const closing = createClosing(say);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void closing.run().then(() => process.exit(1)));
try {
  const browser = await openBrowser();
  closing.add('the browser', () => browser.close());
  const { portal, playground, chat, chatPage, staff } = await bringUp(closing, browser);
  await turnFirstKey(playground, chat);
  await mkdir(FOLDER, { recursive: true });
  const viewer = staff.find((added) => added.staff.email === SAMPLE_STAFF.itReviewer.email);
  if (viewer === undefined) throw new Error('the sample has no IT reviewer');
  await portalPicture(browser, portal, { email: viewer.staff.email, password: viewer.password });
  await cardPicture(chatPage);
  say(`Made portal.png and review-card.png in ${path.relative(ROOT, FOLDER)}.`);
} finally {
  await closing.run();
}
