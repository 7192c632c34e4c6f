import FormData from 'form-data';
import Mailgun from 'mailgun.js';
import { z } from 'zod';
import type { Logger } from '../common/logger.ts';
import type {
  EmailProvider,
  OutgoingBatch,
  ProviderEvidence,
  ProviderStanding,
  SubmitAnswer,
} from './email-provider.ts';
import { type Exchange, exchange } from './http-exchange.ts';
import { classifyAnswer, retryAfterMs } from './mailgun-answer.ts';

/** Mailgun's documented limits. */
export const MAILGUN_LIMITS = { recipients: 1_000, messageBytes: 25 * 1024 * 1024, optionBytes: 16 * 1024 } as const;

export interface MailgunOptions {
  readonly apiKey: string;
  readonly domain: string;
  readonly url: string;
  readonly logger: Logger;
  /** 60 s by default. */
  readonly timeoutMs?: number;
}

/** The part of mailgun.js that speaks HTTP, which it lets one replace. */
interface RequestProvider {
  makeRequest(
    url: string,
    method: string,
    data?: { params?: URLSearchParams; data?: unknown },
  ): Promise<{ status: number; body: unknown }>;
  setSubAccountHeader(id: string): void;
  resetSubAccountHeader(): void;
}

interface MailgunRequest {
  requestProvider: RequestProvider;
  get(path: string, query?: Readonly<Record<string, string>>): Promise<{ body: unknown }>;
}

type MailgunClient = ReturnType<InstanceType<typeof Mailgun.default>['client']>;

/** A page of Mailgun's log: what is read of it. */
const eventPage = z.object({
  items: z.array(
    z.object({
      event: z.string(),
      recipient: z.string().optional(),
      message: z.object({ headers: z.object({ 'message-id': z.string().optional() }).optional() }).optional(),
    }),
  ),
  paging: z.object({ next: z.url() }),
});

/** A domain as `GET /v4/domains/NAME` tells it: what is read of it. */
const domainDetails = z.object({
  domain: z.object({
    state: z.string(),
    is_disabled: z.boolean().optional(),
    disabled: z.object({ reason: z.string().optional() }).nullish(),
  }),
  sending_dns_records: z.array(z.object({ name: z.string().nullish() })).nullish(),
});
/** `GET /v5/accounts/limit/custom/monthly`. */
const sendingLimit = z.object({ limit: z.number(), current: z.number(), period: z.string() });
const STANDING_MS = 8_000;

const MAX_EVENT_PAGES = 100;
const SAFE_ADDRESS = /^[^\s,;<>()"\p{Cc}]+@[^\s,;<>()"\p{Cc}]+$/u;

const refusal = (status: number, reason: string): SubmitAnswer => ({ kind: 'rejected', status, reason });

/** The fields of one POST as Mailgun names them. */
const fieldsOf = (batch: OutgoingBatch): Record<string, string> => {
  const fields: Record<string, string> = {
    from: batch.from,
    // One comma-joined field: a field for each recipient costs several times as much.
    to: batch.recipients.map((recipient) => recipient.address).join(','),
    subject: batch.subject,
    html: batch.html,
    text: batch.text,
    'h:Message-Id': `<${batch.messageId}>`,
    'h:Reply-To': batch.replyTo,
    'o:tag': batch.campaignId,
    'o:tracking': 'no',
    'v:batch': batch.batchId,
    'v:attempt': String(batch.attempt),
  };
  for (const [name, value] of Object.entries(batch.headers)) fields[`h:${name}`] = value;
  // Last, because form-data copies all that came before with each field: by far the longest is copied once.
  fields['recipient-variables'] = `{${batch.recipients
    .map(({ address, variables }) => `${JSON.stringify(address)}:${variables}`)
    .join(',')}}`;
  return fields;
};

