import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createBot } from '../../bot/create-bot.ts';
import type { Campaign } from '../../core/campaigns/campaign.ts';
import { type Clock, systemClock } from '../../core/common/clock.ts';
import { createLogger } from '../../core/common/logger.ts';
import type { SendTiming } from '../../core/deliveries/timing.ts';
import { type SlackStandIn, startSlackStandIn } from '../../core/local/stand-ins/slack-stand-in.ts';
import { type Actor, type Role, systemActor } from '../../core/people/staff.ts';
import { aStaff } from './builders.ts';
import { withTestCore } from './core.ts';

export const CHANNEL = 'C0CAMPAIGNS';

/** Waits until `read` answers something other than undefined or false; says what it waited for. */
export const eventually = async <T>(
  what: string,
  read: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 45_000,
): Promise<T> => {
  const until = Date.now() + ms;
  for (;;) {
    const found = await read();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`waited ${ms} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** Core on a database of its own, the bot on loopback, Slack's stand-in, an author and one reviewer for each key. */
export const openSlackRoom = async (
  options: {
    socketMode?: boolean;
    held?: { until: Promise<void> };
    followEveryMs?: number;
    clock?: Clock;
    sendTiming?: Partial<SendTiming>;
  } = {},
) => {
  const slack: SlackStandIn = await startSlackStandIn();
  slack.addChannel({ id: CHANNEL, name: 'campaigns' });
  const test = await withTestCore(
    {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.url,
      ...(options.socketMode === true ? { SLACK_APP_TOKEN: slack.appToken } : {}),
    },
    {
      ...(options.clock === undefined ? {} : { clock: options.clock }),
      ...(options.sendTiming === undefined ? {} : { sendTiming: options.sendTiming }),
    },
  );
  const { core } = test;
  // A slow database: whatever asks who somebody is waits for what `held` names at that moment.
  const people: typeof core.people = {
    ...core.people,
    async byIdentity(platform, workspaceId, userId) {
      await options.held?.until;
      return core.people.byIdentity(platform, workspaceId, userId);
    },
  };
  // Requests are signed at the real time, whatever core takes it for.
  const bot = createBot(
    { ...core, people, clock: systemClock },
    createLogger(process.env.TANDEM_LOG_LEVEL || 'silent', 'bot'),
    {
      followEveryMs: options.followEveryMs ?? 100,
    },
  );
  const server = createServer(bot.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (options.socketMode !== true) slack.deliverTo(`${url}/slack/events`);
  await bot.start();

  /** A member of staff with a linked Slack account; the Slack user id is `userId`. */
  const member = async (
    userId: string,
    roles: readonly Role[],
    lang: 'en' | 'ko' = 'en',
  ): Promise<{ userId: string; actor: Actor; staffId: string }> => {
    slack.addUser({ id: userId, name: userId.toLowerCase() });
    const { staff, actor } = await aStaff(core, roles, { name: userId, lang });
    await core.people.linkIdentity(systemActor('test'), {
      platform: 'slack',
      workspaceId: slack.teamId,
      userId,
      displayName: userId,
      staffId: staff.id,
    });
    return { userId, actor, staffId: staff.id };
  };
  const author = await member('UAUTHOR', ['marketer', 'marketing_reviewer']);
  const marketing = await member('UMARKETING', ['marketing_reviewer']);
  const it = await member('UIT', ['it_reviewer']);
  slack.addUser({ id: 'UNOBODY', name: 'nobody' });

  const importOne = async (): Promise<void> => {
    const report = await core.contacts.queueImport(systemActor('test'), {
      fileName: 'people.csv',
      content: Readable.from([Buffer.from('email,first_name\nann@example.test,Ann\nbo@example.test,Bo\n')]),
      mapping: {
        columns: { email: { to: 'address' }, first_name: { to: 'attribute', label: 'first_name', type: 'text' } },
        consent: { kind: 'declared', source: 'test' },
      },
    });
    await core.contacts.runImport(report.id);
  };
  await importOne();
  const segment = await core.segments.create(systemActor('test'), {
    name: 'Everybody',
    rule: { kind: 'all', rules: [] },
  });

  const typed = (text: string, userId = marketing.userId, channelId = CHANNEL) =>
    slack.command({ text, userId, channelId });
  /** What one person was told last, once there are more answers than `before`. */
  const answerTo = (userId: string, before = 0) =>
    eventually(`a private answer to ${userId}`, () => {
      const told = slack.state.toldTo(userId);
      return told.length > before ? told.at(-1) : undefined;
    });
  /** Types a command and waits for the private answer. */
  const ask = async (text: string, userId = marketing.userId, channelId = CHANNEL): Promise<string> => {
    const before = slack.state.toldTo(userId).length;
    await typed(text, userId, channelId);
    return JSON.stringify((await answerTo(userId, before)).blocks);
  };

  return {
    ...test,
    slack,
    bot,
    url,
    author,
    marketing,
    it,
    member,
    typed,
    answerTo,
    ask,
    /** A submitted campaign; its time is next year unless said otherwise. */
    async submitted(over: Record<string, unknown> = {}): Promise<Campaign> {
      const draft = await core.campaigns.create(author.actor, {
        name: 'Spring',
        starter: 'announcement',
        brief: { goal: 'More visits' },
        audience: { segmentId: segment.id },
        schedule: { localTime: `${new Date().getFullYear() + 1}-06-01T10:00`, zone: 'Asia/Seoul' },
        ...over,
      });
      return core.campaigns.submit(author.actor, draft.id);
    },
    /** The campaign's card in the channel, once it satisfies `is`. */
    cardOf: (campaignId: string, is: (words: string) => boolean = () => true) =>
      eventually(`the card of ${campaignId}`, () =>
        slack.state
          .inChannel(CHANNEL)
          .find((m) => m.text.startsWith(`${campaignId} ·`) && is(JSON.stringify(m.blocks))),
      ),
    async close(): Promise<void> {
      await bot.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await test.close();
      await slack.close();
    },
  };
};

export type SlackRoom = Awaited<ReturnType<typeof openSlackRoom>>;
