import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { substitute } from '../../mail/substitute.ts';
import { createMailgunEvents, json } from './mailgun-events.ts';
import type { MailgunConditions, MailgunFault } from './mailgun-faults.ts';
import { complaint, messageIdIn, readBody, readForm, type Variables } from './mailgun-form.ts';

/** One mail to one person, as the stand-in took it. */
export interface LoggedMail {
  readonly address: string;
  readonly messageId: string;
  readonly batchId: string;
  readonly attempt: string;
  readonly from: string;
  readonly at: Date;
  /** Variables put in place, as the person would read it. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One POST of mail that was read whole, whatever became of it. */
export interface LoggedPost {
  readonly messageId: string;
  readonly at: Date;
  /** How it was told to go wrong; null for as it should. */
  readonly fault: MailgunFault['kind'] | null;
}

export interface WebhookInput {
  readonly event:
    | 'accepted'
    | 'delivered'
    | 'failed'
    | 'complained'
    | 'unsubscribed'
    | 'opened'
    | 'clicked'
    | 'rejected';
  readonly messageId: string;
  readonly recipient: string;
  readonly severity?: 'permanent' | 'temporary';
  readonly reason?: string;
  readonly batchId?: string;
  readonly id?: string;
  readonly at?: Date;
  /** When it was signed, if not now. */
  readonly signedAt?: Date;
  readonly token?: string;
}

export interface MailgunStandIn {
  readonly url: string;
  readonly apiKey: string;
  readonly domain: string;
  readonly signingKey: string;
  /** Who was sent what, in the order of taking. Nothing is ever removed from it. */
  log(): readonly LoggedMail[];
  /** POSTs of mail that arrived, whatever became of them. */
  posts(): number;
  /** Those of them that were read whole, in the order of arrival. */
  postLog(): readonly LoggedPost[];
  /** The next `times` POSTs of mail go wrong in this way; several queue up. */
  fault(fault: MailgunFault, times?: number): void;
  /** From now on nothing goes wrong that was only queued. */
  clearFaults(): void;
  readonly conditions: MailgunConditions;
  /** A webhook body as Mailgun signs it. The event is also listed by the events endpoint. */
  signWebhook(input: WebhookInput): Record<string, unknown>;
  /** POSTs signed webhooks one after the other; answers their statuses. */
  postWebhook(url: string, ...inputs: readonly WebhookInput[]): Promise<number[]>;
  close(): Promise<void>;
}

/**
 * Mailgun on one machine: the HTTP interface that Tandem uses, with its documented limits, and a log of its own of who
 * was sent what. It delivers nothing. Listens on loopback.
 */
export const startMailgunStandIn = async (
  options: {
    readonly port?: number;
    readonly domain?: string;
    readonly apiKey?: string;
    readonly signingKey?: string;
  } = {},
): Promise<MailgunStandIn> => {
  const domain = options.domain ?? 'mg.example.test';
  const apiKey = options.apiKey ?? `key-${randomBytes(16).toString('hex')}`;
  const signingKey = options.signingKey ?? randomBytes(16).toString('hex');
  const log: LoggedMail[] = [];
  const postLog: LoggedPost[] = [];
  const faults: MailgunFault[] = [];
  const conditions: MailgunConditions = {
    latencyMs: 0,
    mostRecipients: Number.POSITIVE_INFINITY,
    eventDelayMs: 0,
    unreadableLog: false,
    refusedAddresses: new Set(),
    domainState: 'active',
    dkimSelector: 'mailo',
    sendingLimit: null,
  };
  const events = createMailgunEvents(domain, conditions);
  let posts = 0;

  const take = (fields: ReadonlyMap<string, string>, to: readonly string[], variables: Variables): string => {
    const messageId = (fields.get('h:Message-Id') ?? `<${randomBytes(12).toString('hex')}@${domain}>`).replace(
      /^<|>$/g,
      '',
    );
    const batchId = fields.get('v:batch') ?? '';
    const attempt = fields.get('v:attempt') ?? '';
    const at = new Date();
    for (const address of to) {
      const own = variables[address] ?? {};
      const fill = (name: string): string => substitute(fields.get(name) ?? '', own);
      log.push({
        address,
        messageId,
        batchId,
        attempt,
        from: fields.get('from') ?? '',
        at,
        // Read when asked for: a hundred thousand bodies would not fit.
        get subject() {
          return fill('subject');
        },
        get html() {
          return fill('html');
        },
        get text() {
          return fill('text');
        },
        get headers() {
          const named = [...fields.keys()].filter((name) => name.startsWith('h:'));
          return Object.fromEntries(named.map((name) => [name.slice(2), fill(name)]));
        },
      });
      events.add('accepted', address, messageId, { batch: batchId, attempt });
    }
    return messageId;
  };

  const postMail = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    posts += 1;
    const fault = faults.shift();
    if (fault?.kind === 'reset_before') {
      request.once('data', () => request.socket.destroy());
      return;
    }
    const body = await readBody(request);
    if (conditions.latencyMs > 0) await delay(conditions.latencyMs);
    if (body !== 'too_large') {
      postLog.push({ messageId: messageIdIn(body), at: new Date(), fault: fault?.kind ?? null });
    }
    switch (fault?.kind) {
      case 'error_refused':
        return json(response, 500, { message: 'Internal Server Error' });
      case 'throttled':
        return json(response, 429, { message: `limit exceeded, try again after ${fault.seconds} seconds` });
      case 'redirect':
        response.writeHead(307, { location: request.url ?? '/' }).end();
        return;
      case 'status':
        response.writeHead(fault.status, { 'content-type': 'application/json' }).end(fault.body);
        return;
    }
    if (body === 'too_large') return json(response, 413, { message: 'Request Entity Too Large' });
    const contentType = request.headers['content-type'] ?? '';
    if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/.test(contentType)) {
      return json(response, 400, { message: 'a form is expected' });
    }
    let fields: Map<string, string>;
    let variables: Variables | undefined;
    try {
      fields = await readForm(body, contentType);
      const given = fields.get('recipient-variables');
      variables = given === undefined ? undefined : (JSON.parse(given) as Variables);
    } catch {
      return json(response, 400, { message: "'recipient-variables' or the form cannot be read" });
    }
    const to = (fields.get('to') ?? '')
      .split(',')
      .map((address) => address.trim())
      .filter((address) => address !== '');
    if (to.length > conditions.mostRecipients) return json(response, 413, { message: 'Request Entity Too Large' });
    const wrong = complaint(fields, to, variables, conditions.refusedAddresses);
    if (wrong !== undefined) return json(response, 400, { message: wrong });

