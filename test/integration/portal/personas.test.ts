import { staffActor } from '../../../core/people/people-service.ts';
import type { Actor } from '../../../core/people/staff.ts';
import { someContacts } from '../../support/portal-world.ts';
import { type Browser, signedInAs, type TestPortal, withTestPortal } from './portal.ts';

/** One pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

describe('personas, and what is done with many contacts, in the portal', () => {
  let portal: TestPortal;
  let browser: Browser;
  let csrf: string;
  let actor: Actor;
  let segmentId: string;
  beforeAll(async () => {
    portal = await withTestPortal();
    const admin = await signedInAs(portal, ['admin']);
    ({ browser, csrf } = admin);
    actor = staffActor(admin.staff, 'cli');
    await someContacts(portal.core, actor, 3);
    const rule = { kind: 'address', op: 'known' };
    segmentId = (await portal.core.segments.create(actor, { name: 'Reachable', rule })).id;
  });
  afterAll(() => portal.close());

  const pathOf = (answer: { headers: Record<string, string> }): string => answer.headers.location ?? '';
  const post = (path: string, fields: Record<string, string>) =>
    browser
      .post(path)
      .type('form')
      .send({ _csrf: csrf, ...fields });

  it('are made with a picture, keep what was typed when refused, and show size, trend and insights', async () => {
    const { core } = portal;
    const refused = await browser
      .post('/personas')
      .field('_csrf', csrf)
      .field('name', '')
      .field('segmentId', segmentId)
      .field('needs', 'A quiet room')
      .attach('file', PICTURE, 'face.png');
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/id="f-name-error"/);
    expect(refused.text).toContain('A quiet room');
    // The picture that came with it is kept.
    const pictureId = /name="pictureId" value="([^"]+)"/.exec(refused.text)?.[1] ?? '';
    await browser.get(`/pictures/${pictureId}`).expect(200);
    const wrong = await browser
      .post('/personas')
      .field('_csrf', csrf)
      .field('name', 'Regulars')
      .attach('file', Buffer.from('no picture'), 'face.png');
    expect(wrong.text).toMatch(/id="f-file-error"/);

    const fields = {
      name: 'Regulars',
      segmentId,
      needs: 'A quiet room\nLate check-out',
      words: '“조용해요”\n"Nice" and "quiet"',
      pictureId,
    };
    const path = pathOf(await post('/personas', fields).expect(303));
    const { insight } = await core.insights.share(actor, { text: 'They ask for late check-out', persona: 'regulars' });
    await core.follows.compare(segmentId);
    const page = await browser.get(path).expect(200);
    expect(page.text).toContain(`<img class="persona-face large" src="/pictures/${pictureId}"`);
    expect(page.text).toContain('Late check-out');
    expect(page.text).toContain('<q>조용해요</q>');
    expect(page.text).toContain('<q>&quot;Nice&quot; and &quot;quiet&quot;</q>');
    expect(page.text).toContain(`href="/insights/${insight.id}"`);
    expect(page.text).toContain(`href="/segments/${segmentId}/contacts?only=eligible"`);
    expect(page.text).toMatch(/<svg/);
    const list = await browser.get('/personas').expect(200);
    expect(list.text).toMatch(new RegExp(`href="/segments/${segmentId}/contacts"><span class="num">3</span>`));
    expect((await browser.get(`/segments/${segmentId}`)).text).toContain(`href="${path}"`);

    const stale = await post(path, { ...fields, name: 'Mine', revision: '7' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Somebody saved this persona meanwhile');
    expect(stale.text).toContain('value="Mine"');
    await post(path, { ...fields, name: 'Mine', revision: '1' }).expect(303);
    expect((await browser.get(path)).text).toContain('Mine');
  });

  it('are chosen for an insight, by its author and by triage, and insights are listed by them', async () => {
    const { core } = portal;
    const persona = await core.personas.create(actor, { name: '출장객', segmentId });
    const form = await browser.get(`/insights/new?persona=${persona.id}`).expect(200);
    expect(form.text).toContain(`<option value="${persona.id}" selected>출장객</option>`);
    const made = await post('/insights', { text: 'A desk in the room, please', persona: persona.id }).expect(303);
    const other = await post('/insights', { text: 'The shuttle bus is always late' }).expect(303);
    const id = pathOf(other).split('/').at(-1) ?? '';
    await post(`/insights/${id}/link`, { kind: 'persona', personaId: persona.id }).expect(303);
    const listed = await browser.get(`/insights?about=${persona.id}`).expect(200);
    for (const path of [pathOf(made), `/insights/${id}`]) expect(listed.text).toContain(`href="${path}"`);
    expect(listed.text).not.toContain('late check-out');
    // Its author takes back what the author said, and triage stays.
    await post(pathOf(made), { text: 'A desk in the room, please', persona: '', revision: '1' }).expect(303);
    const left = await core.insights.list({ linkedTo: persona.id });
    expect(left.map((one) => one.id)).toEqual([id]);
    const unknown = await post('/insights', { text: 'Somebody unknown to us said so', persona: 'nobody' });
    expect(unknown.status).toBe(422);
    expect(unknown.text).toMatch(/id="f-persona-error"/);
  });

  it('are read by an employee, without links to what an employee may not see', async () => {
    const [persona] = await portal.core.personas.list();
    const { browser: reader } = await signedInAs(portal, ['employee'], { lang: 'ko' });
    const page = await reader.get(`/personas/${persona?.id}`).expect(200);
    expect(page.text).toContain('이들이 쓰는 말');
    expect(page.text).not.toContain('href="/segments');
    await reader.get(`/personas/${persona?.id}/edit`).expect(403);
  });

  it('puts a tag on everybody in a segment or a search, shows how far it is, and undoes it', async () => {
    const { core } = portal;
    expect((await browser.get('/contacts?q=person0')).text).toContain('href="/contacts/tags/new?q=person0"');
    expect((await browser.get(`/segments/${segmentId}`)).text).toContain(`/contacts/tags/new?segment=${segmentId}`);
    const form = await browser.get(`/contacts/tags/new?segment=${segmentId}`).expect(200);
    expect(form.text).toContain('Reachable');
    const refused = await post('/contacts/tags', { segment: segmentId, tag: 'a,b', way: 'add' });
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/value="a,b"/);
    expect(refused.text).toMatch(/id="f-tag-error"/);
    const path = pathOf(await post('/contacts/tags', { segment: segmentId, tag: 'vip', way: 'add' }).expect(303));
    expect((await browser.get(path).expect(200)).text).toContain(`hx-get="${path}/progress"`);
    await core.tagRuns.runDue();
    const done = await browser.get(`${path}/progress`).expect(200);
    expect(done.text).toContain(`action="${path}/undo"`);
    expect(done.text).not.toContain('hx-get');
    expect((await core.contacts.search({ query: 'tag:vip' })).total).toBeGreaterThan(2);
    await post(`${path}/undo`, {}).expect(303);
    await core.tagRuns.runDue();
    expect((await core.contacts.search({ query: 'tag:vip' })).total).toBe(0);
    expect((await browser.get('/contacts/tags')).text).toContain('Undone');
    expect((await browser.get(path)).text).not.toMatch(/of \d+ contacts/);
  });

  it('suppresses the addresses of a file, names the rows that it refuses, and asks for a file', async () => {
    const send = () => browser.post('/contacts/suppressions/import').field('_csrf', csrf).field('reason', 'complained');
    const none = await send();
    expect(none.status).toBe(422);
    expect(none.text).toMatch(/id="f-file-error"/);
    const file = Buffer.from('email\nstop@example.test\nno address\n');
    await send().attach('file', file, 'stop.csv').expect(303);
    const page = await browser.get('/contacts/suppressions').expect(200);
    expect(page.text).toContain('1 suppressed, 0 were suppressed before, 1 rows refused. Row 3:');
    expect(await portal.core.contacts.suppressionOf('stop@example.test')).toMatchObject({ reason: 'complained' });
  });

  it('lists who entered and left a followed segment this week, each number by its list', async () => {
    const { core } = portal;
    const path = `/segments/${segmentId}`;
    const [contact] = (await core.contacts.search({})).contacts;
    await core.contacts.upsert(actor, [{ address: 'newcomer@example.test' }]);
    await post(`${path}/follow`, { do: 'compare' }).expect(303);
    const page = await browser.get(path).expect(200);
    expect(page.text).toMatch(new RegExp(`href="${path}/moves\\?way=entered"[^]*?\\+1`));
    const entered = await browser.get(`${path}/moves?way=entered`).expect(200);
    expect(entered.text).toContain('newcomer');
    expect(entered.text).not.toContain(`/contacts/${contact?.id}"`);
    const left = await browser.get(`${path}/moves?way=left`).expect(200);
    expect(left.text).toContain('Nobody.');
    const newcomer = await core.contacts.byAddress('newcomer@example.test');
    expect((await browser.get(`/contacts/${newcomer?.id}`)).text).toContain('Entered segment');
    const kept = await post(`${path}/follow`, { do: 'stop' }).expect(303);
    expect((await browser.get(pathOf(kept))).text).toContain('Personas show the trend of this segment');
  });
});
