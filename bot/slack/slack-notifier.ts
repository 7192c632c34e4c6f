import { z } from 'zod';
import type { ConversationRef } from '../../core/index.ts';
import { ChatFailure, type ChatFailureReason, type ChatNotifier } from '../flow/notifier.ts';
import type { Message } from '../views/message.ts';
import type { Block } from './block-kit.ts';
import { renderMessage } from './render-blocks.ts';

/** The two methods of Slack's client that shared messages need. */
export interface SlackChat {
  readonly chat: {
    postMessage(args: {
      channel: string;
      text: string;
      blocks: Block[];
      thread_ts?: string;
      unfurl_links: boolean;
      unfurl_media: boolean;
    }): Promise<{ ts?: string }>;
    update(args: { channel: string; ts: string; text: string; blocks: Block[] }): Promise<unknown>;
  };
}

/** Slack's error codes as reasons; whatever is not named here is tried again, by itself. */
const REASONS: Readonly<Record<string, ChatFailureReason>> = {
  is_archived: 'archived',
  not_in_channel: 'not_invited',
  // A private channel without the bot answers this too.
  channel_not_found: 'gone',
  message_not_found: 'message_gone',
  thread_not_found: 'message_gone',
  cant_update_message: 'message_gone',
  edit_window_closed: 'message_gone',
  invalid_blocks: 'invalid',
  invalid_blocks_format: 'invalid',
  invalid_arguments: 'invalid',
  msg_too_long: 'invalid',
  msg_blocks_too_long: 'invalid',
  no_text: 'invalid',
  cannot_reply_to_message: 'invalid',
  restricted_action_thread_locked: 'invalid',
  restricted_action_non_threadable_channel: 'invalid',
  service_unavailable: 'unreachable',
  internal_error: 'unreachable',
  fatal_error: 'unreachable',
  request_timeout: 'unreachable',
};
/** Somebody has to change the token or the app: asking each second helps nobody. */
const CREDENTIALS = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
]);
const CREDENTIALS_RETRY_MS = 30_000;

const platformError = z.object({
  code: z.literal('slack_webapi_platform_error'),
  data: z.object({ error: z.string() }),
});
const rateLimited = z.object({ code: z.literal('slack_webapi_rate_limited_error'), retryAfter: z.number() });

/** What the client threw, as a reason that the flow understands. */
export const chatFailureOf = (error: unknown): ChatFailure => {
  const limited = rateLimited.safeParse(error);
  if (limited.success) return new ChatFailure('rate_limited', 'ratelimited', limited.data.retryAfter * 1000);
  const refused = platformError.safeParse(error);
  if (!refused.success) return new ChatFailure('unreachable', error instanceof Error ? error.message : 'no answer');
  const code = refused.data.data.error;
  if (CREDENTIALS.has(code)) return new ChatFailure('unreachable', code, CREDENTIALS_RETRY_MS);
  return new ChatFailure(REASONS[code] ?? 'failing', code);
};

const translated = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw chatFailureOf(error);
  }
};

/** Chat out to Slack: chat.postMessage and chat.update, a thread for replies. */
export const createSlackNotifier = (client: SlackChat): ChatNotifier => {
  const send = (ref: ConversationRef, message: Message, threadTs?: string) =>
    translated(async () => {
      const { ts } = await client.chat.postMessage({
        channel: ref.channelId,
        ...renderMessage(message),
        unfurl_links: false,
        unfurl_media: false,
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      });
      if (ts === undefined) throw new ChatFailure('unreachable', 'an answer without a timestamp');
      return { messageId: ts };
    });
  return {
    post: (ref, message) => send(ref, message),
    // Slack opens the conversation with a person by itself.
    async tell({ workspaceId, userId }, message) {
      await send({ platform: 'slack', workspaceId, channelId: userId }, message);
    },
    reply: (ref, messageId, message) => send(ref, message, messageId),
    update: (ref, messageId, message) =>
      translated(async () => {
        await client.chat.update({ channel: ref.channelId, ts: messageId, ...renderMessage(message) });
      }),
  };
};
