import request from 'supertest';
import { createLogger } from '../../../core/common/logger.ts';
import { createApp } from '../../../portal/create-app.ts';
import { aStaff, TEST_PASSWORD } from '../../support/builders.ts';
import { signedInAs, signIn, type TestPortal, tokenIn, withTestPortal } from './portal.ts';

const SETUP_TOKEN = 'a-token-that-only-the-process-output-shows';

describe('signing in to the portal', () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await withTestPortal({ setupToken: SETUP_TOKEN });
  });
  afterAll(() => portal.close());

  it('makes the first administrator once, by the link of the first start only', async () => {
    const browser = request.agent(portal.app);
    await browser.get('/setup/another-token').expect(404);
    const page = await browser.get(`/setup/${SETUP_TOKEN}`).expect(200);
    const form = { _csrf: tokenIn(page.text), name: 'Ada', email: 'ada@example.test', password: 'short' };
    const refused = await browser.post(`/setup/${SETUP_TOKEN}`).type('form').send(form).expect(422);
    expect(refused.text).toContain('value="ada@example.test"');
    expect(refused.text).toMatch(/id="f-password-error">[^<]*10/);
    expect(refused.text).toContain('Passwords have to be typed again; nothing else was lost.');
    await browser
      .post(`/setup/${SETUP_TOKEN}`)
      .type('form')
      .send({ ...form, _csrf: tokenIn(refused.text), password: TEST_PASSWORD })
      .expect(303);
    await browser.get('/').expect(200);
    expect((await portal.core.people.list()).map(({ email, roles }) => ({ email, roles }))).toEqual([
      { email: 'ada@example.test', roles: ['admin'] },
    ]);
    await request(portal.app).get(`/setup/${SETUP_TOKEN}`).expect(404);
  });

  it('gives a new session id at sign-in, in a cookie that scripts cannot read', async () => {
    const { staff } = await aStaff(portal.core, ['marketer']);
    const browser = request.agent(portal.app);
    const before = (await browser.get('/sign-in')).headers['set-cookie']?.[0] ?? '';
    const answer = await signIn(browser, staff.email);
    const after = answer.headers['set-cookie']?.[0] ?? '';
    expect(before).toContain('HttpOnly');
    expect(after).toMatch(/HttpOnly; SameSite=Lax/);
    expect(after.split(';')[0]).not.toBe(before.split(';')[0]);
  });

  it('keeps a session without anybody in it for hours, and one of staff for days', async () => {
    const hoursLeft = (cookies: unknown): number =>
      (Date.parse(/Expires=([^;]+)/.exec(String(cookies))?.[1] ?? '') - Date.now()) / 3_600_000;
    const { staff } = await aStaff(portal.core, ['marketer']);
    const browser = request.agent(portal.app);
    const page = await browser.get('/sign-in').expect(200);
    expect(hoursLeft(page.headers['set-cookie'])).toBeLessThan(3);
    const { headers } = await signIn(browser, staff.email);
    expect(hoursLeft(headers['set-cookie'])).toBeGreaterThan(6 * 24);
  });

  it('answers unknown addresses and wrong passwords alike, beside the field, and keeps the address', async () => {
    const { staff } = await aStaff(portal.core, ['marketer']);
    const wrong = await signIn(request.agent(portal.app), staff.email, 'not the password');
    const unknown = await signIn(request.agent(portal.app), 'nobody@example.test', 'not the password');
    expect([wrong.status, unknown.status]).toEqual([422, 422]);
    const said = /id="f-password-error">([^<]+)</;
    expect(wrong.text).toMatch(said);
    expect(said.exec(unknown.text)?.[1]).toBe(said.exec(wrong.text)?.[1]);
    expect(wrong.text).toContain(`value="${staff.email}"`);
  });

  it('throttles guessing of one account', async () => {
    const { staff } = await aStaff(portal.core, ['marketer']);
    const browser = request.agent(portal.app);
    const statuses: number[] = [];
    while (statuses.at(-1) !== 429 && statuses.length < 30) {
      statuses.push((await signIn(browser, staff.email, `guess ${statuses.length}`)).status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.slice(0, -1).every((status) => status === 422)).toBe(true);
    const refused = await signIn(browser, staff.email);
    expect(refused.status).toBe(429);
    expect(refused.text).toMatch(/role="alert"><p>Too many tries\. Try again in \d+ minutes?[^<]*<\/p><\/div>/);
    expect(refused.text).not.toContain('marked fields');
    const wait = Number(refused.headers['retry-after']);
    expect(Number.isInteger(wait) && wait >= 1 && wait <= 15 * 60).toBe(true);
  });

  it('throttles guessing the present password from an open session, and leaves signing in open', async () => {
    const { browser, staff, csrf } = await signedInAs(portal, ['marketer']);
    const statuses: number[] = [];
    while (statuses.at(-1) !== 429 && statuses.length < 30) {
      const guess = { _csrf: csrf, current: `guess ${statuses.length}`, password: 'a new one that is long' };
      const answer = await browser.post('/account/password').type('form').send(guess);
      statuses.push(answer.status);
      if (answer.status === 429) expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
    expect(statuses.at(-1)).toBe(429);
    expect((await signIn(request.agent(portal.app), staff.email)).status).toBe(303);
  });

  it('counts every address of one IPv6 network as the same', async () => {
    const seen: string[] = [];
    const people = {
      ...portal.core.people,
      signIn: (input: { email: string; password: string; network: string }) => {
        seen.push(input.network);
        return portal.core.people.signIn(input);
      },
    };
    const app = createApp({ core: { ...portal.core, people }, logger: createLogger('silent', 'test') });
    app.set('trust proxy', 'loopback');
    for (const network of [
      '2001:db8:1:10::1',
      '2001:db8:1:1f:abcd::2',
      '2001:db8:2::1',
      '::ffff:192.0.2.1',
      '192.0.2.1',
    ]) {
      const browser = request.agent(app).set('x-forwarded-for', network);
      await signIn(browser, 'nobody@example.test');
    }
    const [one, same, other, mapped, plain] = seen;
    expect([same, mapped]).toEqual([one, plain]);
    expect(other).not.toBe(one);
  });

  it('goes on to the page that was asked for, and never to another site', async () => {
    const { staff } = await aStaff(portal.core, ['marketer']);
    const browser = request.agent(portal.app);
    const asked = await browser.get('/segments?x=1').expect(303);
    expect(asked.headers.location).toBe('/sign-in?next=%2Fsegments%3Fx%3D1');
    for (const [next, to] of [
      ['/segments?x=1', '/segments?x=1'],
      ['//evil.example', '/'],
      ['https://evil.example', '/'],
      ['/\\evil.example', '/'],
      ['/.//evil.example', '/'],
      ['/\t/evil.example', '/'],
    ]) {
      const fresh = request.agent(portal.app);
      const page = await fresh.get('/sign-in').expect(200);
      const answer = await fresh
        .post('/sign-in')
        .type('form')
        .send({ _csrf: tokenIn(page.text), email: staff.email, password: TEST_PASSWORD, next });
      expect(answer.headers.location).toBe(to);
    }
  });

  it('ends the session at sign-out, when the account is disabled, and everywhere at once', async () => {
    const admin = await signedInAs(portal, ['admin']);
    const left = await signedInAs(portal, ['marketer']);
    await left.browser.post('/sign-out').type('form').send({ _csrf: left.csrf }).expect(303);
    await left.browser.get('/').expect(303);

    const gone = await signedInAs(portal, ['marketer']);
    await admin.browser
      .post(`/people/${gone.staff.id}/status`)
      .type('form')
      .send({ _csrf: admin.csrf, status: 'disabled' })
      .expect(303);
    await gone.browser.get('/').expect(303);

    const here = await signedInAs(portal, ['marketer']);
    const there = request.agent(portal.app);
    await signIn(there, here.staff.email);
    await there.get('/').expect(200);
    await here.browser.post('/account/sign-out-everywhere').type('form').send({ _csrf: here.csrf }).expect(303);
    await here.browser.get('/').expect(303);
    await there.get('/').expect(303);
  });

  it('does not come back with a request that was under way at sign-out', async () => {
    const { staff } = await aStaff(portal.core, ['marketer']);
    const cookie =
      String((await signIn(request.agent(portal.app), staff.email)).headers['set-cookie']).split(';')[0] ?? '';
    const csrf = tokenIn((await request(portal.app).get('/account').set('Cookie', cookie)).text);
    let arrived = (): void => undefined;
    const underWay = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let signedOut = (): void => undefined;
    const out = new Promise<void>((resolve) => {
      signedOut = resolve;
    });
    const people = {
      ...portal.core.people,
      updateProfile: async (...input: Parameters<typeof portal.core.people.updateProfile>) => {
        arrived();
        await out;
        return portal.core.people.updateProfile(...input);
      },
    };
    const app = createApp({ core: { ...portal.core, people }, logger: createLogger('silent', 'test') });
    const form = { _csrf: csrf, name: 'Late', lang: 'en', timeZone: 'UTC' };
    const late = request(app).post('/account').set('Cookie', cookie).type('form').send(form);
    const answered = late.then((answer) => answer.status);
    await underWay;
    await request(app).post('/sign-out').set('Cookie', cookie).type('form').send({ _csrf: csrf }).expect(303);
    signedOut();
    expect(await answered).toBe(303);
    // The store ends it in its own time.
    let status = 200;
    for (let tries = 0; tries < 100 && status === 200; tries += 1) {
      status = (await request(app).get('/account').set('Cookie', cookie)).status;
    }
    expect(status).toBe(303);
  });

  it('keeps this session and ends the others when the password changes', async () => {
    const here = await signedInAs(portal, ['marketer']);
    const there = request.agent(portal.app);
    await signIn(there, here.staff.email);
    const form = { _csrf: here.csrf, current: TEST_PASSWORD, password: 'another good long password' };
    await here.browser
      .post('/account/password')
      .type('form')
      .send({ ...form, current: 'wrong one' })
      .expect(422)
      .expect(/id="f-current-error"/);
    await here.browser.post('/account/password').type('form').send(form).expect(303);
    await here.browser.get('/').expect(200);
    await there.get('/').expect(303);
  });

  it('speaks the language of the browser before sign-in, the switch, and the account after', async () => {
    await request(portal.app)
      .get('/sign-in')
      .set('accept-language', 'ko-KR,ko;q=0.9')
      .expect(/<html lang="ko">/);
    const browser = request.agent(portal.app);
    await browser.get('/language/ko?back=/sign-in').expect(303).expect('location', '/sign-in');
    await browser
      .get('/sign-in')
      .set('accept-language', 'en')
      .expect(/비밀번호/);
    const korean = await signedInAs(portal, ['marketer'], { lang: 'ko' });
    await korean.browser
      .get('/account')
      .set('accept-language', 'en')
      .expect(/내 계정/);
    await korean.browser
      .get('/no-such-page')
      .expect(404)
      .expect(/없는 페이지/);
  });

  it('takes an invitation once', async () => {
    const admin = await signedInAs(portal, ['admin']);
    const made = await admin.browser
      .post('/people/invite')
      .type('form')
      .send({
        _csrf: admin.csrf,
        name: 'New One',
        email: 'new.one@example.test',
        lang: 'en',
        roles: ['marketer', 'it_reviewer'],
      })
      .expect(200);
    const path = /value="[^"]*(\/invitation\/[^"]+)"/.exec(made.text)?.[1] ?? '';
    const guest = request.agent(portal.app);
    const page = await guest.get(path).expect(200);
    await guest
      .post(path)
      .type('form')
      .send({ _csrf: tokenIn(page.text), name: 'New One', password: TEST_PASSWORD })
      .expect(303);
    await guest.get('/').expect(200);
    await request(portal.app).get(path).expect(404);
    expect((await portal.core.people.byEmail('new.one@example.test'))?.roles).toEqual(['marketer', 'it_reviewer']);
  });

  it('links a chat account only after its owner confirms', async () => {
    const { browser, staff, csrf } = await signedInAs(portal, ['it_reviewer']);
    const { token } = await portal.core.people.startLink({
      platform: 'slack',
      workspaceId: 'T1',
      userId: 'U1',
      displayName: 'ivo',
    });
    await browser.get(`/link/${token}`).expect(200).expect(/ivo/);
    expect(await portal.core.people.byIdentity('slack', 'T1', 'U1')).toBeUndefined();
    await browser.post(`/link/${token}`).type('form').send({ _csrf: csrf }).expect(303);
    expect((await portal.core.people.byIdentity('slack', 'T1', 'U1'))?.id).toBe(staff.id);
    await browser.get(`/link/${token}`).expect(404);
    expect((await browser.get('/account')).text).toMatch(/linked [^<]+\. Not you\? Unlink it\./);
  });
});
