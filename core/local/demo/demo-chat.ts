import { setTimeout as delay } from 'node:timers/promises';
import type { Core } from '../../create-core.ts';
import type { ChatPlatform } from '../../people/chat-identity.ts';
import type { Staff } from '../../people/staff.ts';
import { LocalError } from '../local-error.ts';
import { PLAYGROUND_TENANT_ID, type Playground, startPlayground } from '../playground.ts';
import { openPlaygroundChat } from '../playground-chat.ts';
import { SAMPLE, SAMPLE_STAFF } from '../sample/sample-staff.ts';
import { type SlackStandIn, startSlackStandIn } from '../stand-ins/slack-stand-in.ts';
import { slackWords } from '../stand-ins/slack-state.ts';
import { startTeamsStandIn, type TeamsStandIn } from '../stand-ins/teams-stand-in.ts';
import { cardText } from '../stand-ins/teams-stand-in-card.ts';

/** One chat platform as somebody sits in front of it. */
export interface DemoChat {
  readonly platform: ChatPlatform;
  /** Variables that tell the bot where its platform is. */
  readonly env: Readonly<Record<string, string>>;
  /** The bot listens now. Platforms that need it first start here. */
  connect(botUrl: string): Promise<void>;
  /** Links an account to a member of staff, who will speak. */
  seat(core: Core, staff: Staff): Promise<void>;
  /** Makes the channel the campaign channel by the command. */
  chooseChannel(): Promise<void>;
  /** Presses "Approve" on the campaign's card, once it is there. */
  approve(campaignId: string): Promise<void>;
  /** Resolves when the channel shows these words, on a card or under it. */
  shows(...words: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const PATIENCE_MS = 60_000;
const CHANNEL = 'C0CAMPAIGNS';
/** One tenant for both clients and all runs, so that a later run replaces the channel of an earlier one. */
const TENANT = PLAYGROUND_TENANT_ID;

const eventually = async <T>(what: string, read: () => T | undefined | false): Promise<T> => {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = read();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new LocalError(`The demonstration waited ${PATIENCE_MS / 1000} s for ${what}.`);
    await delay(50);
  }
};

const all = (text: string, words: readonly string[]): boolean => words.every((word) => text.includes(word));

const link = async (
  core: Core,
  staff: Staff,
  identity: { platform: ChatPlatform; workspaceId: string; userId: string },
) => {
  const { platform, workspaceId, userId } = identity;
  if ((await core.people.byIdentity(platform, workspaceId, userId)) !== undefined) return;
  await core.people.linkIdentity(SAMPLE, { ...identity, displayName: staff.name, staffId: staff.id });
};

/** Slack through its stand-in: signed HTTP requests. */
export const slackChat = async (): Promise<DemoChat> => {
  const slack: SlackStandIn = await startSlackStandIn();
  const userId = 'UREVIEWER';
  slack.addChannel({ id: CHANNEL, name: 'campaigns' });
  slack.addUser({ id: userId, name: SAMPLE_STAFF.marketingReviewer.name });
  const accepted = (answer: { status: number }, what: string): void => {
    if (answer.status !== 200) throw new LocalError(`The bot answered Slack's ${what} with ${answer.status}.`);
  };
  return {
    platform: 'slack',
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_SIGNING_SECRET: slack.signingSecret, SLACK_API_URL: slack.url },
    connect: async (botUrl) => slack.deliverTo(`${botUrl}/slack/events`),
    seat: (core, staff) => link(core, staff, { platform: 'slack', workspaceId: slack.teamId, userId }),
    chooseChannel: async () => {
      accepted(await slack.command({ text: 'channel here', userId, channelId: CHANNEL }), 'command');
      await eventually("Slack's campaign channel", () => slack.state.inChannel(CHANNEL).length > 0);
    },
    approve: async (campaignId) => {
      const card = await eventually(`the card of ${campaignId} in Slack`, () =>
        slack.state
          .inChannel(CHANNEL)
          .find(
            ({ text, blocks }) =>
              text.startsWith(`${campaignId} `) && JSON.stringify(blocks).includes('review.approve'),
          ),
      );
      accepted(await slack.clickButton(card.ts, 'review.approve', userId), 'interaction');
    },
    shows: async (...words) => {
      await eventually(`${words.join(', ')} in Slack`, () =>
        slack.state.messages.some(({ text, blocks }) => all(`${text}\n${slackWords(blocks)}`, words)),
      );
    },
    close: () => slack.close(),
  };
};

