import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBot } from '../../../bot/create-bot.ts';
import { createLogger } from '../../../core/common/logger.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { eventually, openSlackRoom, type SlackRoom } from '../../support/slack-room.ts';

const TEST = systemActor('test');
const now = (): number => Math.floor(Date.now() / 1000);

describe('requests that are not Slack’s, or not meant for now', () => {
  let room: SlackRoom;
  beforeAll(async () => {
    room = await openSlackRoom();
    await room.ask('channel here');
  });
  afterAll(() => room.close());

  const command = (text: string, at?: number) =>
    room.slack.signedCommand(
      { text, userId: room.it.userId, channelId: 'C0CAMPAIGNS' },
      at === undefined ? undefined : { at },
    );

  test('a forged, an unsigned, a stale and a future signature are refused, and nothing happens', async () => {
    const campaign = await room.submitted();
    const good = command(`cancel ${campaign.id}`);
    const calls = room.slack.state.calls.length;
    const forged = { ...good, body: `${good.body}&more=1` };
    const wrongSecret = { ...good, headers: { ...good.headers, 'x-slack-signature': `v0=${'0'.repeat(64)}` } };
    const unsigned = { ...good, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const requests = [
      forged,
      wrongSecret,
      unsigned,
      command(`cancel ${campaign.id}`, now() - 400),
      command(`cancel ${campaign.id}`, now() + 400),
    ];
    const answers = [];
    for (const request of requests) answers.push((await room.slack.post(request)).status);
    expect(answers).toEqual([401, 401, 401, 401, 401]);
    expect((await room.core.campaigns.byId(campaign.id))?.state).toBe('in_review');
    expect(room.slack.state.calls.slice(calls).filter((call) => call.method === 'chat.postEphemeral')).toEqual([]);
  });

  test('a replayed decision has no second effect', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    const request = room.slack.signedInteraction(room.slack.actionPayload(card.ts, 'review.approve', room.it.userId));
    const before = room.slack.state.toldTo(room.it.userId).length;
    expect((await room.slack.post(request)).status).toBe(200);
    await room.answerTo(room.it.userId, before);
    expect((await room.slack.post(request)).status).toBe(401);
    expect((await room.core.campaigns.view(campaign.id))?.cycle?.decisions).toHaveLength(1);
  });

  test('a replay to another process of the bot has no second effect either', async () => {
    const other = createBot(room.core, createLogger('silent', 'other'));
    const server = createServer(other.app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as AddressInfo;
    const request = command('link');
    const before = room.slack.state.toldTo(room.it.userId).length;
    await room.slack.post(request);
    await room.answerTo(room.it.userId, before);
    const replay = await fetch(`http://127.0.0.1:${address.port}/slack/events`, { method: 'POST', ...request });
    expect(replay.status).toBe(200);
    await other.stop();
    await new Promise((resolve) => server.close(resolve));
    expect(room.slack.state.toldTo(room.it.userId)).toHaveLength(before + 1);
  });

  test('a body that is far too long is cut off', async () => {
    expect((await room.slack.post({ headers: {}, body: 'x'.repeat(600 * 1024) })).status).toBe(413);
  });

  test('a button whose value was tampered with is refused in words and changes nothing', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    const payload = room.slack.actionPayload(card.ts, 'review.approve', room.marketing.userId) as {
      actions: { value: string }[];
    };
    const values = [
      '{"subjectId":{"$gt":""},"cycle":1,"marketing":"aaaaaaaaaaaa","it":"aaaaaaaaaaaa","revision":1}',
      '{"subjectId":"C-1","cycle":"$ne","marketing":"aaaaaaaaaaaa","it":"aaaaaaaaaaaa","revision":1}',
      'not json',
      '[]',
    ];
    for (const value of values) {
      const before = room.slack.state.toldTo(room.marketing.userId).length;
      const action = { ...payload.actions[0], value };
      await room.slack.post(room.slack.signedInteraction({ ...payload, actions: [action] }));
      expect((await room.answerTo(room.marketing.userId, before)).text).toMatch(/could not read this button/);
    }
    expect((await room.core.campaigns.view(campaign.id))?.cycle?.decisions).toEqual([]);
  });

  test('a signed button turns no key with an account of another workspace, for another campaign, or of somebody else’s now', async () => {
    const [campaign, other] = [await room.submitted(), await room.submitted({ name: 'Autumn' })];
    const card = await room.cardOf(campaign.id);
    const payload = room.slack.actionPayload(card.ts, 'review.approve', room.it.userId) as {
      actions: { value: string }[];
      team: object;
    };
    const send = async (changed: object): Promise<string> => {
      const before = room.slack.state.toldTo(room.it.userId).length;
      await room.slack.post(room.slack.signedInteraction({ ...payload, ...changed }));
      return JSON.stringify(await room.answerTo(room.it.userId, before));
    };
    const value = JSON.parse(payload.actions[0]?.value ?? '{}') as object;
    const button = (change: object) => ({
      actions: [{ ...payload.actions[0], value: JSON.stringify({ ...value, ...change }) }],
    });
    expect(await send({ team: { id: 'T0ELSEWHERE', domain: 'elsewhere' } })).toContain('/link/');

    const { revision } = other;
    await room.core.campaigns.edit(room.author.actor, other.id, { revision, senderDomain: 'mail.other.example' });
    expect(await send(button({ subjectId: other.id }))).toContain('changed after this card');
    expect(await send(button({ cycle: 2 }))).toContain('changed after this card');

    const { people } = room.core;
    const account = { platform: 'slack', workspaceId: room.slack.teamId, userId: room.it.userId } as const;
    await people.unlink(room.it.actor, account);
    const link = (staffId: string) => people.linkIdentity(TEST, { ...account, displayName: 'IT', staffId });
    await link(room.author.staffId);
    expect(await send({})).toContain('wrote or edited');
    await people.unlink(room.author.actor, account);
    await link(room.it.staffId);
    for (const { id } of [campaign, other]) expect((await room.core.approvals.current(id))?.decisions).toEqual([]);
  });

  test('Slack’s check of the address is answered only when it is signed', async () => {
    const { signJson } = await import('../../../core/local/stand-ins/slack-signing.ts');
    const challenge = { type: 'url_verification', challenge: 'abc' };
    expect(await room.slack.post(signJson(room.slack.signingSecret, challenge))).toMatchObject({
      status: 200,
      body: { challenge: 'abc' },
    });
    expect((await room.slack.post(signJson('another', challenge))).status).toBe(401);
  });

  test('health and readiness are told, and an unknown path is none', async () => {
    expect((await fetch(`${room.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${room.url}/readyz`)).json()).toEqual({ ok: true });
    expect((await fetch(`${room.url}/admin`)).status).toBe(404);
  });
});

