import supertest from 'supertest';
import { createLogger } from '../../../../core/common/logger.ts';
import type { RequestFacts } from '../../../../core/tracking/tracking.ts';
import { createApp } from '../../../../portal/create-app.ts';
import { aSentCampaign, aTeam, portalWorld } from '../../../support/portal-world.ts';

type World = Awaited<ReturnType<typeof portalWorld>>;
let world: World;
let sent: Awaited<ReturnType<typeof aSentCampaign>>;

beforeAll(async () => {
  world = await portalWorld();
  sent = await aSentCampaign(world.core, await aTeam(world.core), { people: 4, lang: 'ko' });
});
afterAll(() => world.close());

const mailTo = (address: string) => {
  const mail = sent.mails.find((one) => one.address === address);
  if (mail === undefined) throw new Error(`no mail to ${address}`);
  return mail;
};
const pathIn = (html: string, prefix: string): string => {
  const found = new RegExp(`https?://[^"'\\s]+?(${prefix}[A-Za-z0-9_.-]+)`).exec(html)?.[1];
  if (found === undefined) throw new Error(`no ${prefix} in the mail`);
  return found;
};
const BROWSER = { 'user-agent': 'Mozilla/5.0 (Macintosh) Firefox/128.0', 'accept-language': 'ko' };

/** The token with one character changed into another of its alphabet. */
const flipped = (path: string, at: number): string => {
  const char = path.charAt(at);
  return path.slice(0, at) + (char === 'A' ? 'B' : 'A') + path.slice(at + 1);
};

describe('a link in a mail', () => {
  test('a click is recorded and leads to where the mail said', async () => {
    const { html } = mailTo('person0@example.test');
    const answer = await supertest(world.app).get(pathIn(html, '/t/c/')).set(BROWSER);
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toMatch(/^https:\/\/www\.example\.com\//);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['set-cookie']).toBeUndefined();
    const { rows } = await world.core.tracking.recipients(sent.id, { kind: 'clicked' });
    expect(rows.map((row) => row.address)).toEqual(['person0@example.test']);
  });

  test('every altered byte of a click link is 404 and never a redirect', async () => {
    const path = pathIn(mailTo('person0@example.test').html, '/t/c/');
    const start = '/t/c/'.length;
    for (let at = start; at < path.length; at += 1) {
      const answer = await supertest(world.app).get(flipped(path, at)).set(BROWSER);
      expect([at, answer.status, answer.headers.location]).toEqual([at, 404, undefined]);
    }
    for (const prefix of ['/t/c/', '/t/o/', '/u/', '/v/', '/p/', '/c/']) {
      await supertest(world.app)
        .get(`${prefix}${'a'.repeat(30)}%ff`)
        .expect(404);
    }
  });

  test('the network of a click is what the proxy saw, and never what the caller wrote before it', async () => {
    const { core } = world;
    const networks: string[] = [];
    const tracking = {
      ...core.tracking,
      click: async (_token: string, { network }: RequestFacts) => void networks.push(network),
    };
    const config = { ...core.config, portal: { ...core.config.portal, url: 'https://portal.example.test' } };
    const app = createApp({ core: { ...core, tracking, config }, logger: createLogger('silent', 'test') });
    for (const forwarded of ['198.51.100.7, 10.1.2.3', '10.9.9.9, 203.0.113.5']) {
      await supertest(app)
        .get(`/t/c/${'a'.repeat(30)}`)
        .set('x-forwarded-for', forwarded)
        .expect(404);
    }
    expect(networks).toEqual(['10.1.2.3', '203.0.113.5']);
  });

  test('a token of one kind opens nothing of another', async () => {
    const { html } = mailTo('person0@example.test');
    const token = (prefix: string): string => pathIn(html, prefix).slice(prefix.length);
    for (const [prefix, other] of [
      ['/t/c/', '/u/'],
      ['/u/', '/t/c/'],
      ['/v/', '/t/c/'],
      ['/t/o/', '/v/'],
    ] as const) {
      const answer = await supertest(world.app)
        .get(other + token(prefix))
        .set(BROWSER);
      expect([prefix, other, answer.status]).toEqual([prefix, other, 404]);
    }
  });

  test('the pixel is a picture that nobody keeps, and records an open', async () => {
    const answer = await supertest(world.app)
      .get(pathIn(mailTo('person1@example.test').html, '/t/o/'))
      .set(BROWSER);
    expect([answer.status, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
      200,
      'image/gif',
      'no-store',
    ]);
    const { rows } = await world.core.tracking.recipients(sent.id, { kind: 'opened' });
    expect(rows.map((row) => row.address)).toContain('person1@example.test');
  });

  test('the mail in the browser stands in a sandbox and holds no script', async () => {
    const answer = await supertest(world.app)
      .get(pathIn(mailTo('person0@example.test').html, '/v/'))
      .set(BROWSER)
      .expect(200);
    expect(answer.headers['content-security-policy']).toMatch(/default-src 'none'.*img-src [^;]*https:;.*sandbox/);
    expect(answer.text).not.toMatch(/<script/i);
  });
});

describe('unsubscribing', () => {
  const suppressed = async (address: string) => (await world.core.contacts.suppressionOf(address))?.reason;

  test('opening the page changes nothing, and speaks the language of the mail', async () => {
    const path = pathIn(mailTo('person1@example.test').html, '/u/');
    const page = await supertest(world.app).get(path).set('accept-language', 'en').expect(200);
    expect(page.text).toContain('<html lang="ko"');
    expect(page.text).toContain('수신 거부');
    expect(page.text).not.toContain('person1@example.test');
    await supertest(world.app).head(path);
    expect(await suppressed('person1@example.test')).toBeUndefined();
  });

  test('the button of the page works without cookies', async () => {
    const path = pathIn(mailTo('person1@example.test').html, '/u/');
    const done = await supertest(world.app).post(path).type('form').send({ confirm: 'page' }).expect(200);
    expect(done.headers['set-cookie']).toBeUndefined();
    expect(await suppressed('person1@example.test')).toBe('unsubscribed');
    const again = await supertest(world.app).get(path).expect(200);
    expect(again.text).toContain('이미 수신 거부된');
  });

  test('one-click (RFC 8058) works at once, from the address in the header', async () => {
    const mail = mailTo('person2@example.test');
    const header = mail.headers['List-Unsubscribe'] ?? '';
    expect(mail.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    await supertest(world.app).post(pathIn(header, '/u/')).type('form').send('List-Unsubscribe=One-Click').expect(200);
    expect(await suppressed('person2@example.test')).toBe('unsubscribed');
    const { rows } = await world.core.tracking.recipients(sent.id, { kind: 'unsubscribed' });
    expect(rows.map((row) => row.address).sort()).toEqual(['person1@example.test', 'person2@example.test']);
  });

  test('an altered link unsubscribes nobody', async () => {
    const path = pathIn(mailTo('person0@example.test').html, '/u/');
    await supertest(world.app)
      .post(flipped(path, path.length - 3))
      .type('form')
      .send('List-Unsubscribe=One-Click')
      .expect(404);
    expect(await suppressed('person0@example.test')).toBeUndefined();
  });
});
