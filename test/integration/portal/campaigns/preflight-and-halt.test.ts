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
let marketingReviewer: Browser;
let status = 404;

beforeAll(async () => {
  world = await portalWorld(
    { SEND_BATCH_SIZE: '2' },
    {
      sendTiming: { checkEveryMs: 50, retryMs: 50 },
      probe: {
        probe: async (url) => ({ kind: 'answered', status, hops: [url], tls: 'TLSv1.3', ms: 5, bytes: 10 }),
      },
      lookup: noNetwork.lookup,
    },
  );
  team = await aTeam(world.core);
  await someContacts(world.core, team.marketer.actor, 4);
  itReviewer = await signedIn(world.app, team.it.staff.email);
  marketingReviewer = await signedIn(world.app, team.marketing.staff.email);
});
afterAll(() => world.close());

/** In review, with one link that answers as `status` says. */
const submitted = async (): Promise<string> => {
  const { core } = world;
  const { id, revision, content } = await aReadyDraft(core, team.marketer.actor);
  if (content.body.kind !== 'blocks') throw new Error('the starter is not made of blocks');
  const blocks = [...content.body.blocks, { kind: 'button', label: 'Shop', href: 'https://shop.kr/spring' }];
  await core.campaigns.edit(team.marketer.actor, id, { revision, content: { body: { kind: 'blocks', blocks } } });
  await core.campaigns.submit(team.marketer.actor, id);
  return id;
};
const database = () => world.core.sessionClient().db(world.env.TANDEM_DATABASE);
const stateOf = async (id: string) => (await world.core.campaigns.byId(id))?.state;
const redItem = async (id: string): Promise<string> => {
  const item = (await world.core.campaigns.preflight(id))?.blocking[0];
  if (item === undefined) throw new Error('nothing is red');
  return item.id;
};

describe('the preflight on a campaign’s page', () => {
  beforeEach(() => {
    status = 404;
  });

  test('while the checks run, the page says so and brings their result by itself', async () => {
    status = 200;
    const id = await submitted();
    await database().collection('preflight_reports').deleteMany({ campaignId: id });
    const page = await itReviewer.get(`/campaigns/${id}`).expect(200);
    expect(page.text).toMatch(/role="status" hx-get="\/campaigns\/C-\d+\/preflight" hx-trigger="load"/);
    expect(page.text).toContain('show here by themselves');
    const laneHash = (await world.core.approvals.current(id))?.laneHashes.it ?? '';
    const early = await postFrom(itReviewer, `/campaigns/${id}`, `/campaigns/${id}/decide`, {
      cycle: '1',
      lane: 'it',
      laneHash,
      kind: 'approve',
      comment: 'Seen',
    });
    expect(early.status).toBe(409);
    expect(early.text).toMatch(/is not finished[\s\S]*Trying again is safe\./);
    expect(early.text).toContain('>Seen</textarea>');
    const { text } = await itReviewer.get(`/campaigns/${id}/preflight`).set('hx-request', 'true').expect(200);
    expect(text).toMatch(/^<section class="card" id="preflight">/);
    expect(text).toContain('Nothing stands in the way of IT’s key.');
    expect(text).not.toContain('hx-get');
    await itReviewer.get('/campaigns/C-999/preflight').expect(404);
  });

  test('a dead link keeps IT’s key away, until it is waived with a reason and an expiry', async () => {
    const id = await submitted();
    const page = `/campaigns/${id}`;
    expect((await itReviewer.get(page).expect(200)).text).toContain('IT’s key is refused: 1 red');
    await expect(approve(world.core, team.it.actor, id, 'it')).rejects.toThrow();

    const itemId = await redItem(id);
    const open = await postFrom(itReviewer, page, `${page}/waive`, {
      itemId,
      [`reason-${itemId}`]: 'Goes live at noon',
    });
    expect(open.status).toBe(422);
    expect(open.text).toContain('value="Goes live at noon"');
    expect(open.text).toMatch(/id="f-until-error"/);

    const done = await postFrom(itReviewer, page, `${page}/waive`, {
      itemId,
      [`reason-${itemId}`]: 'Goes live at noon',
      [`days-${itemId}`]: '7',
    });
    expect(done.status).toBe(303);
    const after = (await itReviewer.get(page).expect(200)).text;
    expect(after).toContain(`Waived by ${team.it.staff.name}: Goes live at noon`);
    expect(after).toContain('Nothing stands in the way');
    expect(after).toMatch(/Red 0<[\s\S]*Waived 1</);
    expect(after).toContain('Check again');
    await approve(world.core, team.it.actor, id, 'it');
    await world.core.campaigns.cancel(team.marketer.actor, id);
    expect((await itReviewer.get(page)).text).not.toContain('Check again');
  });

  test('a link that was mended is green after another check', async () => {
    const id = await submitted();
    status = 200;
    expect((await postFrom(itReviewer, `/campaigns/${id}`, `/campaigns/${id}/check-again`)).status).toBe(303);
    expect((await itReviewer.get(`/campaigns/${id}`)).text).toContain('Nothing stands in the way');
  });

  test('nobody but IT is offered a waiver, and none is taken from others', async () => {
    const id = await submitted();
    expect((await marketingReviewer.get(`/campaigns/${id}`)).text).not.toContain('Waive this item');
    const refused = await postFrom(marketingReviewer, `/campaigns/${id}`, `/campaigns/${id}/waive`, { itemId: 'x' });
    expect(refused.status).toBe(403);
  });

  test('a reviewer’s look is in the audit log, once for one content', async () => {
    const id = await submitted();
    await itReviewer.get(`/campaigns/${id}`).expect(200);
    await itReviewer.get(`/campaigns/${id}`).expect(200);
    const looks = (await world.core.audit.list({ subject: id, limit: 100 })).filter(
      ({ actor, action }) => actor === team.it.staff.id && action.includes('view'),
    );
    expect(looks).toHaveLength(1);
  });
});

