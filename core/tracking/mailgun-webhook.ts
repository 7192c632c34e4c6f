import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { TrackingKind } from './tracking.ts';
import { webhookForged, webhookMalformed, webhookStale, webhookUnexpected } from './tracking-errors.ts';

const DAY_MS = 86_400_000;
/** Mailgun retries for about 8 hours; older than a day is a replay. */
const OLDEST_MS = DAY_MS;
const FUTURE_MS = 5 * 60_000;
const CLOCKS_APART_MS = 10 * 60_000;

const payload = z.object({
  signature: z.object({
    timestamp: z.string().regex(/^\d{1,12}$/),
    token: z.string().regex(/^[\x21-\x7e]{8,128}$/),
    signature: z.string().regex(/^[0-9a-f]{64}$/i),
  }),
  'event-data': z.object({
    event: z.string().min(1).max(64),
    id: z.string().min(1).max(200),
    timestamp: z.number().positive().max(1e11),
    recipient: z.string().min(3).max(400),
    severity: z.string().max(32).nullish(),
    reason: z.string().max(200).nullish(),
    message: z.object({ headers: z.object({ 'message-id': z.string().min(3).max(500) }) }),
    'user-variables': z.record(z.string(), z.unknown()).nullish(),
    'delivery-status': z.object({ message: z.string().nullish(), description: z.string().nullish() }).nullish(),
  }),
});

/** A verified event in our own words. */
export interface MailgunEvent {
  /** Unique with the day, as Mailgun says of its ids. */
  readonly key: string;
  readonly token: string;
  /** After this the signature is too old, by the clock of any of our processes. */
  readonly tokenUntil: Date;
  /** Undefined for events that Tandem keeps no facts of; they still prove acceptance. */
  readonly kind: TrackingKind | undefined;
  readonly suppress: 'bounced' | 'complained' | 'unsubscribed' | undefined;
  readonly messageId: string;
  readonly recipient: string;
  /** The `v:batch` of the mail, where the payload repeats it. */
  readonly batchId: string | undefined;
  readonly at: Date;
  readonly detail: string | null;
  /** False for the event that says that Mailgun took the mail and then refused it. */
  readonly provesAcceptance: boolean;
}

const meaning = (event: string, severity: string): Pick<MailgunEvent, 'kind' | 'suppress'> => {
  switch (event) {
    case 'delivered':
      return { kind: 'delivered', suppress: undefined };
    case 'failed':
      return severity === 'permanent'
        ? { kind: 'bounced', suppress: 'bounced' }
        : { kind: 'failed', suppress: undefined };
    case 'complained':
      return { kind: 'complained', suppress: 'complained' };
    case 'unsubscribed':
      return { kind: 'unsubscribed', suppress: 'unsubscribed' };
    case 'rejected':
      return { kind: 'failed', suppress: undefined };
    default:
      return { kind: undefined, suppress: undefined };
  }
};

/**
 * Checks a webhook's form, then its signature (HMAC-SHA-256 over timestamp and token, in constant time), then its age.
 * The signature does not cover the body: whoever replays a token with another body is stopped by the token alone.
 * @throws tracking.webhook_malformed, tracking.webhook_forged, tracking.webhook_stale
 */
export const readMailgunWebhook = (body: unknown, signingKey: string, now: Date): MailgunEvent => {
  const parsed = payload.safeParse(body);
  if (!parsed.success) throw webhookMalformed(parsed.error.issues[0]?.path.join('.') || 'body');
  const { signature, 'event-data': data } = parsed.data;
  if (signingKey === '') throw webhookUnexpected();
  const expected = createHmac('sha256', signingKey)
    .update(signature.timestamp + signature.token)
    .digest();
  if (!timingSafeEqual(expected, Buffer.from(signature.signature, 'hex'))) throw webhookForged();
  const age = now.getTime() - Number(signature.timestamp) * 1_000;
  if (age > OLDEST_MS || age < -FUTURE_MS) throw webhookStale();

  const at = new Date(Math.min(data.timestamp * 1_000, now.getTime()));
  const status = data['delivery-status'];
  const said = status?.description || status?.message || data.reason || null;
  const batch = data['user-variables']?.batch;
  return {
    ...meaning(data.event, data.severity ?? ''),
    key: `w/${at.toISOString().slice(0, 10)}/${data.id}`,
    token: signature.token,
    tokenUntil: new Date(Number(signature.timestamp) * 1_000 + OLDEST_MS + CLOCKS_APART_MS),
    messageId: data.message.headers['message-id'].replace(/^<|>$/g, ''),
    recipient: data.recipient,
    batchId: typeof batch === 'string' ? batch : undefined,
    at,
    detail: said === null ? null : said.slice(0, 300),
    provesAcceptance: data.event !== 'rejected',
  };
};
