import request from 'supertest';
import { createLogger } from '../../../core/common/logger.ts';
import { createApp } from '../../../portal/create-app.ts';
import { aStaff } from '../../support/builders.ts';
import { withTestCore } from '../../support/core.ts';
import { testServerUri } from '../../support/database.ts';
import { approve, aReadyDraft, aTeam, csrfOf, someContacts, type Team } from '../../support/portal-world.ts';
import { type Browser, signIn, type TestPortal } from './portal.ts';

describe('reviews in the portal', () => {
  let portal: TestPortal;
  let team: Team;
  let browser: Browser;
  const commands: string[] = [];
  beforeAll(async () => {
    const uri = new URL(testServerUri());
    uri.searchParams.set('monitorCommands', 'true');
    const test = await withTestCore({ MONGODB_URI: uri.href });
    const { core } = test;
    core.sessionClient().on('commandStarted', ({ commandName }) => commands.push(commandName));
    // Recorded after the answer has left, so that it would be counted with the page after it.
    const campaigns = { ...core.campaigns, viewed: async () => {} };
    portal = { ...test, app: createApp({ core: { ...core, campaigns }, logger: createLogger('silent', 'test') }) };
    team = await aTeam(core);
    await someContacts(core, team.marketer.actor, 3);
    browser = request.agent(portal.app);
    await signIn(browser, team.it.staff.email);
  });
  afterAll(() => portal.close());

  const submitted = async (): Promise<string> => {
    const { id } = await aReadyDraft(portal.core, team.marketer.actor);
    await portal.core.campaigns.submit(team.marketer.actor, id);
    return id;
  };
  /** A review of a campaign without content: cheap to have many of. */
  const opened = async (): Promise<void> => {
    const { actor, staff } = team.marketer;
    const { id } = await portal.core.campaigns.create(actor, { name: 'Autumn', starter: 'announcement' });
    const laneHashes = { marketing: 'a'.repeat(64), it: 'b'.repeat(64) };
    await portal.core.approvals.open({ subjectId: id, authorId: staff.id, submittedBy: staff.id, laneHashes });
  };
  const get = async (address: string): Promise<string> => (await browser.get(address).expect(200)).text;
  /** What the database is asked for one page. */
  const asked = async (address: string): Promise<readonly string[]> => {
    commands.length = 0;
    await get(address);
    return [...commands].sort();
  };
  const titles = (html: string): string[] => [...html.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, title]) => title ?? '');

  it('asks the database as often about 20 open reviews as about one, on each page', async () => {
    const id = await submitted();
    const pages = ['/reviews', '/', '/account', `/campaigns/${id}`];
    // The first page with a form stores its token in the session.
    await get('/account');
    const look = async () => {
      const counts: (readonly string[])[] = [];
      for (const page of pages) counts.push(await asked(page));
      return counts;
    };
    const one = await look();
    await Promise.all(Array.from({ length: 19 }, opened));
    expect(await look()).toEqual(one);
    expect(titles(await get('/reviews'))).toContain('Waiting for you (20)');
    expect(await get('/account')).toMatch(/class="nav-count">20</);
  }, 60_000);

  it('each number opens its list: mine, others and the rest, and of each what is overdue', async () => {
    const [first = ''] = (await portal.core.approvals.inbox(team.it.staff.id)).mine.map((one) => one.campaignId);
    await approve(portal.core, team.it.actor, first, 'it');
    const page = await get('/reviews');
    expect(titles(page)).toEqual(['Waiting for you (19)', 'Waiting for others (1)', 'Other reviews (0)']);
    for (const [show, n] of [
      ['mine', 19],
      ['others', 1],
      ['rest', 0],
    ] as const) {
      expect(page).toContain(`href="/reviews?show=${show}"`);
      const list = await get(`/reviews?show=${show}`);
      expect([...list.matchAll(/class="review-item"/g)]).toHaveLength(n);
    }
    expect(await get('/reviews?show=others')).toContain('Waits for Seo-yeon Park');
    expect(await get('/reviews?show=mine&overdue=1')).toContain('Nothing here is overdue.');
  });

  it('shows badge and freeze around every page, and around the answer to a refused form as well', async () => {
    const { actor } = await aStaff(portal.core, ['it_reviewer']);
    await portal.core.freezes.announce(actor, {
      kind: 'incident',
      reason: 'The shop is down',
      from: null,
      until: null,
    });
    const page = await get('/account');
    const framed = (html: string) => [/class="nav-count">(\d+)</.exec(html)?.[1], html.includes('The shop is down')];
    expect(framed(page)).toEqual(['19', true]);
    const [wait] = (await portal.core.approvals.inbox(team.it.staff.id)).mine;
    const id = wait?.campaignId ?? '';
    const post = (address: string, fields: Record<string, string>) =>
      browser
        .post(address)
        .type('form')
        .send({ _csrf: csrfOf(page), ...fields });
    const refusals = [
      await post('/freezes', { kind: 'window', reason: '' }),
      await post(`/campaigns/${id}/decide`, { cycle: '1', lane: 'it', laneHash: 'x', kind: 'reject', comment: '' }),
      await post('/settings/policy', {}),
      await post('/nowhere', {}),
      await browser.post('/freezes').type('form').send({ _csrf: 'of another session' }),
    ];
    expect(refusals.map(({ status, text }) => [status, ...framed(text)])).toEqual([
      [422, '19', true],
      [422, '19', true],
      [403, '19', true],
      [404, '19', true],
      [403, '19', true],
    ]);
  });

  it('name whoever is away to their delegate, and tell the one who is away that others decide', async () => {
    const { core } = portal;
    const delegate = await aStaff(core, ['manager'], { name: 'Dana Roth' });
    const day = 86_400_000;
    await core.absences.set(team.marketing.actor, {
      staffId: team.marketing.staff.id,
      from: new Date(Date.now() - day),
      until: new Date(Date.now() + day),
      delegateId: delegate.staff.id,
    });
    await submitted();
    const theirs = request.agent(portal.app);
    await signIn(theirs, delegate.staff.email);
    const page = (await theirs.get('/reviews?show=mine').expect(200)).text;
    expect(page).toContain(`for ${team.marketing.staff.name}`);
    expect(page).not.toContain(`for ${team.marketing.staff.id}`);
    const away = request.agent(portal.app);
    await signIn(away, team.marketing.staff.email);
    const own = (await away.get('/reviews').expect(200)).text;
    expect(titles(own)[0]).toBe('Waiting for you (0)');
    expect(own).toContain('Others decide for you; you may still decide.');
  });
});
