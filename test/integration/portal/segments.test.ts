import { staffActor } from '../../../core/people/people-service.ts';
import type { Actor, Staff } from '../../../core/people/staff.ts';
import type { Rule } from '../../../core/segments/rule.ts';
import { aReadyDraft, someContacts } from '../../support/portal-world.ts';
import { type Browser, signedInAs, type TestPortal, withTestPortal } from './portal.ts';

describe('segments in the portal', () => {
  let portal: TestPortal;
  let browser: Browser;
  let csrf: string;
  let staff: Staff;
  let actor: Actor;
  let addresses: string[];
  beforeAll(async () => {
    portal = await withTestPortal();
    ({ browser, csrf, staff } = await signedInAs(portal, ['admin']));
    actor = staffActor(staff, 'cli');
    await someContacts(portal.core, actor, 3);
    const { contacts } = await portal.core.contacts.search({});
    addresses = contacts.flatMap(({ address }) => address ?? []);
  });
  afterAll(() => portal.close());

  const post = (path: string, fields: Record<string, string | string[]>) =>
    browser
      .post(path)
      .type('form')
      .send({ _csrf: csrf, ...fields });
  const known: Rule = { kind: 'address', op: 'known' };
  const pathOf = (answer: { headers: Record<string, string> }): string => answer.headers.location ?? '';

  it('makes a static list of what was typed and of a file, and says who is no contact', async () => {
    const [first = '', second = ''] = addresses;
    const answer = await browser
      .post('/segments/lists/new')
      .field('_csrf', csrf)
      .field('name', 'Guests')
      .field('entries', first)
      .attach('file', Buffer.from(`Name,E-mail\nBo,${second}\nDi,nobody@example.test\n`), 'guests.csv');
    expect(answer.status).toBe(303);
    const page = await browser.get(pathOf(answer)).expect(200);
    expect(page.text).toContain('2 added, 0 were on the list before. No contact was found for 1: nobody@example.test.');
    expect(page.text).toContain('Static list');
    const taken = await post(`${pathOf(answer)}/people`, { entries: first, do: 'take' }).expect(303);
    expect((await browser.get(pathOf(taken))).text).toContain('1 taken out.');
    const wrong = await post(`${pathOf(answer)}/people`, { entries: ' ', do: 'add' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toMatch(/id="f-entries-error"/);
    const edit = await browser.get(`${pathOf(answer)}/edit`).expect(200);
    expect(edit.text).not.toContain('rule-editor');
  });

  it('duplicates, saves as a list, and keeps a name that was taken', async () => {
    const { id } = await portal.core.segments.create(actor, { name: 'Reachable', rule: known });
    const form = await browser.get(`/segments/${id}/copy?kind=snapshot`).expect(200);
    expect(form.text).toMatch(/value="Reachable, [^"]+"/);
    const taken = await post(`/segments/${id}/copy`, { kind: 'snapshot', name: 'reachable' });
    expect(taken.status).toBe(409);
    expect(taken.text).toMatch(/value="reachable"/);
    expect(taken.text).toMatch(/id="f-name-error"/);
    const made = await post(`/segments/${id}/copy`, { kind: 'snapshot', name: 'Reachable then' }).expect(303);
    expect((await browser.get(pathOf(made))).text).toContain('Static list');
    const twin = await post(`/segments/${id}/copy`, { kind: 'duplicate', name: 'Reachable too' }).expect(303);
    expect((await browser.get(pathOf(twin))).text).not.toContain('Static list');
  });

  it('deletes only what nobody uses, and links to who does', async () => {
    const { core } = portal;
    const draft = await aReadyDraft(core, actor);
    const id = draft.audience.segmentId ?? '';
    const page = await browser.get(`/segments/${id}`).expect(200);
    expect(page.text).toContain(`href="/campaigns/${draft.id}"`);
    expect(page.text).not.toContain(`/segments/${id}/delete`);
    const refused = await post(`/segments/${id}/delete`, {}).expect(303);
    expect((await browser.get(pathOf(refused))).text).toContain(draft.name);
    expect(await core.segments.byId(id)).toBeDefined();
    await core.campaigns.cancel(actor, draft.id);
    await post(`/segments/${id}/delete`, {}).expect(303);
    expect(await core.segments.byId(id)).toBeUndefined();
    await browser.get(`/segments/${id}`).expect(404);
  });

  it('lists whom a campaign with several segments means, from each number on its page', async () => {
    const { core } = portal;
    const [first = '', second = ''] = addresses;
    const lists = await Promise.all(
      ['One', 'Two', 'Not they'].map((name) => core.segments.createList(actor, { name: `${name} of several` })),
    );
    const [one, two, except] = lists.map(({ id }) => id) as [string, string, string];
    await core.segments.addToList(actor, one, { entries: first });
    await core.segments.addToList(actor, two, { entries: `${first}\n${second}` });
    await core.segments.addToList(actor, except, { entries: second });
    const draft = await aReadyDraft(core, actor);
    await core.campaigns.edit(actor, draft.id, {
      revision: draft.revision,
      audience: { segmentId: one, alsoIds: [two], exceptIds: [except] },
    });
    const page = await browser.get(`/campaigns/${draft.id}`).expect(200);
    const together = `/segments/together?in=${one}&in=${two}&not=${except}`;
    expect(page.text.replaceAll('&amp;', '&')).toContain(`href="${together}"`);
    expect(page.text.replaceAll('&amp;', '&')).toContain(`href="${together}&only=eligible"`);
    const listed = await browser.get(together).expect(200);
    expect(listed.text).toContain(`title="${first}"`);
    expect(listed.text).not.toContain(`title="${second}"`);
    await browser.get('/segments/together?in=none').expect(422);
    await browser.get('/segments/together').expect(404);
  });

  it('shows every version with what changed, and who saved it', async () => {
    const { core } = portal;
    const { id } = await core.segments.create(actor, { name: 'Changing', rule: known });
    const rule = { kind: 'all', rules: [known, { kind: 'consent', op: 'is', value: 'granted' }] };
    await core.segments.update(actor, id, { name: 'Changing', rule, version: 1 });
    const { text } = await browser.get(`/segments/${id}/versions`).expect(200);
    expect(text).toContain('Added: consent is granted');
    expect(text).toContain('The first version.');
    expect(text).toContain(staff.name);
  });

  it('offers consent, other segments and their names in the editor, never the segment itself', async () => {
    const { core } = portal;
    const other = await core.segments.create(actor, { name: 'The others', rule: known });
    const mine = await core.segments.create(actor, {
      name: 'Mine alone',
      rule: { kind: 'not', rule: { kind: 'segment', op: 'in', segment: other.id } },
    });
    const { text } = await browser.get(`/segments/${mine.id}/edit`).expect(200);
    expect(text).toContain('At most 200 conditions, groups up to 8 deep');
    expect((await browser.get(`/segments/${mine.id}`)).text).toMatch(/counted in \d+ ms/);
    expect(text).toContain(`<option value="${other.id}" selected>`);
    expect(text).not.toContain(`<option value="${mine.id}"`);
    const circle = {
      name: 'The others',
      version: '1',
      self: other.id,
      node: ['n2:n1:c'],
      'n1.mode': 'all',
      'n2.attribute': ':segment',
      'n2.op': 'in_segment',
      'n2.value': mine.id,
    };
    const refused = await post(`/segments/${other.id}`, circle);
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/id="f-n2-error">[^<]*The others → Mine alone → The others/);
    const tooMany = Array.from({ length: 201 }, (_, i) => `n${i + 2}:n1:c`);
    const empty = Object.fromEntries(
      tooMany.flatMap((_, i) => [
        [`n${i + 2}.attribute`, ':address'],
        [`n${i + 2}.op`, 'known'],
      ]),
    );
    const long = await post(`/segments/${other.id}`, { name: 'x', version: '1', node: tooMany, ...empty });
    expect(long.text).toMatch(/id="f-n1-error">A rule may have at most 200 conditions/);
    const examples = await post('/segments/draft/examples', { ...circle, 'n2.value': other.id }).expect(200);
    expect(examples.text).toContain(addresses[0]);
    const panel = await post('/segments/draft/count', { ...circle, 'n2.value': other.id }).expect(200);
    expect(panel.text).toContain('In the segment “The others”');
  });

  it('asks for what contacts did, in a row that reads as a sentence, and begins with rules of recency, frequency and money', async () => {
    const [buyer = ''] = addresses;
    const bought = (days: number, amount: number) => ({
      name: '구매',
      at: new Date(Date.now() - days * 86_400_000).toISOString(),
      contact: { address: buyer },
      properties: { 금액: amount, 종류: 'shoes' },
    });
    await portal.core.events.record([bought(3, 20), bought(40, 30), bought(50, 40), bought(60, 50)]);
    const row = {
      node: ['n2:n1:c'],
      'n1.mode': 'all',
      'n2.attribute': ':event:구매',
      'n2.op': 'did',
      'n2.value': '1',
      'n2.window': 'last',
      'n2.span': '30',
      'n2.unit': 'day',
      'n2.filters': '1',
      'n2.w0.property': '금액',
      'n2.w0.op': 'gte',
      'n2.w0.value': '20',
    };
    const grown = await post('/segments/draft/rule', { ...row, do: 'where:n2' }).expect(200);
    expect(grown.text).toMatch(/id="n2-w1-property"[^>]*data-focus/);
    const panel = await post('/segments/draft/count', row).expect(200);
    expect(panel.text).toContain('Did “구매” in the last 30 days, where 금액 is at least 20');
    expect(panel.text).toMatch(/Matching[\s\S]{0,200}>1</);
    const none = await post('/segments/draft/count', { ...row, 'n2.w0.value': '21' }).expect(200);
    expect(none.text).toMatch(/Matching[\s\S]{0,200}>0</);
    const wrong = await post('/segments', { ...row, name: 'Buyers', 'n2.w0.value': 'much' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toMatch(/id="f-n2-error">Give a value that fits the property/);
    const saved = await post('/segments', { ...row, name: 'Buyers' }).expect(303);
    expect((await browser.get(`${pathOf(saved)}/edit`)).text).toMatch(/id="n2-w0-value"[^>]*value="20"/);

    const start = await browser.get('/segments/new').expect(200);
    expect(start.text).toContain('starter=champions');
    const champions = await browser.get('/segments/new?event=구매&starter=champions').expect(200);
    expect(champions.text).toContain('Champions: lately, often and much');
    expect(champions.text).toMatch(/id="n4-value"[^>]*value="140"/);
    const korean = await signedInAs(portal, ['marketer'], { lang: 'ko' });
    const page = await korean.browser.get('/segments/new?event=구매&starter=at_risk').expect(200);
    expect(page.text).toContain('이탈 위험');
    expect(page.text).toContain('최근 50건을 계산합니다');
  });
});