describe('a halt on a campaign’s page', () => {
  beforeEach(() => {
    status = 200;
  });

  test('needs a reason, and both keys of a review of its own to go on', async () => {
    const id = await submitted();
    const page = `/campaigns/${id}`;
    await approve(world.core, team.marketing.actor, id, 'marketing');
    await approve(world.core, team.it.actor, id, 'it');
    const silent = await postFrom(itReviewer, page, `${page}/halt`, { reason: ' ' });
    expect(silent.status).toBe(422);
    expect(silent.text).toMatch(/id="f-reason-error"/);
    expect(await stateOf(id)).toBe('scheduled');

    expect((await postFrom(itReviewer, page, `${page}/halt`, { reason: 'The shop is down' })).status).toBe(303);
    expect(await stateOf(id)).toBe('halted');
    const halted = (await itReviewer.get(page)).text;
    expect(halted).toContain('The shop is down');
    expect(halted).not.toContain(`action="${page}/resume"`);
    expect(halted).toContain('value="approve"');
    expect(halted).not.toContain('value="reject"');

    await approve(world.core, team.marketing.actor, id, 'marketing');
    expect(await stateOf(id)).toBe('halted');
    await approve(world.core, team.it.actor, id, 'it');
    expect(await stateOf(id)).toBe('scheduled');
  });

  test('refused for want of a reason and overtaken by a new state: a notice leads to the page, and no address is dead', async () => {
    const id = await submitted();
    const page = `/campaigns/${id}`;
    await approve(world.core, team.marketing.actor, id, 'marketing');
    const seen =
      /hx-get="([^"]+pulse[^"]+)"/.exec((await itReviewer.get(page)).text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const pulse = () => itReviewer.get(seen).set('hx-request', 'true');
    expect((await pulse()).status).toBe(204);
    // A key alone changes what is shown too.
    await approve(world.core, team.it.actor, id, 'it');
    expect((await pulse()).text).toContain('has changed since you opened');

    await world.core.campaigns.halt(team.it.actor, id, 'The shop is down');
    const moved = await itReviewer.get(`${page}/progress?state=scheduled`).set('hx-request', 'true').expect(200);
    expect(moved.headers['hx-refresh']).toBeUndefined();
    expect(moved.headers['hx-trigger']).toBe(`{"campaign-moved":{"path":"${page}"}}`);
    expect(moved.text).toMatch(new RegExp(`id="pulse"[^>]*hx-swap-oob="true"[^]*href="${page}"`));
    for (const verb of ['halt', 'decide', 'test', 'waive', 'delegate']) {
      expect((await itReviewer.get(`${page}/${verb}`)).headers.location).toBe(page);
    }
  });

  test('is not offered to a marketer', async () => {
    const id = await submitted();
    const marketer = await signedIn(world.app, team.marketer.staff.email);
    expect((await marketer.get(`/campaigns/${id}`)).text).not.toContain('Halt the campaign');
    expect((await postFrom(marketer, `/campaigns/${id}`, `/campaigns/${id}/halt`, { reason: 'no' })).status).toBe(403);
  });
});

describe('a send that needs a person, on its page', () => {
  beforeEach(() => {
    status = 200;
  });

  type Provider = (typeof world)['core']['provider'];
  /** Sends while the provider answers so, until that came of it. */
  const sendWith = async (over: Partial<Provider>, so: (id: string) => Promise<boolean>): Promise<string> => {
    const { core } = world;
    const id = await submitted();
    await approve(core, team.marketing.actor, id, 'marketing');
    await approve(core, team.it.actor, id, 'it');
    const { submit, evidence } = core.provider;
    Object.assign(core.provider, over);
    try {
      while (!(await so(id))) await core.deliveries.work();
    } finally {
      Object.assign(core.provider, { submit, evidence });
    }
    return id;
  };
  const sentNow = async (id: string): Promise<void> => {
    do await world.core.deliveries.work();
    while ((await world.core.deliveries.run(id))?.phase !== 'finished');
    expect(await world.core.deliveries.sum(id)).toMatchObject({
      closes: true,
      outcomes: { submitted: 3, no_consent: 1, needs_human: 0 },
    });
  };

  test('is asked whether mail was taken: one answer counts it, the other sends it once more, and each is taken once', async () => {
    const asked = (id: string) => world.core.deliveries.waitingForPerson(id);
    const id = await sendWith(
      {
        submit: async () => ({ kind: 'ambiguous', reason: 'the connection was reset' }),
        evidence: async () => ({ kind: 'none', conclusive: true }),
      },
      async (one) => (await asked(one)).length === 2,
    );
    const page = `/campaigns/${id}`;
    const marketer = await signedIn(world.app, team.marketer.staff.email);
    const shown = (await marketer.get(page)).text;
    for (const { id: part, messageId } of await asked(id)) {
      expect(shown).toContain(messageId);
      expect(shown.split(`value="${part}"`)).toHaveLength(3);
    }
    const manager = await signedIn(world.app, team.manager.staff.email);
    const [one, two] = await asked(id);
    expect((await manager.get(page)).text).not.toContain(`value="${one?.id}"`);
    const answer = (part: typeof one, evidence: string) =>
      postFrom(marketer, page, `${page}/asked`, { part: part?.id ?? '', evidence });
    expect((await answer(one, 'accepted')).status).toBe(303);
    expect((await answer(one, 'not_accepted')).status).toBe(303);
    expect((await marketer.get(page)).text).toContain('does not wait for a decision any more');
    await answer(two, 'not_accepted');
    expect(await asked(id)).toEqual([]);
    expect((await world.core.outbox.search({ campaignId: id, limit: 10 })).total).toBe(0);
    await sentNow(id);
    // Only those of whom it was said that they were not taken.
    expect((await world.core.outbox.search({ campaignId: id, limit: 10 })).total).toBe(two?.people);
  });

  test('is held where the provider takes nothing, says why, and goes on by a button', async () => {
    const id = await sendWith(
      { submit: async () => ({ kind: 'rejected', status: 401, reason: 'Forbidden' }) },
      async (one) => (await stateOf(one)) === 'held',
    );
    const page = `/campaigns/${id}`;
    const marketer = await signedIn(world.app, team.marketer.staff.email);
    const shown = (await marketer.get(page)).text;
    expect(shown).toContain('The provider refuses every request (401: Forbidden)');
    expect(shown).toContain(`action="${page}/resume"`);
    expect((await postFrom(marketer, page, `${page}/resume`)).status).toBe(303);
    await sentNow(id);
  });
});