    const messageId = take(fields, to, variables ?? {});
    const answer = { id: `<${messageId}>`, message: 'Queued. Thank you.' };
    switch (fault?.kind) {
      case 'error_accepted':
        return json(response, 500, { message: 'Internal Server Error' });
      case 'reset_after':
        request.socket.destroy();
        return;
      case 'truncated': {
        const text = JSON.stringify(answer);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(text.length) });
        response.write(text.slice(0, Math.floor(text.length / 2)), () => request.socket.destroy());
        return;
      }
      case 'slow': {
        const timer = setTimeout(() => json(response, 200, answer), fault.ms);
        timer.unref();
        response.on('close', () => clearTimeout(timer));
        return;
      }
      case 'html':
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<html><body>Welcome to the gateway</body></html>');
        return;
      case 'no_id':
        return json(response, 200, { message: 'Queued. Thank you.' });
      default:
        return json(response, 200, answer);
    }
  };

  const allowed = (request: IncomingMessage): boolean => {
    const wanted = Buffer.from(`Basic ${Buffer.from(`api:${apiKey}`).toString('base64')}`);
    const given = Buffer.from(request.headers.authorization ?? '');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
    if (!allowed(request)) {
      request.resume();
      response.writeHead(401, { 'content-type': 'text/plain' }).end('Forbidden');
      return;
    }
    const route = `${request.method} ${decodeURIComponent(url.pathname)}`;
    if (route === `POST /v3/${domain}/messages`) {
      postMail(request, response).catch(() => request.socket.destroy());
    } else if (route === `GET /v3/${domain}/events` || route.startsWith(`GET /v3/${domain}/events/`)) {
      events.answer(url, response);
    } else if (route === `GET /v3/domains/${domain}` || route === `GET /v4/domains/${domain}`) {
      const disabled = conditions.domainState === 'disabled';
      const text = { record_type: 'TXT', valid: 'valid', cached: [] };
      json(response, 200, {
        domain: {
          name: domain,
          state: conditions.domainState,
          is_disabled: disabled,
          ...(disabled ? { disabled: { code: '', permanently: false, reason: 'unusual bounce rate', until: '' } } : {}),
          created_at: new Date(0).toUTCString(),
          spam_action: 'disabled',
        },
        receiving_dns_records: [],
        sending_dns_records: [
          { ...text, name: domain, value: 'v=spf1 include:mailgun.org ~all' },
          { ...text, name: `${conditions.dkimSelector}._domainkey.${domain}`, value: 'k=rsa; p=MIG' },
        ],
      });
    } else if (route === 'GET /v5/accounts/limit/custom/monthly') {
      const { sendingLimit } = conditions;
      if (sendingLimit === null) json(response, 404, { message: 'No threshold for account' });
      else json(response, 200, { ...sendingLimit, period: '1m' });
    } else {
      request.resume();
      json(response, 404, { message: 'Not Found' });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  const signWebhook = (input: WebhookInput): Record<string, unknown> => {
    const timestamp = String(Math.floor((input.signedAt ?? new Date()).getTime() / 1_000));
    const token = input.token ?? randomBytes(25).toString('hex');
    const id = input.id ?? randomBytes(12).toString('base64url');
    const variables: Record<string, string> = input.batchId === undefined ? {} : { batch: input.batchId };
    events.add(input.event, input.recipient, input.messageId, variables, id);
    return {
      signature: {
        timestamp,
        token,
        signature: createHmac('sha256', signingKey)
          .update(timestamp + token)
          .digest('hex'),
      },
      'event-data': {
        event: input.event,
        id,
        timestamp: (input.at ?? new Date()).getTime() / 1_000,
        recipient: input.recipient,
        'recipient-domain': input.recipient.split('@')[1],
        ...(input.severity === undefined ? {} : { severity: input.severity }),
        ...(input.reason === undefined ? {} : { reason: input.reason }),
        message: { headers: { 'message-id': input.messageId }, attachments: [], size: 1024 },
        'user-variables': variables,
        'delivery-status': {
          code: input.event === 'failed' ? 550 : 250,
          message: input.reason ?? 'OK',
          description: '',
        },
        tags: [],
        flags: { 'is-authenticated': true, 'is-test-mode': false },
      },
    };
  };

  return {
    url: `http://127.0.0.1:${port}`,
    apiKey,
    domain,
    signingKey,
    log: () => log,
    posts: () => posts,
    postLog: () => postLog,
    fault(fault, times = 1) {
      for (let n = 0; n < times; n += 1) faults.push(fault);
    },
    clearFaults() {
      faults.length = 0;
    },
    conditions,
    signWebhook,
    async postWebhook(url, ...inputs) {
      const statuses: number[] = [];
      for (const input of inputs) {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(signWebhook(input)),
        });
        await response.arrayBuffer();
        statuses.push(response.status);
      }
      return statuses;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
