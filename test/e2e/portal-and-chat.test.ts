import { createServer, type Server } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { createLogger } from '../../core/common/logger.ts';
import { freePort } from '../../core/local/free-port.ts';
import { systemActor } from '../../core/people/staff.ts';
import { createApp } from '../../portal/create-app.ts';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { TEST_PASSWORD } from '../support/builders.ts';
import { eventually } from '../support/slack-room.ts';
import { openTwoPlatforms, type TwoPlatforms } from '../support/two-platforms.ts';

/** A page of the portal beside the cards on Slack and Teams. */
describeInBrowser('one decision in the portal and on both platforms', () => {
  let room: TwoPlatforms;
  let server: Server;
  let browser: Browser;
  let url: string;
  let third: Awaited<ReturnType<TwoPlatforms['person']>>;
  /** Signed in as the first marketing reviewer, and as IT. */
  let mina: Page;
  let ivo: Page;

  const signIn = async (email: string): Promise<Page> => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${url}/sign-in`);
    await page.fill('input[name=email]', email);
    await page.fill('input[name=password]', TEST_PASSWORD);
    await page.click('main button[type=submit]');
    await page.waitForURL(`${url}/`);
    return page;
  };

  beforeAll(async () => {
    const port = await freePort();
    room = await openTwoPlatforms({ PORTAL_PORT: String(port) });
    url = room.config.portal.url;
    server = createServer(createApp({ core: room.core, logger: createLogger('silent', 'test') }));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    third = await room.person(['marketing_reviewer'], 'mai');
    browser = await openBrowser();
    [mina, ivo] = await Promise.all([signIn(room.marketing.staff.email), signIn(room.it.staff.email)]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    await room?.close();
  });

  const look = async (page: Page, id: string): Promise<void> => {
    await page.goto(`${url}/campaigns/${id}`);
    await page.locator('form.decide').waitFor();
  };
  /** What the page says to a decision, beside the review. */
  const told = async (page: Page): Promise<string> =>
    page.locator('#review .banner[role], #review [id$=-error]').first().innerText();
  const approve = async (page: Page): Promise<string> => {
    await page.locator('form.decide button[value=approve]').click();
    return told(page);
  };
  const decisions = async (id: string) => (await room.core.approvals.current(id))?.decisions ?? [];
  const stateOf = async (id: string) => (await room.core.campaigns.byId(id))?.state;
  /** Every copy, and whoever opens the page, sees this. */
  const everywhere = async (id: string, words: string): Promise<void> => {
    const [, onTeams] = await Promise.all([room.slackCard(id, words), room.teamsCard(id, words)]);
    expect(onTeams.privateViews.size).toBe(0);
    await mina.goto(`${url}/campaigns/${id}`);
    expect(await mina.locator('main').innerText()).toContain(words);
  };
  const edit = async (id: string, subject: string): Promise<void> => {
    const campaign = await room.core.campaigns.byId(id);
    if (campaign === undefined) throw new Error('no campaign');
    const content = { ...campaign.content, subject };
    await room.core.campaigns.edit(room.author.actor, id, { revision: campaign.revision, content });
  };

  test('both keys at the same moment, one in the portal and one on Teams, schedule it once', async () => {
    const { id, onTeams } = await room.submitted();
    await look(mina, id);
    const [inPortal, onTheCard] = await Promise.all([
      approve(mina),
      room.clickTeams(onTeams.id, 'review.approve', room.it.user),
    ]);
    expect(inPortal).toContain('Your decision is recorded');
    expect(onTheCard).toContain('is recorded');
    expect(await stateOf(id)).toBe('scheduled');
    expect((await room.core.campaigns.thread(id)).filter(({ kind }) => kind === 'scheduled')).toHaveLength(1);
    await everywhere(id, 'Scheduled');
  });

  test('the same lane by three people within milliseconds: one key, and two are told that it is given', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    await look(mina, id);
    const answers = await Promise.all([
      approve(mina),
      room.clickSlack(onSlack.ts, 'review.approve', room.second.slackId),
      room.clickTeams(onTeams.id, 'review.approve', third.user),
    ]);
    expect(answers.filter((text) => text.includes('is recorded'))).toHaveLength(1);
    expect(answers.filter((text) => /already approved/.test(text))).toHaveLength(2);
    expect(await decisions(id)).toHaveLength(1);
    await everywhere(id, '1 of 2 keys');
  });

  test('a double click on the page is one decision, and so is another click of the same person on Slack', async () => {
    const { id, onSlack } = await room.submitted();
    await look(mina, id);
    let sent = 0;
    mina.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/decide')) sent += 1;
    });
    // Slow enough that the first has left.
    await mina.evaluate(`{
      const button = document.querySelector('form.decide button[value=approve]');
      button.click();
      setTimeout(() => button.click(), 30);
    }`);
    expect(await told(mina)).toContain('Your decision is recorded');
    expect(sent).toBe(1);
    expect(await room.clickSlack(onSlack.ts, 'review.approve', room.marketing.slackId)).toContain('You already');
    expect(await decisions(id)).toHaveLength(1);
    await everywhere(id, '1 of 2 keys');
  });

  test('a page that was loaded before an edit decides nothing, keeps what was typed and shows what stands', async () => {
    const { id } = await room.submitted();
    await look(mina, id);
    await edit(id, 'Another subject');
    await mina.fill('form.decide textarea', 'Fine with me');
    expect(await approve(mina)).toMatch(/changed/i);
    expect(await mina.inputValue('form.decide textarea')).toBe('Fine with me');
    expect(await mina.locator('main').innerText()).toContain('Another subject');
    expect(await decisions(id)).toEqual([]);
    expect(await approve(mina)).toContain('Your decision is recorded');
    expect(await decisions(id)).toMatchObject([{ comment: 'Fine with me' }]);
    await everywhere(id, '1 of 2 keys');
  });

  test('an edit between click and commit: the key is of nothing that stands, and its giver is told', async () => {
    const { id, onSlack } = await room.submitted();
    await look(mina, id);
    const stale = room.slack.actionPayload(onSlack.ts, 'review.approve', room.second.slackId);
    const before = room.slack.state.toldTo(room.second.slackId).length;
    // The click has left the browser, and arrives after the edit.
    await mina.route('**/decide', async (route) => {
      await edit(id, 'Changed on the way');
      await route.continue();
    });
    expect(await approve(mina)).toMatch(/changed/i);
    await mina.unroute('**/decide');
    await room.slack.post(room.slack.signedInteraction(stale));
    const onCard = await eventually('a refusal', () => room.slack.state.toldTo(room.second.slackId)[before]?.text);
    expect(onCard).toMatch(/changed/i);
    expect(await decisions(id)).toEqual([]);
    await everywhere(id, 'Changed on the way');
  });

  test('an edit and a key at the same moment: whichever was first, no key stands for what nobody saw', async () => {
    const { id } = await room.submitted();
    await look(mina, id);
    const [answer] = await Promise.all([approve(mina), edit(id, 'At the same moment')]);
    expect(answer).toMatch(/recorded|changed/i);
    await everywhere(id, '0 of 2 keys');
  });

  test('a rejection in the portal, asked about once, against a key on Slack: it is rejected and no button is left', async () => {
    const { id, onSlack } = await room.submitted();
    await look(ivo, id);
    await ivo.fill('form.decide textarea', 'The sender domain is wrong');
    const questions: string[] = [];
    ivo.once('dialog', async (dialog) => {
      questions.push(dialog.message());
      await dialog.accept();
    });
    const [, onCard] = await Promise.all([
      ivo.locator('form.decide button[value=reject]').click(),
      room.clickSlack(onSlack.ts, 'review.approve', room.marketing.slackId),
    ]);
    expect(await told(ivo)).toContain('Your decision is recorded');
    expect(questions).toEqual([`Reject ${id}? That ends the campaign; it can be duplicated to start again.`]);
    expect(onCard).toMatch(/is recorded|has ended/);
    expect(await stateOf(id)).toBe('rejected');
    await everywhere(id, 'Rejected');
    expect(JSON.stringify((await room.slackCard(id, 'Rejected')).blocks)).not.toContain('review.');
    await ivo.goto(`${url}/campaigns/${id}`);
    expect(await ivo.locator('form.decide').count()).toBe(0);
  });

  test('a reviewer whose role was just taken away is refused with words, and nothing typed is lost', async () => {
    const { id } = await room.submitted();
    const former = await room.person(['marketing_reviewer'], 'fay');
    const page = await signIn(former.staff.email);
    await look(page, id);
    await page.fill('form.decide textarea', 'Looks good');
    await room.core.people.setRoles(systemActor('test'), former.staff.id, ['marketer']);
    expect(await approve(page)).toMatch(/reviewer/i);
    expect(await page.locator('#review').innerText()).toContain('Looks good');
    expect(await decisions(id)).toEqual([]);
    await page.context().close();
  });

  test('the page of reviews and the Home tab on Slack have the same groups, numbers and rows', async () => {
    await mina.goto(`${url}/reviews`);
    const titles = (await mina.locator('main h2').allInnerTexts()).filter((title) => !title.startsWith('Other'));
    const rows = await mina.locator('#mine h3').allInnerTexts();
    expect(titles).toEqual([
      expect.stringMatching(/^Waiting for you \(\d+\)$/),
      expect.stringMatching(/^Waiting for others \(\d+\)$/),
    ]);
    const event = {
      type: 'app_home_opened',
      user: room.marketing.slackId,
      channel: 'D1',
      tab: 'home',
      event_ts: '1.1',
    };
    await room.slack.event(event);
    const home = JSON.stringify(
      await eventually('a Home tab', () => room.slack.state.homes.get(room.marketing.slackId)),
    );
    for (const title of titles) expect(home).toContain(title);
    for (const row of rows) expect(home).toContain(row.split(' ')[0]);
    // Each number opens its list.
    for (const show of ['mine', 'others']) expect(home).toContain(`${url}/reviews?show=${show}`);
    expect(await mina.locator('.nav-count').innerText()).toContain(String(rows.length));
  });
});