/** What is wrong with a batch before anything is sent; undefined where nothing is. */
const unsendable = (batch: OutgoingBatch, fields: Readonly<Record<string, string>>): SubmitAnswer | undefined => {
  const { recipients } = batch;
  if (recipients.length < 1 || recipients.length > MAILGUN_LIMITS.recipients) {
    return refusal(400, `to: ${recipients.length} recipients, where 1 to ${MAILGUN_LIMITS.recipients} are allowed`);
  }
  if (new Set(recipients.map((recipient) => recipient.address)).size !== recipients.length) {
    return refusal(400, 'to: an address stands in it twice');
  }
  if (!recipients.every((recipient) => SAFE_ADDRESS.test(recipient.address))) {
    return refusal(400, 'to: an address is not a valid address');
  }
  const single = Object.entries(fields).filter(([name]) => /^(from|subject|to|[hov]:)/.test(name));
  if (single.some(([, value]) => /[\r\n\0]/.test(value))) return refusal(400, 'a header holds a line break');
  const options = Object.entries(fields)
    .filter(([name]) => /^[ohvt]:/.test(name))
    .reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (options > MAILGUN_LIMITS.optionBytes) return refusal(413, `options of ${options} bytes exceed 16 KB`);
  const total = Object.values(fields).reduce((sum, value) => sum + Buffer.byteLength(value), 0);
  if (total > MAILGUN_LIMITS.messageBytes) return refusal(413, `a message of ${total} bytes exceeds 25 MB`);
  return undefined;
};

/**
 * Mailgun through mailgun.js, over connections of our own: the library's own transport turns a reset into a status 400,
 * follows redirects with a second POST and has no timeout, so the answer is read here from the wire.
 */
