import { z } from 'zod';
import { TokenRefused, type TokenSource } from './connector-credentials.ts';

const TIMEOUT_MS = 15_000;

/** What went wrong between us and the connector, in the terms a caller needs to choose what to do next. */
export type ConnectorFailure =
  /** 429: again after `retryAfterMs`. */
  | 'throttled'
  /** The conversation or message is no more. */
  | 'gone'
  /** The bot is not in the conversation, was removed or blocked, or its credentials are refused. */
  | 'refused'
  /** The connector does not accept this message as it stands. */
  | 'invalid'
  /** Not reached, or 5xx: it may or may not have taken it. */
  | 'unreachable';

export class ConnectorError extends Error {
  readonly failure: ConnectorFailure;
  /** HTTP status; 0 where none came. */
  readonly status: number;
  /** The connector's own code (`ConversationNotFound`, `BotNotInConversationRoster` …), or empty. */
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  constructor(init: {
    failure: ConnectorFailure;
    status: number;
    code?: string;
    retryAfterMs?: number | undefined;
    cause?: unknown;
  }) {
    super(`connector: ${init.failure} (${init.status} ${init.code ?? ''})`, { cause: init.cause });
    this.name = 'ConnectorError';
    this.failure = init.failure;
    this.status = init.status;
    this.code = init.code ?? '';
    this.retryAfterMs = init.retryAfterMs;
  }
}

const errorShape = z.object({ error: z.object({ code: z.string().default('') }).optional() });
const idShape = z.object({ id: z.string().optional() });

const failureOf = (status: number): ConnectorFailure => {
  if (status === 429) return 'throttled';
  if (status === 404 || status === 410) return 'gone';
  if (status === 401 || status === 403) return 'refused';
  if (status === 408 || status >= 500) return 'unreachable';
  return 'invalid';
};

/** Seconds or an HTTP date (RFC 9110, section 10.2.3), as milliseconds from now. */
export const retryAfter = (header: string | null, now = Date.now()): number | undefined => {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
};

/**
 * The four calls of the Bot Connector REST API (v3) that Tandem makes. It does not retry: whoever calls knows whether
 * the same again can harm.
 */
export interface ConnectorClient {
  /** Answers the new message's id. @throws ConnectorError */
  send(serviceUrl: string, conversationId: string, activity: object): Promise<string>;
  /** @throws ConnectorError */
  update(serviceUrl: string, conversationId: string, activityId: string, activity: object): Promise<void>;
  /** The bot's personal conversation with a member; answers its id. @throws ConnectorError */
  openPersonal(
    serviceUrl: string,
    input: { botId: string; memberId: string; tenantId: string | undefined },
  ): Promise<string>;
}

export const createConnectorClient = (token: TokenSource): ConnectorClient => {
  const call = async (method: 'POST' | 'PUT', serviceUrl: string, path: string, body: object): Promise<string> => {
    let response: Response;
    let text: string;
    try {
      const bearer = await token();
      response = await fetch(`${serviceUrl.replace(/\/+$/, '')}/v3/${path}`, {
        method,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          accept: 'application/json',
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        },
        body: JSON.stringify(body),
        // A redirect could carry the token to somebody else.
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await response.text();
    } catch (error) {
      if (error instanceof TokenRefused && error.status < 500 && error.status !== 429) {
        throw new ConnectorError({ failure: 'refused', status: error.status, code: 'TokenRefused', cause: error });
      }
      throw new ConnectorError({ failure: 'unreachable', status: 0, cause: error });
    }
    let json: unknown;
    try {
      json = text === '' ? {} : JSON.parse(text);
    } catch {
      json = {};
    }
    if (!response.ok) {
      const parsed = errorShape.safeParse(json);
      throw new ConnectorError({
        failure: failureOf(response.status),
        status: response.status,
        code: parsed.success ? (parsed.data.error?.code ?? '') : '',
        retryAfterMs: retryAfter(response.headers.get('retry-after')),
      });
    }
    const id = idShape.safeParse(json);
    return id.success ? (id.data.id ?? '') : '';
  };

  const conversation = (id: string): string => `conversations/${encodeURIComponent(id)}`;
  return {
    send: (serviceUrl, conversationId, activity) =>
      call('POST', serviceUrl, `${conversation(conversationId)}/activities`, activity),
    async update(serviceUrl, conversationId, activityId, activity) {
      const path = `${conversation(conversationId)}/activities/${encodeURIComponent(activityId)}`;
      await call('PUT', serviceUrl, path, { ...activity, id: activityId });
    },
    openPersonal: (serviceUrl, { botId, memberId, tenantId }) =>
      call('POST', serviceUrl, 'conversations', {
        isGroup: false,
        bot: { id: botId },
        members: [{ id: memberId }],
        ...(tenantId === undefined ? {} : { tenantId, channelData: { tenant: { id: tenantId } } }),
      }),
  };
};
