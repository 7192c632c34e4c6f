import { signedInAs, type TestPortal, withTestPortal } from './portal.ts';

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
});
