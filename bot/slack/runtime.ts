import type { BotContext, SpeakerIdentity } from '../flow/context.ts';
import type { Message } from '../views/message.ts';
import type { Block } from './block-kit.ts';
import { renderMessage } from './render-blocks.ts';

/** What the handlers need of Slack's client. */
export interface SlackClient {
  readonly chat: {
    postEphemeral(args: { channel: string; user: string; text: string; blocks: Block[] }): Promise<unknown>;
  };
}

/** Where a private answer goes: to the response URL first, which works even where the bot is no member. */
export interface Listener {
  readonly userId: string;
  readonly channelId: string;
  readonly responseUrl: string | undefined;
}

export interface SlackRuntime {
  readonly ctx: BotContext;
  /** Runs what follows an acknowledgement; stop() waits for it. Errors are logged, never thrown. */
  work(what: string, task: () => Promise<void>): Promise<void>;
  /** Tells one person something. Never throws: a lost answer is a log line. */
  tell(listener: Listener, message: Message): Promise<void>;
  /** Waits for all work in hand. */
  drain(): Promise<void>;
}

const ANSWER_MS = 5_000;

/** Who acts, from Slack's word for it. */
export const slackIdentity = (teamId: string, userId: string, displayName: string): SpeakerIdentity => ({
  platform: 'slack',
  workspaceId: teamId,
  userId,
  displayName: displayName === '' ? userId : displayName,
});

export const createSlackRuntime = (ctx: BotContext, client: SlackClient): SlackRuntime => {
  const inHand = new Set<Promise<void>>();

  const byResponseUrl = async (url: string, message: Message): Promise<boolean> => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...renderMessage(message) }),
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      return response.ok;
    } catch {
      return false;
    }
  };

  return {
    ctx,
    work(what, task) {
      const promise = task()
        .catch((error: unknown) => ctx.logger.error({ err: error, what }, 'a Slack handler failed'))
        .finally(() => inHand.delete(promise));
      inHand.add(promise);
      return promise;
    },
    async tell({ userId, channelId, responseUrl }, message) {
      if (responseUrl !== undefined && (await byResponseUrl(responseUrl, message))) return;
      try {
        await client.chat.postEphemeral({ channel: channelId, user: userId, ...renderMessage(message) });
      } catch (error) {
        ctx.logger.warn({ err: error, channel: channelId }, 'a private answer did not reach Slack');
      }
    },
    async drain() {
      await Promise.all(inHand);
    },
  };
};
