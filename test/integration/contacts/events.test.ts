import fc from 'fast-check';
import { activityFrom } from '../../../core/contacts/events/activity.ts';
import { EVENT_LIMITS } from '../../../core/contacts/events/event.ts';
import { createEventStore } from '../../../core/contacts/events/event-store.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
beforeAll(async () => {
  workspace = await contactWorkspace();
  await workspace.importFile(
    'id,email\nK1,an@example.test\nK2,bo@example.test\nK3,cy@example.test\nK4,di@example.test\n',
  );
});
afterAll(() => workspace.close());

const AT = '2026-11-20T10:00:00+09:00';
const bought = (over: object = {}) => ({
  name: 'Bought',
  at: AT,
  contact: { address: 'an@example.test' },
  properties: { amount: 20, category: 'shoes' },
  ...over,
});
const activityOf = async (address: string) => (await workspace.contacts.byAddress(address))?.activity ?? {};
const fileOf = (text: string, over: object = {}) => ({
  open: async function* () {
    yield Buffer.from(text);
  },
  columns: {},
  zone: 'Asia/Seoul',
  ...over,
});

describe('events', () => {
  it('are taken once by their id, whoever sends them again, and kept with the contact', async () => {
    const { events } = workspace;
    expect(await events.record([bought({ id: '1' }), bought({ id: '2', at: '2026-11-22T01:00:00Z' })])).toEqual({
      accepted: 2,
      duplicates: 0,
      refused: [],
    });
    const again = await events.record([
      bought({ id: '2', name: 'bought' }),
      bought({ id: '3', at: '2026-11-01T00:00:00Z' }),
      bought({ id: '3', at: '2026-11-01T00:00:00Z' }),
    ]);
    expect(again).toEqual({ accepted: 1, duplicates: 2, refused: [] });
    expect(await activityOf('an@example.test')).toEqual({
      Bought: {
        count: 3,
        first: new Date('2026-11-01T00:00:00Z'),
        last: new Date('2026-11-22T01:00:00Z'),
        recent: ['2026-11-22T01:00:00Z', AT, '2026-11-01T00:00:00Z'].map((at) => ({
          at: new Date(at),
          p: { amount: 20, category: 'shoes' },
        })),
        totals: { amount: { n: 3, sum: 60 } },
      },
    });
  });

  it('without an id are one where they say the same', async () => {
    const one = bought({ contact: { externalId: 'K2' } });
    const contact = { externalId: 'K2', address: ' BO@example.test ' };
    expect((await workspace.events.record([one, { ...one, contact }])).duplicates).toBe(1);
    expect((await workspace.events.record([{ ...one, properties: { amount: 21 } }, one])).accepted).toBe(1);
  });

  it('are refused one by one with their place, field and reason, while the others are stored', async () => {
    const { accepted, refused } = await workspace.events.record([
      bought({ contact: { address: 'nobody@example.test' } }),
      bought({ contact: { address: 'an@example.test', externalId: 'K2' } }),
      bought({ contact: {} }),
      bought({ at: 'yesterday' }),
      bought({ at: '2026-11-24T09:00:00Z' }),
      bought({ name: ' \u0000' }),
      bought({ properties: { amount: { $gt: 1 } } }),
      bought({ properties: { amount: 'much' } }),
      'nothing',
      bought({
        id: 'good',
        name: '장바구니 담기',
        properties: { 'a.b': 1, $where: 'x', __proto__: 'y', constructor: true },
      }),
    ]);
    expect(accepted).toBe(1);
    expect(refused.map(({ index, field, code }) => [index, field, code])).toEqual([
      [0, 'contact.address', 'event.contact_unknown'],
      [1, 'contact', 'event.two_contacts'],
      [2, 'contact', 'event.invalid'],
      [3, 'at', 'event.invalid'],
      [4, 'at', 'event.in_future'],
      [5, 'name', 'event.invalid'],
      [6, 'properties.amount', 'event.invalid'],
      [7, 'properties.amount', 'event.property_wrong_type'],
      [8, '', 'event.invalid'],
    ]);
    expect(refused.every(({ text }) => text.en !== '' && text.ko !== '')).toBe(true);
    const definition = (await workspace.events.definitions()).find(({ label }) => label === '장바구니 담기');
    expect(definition?.key).toBe('장바구니_담기');
    expect(definition?.properties.map(({ key }) => key)).toEqual(['a_b', 'where', 'constructor_2']);
    await expect(workspace.events.record([])).rejects.toMatchObject({ code: 'event.batch_invalid' });
    await expect(workspace.events.record({ $gt: 1 })).rejects.toMatchObject({ code: 'event.batch_invalid' });
  });

  it('counts each once where the same batches arrive in any order and at the same time', async () => {
    const { database, events } = workspace;
    const store = createEventStore(database);
    const id = (await workspace.contacts.byAddress('cy@example.test'))?.id ?? '';
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(
            fc.record({
              id: fc.integer({ min: 1, max: 40 }).map(String),
              name: fc.constantFrom('Seen', 'Bought'),
              hour: fc.integer({ min: 0, max: 500 }),
              amount: fc.option(
                fc.integer({ min: -4, max: 400 }).map((n) => n / 4),
                { nil: undefined },
              ),
            }),
            { minLength: 1, maxLength: 30 },
          ),
          { minLength: 2, maxLength: 4 },
        ),
        async (batches) => {
          round += 1;
          const sent = batches.map((batch) =>
            batch.map(({ id: own, name, hour, amount }) => ({
              name,
              // Apart by the second, so that the order of the newest is known.
              at: new Date(Date.UTC(2026, 9, 1, hour, Number(own), round)).toISOString(),
              id: `${round}-${own}`,
              contact: { externalId: 'K3' },
              properties: amount === undefined ? {} : { amount },
            })),
          );
          await Promise.all([...sent, ...sent].map((batch) => events.record(batch)));
          const expected = activityFrom(await store.ofContact(id, 1_000), await events.definitions());
          const times = (all: typeof expected) =>
            Object.entries(all)
              .map(([key, one]) => [key, { ...one, recent: one.recent.map(({ at }) => at) }])
              .sort();
          expect(times(await activityOf('cy@example.test'))).toEqual(times(expected));
        },
      ),
      { numRuns: 5 },
    );
    // What is kept can be worked out again from the facts.
    const before = await activityOf('cy@example.test');
    const contacts = database.connection.collection<{ _id: string; did?: string[] }>('contacts');
    await contacts.updateOne({ _id: id }, { $unset: { did: '', activity: '' } });
    expect(await events.recount()).toBeGreaterThan(1);
    const after = await activityOf('cy@example.test');
    expect([after.Seen?.count, after.Seen?.last]).toEqual([before.Seen?.count, before.Seen?.last]);
    expect(await contacts.countDocuments({ _id: id, did: 'Seen' })).toBe(1);
    const { recent = [], count } = (await activityOf('cy@example.test')).Seen ?? { count: 0 };
    expect(recent).toHaveLength(Math.min(count, EVENT_LIMITS.recent));
  });

  it('come from a CSV file in any encoding, with types from its columns, and once however often it is read', async () => {
    const text = [
      '고객번호,주문번호,일시,금액,지점',
      'K4,A-1,2026-11-20 10:00,"12,000",0123',
      'K4,A-2,2026-11-21,x,강남',
      ...[3, 4, 5, 6].map((n) => `K4,A-${n},2026-11-0${n},${n},강남`),
      'K9,A-9,2026-11-21,1,강남',
    ].join('\n');
    const refused: unknown[] = [];
    const file = fileOf(text, {
      name: '구매',
      onRefused: ({ row, field }: { row: number; field: string }) => refused.push([row, field]),
    });
    expect(await workspace.events.importFile(workspace.actor, file)).toEqual({
      rows: 7,
      accepted: 5,
      duplicates: 0,
      refused: 2,
    });
    expect(refused).toEqual([
      [3, 'properties.금액'],
      [8, 'contact.externalId'],
    ]);
    expect(await workspace.events.importFile(workspace.actor, file)).toMatchObject({ accepted: 0, duplicates: 5 });
    expect((await activityOf('di@example.test')).구매).toMatchObject({
      count: 5,
      first: new Date('2026-11-02T15:00:00Z'),
      last: new Date('2026-11-20T01:00:00Z'),
      totals: { 금액: { n: 5, sum: 12_018 } },
    });
    expect((await activityOf('di@example.test')).구매?.recent[0]?.p).toEqual({ 금액: 12_000, 지점: '0123' });
    await expect(
      workspace.events.importFile(workspace.actor, fileOf('email,at\nan@example.test,2026-11-20\n')),
    ).rejects.toMatchObject({ code: 'event.column_missing', field: 'event' });
  });

  it('go with the person, and their export shows them', async () => {
    const contact = await workspace.contacts.byAddress('an@example.test');
    const id = contact?.id ?? '';
    const told = await workspace.contacts.exportPerson(workspace.actor, id);
    expect(told.data.events).toHaveLength(4);
    await workspace.contacts.erasePerson(workspace.actor, id, 'requested');
    expect(await workspace.events.ofContact(id)).toEqual([]);
    expect((await workspace.events.record([bought({ id: 'late' })])).refused).toHaveLength(1);
  });
});
