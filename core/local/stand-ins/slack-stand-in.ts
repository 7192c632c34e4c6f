import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { messageComplaints } from './slack-limits.ts';
import { createSlackPayloads, type TypedCommand } from './slack-payloads.ts';
import { type SignedRequest, type SignOptions, signForm, signJson } from './slack-signing.ts';
import { SLACK_TEAM, type SlackState, slackState } from './slack-state.ts';
import { blocksOf, createSlackMethods, SlackRefusal, textOf } from './slack-web-api.ts';

export interface SlackStandInOptions {
  readonly port?: number;
  readonly signingSecret?: string;
  readonly botToken?: string;
  readonly appToken?: string;
}

/** What the bot answered to a delivery. */
export interface Delivered {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  readonly tookMs: number;
}

type Json = Record<string, unknown>;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const argumentsOf = (request: IncomingMessage, body: string): Json => {
  if ((request.headers['content-type'] ?? '').startsWith('application/json')) return JSON.parse(body || '{}') as Json;
  const parsed: Json = {};
  for (const [key, value] of new URLSearchParams(body)) {
    parsed[key] = ['blocks', 'view'].includes(key) ? (JSON.parse(value) as unknown) : value;
  }
  return parsed;
};

/**
 * Slack as far as Tandem speaks with it: the Web API with its documented limits and refusals, response URLs, modals,
 * Socket Mode, and the requests that people's clicks cause. Keeps everything it was told. Loopback only.
 */
