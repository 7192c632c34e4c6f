import express, { type ErrorRequestHandler, type Express } from 'express';
import type { ChatPlatform, Core, Logger } from '../core/index.ts';
import type { ChatApp } from './chat-app.ts';
import { createCardReads } from './flow/card-facts.ts';
import { createCardFollower } from './flow/card-follower.ts';
import type { BotContext } from './flow/context.ts';
import { createDigestFollower } from './flow/digest-follower.ts';
import { createNoticeFollower } from './flow/notice-follower.ts';
import type { ChatNotifier } from './flow/notifier.ts';
import type { Follower } from './flow/rounds.ts';
import { createSlackApp } from './slack/create-slack-app.ts';
import { createTeamsApp } from './teams/create-teams-app.ts';

export interface Bot {
  /** Every HTTP route of the bot. */
  readonly app: Express;
  readonly platforms: readonly ChatPlatform[];
  /** Chat out of a platform. @throws where that side is off */
  notifierOf(platform: ChatPlatform): ChatNotifier;
  start(): Promise<void>;
  /** Takes nothing new; waits for handlers and cards in hand. */
  stop(): Promise<void>;
}

/** How long /readyz waits for the database. */
const READY_MS = 2_000;

/** The chat process without its jobs: both platforms on one express app, and for each a follower of cards and one of notices. */
export const createBot = (core: Core, logger: Logger, options: { followEveryMs?: number } = {}): Bot => {
  const cardFollowers: Follower[] = [];
  const followers: Follower[] = [];
  const ctx: BotContext = {
    core,
    logger,
    notifiers: {},
    nudge: () => {
      for (const cards of cardFollowers) cards.nudge();
    },
  };
  const app = express();
  app.disable('x-powered-by');
  let stopping = false;

  app.get('/healthz', (_request, response) => {
    response.json({ ok: true });
  });
  app.get('/readyz', async (_request, response) => {
    const late = new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(new Error('the database is slow')), READY_MS).unref();
    });
    try {
      await Promise.race([core.serverTime(), late]);
      response.status(stopping ? 503 : 200).json({ ok: !stopping });
    } catch {
      response.status(503).json({ ok: false, waitingFor: 'database' });
    }
  });

  // Slack signs raw bytes: its route stands before any body parser.
  const slack = core.config.slack === undefined ? undefined : createSlackApp(ctx, core.config.slack, app);
  app.use(express.json({ limit: '512kb' }));
  const teams = createTeamsApp(ctx);
  app.post('/api/messages', teams.messages);

  app.use((_request, response) => {
    response.status(404).json({ error: 'not found' });
  });
  const onError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
    logger.warn({ err: error }, 'a request to the bot failed');
    response.status(status >= 400 && status < 500 ? status : 500).json({ error: 'the request could not be read' });
  };
  app.use(onError);

  const chats: readonly { readonly platform: ChatPlatform; readonly chat: ChatApp }[] = [
    ...(slack === undefined ? [] : [{ platform: 'slack', chat: slack } as const]),
    { platform: 'teams', chat: teams },
  ];
  const reads = createCardReads(ctx);
  for (const { platform, chat } of chats) {
    ctx.notifiers[platform] = chat.notifier;
    const everyMs = options.followEveryMs;
    const follows = { platform, notifier: chat.notifier, ...(everyMs === undefined ? {} : { everyMs }) };
    const cards = createCardFollower(ctx, { ...follows, reads });
    cardFollowers.push(cards);
    followers.push(cards, createNoticeFollower(ctx, follows), createDigestFollower(ctx, follows));
  }

  return {
    app,
    platforms: chats.map(({ platform }) => platform),
    notifierOf(platform) {
      const notifier = ctx.notifiers[platform];
      if (notifier === undefined) throw new Error(`${platform} is off`);
      return notifier;
    },
    async start() {
      await Promise.all(chats.map(({ chat }) => chat.start()));
      for (const follower of followers) follower.start();
    },
    async stop() {
      stopping = true;
      await Promise.all(chats.map(({ chat }) => chat.stop()));
      await Promise.all(followers.map((follower) => follower.stop()));
    },
  };
};
