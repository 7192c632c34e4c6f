import { CARD_TYPE, type StandInCard } from './teams-stand-in-card.ts';

/** What travels over the wire: its shape is not ours to close. */
export type Activity = Record<string, unknown>;

/** A person with a Teams account. */
export interface TeamsUser {
  /** Channel account id, `29:…`. */
  readonly id: string;
  readonly name: string;
  readonly aadObjectId: string;
}

export type ConversationType = 'personal' | 'groupChat' | 'channel';

export interface StandInMessage {
  readonly id: string;
  readonly conversationId: string;
  /** The message this one answers, in a channel. */
  readonly rootId: string | undefined;
  readonly fromBot: boolean;
  /** Everybody's view. */
  activity: Activity;
  /** How often the bot has rewritten it. */
  revisions: number;
  /** What single people see instead, after an answer with a card; gone when the message is rewritten. */
  readonly privateViews: Map<string, StandInCard>;
}

export interface StandInConversation {
  readonly id: string;
  readonly type: ConversationType;
  readonly name: string;
  readonly members: TeamsUser[];
  readonly messages: StandInMessage[];
  botIsMember: boolean;
}

export const cardOf = (activity: Activity): StandInCard | undefined => {
  const attachments = Array.isArray(activity.attachments) ? (activity.attachments as Activity[]) : [];
  return attachments.find((attachment) => attachment.contentType === CARD_TYPE)?.content as StandInCard | undefined;
};

/** The card that everybody sees in a message. */
export const sharedCard = (message: StandInMessage): StandInCard | undefined => cardOf(message.activity);

export type TeamsRooms = ReturnType<typeof createTeamsRooms>;

/** People, conversations and messages. */
export const createTeamsRooms = () => {
  const conversations = new Map<string, StandInConversation>();
  const people = new Map<string, TeamsUser>();
  let serial = Date.now();

  const nextId = (): string => {
    serial += 1;
    return String(serial);
  };
  const open = (id: string, type: ConversationType, name: string, members: TeamsUser[]): StandInConversation => {
    const room: StandInConversation = { id, type, name, members, messages: [], botIsMember: true };
    conversations.set(id, room);
    return room;
  };
  /** By its id or by that of one of its reply chains. */
  const find = (id: string): StandInConversation | undefined => conversations.get(id.split(';')[0] ?? id);
  const personal = (user: TeamsUser): StandInConversation => {
    people.set(user.id, user);
    const id = `a:${user.aadObjectId}`;
    return conversations.get(id) ?? open(id, 'personal', user.name, [user]);
  };

  return {
    conversations,
    people,
    nextId,
    open,
    find,
    personal,
    message(id: string): StandInMessage | undefined {
      for (const room of conversations.values()) {
        const found = room.messages.find((message) => message.id === id);
        if (found) return found;
      }
      return undefined;
    },
    person: (id: unknown): TeamsUser | undefined =>
      [...people.values()].find((user) => user.id === id || user.aadObjectId === id),
    post(
      room: StandInConversation,
      input: { activity: Activity; fromBot: boolean; id?: string; rootId?: string | undefined },
    ): StandInMessage {
      const { activity, fromBot, id = nextId(), rootId } = input;
      const message = { id, conversationId: room.id, rootId, fromBot, activity, revisions: 0, privateViews: new Map() };
      room.messages.push(message);
      return message;
    },
    /** Where a person speaks: a named conversation, which they join, or their own chat with the bot. */
    roomOf(user: TeamsUser, conversationId?: string): StandInConversation {
      people.set(user.id, user);
      const room = conversationId === undefined ? personal(user) : find(conversationId);
      if (room === undefined) throw new Error(`the Teams stand-in has no conversation ${conversationId}`);
      if (!room.members.some((member) => member.id === user.id)) room.members.push(user);
      return room;
    },
  };
};
