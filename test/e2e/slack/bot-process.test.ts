import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { type SlackStandIn, startSlackStandIn } from '../../../core/local/stand-ins/slack-stand-in.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { eventually } from '../../support/slack-room.ts';

interface Ran {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly ended: Promise<number | null>;
}

const run = (file: string, env: Readonly<Record<string, string>>): Ran => {
  const child = spawn(process.execPath, ['--import', 'tsx/esm', file], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    text += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code));
  });
  return { child, out: () => text, ended };
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

describe('the bot as a process', () => {
  let test_: TestCore;
  let slack: SlackStandIn;
  beforeAll(async () => {
    test_ = await withTestCore();
    slack = await startSlackStandIn();
  });
  afterAll(async () => {
    await slack.close();
    await test_.close();
  });

  test('a missing or wrong variable stops it with 2 and names the variable', async () => {
    const bot = run('bot/main.ts', {
      ...test_.env,
      TANDEM_SECRET: 'short',
      BOT_PORT: 'many',
      SLACK_BOT_TOKEN: 'xoxb-secret',
    });
    expect(await bot.ended).toBe(2);
    expect(bot.out()).toContain('TANDEM_SECRET: found a value of 5 characters; expected at least 32 characters');
    expect(bot.out()).toContain('BOT_PORT: found "many"');
    expect(bot.out()).not.toContain('xoxb-secret');
  });

  test('a taken port stops it with one clear sentence', async () => {
    const port = await freePort();
    const taken = createServer().listen(port, '127.0.0.1');
    const bot = run('bot/main.ts', { ...test_.env, BOT_PORT: String(port) });
    expect(await bot.ended).toBe(1);
    expect(bot.out()).toContain(
      `Port ${port} on 127.0.0.1 is taken. Stop what listens there, or set BOT_PORT to a free port.`,
    );
    taken.close();
  });

  test('it answers a signed command, and a SIGTERM lets what is in hand finish', async () => {
    const port = await freePort();
    slack.addUser({ id: 'U1', name: 'u1' });
    slack.addChannel({ id: 'C1', name: 'one' });
    const { staff } = await aStaff(test_.core, ['marketer']);
    await test_.core.people.linkIdentity(systemActor('test'), {
      platform: 'slack',
      workspaceId: slack.teamId,
      userId: 'U1',
      displayName: 'u1',
      staffId: staff.id,
    });
    const bot = run('bot/main.ts', {
      ...test_.env,
      BOT_PORT: String(port),
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.url,
    });
    await eventually('the bot', () => bot.out().includes('Bot: http'), 30_000);
    slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
    expect((await slack.command({ text: 'list', userId: 'U1', channelId: 'C1' })).status).toBe(200);
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toBe(0);
    // It was acknowledged before the signal, so its answer came.
    expect(slack.state.toldTo('U1').map((said) => said.text)).toEqual(['Campaigns']);
  });

  test('a worker has jobs and no port', async () => {
    const worker = run('bot/worker.ts', { ...test_.env });
    await eventually('the worker', () => worker.out().includes('Worker: ready'), 30_000);
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
  });
});
