import type { SubmitAnswer } from './email-provider.ts';
import type { Exchange } from './http-exchange.ts';

/** A minute, where a 429 does not say how long. */
const DEFAULT_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;
/** Statuses by which Mailgun certainly took nothing (its API reference, *Errors*). */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 402, 403, 404, 413]);

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const field = (value: unknown, name: string): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Reflect.get(value, name);
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined;
};

/** How long a 429 asks to wait: "try again after 120 seconds" in its body, or Retry-After in seconds. */
export const retryAfterMs = (text: string, header: string | undefined): number => {
  const said = /try again (?:after|in) (\d+(?:\.\d+)?)\s*(ms|millisecond|s|second|m|minute)/i.exec(text);
  const unit = said?.[2]?.toLowerCase() ?? '';
  const factor = unit.startsWith('ms') || unit.startsWith('milli') ? 1 : unit.startsWith('m') ? 60_000 : 1_000;
  const ms = said?.[1] === undefined ? Number(header) * 1_000 : Number(said[1]) * factor;
  return Number.isFinite(ms) && ms >= 0 ? Math.min(Math.max(ms, 1_000), LONGEST_RETRY_MS) : DEFAULT_RETRY_MS;
};

/**
 * Reads how a POST of mail ended. `accepted` needs a real 200 with a JSON body that names an id; `rejected` a whole
 * answer with one of the statuses above; everything that is not certain is `ambiguous`.
 */
export const classifyAnswer = (result: Exchange): SubmitAnswer => {
  if (result.kind === 'not_sent') return { kind: 'not_sent', reason: result.reason };
  if (result.kind === 'broken') {
    return { kind: 'ambiguous', reason: result.reason, ...(result.timedOut === true ? { slow: true } : {}) };
  }
  const { status, text, retryAfter } = result.answer;
  const body = jsonOf(text);
  if (status === 200) {
    const id = field(body, 'id');
    return id === undefined
      ? { kind: 'ambiguous', reason: 'answered 200 without a message id' }
      : { kind: 'accepted', providerId: id.replace(/^<|>$/g, '') };
  }
  if (status === 429) return { kind: 'throttled', retryAfterMs: retryAfterMs(text, retryAfter) };
  const reason = (field(body, 'message') ?? text.replace(/\s+/g, ' ').trim()).slice(0, 300);
  if (REFUSALS.has(status)) return { kind: 'rejected', status, reason: reason === '' ? `status ${status}` : reason };
  return { kind: 'ambiguous', reason: `answered ${status}` };
};
