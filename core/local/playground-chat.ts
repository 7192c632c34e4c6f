import { once } from 'node:events';
import { WebSocket } from 'ws';
import { cardText, findAction, type StandInCard } from './stand-ins/teams-stand-in-card.ts';

/** A message as the Playground's clients see it now. */
export interface PlaygroundMessage {
  readonly id: string;
  /** Where it can be found again: a channel's post has a conversation of its own. */
  readonly conversationId: string;
  readonly text: string;
  readonly card: StandInCard | undefined;
  /** How often it was rewritten. */
  readonly revisions: number;
}

export type PlaygroundChat = Awaited<ReturnType<typeof openPlaygroundChat>>;

interface StreamEvent {
  readonly action?: string;
  readonly actionConversationId?: string;
  readonly message?: {
    readonly messageId?: string;
    readonly postConversationId?: string;
    readonly text?: string;
    readonly attachments?: readonly { readonly contentType: string; readonly content: StandInCard }[];
  };
}

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/**
 * Sits in front of the Agents Playground without a browser: reads its stream, writes as the one who types there, clicks
 * as any of its people.
 */
export const openPlaygroundChat = async (url: string) => {
  const messages = new Map<string, PlaygroundMessage>();
  const watchers = new Set<() => void>();
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/_ws_conversation/v1/conversations/stream`);
  socket.on('message', (data) => {
    const event = JSON.parse(String(data)) as StreamEvent;
    const { message } = event;
    if (message?.messageId === undefined) return;
    const known = messages.get(message.messageId);
    messages.set(message.messageId, {
      id: message.messageId,
      conversationId: message.postConversationId ?? known?.conversationId ?? event.actionConversationId ?? '',
      text: message.text ?? '',
      card: message.attachments?.find((each) => each.contentType === CARD_TYPE)?.content,
      revisions: known === undefined ? 0 : known.revisions + 1,
    });
    for (const watcher of [...watchers]) watcher();
  });
  await once(socket, 'open');

  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/_conversation${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the Playground answered ${response.status}: ${text.slice(0, 500)}`);
    return text === '' ? undefined : JSON.parse(text);
  };

  return {
    messages,
    /** Writes as the one who types; in a channel or group chat the text begins with a mention of the bot. */
    async say(
      conversationId: string,
      text: string,
      from: { id: string },
      mention?: { id: string; name: string },
    ): Promise<void> {
      const named = mention === undefined ? '' : `<at>${mention.name}</at>`;
      await post(`/v1/conversations/${encodeURIComponent(conversationId)}/messages`, {
        from: { id: from.id },
        text: `${named} ${text}`.trim(),
        textFormat: 'plain',
        ...(mention === undefined ? {} : { mentions: [{ mentioned: { id: mention.id }, text: named }] }),
      });
    },
    /** Clicks an Execute button of a card as it stands; answers what the bot said to the click. */
    async click(
      message: PlaygroundMessage,
      verb: string,
      from: { id: string },
      inputs: Readonly<Record<string, string>> = {},
    ): Promise<{ type: string; value: unknown }> {
      const action = message.card === undefined ? undefined : findAction(message.card, verb);
      if (action === undefined) throw new Error(`the card has no button ${verb}`);
      return (await post('/v1/invoke', {
        name: 'adaptiveCard/action',
        from: { id: from.id },
        conversation: { id: message.conversationId },
        replyToId: message.id,
        value: {
          action: { type: 'Action.Execute', title: action.title, verb, data: { ...action.data, ...inputs } },
          trigger: 'manual',
        },
      })) as { type: string; value: unknown };
    },
    /** Resolves with the first message that `wanted` accepts, looked at again whenever something changes. */
    waitFor(wanted: (message: PlaygroundMessage, words: string) => boolean, ms = 20_000): Promise<PlaygroundMessage> {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const found = [...messages.values()].find((each) => wanted(each, `${each.text}\n${cardText(each.card)}`));
          if (found === undefined) return;
          clearTimeout(timer);
          watchers.delete(look);
          resolve(found);
        };
        const timer = setTimeout(() => {
          watchers.delete(look);
          reject(new Error('the Playground did not show what was waited for'));
        }, ms);
        watchers.add(look);
        look();
      });
    },
    async close(): Promise<void> {
      socket.close();
      if (socket.readyState !== WebSocket.CLOSED) await once(socket, 'close');
    },
  };
};
