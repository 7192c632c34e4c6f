import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { findAction, type StandInCard } from './teams-stand-in-card.ts';
import { createTeamsSigner, type TokenChange } from './teams-stand-in-signer.ts';

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

export type Activity = Record<string, unknown>;

/** One request of the bot to the connector, as it arrived, and what it was answered. */
export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Activity;
  readonly status: number;
}

/** What the bot's endpoint answered. */
export interface BotAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An outage: the next `count` requests of the bot get this status. */
export interface StandInFault {
  readonly status: number;
  readonly retryAfterSeconds?: number;
  readonly count?: number;
}

export type TeamsStandIn = Awaited<ReturnType<typeof startTeamsStandIn>>;

/** Documented limits of Teams, per conversation: at most `count` messages in `ms`. */
const RATES = [
  { ms: 1_000, count: 7 },
  { ms: 2_000, count: 8 },
  { ms: 30_000, count: 60 },
] as const;
const MESSAGE_BYTES = 80 * 1024;
const CARD_BYTES = 28 * 1024;
const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

const cardOf = (activity: Activity): StandInCard | undefined => {
  const attachments = Array.isArray(activity.attachments) ? (activity.attachments as Activity[]) : [];
  return attachments.find((attachment) => attachment.contentType === CARD_TYPE)?.content as StandInCard | undefined;
};

/** The card that everybody sees in a message. */
export const sharedCard = (message: StandInMessage): StandInCard | undefined => cardOf(message.activity);

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * Teams and its connector on one machine: token endpoint, OpenID metadata and keys, the connector's REST API with its
 * limits (rates per conversation, 80 KB a message, 28 KB a card), and people who write and click, whose activities
 * arrive at the bot signed as Microsoft signs them. Keeps every conversation and every request for the tests to read.
 */
