import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
beforeAll(async () => {
  workspace = await contactWorkspace();
  const { contacts, actor } = workspace;
  for (const label of ['Name', 'Region'] as const) await contacts.defineAttribute(actor, { label, type: 'text' });
  await contacts.setSearchable(actor, 'Name', true);
});
afterAll(() => workspace.close());

const consent = { status: 'granted', basis: 'form', source: 'shop' };
const made = async (...people: object[]) => {
  const { contacts } = await workspace.contacts.upsert(workspace.actor, people);
  return contacts.map(({ id }) => id);
};
const bought = (contact: object, id: string) => ({
  name: 'Bought',
  at: `2026-11-0${id}T00:00:00Z`,
  id,
  contact,
  properties: { amount: 10 },
});

describe('two contacts that are one person', () => {
  it('become one, with what both had, and the id of the other goes on meaning it', async () => {
    const { contacts, events, actor, segments } = workspace;
    const [kept = '', gone = ''] = await made(
      { address: 'kim@example.test', attributes: { Name: 'Kim' }, tags: ['vip'], consent },
      { externalId: 'T-7', attributes: { Name: 'Kim', Region: '서울' }, tags: ['till', 'vip'] },
    );
    await events.record([bought({ externalId: 'T-7' }, '1'), bought({ address: 'kim@example.test' }, '2')]);
    const list = await segments.createList(actor, { name: 'Guests' });
    await segments.addToList(actor, list.id, { entries: 'T-7' });
    expect((await contacts.likelyDuplicates(kept)).map(({ id }) => id)).toEqual([gone]);
    const preview = await contacts.mergePreview(kept, gone);
    expect(preview.merged).toMatchObject({ address: 'kim@example.test', externalId: 'T-7' });
    expect((await contacts.byId(gone))?.id).toBe(gone);

    const merged = await contacts.merge(actor, kept, gone);
    expect(merged).toMatchObject({
      id: kept,
      address: 'kim@example.test',
      externalId: 'T-7',
      attributes: { Name: 'Kim', Region: '서울' },
      tags: ['vip', 'till'],
      lists: [list.id],
      consent: { status: 'granted' },
      activity: { Bought: { count: 2, totals: { amount: { n: 2, sum: 20 } } } },
    });
    expect((await contacts.byId(gone))?.id).toBe(kept);
    expect((await contacts.named('T-7')).id).toBe(kept);
    expect(await contacts.search({ query: 'T-7' })).toMatchObject({ total: 1 });
    // What arrives under either name from now on is of the one contact.
    await events.record([bought({ externalId: 'T-7' }, '3'), bought({ externalId: 'T-7' }, '1')]);
    expect((await contacts.byId(kept))?.activity?.Bought?.count).toBe(3);
    // Nobody is written to under the id that is gone.
    const withdrawn = await contacts.withdrawnAmong([{ contactId: gone, address: 'kim@example.test' }]);
    expect([...withdrawn]).toEqual([[gone, 'no_address']]);
    await expect(contacts.merge(actor, kept, gone)).rejects.toMatchObject({ code: 'contact.merge_with_itself' });
    await expect(contacts.named('nobody')).rejects.toMatchObject({
      code: 'contact.merge_other_unknown',
      field: 'other',
    });
  });

  it('stay refused and suppressed where either was, and a consent does not move to another address', async () => {
    const { contacts, actor } = workspace;
    const [a = '', b = '', c = '', d = ''] = await made(
      { address: 'a@example.test' },
      { address: 'b@example.test', consent },
      { address: 'c@example.test', consent },
      { address: 'd@example.test' },
    );
    expect((await contacts.merge(actor, a, b)).consent.status).toBe('unknown');
    await contacts.update(actor, d, { attributes: {}, consent: 'refused' });
    await contacts.suppress(actor, { address: 'd@example.test', reason: 'complained', source: 'test' });
    expect((await contacts.merge(actor, c, d)).consent.status).toBe('refused');
    expect(await contacts.suppressionOf('c@example.test')).toMatchObject({ reason: 'complained', source: 'merge' });
    const [i = '', j = ''] = await made({ address: 'i@example.test' }, { address: 'j@example.test' });
    await contacts.suppress(actor, { address: 'i@example.test', reason: 'unsubscribed', source: 'C-1' });
    await contacts.merge(actor, i, j);
    expect((await contacts.suppressionOf('j@example.test'))?.reason).toBe('unsubscribed');
    const [e = '', f = ''] = await made({ externalId: 'E' }, { address: 'f@example.test', consent });
    expect(await contacts.merge(actor, e, f)).toMatchObject({
      address: 'f@example.test',
      consent: { status: 'granted' },
    });
    // An audience that was frozen before holds the kept one, who agreed then.
    const [g = '', h = ''] = await made({ address: 'g@example.test', consent }, { address: 'h@example.test' });
    await contacts.update(actor, h, { attributes: {}, consent: 'refused' });
    await contacts.merge(actor, g, h);
    const withdrawn = await contacts.withdrawnAmong([{ contactId: g, address: 'g@example.test' }]);
    expect([...withdrawn]).toEqual([[g, 'no_consent']]);
  });

  it('are not written to under any address that they had, once they refuse mail under one of them', async () => {
    const { contacts, actor } = workspace;
    const [kept = '', one = '', two = ''] = await made(
      { address: 'now@example.test', consent },
      { address: 'old@example.test', consent },
      { address: 'older@example.test', consent },
    );
    await contacts.merge(actor, kept, one);
    await contacts.merge(actor, kept, two);
    // A mailbox that is full says nothing about the person.
    await contacts.suppress(actor, { address: 'older@example.test', reason: 'bounced', source: 'provider' });
    expect(await contacts.suppressionOf('now@example.test')).toBeUndefined();
    await contacts.suppress(actor, { address: ' OLD@example.test', reason: 'unsubscribed', source: 'C-1' });
    const reasonOf = async (address: string) => (await contacts.suppressionOf(address))?.reason;
    expect(await reasonOf('now@example.test')).toBe('unsubscribed');
    expect(await reasonOf('old@example.test')).toBe('unsubscribed');
    expect(await reasonOf('older@example.test')).toBe('bounced');
    // Somebody who comes back under an address of before is still the same person.
    await made({ address: 'old@example.test', consent });
    const eligible = await workspace.segments.page({ kind: 'all', rules: [] }, { only: 'eligible', limit: 500 });
    expect(eligible.contacts.map(({ address }) => address)).not.toContain('old@example.test');
  });

  it('are exported and erased together, under every address that they had', async () => {
    const { contacts, actor } = workspace;
    const [kept = '', gone = ''] = await made({ address: 'one@example.test' }, { address: 'two@example.test' });
    await contacts.merge(actor, kept, gone);
    expect((await contacts.exportPerson(actor, kept)).data.merged).toMatchObject([
      { contactId: gone, address: 'two@example.test', suppression: null, events: [] },
    ]);
    await contacts.erasePerson(actor, gone, 'requested');
    expect(await contacts.byId(gone)).toBeUndefined();
    for (const address of ['one@example.test', 'two@example.test']) {
      expect((await contacts.suppressionOf(address))?.reason).toBe('erased');
    }
    const left = await workspace.database.connection.collection('contact_merges').countDocuments({ into: kept });
    expect(left).toBe(0);
  });
});

