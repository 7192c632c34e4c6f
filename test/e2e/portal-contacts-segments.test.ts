import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { createLogger } from '../../core/common/logger.ts';
import { freePort } from '../../core/local/free-port.ts';
import { createApp } from '../../portal/create-app.ts';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { aStaff, TEST_PASSWORD } from '../support/builders.ts';
import { type TestCore, withTestCore } from '../support/core.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const PEOPLE = [
  'email,education,born,consent',
  ...Array.from(
    { length: 30 },
    (_, i) => `p${i}@example.test,${['Master', 'PhD', 'Basic'][i % 3]},${1960 + i},${i % 6 === 0 ? 'no' : 'yes'}`,
  ),
  'no address at all,PhD,1970,yes',
].join('\n');

/** Two readers as unlike as can be. */
const READERS = [
  { name: 'Korean, narrow, dark', lang: 'ko', options: { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } },
  {
    name: 'English, wide, light',
    lang: 'en',
    options: { viewport: { width: 1366, height: 900 }, colorScheme: 'light' },
  },
] as const;

describeInBrowser('contacts and segments in the portal', () => {
  let world: TestCore;
  let server: Server;
  let browser: Browser;
  let url: string;

  const open = async (email: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width: 1366, height: 900 }, ...options })).newPage();
    await page.goto(`${url}/sign-in`);
    await page.fill('input[name=email]', email);
    await page.fill('input[name=password]', TEST_PASSWORD);
    await page.press('input[name=password]', 'Enter');
    await page.waitForURL(`${url}/`);
    return page;
  };

  beforeAll(async () => {
    const port = await freePort();
    world = await withTestCore({ PORTAL_PORT: String(port) });
    url = world.config.portal.url;
    server = createServer(createApp({ core: world.core, logger: createLogger('silent', 'test') }));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await world.close();
  });

  const figure = (page: Page, label: string) => page.locator('.figure', { hasText: label }).locator('.figure-value');
  const says = (page: Page, label: string, value: string) =>
    page
      .locator('.figure', { hasText: label })
      .locator('.figure-value', { hasText: new RegExp(`^${value}$`) })
      .waitFor();
  const focused = (page: Page) => page.evaluate('document.activeElement?.id');

  it('imports a file by its guessed mapping, follows it live, and shows what was refused', async () => {
    const { staff } = await aStaff(world.core, ['marketer']);
    const page = await open(staff.email);
    await page.goto(`${url}/contacts/imports/new`);
    await page.setInputFiles('#import-file', { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(PEOPLE) });
    await page.locator('.mapping').waitFor();
    expect(await page.locator('select[name="to.0"]').inputValue()).toBe('address');
    // A refused form keeps the chosen file and the mapping.
    await page.check('[name=consent][value=declared]');
    await page.click('#mapping button[type=submit]');
    await page.locator('#f-source-error').waitFor();
    await page.check('[name=consent][value=column]');
    await page.click('#mapping button[type=submit]');
    await page.waitForURL(/imports\/[0-9a-z]{26}$/);
    await page.locator('progress').waitFor();
    await world.core.contacts.runDueImports();
    await page.locator('#refused').waitFor();
    expect(await figure(page, 'New contacts').innerText()).toBe('30');
    expect(await page.locator('#refused tbody tr').count()).toBe(1);
  });

  it('counts while a rule is edited, keeps the focus, and opens the list behind a number', async () => {
    const { staff } = await aStaff(world.core, ['marketer']);
    const page = await open(staff.email);
    await page.goto(`${url}/segments/new`);
    await page.fill('[name=name]', 'Masters');
    await page.selectOption('#n2-attribute', 'education');
    await page.check('.chip:has-text("Master") input');
    await says(page, 'Matching', '10');
    await says(page, 'Eligible', '5');

    await page.press('#n1-add', 'Enter');
    await page.locator('#n3-attribute').waitFor();
    await page.locator('#n3-attribute:focus').waitFor();
    await page.selectOption('#n3-attribute', 'born');
    await page.fill('#n3-from', '1960');
    await page.locator('#n3-to').pressSequentially('1969');
    await says(page, 'Matching', '4');
    expect(await focused(page)).toBe('n3-to');
    expect(await page.inputValue('[name=name]')).toBe('Masters');

    await page.locator('#rule-examples button').press('Enter');
    await page.locator('#rule-examples tbody tr').first().waitFor();
    expect(await page.locator('#rule-examples tbody tr').count()).toBe(4);

    await page.press('#n3-remove', 'Enter');
    await page.locator('#n3').waitFor({ state: 'detached' });
    await page.locator('#n2-attribute:focus').waitFor();
    await says(page, 'Matching', '10');

    await page.click('.form-end button');
    await page.waitForURL(/segments\/[0-9a-z]{26}$/);
    await page.locator('.figure', { hasText: 'No consent' }).click();
    await page.waitForURL(/only=no_consent$/);
    expect(await page.locator('tbody tr').count()).toBe(5);
  });

  it('leads a column into an attribute that is there, or into a new one by its name', async () => {
    const { staff } = await aStaff(world.core, ['marketer']);
    const page = await open(staff.email);
    await page.goto(`${url}/contacts/imports/new`);
    const buffer = Buffer.from('email,BORN,Town\np0@example.test,long ago,Seoul\n');
    await page.setInputFiles('#import-file', { name: 'towns.csv', mimeType: 'text/csv', buffer });
    await page.locator('.mapping').waitFor();
    const name = page.locator('input[name="name.1"]');
    const misfit = page.locator('[id="to.1-misfit"]');
    expect(await page.inputValue('select[name="to.1"]')).toBe('existing:born');
    expect([await name.isVisible(), await misfit.isVisible()]).toEqual([false, true]);
    await page.selectOption('select[name="to.1"]', 'attribute:text');
    expect([await name.isVisible(), await misfit.isVisible()]).toEqual([true, false]);
    await page.click('#mapping button[type=submit]');
    await page.locator('#f-to-1-error').waitFor();
    expect(await name.inputValue()).toBe('BORN');
    await page.selectOption('select[name="to.1"]', 'existing:education');
    await page.click('#mapping button[type=submit]');
    await page.waitForURL(/imports\/[0-9a-z]{26}$/);
    await world.core.contacts.runDueImports();
    expect((await world.core.contacts.byAddress('p0@example.test'))?.attributes).toMatchObject({
      born: 1960,
      education: 'long ago',
      Town: 'Seoul',
    });
  });

  it.each(READERS)('has no accessibility fault and never scrolls sideways: $name', async ({ lang, options }) => {
    const { staff, actor } = await aStaff(world.core, ['admin', 'marketer', 'marketing_reviewer'], { lang });
    const page = await open(staff.email, options);
    const between = await world.core.segments.create(actor, {
      name: `Born in the sixties (${lang})`,
      rule: { kind: 'number_between', attribute: 'born', from: 1960, to: 1969 },
    });
    await world.core.events.record([
      {
        name: 'Bought',
        at: '2026-11-01T00:00:00Z',
        contact: { address: 'p1@example.test' },
        properties: { amount: 3, kind: 'shoes', gift: true },
      },
    ]);
    const topic = await world.core.consents.saveTopic(actor, {
      name: { en: `Offers ${lang}`, ko: `할인 ${lang}` },
      about: { en: '', ko: '' },
    });
    const list = await world.core.segments.createList(actor, { name: `Guests (${lang})` });
    const everything = await world.core.segments.create(actor, {
      name: `Everything (${lang})`,
      rule: {
        kind: 'not',
        rule: {
          kind: 'any',
          rules: [
            { kind: 'consent', op: 'is', value: 'granted' },
            { kind: 'suppression', op: 'is', value: 'bounced' },
            { kind: 'address', op: 'known' },
            { kind: 'segment', op: 'in', segment: list.id },
            { kind: 'topic', topic: topic.id, op: 'is', value: 'granted' },
            { kind: 'tag', op: 'has', tag: 'vip' },
            {
              kind: 'event',
              event: 'Bought',
              op: 'at_least',
              times: 2,
              within: { kind: 'ever' },
              where: [
                { property: 'amount', op: 'gte', value: 2 },
                { property: 'kind', op: 'in', values: ['shoes', 'bags'] },
                { property: 'gift', op: 'is', value: true },
              ],
            },
            { kind: 'all', rules: [{ kind: 'number_in', attribute: 'born', op: 'in', values: [1960, 1970] }] },
            { kind: 'age_between', attribute: 'born', from: 20, to: 30, zone: 'Asia/Seoul' },
          ],
        },
      },
    });
    const [report] = await world.core.contacts.imports();
    const segment = (await world.core.segments.list())[0]?.id ?? '';
    const contact = (await world.core.contacts.search({ limit: 1 })).contacts[0]?.id ?? '';
    const persona = await world.core.personas.create(actor, {
      name: `주말 단골 ${lang}`,
      segmentId: segment,
      needs: '늦은 체크아웃\nA quiet room',
      words: '조용해요',
    });
    await world.core.follows.compare(segment);
    const faults: string[] = [];
    for (const path of [
      '/',
      '/account',
      '/people',
      '/people/invite',
      '/settings',
      '/contacts',
      `/contacts/${contact}`,
      '/contacts/imports',
      '/contacts/imports/new',
      '/segments',
      '/segments/new',
      `/segments/${segment}`,
      `/segments/${segment}/edit`,
      `/segments/${segment}/contacts`,
      `/segments/${between.id}/edit`,
      `/segments/${between.id}`,
      `/segments/${between.id}/versions`,
      `/segments/${between.id}/copy?kind=snapshot`,
      `/segments/${everything.id}/edit`,
      `/segments/${list.id}`,
      '/segments/lists/new',
      `/personas/${persona.id}`,
      `/personas/${persona.id}/edit`,
      `/segments/${segment}/moves?way=entered`,
      `/contacts/tags/new?segment=${segment}`,
      '/contacts?column=born&column=education',
      `/contacts/imports/${report?.id}`,
      `/contacts/imports/${report?.id}?list=no_consent`,
      '/no-such-page',
    ]) {
      await page.goto(url + path);
      await page.locator('.htmx-request').first().waitFor({ state: 'detached' });
      await page.evaluate(AXE);
      const found = await page.evaluate<{ violations: { id: string; nodes: { target: unknown }[] }[] }>('axe.run()');
      faults.push(...found.violations.map(({ id, nodes }) => `${path} ${id}: ${String(nodes[0]?.target)}`));
      const beyond = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      if (beyond > 0) faults.push(`${path} is ${beyond} pixels too wide`);
    }
    expect(faults).toEqual([]);
  });
});
