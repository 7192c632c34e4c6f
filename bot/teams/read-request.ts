import type { IncomingMessage } from 'node:http';
import { type BearerVerifier, RequestRefused } from './bearer-verifier.ts';
import { type IncomingActivity, incomingActivity, tenantOf } from './teams-activity.ts';

/** Teams' own limit is 100 KB for what it sends to a bot. */
const BODY_BYTES = 256 * 1024;
const LOOPBACK_ADDRESSES = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
const TEAMS_CHANNEL = 'msteams';

/** The request is none that Tandem can read: 400, or 413. */
export class RequestUnreadable extends Error {
  readonly status: 400 | 413;
  constructor(status: 400 | 413, reason: string) {
    super(reason);
    this.name = 'RequestUnreadable';
    this.status = status;
  }
}

const bodyOf = async (request: IncomingMessage & { body?: unknown }): Promise<unknown> => {
  if (request.body !== undefined) return request.body;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES) throw new RequestUnreadable(413, 'the body is too large');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new RequestUnreadable(400, 'the body is not JSON');
  }
};

/** @throws RequestUnreadable */
export const readActivity = async (request: IncomingMessage & { body?: unknown }): Promise<IncomingActivity> => {
  const parsed = incomingActivity.safeParse(await bodyOf(request));
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new RequestUnreadable(400, `the body is no activity: ${fields}`);
  }
  return parsed.data;
};

const isLoopbackUrl = (url: string): boolean => LOOPBACK_NAMES.has(new URL(url).hostname);

/**
 * Without an application id nothing is signed, so only this machine is listened to: no proxy in between, no web page of
 * a browser (which sends Origin, and cannot send JSON without asking first), no name that was rebound to loopback.
 * @throws RequestRefused
 */
const requireLoopback = (request: IncomingMessage, activity: IncomingActivity): void => {
  const refuse = (reason: string): never => {
    throw new RequestRefused('forbidden', reason);
  };
  const { headers, socket } = request;
  if (!LOOPBACK_ADDRESSES.has(socket.remoteAddress ?? '')) refuse('unsigned and not from this machine');
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) refuse('unsigned and forwarded');
  if (headers.origin !== undefined) refuse('unsigned and from a web page');
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) refuse('unsigned and not declared as JSON');
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  if (!LOOPBACK_NAMES.has(host)) refuse('unsigned and for another host name');
  if (!isLoopbackUrl(activity.serviceUrl)) refuse('unsigned and asking for answers to another machine');
};

export interface RequestGuard {
  readonly verify: BearerVerifier | undefined;
  /** Where set, other tenants are refused. */
  readonly tenantId: string | undefined;
}

/** @throws RequestRefused */
export const authenticate = async (
  guard: RequestGuard,
  request: IncomingMessage,
  activity: IncomingActivity,
): Promise<void> => {
  const { channelId, serviceUrl } = activity;
  if (guard.verify === undefined) {
    requireLoopback(request, activity);
    return;
  }
  await guard.verify({ authorization: request.headers.authorization, channelId, serviceUrl });
  if (channelId !== TEAMS_CHANNEL) throw new RequestRefused('forbidden', 'not from Teams');
  if (guard.tenantId !== undefined && tenantOf(activity) !== guard.tenantId) {
    throw new RequestRefused('forbidden', 'from another tenant');
  }
};
