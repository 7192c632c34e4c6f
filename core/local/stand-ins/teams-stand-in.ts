import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createActivities } from './teams-stand-in-activities.ts';
import { CARD_TYPE, type StandInCard } from './teams-stand-in-card.ts';
import { type ConnectorReply, createStandInConnector, failure } from './teams-stand-in-connector.ts';
import { type Activity, createTeamsRooms, type StandInConversation, type TeamsUser } from './teams-stand-in-rooms.ts';
import { createTeamsSigner, type TokenChange } from './teams-stand-in-signer.ts';

export type { StandInFault } from './teams-stand-in-connector.ts';
export {
  type Activity,
  type StandInConversation,
  type StandInMessage,
  sharedCard,
  type TeamsUser,
} from './teams-stand-in-rooms.ts';

/** One request of the bot to the connector, as it arrived, and what it was answered. */
export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Activity;
  readonly status: number;
  /** When it came, in milliseconds. */
  readonly at: number;
}

/** What the bot's endpoint answered. */
export interface BotAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type TeamsStandIn = Awaited<ReturnType<typeof startTeamsStandIn>>;

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** JSON, or the text itself where it is none. */
const parsed = (text: string): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * Teams and its connector on one machine: token endpoint, OpenID metadata and keys, the connector's REST API with its
 * limits (rates per conversation, 80 KB a message, 28 KB a card), and people who write and click, whose activities
 * arrive at the bot signed as Microsoft signs them. Keeps every conversation and every request for others to read.
 */
export const startTeamsStandIn = async (
  options: { port?: number; appId?: string; tenantId?: string; botUrl?: string } = {},
) => {
  const appId = options.appId ?? randomUUID();
  const appPassword = randomBytes(24).toString('base64url');
  const tenantId = options.tenantId ?? randomUUID();
  const bot = { id: `28:${appId}`, name: 'Tandem' };
  const signer = await createTeamsSigner();
  const rooms = createTeamsRooms();
  const connector = createStandInConnector(rooms, tenantId);
  const requests: StandInRequest[] = [];
  const tokens = new Set<string>();
  const watchers = new Set<() => void>();
  let botUrl = options.botUrl;
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher();
  };

  const issueToken = (form: URLSearchParams): ConnectorReply => {
    if (form.get('client_id') !== appId || form.get('client_secret') !== appPassword) {
      return { status: 401, body: { error: 'invalid_client' } };
    }
    const token = randomBytes(24).toString('base64url');
    tokens.add(token);
    return { status: 200, body: { token_type: 'Bearer', expires_in: 3_600, access_token: token } };
  };

  const answer = async (request: IncomingMessage): Promise<ConnectorReply> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const text = await textOf(request);
    if (pathname === '/.well-known/openidconfiguration') {
      return {
        status: 200,
        body: { issuer: signer.issuer, jwks_uri: `${origin}/keys`, id_token_signing_alg_values_supported: ['RS256'] },
      };
    }
    if (pathname === '/keys') return { status: 200, body: signer.publicKeys };
    if (pathname === '/token' && request.method === 'POST') return issueToken(new URLSearchParams(text));
    if (!pathname.startsWith('/v3/')) return failure(404, 'NotFound');
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!tokens.has(bearer)) return failure(401, 'Unauthorized');
    const body = parsed(text) ?? {};
    if (typeof body !== 'object' || body === null) return failure(400, 'BadSyntax');
    const method = request.method ?? 'GET';
    const path = pathname.slice('/v3/'.length);
    const reply = connector.handle(method, path, body as Activity);
    requests.push({
      method,
      path: decodeURIComponent(path),
      body: body as Activity,
      status: reply.status,
      at: Date.now(),
    });
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
  const activities = createActivities(rooms, { serviceUrl, tenantId, bot });

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
    return { status: response.status, body: parsed(await response.text()) };
  };

  /** Teams shows a card in the answer as this person's view; one with `refresh` becomes everybody's. */
  const showAnswer = (messageId: string, user: TeamsUser, body: unknown): void => {
    const { type, value } = (body ?? {}) as { type?: unknown; value?: StandInCard };
    const message = rooms.message(messageId);
    if (message === undefined || type !== CARD_TYPE || value === undefined) return;
    if (value.refresh === undefined) message.privateViews.set(user.id, value);
    else message.activity = { ...message.activity, attachments: [{ contentType: CARD_TYPE, content: value }] };
    changed();
  };

  return {
    appId,
    appPassword,
    tenantId,
    bot,
    serviceUrl,
    openIdMetadataUrl: `${origin}/.well-known/openidconfiguration`,
    tokenUrl: `${origin}/token`,
    conversations: rooms.conversations,
    requests,
    message: rooms.message,
    /** A person's own chat with the bot. */
    personal: rooms.personal,
    /** Where the bot listens. */
    connect(url: string): void {
      botUrl = url.replace(/\/+$/, '');
    },
    addUser(name: string): TeamsUser {
      const aadObjectId = randomUUID();
      const user = { id: `29:${aadObjectId}`, name, aadObjectId };
      rooms.people.set(user.id, user);
      return user;
    },
    addConversation(type: 'groupChat' | 'channel', name: string): StandInConversation {
      return rooms.open(`19:${randomUUID()}@thread.${type === 'channel' ? 'tacv2' : 'v2'}`, type, name, []);
    },
    /** A token as the connector makes it, for activities that name this service address. */
    tokenFor: (serviceAddress: string): Promise<string> => signer.sign({ appId, serviceUrl: serviceAddress }),
    messageActivity: activities.message,
    clickActivity: activities.click,
    deliver,
    /** Without `conversationId` in the person's own chat with the bot. */
    async sendMessage(text: string, user: TeamsUser, conversationId?: string): Promise<BotAnswer> {
      const activity = activities.message(text, user, conversationId);
      rooms.post(rooms.roomOf(user, conversationId), { activity, fromBot: false, id: String(activity.id) });
      return deliver(activity);
    },
    /** Clicks a button as it stands on the card that this person sees; `inputs` are what was typed into the card. */
    async clickAction(
      messageId: string,
      verb: string,
      inputs: Readonly<Record<string, string>>,
      user: TeamsUser,
    ): Promise<BotAnswer> {
      const reply = await deliver(activities.click(messageId, verb, inputs, user));
      showAnswer(messageId, user, reply.body);
      return reply;
    },
    fail: connector.fail,
    recover: connector.recover,
    setLimits: connector.setLimits,
    /** Resolves when `found` answers something, asked again after each request of the bot; rejects after `ms`. */
    waitFor<T>(found: () => T | undefined | false, ms = 45_000): Promise<T> {
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
