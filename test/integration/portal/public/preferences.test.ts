import supertest from 'supertest';
import { systemActor } from '../../../../core/people/staff.ts';
import { aSentCampaign, aTeam, portalWorld } from '../../../support/portal-world.ts';

let world: Awaited<ReturnType<typeof portalWorld>>;
let sent: Awaited<ReturnType<typeof aSentCampaign>>;
const actor = systemActor('test');

beforeAll(async () => {
  world = await portalWorld();
  sent = await aSentCampaign(world.core, await aTeam(world.core), { people: 3, lang: 'ko' });
  await world.core.consents.saveTopic(actor, { name: { en: 'Offers', ko: '할인 소식' }, about: { en: '', ko: '' } });
  await world.core.consents.saveTopic(actor, { name: { en: 'News', ko: '새 소식' }, about: { en: '', ko: '매월' } });
});
afterAll(() => world.close());

const tokenOf = (address: string): string => {
  const html = sent.mails.find((mail) => mail.address === address)?.html ?? '';
  return /\/u\/([A-Za-z0-9_.-]+)/.exec(html)?.[1] ?? '';
};
const contactOf = async (address: string) => {
  const contact = await world.core.contacts.byAddress(address);
  if (contact === undefined) throw new Error(`no contact ${address}`);
  return contact;
};
const get = (path: string) => supertest(world.app).get(path);
const post = (path: string, fields: object) => supertest(world.app).post(path).type('form').send(fields);
const ticked = (html: string): string[] =>
  [...html.matchAll(/name="topic" value="(\w+)"( checked)?/g)].flatMap(([, id = '', on]) =>
    on === undefined ? [] : [id],
  );

describe('the page of preferences', () => {
  const address = 'person0@example.test';
  const page = () => `/p/${tokenOf(address)}`;

  it('is reached from the footer of the mail and the unsubscribe page, changes nothing by itself, and speaks the language of the mail', async () => {
    expect(sent.mails.find((mail) => mail.address === address)?.html).toContain(`${page()}"`);
    const out = await get(`/u/${tokenOf(address)}`).expect(200);
    expect(out.text).toContain(`href="${page()}"`);
    const answer = await get(page()).expect(200);
    expect(answer.text).toContain('할인 소식');
    expect(answer.text).toContain('30일 동안');
    expect(answer.text).not.toContain(address);
    // Whoever agreed to mail gets every topic until they refuse it, and is shown so.
    expect(ticked(answer.text)).toEqual(['Offers', 'News']);
    expect(answer.headers['set-cookie']).toBeUndefined();
    const { id } = await contactOf(address);
    expect((await world.core.consents.recordsOf(id)).records).toEqual([]);
  });

  it('records what is chosen with time, network and text, and a segment asks for it', async () => {
    const { id } = await contactOf(address);
    const saved = await post(page(), { do: 'save', topic: ['Offers', 'nonsense'] }).expect(200);
    expect(saved.text).toContain('선택을 저장했습니다');
    expect(ticked(saved.text)).toEqual(['Offers']);
    await post(page(), { do: 'save', topic: 'Offers' }).expect(200);
    const { records, wordings } = await world.core.consents.recordsOf(id);
    const by = { way: 'preferences', network: expect.stringMatching(/127\.0\.0\.1|::1/) };
    expect(records).toHaveLength(2);
    expect(records.find(({ topic }) => topic === 'Offers')).toMatchObject({ act: 'granted', ...by });
    expect(records.find(({ topic }) => topic === 'News')).toMatchObject({ act: 'refused', ...by });
    expect(wordings.get(records[0]?.wording ?? '')).toMatch(/동의합니다/);
    const rule = { kind: 'topic', topic: 'Offers', op: 'is', value: 'granted' } as const;
    const parsed = await world.core.segments.parseRule(rule);
    expect((await world.core.segments.count(parsed)).matching).toBe(1);
    expect(await world.core.segments.describe(parsed, 'ko')).toBe("“할인 소식” 주제 동의가 '동의'인 연락처");
    expect(await world.core.segments.describe(parsed, 'en')).toBe('Consent to “Offers” is granted');
    await post(page(), { do: 'save' }).expect(200);
    expect((await contactOf(address)).topics).toMatchObject({ Offers: { status: 'refused' } });
    expect((await world.core.segments.count(parsed)).matching).toBe(0);
    await expect(world.core.segments.parseRule({ ...rule, topic: 'none' })).rejects.toMatchObject({
      code: 'segment.topic_unknown',
    });
  });

  it('refuses no topic that was made while the page was open', async () => {
    const other = 'person1@example.test';
    const path = `/p/${tokenOf(other)}`;
    const open = (await get(path).expect(200)).text;
    const shown = [...open.matchAll(/name="shown" value="(\w+)"/g)].map(([, id]) => id ?? '');
    expect(shown).toEqual(['Offers', 'News']);
    const late = { en: 'Late', ko: '나중' };
    const { id } = await world.core.consents.saveTopic(actor, { name: late, about: { en: '', ko: '' } });
    await post(path, { do: 'save', topic: ['News'], shown }).expect(200);
    expect((await contactOf(other)).topics).toMatchObject({ Offers: { status: 'refused' } });
    expect((await contactOf(other)).topics?.[id]).toBeUndefined();
    await world.core.consents.saveTopic(actor, { id, name: late, about: { en: '', ko: '' }, archived: true });
  });

  it('pauses mail for thirty days, also for an audience that was frozen before, and ends the pause', async () => {
    const contact = await contactOf(address);
    const rule = await world.core.segments.parseRule({ kind: 'all', rules: [] });
    const eligible = async () => {
      const { eligible: n, reasons } = await world.core.segments.count(rule);
      const listed = await world.core.segments.page(rule, { only: 'no_consent' });
      expect(listed.contacts).toHaveLength(reasons.no_consent);
      return n;
    };
    const frozen = () => world.core.contacts.withdrawnAmong([{ contactId: contact.id, address }]);
    const before = await eligible();
    expect((await post(page(), { do: 'pause' }).expect(200)).text).toMatch(/까지 메일을 보내지 않습니다/);
    expect(await eligible()).toBe(before - 1);
    expect([...(await frozen())]).toEqual([[contact.id, 'no_consent']]);
    // A new consent does not end what the person asked for.
    await world.core.contacts.update(actor, contact.id, { attributes: {}, consent: 'unknown' });
    await world.core.contacts.update(actor, contact.id, { attributes: {}, consent: 'granted' });
    expect([...(await frozen())]).toEqual([[contact.id, 'no_consent']]);
    expect((await post(page(), { do: 'resume' }).expect(200)).text).toContain('다시 메일을 보내 드립니다');
    expect(await eligible()).toBe(before);
    expect([...(await frozen())]).toEqual([]);
  });

  it('is 404 for an altered link, whatever is sent', async () => {
    const token = tokenOf(address);
    for (const at of [3, token.length - 2]) {
      const wrong = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      await get(`/p/${wrong}`).expect(404);
      await post(`/p/${wrong}`, { do: 'pause' }).expect(404);
      await get(`/c/${wrong}`).expect(404);
    }
  });
});

