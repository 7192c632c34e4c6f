import request from 'supertest';
import { approve, aReadyDraft, aTeam, someContacts, type Team } from '../../support/portal-world.ts';
import { type Browser, signIn, type TestPortal, withTestPortal } from './portal.ts';

describe('lead times in the portal', () => {
  let portal: TestPortal;
  let team: Team;
  let browser: Browser;
  let quick: string;
  let reworked: string;
  beforeAll(async () => {
    portal = await withTestPortal();
    const { core } = portal;
    team = await aTeam(core);
    await someContacts(core, team.marketer.actor, 3);
    browser = request.agent(portal.app);
    await signIn(browser, team.it.staff.email);
    [quick, reworked] = [
      (await aReadyDraft(core, team.marketer.actor, 'ko')).id,
      (await aReadyDraft(core, team.marketer.actor)).id,
    ];
    await core.campaigns.submit(team.marketer.actor, reworked);
    await core.campaigns.withdraw(team.marketer.actor, reworked);
    for (const id of [quick, reworked]) await core.campaigns.submit(team.marketer.actor, id);
  });
  afterAll(() => portal.close());

  const get = async (address: string, status = 200): Promise<string> => {
    const { text } = await browser.get(address).expect(status);
    return text;
  };
  const listed = (html: string): string[] =>
    [...html.matchAll(/<span class="muted num">(C-\d+)<\/span>/g)].map(([, id]) => id ?? '');

  it('shows what waits for the reader or for others alone, as the address says, with the working time', async () => {
    const all = await get('/reviews');
    expect(all).toMatch(/id="mine"[\s\S]*id="others"/);
    expect(all).toContain('waiting 0 min of working time');
    expect(await get('/reviews?show=mine')).not.toContain('id="others"');
    expect(await get('/reviews?show=others')).not.toContain('id="mine"');
  });

  it('counts the reviews that wait for the reader beside the menu', async () => {
    expect(await get('/account')).toMatch(/class="nav-count">2</);
    await approve(portal.core, team.it.actor, quick, 'it');
    expect(await get('/account')).toMatch(/class="nav-count">1</);
    await approve(portal.core, team.it.actor, reworked, 'it');
    expect(await get('/account')).not.toContain('nav-count');
  });

  it('opens the list behind each number', async () => {
    for (const id of [quick, reworked]) await approve(portal.core, team.marketing.actor, id, 'marketing');
    const page = await get('/reviews/times');
    for (const show of ['marketing', 'it', 'rework']) expect(page).toMatch(new RegExp(`show=${show}#list`));
    expect(page).toContain('1 of 2 approved campaigns');
    expect(listed(await get('/reviews/times?show=it')).sort()).toEqual([quick, reworked].sort());
    expect(listed(await get('/reviews/times?show=rework'))).toEqual([reworked, quick]);
  });

  it('names what preflight found, with the campaigns that had it', async () => {
    const cause = (
      await portal.core.campaigns.preflightFailures({ from: new Date(0), to: new Date(Date.now() + 1e7) })
    )[0];
    if (cause === undefined) throw new Error('the checks found nothing');
    expect(await get('/reviews/times')).toContain(`show=${cause.cause}#list`);
    expect(listed(await get(`/reviews/times?show=${cause.cause}`))).toEqual([...cause.campaigns]);
  });

  it('is empty in a period without reviews', async () => {
    const page = await get('/reviews/times?from=2020-01-01&to=2020-01-31');
    expect(page).toContain('No key was given in this period.');
    expect(listed(page)).toEqual([]);
  });

  it.each([
    ['from=soon', 'f-from-error', 'soon'],
    ['from=2026-02-30', 'f-from-error', '2026-02-30'],
    ['from=2026-02-02&to=2026-02-01', 'f-to-error', '2026-02-01'],
  ])('says beside the field what %s lacks, and keeps it', async (query, id, kept) => {
    const page = await get(`/reviews/times?${query}`, 422);
    expect(page).toContain(`id="${id}"`);
    expect(page).toContain(`value="${kept}"`);
  });
});
