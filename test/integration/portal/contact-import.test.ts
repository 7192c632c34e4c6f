import { Readable } from 'node:stream';
import { aTeam, type Browser, csrfOf, portalWorld, signedIn } from '../../support/portal-world.ts';

type World = Awaited<ReturnType<typeof portalWorld>>;

describe('an import in the portal', () => {
  let world: World;
  let browser: Browser;
  let csrf: string;
  beforeAll(async () => {
    world = await portalWorld();
    const { marketer } = await aTeam(world.core);
    browser = await signedIn(world.app, marketer.staff.email);
    csrf = csrfOf((await browser.get('/contacts/imports/new')).text);
    await world.core.contacts.defineAttribute(marketer.actor, { label: 'birth_year', type: 'number' });
    await world.core.contacts.defineAttribute(marketer.actor, { label: 'city', type: 'text' });
  });
  afterAll(() => world.close());

  const FILE = 'email,Birth year,Town\na@example.test,1970,Seoul\n';
  const preview = (file: string) =>
    browser
      .post('/contacts/imports/preview')
      .set('HX-Request', 'true')
      .field('_csrf', csrf)
      .attach('file', Buffer.from(file), 'people.csv')
      .expect(200);
  const send = (fields: Record<string, string>) => {
    const form = { headers: JSON.stringify(['email', 'Birth year', 'Town']), consent: 'none', ...fields };
    return browser
      .post('/contacts/imports')
      .field({ _csrf: csrf, ...form })
      .attach('file', Buffer.from(FILE), 'people.csv');
  };
  /** The cell of one column. */
  const cell = (html: string, column: number): string =>
    new RegExp(`<td><select name="to\\.${column}".+?</td>`, 's').exec(html)?.[0] ?? '';
  const chosen = (html: string, column: number): string | undefined =>
    /<option (?=[^>]*\bselected\b)[^>]*value="([^"]+)"/.exec(cell(html, column))?.[1];

  it('offers every attribute that is there, and guesses the one that is called alike', async () => {
    const { text } = await preview(FILE);
    expect([chosen(text, 0), chosen(text, 1), chosen(text, 2)]).toEqual([
      'address',
      'existing:birth_year',
      'attribute:text',
    ]);
    expect(cell(text, 2)).toMatch(/value="existing:city"[^>]*>city \(Text\)</);
    expect(cell(text, 2)).toMatch(/<input class="new-name" name="name\.2" value="Town"/);
  });

  it('marks the attributes whose type the first values do not have', async () => {
    const { text } = await preview('email,Birth year\na@example.test,long ago\n');
    expect(chosen(text, 1)).toBe('existing:birth_year');
    expect(cell(text, 1)).toMatch(/value="existing:birth_year"[^>]* data-misfit/);
    expect(cell(text, 1)).not.toMatch(/value="existing:city"[^>]* data-misfit/);
  });

  it('tells the phase in the head of the page anew with each progress, so that it does not stay at waiting', async () => {
    const { headers } = await send({ 'to.0': 'address', 'to.1': 'existing:birth_year', 'to.2': 'ignore' }).expect(303);
    const at = headers.location ?? '';
    const badge = (html: string, attributes: string) =>
      new RegExp(`<span id="import-phase"${attributes}><span[^>]*>([^<]+)`).exec(html)?.[1];
    expect(badge((await browser.get(at)).text, '')).toBe('Waiting');
    await world.core.contacts.runImport(at.split('/').at(-1) ?? '');
    const news = await browser.get(`${at}/progress`).set('HX-Request', 'true').expect(200);
    expect(badge(news.text, ' hx-swap-oob="true"')).toBe('Done');
  });

  it('says beside the column that its new name belongs to an attribute of another type, and keeps what was typed', async () => {
    const { text } = await send({
      'to.0': 'address',
      'to.1': 'existing:birth_year',
      'to.2': 'attribute:list',
      'name.2': 'City',
    }).expect(409);
    expect(cell(text, 2)).toMatch(/id="f-to-2-error">[^<]*already stored as text/);
    expect(cell(text, 2)).toContain('value="City"');
    expect(chosen(text, 1)).toBe('existing:birth_year');
  });

  it('says beside the second column that two become one attribute', async () => {
    const { text } = await send({ 'to.0': 'address', 'to.1': 'existing:city', 'to.2': 'existing:city' }).expect(422);
    expect(cell(text, 2)).toMatch(/id="f-to-2-error">[^<]*both become the attribute/);
  });

  it('brings columns into the attributes that were chosen', async () => {
    await send({
      'to.0': 'address',
      'to.1': 'existing:birth_year',
      'to.2': 'attribute:text',
      'name.2': 'Home town',
    }).expect(303);
    await world.core.contacts.runDueImports();
    expect((await world.core.contacts.byAddress('a@example.test'))?.attributes).toEqual({
      birth_year: 1970,
      Home_town: 'Seoul',
    });
    expect((await world.core.contacts.attributes()).map(({ key }) => key)).toEqual(['birth_year', 'city', 'Home_town']);
  });

  it('counts who cannot be sent to, and opens the rows behind each number', async () => {
    const { core } = world;
    const { marketer } = await aTeam(core, 'ko');
    const reader = await signedIn(world.app, marketer.staff.email);
    const { id } = await core.contacts.queueImport(marketer.actor, {
      fileName: 'people.csv',
      content: Readable.from([Buffer.from('email,id\nx@example.test,1\n,2\n,3\n,\nwrong,5\n')]),
      mapping: { columns: { email: { to: 'address' }, id: { to: 'externalId' } }, consent: { kind: 'none' } },
    });
    await core.contacts.runImport(id);
    const at = `/contacts/imports/${id}`;
    const { text } = await reader.get(at).expect(200);
    const figure = (label: string) =>
      new RegExp(`href="([^"]+)"><span class="figure-label">${label}</span><span class="figure-value">(\\d+)<`)
        .exec(text)
        ?.slice(1);
    expect(text).toContain('가져온 행 3개 중:');
    expect(figure('수신 동의 없음')).toEqual([`${at}?list=no_consent#list`, '3']);
    expect(figure('주소 없음')).toEqual([`${at}?list=no_address#list`, '2']);
    expect(figure('거부: 주소 없음')).toEqual([`${at}?reason=no_identity#refused`, '1']);
    const rows = async (query: string) => {
      const page = await reader.get(`${at}?${query}`).expect(200);
      return [...page.text.matchAll(/<tr><td class="end"><[^>]+>(\d+)</g)].map(([, row]) => Number(row));
    };
    expect(await rows('list=no_consent')).toEqual([2, 3, 4]);
    expect(await rows('list=no_address')).toEqual([3, 4]);
    expect(await rows('reason=no_identity')).toEqual([5]);
    expect(await rows('')).toEqual([5, 6]);
    expect((await reader.get(`${at}?reason=no_identity`)).text).toContain('주소도 외부 ID도 없어');
  });

  it('tries a mapping without storing anything, and keeps what was chosen', async () => {
    const before = await world.core.contacts.count();
    const { text } = await browser
      .post('/contacts/imports/try')
      .set('HX-Request', 'true')
      .field({
        _csrf: csrf,
        headers: JSON.stringify(['email', 'Birth year', 'Town']),
        consent: 'none',
        'to.0': 'address',
        'to.1': 'existing:birth_year',
        'to.2': 'existing:city',
      })
      .attach('file', Buffer.from(`${FILE}nobody,1970,\ntried@example.test,soon,\n`), 'people.csv')
      .expect(200);
    expect(text).toMatch(/Tried 3 rows; nothing is stored yet/);
    expect(text).toMatch(/Row 3: Invalid address/);
    expect(text).toMatch(/Row 4: Wrong type/);
    expect(chosen(text, 2)).toBe('existing:city');
    expect(await world.core.contacts.count()).toBe(before);
  });

  it('gives refused rows back as a file, and takes an import back', async () => {
    const { headers } = await browser
      .post('/contacts/imports')
      .field({ _csrf: csrf, headers: JSON.stringify(['email']), consent: 'none', 'to.0': 'address' })
      .attach('file', Buffer.from('email\nundone@example.test\nnobody\n'), 'people.csv')
      .expect(303);
    const at = headers.location ?? '';
    await world.core.contacts.runDueImports();
    expect((await browser.get(at)).text).toContain(`href="${at}/refused.csv"`);
    const file = await browser.get(`${at}/refused.csv`).expect(200);
    expect(file.headers['content-disposition']).toContain('attachment');
    expect(file.text).toContain('nobody');
    expect(await world.core.contacts.byAddress('undone@example.test')).toBeDefined();
    await browser.post(`${at}/undo`).type('form').send({ _csrf: csrf }).expect(303);
    await world.core.contacts.runDueImports();
    expect(await world.core.contacts.byAddress('undone@example.test')).toBeUndefined();
    expect((await browser.get(at)).text).toMatch(/Contacts removed: 1; kept because something else touched them: 0/);
  });
});
