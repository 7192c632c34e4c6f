import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { staffActor } from '../../../core/people/people-service.ts';
import type { Staff } from '../../../core/people/staff.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { type Browser, signedInAs, signIn, type TestPortal, withTestPortal } from './portal.ts';

const CSV = [
  'email,name,education,born',
  'a@example.test,Ann,Master,1970',
  'b@example.test,Bo,PhD,1985',
  'c@example.test,Cy,Basic,1990',
  'not an address,Di,Basic,1991',
].join('\n');

describe('forms of the portal', () => {
  let portal: TestPortal;
  let browser: Browser;
  let csrf: string;
  let staff: Staff;
  beforeAll(async () => {
    portal = await withTestPortal();
    ({ browser, csrf, staff } = await signedInAs(portal, ['admin']));
  });
  afterAll(() => portal.close());

  const post = (path: string, fields: Record<string, string | string[]>) =>
    browser
      .post(path)
      .type('form')
      .send({ _csrf: csrf, ...fields });

  const importCsv = async (fields: Record<string, string> = {}, csv = CSV) => {
    const mapping: Record<string, string> = {
      headers: JSON.stringify(['email', 'name', 'education', 'born']),
      'to.0': 'address',
      'to.1': 'attribute:text',
      'to.2': 'attribute:text',
      'to.3': 'attribute:number',
      consent: 'declared',
      source: 'sign-up form 2025',
      madeColumn: '',
      ...fields,
    };
    let form = browser.post('/contacts/imports').field('_csrf', csrf);
    for (const [name, value] of Object.entries(mapping)) form = form.field(name, value);
    return form.attach('file', Buffer.from(csv), '고객.csv');
  };

  describe('an import', () => {
    it('shows the columns with a guess before anything is stored', async () => {
      const answer = await browser
        .post('/contacts/imports/preview')
        .set('hx-request', 'true')
        .field('_csrf', csrf)
        .attach('file', Buffer.from(CSV.slice(0, CSV.lastIndexOf('\n'))), '고객.csv')
        .expect(200);
      expect(answer.text).toContain('고객.csv');
      expect(answer.text).toMatch(/<option value="address" selected>/);
      expect(answer.text).not.toContain('<html');
      expect(await portal.core.contacts.count()).toBe(0);
    });

    it('names what is wrong with the file, with the way out', async () => {
      const twice = await importCsv({}, 'email,email\na@example.test,b@example.test\n');
      expect(twice.status).toBe(422);
      expect(twice.text).toContain('&quot;email&quot;');
      const none = await browser.post('/contacts/imports').field('_csrf', csrf).field('consent', 'none');
      expect(none.status).toBe(422);
      expect(none.text).toContain('Please choose a file that is not empty.');
    });

    it('does not drop a column of consent because “not known” stayed chosen', async () => {
      const answer = await importCsv({ 'to.1': 'consent', consent: 'none' });
      expect(answer.status).toBe(422);
      expect(answer.text).toMatch(/id="f-consent-error"/);
      expect(await portal.core.contacts.count()).toBe(0);
    });

    it('puts the error beside its control and keeps the mapping', async () => {
      const answer = await importCsv({ source: '', 'to.3': 'attribute:text' });
      expect(answer.status).toBe(422);
      expect(answer.text).toMatch(/id="f-source-error"/);
      expect(answer.text).toMatch(/name="to\.3"[\s\S]*?<option value="attribute:text" selected>/);
    });

    it('asks again where another file was chosen meanwhile', async () => {
      const answer = await importCsv({ headers: '["x"]' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('The file is another one now.');
    });

    it('runs, tells its progress and lists refused rows with their reasons', async () => {
      const queued = await importCsv();
      expect(queued.status).toBe(303);
      const page = queued.headers.location as string;
      await browser
        .get(`${page}/progress`)
        .expect(200)
        .expect(/hx-trigger="load delay:1s"/);
      await portal.core.contacts.runDueImports();
      await browser.get(`${page}/progress`).expect('hx-refresh', 'true');
      const report = await browser.get(page).expect(200);
      expect(report.text).toContain('Invalid address');
      expect(await portal.core.contacts.count()).toBe(3);
    });
  });

  it('refuses a field that carries an operator, in its name and in its value', async () => {
    const named = await browser.post('/account').type('form').send(`_csrf=${csrf}&name[$gt]=&lang=en&timeZone=UTC`);
    expect(named.status).toBe(422);
    expect(named.text).toContain('name[$gt]');
    const upload = await browser
      .post('/contacts/imports')
      .field('_csrf', csrf)
      .field('consent[$gt]', 'x')
      .attach('file', Buffer.from(CSV), 'a.csv');
    expect(upload.status).toBe(422);
    const search = await browser.get('/contacts?q[$gt]=&q=%7B%22%24gt%22%3A%22%22%7D').expect(200);
    expect(search.text).toContain('Nobody found');
    await post('/account', { name: '{"$gt":""}', lang: 'en', timeZone: 'UTC' }).expect(303);
    expect((await portal.core.people.byId(staff.id))?.name).toBe('{"$gt":""}');
    await post('/account', { name: 'Ada', lang: 'en', timeZone: 'UTC' }).expect(303);
    const draft = await browser.get(
      `/segments/draft/contacts?rule=${encodeURIComponent('{"kind":"all","rules":[{"$where":"1"}]}')}`,
    );
    expect(draft.status).toBe(422);
  });

  it('shows a wrong value beside its attribute and loses nothing that was typed', async () => {
    const contact = await portal.core.contacts.byAddress('a@example.test');
    const answer = await post(`/contacts/${contact?.id}`, {
      'attributes.name': 'Ann Changed',
      'attributes.born': 'long ago',
      consent: 'granted',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(/id="f-attributes-born-error"/);
    expect(answer.text).toContain('value="Ann Changed"');
    expect(answer.text).toContain('value="long ago"');
    expect((await portal.core.contacts.byAddress('a@example.test'))?.attributes).toEqual(contact?.attributes);
  });

  it('shows markup in a name as text', async () => {
    await post('/segments', {
      name: '<script>alert(1)</script>',
      node: ['n2:n1:c'],
      'n1.mode': 'all',
      'n2.attribute': 'born',
      'n2.op': 'between',
      'n2.from': '1960',
      'n2.to': '1980',
    }).expect(303);
    const list = await browser.get('/segments').expect(200);
    expect(list.text).toContain('&lt;script>alert(1)');
    expect(list.text).not.toContain('<script>alert(1)');
  });

  it.each([
    ['turns what follows', 'Kim\u202egnitekram'],
    ['begins a line of its own', 'Kim\u2028IT approved'],
    ['begins a line of its own as it is typed', 'Kim\nIT approved'],
  ])('takes no name that %s', async (_, name) => {
    const { core } = portal;
    const actor = staffActor(staff, 'portal');
    const works: readonly (() => Promise<unknown>)[] = [
      () => core.people.updateProfile(actor, { name, lang: 'en', timeZone: 'UTC' }),
      () => core.segments.create(actor, { name, rule: { kind: 'all', rules: [] } }),
      () => core.campaigns.create(actor, { name }),
      () => core.apiKeys.make(actor, { name, scopes: ['events'] }),
      () => core.consents.saveTopic(actor, { name: { en: name, ko: '주제' }, about: { en: '', ko: '' } }),
    ];
    for (const work of works) await expect(work()).rejects.toMatchObject({ kind: 'invalid' });
  });

  describe('the segment editor', () => {
    const rule = {
      node: ['n2:n1:c', 'n3:n1:c'],
      'n1.mode': 'all',
      'n2.attribute': 'education',
      'n2.op': 'in',
      'n2.values': ['Master', 'PhD'],
      'n3.attribute': 'born',
      'n3.op': 'between',
      'n3.from': '1960',
      'n3.to': '1980',
    };

    it('counts while editing, without the condition that is not complete', async () => {
      const whole = await post('/segments/draft/count', rule).set('hx-request', 'true').expect(200);
      expect(whole.text).toMatch(/figure-label">Matching<\/span><span class="figure-value">1</);
      const partly = await post('/segments/draft/count', { ...rule, 'n3.to': '' }).expect(200);
      expect(partly.text).toMatch(/figure-label">Matching<\/span><span class="figure-value">2</);
      expect(partly.text).toContain('Counted without one condition');
    });

    it('opens the list behind each number', async () => {
      const { core } = portal;
      await core.contacts.suppress(systemActor('test'), {
        address: 'a@example.test',
        reason: 'manual',
        source: 'test',
      });
      const count = await post('/segments/draft/count', rule).expect(200);
      const href = /href="([^"]*only=suppressed)"/.exec(count.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const list = await browser.get(href).expect(200);
      expect(list.text).toContain('a@example.test');
      expect(list.text).not.toContain('b@example.test');
    });

    it('answers a change of shape with the editor and where the focus belongs', async () => {
      const answer = await post('/segments/draft/rule', { ...rule, do: 'add:n1' })
        .set('hx-request', 'true')
        .expect(200);
      expect(answer.headers['hx-trigger']).toBe('rule-changed');
      expect(answer.text).toMatch(/id="n4-attribute"[^>]*data-focus/);
      expect(answer.text).toMatch(/value="PhD" checked/);
    });

    it('puts an incomplete condition’s error beside it and keeps the rest', async () => {
      const answer = await post('/segments', { ...rule, name: 'Mine', 'n3.from': 'x' });
      expect(answer.status).toBe(422);
      expect(answer.text).toMatch(/id="f-n3-error"/);
      expect(answer.text).toContain('value="Mine"');
      expect(answer.text).toMatch(/value="PhD" checked/);
    });

    it('shows a version that somebody else saved meanwhile, and saves over it only when told', async () => {
      const { core } = portal;
      const actor = staffActor(staff, 'cli');
      const { id } = await core.segments.create(actor, { name: 'Shared', rule: { kind: 'all', rules: [] } });
      await core.segments.update(actor, id, {
        name: 'Shared',
        rule: { kind: 'all', rules: [{ kind: 'presence', attribute: 'born', op: 'not_empty' }] },
        version: 1,
      });
      const late = await post(`/segments/${id}`, { ...rule, name: 'Shared', version: '1' });
      expect(late.status).toBe(409);
      expect(late.text).toContain('Somebody saved version 2 meanwhile.');
      expect(late.text).toMatch(/value="PhD" checked/);
      expect((await core.segments.byId(id))?.version).toBe(2);
      await post(`/segments/${id}`, { ...rule, name: 'Shared', version: '1', over: '2' }).expect(303);
      expect((await core.segments.byId(id))?.version).toBe(3);
    });
  });

  it('lets no one remove the last administrator', async () => {
    const answer = await post(`/people/${staff.id}/roles`, { roles: ['marketer'] });
    expect(answer.status).toBe(409);
    expect(answer.text).toMatch(/id="f-roles-error"/);
    expect((await portal.core.people.byId(staff.id))?.roles).toEqual(['admin']);
  });

  it('sends headers that let nothing inline run and nothing load from elsewhere', async () => {
    const { headers, text } = await browser.get('/segments/new').expect(200);
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['cache-control']).toBe('no-store');
    expect(text).not.toMatch(/<script(?![^>]*src="\/assets\/)[^>]*>|(?:src|href)="(?:https?:)?\/\//);
  });

  it('answers a form that is cut off with a sentence, not as a defect', async () => {
    const answer = await browser
      .post('/contacts/imports')
      .set('x-csrf-token', csrf)
      .set('content-type', 'multipart/form-data; boundary=x')
      .send('--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nemail');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('The upload could not be read.');
  });

  it('answers a form that is too large, and a file that is no form, with a sentence', async () => {
    const large = await browser
      .post('/account')
      .type('form')
      .send(`_csrf=${csrf}&name=${'a'.repeat(3_000_000)}`);
    expect(large.status).toBe(413);
    expect(large.text).toContain('too much at once');
  });

  it('refuses an upload that says that it is larger than any may be before it reads it', async () => {
    const sid = String((await signIn(request.agent(portal.app), staff.email)).headers['set-cookie']).split(';')[0];
    const server = createServer(portal.app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const sent = httpRequest({
      port: (server.address() as AddressInfo).port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/contacts/imports/preview',
      headers: {
        cookie: sid,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': 300 * 1024 * 1024,
      },
    });
    sent.on('error', () => undefined).flushHeaders();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(422);
    sent.destroy();
    server.close();
    server.closeAllConnections();
  });

  it('says whether it lives and whether its database answers', async () => {
    await browser.get('/healthz').expect(200, { alive: true });
    const { body } = await browser.get('/readyz').expect(200);
    expect(Date.parse((body as { databaseTime: string }).databaseTime)).not.toBeNaN();
  });
});
