import { noNetwork } from '../../../support/no-network.ts';
import {
  approve,
  aReadyDraft,
  aTeam,
  type Browser,
  portalWorld,
  postFrom,
  signedIn,
  someContacts,
  type Team,
} from '../../../support/portal-world.ts';

let world: Awaited<ReturnType<typeof portalWorld>>;
let team: Team;
let itReviewer: Browser;
let id: string;

beforeAll(async () => {
  world = await portalWorld({}, noNetwork);
  team = await aTeam(world.core);
  await someContacts(world.core, team.marketer.actor, 4);
  itReviewer = await signedIn(world.app, team.it.staff.email);
});
afterAll(() => world.close());

beforeEach(async () => {
  ({ id } = await aReadyDraft(world.core, team.marketer.actor));
  await world.core.campaigns.submit(team.marketer.actor, id);
});

const cycle = async () => {
  const found = await world.core.approvals.current(id);
  if (found === undefined) throw new Error('nothing is in review');
  return found;
};
const post = (path: string, fields: Record<string, string>, page = `/campaigns/${id}`) =>
  postFrom(itReviewer, page, `/campaigns/${id}/${path}`, fields);

describe('a reviewer who does not decide now', () => {
  test('delegates a lane from the page of reviews to somebody who then may decide', async () => {
    const page = (await itReviewer.get('/reviews').expect(200)).text;
    expect(page).toContain(`name="to-${id}-it"`);
    const to = team.manager.staff.id;
    expect(page).toContain(`value="${to}"`);

    const done = await post('delegate', { cycle: '1', lane: 'it', [`to-${id}-it`]: to }, '/reviews');
    expect(done.status).toBe(303);
    expect((await cycle()).delegations).toMatchObject([{ lane: 'it', from: team.it.staff.id, to }]);
    expect(await world.core.approvals.lanesOf(to, await cycle())).toContain('it');
    const thread = (await itReviewer.get(`/campaigns/${id}`)).text;
    expect(thread).toContain(`${team.it.staff.name} asked ${team.manager.staff.name} to decide · IT`);
    expect(await world.core.campaigns.thread(id)).toContainEqual(
      expect.objectContaining({ kind: 'delegated', actor: team.it.staff.id, surface: 'portal' }),
    );
  });

  test('is told beside the field that the author cannot be the delegate, and offered nobody who cannot', async () => {
    const author = team.marketer.staff.id;
    expect((await itReviewer.get(`/campaigns/${id}`)).text).not.toContain(`<option value="${author}"`);
    const refused = await post('delegate', { cycle: '1', lane: 'it', [`to-${id}-it`]: author });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.text).toContain('id="f-to-error"');
    expect((await cycle()).delegations).toEqual([]);
  });

  test('is reminded at a time in working hours', async () => {
    expect((await post('remind-later', { cycle: '1', choice: 'morning' })).status).toBe(303);
    const [morning] = (await world.core.approvals.laterChoices()).filter((choice) => choice.id === 'morning');
    expect((await cycle()).remindLater).toEqual([{ staffId: team.it.staff.id, at: morning?.at }]);
    expect((await itReviewer.get(`/campaigns/${id}`)).text).toContain('Choosing again is safe');

    expect((await post('remind-later', { cycle: '99', choice: 'morning' })).status).toBe(303);
    expect((await itReviewer.get(`/campaigns/${id}`)).text).toContain('No reminder was set; trying again is safe.');
  });
});

describe('a decision on the page', () => {
  test('leads to the mail that was decided on, in a frame of its own, and to no other mail', async () => {
    await approve(world.core, team.marketing.actor, id, 'marketing');
    const { snapshot } = (await cycle()).decisions[0] ?? {};
    const address = `/campaigns/${id}/snapshot/${snapshot}`;
    expect((await itReviewer.get(`/campaigns/${id}`)).text).toContain(`href="${address}"`);

    const mail = await itReviewer.get(address).expect(200);
    expect(mail.headers['content-security-policy']).toContain('sandbox');
    const campaign = await world.core.campaigns.byId(id);
    expect(mail.text).toContain(campaign?.content.subject);

    const other = await aReadyDraft(world.core, team.marketer.actor);
    await itReviewer.get(`/campaigns/${other.id}/snapshot/${snapshot}`).expect(404);
  });
});
