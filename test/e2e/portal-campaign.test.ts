import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createLogger } from '../../core/common/logger.ts';
import { freePort } from '../../core/local/free-port.ts';
import { createApp } from '../../portal/create-app.ts';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { TEST_PASSWORD } from '../support/builders.ts';
import { type TestCore, withTestCore } from '../support/core.ts';
import { aTeam, someContacts, type Team } from '../support/portal-world.ts';
import { eventually } from '../support/slack-room.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A PNG of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly target: unknown }[] }[];
}

describeInBrowser('a campaign in the portal', () => {
  let world: TestCore;
  let team: Team;
  let server: Server;
  let browser: Browser;
  let url: string;
  const said: string[] = [];

  const open = async (email: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => {
    const context: BrowserContext = await browser.newContext({ viewport: { width: 1366, height: 900 }, ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => said.push(error.message));
    page.on('console', (message) => {
      // A refused form is a 4xx, which the browser mentions by itself.
      if (message.type() === 'error' && !message.text().includes('status of 4')) said.push(message.text());
    });
    await page.goto(`${url}/sign-in`);
    await page.fill('input[name=email]', email);
    await page.fill('input[name=password]', TEST_PASSWORD);
    await page.click('main button[type=submit]');
    await page.waitForURL(`${url}/`);
    return page;
  };

  const axe = async (page: Page): Promise<string[]> => {
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<AxeResult>('axe.run(document, { iframes: false })');
    return violations.map(
      ({ id, nodes }) => `${page.url()} ${id}: ${nodes.map((node) => String(node.target)).join(' | ')}`,
    );
  };

  /** The body of the mail in the live preview, once it holds these words. */
  const previewSays = async (page: Page, words: string): Promise<void> => {
    await page
      .frameLocator('.editor-preview iframe:not([data-loading])')
      .getByText(words)
      .first()
      .waitFor({ timeout: 40_000 });
  };

  beforeAll(async () => {
    const port = await freePort();
    world = await withTestCore({ PORTAL_PORT: String(port) });
    url = world.config.portal.url;
    server = createServer(createApp({ core: world.core, logger: createLogger('silent', 'test') }));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    team = await aTeam(world.core);
    await someContacts(world.core, team.marketer.actor, 5);
    await world.core.segments.create(team.marketer.actor, { name: 'Everybody', rule: { kind: 'all', rules: [] } });
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    await world?.close();
  });

  test('is made from a starter, edited beside its live preview, submitted and approved by two others', async () => {
    const page = await open(team.marketer.staff.email);
    await page.goto(`${url}/campaigns/new`);
    expect(await axe(page)).toEqual([]);
    await page.fill('input[name=name]', 'Autumn open house');
    await page.locator('label.starter', { hasText: 'Announcement' }).click();
    await page.click('main form button[type=submit]');
    await page.waitForURL(/\/campaigns\/C-\d+\/edit$/);
    const [, id] = /\/(C-\d+)\/edit$/.exec(page.url()) ?? [];
    expect(await axe(page)).toEqual([]);

    // What is typed appears in the preview without a press.
    await page.fill('input[name="content.subject"]', 'Come and see, {{ contact.name | default: "you" }}');
    await page.fill('input[name="content.body.blocks.0.text"]', 'Doors open on Friday');
    await previewSays(page, 'Doors open on Friday');

    // Going over to source begins with what the blocks make now, and back are the blocks.
    await page.getByLabel('As MJML source').check();
    const source = page.locator('#mjml-source textarea');
    await eventually('the source', async () => (await source.inputValue()).includes('Doors open on Friday'));
    await page.getByLabel('In blocks').check();

    // What a field was refused for goes once the mail can be made of what is typed.
    const heading = page.locator('input[name="content.body.blocks.0.text"]');
    await heading.fill('{{ contact.shoe_size }}');
    await page.getByRole('button', { name: 'Save', exact: true }).last().click();
    await page.goto(`${url}/campaigns/${id}/edit?check=1`);
    await page.locator('#f-content-body-blocks-0-text-error').waitFor();
    await heading.fill('Doors open on Friday');
    await page.locator('#f-content-body-blocks-0-text-error').waitFor({ state: 'detached', timeout: 40_000 });

    // Blocks are added, moved and filled in place, and the picture is uploaded from the form.
    const before = await page.locator('fieldset.block').count();
    await page.getByRole('button', { name: '+ Picture' }).click();
    await page.locator('fieldset.block').nth(before).waitFor();
    await page.locator('input[type=file]').setInputFiles({ name: 'door.png', mimeType: 'image/png', buffer: PNG });
    await page.locator('img.picture-thumb').waitFor();
    await page.locator('fieldset.block').last().getByRole('button', { name: 'Move up' }).click();
    await page.locator(`#f-content-body-blocks-${before - 1} img.picture-thumb`).waitFor();
    expect(await page.inputValue('input[name="content.body.blocks.0.text"]')).toBe('Doors open on Friday');
    await page.fill(`input[name="content.body.blocks.${before - 1}.alt"]`, 'An open door');

    // A real contact lends their eyes.
    await page.fill('input[name=previewAs]', 'person2@');
    await previewSays(page, 'Come and see, Person 2');

    // A refused form keeps every word, and says beside the field what is wrong.
    await page.fill('textarea[name="brief.goal"]', 'Forty visitors');
    await page.fill('input[name="brief.kpiTarget"]', '400');
    await page.getByRole('button', { name: 'Save', exact: true }).last().click();
    await page.locator('#f-brief-kpiTarget-error').waitFor();
    expect(await page.inputValue('textarea[name="brief.goal"]')).toBe('Forty visitors');
    expect(await page.inputValue('input[name="content.body.blocks.0.text"]')).toBe('Doors open on Friday');
    expect(await axe(page)).toEqual([]);

    await page.fill('input[name="brief.kpiTarget"]', '40');
    await page.selectOption('select[name="audience.segmentId"]', { label: 'Everybody' });
    await page.locator('#audience-count').getByText('matching').waitFor();
    expect(await page.locator('#audience-count').innerText()).toMatch(/5 matching · 4 eligible.*No consent 1/s);
    await page.getByRole('button', { name: 'Save', exact: true }).last().click();
    await page.waitForURL(`${url}/campaigns/${id}`);
    await page.frameLocator('#preview iframe').getByText('Doors open on Friday').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Submit for review' }).click();
    await page.getByText('0 of 2 keys').waitFor();

    // Marketing looks on a phone, in the dark; a rejection without words is refused, an approval is taken.
    const marketing = await open(team.marketing.staff.email, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await marketing.goto(`${url}/reviews`);
    expect(await axe(marketing)).toEqual([]);
    await marketing.getByRole('link', { name: /Look and decide/ }).click();
    await marketing.getByRole('button', { name: 'Request changes' }).click();
    await marketing.getByRole('alert').waitFor();
    await marketing.getByRole('button', { name: 'Approve' }).click();
    await marketing.getByText('1 of 2 keys').waitFor();
    expect(await axe(marketing)).toEqual([]);
    expect(await marketing.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);

    const it = await open(team.it.staff.email);
    await it.goto(`${url}/campaigns/${id}`);
    await it.getByRole('button', { name: 'Approve' }).click();
    await it.getByText('2 of 2 keys').waitFor();

    // The author's page follows the send by itself.
    await page.goto(`${url}/campaigns/${id}`);
    for (let round = 0; round < 20 && (await world.core.campaigns.byId(id ?? ''))?.state !== 'sent'; round += 1) {
      await world.core.deliveries.work();
    }
    await page.locator('#progress').getByText('The sum closes').waitFor({ timeout: 40_000 });
    await page.getByRole('link', { name: /No consent\s*1/ }).click();
    await page.getByRole('link', { name: 'person4@example.test' }).waitFor();
    await page.goto(`${url}/outbox?q=person2`);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('link', { name: 'Come and see, Person 2' }).click();
    await page.frameLocator('.preview iframe').getByText('Doors open on Friday').waitFor();
    await page.goto(`${url}/reports/${id}`);
    await page.getByText('Bot filtering on').waitFor();
    // Whoever looks at the captured mail is not its recipient.
    expect((await world.core.tracking.report(id ?? ''))?.totals.opened.events).toBe(0);
    expect(await axe(page)).toEqual([]);
    expect(said).toEqual([]);
  }, 180_000);

  test('is saved though a preview falls due in the same moment', async () => {
    const draft = await world.core.campaigns.create(team.marketer.actor, { name: 'Pressed twice', starter: 'offer' });
    const page = await open(team.marketer.staff.email);
    await page.goto(`${url}/campaigns/${draft.id}/edit`);
    await page.fill('textarea[name="brief.goal"]', 'Saved after all');
    await page.evaluate(`
      const due = [];
      globalThis.setTimeout = (run) => due.push(run);
      document.querySelector('textarea[name="brief.goal"]').dispatchEvent(new Event('input', { bubbles: true }));
      document.querySelector('.editor-save button').click();
      for (const run of due) run();
    `);
    await page.waitForURL(`${url}/campaigns/${draft.id}`, { timeout: 40_000 });
    expect((await world.core.campaigns.byId(draft.id))?.brief.goal).toBe('Saved after all');
  }, 60_000);
});