describe('double opt-in', () => {
  const address = 'new@example.test';
  let key: string;
  beforeAll(async () => {
    ({ token: key } = await world.core.apiKeys.make(actor, { name: 'Shop', scopes: ['contacts'] }));
    await world.core.contacts.upsert(actor, [{ address }]);
  });
  const ask = (body: object) =>
    supertest(world.app)
      .post('/api/v1/consent-requests')
      .set({ authorization: `Bearer ${key}` })
      .send(body);
  const wanted = { address, source: 'https://shop.example.test/join', topics: ['News'] };
  const linkTo = async (to: string): Promise<string> => {
    const { mails } = await world.core.outbox.search({ query: to });
    return /\/c\/[A-Za-z0-9_.-]+/.exec(mails[0]?.html ?? '')?.[0] ?? '';
  };

  it('counts from the confirmation on, by a button and not by opening, with its evidence', async () => {
    await ask(wanted).expect(202);
    const again = await ask(wanted).expect(429);
    expect(again.body.error.code).toBe('consent.asked_lately');
    const link = await linkTo(address);
    const opened = await get(link).expect(200);
    expect(opened.text).toContain('(News)');
    expect((await contactOf(address)).consent.status).toBe('unknown');
    await post(link, {}).expect(200);
    const { id, consent, topics } = await contactOf(address);
    expect(consent).toMatchObject({ status: 'granted', basis: 'form', source: wanted.source });
    expect(topics).toMatchObject({ News: { status: 'granted' } });
    expect((await post(link, {}).expect(200)).text).toContain('Thank you');
    const { records, wordings } = await world.core.consents.recordsOf(id);
    expect(records.map(({ act, topic, way }) => [act, topic, way]).sort()).toEqual([
      ['asked', null, 'api'],
      ['granted', null, 'double_opt_in'],
      ['granted', 'News', 'double_opt_in'],
    ]);
    expect(wordings.get(records[0]?.wording ?? '')).toMatch(/^I agree that/);
    const told = await world.core.contacts.exportPerson(actor, id);
    expect(told.data.consent).toMatchObject({ records: { length: 3 }, requests: { length: 1 } });
  });

  it('is not asked of nobody, of whom a suppression stands, or for a topic that is not offered', async () => {
    expect((await ask({ ...wanted, address: 'nobody@example.test' }).expect(422)).body.error.code).toBe(
      'consent.contact_unknown',
    );
    expect((await ask({ ...wanted, topics: ['none'] }).expect(422)).body.error.code).toBe('consent.topic_unknown');
    await ask({ address }).expect(422);
    await world.core.contacts.upsert(actor, [{ address: 'late@example.test' }]);
    await world.core.consents.ask(actor, { address: 'late@example.test', source: 'form', lang: 'ko' });
    const link = await linkTo('late@example.test');
    await world.core.contacts.suppress(actor, { address: 'late@example.test', reason: 'unsubscribed', source: 'test' });
    expect((await post(link, {}).expect(200)).text).toContain('유효하지 않은');
    expect((await contactOf('late@example.test')).consent.status).toBe('unknown');
    expect((await ask({ ...wanted, address: 'late@example.test' }).expect(409)).body.error.code).toBe(
      'consent.suppressed',
    );
  });
});