describe('a database that is slow', () => {
  const held: { until: Promise<void> } = { until: Promise.resolve() };
  let room: SlackRoom;
  beforeAll(async () => {
    room = await openSlackRoom({ held });
    await room.ask('channel here');
  });
  afterAll(() => room.close());

  test('commands, buttons and forms are acknowledged without waiting for it, and their answers follow', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    let answer = (): void => undefined;
    held.until = new Promise((resolve) => {
      answer = resolve;
    });
    const before = {
      it: room.slack.state.toldTo(room.it.userId).length,
      marketing: room.slack.state.toldTo(room.marketing.userId).length,
    };
    // Each is acknowledged while the database answers nothing.
    expect((await room.typed('list', room.it.userId)).status).toBe(200);
    const clicked = await room.slack.clickButton(card.ts, 'review.request_changes', room.marketing.userId);
    expect(clicked.status).toBe(200);
    const form = await eventually('an open form', () => room.slack.state.modals.at(-1));
    const sent = await room.slack.submitModal(form.id, { comment: 'Slow, but said' });
    expect({ status: sent.status, body: sent.body }).toEqual({ status: 200, body: '' });
    expect(room.slack.state.toldTo(room.it.userId)).toHaveLength(before.it);
    expect(room.slack.state.toldTo(room.marketing.userId)).toHaveLength(before.marketing);
    answer();
    expect((await room.answerTo(room.it.userId, before.it)).text).toBe('Campaigns');
    expect((await room.answerTo(room.marketing.userId, before.marketing)).text).toMatch(/request for changes/);
    expect((await room.core.campaigns.byId(campaign.id))?.state).toBe('draft');
  });
});

describe('Socket Mode', () => {
  let room: SlackRoom;
  beforeAll(async () => {
    room = await openSlackRoom({ socketMode: true });
    await eventually('a connection', () => room.slack.connections() > 0);
  });
  afterAll(() => room.close());

  test('a command, a decision and a form go over the socket, and the HTTP address is shut', async () => {
    await room.ask('channel here');
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    const before = room.slack.state.toldTo(room.marketing.userId).length;
    await room.slack.clickButton(card.ts, 'review.approve', room.marketing.userId);
    expect((await room.answerTo(room.marketing.userId, before)).text).toMatch(/is recorded/);
    await room.slack.clickButton(card.ts, 'review.request_changes', room.it.userId);
    const form = await eventually('an open form', () => room.slack.state.modals.at(-1));
    await room.slack.submitModal(form.id, { comment: 'Use the other domain' });
    await eventually(
      'the campaign back in draft',
      async () => (await room.core.campaigns.byId(campaign.id))?.state === 'draft',
    );
    expect((await fetch(`${room.url}/slack/events`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  test('a socket that was cut is opened again', async () => {
    room.slack.outage(true);
    await eventually('no connection', () => room.slack.connections() === 0);
    room.slack.outage(false);
    await eventually('a new connection', () => room.slack.connections() > 0, 20_000);
    expect(await room.ask('help')).toContain('/tandem list');
  });
});