export const startSlackStandIn = async (options: SlackStandInOptions = {}) => {
  const signingSecret = options.signingSecret ?? randomBytes(16).toString('hex');
  const botToken = options.botToken ?? 'xoxb-stand-in';
  const appToken = options.appToken ?? 'xapp-stand-in';
  const state: SlackState = slackState();
  const sockets = new Set<WebSocket>();
  const awaited = new Map<string, (payload: unknown) => void>();
  let limited: { method: string | undefined; seconds: number; left: number } | undefined;
  let down = false;
  let botUrl: string | undefined;

  const methods = createSlackMethods(state, () => `ws://127.0.0.1:${port}/socket`);

  const answerApi = (request: IncomingMessage, response: ServerResponse, method: string, body: string) => {
    const send = (status: number, payload: Json, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(payload));
    };
    const args = argumentsOf(request, body);
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? textOf(args, 'token');
    const { token: _token, ...shown } = args;
    state.calls.push({ method, args: shown, at: Date.now() });
    if (limited && limited.left > 0 && (limited.method === undefined || limited.method === method)) {
      limited.left -= 1;
      return send(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(limited.seconds) });
    }
    const run = methods[method];
    if (run === undefined) return send(200, { ok: false, error: 'unknown_method' });
    if (token !== (method === 'apps.connections.open' ? appToken : botToken))
      return send(200, { ok: false, error: 'invalid_auth' });
    try {
      send(200, { ok: true, ...run(args) });
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      state.refusals.push({ method, error: error.message, detail: error.detail });
      send(200, { ok: false, error: error.message, response_metadata: { messages: error.detail } });
    }
  };

  const answerResponseUrl = (response: ServerResponse, id: string, body: string): void => {
    const target = state.responseUrls.get(id);
    if (target === undefined || target.left <= 0 || target.expires < Date.now()) {
      response.writeHead(404).end('used_url');
      return;
    }
    target.left -= 1;
    const args = JSON.parse(body) as Json;
    const complaints = messageComplaints(args);
    if (complaints.length > 0) {
      state.refusals.push({ method: 'response_url', error: 'invalid_blocks', detail: complaints });
      response.writeHead(400).end('invalid_blocks');
      return;
    }
    const said = { text: textOf(args, 'text'), blocks: blocksOf(args) };
    if (args.response_type === 'in_channel') {
      state.messages.push({ channelId: target.channelId, ts: state.nextTs(), threadTs: undefined, ...said, edits: 0 });
    } else {
      state.ephemerals.push({ channelId: target.channelId, userId: target.userId, ...said, via: 'response_url' });
    }
    response.writeHead(200).end('ok');
  };

  const server = createServer((request, response) => {
    if (down) {
      request.socket.destroy();
      return;
    }
    const handle = async (): Promise<void> => {
      const body = await readBody(request);
      const path = new URL(request.url ?? '/', 'http://stand-in').pathname;
      const method = /^\/api\/([a-zA-Z.]+)$/.exec(path)?.[1];
      const responseId = /^\/response\/([a-z0-9]+)$/.exec(path)?.[1];
      if (method !== undefined) answerApi(request, response, method, body);
      else if (responseId !== undefined) answerResponseUrl(response, responseId, body);
      else response.writeHead(404).end();
    };
    handle().catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  const websockets = new WebSocketServer({ server, path: '/socket' });
  websockets.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data) => {
      const answer = JSON.parse(String(data)) as { envelope_id?: string; payload?: unknown };
      if (answer.envelope_id !== undefined) awaited.get(answer.envelope_id)?.(answer.payload);
    });
    socket.send(JSON.stringify({ type: 'hello', num_connections: sockets.size }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const port = (server.address() as AddressInfo).port;

  const payloads = createSlackPayloads(state, `http://127.0.0.1:${port}`);
  const { commandPayload, actionPayload, submissionPayload } = payloads;

  /** Posts a signed request as it stands, for forged, stale and replayed ones. */
  const post = async (request: SignedRequest): Promise<Delivered> => {
    if (botUrl === undefined) throw new Error('deliverTo(url) first: where does the bot listen?');
    const started = Date.now();
    const response = await fetch(botUrl, { method: 'POST', headers: request.headers, body: request.body });
    const answer = await response.text();
    let body: unknown = answer;
    try {
      body = JSON.parse(answer) as unknown;
    } catch {
      // Slack takes plain text as well.
    }
    return { status: response.status, body, tookMs: Date.now() - started };
  };
  const overSocket = (type: 'slash_commands' | 'interactive' | 'events_api', payload: unknown): Promise<Delivered> => {
    const socket = [...sockets][0];
    if (socket === undefined) throw new Error('no Socket Mode connection');
    const envelopeId = randomBytes(8).toString('hex');
    const started = Date.now();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('not acknowledged within 3 s')), 3_000);
      awaited.set(envelopeId, (body) => {
        clearTimeout(timer);
        awaited.delete(envelopeId);
        resolve({ status: 200, body, tookMs: Date.now() - started });
      });
      socket.send(JSON.stringify({ type, envelope_id: envelopeId, payload, accepts_response_payload: true }));
    });
  };
  const signedCommand = (input: TypedCommand, sign?: SignOptions): SignedRequest =>
    signForm(signingSecret, commandPayload(input), sign);
  const signedInteraction = (payload: unknown, sign?: SignOptions): SignedRequest =>
    signForm(signingSecret, { payload: JSON.stringify(payload) }, sign);
  const deliver = (type: 'slash_commands' | 'interactive' | 'events_api', payload: Json): Promise<Delivered> => {
    if (sockets.size > 0) return overSocket(type, payload);
    if (type === 'events_api') return post(signJson(signingSecret, payload));
    return post(
      type === 'interactive' ? signedInteraction(payload) : signForm(signingSecret, payload as Record<string, string>),
    );
  };

  return {
    /** Ends in `/api/`, as SLACK_API_URL wants it. */
    url: `http://127.0.0.1:${port}/api/`,
    port,
    botToken,
    appToken,
    signingSecret,
    teamId: SLACK_TEAM.team_id,
    /** Everything it was told, live. */
    state,
    /** Where the bot takes Slack's requests: `http://127.0.0.1:3978/slack/events`. Not needed in Socket Mode. */
    deliverTo(url: string): void {
      botUrl = url;
    },
    addChannel: state.addChannel,
    addUser: state.addUser,
    /** The next `times` calls (of `method`, or of any) are answered by 429. */
    rateLimit(input: { method?: string; seconds: number; times: number }): void {
      limited = { method: input.method, seconds: input.seconds, left: input.times };
    },
    /** While true every connection is cut. */
    outage(on: boolean): void {
      down = on;
      if (on) for (const socket of sockets) socket.terminate();
    },
    connections: () => sockets.size,
    signedCommand,
    signedInteraction,
    actionPayload,
    privateActionPayload: payloads.privateActionPayload,
    submissionPayload,
    post,
    /** Somebody types a slash command. */
    command: (input: TypedCommand): Promise<Delivered> => deliver('slash_commands', commandPayload(input)),
    /** Somebody presses a button of a message as it stands now. */
    clickButton: (messageTs: string, actionId: string, userId: string): Promise<Delivered> =>
      deliver('interactive', actionPayload(messageTs, actionId, userId)),
    /** Somebody presses a button of what they alone were told last. */
    clickPrivate: (userId: string, actionId: string): Promise<Delivered> =>
      deliver('interactive', payloads.privateActionPayload(userId, actionId)),
    /** Somebody chooses the bot's action in the menu of a message. */
    messageAction: (input: Parameters<typeof payloads.messageActionPayload>[0]): Promise<Delivered> =>
      deliver('interactive', payloads.messageActionPayload(input)),
    /** Somebody sends a modal; a `response_action` of errors leaves it open. */
    async submitModal(viewId: string, values: Readonly<Record<string, string>>): Promise<Delivered> {
      const answer = await deliver('interactive', submissionPayload(viewId, values));
      const kept = typeof answer.body === 'object' && answer.body !== null && 'response_action' in answer.body;
      const modal = state.modals.find((m) => m.id === viewId);
      if (modal && !kept && answer.status === 200) modal.closed = true;
      return answer;
    },
    /** Something happens in the workspace. */
    event: (event: Json): Promise<Delivered> =>
      deliver('events_api', {
        type: 'event_callback',
        team_id: SLACK_TEAM.team_id,
        api_app_id: 'A0STANDIN',
        event_id: `Ev${randomBytes(6).toString('hex')}`,
        event_time: Math.floor(Date.now() / 1000),
        authorizations: [{ team_id: SLACK_TEAM.team_id, user_id: SLACK_TEAM.user_id, is_bot: true }],
        event,
      }),
    async close(): Promise<void> {
      for (const socket of sockets) socket.terminate();
      websockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type SlackStandIn = Awaited<ReturnType<typeof startSlackStandIn>>;
