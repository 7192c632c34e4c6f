import { createHmac, randomBytes } from 'node:crypto';
import supertest from 'supertest';
import { portalWorld } from '../../../support/portal-world.ts';

const KEY = 'signing-key-of-the-test';
let world: Awaited<ReturnType<typeof portalWorld>>;

beforeAll(async () => {
  world = await portalWorld({
    MAILGUN_API_KEY: 'key',
    MAILGUN_DOMAIN: 'mg.example.test',
    MAILGUN_URL: 'http://127.0.0.1:9',
    MAILGUN_WEBHOOK_SIGNING_KEY: KEY,
  });
});
afterAll(() => world.close());

const signature = (timestamp = Math.floor(Date.now() / 1000), token = randomBytes(16).toString('hex'), key = KEY) => ({
  timestamp: String(timestamp),
  token,
  signature: createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex'),
});
const event = {
  event: 'delivered',
  id: 'event-1',
  timestamp: Date.now() / 1000,
  recipient: 'nobody@example.test',
  message: { headers: { 'message-id': 'unknown@mg.example.test' } },
};
const post = (body: unknown) =>
  supertest(world.app)
    .post('/webhooks/mailgun')
    .type('json')
    .send(typeof body === 'string' ? body : JSON.stringify(body));

describe('a Mailgun webhook', () => {
  test('rightly signed is taken, without session or CSRF token', async () => {
    const answer = await post({ signature: signature(), 'event-data': event });
    expect([answer.status, answer.body]).toEqual([200, { answer: 'unknown_message' }]);
  });

  test('shown again is 200 and says so', async () => {
    const body = { signature: signature(), 'event-data': event };
    await post(body).expect(200, { answer: 'unknown_message' });
    await post({ ...body, 'event-data': { ...event, id: 'event-2' } }).expect(200, { answer: 'seen_before' });
  });

  test('with a forged signature is 401', async () => {
    await post({ signature: signature(undefined, undefined, 'another key'), 'event-data': event }).expect(401);
  });

  test('from yesterday is 401', async () => {
    await post({ signature: signature(Math.floor(Date.now() / 1000) - 3 * 86_400), 'event-data': event }).expect(401);
  });

  test.each([
    ['no JSON', '{"signature":'],
    ['a list', '[1,2]'],
    ['nothing in it', {}],
    [
      'an operator in place of the recipient',
      { signature: signature(), 'event-data': { ...event, recipient: { $gt: '' } } },
    ],
  ])('with %s is 400', async (_name, body) => {
    await post(body).expect(400);
  });

  test('of more than 1 MB is refused before it is read', async () => {
    await post({ signature: signature(), 'event-data': { ...event, reason: 'x'.repeat(1_100_000) } }).expect(413);
  });
});