/** Teams through its stand-in: the Bot Framework endpoint, with signed tokens. */
export const teamsChat = async (): Promise<DemoChat> => {
  const teams: TeamsStandIn = await startTeamsStandIn({ tenantId: TENANT });
  const user = teams.addUser(SAMPLE_STAFF.itReviewer.name);
  const room = teams.addConversation('channel', 'Campaigns');
  const words = (): { id: string; text: string }[] =>
    room.messages
      .filter(({ fromBot }) => fromBot)
      .map(({ id, activity }) => ({ id, text: `${String(activity.text ?? '')}\n${cardText(activity.attachments)}` }));
  const accepted = (answer: { status: number }, what: string): void => {
    if (answer.status >= 300) throw new LocalError(`The bot answered Teams' ${what} with ${answer.status}.`);
  };
  return {
    platform: 'teams',
    env: {
      TEAMS_APP_ID: teams.appId,
      TEAMS_APP_PASSWORD: teams.appPassword,
      TEAMS_TENANT_ID: teams.tenantId,
      TEAMS_OPENID_METADATA_URL: teams.openIdMetadataUrl,
      TEAMS_TOKEN_URL: teams.tokenUrl,
    },
    connect: async (botUrl) => teams.connect(botUrl),
    seat: (core, staff) =>
      link(core, staff, { platform: 'teams', workspaceId: teams.tenantId, userId: user.aadObjectId }),
    chooseChannel: async () => {
      accepted(await teams.sendMessage('channel here', user, room.id), 'message');
      await eventually("Teams' campaign channel", () => words().length > 0);
    },
    approve: async (campaignId) => {
      const card = await eventually(`the card of ${campaignId} in Teams`, () =>
        words().find(({ text }) => all(text, [`${campaignId} `, 'of 2 keys'])),
      );
      accepted(await teams.clickAction(card.id, 'review.approve', {}, user), 'invoke');
    },
    shows: async (...wanted) => {
      await eventually(`${wanted.join(', ')} in Teams`, () => words().some(({ text }) => all(text, wanted)));
    },
    close: () => teams.close(),
  };
};

/** Teams through Microsoft's Agents Playground, by its headless interface. */
export const playgroundChat = async (): Promise<DemoChat> => {
  let playground: Playground | undefined;
  let chat: Awaited<ReturnType<typeof openPlaygroundChat>> | undefined;
  const { name, teamsUserId } = SAMPLE_STAFF.itReviewer;
  const user = { id: '29:demo-it', name, aadObjectId: teamsUserId };
  const open = () => {
    if (playground === undefined || chat === undefined) throw new LocalError('The Agents Playground is not open.');
    return { playground, chat };
  };
  return {
    platform: 'teams',
    env: {},
    connect: async (botUrl) => {
      playground = await startPlayground({ botUrl, users: [user] });
      chat = await openPlaygroundChat(playground.url);
    },
    seat: (core, staff) =>
      link(core, staff, { platform: 'teams', workspaceId: open().playground.tenantId, userId: user.aadObjectId }),
    chooseChannel: async () => {
      const tandem = { id: '28:tandem-playground', name: 'Tandem' };
      await open().chat.say(open().playground.channelId, 'channel here', user, tandem);
      await open().chat.waitFor((_message, words) => words.includes('campaign channel'), PATIENCE_MS);
    },
    approve: async (campaignId) => {
      const card = await open().chat.waitFor(
        (message, words) => message.card !== undefined && all(words, [`${campaignId} `, 'of 2 keys']),
        PATIENCE_MS,
      );
      await open().chat.click(card, 'review.approve', user);
    },
    shows: async (...wanted) => {
      await open().chat.waitFor((_message, words) => all(words, wanted), PATIENCE_MS);
    },
    close: async () => {
      await chat?.close();
      await playground?.close();
    },
  };
};
