import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startSlackStandIn } from '../../core/local/stand-ins/slack-stand-in.ts';
import { type StandInMessage, sharedCard, startTeamsStandIn } from '../../core/local/stand-ins/teams-stand-in.ts';
import { cardText } from '../../core/local/stand-ins/teams-stand-in-card.ts';
import { systemActor } from '../../core/people/staff.ts';
import { aStaff } from '../support/builders.ts';
import { withTestCore } from '../support/core.ts';
import { ROOT } from '../support/files-under.ts';
import startDatabase from '../support/global-setup.ts';
import stopDatabase from '../support/global-teardown.ts';
import { approve, aReadyDraft, someContacts } from '../support/portal-world.ts';
import { printTimes, say } from './report.ts';

const CHANNELS = 20;
/** So many that nobody changes one again before its card has followed: ten seconds lie between. */
const CAMPAIGNS = 200;
const PER_SECOND = 20;
const SECONDS = 60;
/** How long after the last interaction a card may still follow. */
const PATIENCE_MS = 30_000;
/** How long all cards may take to be posted at first. */
const POSTING_MS = 120_000;

/** Both copies of a card, as the stand-ins keep them. */
interface Copies {
  readonly slack: { readonly text: string };
  readonly teams: StandInMessage;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** The bot as it runs: a process of its own. */
const startBot = async (env: Readonly<Record<string, string>>, port: number) => {
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'bot/main.ts')], {
    env: { PATH: process.env.PATH ?? '', ...env, BOT_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const listens = (async () => {
    for await (const chunk of child.stdout) if (String(chunk).includes('Bot: ')) return;
    throw new Error('the bot ended before it listened');
  })();
  await listens;
  child.stdout.resume();
  return {
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};

/** A server that answers and does nothing, asked as often: what the machine and the measuring cost by themselves. */
const bare = async (count: number): Promise<number[]> => {
  const server = createServer((request, response) => request.resume().on('end', () => response.end()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const from = performance.now();
    await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' })).text();
    times.push(performance.now() - from);
    await delay(1_000 / PER_SECOND / 5);
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return times;
};

/** Scheduled campaigns, paused and resumed from 20 channels in turn, half of them on either platform. */
const measure = async (seconds: number): Promise<void> => {
  const [slack, teams] = await Promise.all([startSlackStandIn(), startTeamsStandIn()]);
  teams.setLimits(false);
  const test = await withTestCore({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.url,
    TEAMS_APP_ID: teams.appId,
    TEAMS_APP_PASSWORD: teams.appPassword,
    TEAMS_TENANT_ID: teams.tenantId,
    TEAMS_OPENID_METADATA_URL: teams.openIdMetadataUrl,
    TEAMS_TOKEN_URL: teams.tokenUrl,
  });
  const { core } = test;
  const author = await aStaff(core, ['marketer'], { name: 'Ana' });
  const marketing = await aStaff(core, ['marketing_reviewer'], { name: 'Mina' });
  const it = await aStaff(core, ['it_reviewer'], { name: 'Ivo' });
  slack.addUser({ id: 'UMINA', name: 'mina' });
  const user = teams.addUser('Mina');
  for (const identity of [
    { platform: 'slack', workspaceId: slack.teamId, userId: 'UMINA' },
    { platform: 'teams', workspaceId: teams.tenantId, userId: user.aadObjectId },
  ] as const) {
    await core.people.linkIdentity(systemActor('bench'), {
      ...identity,
      displayName: 'Mina',
      staffId: marketing.staff.id,
    });
  }
  const onSlack = Array.from({ length: CHANNELS / 2 }, (_, i) => `C0BENCH${i}`);
  for (const [i, id] of onSlack.entries()) slack.addChannel({ id, name: `bench-${i}` });
  const onTeams = Array.from({ length: CHANNELS / 2 }, (_, i) => teams.addConversation('channel', `Bench ${i}`));

  await someContacts(core, author.actor, 3);
  const campaigns: string[] = [];
  say(`chat: ${CAMPAIGNS} campaigns are approved`);
  for (let i = 0; i < CAMPAIGNS; i += 1) {
    const draft = await aReadyDraft(core, author.actor);
    const { id } = await core.campaigns.edit(author.actor, draft.id, {
      revision: draft.revision,
      schedule: { localTime: `${new Date().getFullYear() + 1}-06-01T10:00`, zone: 'Asia/Seoul' },
    });
    await core.campaigns.submit(author.actor, id);
    await approve(core, marketing.actor, id, 'marketing');
    await approve(core, it.actor, id, 'it');
    campaigns.push(id);
  }

  const port = await freePort();
  const bot = await startBot(test.env, port);
  try {
    const url = `http://127.0.0.1:${port}`;
    slack.deliverTo(`${url}/slack/events`);
    teams.connect(url);
    await slack.command({ text: 'channel here', userId: 'UMINA', channelId: onSlack[0] ?? '' });
    await teams.sendMessage('channel here', user, onTeams[0]?.id);

    const find = (id: string): Copies | undefined => {
      const there = slack.state.messages.find((m) => m.threadTs === undefined && m.text.startsWith(`${id} ·`));
      const here = onTeams[0]?.messages.find(
        (m) => m.rootId === undefined && cardText(sharedCard(m)).startsWith(`${id} `),
      );
      return there === undefined || here === undefined ? undefined : { slack: there, teams: here };
    };
    const copies = new Map<string, Copies>();
    const until = Date.now() + POSTING_MS;
    while (copies.size < campaigns.length) {
      if (Date.now() > until) throw new Error('the cards did not appear');
      await delay(100);
      for (const id of campaigns) {
        const found = find(id);
        if (found !== undefined) copies.set(id, found);
      }
    }
    const copiesOf = (id: string): Copies => {
      const found = copies.get(id);
      if (found === undefined) throw new Error(`${id} has no card`);
      return found;
    };

    const count = Math.max(CHANNELS, Math.round(seconds * PER_SECOND));
    const acknowledged: Record<'slack' | 'teams', number[]> = { slack: [], teams: [] };
    const followed: number[] = [];
    /** Cards that are to show something, looked at in one place so that looking costs little. */
    const awaited = new Set<{ readonly copies: Copies; readonly word: string; readonly from: number }>();
    const looking = setInterval(() => {
      for (const one of awaited) {
        if (!one.copies.slack.text.endsWith(one.word)) continue;
        if (!String(one.copies.teams.activity.summary).endsWith(one.word)) continue;
        awaited.delete(one);
        followed.push(performance.now() - one.from);
      }
    }, 5);
    const interact = async (n: number): Promise<void> => {
      const index = n % CHANNELS;
      const id = campaigns[n % CAMPAIGNS] ?? '';
      const pause = Math.floor(n / CAMPAIGNS) % 2 === 0;
      const text = `${pause ? 'pause' : 'resume'} ${id}`;
      const card = copiesOf(id);
      const from = performance.now();
      awaited.add({ copies: card, word: pause ? 'Paused' : 'Scheduled', from });
      if (index < onSlack.length) {
        const { status } = await slack.command({ text, userId: 'UMINA', channelId: onSlack[index] ?? '' });
        if (status !== 200) throw new Error(`Slack was answered with ${status}`);
        acknowledged.slack.push(performance.now() - from);
        return;
      }
      // Every second one is a click on the card, where the card shows the button already.
      const verb = pause ? 'campaign.pause' : 'campaign.resume';
      const click = n % 2 === 1 && JSON.stringify(card.teams.activity).includes(verb);
      const answer = click
        ? await teams.clickAction(card.teams.id, verb, {}, user)
        : await teams.sendMessage(text, user, onTeams[index - onSlack.length]?.id);
      if (answer.status !== 200) throw new Error(`Teams was answered with ${answer.status}`);
      acknowledged.teams.push(performance.now() - from);
    };
    say(`chat: ${count} interactions at ${PER_SECOND}/s from ${CHANNELS} channels`);
    const started = performance.now();
    const running: Promise<void>[] = [];
    for (let n = 0; n < count; n += 1) {
      await delay(Math.max(0, started + (n * 1_000) / PER_SECOND - performance.now()));
      running.push(interact(n));
    }
    await Promise.all(running);
    const last = performance.now() + PATIENCE_MS;
    while (awaited.size > 0 && performance.now() < last) await delay(50);
    clearInterval(looking);
    if (awaited.size > 0) throw new Error(`${awaited.size} cards did not follow within ${PATIENCE_MS / 1_000} s`);

    const reference = { name: 'node:http that does nothing', times: await bare(Math.min(count, 400)) };
    const bench = 'chat';
    printTimes({ bench, case: 'acknowledgement, Slack command', times: acknowledged.slack, reference });
    printTimes({ bench, case: 'answer, Teams command and click', times: acknowledged.teams, reference });
    printTimes({ bench, case: 'both cards show it', times: followed, reference });
  } finally {
    await bot.stop();
    await test.close();
    await Promise.all([slack.close(), teams.close()]);
  }
};

/**
 * People at work in chat: milliseconds until Slack is acknowledged, until Teams is answered, and until the shared card
 * on both platforms shows what was done.
 */
export const chat = async (scale: number): Promise<void> => {
  await startDatabase();
  try {
    await measure(SECONDS * scale);
  } finally {
    await stopDatabase();
  }
};
