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
  /**
   * False where another process of the bot has already done this signed request (each remembers its own in memory, this
   * is for all). Asked after the acknowledgement, before anything is done. Socket Mode has no signatures: always true.
   */
  isFirst(context: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** Tells one person something. Never throws: a lost answer is a log line. */
  tell(listener: Listener, message: Message): Promise<void>;
  /** Waits for all work in hand. */
  drain(): Promise<void>;
}

const ANSWER_MS = 5_000;
/** A signature is stale after 5 minutes, and may be 5 minutes ahead. */
const SIGNATURE_MS = 11 * 60_000;

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
    async isFirst({ signature }) {
      if (typeof signature !== 'string') return true;
      try {
        const first = await ctx.core.once.take(`slack ${signature}`, SIGNATURE_MS);
        if (!first) ctx.logger.warn({ verdict: 'replayed' }, 'a request to the Slack endpoint was done before');
        return first;
      } catch (error) {
        // The request itself will meet the same database and tell the person so.
        ctx.logger.warn({ err: error }, 'a signature could not be recorded');
        return true;
      }
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