describe('tags', () => {
  it('are put on and taken off, counted, asked for by a rule, and found', async () => {
    const { contacts, segments, actor } = workspace;
    const ids = await made({ address: 't1@example.test' }, { address: 't2@example.test' });
    expect(await contacts.tag(actor, ids, { add: ' early  bird ' })).toBe(2);
    expect(await contacts.tag(actor, ids, { add: 'early bird' })).toBe(0);
    expect(await contacts.tags()).toContainEqual({ tag: 'early bird', count: 2 });
    expect(await contacts.tag(actor, ids.slice(1), { remove: 'early bird' })).toBe(1);
    const rule = await segments.parseRule({ kind: 'tag', op: 'has', tag: 'early bird' });
    expect((await segments.count(rule)).matching).toBe(1);
    expect(await segments.describe(rule, 'en')).toBe('Tagged “early bird”');
    expect(await segments.describe(rule, 'ko')).toBe('“early bird” 태그가 있는 연락처');
    expect((await contacts.search({ query: '태그:early bird' })).total).toBe(1);
    await expect(contacts.tag(actor, ids, { add: 'a,b' })).rejects.toMatchObject({
      code: 'contact.tag_invalid',
      field: 'tag',
    });
    for (let n = 0; n < 60; n += 1) await contacts.tag(actor, ids.slice(1), { add: `n${n}` });
    expect((await contacts.byId(ids[1] ?? ''))?.tags).toHaveLength(50);
  });
});

describe('the search', () => {
  it('finds the beginning of an address or of a name however it is written, an id, and any attribute by its name', async () => {
    const { contacts } = workspace;
    await made(
      { address: 'zoe@example.test', externalId: 'Z-1', attributes: { Name: 'Zoe Van Dyk', Region: 'Jeju' } },
      { address: 'zed@example.test', attributes: { Name: '제갈 공명', Region: 'Jeju Si' } },
    );
    const found = async (query: string) => (await contacts.search({ query })).contacts.map(({ address }) => address);
    expect(await found('ZO')).toEqual(['zoe@example.test']);
    expect(await found('zoe van')).toEqual(['zoe@example.test']);
    expect(await found('제갈')).toEqual(['zed@example.test']);
    expect(await found('Z-1')).toEqual(['zoe@example.test']);
    expect(await found('Jeju')).toEqual([]);
    expect((await found('region: jeju')).sort()).toEqual(['zed@example.test', 'zoe@example.test']);
    expect(await found('region: $ne')).toEqual([]);
  });
});
