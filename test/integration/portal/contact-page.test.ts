import { aSentCampaign, aTeam, portalWorld, signedIn } from '../../support/portal-world.ts';

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
});
