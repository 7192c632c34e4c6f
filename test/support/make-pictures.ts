/** Makes the pictures of the README from the running product, on a database of its own: `npm run pictures`. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createLogger } from '../../core/common/logger.ts';
import { type Core, createCore } from '../../core/create-core.ts';
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
import { SAMPLE, SAMPLE_STAFF } from '../../core/local/sample/sample-staff.ts';
import { introducePlayground, playgroundUsers } from '../../core/local/sample/seat-playground.ts';
import { staffActor } from '../../core/people/people-service.ts';
import type { Staff } from '../../core/people/staff.ts';
import { openBrowser } from './browser.ts';

const FOLDER = path.join(ROOT, 'manifests/pictures');

const FONTS = path.join(ROOT, 'node_modules/pretendard/dist/web/static/woff2');

/** Ahead of the real time, or behind it: digests become due, and insights were shared some days ago. */
let ahead = 0;
const DAY_MS = 86_400_000;

/** Who sits in front of the chat and types: somebody who hears customers, and may see what every role may. */
const EMPLOYEE = {
  id: '29:sample-employee',
  name: 'Sora Han',
  email: 'sora@tandem.example.test',
  aadObjectId: '00000000-0000-4000-8000-000000000106',
} as const;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const fail = (error: Error): never => {
  throw error;
};

const openPage = (browser: Browser, height: number, deviceScaleFactor = 1): Promise<Page> =>
  browser.newPage({ viewport: { width: 1360, height }, deviceScaleFactor, colorScheme: 'light', locale: 'en-GB' });

const openConversation = (page: Page, name: 'Campaigns' | 'Personal Chat'): Promise<void> =>
  page.getByText(name, { exact: true }).first().click();

/** Its font lies on a server elsewhere; the portal's own takes its place. */
const openPlayground = async (browser: Browser, url: string): Promise<Page> => {
  // Cards are small: drawn at twice their size they are crisp on every screen.
  const page = await openPage(browser, 1_800, 2);
  await page.route(/segoeui.*\.woff2$/, (route) => {
    const weight = route.request().url().includes('regular') ? 'Regular' : 'SemiBold';
    return route.fulfill({
      path: path.join(FONTS, `Pretendard-${weight}.woff2`),
      contentType: 'font/woff2',
      headers: { 'access-control-allow-origin': '*' },
    });
  });
  await page.goto(url);
  await openConversation(page, 'Campaigns');
  return page;
};

const addEmployee = async (core: Core, { tenantId }: Playground): Promise<void> => {
  const { name, email, aadObjectId } = EMPLOYEE;
  const password = randomBytes(16).toString('base64url');
  const staff = await core.people.addStaff(SAMPLE, { name, email, password, roles: ['employee'], lang: 'en' });
  await core.people.linkIdentity(SAMPLE, {
    platform: 'teams',
    workspaceId: tenantId,
    userId: aadObjectId,
    displayName: name,
    staffId: staff.id,
  });
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
  const core = await createCore(configFrom(withDatabase), {
    logger: createLogger('error', 'pictures'),
    clock: { now: () => new Date(Date.now() + ahead) },
  });
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
  const playground = await startPlayground({ botUrl: bot, users: [EMPLOYEE, ...playgroundUsers()] });
  closing.add('the Playground', () => playground.close());
  // It shows only what comes while somebody sits in front of it.
  const chatPage = await openPlayground(browser, playground.url);
  const chat = await openPlaygroundChat(playground.url);
  closing.add('the chat', () => chat.close());
  await introducePlayground(core, playground);
  await addEmployee(core, playground);
  await sample.work({ url: portal }, say);
  return { core, portal, playground, chat, chatPage, staff };
};

type World = Awaited<ReturnType<typeof bringUp>>;

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

const signIn = async (browser: Browser, url: string, account: { email: string; password: string }): Promise<Page> => {
  const page = await openPage(browser, 900);
  await page.goto(`${url}/sign-in`);
  await page.fill('input[name=email]', account.email);
  await page.fill('input[name=password]', account.password);
  await page.click('main button[type=submit]');
  return page;
};

