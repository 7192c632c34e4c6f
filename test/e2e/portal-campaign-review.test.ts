import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { createLogger } from '../../core/common/logger.ts';
import { freePort } from '../../core/local/free-port.ts';
import { createApp } from '../../portal/create-app.ts';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { TEST_PASSWORD } from '../support/builders.ts';
import { type TestCore, withTestCore } from '../support/core.ts';
import { noNetwork } from '../support/no-network.ts';
import { approve, aReadyDraft, aTeam, someContacts, type Team } from '../support/portal-world.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describeInBrowser('a review in the portal', () => {
  let world: TestCore;
  let team: Team;
  let server: Server;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    world = await withTestCore({ PORTAL_URL: url }, noNetwork);
    team = await aTeam(world.core);
    await someContacts(world.core, team.marketer.actor, 3);
    server = createServer(createApp({ core: world.core, logger: createLogger('silent', 'test') }));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    browser = await openBrowser();
    const { id } = await aReadyDraft(world.core, team.marketer.actor);
    await world.core.campaigns.submit(team.marketer.actor, id);
    await approve(world.core, team.marketing.actor, id, 'marketing');
    const { key } = await world.core.insights.addTheme(team.manager.actor, 'Breakfast');
    await world.core.insights.share(team.manager.actor, { text: 'Guests love the waffles', theme: key });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await world?.close();
  });

  test.each([
    ['ko', 'dark', 390],
    ['en', 'light', 1440],
  ] as const)('is readable and accessible: %s, %s, %i wide', async (lang, colorScheme, width) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${url}/sign-in`);
    await page.fill('input[name=email]', (await aTeam(world.core, lang)).it.staff.email);
    await page.fill('input[name=password]', TEST_PASSWORD);
    await page.click('main button[type=submit]');
    await page.waitForURL(`${url}/`);
    const expectAccessible = async (): Promise<void> => {
      await page.evaluate(AXE);
      expect(
        await page.evaluate('axe.run(document, { iframes: false }).then((r) => r.violations.map((v) => v.id))'),
      ).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    };
    for (const address of ['/reviews', '/campaigns/C-1']) {
      await page.goto(`${url}${address}`);
      await page.locator('.hand-on summary').click();
      await page.locator('.hand-on select').waitFor();
      await expectAccessible();
    }
    await page.goto(`${url}/digests`);
    await expectAccessible();
    await page.locator('#mine form[action="/digests/preview"] button').click();
    await page.locator('#insights .chart svg').first().waitFor({ state: 'attached' });
    await expectAccessible();
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    await context.close();
  });
});
