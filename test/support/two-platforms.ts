import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBot } from '../../bot/create-bot.ts';
import { createLogger } from '../../core/common/logger.ts';
import type { CoreOptions } from '../../core/create-core.ts';
import { startSlackStandIn } from '../../core/local/stand-ins/slack-stand-in.ts';
import { sharedCard, startTeamsStandIn } from '../../core/local/stand-ins/teams-stand-in.ts';
import { cardText } from '../../core/local/stand-ins/teams-stand-in-card.ts';
import { type Role, systemActor } from '../../core/people/staff.ts';
import { aStaff } from './builders.ts';
import { withTestCore } from './core.ts';
import { withLinks } from './link-answers.ts';
import { aReadyDraft, someContacts } from './portal-world.ts';
import { CHANNEL, eventually } from './slack-room.ts';

/** One core and one bot, with Slack's and Teams' stand-ins at either side; everybody has an account on both. */
export const openTwoPlatforms = async (
  overrides: Readonly<Record<string, string>> = {},
  options: Partial<CoreOptions> = {},
) => {
  const [slack, teams] = await Promise.all([startSlackStandIn(), startTeamsStandIn()]);
  slack.addChannel({ id: CHANNEL, name: 'campaigns' });
  teams.setLimits(false);
  const test = await withTestCore(
    {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.url,
      TEAMS_APP_ID: teams.appId,
      TEAMS_APP_PASSWORD: teams.appPassword,
      TEAMS_TENANT_ID: teams.tenantId,
      TEAMS_OPENID_METADATA_URL: teams.openIdMetadataUrl,
      TEAMS_TOKEN_URL: teams.tokenUrl,
      ...overrides,
    },
    options,
  );
  const { core } = test;
  const bot = createBot(core, createLogger('silent', 'bot'), { followEveryMs: 100 });
  const server = createServer(bot.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  slack.deliverTo(`${url}/slack/events`);
  teams.connect(url);
  await bot.start();

  const person = async (roles: readonly Role[], name: string) => {
    const { staff, actor } = await aStaff(core, roles, { name });
    const slackId = `U${name.toUpperCase()}`;
    slack.addUser({ id: slackId, name });
    const user = teams.addUser(name);
    for (const identity of [
      { platform: 'slack', workspaceId: slack.teamId, userId: slackId },
      { platform: 'teams', workspaceId: teams.tenantId, userId: user.aadObjectId },
    ] as const) {
      await core.people.linkIdentity(systemActor('test'), { ...identity, displayName: name, staffId: staff.id });
    }
    return { staff, actor, slackId, user };
  };
  const author = await person(['marketer'], 'ana');
  const marketing = await person(['marketing_reviewer'], 'mina');
  const second = await person(['marketing_reviewer'], 'mo');
  const it = await person(['it_reviewer'], 'ivo');
  await someContacts(core, author.actor, 3);
  const channel = teams.addConversation('channel', 'Campaigns');
  await slack.command({ text: 'channel here', userId: marketing.slackId, channelId: CHANNEL });
  await teams.sendMessage('channel here', marketing.user, channel.id);
  await eventually('both channels', async () => (await core.channels.list()).length === 2);

  const slackCard = (id: string, shows = '') =>
    eventually(`the card of ${id} on Slack with "${shows}"`, () =>
      slack.state
        .inChannel(CHANNEL)
        .find((m) => m.text.startsWith(`${id} ·`) && JSON.stringify(m.blocks).includes(shows)),
    );
  const teamsCard = (id: string, shows = '') =>
    eventually(`the card of ${id} on Teams with "${shows}"`, () =>
      channel.messages.find((m) => {
        const words = cardText(sharedCard(m));
        return m.fromBot && words.startsWith(`${id} `) && words.includes(shows);
      }),
    );

  return {
    ...test,
    slack,
    teams,
    url,
    author,
    marketing,
    second,
    it,
    person,
    slackCard,
    teamsCard,
    /** What is told under a card on Teams. */
    teamsReplies: (rootId: string) => channel.messages.filter((message) => message.rootId === rootId),
    /** A campaign in review, and its card on both sides; with links in place of the starter's content where given. */
    async submitted(links: readonly string[] = []) {
      const draft = await aReadyDraft(core, author.actor);
      const { id, revision } = draft;
      if (links.length > 0) {
        await core.campaigns.edit(author.actor, id, { revision, content: withLinks(...links) });
      }
      await core.campaigns.submit(author.actor, id);
      const [onSlack, onTeams] = await Promise.all([slackCard(id), teamsCard(id)]);
      return { id, onSlack, onTeams };
    },
    /** Presses a button of a Slack message and waits for what the person is told. */
    async clickSlack(ts: string, actionId: string, userId: string): Promise<string> {
      const before = slack.state.toldTo(userId).length;
      const { status } = await slack.clickButton(ts, actionId, userId);
      if (status !== 200) throw new Error(`Slack was answered with ${status}`);
      return eventually(`an answer to ${userId}`, () => slack.state.toldTo(userId)[before]?.text);
    },
    /** Presses a button of a Teams card; what stands under the card afterwards. */
    async clickTeams(id: string, verb: string, user: typeof marketing.user): Promise<string> {
      const { body } = await teams.clickAction(id, verb, {}, user);
      return String((body as { value?: unknown } | undefined)?.value);
    },
    async close() {
      await bot.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await test.close();
      await Promise.all([slack.close(), teams.close()]);
    },
  };
};

export type TwoPlatforms = Awaited<ReturnType<typeof openTwoPlatforms>>;