export const createMailgunProvider = (options: MailgunOptions): EmailProvider => {
  const timeoutMs = options.timeoutMs ?? 60_000;

  /** A client for one call, and how that call went over the wire. */
  const clientFor = (
    maxAnswerBytes: number,
    withinMs = timeoutMs,
    mayBegin?: () => boolean,
  ): { client: MailgunClient; request: MailgunRequest; ended: () => Exchange | undefined } => {
    let last: Exchange | undefined;
    const client = new Mailgun.default(FormData).client({ username: 'api', key: options.apiKey, url: options.url });
    // Every part of the client shares this one request object; the declared interface only hides it.
    const { request } = client.messages as unknown as { request: MailgunRequest };
    request.requestProvider = {
      async makeRequest(url, method, data) {
        const target = new URL(url);
        for (const [name, value] of data?.params ?? []) target.searchParams.append(name, value);
        const form: unknown = data?.data;
        const isForm = form instanceof FormData;
        last = await exchange({
          method,
          url: target,
          headers: {
            authorization: `Basic ${Buffer.from(`api:${options.apiKey}`).toString('base64')}`,
            accept: 'application/json',
            ...(isForm ? (form.getHeaders() as Record<string, string>) : {}),
          },
          body: isForm ? form.getBuffer() : undefined,
          timeoutMs: withinMs,
          maxAnswerBytes,
          mayBegin,
        });
        if (last.kind !== 'answered') throw new Error(last.reason);
        const { status, text } = last.answer;
        if (status !== 200) throw new Error(`answered ${status}`);
        return { status, body: JSON.parse(text) as unknown };
      },
      setSubAccountHeader() {},
      resetSubAccountHeader() {},
    };
    return { client, request, ended: () => last };
  };

  return {
    kind: 'mailgun',

    async submit(batch, mayBegin) {
      const fields = fieldsOf(batch);
      const wrong = unsendable(batch, fields);
      if (wrong !== undefined) return wrong;
      const { client, ended } = clientFor(1024 * 1024, timeoutMs, mayBegin);
      try {
        await client.messages.create(options.domain, fields as Parameters<typeof client.messages.create>[1]);
      } catch (error) {
        if (ended() === undefined)
          return { kind: 'not_sent', reason: error instanceof Error ? error.message : 'unknown' };
      }
      const result = ended();
      return result === undefined ? { kind: 'not_sent', reason: 'no request was made' } : classifyAnswer(result);
    },

    async evidence({ messageId, since }): Promise<ProviderEvidence> {
      const addresses = new Set<string>();
      try {
        const { request } = clientFor(16 * 1024 * 1024);
        let path = `/v3/${options.domain}/events`;
        let query: Record<string, string> | undefined = {
          'message-id': messageId,
          begin: String(Math.floor(since.getTime() / 1000)),
          ascending: 'yes',
          limit: '300',
        };
        for (let count = 0; count < MAX_EVENT_PAGES; count += 1) {
          const page = eventPage.safeParse((await request.get(path, query)).body);
          if (!page.success) return { kind: 'unreadable', reason: 'the log is not as documented' };
          const { items, paging } = page.data;
          for (const item of items) {
            // `rejected` means that Mailgun refused the message after taking it; everything else follows acceptance.
            if (item.event !== 'rejected' && item.message?.headers?.['message-id'] === messageId) {
              addresses.add(item.recipient ?? '');
            }
          }
          if (items.length === 0) break;
          // Only the path is taken from the answer: the key goes to no other host.
          path = new URL(paging.next).pathname;
          query = undefined;
        }
      } catch (error) {
        return { kind: 'unreadable', reason: error instanceof Error ? error.message : 'unknown' };
      }
      return addresses.size > 0 ? { kind: 'accepted', addresses: [...addresses] } : { kind: 'none' };
    },

    async standing(): Promise<ProviderStanding> {
      const domainCall = clientFor(1024 * 1024, STANDING_MS);
      const limitCall = clientFor(64 * 1024, STANDING_MS);
      const answer = async (call: typeof domainCall, path: string): Promise<unknown> => {
        try {
          return (await call.request.get(path)).body;
        } catch {
          return undefined;
        }
      };
      const statusOf = (call: typeof domainCall): number | undefined => {
        const ended = call.ended();
        return ended?.kind === 'answered' ? ended.answer.status : undefined;
      };
      const [domainBody, limitBody] = await Promise.all([
        answer(domainCall, `/v4/domains/${options.domain}`),
        answer(limitCall, '/v5/accounts/limit/custom/monthly'),
      ]);
      const throttled = [domainCall, limitCall].flatMap((call) => {
        const ended = call.ended();
        return ended?.kind === 'answered' && ended.answer.status === 429
          ? [retryAfterMs(ended.answer.text, ended.answer.retryAfter)]
          : [];
      });
      const details = domainDetails.safeParse(domainBody);
      if (!details.success) {
        const ended = domainCall.ended();
        const reason =
          ended === undefined
            ? 'no answer'
            : ended.kind === 'answered'
              ? `answered ${ended.answer.status}`
              : ended.reason;
        return { kind: 'unreadable', reason };
      }
      const { domain, sending_dns_records: records } = details.data;
      const limit = sendingLimit.safeParse(limitBody);
      return {
        kind: 'read',
        domain: options.domain,
        state: domain.is_disabled === true ? 'disabled' : domain.state,
        disabled: domain.is_disabled === true ? (domain.disabled?.reason ?? '') : null,
        dkimNames: (records ?? []).flatMap(({ name }) => (name?.includes('._domainkey.') === true ? [name] : [])),
        quota: limit.success
          ? { limit: limit.data.limit, sent: limit.data.current, period: limit.data.period }
          : statusOf(limitCall) === 404
            ? null
            : 'unreadable',
        throttledMs: throttled.length === 0 ? null : Math.max(...throttled),
      };
    },

    async check() {
      const { client, ended } = clientFor(1024 * 1024);
      try {
        const domain = await client.domains.get(options.domain);
        const ok = domain.state === 'active';
        return { ok, detail: ok ? `${options.domain} is active` : `${options.domain} is ${domain.state}` };
      } catch (error) {
        const result = ended();
        const detail = result?.kind === 'answered' ? `answered ${result.answer.status}` : (error as Error).message;
        options.logger.warn({ detail }, 'mailgun cannot be asked');
        return { ok: false, detail: `${options.url}: ${detail}` };
      }
    },
  };
};
