import { systemActor } from '../../../core/people/staff.ts';
import { type Browser, signedInAs, type TestPortal, withTestPortal } from './portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await withTestPortal();
});
afterAll(() => portal.close());

type Person = Awaited<ReturnType<typeof signedInAs>>;
const post = ({ browser, csrf }: Person, path: string, fields: Record<string, string>) =>
  browser
    .post(path)
    .type('form')
    .send({ _csrf: csrf, ...fields });
const page = async (browser: Browser, path: string): Promise<string> => (await browser.get(path).expect(200)).text;
/** The page that a redirect leads to. */
const landing = async (person: Person, path: string, fields: Record<string, string>): Promise<string> => {
  const answer = await post(person, path, fields);
  expect(answer.status).toBe(303);
  return page(person.browser, String(answer.headers.location));
};

describe('insights in the portal', () => {
  it('are shared with what was masked said, listed, found with the words marked, and counted by state', async () => {
    const employee = await signedInAs(portal, ['employee']);
    const shown = await landing(employee, '/insights', {
      text: '체크인 줄이 너무 길었어요 010-1234-5678',
      customer: 'A family',
      source: 'store',
    });
    expect(shown).toContain('numbers that were masked: 1');
    expect(shown).toContain('체크인 줄이 너무 길었어요 •••');
    const list = await page(employee.browser, '/insights?q=%EC%B2%B4%ED%81%AC%EC%9D%B8');
    expect(list).toContain('<mark>체크인</mark>');
    expect(await page(employee.browser, '/insights?source=call')).toContain('Nothing found');
    expect(await page(employee.browser, '/insights?state=new&source=store')).toContain('A family');
    expect(await page(employee.browser, '/insights/board')).toContain('체크인 줄이');
  });

  it('say beside the field what cannot be taken, and keep what was typed', async () => {
    const employee = await signedInAs(portal, ['employee'], { lang: 'ko' });
    const answer = await post(employee, '/insights', { text: 'x'.repeat(3_000), link: 'javascript:alert(1)' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('최대 2000자까지 가능합니다(현재 3000자)');
    expect(answer.text).toContain('id="f-link-error"');
    expect(answer.text).toContain('x'.repeat(3_000));
    expect(answer.text).toContain('javascript:alert(1)');
  });

  it('ask before a copy is saved; one is joined instead', async () => {
    const first = await signedInAs(portal, ['employee']);
    const second = await signedInAs(portal, ['employee']);
    await landing(first, '/insights', { text: 'Children want a smaller buffet table', confirmed: 'yes' });
    const asked = await post(second, '/insights', { text: 'The children want a smaller buffet table' });
    expect(asked.status).toBe(200);
    const [, id] = /action="\/insights\/(I-\d+)\/support"/.exec(asked.text) ?? [];
    expect(asked.text).toContain('The children want a smaller buffet table');
    expect(await landing(second, `/insights/${id}/support`, {})).toContain('You heard that too.');
    expect(
      await landing(second, '/insights', { text: 'The children want a smaller buffet table', confirmed: 'yes' }),
    ).toContain('Shared as I-');
  });

  it('are triaged by those who may, and a markup in them is text', async () => {
    const employee = await signedInAs(portal, ['employee']);
    const marketer = await signedInAs(portal, ['marketer']);
    const shared = await landing(employee, '/insights', { text: '<script>alert(1)</script> on the menu card' });
    const [, id] = /<h1>(I-\d+)<\/h1>/.exec(shared) ?? [];
    expect(shared).not.toContain('<script>alert');
    expect(shared).not.toContain('id="triage"');
    await post(employee, `/insights/${id}/decline`, { reason: 'no' }).expect(403);
    expect(await page(marketer.browser, `/insights/${id}`)).toContain('id="triage"');
    const refused = await post(marketer, `/insights/${id}/decline`, { reason: '' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('id="f-reason-error"');
    expect(await landing(marketer, `/insights/${id}/brief`, {})).toContain(`${id}: `);
    expect(await page(employee.browser, `/insights/${id}`)).toContain('In a brief');
    const csv = await marketer.browser.get('/insights.csv').expect(200);
    expect(csv.text.split('\n')[0]).toContain('id,created_at,state');
    expect(csv.text).toContain(`${id},`);
    // The file holds what a filter shows, not what a search found.
    expect(await page(marketer.browser, '/insights?source=other')).toContain('"/insights.csv?source=other"');
    expect(await page(marketer.browser, '/insights?q=menu')).not.toContain('/insights.csv');
  });

  it('are edited with what was masked said, after the theme that the page suggests; older words are not written over newer', async () => {
    const author = await signedInAs(portal, ['employee']);
    await portal.core.insights.addTheme(systemActor('test'), 'Parking');
    const given = { text: 'Guests circle for an hour around the parking garage', theme: 'Parking' };
    await portal.core.insights.share(systemActor('test'), given);
    const text = 'Around the garage guests circle for an hour';
    const shown = await landing(author, '/insights', { text, confirmed: 'yes' });
    const [, href = ''] = /href="(\/insights\/I-\d+\/edit\?theme=parking)"/.exec(shown) ?? [];
    const id = href.split('/')[2];
    const form = await page(author.browser, href);
    expect(form).toMatch(/<option [^>]*value="parking"[^>]*selected|<option [^>]*selected[^>]*value="parking"/);
    const edited = { text: `${text}; call 010-1234-5678`, theme: 'parking', revision: '1' };
    const saved = await landing(author, `/insights/${id}`, edited);
    expect(saved).toContain('numbers that were masked: 1');
    expect(saved).not.toContain('It may belong to');
    const stale = await post(author, `/insights/${id}`, { ...edited, text: 'Older words' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Older words');
    const unknown = await post(author, `/insights/${id}`, { ...edited, theme: 'parkin', revision: '2' });
    expect(unknown.status).toBe(422);
    expect(unknown.text).toContain('Nearest: Parking');
  });

  it('that were withdrawn are read by their author and by those who triage; names of segments by those who may see them', async () => {
    const author = await signedInAs(portal, ['employee']);
    const other = await signedInAs(portal, ['employee']);
    const manager = await signedInAs(portal, ['manager']);
    const shared = await landing(author, '/insights', { text: 'Mrs Example of room 12 was angry', confirmed: 'yes' });
    const [, id = ''] = /<h1>(I-\d+)<\/h1>/.exec(shared) ?? [];
    const segment = await portal.core.segments.create(systemActor('test'), {
      name: 'Secret takeover guests',
      rule: { kind: 'all', rules: [] },
    });
    await portal.core.insights.link(systemActor('test'), id, { kind: 'segment', id: segment.id });
    expect(await page(manager.browser, `/insights/${id}`)).toContain('Secret takeover guests');
    expect(await page(other.browser, `/insights/${id}`)).not.toContain('Secret takeover guests');

    await post(author, `/insights/${id}/withdraw`, {}).expect(303);
    await other.browser.get(`/insights/${id}`).expect(404);
    await other.browser.get(`/insights/${id}/edit`).expect(404);
    expect(await page(other.browser, '/insights?state=withdrawn')).not.toContain('angry');
    for (const { browser } of [author, manager]) {
      expect(await page(browser, `/insights/${id}`)).toContain('angry');
      expect(await page(browser, '/insights?state=withdrawn')).toContain('angry');
    }
  });

  it('have themes that people follow', async () => {
    const manager = await signedInAs(portal, ['manager']);
    expect(await landing(manager, '/insights/themes', { name: '조식' })).toContain('조식');
    expect(
      await landing(manager, `/insights/themes/${encodeURIComponent('조식')}/follow`, { following: 'yes' }),
    ).toContain('You hear of each new insight in it.');
    const taken = await post(manager, '/insights/themes', { name: '조식' });
    expect(taken.status).toBe(409);
  });

  it('show a theme over time with its words and quotes, as far as it may be quoted', async () => {
    const marketer = await signedInAs(portal, ['marketer'], { lang: 'ko' });
    await landing(marketer, '/insights/themes', { name: 'Waffles & <co>' });
    for (const [text, quoteConsent] of [
      ['와플이 정말 맛있어요', 'anonymous'],
      ['와플이 차가웠어요', 'internal'],
    ] as const) {
      const sides = { product: 'Waffles & <b>', region: '부산' };
      await landing(marketer, '/insights', { text, quoteConsent, ...sides, theme: 'waffles-co', confirmed: 'yes' });
    }
    const shown = await page(marketer.browser, '/insights/themes/waffles-co');
    expect(shown).toContain('최근 14일 2건, 그 이전 14일 0건');
    expect(shown.match(/<svg[^>]* width="(?:960|360)"/g)).toHaveLength(4);
    expect(shown).toContain('와플');
    expect(shown).toContain('&product=Waffles%20%26%20%3Cb%3E"'.replace('&', '&amp;'));
    const ofRegion = await page(marketer.browser, `/insights?theme=waffles-co&region=${encodeURIComponent('부산')}`);
    expect(ofRegion).toContain('와플이 차가웠어요');
    expect(await page(marketer.browser, '/insights?region=Seoul')).not.toContain('와플이 차가웠어요');
    const quotes = shown.slice(shown.indexOf('id="quotes"'));
    expect(quotes).toContain('와플이 정말 맛있어요');
    expect(quotes).not.toContain('와플이 차가웠어요');
    expect(await page(marketer.browser, '/insights')).toContain('href="/insights/themes/waffles-co"');
    expect(
      await landing(marketer, '/insights/themes/waffles-co/follow', { following: 'yes', back: 'theme' }),
    ).toContain('구독 해제');
    await marketer.browser.get('/insights/themes/nothing').expect(404);
  });
});
