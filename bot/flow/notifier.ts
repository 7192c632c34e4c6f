import type { ConversationRef } from '../../core/index.ts';
import type { Message } from '../views/message.ts';

/** Why a platform did not take a message. Mapped from its error codes, never from its words. */
export type ChatFailureReason =
  /** The channel is archived. */
  | 'archived'
  /** The bot is not a member of the channel. */
  | 'not_invited'
  /** The channel, the workspace or the bot's installation does not exist any more. */
  | 'gone'
  /** The message to update was deleted; posting anew is the way out. */
  | 'message_gone'
  /** The platform asks us to slow down; `retryAfterMs` says for how long. */
  | 'rate_limited'
  /** The platform refuses the content: a defect of a renderer. */
  | 'invalid'
  /** The platform failed over this message or conversation; others may get through. */
  | 'failing'
  /** No answer, or one that says nothing: try again. */
  | 'unreachable';

export class ChatFailure extends Error {
  readonly reason: ChatFailureReason;
  /** Milliseconds; present where the platform named them. */
  readonly retryAfterMs: number | undefined;

  constructor(reason: ChatFailureReason, detail: string, retryAfterMs?: number) {
    super(`${reason}: ${detail}`);
    this.name = 'ChatFailure';
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Chat out. Every method throws ChatFailure and nothing else; none retries by itself. */
export interface ChatNotifier {
  /** Posts a new message into a conversation; answers its id (Slack ts, Teams activity id). */
  post(ref: ConversationRef, message: Message): Promise<{ messageId: string }>;
  /** Replaces the whole message in place, for everybody. */
  update(ref: ConversationRef, messageId: string, message: Message): Promise<void>;
  /** A private message to one person; `serviceUrl` is where their workspace is reached (Teams). */
  tell(
    person: { workspaceId: string; userId: string; serviceUrl: string | undefined },
    message: Message,
  ): Promise<void>;
  /** Answers under a message: in its thread on Slack, in its reply chain on Teams channels, as a message where a conversation has no threads. */
  reply(ref: ConversationRef, messageId: string, message: Message): Promise<{ messageId: string }>;
}
