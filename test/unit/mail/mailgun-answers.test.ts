import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { createLogger } from '../../../core/common/logger.ts';
import { startMailgunStandIn } from '../../../core/local/stand-ins/mailgun-stand-in.ts';
import type { OutgoingBatch, SubmitAnswer } from '../../../core/mail/email-provider.ts';
import { retryAfterMs } from '../../../core/mail/mailgun-answer.ts';
import { createMailgunProvider, MAILGUN_LIMITS } from '../../../core/mail/mailgun-provider.ts';

const logger = createLogger('silent', 'test');

const aBatch = (over: Partial<OutgoingBatch> = {}): OutgoingBatch => ({
  runId: 'C-1/1',
  batchId: 'C-1/1/b/0001',
  attempt: 1,
  campaignId: 'C-1',
  messageId: 'C-1.1.b.0001.0@mg.example.test',
  from: 'Tandem <news@mg.example.test>',
  replyTo: 'reply@mg.example.test',
  subject: 'Hello %recipient.v0%',
  html: '<p>%recipient.v0%</p>',
  text: '%recipient.v0%',
  headers: { 'List-Unsubscribe': '<%recipient.unsubscribe%>' },
  recipients: [
    { address: 'a@example.test', variables: '{"v0":"A"}' },
    { address: 'b@example.test', variables: '{"v0":"B"}' },
  ],
  ...over,
});

const answer = (status: string, body: string, headers = ''): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;