/** The campaign as the one whose key is missing sees it. */
const portalPicture = async (page: Page, url: string) => {
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

/** Theme, words, whether they may be quoted, and how many days ago they were heard. */
const HEARD = [
  ['Evening courses', 'Parents love that the evening courses are recorded', 'anonymous', 9],
  ['Enrolment', 'The enrolment form is confusing, I gave up twice', 'anonymous', 9],
  ['Enrolment', 'The enrolment form asks for the same address three times', 'internal', 8],
  ['Library', 'The library staff were wonderful and patient', 'anonymous', 8],
  ['Evening courses', 'A graduate asked whether the data course could begin at seven, after work', 'anonymous', 3],
  ['Evening courses', 'Seven in the evening is too early for people who commute from Busan', 'internal', 2],
  ['Evening courses', '저녁 강좌 시간이 정말 좋아요. 퇴근 후에 들을 수 있어요', 'named', 1],
  ['Enrolment', '등록 절차가 너무 복잡하고 불편해요', 'anonymous', 1],
  ['Evening courses', 'The evening courses are a wonderful reason to come back', 'anonymous', 0],
] as const;

/** What members of staff heard within two weeks, in three themes. */
const shareInsights = async (core: Core, staff: readonly { staff: Staff }[]): Promise<void> => {
  const manager = staff.find((added) => added.staff.email === SAMPLE_STAFF.manager.email)?.staff;
  if (manager === undefined) throw new Error('the sample has no manager');
  const themes = new Map<string, string>();
  for (const name of new Set(HEARD.map(([theme]) => theme))) {
    themes.set(name, (await core.insights.addTheme(staffActor(manager, 'portal'), name)).key);
  }
  for (const [n, [theme, text, quoteConsent, daysAgo]] of HEARD.entries()) {
    const author = staff[n % staff.length]?.staff ?? manager;
    ahead = -daysAgo * DAY_MS;
    await core.insights.share(staffActor(author, 'portal'), {
      text,
      quoteConsent,
      theme: themes.get(theme) ?? '',
      source: 'call',
      different: true,
    });
  }
  ahead = 0;
};

/** The card with these words, as it stands at the end of the conversation that is open. */
const cardWith = (page: Page, text: string) => page.locator('.ac-adaptiveCard', { hasText: text }).last();

/** The form that `insight` brings in a private conversation, filled in. */
const insightPicture = async ({ playground, chat, chatPage }: World): Promise<void> => {
  await openConversation(chatPage, 'Personal Chat');
  await chat.say(playground.personalChatId, 'insight', EMPLOYEE);
  const card = cardWith(chatPage, 'What did a customer tell you?');
  await card.getByRole('button', { name: 'Share an insight' }).click();
  for (const [label, text] of [
    ['What you heard', 'A graduate asked for a course that begins at eight, after the commute'],
    ['Who said it', 'A graduate of 2019, by telephone'],
    ['Product or service', 'Data course'],
    ['Region or place', 'Busan'],
  ] as const) {
    await card.getByLabel(label).fill(text);
  }
  for (const [label, choice] of [
    ['Theme', 'Evening courses'],
    ['Where', 'Call'],
    ['May it be quoted?', 'May be quoted without a name'],
  ] as const) {
    await card.getByRole('combobox', { name: label }).click();
    await chatPage.getByRole('option', { name: choice, exact: true }).click();
  }
  await card.getByText('Share an insight').last().click();
  await card.screenshot({ path: path.join(FOLDER, 'insight-form.png') });
};

/** What a theme is about, and how it goes. */
const themePicture = async (page: Page, url: string): Promise<void> => {
  await page.goto(`${url}/insights/themes/evening-courses`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: path.join(FOLDER, 'theme.png'), fullPage: true });
};

