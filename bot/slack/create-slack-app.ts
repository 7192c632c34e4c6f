import { App, ExpressReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Express } from 'express';
import type { Config } from '../../core/index.ts';
import type { ChatApp } from '../chat-app.ts';
import type { BotContext } from '../flow/context.ts';
import { registerChannelEvents } from './channels/channel-events.ts';
import { registerCommands } from './commands/slash-command.ts';
import { registerHome } from './home/app-home.ts';
import { registerInsightShortcut } from './insights/insight-form.ts';
import { registerButtons } from './review/buttons.ts';
import { registerForms } from './review/forms.ts';
import { createSlackRuntime } from './runtime.ts';
import { boltLogger } from './slack-logger.ts';
import { chatFailureOf, createSlackNotifier } from './slack-notifier.ts';
import { verifySlackRequest } from './verify-request.ts';

export type SlackConfig = NonNullable<Config['slack']>;

/** One address for commands, interactions and events. */
export const SLACK_PATH = '/slack/events';

/** Slack is asked again after these waits while it does not say who we are. */
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/**
 * Slack in and out. By signed HTTP it puts its route on `express`, which must not have parsed bodies yet; with an app
 * token it speaks by Socket Mode and adds no route. Slack being away stops neither start nor the rest of the bot.
 */
export const createSlackApp = (ctx: BotContext, slack: SlackConfig, express: Express): ChatApp => {
  const logger = ctx.logger.child({ platform: 'slack' });
  const log = boltLogger(logger);
  const { appToken } = slack;
  let socket: SocketModeReceiver | undefined;
  let receiver: Receiver;
  if (appToken === undefined) {
    express.use(SLACK_PATH, verifySlackRequest(slack.signingSecret, { clock: ctx.core.clock, logger }));
    receiver = new ExpressReceiver({
      app: express,
      endpoints: SLACK_PATH,
      signingSecret: slack.signingSecret,
      processBeforeResponse: false,
      customPropertiesExtractor: (request) => ({ signature: request.get('x-slack-signature') }),
      logger: log,
    });
  } else {
    socket = new SocketModeReceiver({
      appToken,
      logger: log,
      installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
    });
    receiver = socket;
  }

  const bot: { botId?: string; botUserId?: string } = {};
  const app = new App({
    receiver,
    // Not Bolt's own check of the token: it would ask Slack from the constructor, where nobody waits for the answer.
    authorize: () => Promise.resolve({ botToken: slack.botToken, ...bot }),
    convoStore: false,
    logger: log,
    clientOptions: {
      slackApiUrl: slack.apiUrl,
      // Clicks cannot wait and the follower retries by itself: one try, and a plain answer.
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: 10_000,
      headers: { Authorization: `Bearer ${slack.botToken}` },
    },
  });
  app.error(async (error) => logger.error({ err: error }, 'a Slack request failed'));

  const runtime = createSlackRuntime({ ...ctx, logger }, app.client);
  registerCommands(app, runtime);
  registerButtons(app, runtime);
  registerForms(app, runtime);
  registerInsightShortcut(app, runtime);
  registerChannelEvents(app, runtime);
  registerHome(app, runtime);
  const notifier = createSlackNotifier(app.client);
  ctx.notifiers.slack = notifier;

  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const introduce = async (wait = FIRST_RETRY_MS): Promise<void> => {
    try {
      const { bot_id: botId, user_id: botUserId, team } = await app.client.auth.test();
      if (botId !== undefined) bot.botId = botId;
      if (botUserId !== undefined) bot.botUserId = botUserId;
      logger.info({ team }, 'Slack knows us');
    } catch (error) {
      if (stopped) return;
      logger.error(
        { reason: chatFailureOf(error).message },
        'Slack did not accept the bot; check SLACK_BOT_TOKEN and the network',
      );
      timer = setTimeout(() => void introduce(Math.min(LAST_RETRY_MS, wait * 2)), wait);
    }
  };

  return {
    notifier,
    // Nothing here is waited for: Slack being away must not keep the other side of the bot, or the jobs, from starting.
    async start() {
      void introduce();
      if (socket === undefined) return;
      socket
        .start()
        .catch((error: unknown) => logger.error({ err: error }, 'Socket Mode could not start; check SLACK_APP_TOKEN'));
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await socket?.stop();
      await runtime.drain();
    },
  };
};
