import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
beforeAll(async () => {
  workspace = await contactWorkspace();
  await workspace.importFile(
    'email,id,city,consent\na@example.test,1,Seoul,yes\nb@example.test,2,Seoul,no\nc@example.test,3,Busan,yes\n',
  );
});
afterAll(() => workspace.close());

const inCity = (value: string) => ({ kind: 'text', attribute: 'city', op: 'is', value });
const idOf = async (externalId: string) => (await workspace.contacts.named(externalId)).id;
const moveTo = async (externalId: string, city: string) =>
  workspace.contacts.update(workspace.actor, await idOf(externalId), { attributes: { city } });
const since = new Date(0);

describe('who enters and leaves a followed segment', () => {
  it('is noted once, with the contact, and can be asked for by a rule', async () => {
    const { segments, follows, events, actor, clock } = workspace;
    const seoul = await segments.create(actor, { name: 'In Seoul', rule: inCity('Seoul') });
    expect(await follows.compare(seoul.id)).toBe(false);
    await follows.follow(actor, seoul.id);
    expect(await follows.compare(seoul.id)).toBe(true);
    // Those who were in when it began did not enter.
    expect(await follows.countMoves(seoul.id, since)).toEqual({ entered: 0, left: 0 });

    await moveTo('2', 'Busan');
    await moveTo('3', 'Seoul');
    await follows.compare(seoul.id);
    await follows.compare(seoul.id);
    expect(await follows.countMoves(seoul.id, since)).toEqual({ entered: 1, left: 1 });
    const [two, three] = [await idOf('2'), await idOf('3')];
    expect(await follows.moves(seoul.id, { way: 'entered', since })).toEqual([
      { contactId: three, way: 'entered', at: clock.now() },
    ]);
    expect(await follows.moves(seoul.id, { way: 'left', since, skip: 1 })).toEqual([]);
    expect(await events.ofContact(two)).toMatchObject([
      { event: 'Left_segment', properties: [{ name: 'segment', value: 'In Seoul' }, { value: seoul.id }] },
    ]);

    const rule = await segments.parseRule({
      kind: 'event',
      event: 'Entered_segment',
      op: 'at_least',
      times: 1,
      within: { kind: 'last', amount: 7, unit: 'day', zone: 'Asia/Seoul' },
      where: [{ property: 'segment', op: 'is', value: 'In Seoul' }],
    });
    expect((await segments.page(rule, {})).contacts.map(({ id }) => id)).toEqual([three]);
    expect(await segments.describe(rule, 'ko')).toContain('세그먼트 진입');
    expect(await follows.sizes(seoul.id)).toEqual([{ day: '2026-11-24', matching: 2, eligible: 1 }]);
    expect(await follows.byId(seoul.id)).toMatchObject({ failure: null, comparedAt: clock.now() });
  });

  it('is noted after all where the one who compared died before the contacts were told', async () => {
    const { segments, follows, events, actor, database } = workspace;
    const busan = await segments.create(actor, { name: 'In Busan', rule: inCity('Busan') });
    await follows.follow(actor, busan.id);
    await follows.compare(busan.id);
    await moveTo('1', 'Busan');
    await follows.compare(busan.id);
    const one = await idOf('1');
    const noted = async () =>
      (await events.ofContact(one)).filter(({ properties }) => properties[1]?.value === busan.id).length;
    expect(await noted()).toBe(1);
    // As it stands between the commit of the round and its events.
    await database.connection.collection('contact_events').deleteMany({ contactId: one });
    await database.connection
      .collection<{ _id: string }>('segment_follows')
      .updateOne({ _id: busan.id }, { $inc: { noted: -1 } });
    await follows.compare(busan.id);
    await follows.compare(busan.id);
    expect(await noted()).toBe(1);
    expect(await follows.countMoves(busan.id, since)).toEqual({ entered: 1, left: 0 });
  });

  it('is compared by one process at a time, and begins anew under a changed rule', async () => {
    const { segments, follows, actor } = workspace;
    const known = await segments.create(actor, { name: 'Changing', rule: inCity('Nowhere') });
    await follows.follow(actor, known.id);
    const answers = await Promise.all(Array.from({ length: 6 }, () => follows.compareDue()));
    expect(answers.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(1);
    await segments.update(actor, known.id, { name: 'Changing', rule: { kind: 'all', rules: [] }, version: 1 });
    await follows.compare(known.id);
    expect(await follows.countMoves(known.id, since)).toEqual({ entered: 0, left: 0 });
    await workspace.contacts.upsert(actor, [{ address: 'new@example.test' }]);
    await Promise.all(Array.from({ length: 6 }, () => follows.compare(known.id)));
    await follows.compare(known.id);
    expect(await follows.countMoves(known.id, since)).toEqual({ entered: 1, left: 0 });
    // Nobody is left of an erased person who could have left.
    await workspace.contacts.erasePerson(actor, (await workspace.contacts.named('new@example.test')).id, 'requested');
    await follows.compare(known.id);
    expect(await follows.countMoves(known.id, since)).toEqual({ entered: 1, left: 0 });
    await follows.unfollow(actor, known.id);
    expect(await follows.compare(known.id)).toBe(false);
  });

  it('goes on to be noted where it was followed before, and what was noted then stays', async () => {
    const { segments, follows, events, actor } = workspace;
    const again = await segments.create(actor, { name: 'Again', rule: inCity('Again') });
    await follows.follow(actor, again.id);
    await follows.compare(again.id);
    await moveTo('2', 'Again');
    await follows.compare(again.id);
    await follows.unfollow(actor, again.id);

    await follows.follow(actor, again.id);
    await follows.compare(again.id);
    await moveTo('3', 'Again');
    await moveTo('2', 'Elsewhere');
    await follows.compare(again.id);
    expect(await follows.countMoves(again.id, since)).toEqual({ entered: 2, left: 1 });
    for (const [externalId, moves] of [
      ['2', ['Left_segment', 'Entered_segment']],
      ['3', ['Entered_segment']],
    ] as const) {
      const noted = (await events.ofContact(await idOf(externalId))).filter(
        ({ properties }) => properties[1]?.value === again.id,
      );
      expect(noted.map(({ event }) => event).sort()).toEqual([...moves].sort());
    }
  });

  it('cannot be said by a program that sends events', async () => {
    const event = { name: 'entered-segment', at: '2026-11-20T00:00:00Z', contact: { externalId: '1' } };
    expect((await workspace.events.record([event])).refused).toMatchObject([
      { field: 'name', code: 'event.name_reserved' },
    ]);
  });
});

describe('a persona', () => {
  const fields = { name: ' 서울  단골 ', needs: 'A quiet room\n\n Late check-out ', words: '조용해서 좋아요' };

  it('stands for a live segment, which is followed and not deleted meanwhile, and is found by its name', async () => {
    const { segments, personas, follows, actor } = workspace;
    const { id: segmentId } = await segments.create(actor, { name: 'Regulars', rule: inCity('Seoul') });
    const persona = await personas.create(actor, { ...fields, segmentId });
    expect(persona).toMatchObject({
      name: '서울 단골',
      segmentId,
      pictureId: null,
      needs: ['A quiet room', 'Late check-out'],
      words: ['조용해서 좋아요'],
      revision: 1,
    });
    expect(await follows.byId(segmentId)).toBeDefined();
    await expect(follows.unfollow(actor, segmentId)).rejects.toMatchObject({ code: 'segment.followed_by_persona' });
    const use = { id: persona.id, name: '서울 단골' };
    expect((await segments.usedBy(segmentId)).personas).toEqual([use]);
    await expect(segments.remove(actor, segmentId)).rejects.toMatchObject({ code: 'segment.in_use' });
    expect((await personas.named('서울'))?.id).toBe(persona.id);
    await expect(personas.create(actor, { ...fields, segmentId })).rejects.toMatchObject({
      code: 'persona.name_taken',
      field: 'name',
    });

    const changed = { ...fields, segmentId, name: 'Seoul regulars' };
    const [one, other] = await Promise.allSettled([
      personas.update(actor, persona.id, { ...changed, revision: 1 }),
      personas.update(actor, persona.id, { ...changed, revision: 1 }),
    ]);
    expect([one.status, other.status].sort()).toEqual(['fulfilled', 'rejected']);
    // Its old name is free again.
    const second = await personas.create(actor, { ...fields, segmentId });
    await personas.remove(actor, second.id);
    await personas.remove(actor, persona.id);
    await segments.remove(actor, segmentId);
    expect(await follows.byId(segmentId)).toBeUndefined();
  });

  it('names every field that cannot be taken, and stands for no segment that is gone', async () => {
    const { segments, personas, actor } = workspace;
    await expect(
      personas.create(actor, { name: '', segmentId: '', pictureId: '../x', needs: 'x'.repeat(201), words: 5 }),
    ).rejects.toMatchObject({
      issues: ['name', 'segmentId', 'pictureId', 'needs'].map((field) => ({ field })),
    });
    const { id: segmentId } = await segments.create(actor, { name: 'Going', rule: inCity('Seoul') });
    const races = await Promise.allSettled([
      segments.remove(actor, segmentId),
      personas.create(actor, { ...fields, name: 'Racing', segmentId }),
    ]);
    const persona = await personas.named('Racing');
    // Each may see the other and give way; a persona without its segment there never is.
    if (persona !== undefined) expect(await segments.byId(segmentId)).toBeDefined();
    expect(races.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
  });
});