/** The themes of a week, as somebody reads them who sees insights alone. */
const themesPicture = async ({ playground, chat, chatPage }: World): Promise<void> => {
  await openConversation(chatPage, 'Personal Chat');
  await chat.say(playground.personalChatId, 'digest weekly mon 09:00', EMPLOYEE);
  await cardWith(chatPage, 'It comes Monday').waitFor();
  await chat.say(playground.personalChatId, 'digest now', EMPLOYEE);
  // A private answer has no chart: its numbers stand in words.
  const card = cardWith(chatPage, 'Insights by theme');
  await card.waitFor();
  await card.screenshot({ path: path.join(FOLDER, 'themes.png') });
};

/** The card with these words once its chart is there. */
const cardPictureOf = async (page: Page, words: string, file: string): Promise<void> => {
  const card = cardWith(page, words);
  await card.locator('img').first().waitFor();
  await page.waitForLoadState('networkidle');
  await card.screenshot({ path: path.join(FOLDER, file) });
};

/** One digest in the channel, in the reader's mail and in the portal. */
const digestPictures = async (
  { core, portal, chatPage }: World,
  browser: Browser,
  page: Page,
  reader: Staff,
): Promise<void> => {
  const actor = staffActor(reader, 'portal');
  const daily = { days: 'daily', time: '00:00', zone: 'UTC', lang: 'en', mail: true };
  const channel = (await core.channels.list()).find((one) => one.platform === 'teams' && one.purpose === 'campaigns');
  if (channel === undefined) throw new Error('the Playground has no campaign channel');
  const { platform, workspaceId, channelId, serviceUrl, name } = channel;
  const ref = { platform, workspaceId, channelId, ...(serviceUrl === undefined ? {} : { serviceUrl }) };
  await core.digests.subscribe(actor, { kind: 'channel', ref, name }, daily);
  await core.digests.subscribe(actor, { kind: 'staff', staffId: reader.id }, daily);
  ahead = DAY_MS;
  await core.digestRounds.sweep();
  await openConversation(chatPage, 'Campaigns');
  await cardPictureOf(chatPage, 'Campaign results', 'digest-chat.png');

  const { mails } = await core.outbox.search({ campaignId: 'digest', limit: 10 });
  const mail = mails.find(({ address }) => address === reader.email);
  if (mail === undefined) throw new Error('the digest was not mailed');
  const reading = await browser.newPage({ viewport: { width: 820, height: 900 }, colorScheme: 'light' });
  await reading.setContent(mail.html);
  // A mail takes its reader's fonts; this browser has none for Hangul.
  const font = await readFile(path.join(FONTS, 'Pretendard-Regular.woff2'), 'base64');
  await reading.addStyleTag({
    content: `@font-face { font-family: Reader; src: url(data:font/woff2;base64,${font}) } body { font-family: sans-serif, Reader !important }`,
  });
  await reading.evaluate('document.fonts.ready');
  await reading.waitForLoadState('networkidle');
  await reading.screenshot({ path: path.join(FOLDER, 'digest-mail.png'), fullPage: true });

  const [digest] = await core.digests.history(reader);
  await page.goto(`${portal}/digests/${digest?.id}`);
  await page.getByRole('heading', { level: 2, name: 'Campaign results' }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: path.join(FOLDER, 'digest-portal.png'), fullPage: true });
};

const closing = createClosing(say);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void closing.run().then(() => process.exit(1)));
try {
  const browser = await openBrowser();
  closing.add('the browser', () => browser.close());
  const world = await bringUp(closing, browser);
  const { core, portal, playground, chat, chatPage, staff } = world;
  await turnFirstKey(playground, chat);
  await mkdir(FOLDER, { recursive: true });
  const viewer = staff.find((added) => added.staff.email === SAMPLE_STAFF.itReviewer.email);
  if (viewer === undefined) throw new Error('the sample has no IT reviewer');
  const page = await signIn(browser, portal, { email: viewer.staff.email, password: viewer.password });
  await portalPicture(page, portal);
  await cardPicture(chatPage);
  await shareInsights(core, staff);
  await insightPicture(world);
  await themesPicture(world);
  await themePicture(page, portal);
  await digestPictures(world, browser, page, viewer.staff);
  say(`Made the pictures in ${path.relative(ROOT, FOLDER)}.`);
} finally {
  await closing.run();
}
