import supertest from 'supertest';
import { systemActor } from '../../../../core/people/staff.ts';
import { cpuSecondsOf } from '../../../support/cpu-time.ts';
import { someContacts } from '../../../support/portal-world.ts';
import { signedInAs, type TestPortal, withTestPortal } from '../portal.ts';

let portal: TestPortal;
let token: string;
let address: string;
const actor = systemActor('test');
beforeAll(async () => {
  portal = await withTestPortal();
  await someContacts(portal.core, actor, 3);
  address = (await portal.core.contacts.search({})).contacts[0]?.address ?? '';
  ({ token } = await portal.core.apiKeys.make(actor, { name: 'Till', scopes: ['events'] }));
});
afterAll(() => portal.close());

const send = (body: unknown, { key = token, headers = {} }: { key?: string; headers?: Record<string, string> } = {}) =>
  supertest(portal.app)
    .post('/api/v1/events')
    .set({ authorization: `Bearer ${key}`, ...headers })
    .type('json')
    .send(typeof body === 'string' ? body : JSON.stringify(body));
const event = (id: string, over: object = {}) => ({
  name: 'Bought',
  at: '2026-11-20T10:00:00Z',
  id,
  contact: { address },
  properties: { amount: 12.5 },
  ...over,
});

describe('the API', () => {
  it('takes events with a key, without session or CSRF token, each once', async () => {
    const first = await send({ events: [event('1'), event('2')] }).expect(200);
    expect(first.body).toEqual({ accepted: 2, duplicates: 0, refused: [] });
    expect((await send({ events: [event('2')] }).expect(200)).body.duplicates).toBe(1);
  });

  it('names what it refuses by place, field and reason, in the language that is asked for', async () => {
    const batch = { events: [event('3'), event('4', { contact: { address: 'nobody@example.test' } })] };
    const some = await send(batch, { headers: { 'accept-language': 'ko' } }).expect(207);
    expect(some.body).toMatchObject({
      accepted: 1,
      refused: [
        { index: 1, field: 'contact.address', code: 'event.contact_unknown', message: /연락처가 없습니다/ },
      ].map(({ message, ...rest }) => ({ ...rest, message: expect.stringMatching(message) })),
    });
    await send({ events: [event('5', { at: 'noon' })] }).expect(422);
    expect((await send({ events: {} }).expect(422)).body.error).toMatchObject({
      code: 'event.batch_invalid',
      field: 'events',
    });
    expect((await send('{').expect(400)).body.error.code).toBe('api.not_json');
    expect((await send('[]').expect(422)).body.error.code).toBe('event.batch_invalid');
    const large = { events: Array.from({ length: 1_001 }, (_, i) => event(String(i))) };
    expect((await send(large).expect(422)).body.error.code).toBe('event.batch_invalid');
    expect((await send({ events: 'x'.repeat(4 * 1024 * 1024) }).expect(413)).body.error.code).toBe('api.too_large');
  });

  it('answers a repeated idempotency key as the first time, and refuses it for another body', async () => {
    const headers = { 'idempotency-key': 'night-1' };
    const first = await send({ events: [event('6')] }, { headers }).expect(200);
    const again = await send({ events: [event('6')] }, { headers }).expect(200);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const other = await send({ events: [event('7')] }, { headers }).expect(422);
    expect(other.body.error.code).toBe('api.idempotency_key_reused');
  });

  it('refuses what is nested a million times deep, and properties and attributes by the hundred thousand, at once', async () => {
    const deep = `{"events":[{"properties":{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}}]}`;
    for (const headers of [{}, { 'idempotency-key': 'deep' }]) await send(deep, { headers }).expect(422);

    const many = Object.fromEntries(Array.from({ length: 150_000 }, (_, i) => [`k${i}`, 1]));
    const { token: contactsOnly } = await portal.core.apiKeys.make(actor, { name: 'CRM', scopes: ['contacts'] });
    const seconds = await cpuSecondsOf(async () => {
      const refused = await send({ events: [event('many', { properties: many })] }).expect(422);
      const contact = await supertest(portal.app)
        .post('/api/v1/contacts')
        .set({ authorization: `Bearer ${contactsOnly}` })
        .send({ contacts: [{ address, attributes: many }] })
        .expect(422);
      expect([refused, contact].map(({ body }) => body.refused[0].field)).toEqual(['properties', 'attributes']);
    });
    expect(seconds).toBeLessThan(15);
  });

  it('refuses a key that is unknown, altered, without the right or revoked', async () => {
    for (const key of ['', 'x', `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, token.toUpperCase()]) {
      const answer = await send({ events: [event('8')] }, { key }).expect(401);
      expect(answer.body.error.code).toBe('api.key_invalid');
    }
    const { token: contactsOnly } = await portal.core.apiKeys.make(actor, { name: 'CRM', scopes: ['contacts'] });
    expect((await send({ events: [event('8')] }, { key: contactsOnly }).expect(403)).body.error.code).toBe(
      'api.scope_missing',
    );
    const { key, token: brief } = await portal.core.apiKeys.make(actor, { name: 'Old', scopes: ['events'] });
    await send({ events: [event('8')] }, { key: brief }).expect(200);
    await portal.core.apiKeys.revoke(actor, key.id);
    await send({ events: [event('9')] }, { key: brief }).expect(401);
  });

  it('makes and changes contacts with consent that says where it comes from, and never ends a refusal or a suppression', async () => {
    const { core } = portal;
    const { token: key } = await core.apiKeys.make(actor, { name: 'Web shop', scopes: ['contacts'] });
    const upsert = (contacts: unknown) =>
      supertest(portal.app)
        .post('/api/v1/contacts')
        .set({ authorization: `Bearer ${key}` })
        .send({ contacts });
    await core.contacts.defineAttribute(actor, { label: 'Region', type: 'text' });
    await core.contacts.defineAttribute(actor, { label: 'Joined', type: 'date' });
    await core.contacts.defineAttribute(actor, { label: 'Likes', type: 'list' });
    const consent = {
      status: 'granted',
      basis: 'form',
      source: 'https://shop.example.test/join',
      at: '2026-11-01T09:00:00+09:00',
    };
    const made = await upsert([
      {
        address: ' New@Example.test',
        externalId: 'W1',
        attributes: { region: '서울', Joined: '2026-11-01', Likes: ['tea'] },
        consent,
      },
      { address: 'bare@example.test' },
      { externalId: 'W3', attributes: { Colour: 'red' } },
      { address: 'no', consent },
      { address: 'x@example.test', consent: { status: 'granted', basis: 'form' } },
      { attributes: {} },
      { address: 'y@example.test', attributes: { Joined: 'soon' } },
      { address: 'bare@example.test', externalId: 'W1' },
    ]).expect(207);
    expect(made.body).toMatchObject({ created: 2, updated: 0, unchanged: 0 });
    expect(made.body.refused.map(({ index, field, code }: Record<string, unknown>) => [index, field, code])).toEqual([
      [2, 'attributes.Colour', 'contact.attribute_unknown'],
      [3, 'address', 'contact.address_invalid'],
      [4, 'consent.source', 'contact.invalid'],
      [5, '', 'contact.invalid'],
      [6, 'attributes.Joined', 'contact.attribute_wrong_type'],
      [7, 'address', 'contact.two_contacts'],
    ]);
    expect(await core.contacts.byAddress('new@example.test')).toMatchObject({
      externalId: 'W1',
      attributes: { Region: '서울', Joined: new Date('2026-11-01T00:00:00Z'), Likes: ['tea'] },
      consent: { status: 'granted', basis: 'form', source: consent.source, at: new Date('2026-11-01T00:00:00Z') },
    });
    const id = made.body.contacts[1].id;
    await core.contacts.update(actor, id, { attributes: {}, consent: 'refused' });
    await core.contacts.suppress(actor, { address: 'new@example.test', reason: 'unsubscribed', source: 'test' });
    const again = await upsert([
      { address: 'bare@example.test', attributes: { Region: '부산' }, consent },
      { externalId: 'W1', consent },
    ]).expect(200);
    expect(again.body).toMatchObject({
      updated: 1,
      unchanged: 1,
      contacts: [{ id, consent: 'refused' }, { consent: 'granted' }],
    });
    expect(await core.contacts.suppressionOf('new@example.test')).toBeDefined();
    await upsert({}).expect(422);
    await send({ events: [event('10')] }, { key }).expect(403);
  });

  it('stops mail to addresses, whether there is a contact or not', async () => {
    const { core } = portal;
    const { token: key } = await core.apiKeys.make(actor, { name: 'CRM', scopes: ['contacts'] });
    const stop = (suppressions: unknown) =>
      supertest(portal.app)
        .post('/api/v1/suppressions')
        .set({ authorization: `Bearer ${key}` })
        .send({ suppressions });
    const answer = await stop([
      { address: ' Gone@Example.test', reason: 'unsubscribed' },
      { address: 'gone@example.test', reason: 'bounced' },
      { address: 'no' },
      { address: 'x@example.test', reason: 'erased' },
    ]).expect(207);
    expect(answer.body).toMatchObject({ added: 1, already: 1 });
    expect(answer.body.refused.map(({ index, field }: Record<string, unknown>) => [index, field])).toEqual([
      [2, 'address'],
      [3, 'reason'],
    ]);
    expect((await core.contacts.suppressionOf('gone@example.test'))?.reason).toBe('unsubscribed');
    await stop([]).expect(422);
  });

  it('describes itself from the very shapes that it parses with', async () => {
    const { body } = await supertest(portal.app).get('/api/v1/openapi.json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    const batch = body.components.schemas.EventBatch;
    expect(batch.properties.events).toMatchObject({ type: 'array', maxItems: 1000 });
    expect(Object.keys(batch.properties.events.items.properties)).toEqual([
      'name',
      'at',
      'contact',
      'id',
      'properties',
    ]);
    expect(batch.properties.events.items.required).toEqual(['name', 'at', 'contact']);
    const named = JSON.stringify(body).match(/#\/components\/schemas\/\w+/g) ?? [];
    for (const one of named) expect(body.components.schemas).toHaveProperty([one.split('/').at(-1) ?? '']);
  });

  it.each(['en', 'ko'] as const)('keys are made, shown once and revoked under Settings (%s)', async (lang) => {
    const { browser, csrf } = await signedInAs(portal, ['admin'], { lang });
    const post = (path: string, fields: object) =>
      browser
        .post(path)
        .type('form')
        .send({ _csrf: csrf, ...fields });
    const wrong = await post('/settings/api-keys', { name: `Shop ${lang}` });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toMatch(/id="f-scopes-error"/);
    expect(wrong.text).toContain(`value="Shop ${lang}"`);
    const made = await post('/settings/api-keys', { name: `Shop ${lang}`, scopes: 'events' });
    const fresh = /tandem_[0-9a-z]{26}_[\w-]{43}/.exec(made.text)?.[0] ?? '';
    await send({ events: [event(lang)] }, { key: fresh }).expect(200);
    const page = await browser.get('/settings/api-keys').expect(200);
    expect(page.text).not.toContain(fresh);
    const id = fresh.split('_')[1] ?? '';
    expect(page.text).toContain(`/settings/api-keys/${id}/revoke`);
    await post(`/settings/api-keys/${id}/revoke`, {}).expect(303);
    expect((await browser.get('/settings/api-keys')).text).toContain(
      lang === 'ko' ? '키를 폐기했습니다' : 'is revoked',
    );
    await send({ events: [event(lang)] }, { key: fresh }).expect(401);
  });
});
