import { type Activity, cardOf, type TeamsRooms, type TeamsUser } from './teams-stand-in-rooms.ts';

/** An outage: the next `count` requests of the bot, or those of them that `only` names, get this status. */
export interface StandInFault {
  readonly status: number;
  /** `path` is what stands behind `/v3/`, decoded. */
  readonly only?: (method: string, path: string) => boolean;
  readonly retryAfterSeconds?: number;
  readonly count?: number;
}

export interface ConnectorReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Documented limits of Teams, per conversation: at most `count` messages in `ms`. */
const RATES = [
  { ms: 1_000, count: 7 },
  { ms: 2_000, count: 8 },
  { ms: 30_000, count: 60 },
] as const;
const MESSAGE_BYTES = 80 * 1024;
const CARD_BYTES = 28 * 1024;

export const failure = (status: number, code: string, headers: Record<string, string> = {}): ConnectorReply => ({
  status,
  body: { error: { code, message: code } },
  headers,
});

const tooBig = (activity: Activity): boolean => {
  const card = cardOf(activity);
  return (
    Buffer.byteLength(JSON.stringify(activity)) > MESSAGE_BYTES ||
    (card !== undefined && Buffer.byteLength(JSON.stringify(card)) > CARD_BYTES)
  );
};

/** The Bot Connector's REST API, version 3, as far as bots use it for messages and members. */
export const createStandInConnector = (rooms: TeamsRooms, tenantId: string) => {
  const sentAt = new Map<string, number[]>();
  const faults: { fault: StandInFault; left: number }[] = [];
  let limits = true;

  const tooFast = (conversationId: string): boolean => {
    if (!limits) return false;
    const now = Date.now();
    const times = (sentAt.get(conversationId) ?? []).filter((at) => now - at < 30_000);
    sentAt.set(conversationId, times);
    if (RATES.some(({ ms, count }) => times.filter((at) => now - at < ms).length >= count)) return true;
    times.push(now);
    return false;
  };
  const account = (user: TeamsUser) => ({ ...user, objectId: user.aadObjectId, tenantId });

  const faulted = (method: string, path: string): ConnectorReply | undefined => {
    const found = faults.find(({ fault, left }) => left > 0 && (fault.only?.(method, path) ?? true));
    if (found === undefined) return undefined;
    found.left -= 1;
    const { status, retryAfterSeconds } = found.fault;
    const headers: Record<string, string> =
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    return failure(status, status === 429 ? 'Throttled' : 'ServiceError', headers);
  };

  const openPersonal = (body: Activity): ConnectorReply => {
    const member = Array.isArray(body.members) ? (body.members as Activity[])[0] : undefined;
    const user = rooms.person(member?.id);
    if (user === undefined) return failure(403, 'BotNotInConversationRoster');
    return { status: 201, body: { id: rooms.personal(user).id } };
  };

  return {
    fail(fault: StandInFault): void {
      faults.push({ fault, left: fault.count ?? 1 });
    },
    recover(): void {
      faults.length = 0;
    },
    setLimits(on: boolean): void {
      limits = on;
    },
    /** `path` is what stands behind `/v3/`, still encoded. */
    handle(method: string, path: string, body: Activity): ConnectorReply {
      const fault = faulted(method, decodeURIComponent(path));
      if (fault !== undefined) return fault;
      const [root, id = '', kind, item] = path.split('/').map(decodeURIComponent);
      if (root !== 'conversations') return failure(404, 'NotFound');
      if (id === '') return method === 'POST' ? openPersonal(body) : failure(405, 'MethodNotAllowed');
      const room = rooms.find(id);
      if (room === undefined) return failure(404, 'ConversationNotFound');
      if (!room.botIsMember) return failure(403, 'BotNotInConversationRoster');
      if (method === 'GET' && kind === 'pagedmembers') {
        return { status: 200, body: { members: room.members.map(account) } };
      }
      if (method === 'GET' && kind === 'members') {
        if (item === undefined) return { status: 200, body: room.members.map(account) };
        const user = room.members.find((member) => member.id === item || member.aadObjectId === item);
        return user === undefined ? failure(404, 'MemberNotFoundInConversation') : { status: 200, body: account(user) };
      }
      if (kind !== 'activities') return failure(404, 'NotFound');
      if (body.type === 'typing') return { status: 201, body: { id: rooms.nextId() } };
      if (tooFast(room.id)) return failure(429, 'Throttled', { 'retry-after': '1' });
      if (tooBig(body)) return failure(413, 'MessageSizeTooBig');
      if (method === 'POST') {
        const named = /;messageid=([^;]+)/.exec(id)?.[1] ?? (room.type === 'channel' ? item : undefined);
        const answered = room.messages.find((message) => message.id === named);
        const rootId = answered?.rootId ?? answered?.id;
        return { status: 201, body: { id: rooms.post(room, { activity: body, fromBot: true, rootId }).id } };
      }
      const message = room.messages.find((each) => each.id === item);
      if (message === undefined) return failure(404, 'ActivityNotFoundInConversation');
      if (!message.fromBot) return failure(403, 'MessageWritesBlocked');
      if (method !== 'PUT') return failure(405, 'MethodNotAllowed');
      message.activity = body;
      message.revisions += 1;
      message.privateViews.clear();
      return { status: 200, body: { id: message.id } };
    },
  };
};