export const startTeamsStandIn = async (
  options: { port?: number; appId?: string; botUrl?: string; limits?: boolean } = {},
) => {
  const appId = options.appId ?? randomUUID();
  const appPassword = randomBytes(24).toString('base64url');
  const tenantId = randomUUID();
  const bot = { id: `28:${appId}`, name: 'Tandem' };
  const signer = await createTeamsSigner();
  const conversations = new Map<string, StandInConversation>();
  const requests: StandInRequest[] = [];
  const people = new Map<string, TeamsUser>();
  const sentAt = new Map<string, number[]>();
  const tokens = new Set<string>();
  const watchers = new Set<() => void>();
  const faults: { status: number; retryAfterSeconds: number | undefined; left: number }[] = [];
  let botUrl = options.botUrl;
  let limits = options.limits ?? true;
  let serial = Date.now();
  const nextId = (): string => {
    serial += 1;
    return String(serial);
  };
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher();
  };

  const conversation = (id: string): StandInConversation | undefined => conversations.get(id.split(';')[0] ?? id);
  const findMessage = (id: string): StandInMessage | undefined => {
    for (const each of conversations.values()) {
      const found = each.messages.find((message) => message.id === id);
      if (found) return found;
    }
    return undefined;
  };

  const tooFast = (conversationId: string): boolean => {
    if (!limits) return false;
    const now = Date.now();
    const times = (sentAt.get(conversationId) ?? []).filter((at) => now - at < 30_000);
    sentAt.set(conversationId, times);
    if (RATES.some(({ ms, count }) => times.filter((at) => now - at < ms).length >= count)) return true;
    times.push(now);
    return false;
  };

  const tooBig = (activity: Activity): boolean => {
    const card = cardOf(activity);
    return (
      Buffer.byteLength(JSON.stringify(activity)) > MESSAGE_BYTES ||
      (card !== undefined && Buffer.byteLength(JSON.stringify(card)) > CARD_BYTES)
    );
  };

  type Reply = { status: number; body?: unknown; headers?: Record<string, string> };
  const failure = (status: number, code: string, headers?: Record<string, string>): Reply => ({
    status,
    body: { error: { code, message: code } },
    ...(headers === undefined ? {} : { headers }),
  });

  const post = (room: StandInConversation, rootId: string | undefined, activity: Activity, fromBot: boolean) => {
    const message: StandInMessage = {
      id: nextId(),
      conversationId: room.id,
      rootId,
      fromBot,
      activity,
      revisions: 0,
      privateViews: new Map(),
    };
    room.messages.push(message);
    return message;
  };

  const openPersonal = (user: TeamsUser): StandInConversation => {
    people.set(user.id, user);
    const id = `a:${user.aadObjectId}`;
    const known = conversations.get(id);
    if (known) return known;
    const room: StandInConversation = {
      id,
      type: 'personal',
      name: user.name,
      members: [user],
      messages: [],
      botIsMember: true,
    };
    conversations.set(id, room);
    return room;
  };

  const connector = (method: string, path: string, body: Activity): Reply => {
    const fault = faults[0];
    if (fault !== undefined) {
      fault.left -= 1;
      if (fault.left <= 0) faults.shift();
      return failure(
        fault.status,
        fault.status === 429 ? 'Throttled' : 'ServiceError',
        fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) },
      );
    }
    const parts = path.split('/').map(decodeURIComponent);
    if (parts[0] !== 'conversations') return failure(404, 'NotFound');
    if (parts.length === 1 && method === 'POST') {
      const member = Array.isArray(body.members) ? (body.members as Activity[])[0] : undefined;
      const user = people.get(String(member?.id)) ?? [...people.values()].find((p) => p.aadObjectId === member?.id);
      if (user === undefined) return failure(403, 'BotNotInConversationRoster');
      return { status: 201, body: { id: openPersonal(user).id } };
    }
    const room = conversation(parts[1] ?? '');
    if (room === undefined) return failure(404, 'ConversationNotFound');
    if (!room.botIsMember) return failure(403, 'BotNotInConversationRoster');
    const account = (user: TeamsUser) => ({ ...user, objectId: user.aadObjectId, tenantId });
    if (method === 'GET' && parts[2] === 'members') {
      if (parts[3] === undefined) return { status: 200, body: room.members.map(account) };
      const found = room.members.find((user) => user.id === parts[3] || user.aadObjectId === parts[3]);
      return found === undefined ? failure(404, 'MemberNotFoundInConversation') : { status: 200, body: account(found) };
    }
    if (method === 'GET' && parts[2] === 'pagedmembers') {
      return { status: 200, body: { members: room.members.map(account) } };
    }
    if (parts[2] !== 'activities') return failure(404, 'NotFound');
    if (body.type === 'typing') return { status: 201, body: { id: nextId() } };
    if (tooFast(room.id)) return failure(429, 'Throttled', { 'retry-after': '1' });
    if (tooBig(body)) return failure(413, 'MessageSizeTooBig');
    if (method === 'POST') {
      const root = /;messageid=([^;]+)/.exec(parts[1] ?? '')?.[1] ?? (room.type === 'channel' ? parts[3] : undefined);
      const rootMessage = root === undefined ? undefined : room.messages.find((message) => message.id === root);
      return { status: 201, body: { id: post(room, rootMessage?.rootId ?? rootMessage?.id, body, true).id } };
    }
    const message = room.messages.find((each) => each.id === parts[3]);
    if (message === undefined) return failure(404, 'ActivityNotFoundInConversation');
    if (!message.fromBot) return failure(403, 'MessageWritesBlocked');
    if (method !== 'PUT') return failure(405, 'MethodNotAllowed');
    message.activity = body;
    message.revisions += 1;
    message.privateViews.clear();
    return { status: 200, body: { id: message.id } };
  };

  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const text = await readBody(request);
    if (url.pathname === '/.well-known/openidconfiguration') {
      return {
        status: 200,
        body: { issuer: signer.issuer, jwks_uri: `${origin}/keys`, id_token_signing_alg_values_supported: ['RS256'] },
      };
    }
    if (url.pathname === '/keys') return { status: 200, body: signer.publicKeys };
    if (url.pathname === '/token' && request.method === 'POST') {
      const form = new URLSearchParams(text);
      if (form.get('client_id') !== appId || form.get('client_secret') !== appPassword) {
        return { status: 401, body: { error: 'invalid_client' } };
      }
      const token = randomBytes(24).toString('base64url');
      tokens.add(token);
      return { status: 200, body: { token_type: 'Bearer', expires_in: 3_600, access_token: token } };
    }
    if (!url.pathname.startsWith('/v3/')) return failure(404, 'NotFound');
    if (!tokens.has(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '')) {
      return failure(401, 'Unauthorized');
    }
    let body: Activity = {};
    try {
      body = text === '' ? {} : (JSON.parse(text) as Activity);
    } catch {
      return failure(400, 'BadSyntax');
    }
    const path = url.pathname.slice('/v3/'.length);
    const reply = connector(request.method ?? 'GET', path, body);
    requests.push({ method: request.method ?? 'GET', path: decodeURIComponent(path), body, status: reply.status });
    changed();
    return reply;
  };

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    answer(request).then(
      (reply) => {
        response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
        response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
      },
      () => response.writeHead(500).end(),
    );
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the Teams stand-in has no port');
  const origin = `http://127.0.0.1:${address.port}`;
  const serviceUrl = `${origin}/`;

  /** POSTs an activity to the bot, signed; `change` spoils the token, `authorization: null` leaves it out. */
  const deliver = async (
    activity: Activity,
    change: TokenChange & { authorization?: string | null } = {},
  ): Promise<BotAnswer> => {
    if (botUrl === undefined) throw new Error('the Teams stand-in does not know the bot: call connect(botUrl)');
    const authorization =
      change.authorization === undefined
        ? `Bearer ${await signer.sign({ appId, serviceUrl: String(activity.serviceUrl) }, change)}`
        : change.authorization;
    const response = await fetch(`${botUrl}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    let body: unknown = text;
    try {
      body = text === '' ? undefined : JSON.parse(text);
    } catch {
      // Not JSON: the text itself is the answer.
    }
    return { status: response.status, body };
  };

  const envelope = (room: StandInConversation, user: TeamsUser, rootId?: string): Activity => ({
    id: nextId(),
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    locale: 'en-US',
    from: { id: user.id, name: user.name, aadObjectId: user.aadObjectId },
    recipient: bot,
    conversation: {
      id: rootId === undefined ? room.id : `${room.id};messageid=${rootId}`,
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

  const roomOf = (user: TeamsUser, conversationId?: string): StandInConversation => {
    people.set(user.id, user);
    const room = conversationId === undefined ? openPersonal(user) : conversation(conversationId);
    if (room === undefined) throw new Error(`the Teams stand-in has no conversation ${conversationId}`);
    if (!room.members.some((member) => member.id === user.id)) room.members.push(user);
    return room;
  };

  /** A message as the bot receives it; in a channel or group it begins with a mention of the bot. */
  const messageActivity = (text: string, user: TeamsUser, conversationId?: string): Activity => {
    const room = roomOf(user, conversationId);
    const mention = `<at>${bot.name}</at>`;
    const inRoom = room.type !== 'personal';
    const activity: Activity = {
      ...envelope(room, user),
      type: 'message',
      textFormat: 'plain',
      text: inRoom ? `${mention} ${text}` : text,
      ...(inRoom ? { entities: [{ type: 'mention', text: mention, mentioned: bot }] } : {}),
    };
    if (room.type === 'channel') {
      activity.conversation = {
        ...(activity.conversation as Activity),
        id: `${room.id};messageid=${String(activity.id)}`,
      };
    }
    return activity;
  };

  /** The invoke that a click on a card's button makes; `inputs` are what was typed into the card. */
  const clickActivity = (
    activityId: string,
    verb: string,
    inputs: Record<string, string>,
    user: TeamsUser,
  ): Activity => {
    const message = findMessage(activityId);
    if (message === undefined) throw new Error(`the Teams stand-in has no message ${activityId}`);
    const card = message.privateViews.get(user.id) ?? cardOf(message.activity);
    const action = card === undefined ? undefined : findAction(card, verb);
    if (action === undefined) throw new Error(`the card of message ${activityId} has no button ${verb}`);
    const room = roomOf(user, message.conversationId);
    return {
      ...envelope(room, user, room.type === 'channel' ? (message.rootId ?? message.id) : undefined),
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: activityId,
      value: {
        action: { type: 'Action.Execute', title: action.title, verb, data: { ...action.data, ...inputs } },
        trigger: 'manual',
      },
    };
  };

  return {
    appId,
    appPassword,
    tenantId,
    bot,
    serviceUrl,
    openIdMetadataUrl: `${origin}/.well-known/openidconfiguration`,
    tokenUrl: `${origin}/token`,
    conversations,
    requests,
    message: findMessage,
    /** Where the bot listens, without a trailing slash. */
    connect(url: string): void {
      botUrl = url.replace(/\/+$/, '');
    },
    addUser(name: string): TeamsUser {
      const aadObjectId = randomUUID();
      const user = { id: `29:${aadObjectId}`, name, aadObjectId };
      people.set(user.id, user);
      return user;
    },
    addConversation(type: 'groupChat' | 'channel', name: string): StandInConversation {
      const id = type === 'channel' ? `19:${randomUUID()}@thread.tacv2` : `19:${randomUUID()}@thread.v2`;
      const room: StandInConversation = { id, type, name, members: [], messages: [], botIsMember: true };
      conversations.set(id, room);
      return room;
    },
    personal: openPersonal,
    messageActivity,
    clickActivity,
    deliver,
    /** Without `conversationId` in the person's own chat with the bot. */
    async sendMessage(text: string, user: TeamsUser, conversationId?: string): Promise<BotAnswer> {
      const activity = messageActivity(text, user, conversationId);
      const room = roomOf(user, conversationId);
      const message: StandInMessage = {
        id: String(activity.id),
        conversationId: room.id,
        rootId: undefined,
        fromBot: false,
        activity,
        revisions: 0,
        privateViews: new Map(),
      };
      room.messages.push(message);
      return deliver(activity);
    },
    /**
     * Clicks a button as it stands on the card that this person sees, and shows the answer as Teams does: a card in the
     * answer is this person's view, but one with `refresh` becomes everybody's.
     */
    async clickAction(
      activityId: string,
      verb: string,
      inputs: Record<string, string>,
      user: TeamsUser,
    ): Promise<BotAnswer> {
      const reply = await deliver(clickActivity(activityId, verb, inputs, user));
      const body = (reply.body ?? {}) as Activity;
      const message = findMessage(activityId);
      if (message !== undefined && body.type === CARD_TYPE) {
        const card = body.value as StandInCard;
        if (card.refresh === undefined) message.privateViews.set(user.id, card);
        else message.activity = { ...message.activity, attachments: [{ contentType: CARD_TYPE, content: card }] };
        changed();
      }
      return reply;
    },
    /** The bot's next requests are answered with this status. */
    fail(fault: StandInFault): void {
      faults.push({ status: fault.status, retryAfterSeconds: fault.retryAfterSeconds, left: fault.count ?? 1 });
    },
    recover(): void {
      faults.length = 0;
    },
    setLimits(on: boolean): void {
      limits = on;
    },
    /** Resolves when `found` answers something, asked again after each request of the bot; rejects after `ms`. */
    waitFor<T>(found: () => T | undefined | false, ms = 10_000): Promise<T> {
      return new Promise((resolve, reject) => {
        const look = (): boolean => {
          const value = found();
          if (value === undefined || value === false) return false;
          clearTimeout(timer);
          watchers.delete(look);
          resolve(value);
          return true;
        };
        const timer = setTimeout(() => {
          watchers.delete(look);
          reject(new Error('the Teams stand-in did not see what was waited for'));
        }, ms);
        if (!look()) watchers.add(look);
      });
    },
    close: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
