import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { createLogger } from '../../core/common/logger.ts';
import { freePort } from '../../core/local/free-port.ts';
import { systemActor } from '../../core/people/staff.ts';
import { createApp } from '../../portal/create-app.ts';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { aStaff, TEST_PASSWORD } from '../support/builders.ts';
import { type TestCore, withTestCore } from '../support/core.ts';
import { approve, aReadyDraft, aTeam, someContacts } from '../support/portal-world.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Two readers as unlike as can be. */
const READERS = [
  { name: 'Korean, narrow, dark', lang: 'ko', options: { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } },
  {
    name: 'English, wide, light',
    lang: 'en',
    options: { viewport: { width: 1366, height: 900 }, colorScheme: 'light' },
  },
] as const;

const PAGES = [
  '/audit',
  '/reviews',
  '/reviews/times',
  '/account',
  '/people',
  '/settings',
  '/settings/policy',
  '/freezes',
  '/fields',
];

describeInBrowser('the pages around a review', () => {
  let world: TestCore;
  let server: Server;
  let browser: Browser;
  let url: string;

  const open = async (email: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(`${url}/sign-in`);
    await page.fill('input[name=email]', email);
    await page.fill('input[name=password]', TEST_PASSWORD);
    await page.press('input[name=password]', 'Enter');
    await page.waitForURL(`${url}/`);
    return page;
  };

  const faults = async (page: Page): Promise<string[]> => {
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<{ violations: readonly { id: string }[] }>(
      'axe.run(document, { iframes: false })',
    );
    const beside = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    return [...violations.map(({ id }) => `${page.url()} ${id}`), ...(beside > 0 ? [`${page.url()} is too wide`] : [])];
  };

  beforeAll(async () => {
    const port = await freePort();
    world = await withTestCore({ PORTAL_PORT: String(port) });
    const { core } = world;
    url = world.config.portal.url;
    server = createServer(createApp({ core, logger: createLogger('silent', 'test') }));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const team = await aTeam(core);
    await someContacts(core, team.marketer.actor, 3);
    for (const lang of ['en', 'ko'] as const) {
      const { id } = await aReadyDraft(core, team.marketer.actor, lang);
      await core.campaigns.submit(team.marketer.actor, id);
      await approve(core, team.marketing.actor, id, 'marketing');
    }
    const ask = async (label: string): Promise<string> => {
      const { key } = await core.contacts.defineAttribute(systemActor('test'), { label, type: 'text' });
      await core.contacts.setRestricted(systemActor('test'), key, true);
      return (await core.fields.ask(team.marketer.actor, { field: key, reason: 'x'.repeat(90), campaign: 'C-1' })).id;
    };
    await ask('Household income of the year before');
    await core.fields.refuse(team.it.actor, await ask('Card number'), { comment: 'Not in a mail.' });
    await core.fields.grant(team.it.actor, await ask('Birthday'), { purpose: 'Birthday mail', days: 30 });
    await ask('Town');
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await world.close();
  });

  test.each(READERS)(
    'are accessible and fit the screen: $name',
    async ({ lang, options }) => {
      const { staff } = await aStaff(world.core, ['admin', 'it_reviewer'], { lang });
      const page = await open(staff.email, options);
      const found: string[] = [];
      const [decided] = await world.core.audit.list({ subject: 'C-1', action: 'review.approve' });
      const snapshot = `/audit/snapshots/${String(decided?.data.snapshot)}?about=C-1`;
      for (const path of [...PAGES, snapshot]) {
        await page.goto(url + path);
        found.push(...(await faults(page)));
      }
      expect(found).toEqual([]);
    },
    120_000,
  );

  test('let the log be narrowed and verified by keyboard alone', async () => {
    const { staff } = await aStaff(world.core, ['auditor'], { lang: 'en' });
    const page = await open(staff.email);
    await page.goto(`${url}/audit`);
    await page.getByLabel('About').focus();
    await page.keyboard.type('c-1');
    await page.keyboard.press('Enter');
    await page.waitForURL(/subject=/);
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
    expect(await page.locator('tbody td:nth-child(5) > a').allInnerTexts()).toEqual(
      Array.from({ length: await page.locator('tbody tr').count() }, () => 'C-1'),
    );
    await page.getByRole('button', { name: 'Verify now' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/The chain holds: \d+ entries/).waitFor();
    expect(await faults(page)).toEqual([]);
  }, 60_000);

  test('let an absence be set and ended, and keep what was typed when it is refused', async () => {
    const { staff } = await aStaff(world.core, ['it_reviewer'], { lang: 'en' });
    const page = await open(staff.email);
    await page.goto(`${url}/account`);
    await page.getByLabel('First day away').fill('2031-03-04');
    await page.getByLabel('First day back').fill('2031-03-01');
    await page.locator('#away').getByRole('button', { name: 'Save' }).click();
    await page.locator('#f-until-error').waitFor();
    expect(await page.getByLabel('First day away').inputValue()).toBe('2031-03-04');
    expect(await faults(page)).toEqual([]);
    await page.getByLabel('First day back').fill('2031-03-09');
    await page.locator('#away').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Away from 4 Mar 2031').waitFor();
    await page.getByRole('button', { name: 'No longer away' }).click();
    await page.getByText('The absence is cleared.').waitFor();
  }, 60_000);
});
