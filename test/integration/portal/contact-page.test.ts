import { systemActor } from '../../../core/people/staff.ts';
import { aStaff } from '../../support/builders.ts';
import { aSentCampaign, aTeam, csrfOf, portalWorld, signedIn } from '../../support/portal-world.ts';

type World = Awaited<ReturnType<typeof portalWorld>>;

describe('the page of a contact', () => {
  let world: World;
  beforeAll(async () => {
    world = await portalWorld();
  });
  afterAll(() => world.close());

  it('shows what was sent to the person, what they did, and why others got nothing', async () => {
    const { core, app } = world;
    const team = await aTeam(core);
    const { id, mails } = await aSentCampaign(core, team);
    const address = mails[0]?.address ?? '';
    const contact = await core.contacts.byAddress(address);
    const browser = await signedIn(app, team.marketer.staff.email);

    const page = await browser.get(`/contacts/${contact?.id}`).expect(200);
    expect(page.text).toContain('Spring open house');
    expect(page.text).toContain(`href="/campaigns/${id}"`);
    expect(page.text).toContain('Submitted');

    const pixel = /\/t\/o\/[^"\s]+/.exec(mails[0]?.html ?? '')?.[0] ?? '';
    await browser.get(pixel).expect(200);
    await browser.get(`/contacts/${contact?.id}`).expect(/Opened/);

    // Somebody without consent has a place too, with the reason.
    const without = (await core.contacts.search({ query: 'person2@' })).contacts[0];
    await browser
      .get(`/contacts/${without?.id}`)
      .expect(200)
      .expect(/No consent/);
  });

  it('suppresses an address for good, and says so', async () => {
    const { core, app } = world;
    const { contacts } = await core.contacts.search({ query: 'person1@' });
    const { marketer } = await aTeam(core);
    const browser = await signedIn(app, marketer.staff.email);
    const page = await browser.get(`/contacts/${contacts[0]?.id}`).expect(200);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    await browser.post(`/contacts/${contacts[0]?.id}/suppress`).type('form').send({ _csrf: csrf }).expect(303);
    await browser.get(`/contacts/${contacts[0]?.id}`).expect(/this address gets no mail/);
    expect((await core.contacts.suppressionOf(contacts[0]?.address ?? ''))?.reason).toBe('manual');
  });

  it.each(['en', 'ko'] as const)(
    'keeps topics under Settings, and shows what a contact said and did (%s)',
    async (lang) => {
      const { core, app } = world;
      const { staff } = await aStaff(core, ['admin'], { lang });
      const browser = await signedIn(app, staff.email);
      const csrf = csrfOf((await browser.get('/settings/topics').expect(200)).text);
      const send = (path: string, fields: object) =>
        browser
          .post(path)
          .type('form')
          .send({ _csrf: csrf, ...fields });
      const wrong = await send('/settings/topics', { 'name.en': `Tea ${lang}`, 'name.ko': '' });
      expect(wrong.status).toBe(422);
      expect(wrong.text).toMatch(/id="f-name-ko-error"/);
      expect(wrong.text).toContain(`value="Tea ${lang}"`);
      await send('/settings/topics', { 'name.en': `Tea ${lang}`, 'name.ko': `차 ${lang}` }).expect(303);
      await send('/settings/topics/none', { 'name.en': 'x', 'name.ko': 'x' }).expect(404);

      await core.contacts.upsert(systemActor('test'), [{ address: `tea-${lang}@example.test` }]);
      const contact = await core.contacts.byAddress(`tea-${lang}@example.test`);
      const id = contact?.id ?? '';
      await core.events.record([
        { name: 'Brewed', at: '2026-11-01T00:00:00Z', contact: { address: contact?.address }, properties: { cups: 3 } },
      ]);
      await core.consents.choose(id, [`Tea_${lang}`], { network: '192.0.2.7', lang });
      await send(`/contacts/${id}/ask`, {}).expect(303);
      const page = (await browser.get(`/contacts/${id}`).expect(200)).text;
      for (const shown of lang === 'ko'
        ? ['차 ko', '확인 요청', '1회, 마지막']
        : ['Tea en', 'Asked to confirm', '1×, last']) {
        expect(page).toContain(shown);
      }
      expect(page).toContain('192.0.2.7');
      expect(page).toContain('cups: 3');
      await send(`/settings/topics/Tea_${lang}`, { 'name.en': 'Tea', 'name.ko': '차', archived: 'yes' }).expect(303);
      expect((await core.consents.topics()).find((topic) => topic.id === `Tea_${lang}`)?.archived).toBe(true);
    },
  );

  it.each(['en', 'ko'] as const)(
    'tags a contact and merges it with another one after showing both (%s)',
    async (lang) => {
      const { core, app } = world;
      const { staff } = await aStaff(core, ['marketer'], { lang });
      const browser = await signedIn(app, staff.email);
      const made = await core.contacts.upsert(systemActor('test'), [
        { address: `kim-${lang}@example.test` },
        { externalId: `till-${lang}` },
      ]);
      const [kept = '', gone = ''] = made.contacts.map(({ id }) => id);
      const csrf = csrfOf((await browser.get(`/contacts/${kept}`).expect(200)).text);
      const send = (path: string, fields: object) =>
        browser
          .post(path)
          .type('form')
          .send({ _csrf: csrf, ...fields });
      await send(`/contacts/${kept}/tags`, { tag: `vip ${lang}` }).expect(303);
      const wrong = await send(`/contacts/${kept}/tags`, { tag: 'a,b' });
      expect(wrong.status).toBe(422);
      expect(wrong.text).toMatch(/id="f-tag-error"/);
      expect(wrong.text).toContain('value="a,b"');
      expect((await browser.get(`/contacts?q=tag:vip%20${lang}`).expect(200)).text).toContain(
        `kim-${lang}@example.test`,
      );

      const nobody = await send(`/contacts/${kept}/merge`, { other: 'nobody' });
      expect(nobody.status).toBe(422);
      expect(nobody.text).toMatch(/id="f-other-error"/);
      expect(nobody.text).toContain('value="nobody"');
      const look = await send(`/contacts/${kept}/merge`, { other: `till-${lang}` }).expect(303);
      const both = await browser.get(look.headers.location ?? '').expect(200);
      expect(both.text).toContain(lang === 'ko' ? '되돌릴 수 없습니다' : 'cannot be undone');
      expect((await core.contacts.byId(gone))?.id).toBe(gone);
      await send(`/contacts/${kept}/merge`, { other: gone, do: 'merge' }).expect(303);
      await browser.get(`/contacts/${gone}`).expect(303).expect('location', `/contacts/${kept}`);
      await send(`/contacts/${kept}/tags`, { remove: `vip ${lang}` }).expect(303);
      expect((await core.contacts.byId(kept))?.tags).toBeUndefined();
    },
  );
});
