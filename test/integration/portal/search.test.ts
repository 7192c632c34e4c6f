import { csrfOf } from '../../support/portal-world.ts';
import { type Browser, signedInAs, type TestPortal, withTestPortal } from './portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await withTestPortal();
});
afterAll(() => portal.close());

describe('search in the portal', () => {
  it('shows what was found, by kind, with the words marked, and only what the reader may see', async () => {
    const marketer = await signedInAs(portal, ['marketer']);
    const employee = await signedInAs(portal, ['employee'], { lang: 'ko' });
    await portal.core.insights.share(
      { kind: 'staff', staff: employee.staff, surface: 'portal' },
      { text: `${'앞말 '.repeat(200)} 벚꽃 <b>축제</b>에 대해 물었어요` },
    );
    const { id } = await portal.core.campaigns.create(
      { kind: 'staff', staff: marketer.staff, surface: 'portal' },
      { name: '벚꽃 축제 안내' },
    );
    await portal.core.followSearch();
    const asked = '/search?q=%EB%B2%9A%EA%BD%83';
    const seen = (await marketer.browser.get(asked).expect(200)).text;
    expect(seen).toContain(`href="/campaigns/${id}"`);
    expect(seen.match(/<mark>벚꽃<\/mark>/g)).toHaveLength(2);
    expect(seen).toContain('&lt;b>');
    const one = (await marketer.browser.get(`${asked}&kind=campaign`).expect(200)).text;
    expect(one).toContain(`href="/campaigns/${id}"`);
    expect(one).not.toContain('물었어요');
    const cut = (await employee.browser.get(`${asked}&kind=campaign`).expect(200)).text;
    expect(cut).not.toContain(`href="/campaigns/${id}"`);
    expect(cut).toContain('물었어요');
    expect(cut).toContain('class="nav-search"');
    expect((await employee.browser.get('/search?q=zzz').expect(200)).text).toContain('찾은 결과가 없습니다');
    expect((await employee.browser.get('/search').expect(200)).text).not.toContain('찾은 결과');
  });

  it('saves a search for a channel, and pauses, resumes and deletes it for whoever may', async () => {
    const reviewer = await signedInAs(portal, ['it_reviewer']);
    const employee = await signedInAs(portal, ['employee']);
    const send = async (browser: Browser, path: string, fields: Record<string, string> = {}) => {
      const page = (await browser.get('/search?q=lanterns').expect(200)).text;
      return browser
        .post(path)
        .type('form')
        .send({ _csrf: csrfOf(page), ...fields });
    };
    expect((await employee.browser.get('/search?q=lanterns')).text).toContain('knows no channel yet');
    const ref = { platform: 'slack', workspaceId: 'T1', channelId: 'C1' } as const;
    await portal.core.channels.set({ kind: 'staff', staff: reviewer.staff, surface: 'slack' }, ref, {
      name: '#campaigns',
      lang: 'en',
    });
    const wrong = await send(employee.browser, '/search/saved', { query: 'lanterns', channel: 'nowhere' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Choose a channel from the list');
    const fields = { query: 'lanterns', channel: 'slack T1 C1' };
    expect((await send(employee.browser, '/search/saved', fields)).status).toBe(303);
    const [saved] = await portal.core.savedSearches.list();
    expect(saved).toMatchObject({ query: 'lanterns', ref, paused: null });
    const step = (browser: Browser, verb: string) => send(browser, `/search/saved/${saved?.id}/${verb}`);
    const other = await signedInAs(portal, ['employee']);
    expect((await other.browser.get('/search')).text).not.toContain(`/search/saved/${saved?.id}`);
    expect((await step(other.browser, 'pause')).status).toBe(403);
    expect((await step(reviewer.browser, 'pause')).status).toBe(303);
    expect((await employee.browser.get('/search')).text).toContain('Paused');
    expect((await step(employee.browser, 'resume')).status).toBe(303);
    expect((await step(employee.browser, 'remove')).status).toBe(303);
    expect(await portal.core.savedSearches.list()).toEqual([]);
  });
});