/** A server that speaks bytes: `whole` is called once the request has been read to its end. */
const rawServer = async (whole: (socket: Socket) => void, first?: (socket: Socket) => void) => {
  let posts = 0;
  const server: Server = createServer((socket) => {
    posts += 1;
    socket.on('error', () => undefined);
    let seen = '';
    socket.on('data', (chunk) => {
      if (first !== undefined) {
        first(socket);
        return;
      }
      const before = seen.length;
      seen += chunk.toString('latin1');
      const end = seen.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(seen)?.[1] ?? 0);
      const done = (text: number) => end >= 0 && text >= end + 4 + length;
      if (done(seen.length) && !done(before)) whole(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts: () => posts,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
};

const submitTo = (url: string, batch = aBatch(), timeoutMs = 400): Promise<SubmitAnswer> =>
  createMailgunProvider({ apiKey: 'key', domain: 'mg.example.test', url, logger, timeoutMs }).submit(batch);

const ok = answer('200 OK', '{"id":"<x@mg.example.test>","message":"Queued."}');

const TABLE: readonly [string, SubmitAnswer['kind'], (socket: Socket) => void][] = [
  ['200 with an id', 'accepted', (s) => s.end(ok)],
  ['200 with HTML', 'ambiguous', (s) => s.end(answer('200 OK', '<html></html>'))],
  ['200 without an id', 'ambiguous', (s) => s.end(answer('200 OK', '{"message":"Queued."}'))],
  ['200 with an id that is no text', 'ambiguous', (s) => s.end(answer('200 OK', '{"id":{"$gt":""}}'))],
  ['200 that breaks off', 'ambiguous', (s) => s.end(ok.slice(0, -10))],
  ['a head that breaks off', 'ambiguous', (s) => s.end('HTTP/1.1 200 OK\r\ncontent-')],
  ['no answer at all', 'ambiguous', (s) => s.end()],
  ['a reset after the body', 'ambiguous', (s) => s.resetAndDestroy()],
  ['silence', 'ambiguous', () => undefined],
  ['bytes that are no HTTP', 'ambiguous', (s) => s.end('hello\r\n\r\n')],
  ['307', 'ambiguous', (s) => s.end(answer('307 Temporary Redirect', '', 'location: /elsewhere\r\n'))],
  ['302', 'ambiguous', (s) => s.end(answer('302 Found', '', 'location: /elsewhere\r\n'))],
  ['202', 'ambiguous', (s) => s.end(answer('202 Accepted', '{"id":"x"}'))],
  ['500', 'ambiguous', (s) => s.end(answer('500 Internal Server Error', '{"message":"oops"}'))],
  ['502', 'ambiguous', (s) => s.end(answer('502 Bad Gateway', '<html></html>'))],
  ['504', 'ambiguous', (s) => s.end(answer('504 Gateway Timeout', ''))],
  ['400', 'rejected', (s) => s.end(answer('400 Bad Request', '{"message":"\'to\' parameter is not a valid address"}'))],
  ['401', 'rejected', (s) => s.end(answer('401 Unauthorized', 'Forbidden'))],
  ['402', 'rejected', (s) => s.end(answer('402 Payment Required', '{}'))],
  ['403', 'rejected', (s) => s.end(answer('403 Forbidden', '{}'))],
  ['404', 'rejected', (s) => s.end(answer('404 Not Found', '{}'))],
  ['413', 'rejected', (s) => s.end(answer('413 Payload Too Large', '{}'))],
  ['a 400 that breaks off', 'ambiguous', (s) => s.end(answer('400 Bad Request', '{"message":"x"}').slice(0, -5))],
  [
    '429',
    'throttled',
    (s) => s.end(answer('429 Too Many Requests', '{"message":"limit exceeded, try again after 120 seconds"}')),
  ],
];

describe('how a POST ended', () => {
  it.each(TABLE)('%s is %s, after one request', async (_, kind, whole) => {
    const server = await rawServer(whole);
    const found = await submitTo(server.url);
    expect(found.kind).toBe(kind);
    expect(server.posts()).toBe(1);
    await server.close();
  });

  it('a reset before the body was read is ambiguous, and never a status', async () => {
    const server = await rawServer(
      () => undefined,
      (socket) => socket.resetAndDestroy(),
    );
    expect(await submitTo(server.url, aBatch({ html: 'x'.repeat(3_000_000) }))).toMatchObject({ kind: 'ambiguous' });
    await server.close();
  });

  it('a refused connection and an unknown host are certainly unsent', async () => {
    const server = await rawServer(() => undefined);
    await server.close();
    expect(await submitTo(server.url)).toMatchObject({ kind: 'not_sent' });
    expect(await submitTo('http://nowhere.invalid')).toMatchObject({ kind: 'not_sent' });
  });

  it('is certainly unsent where it may no longer begin once the connection stands', async () => {
    let bytes = 0;
    const server = await rawServer(
      () => undefined,
      () => {
        bytes += 1;
      },
    );
    const asked: number[] = [];
    const provider = createMailgunProvider({ apiKey: 'key', domain: 'mg.example.test', url: server.url, logger });
    const said = await provider.submit(aBatch(), () => {
      asked.push(server.posts());
      return false;
    });
    expect(said).toEqual({ kind: 'not_sent', reason: 'too late to begin' });
    expect(asked).toHaveLength(1);
    expect(bytes).toBe(0);
    await server.close();
  });

  it('waits as long as a 429 asks', () => {
    expect(retryAfterMs('{"message":"limit exceeded, try again after 120 seconds"}', undefined)).toBe(120_000);
    expect(retryAfterMs('try again after 2 minutes', undefined)).toBe(120_000);
    expect(retryAfterMs('slow down', '7')).toBe(7_000);
    expect(retryAfterMs('slow down', undefined)).toBe(60_000);
    expect(retryAfterMs('try again after 999999999 seconds', undefined)).toBe(3_600_000);
  });
});

describe('what is never sent', () => {
  const refused = async (over: Partial<OutgoingBatch>): Promise<SubmitAnswer> => {
    const server = await rawServer((socket) => socket.end(ok));
    const found = await submitTo(server.url, aBatch(over));
    expect(server.posts()).toBe(0);
    await server.close();
    return found;
  };
  const people = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ address: `p${i}@example.test`, variables: '{}' }));

  it.each([
    ['more than 1,000 recipients', { recipients: people(1_001) }, 400],
    ['nobody', { recipients: [] }, 400],
    ['an address twice', { recipients: [...people(2), ...people(1)] }, 400],
    ['an address that is two', { recipients: [{ address: 'a@b.test,c@d.test', variables: '{}' }] }, 400],
    ['a line break in the subject', { subject: 'Hello\r\nBcc: all@example.test' }, 400],
    ['more than 25 MB', { html: 'x'.repeat(MAILGUN_LIMITS.messageBytes) }, 413],
    ['more than 16 KB of options', { headers: { 'X-Long': 'y'.repeat(MAILGUN_LIMITS.optionBytes) } }, 413],
  ] as const)('%s', async (_, over, status) => {
    expect(await refused(over)).toMatchObject({ kind: 'rejected', status });
  });
});

describe('against the stand-in', () => {
  it('batches of any size within the limits are taken whole, and nobody sees another', async () => {
    const standIn = await startMailgunStandIn();
    const provider = createMailgunProvider({ ...standIn, logger });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000 }), fc.string({ maxLength: 40 }), async (count, value) => {
        const before = standIn.log().length;
        const recipients = Array.from({ length: count }, (_, i) => ({
          address: `p${i}@example.test`,
          variables: JSON.stringify({ v0: `${value}${i}`, unsubscribe: `https://portal.test/u/${i}` }),
        }));
        const messageId = `m${before}@mg.example.test`;
        expect(await provider.submit(aBatch({ messageId, recipients }))).toEqual({
          kind: 'accepted',
          providerId: messageId,
        });
        const mails = standIn.log().slice(before);
        expect(mails.map((mail) => mail.address)).toEqual(recipients.map((one) => one.address));
        expect(mails.at(-1)?.html).toBe(`<p>${value}${count - 1}</p>`);
        const evidence = await provider.evidence({ messageId, batchId: 'b', since: new Date(Date.now() - 60_000) });
        expect(evidence).toMatchObject({ kind: 'accepted' });
        if (evidence.kind === 'accepted') expect(evidence.addresses).toHaveLength(count);
      }),
      { numRuns: 12 },
    );
    await standIn.close();
  });

  it('says what the provider says of itself', async () => {
    const standIn = await startMailgunStandIn();
    const { url, domain, apiKey } = standIn;
    expect(await createMailgunProvider({ ...standIn, logger }).check()).toEqual({
      ok: true,
      detail: `${domain} is active`,
    });
    expect(await createMailgunProvider({ url, domain, apiKey: 'wrong', logger }).check()).toMatchObject({ ok: false });
    expect(await createMailgunProvider({ url, domain: 'other.test', apiKey, logger }).check()).toMatchObject({
      ok: false,
    });
    const asked = { messageId: 'x', batchId: 'b', since: new Date(0) };
    const provider = createMailgunProvider({ ...standIn, logger });
    expect(await provider.evidence(asked)).toEqual({ kind: 'none' });
    standIn.conditions.unreadableLog = true;
    expect(await provider.evidence(asked)).toMatchObject({ kind: 'unreadable' });
    await standIn.close();
  });

  it('a batch without recipient-variables is refused', async () => {
    const standIn = await startMailgunStandIn();
    const body = new URLSearchParams({ from: 'a@b.test', to: 'a@b.test,c@d.test', subject: 's', text: 't' });
    const authorization = `Basic ${Buffer.from(`api:${standIn.apiKey}`).toString('base64')}`;
    const response = await fetch(`${standIn.url}/v3/${standIn.domain}/messages`, {
      method: 'POST',
      body,
      headers: { authorization },
    });
    expect(response.status).toBe(400);
    expect(standIn.log()).toHaveLength(0);
    await standIn.close();
  });
});
