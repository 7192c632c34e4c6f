import { setTimeout as wait } from 'node:timers/promises';
import type { Lang, Logger } from '../../core/index.ts';
import type { Outcome } from '../flow/context.ts';
import { plainMessage } from '../views/answers.ts';
import type { Message } from '../views/message.ts';
import { type ConnectorClient, ConnectorError } from './connector-client.ts';
import { messageActivity } from './message-text.ts';
import { conversationOf, type IncomingActivity } from './teams-activity.ts';
import { TEAMS_WORDS } from './teams-words.ts';

/** How long an answer to a command waits for the connector's rate limit: less than the connector waits for us. */
const PATIENCE_MS = 5_000;

export interface AnswerSender {
  /** Answers where the person spoke. Never throws; a failure is logged. */
  inPlace(activity: IncomingActivity, message: Message): Promise<void>;
  /**
   * Answers so that nobody else reads it: in the personal chat. Teams has no message for one person in a shared
   * conversation, so what is said there is only that it was answered, or how to ask. Never throws.
   */
  inPerson(activity: IncomingActivity, message: Message): Promise<void>;
  /** `unlinked` answers hold a one-time link and go to the person alone; all others are harmless in place. */
  answer(activity: IncomingActivity, result: { message: Message; outcome: Outcome }): Promise<void>;
}

export const createAnswerSender = (connector: ConnectorClient, logger: Logger): AnswerSender => {
  const send = async (serviceUrl: string, conversationId: string, body: object): Promise<void> => {
    try {
      await connector.send(serviceUrl, conversationId, body);
    } catch (error) {
      const patient = error instanceof ConnectorError && error.failure === 'throttled';
      const after = patient ? (error.retryAfterMs ?? 1_000) : Number.POSITIVE_INFINITY;
      if (after > PATIENCE_MS) throw error;
      await wait(after);
      await connector.send(serviceUrl, conversationId, body);
    }
  };

  const inPlace = async (activity: IncomingActivity, message: Message): Promise<void> => {
    try {
      await send(activity.serviceUrl, activity.conversation.id, {
        ...messageActivity(message),
        ...(activity.id === undefined ? {} : { replyToId: activity.id }),
      });
    } catch (error) {
      logger.warn({ err: error, activity: activity.id }, 'an answer could not be sent');
    }
  };

  const inPerson = async (activity: IncomingActivity, message: Message): Promise<void> => {
    if (conversationOf(activity).personal) return inPlace(activity, message);
    const lang: Lang = message.lang;
    try {
      const personal = await connector.openPersonal(activity.serviceUrl, {
        botId: activity.recipient.id,
        memberId: activity.from.id,
        tenantId: activity.channelData?.tenant?.id ?? activity.conversation.tenantId,
      });
      await send(activity.serviceUrl, personal, messageActivity(message));
    } catch (error) {
      logger.info({ err: error, activity: activity.id }, 'a personal chat could not be opened');
      return inPlace(activity, plainMessage(TEAMS_WORDS.writePersonal[lang], lang, 'attention'));
    }
    return inPlace(activity, plainMessage(TEAMS_WORDS.seePersonal[lang], lang));
  };

  return {
    inPlace,
    inPerson,
    answer: (activity, { message, outcome }) =>
      outcome === 'unlinked' ? inPerson(activity, message) : inPlace(activity, message),
  };
};
