import { findAction } from './teams-stand-in-card.ts';
import {
  type Activity,
  cardOf,
  type StandInConversation,
  type TeamsRooms,
  type TeamsUser,
} from './teams-stand-in-rooms.ts';

/** Makes the activities that Teams sends to a bot. */
export const createActivities = (
  rooms: TeamsRooms,
  where: { serviceUrl: string; tenantId: string; bot: { id: string; name: string } },
) => {
  const { serviceUrl, tenantId, bot } = where;

  const envelope = (room: StandInConversation, user: TeamsUser, id: string, rootId?: string): Activity => ({
    id,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    locale: 'en-US',
    from: { id: user.id, name: user.name, aadObjectId: user.aadObjectId },
    recipient: bot,
    conversation: {
      id: room.type === 'channel' ? `${room.id};messageid=${rootId ?? id}` : room.id,
      conversationType: room.type,
      tenantId,
      ...(room.type === 'personal' ? {} : { isGroup: true, name: room.name }),
    },
    channelData: {
      tenant: { id: tenantId },
      ...(room.type === 'channel'
        ? { team: { id: '19:team@thread.tacv2', name: 'Team' }, channel: { id: room.id, name: room.name } }
        : {}),
    },
  });

  return {
    /** A message as the bot receives it; in a channel or group it begins with a mention of the bot. */
    message(text: string, user: TeamsUser, conversationId?: string): Activity {
      const room = rooms.roomOf(user, conversationId);
      const mention = `<at>${bot.name}</at>`;
      const shared = room.type !== 'personal';
      return {
        ...envelope(room, user, rooms.nextId()),
        type: 'message',
        textFormat: 'plain',
        text: shared ? `${mention} ${text}` : text,
        ...(shared ? { entities: [{ type: 'mention', text: mention, mentioned: bot }] } : {}),
      };
    },
    /** The invoke that a click on a card's button makes; `inputs` are what was typed into the card. */
    click(messageId: string, verb: string, inputs: Readonly<Record<string, string>>, user: TeamsUser): Activity {
      const message = rooms.message(messageId);
      if (message === undefined) throw new Error(`the Teams stand-in has no message ${messageId}`);
      const card = message.privateViews.get(user.id) ?? cardOf(message.activity);
      const action = card === undefined ? undefined : findAction(card, verb);
      if (action === undefined) throw new Error(`the card of message ${messageId} has no button ${verb}`);
      const room = rooms.roomOf(user, message.conversationId);
      return {
        ...envelope(room, user, rooms.nextId(), message.rootId ?? message.id),
        type: 'invoke',
        name: 'adaptiveCard/action',
        replyToId: messageId,
        value: {
          action: { type: 'Action.Execute', title: action.title, verb, data: { ...action.data, ...inputs } },
          trigger: 'manual',
        },
      };
    },
  };
};
