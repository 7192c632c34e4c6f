import type { ConversationRef } from '../../core/index.ts';
import { ChatFailure, type ChatFailureReason, type ChatNotifier } from '../flow/notifier.ts';
import { type ConnectorClient, ConnectorError } from './connector-client.ts';
import { messageActivity } from './message-text.ts';
import { cardActivity } from './render-card.ts';
import { NO_TENANT } from './teams-activity.ts';

/** Channels have reply chains; group chats and personal chats have none. */
const CHANNEL = /@thread\.(tacv2|skype)$/;

/** The connector's codes that say that the bot has no place here (any more). */
const NOT_INVITED = new Set(['BotNotInConversationRoster', 'BotDisabledByAdmin', 'NotEnoughPermissions', 'Forbidden']);

/** Nobody is asked to find out, so this may be often: the first channel of a tenant is the way to its people. */
const UNKNOWN_TENANT_RETRY_MS = 5_000;

/** By code and status, never by text. `updating` tells a message that is gone from a conversation that is. */
const reasonOf = (error: ConnectorError, updating: boolean): ChatFailureReason => {
  switch (error.failure) {
    case 'throttled':
      return 'rate_limited';
    case 'gone':
      return updating && error.code !== 'ConversationNotFound' ? 'message_gone' : 'gone';
    case 'refused':
      return error.status === 403 || NOT_INVITED.has(error.code) ? 'not_invited' : 'invalid';
    case 'invalid':
      return updating && error.code === 'ActivityNotFoundInConversation' ? 'message_gone' : 'invalid';
    case 'unreachable':
      // An outage is told by gateways (502, 503, 504); the connector's own 500 may concern one conversation alone.
      return error.status === 500 ? 'failing' : 'unreachable';
  }
};

/** Chat out on Teams, through the Bot Connector. */
export const createTeamsNotifier = (connector: ConnectorClient, appId: string | undefined): ChatNotifier => {
  const addressOf = (ref: ConversationRef): string => {
    if (ref.serviceUrl === undefined) throw new ChatFailure('gone', 'the conversation has no service address');
    return ref.serviceUrl;
  };
  const typed = async <T>(work: () => Promise<T>, updating = false): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ChatFailure) throw error;
      if (!(error instanceof ConnectorError)) throw new ChatFailure('invalid', String(error));
      throw new ChatFailure(reasonOf(error, updating), `${error.status} ${error.code}`, error.retryAfterMs);
    }
  };

  return {
    post: (ref, message) =>
      typed(async () => ({
        messageId: await connector.send(addressOf(ref), ref.channelId, messageActivity(message)),
      })),
    tell: ({ workspaceId, userId, serviceUrl }, message) =>
      typed(async () => {
        if (serviceUrl === undefined) {
          throw new ChatFailure('not_invited', 'no channel of this workspace is known yet', UNKNOWN_TENANT_RETRY_MS);
        }
        const tenantId = workspaceId === NO_TENANT ? undefined : workspaceId;
        // Teams' own form of a bot's account; the Playground takes any.
        const botId = `28:${appId ?? 'tandem'}`;
        const conversation = await connector.openPersonal(serviceUrl, { botId, memberId: userId, tenantId });
        await connector.send(serviceUrl, conversation, messageActivity(message));
      }),
    update: (ref, messageId, message) =>
      typed(() => connector.update(addressOf(ref), ref.channelId, messageId, cardActivity(message)), true),
    reply: (ref, messageId, message) =>
      typed(async () => {
        const conversation = CHANNEL.test(ref.channelId) ? `${ref.channelId};messageid=${messageId}` : ref.channelId;
        return { messageId: await connector.send(addressOf(ref), conversation, messageActivity(message)) };
      }),
  };
};
