import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createTeamsApp } from '../../../bot/teams/create-teams-app.ts';
import type { TokenChange } from '../../../core/local/stand-ins/teams-stand-in-signer.ts';
import { withTestCore } from '../../support/core.ts';
import { openTeamsRoom, startBot, type TeamsPerson, type TeamsRoom } from '../../support/teams-bot.ts';

const now = (): number => Math.floor(Date.now() / 1_000);

describe('who may speak to the bot as Teams', () => {
  let room: TeamsRoom;
  let person: TeamsPerson;

  beforeAll(async () => {
    room = await openTeamsRoom();
    room.teams.setLimits(false);
    person = await room.person(['marketer', 'admin'], 'Ana Author');
  });
  afterAll(() => room.close());

  /** A request that would leave a trace in the store. */
  const asking = () => {
    const channel = room.teams.addConversation('channel', 'Campaigns');
    return room.teams.messageActivity('channel here', person.user, channel.id);
  };
  const traces = async () => ({
    channels: (await room.core.channels.list()).length,
    sent: room.teams.requests.length,
    audit: (await room.core.audit.list({ limit: 500 })).length,
  });

  it('is heard with the token that the connector makes', async () => {
    const before = await traces();
    expect((await room.teams.deliver(asking())).status).toBe(200);
    expect((await traces()).channels).toBe(before.channels + 1);
  });

  const refused: [string, TokenChange & { authorization?: string | null }, number][] = [
    ['no token', { authorization: null }, 401],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }, 401],
    ['a token that is none', { authorization: 'Bearer abc' }, 401],
    ['an empty signature', { authorization: 'Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6InRlYW1zLTEifQ.e30.' }, 401],
    ['algorithm none', { algorithm: 'none' }, 401],
    ['the public key as a shared secret', { algorithm: 'HS256' }, 401],
    ['a signature by another key', { key: 'foreign' }, 401],
    ['a key that is not published', { key: 'unknown' }, 401],
    ['a key that is not endorsed for Teams', { key: 'unendorsed' }, 403],
    ['another issuer', { claims: { iss: 'https://evil.test' } }, 401],
    [
      'the issuer of emulators',
      { claims: { iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' } },
      401,
    ],
    ['no issuer', { claims: { iss: undefined } }, 401],
    ['another audience', { claims: { aud: randomUUID() } }, 401],
    ['no audience', { claims: { aud: undefined } }, 401],
    ['an expired token', { claims: { exp: now() - 301 } }, 401],
    ['a token that does not expire', { claims: { exp: undefined } }, 401],
    ['a token of the future', { claims: { nbf: now() + 900 } }, 401],
    ['a token for another service address', { claims: { serviceurl: 'https://evil.test/' } }, 403],
    ['a token without a service address', { claims: { serviceurl: undefined } }, 403],
  ];

  it.each(refused)('is not heard with %s', async (_what, change, status) => {
    const before = await traces();
    const lines = room.bot.lines.length;
    const answer = await room.teams.deliver(asking(), change);
    expect(answer.status).toBe(status);
    expect(await traces()).toEqual(before);
    const said = room.bot.lines.slice(lines);
    expect(said.some((line) => line.level === 40 && line.msg === 'a Teams request was refused')).toBe(true);
    expect(JSON.stringify(said)).not.toContain(change.authorization?.slice(7) || 'eyJ');
  });

  it('is not heard when the body asks for answers elsewhere than the token says', async () => {
    const before = await traces();
    const token = await room.teams.tokenFor(room.teams.serviceUrl);
    const answer = await room.teams.deliver(
      { ...asking(), serviceUrl: 'https://evil.test/' },
      { authorization: `Bearer ${token}` },
    );
    expect(answer.status).toBe(403);
    expect(await traces()).toEqual(before);
  });

  it('is not heard from another tenant or another channel', async () => {
    const before = await traces();
    const activity = asking();
    const tenant = { tenant: { id: randomUUID() } };
    expect((await room.teams.deliver({ ...activity, channelData: tenant })).status).toBe(403);
    expect((await room.teams.deliver({ ...activity, channelId: 'webchat' })).status).toBe(403);
    expect(await traces()).toEqual(before);
  });

  it.each([
    ['no activity', { hello: 1 }],
    ['a list', []],
    ['an operator for an id', { type: 'message', from: { id: { $gt: '' } } }],
    ['an address that is none', { serviceUrl: 'javascript:alert(1)' }],
  ])('is told that the request cannot be read: %s', async (_what, body) => {
    const activity = Array.isArray(body) ? body : 'hello' in body ? body : { ...asking(), ...body };
    const before = await traces();
    expect((await room.teams.deliver(activity as Record<string, unknown>)).status).toBe(400);
    expect(await traces()).toEqual(before);
  });

  it('is told so where the body is no JSON', async () => {
    const response = await fetch(`${room.bot.url}/api/messages`, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(400);
  });

  it('is asked to come again when the signing keys cannot be read', async () => {
    const dead = createServer((socket) => socket.destroy());
    dead.listen(0, '127.0.0.1');
    await once(dead, 'listening');
    const address = dead.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const test = await withTestCore({
      TEAMS_APP_ID: room.teams.appId,
      TEAMS_APP_PASSWORD: room.teams.appPassword,
      TEAMS_OPENID_METADATA_URL: `http://127.0.0.1:${port}/openid`,
      TEAMS_TOKEN_URL: room.teams.tokenUrl,
    });
    const bot = await startBot(test.core);
    try {
      const token = await room.teams.tokenFor(room.teams.serviceUrl);
      const response = await fetch(`${bot.url}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(asking()),
      });
      expect(response.status).toBe(503);
    } finally {
      await bot.close();
      await test.close();
      dead.close();
    }
  });
});

describe('without an application id', () => {
  it('the bot does not start where it could be reached from elsewhere', async () => {
    const test = await withTestCore();
    try {
      const core = { ...test.core, config: { ...test.config, local: false } };
      const { pino } = await import('pino');
      const ctx = { core, logger: pino({ level: 'silent' }), notifiers: {}, nudge: () => undefined };
      expect(() => createTeamsApp(ctx)).toThrow('TEAMS_APP_ID');
    } finally {
      await test.close();
    }
  });

  describe('on one machine', () => {
    let test: Awaited<ReturnType<typeof withTestCore>>;
    let bot: Awaited<ReturnType<typeof startBot>>;
    beforeAll(async () => {
      test = await withTestCore();
      bot = await startBot(test.core);
    });
    afterAll(async () => {
      await bot.close();
      await test.close();
    });

    const activity = (over: Record<string, unknown> = {}) => ({
      type: 'conversationUpdate',
      id: randomUUID(),
      channelId: 'msteams',
      serviceUrl: 'http://localhost:9/',
      from: { id: 'u' },
      recipient: { id: 'bot' },
      conversation: { id: 'c', conversationType: 'personal' },
      ...over,
    });
    const post = async (body: object, headers: Record<string, string> = {}, url = bot.url): Promise<number> => {
      const { request } = await import('node:http');
      return new Promise((resolve, reject) => {
        const call = request(
          `${url}/api/messages`,
          { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        );
        call.on('error', reject);
        call.end(JSON.stringify(body));
      });
    };

    it('hears this machine', async () => {
      expect(await post(activity())).toBe(200);
    });

    it.each([
      ['a proxy in between', {}, { 'x-forwarded-for': '203.0.113.9' }],
      ['a web page', {}, { origin: 'https://evil.test' }],
      ['a form that needs no leave', {}, { 'content-type': 'text/plain' }],
      ['a name that was pointed here', {}, { host: 'evil.test' }],
      ['answers wanted elsewhere', { serviceUrl: 'https://evil.test/' }, {}],
    ])('does not hear %s', async (_what, over, headers) => {
      expect(await post(activity(over), headers as Record<string, string>)).toBe(403);
    });
  });
});
