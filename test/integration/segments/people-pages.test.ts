import fc from 'fast-check';
import type { Contact } from '../../../core/contacts/contact.ts';
import { type ContactDocument, createContactStore } from '../../../core/contacts/contact-store.ts';
import { createContactWindowsStore } from '../../../core/contacts/contact-windows-store.ts';
import { createSegments } from '../../../core/segments/create-segments.ts';
import { createCountWithin } from '../../../core/segments/estimate.ts';
import { createFirstPeople } from '../../../core/segments/first-people.ts';
import { createIndexStep } from '../../../core/segments/index-step.ts';
import type { PeoplePlace } from '../../../core/segments/people-cursor.ts';
import type { Rule } from '../../../core/segments/rule.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

const PEOPLE = 240;
let workspace: ContactWorkspace;
let made: Date[];
beforeAll(async () => {
  workspace = await contactWorkspace();
  const rows = Array.from(
    { length: PEOPLE },
    (_, i) => `${i % 5 === 0 ? '' : `p${i}@example.test`},${i},${i % 3 === 0 ? 'no' : 'yes'},${i % 40},town ${i % 7}`,
  );
  await workspace.importFile(`email,id,consent,age,town\n${rows.join('\n')}\n`);
  await workspace.contacts.setSearchable(workspace.actor, 'age', true);
  await workspace.contacts.suppress(workspace.actor, { address: 'p1@example.test', reason: 'manual', source: 'test' });
  const people = workspace.database.connection.collection<ContactDocument>('contacts');
  // Some at the same moment, as imports make them, and in no order of ids.
  const ids = (await people.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
  made = Array.from({ length: 30 }, (_, n) => new Date(workspace.clock.at.getTime() - n * 1_000));
  for (const [n, at] of made.entries()) {
    await people.updateMany({ _id: { $in: ids.filter((_, i) => (i * 7) % 30 === n) } }, { $set: { createdAt: at } });
  }
});
afterAll(() => workspace.close());

const cutAt = (bounds: readonly Date[]) =>
  workspace.database.connection
    .collection<{ _id: string; bounds: Date[] }>('contact_windows')
    .replaceOne(
      { _id: 'contacts_by_creation' },
      { bounds: [...bounds].sort((a, b) => a.getTime() - b.getTime()) },
      { upsert: true },
    );

test('pages together hold everybody once and in order, wherever the windows are cut and however short the time is', async () => {
  const rules: readonly Rule[] = [
    { kind: 'all', rules: [] },
    { kind: 'number', attribute: 'age', op: 'eq', value: 7 },
    { kind: 'text', attribute: 'town', op: 'contains', value: '3' },
    { kind: 'text', attribute: 'town', op: 'is', value: 'nowhere' },
  ];
  const asked = fc.record({
    rule: fc.constantFrom(...rules),
    bounds: fc.array(fc.constantFrom(...made), { maxLength: 14 }),
    limit: fc.integer({ min: 1, max: 60 }),
    only: fc.constantFrom(
      undefined,
      'eligible' as const,
      'no_consent' as const,
      'no_address' as const,
      'suppressed' as const,
    ),
    hurry: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(asked, async ({ rule, bounds, limit, only, hurry }) => {
      await cutAt(bounds);
      const expected: Contact[] = [];
      for await (const some of workspace.segments.everyone(rule)) {
        for (const one of some) {
          const { address, consent } = one;
          const why =
            address === null
              ? 'no_address'
              : address === 'p1@example.test'
                ? 'suppressed'
                : consent.status === 'granted'
                  ? 'eligible'
                  : 'no_consent';
          if (only === undefined || why === only) expected.push(one);
        }
      }
      // Those of one moment come in the order of ids already.
      expected.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
      const found: string[] = [];
      let looked = 0;
      for (let after: string | null = ''; after !== null; ) {
        const page = await workspace.segments.page(rule, {
          ...(only === undefined ? {} : { only }),
          ...(hurry ? { withinMs: 0 } : {}),
          after,
          limit,
        });
        expect(page.contacts.length).toBeLessThanOrEqual(limit);
        if (page.looked !== null) {
          expect(page.looked).toBeGreaterThanOrEqual(looked);
          expect(page.looked).toBeLessThanOrEqual(1);
          looked = page.looked;
        } else if (page.next !== null) expect(page.contacts.length).toBe(limit);
        found.push(...page.contacts.map(({ id }) => id));
        after = page.next;
      }
      expect(found).toEqual(expected.map(({ id }) => id));
    }),
    { numRuns: 12 },
  );
});

test('one query beside the windows answers as they do, whoever goes on from a page in part', async () => {
  await cutAt(made);
  const store = createContactStore(workspace.database);
  const windows = createContactWindowsStore(workspace.database);
  const filter = { 'attributes.age': { $eq: 7 } };
  const expected = (await store.first(filter, 500)).map(({ _id }) => _id);
  expect(expected.length).toBe(6);
  for (const among of [undefined, filter]) {
    for (const withinMs of [0, Number.POSITIVE_INFINITY]) {
      for (const many of [2, 50]) {
        const ask = createFirstPeople({ store, windows, besideMs: -1 });
        const found: string[] = [];
        for (let after: PeoplePlace | undefined | null; after !== null; ) {
          const page = await ask({ filter, among, after, many, wanted: () => true, withinMs, key: 'one' });
          found.push(...page.documents.map(({ _id }) => _id));
          const last = page.documents.at(-1);
          const full = page.documents.length === many && last !== undefined;
          after = full ? { at: last.createdAt, id: last._id } : page.upTo;
        }
        expect(found).toEqual(expected);
      }
    }
  }
  await cutAt([]);
});

test('an index that is asked first changes no count', async () => {
  await cutAt(made);
  const searchable = async () => new Set(['age']);
  const store = createContactStore(workspace.database);
  const indexStep = createIndexStep({ store, windows: createContactWindowsStore(workspace.database), searchable });
  const few = { 'attributes.age': { $gte: 5, $lte: 7 } };
  const town = { 'attributes.town': { $eq: 'town 3' } };
  expect(await indexStep({ $and: [{ $and: [town, few] }, {}] })).toEqual(few);
  // Nearly everybody, no index, or not what an index answers.
  expect(await indexStep({ 'attributes.age': { $gte: 1 } })).toBeUndefined();
  expect(await indexStep(town)).toBeUndefined();
  expect(await indexStep({ $or: [few, town] })).toBeUndefined();
  expect(await indexStep({ 'attributes.age': { $nin: [5] } })).toBeUndefined();
  const rule: Rule = {
    kind: 'all',
    rules: [
      { kind: 'text', attribute: 'town', op: 'is', value: 'town 3' },
      { kind: 'number_between', attribute: 'age', from: 5, to: 7 },
    ],
  };
  const byIndex = await createSegments({ ...workspace }).count(rule);
  await cutAt([]);
  const whole = await createSegments({ ...workspace }).count(rule);
  expect(whole.matching).toBeGreaterThan(0);
  expect({ ...byIndex, tookMs: 0 }).toEqual({ ...whole, tookMs: 0 });
});

test('windows are cut behind the last bound, two thousand contacts apart, and never within one moment', async () => {
  const store = createContactWindowsStore(workspace.database);
  const contacts = workspace.database.connection.collection<ContactDocument>('contacts');
  const at = new Date(0);
  const moment = (n: number) => new Date(Date.UTC(2100, 0, 1) + n);
  await contacts.insertMany(
    Array.from({ length: 5_500 }, (_, i) => ({
      _id: `zz${String(i).padStart(6, '0')}`,
      attributes: {},
      consent: { status: 'unknown' as const, basis: 'none' as const, source: '', at },
      createdAt: moment(i < 4_000 ? Math.floor(i / 1_500) : i),
      updatedAt: at,
    })),
  );
  await cutAt([moment(0)]);
  await store.extend();
  expect(await store.bounds()).toEqual([0, 2, 5_000].map(moment));
  await contacts.deleteMany({ _id: { $gte: 'zz' } });
  await cutAt([]);
});

describe('a count that is asked for again', () => {
  const everybody: Rule = { kind: 'all', rules: [] };
  const rules: readonly Rule[] = [
    everybody,
    { kind: 'number', attribute: 'age', op: 'gt', value: 38 },
    { kind: 'tag', op: 'has', tag: 'vip' },
    { kind: 'suppression', op: 'is', value: 'any' },
  ];
  const counts = async () => Promise.all(rules.map(async (rule) => omit(await workspace.segments.count(rule))));
  const omit = ({ tookMs: _, ...rest }: Awaited<ReturnType<ContactWorkspace['segments']['count']>>) => rest;
  /** By a service that has counted nothing yet. */
  const countedAnew = async () => {
    const fresh = createSegments({ ...workspace });
    return Promise.all(rules.map(async (rule) => omit(await fresh.count(rule))));
  };
  const idOf = async (address: string) => (await workspace.contacts.byAddress(address))?.id ?? '';

  it.each<[string, () => Promise<unknown>]>([
    ['an import', () => workspace.importFile('email,age\nnew@example.test,39\np2@example.test,39\n')],
    [
      'an edit',
      async () =>
        workspace.contacts.update(workspace.actor, await idOf('p3@example.test'), {
          attributes: { age: '39' },
          consent: 'granted',
        }),
    ],
    ['a tag', async () => workspace.contacts.tag(workspace.actor, [await idOf('p4@example.test')], { add: 'vip' })],
    [
      'a suppression',
      () =>
        workspace.contacts.suppress(workspace.actor, { address: 'p6@example.test', reason: 'bounced', source: 'x' }),
    ],
    [
      'the end of a suppression',
      async () =>
        workspace.contacts.unsuppress(workspace.actor, {
          addressHash: workspace.contacts.addressHash('p1@example.test'),
          ground: 'entered_by_mistake',
        }),
    ],
    [
      'a merge',
      async () =>
        workspace.contacts.merge(workspace.actor, await idOf('p7@example.test'), await idOf('p8@example.test')),
    ],
    [
      'an erasure',
      async () => workspace.contacts.erasePerson(workspace.actor, await idOf('p9@example.test'), 'mistake'),
    ],
    [
      'contacts by the API',
      () =>
        workspace.contacts.upsert(workspace.actor, [
          { address: 'api@example.test', attributes: { age: 39 }, tags: ['vip'] },
        ]),
    ],
  ])('is right at once after %s', async (_, change) => {
    const before = await counts();
    await change();
    const after = await counts();
    expect(after).toEqual(await countedAnew());
    expect(after).not.toEqual(before);
  });

  it('is right at once after an event, and after a list is changed', async () => {
    await workspace.events.record([
      { name: 'Bought', contact: { address: 'p11@example.test' }, at: workspace.clock.at.toISOString() },
    ]);
    const bought: Rule = {
      kind: 'event',
      event: 'Bought',
      op: 'at_least',
      times: 2,
      within: { kind: 'ever' },
      where: [],
    };
    expect((await workspace.segments.count(bought)).matching).toBe(0);
    await workspace.events.record([
      {
        name: 'Bought',
        contact: { address: 'p11@example.test' },
        at: new Date(workspace.clock.at.getTime() - 1_000).toISOString(),
      },
    ]);
    expect((await workspace.segments.count(bought)).matching).toBe(1);
    const list = await workspace.segments.createList(workspace.actor, { name: 'People' });
    expect((await workspace.segments.count(list.rule)).matching).toBe(0);
    await workspace.segments.addToList(workspace.actor, list.id, { entries: 'p11@example.test' });
    expect((await workspace.segments.count(list.rule)).matching).toBe(1);
  });

  it('is not asked of the database, and is after a minute', async () => {
    const before = await workspace.segments.count(everybody);
    // Behind the back of every store: nobody marks it.
    await workspace.database.connection
      .collection<{ _id: string }>('contacts')
      .insertOne({ _id: 'zzz', attributes: {}, consent: { status: 'unknown' } } as never);
    expect((await workspace.segments.count(everybody)).matching).toBe(before.matching);
    workspace.clock.at = new Date(workspace.clock.at.getTime() + 61_000);
    expect((await workspace.segments.count(everybody)).matching).toBe(before.matching + 1);
  });
});

test('texts are found without regard to case in both evaluators, whatever letters a text has', async () => {
  const texts = [
    'Kim',
    'KIM Seoul',
    '\u212aim',
    '\u017fpring',
    'SPRING',
    'İstanbul',
    'ISTANBUL',
    'Straße',
    'É',
    '$toLower',
    '',
  ];
  const at = workspace.clock.at;
  await workspace.database.connection.collection<ContactDocument>('contacts').insertMany(
    [...texts, ['Kim', 'list'], 7, true].map((value, i) => ({
      _id: `case${String(i).padStart(2, '0')}`,
      attributes: { said: value },
      consent: { status: 'unknown' as const, basis: 'none' as const, source: '', at },
      createdAt: at,
      updatedAt: at,
    })),
  );
  for (const value of ['kim', 'K', 's', 'spring', 'i', 'istan', 'ß', 'é', '$TOLOWER', '서울', 'seoul']) {
    for (const op of ['contains', 'not_contains', 'starts_with', 'ends_with'] as const) {
      const rule: Rule = { kind: 'text', attribute: 'said', op, value };
      const found: string[] = [];
      for await (const some of workspace.segments.everyone(rule)) found.push(...some.map(({ id }) => id));
      const expected: string[] = [];
      for await (const some of workspace.segments.everyone({ kind: 'all', rules: [] })) {
        for (const contact of some) if (await workspace.segments.matches(rule, contact)) expected.push(contact.id);
      }
      expect({ op, value, found: found.filter((id) => id.startsWith('case')) }).toEqual({
        op,
        value,
        found: expected.filter((id) => id.startsWith('case')),
      });
    }
  }
});

test('an estimate comes from contacts of several places, and whoever asks again gets the count', async () => {
  await cutAt(made.filter((_, i) => i % 6 === 3));
  const rule: Rule = { kind: 'number', attribute: 'age', op: 'lt', value: 20 };
  const store = createContactStore(workspace.database);
  const windows = createContactWindowsStore(workspace.database);
  const never = new Promise<never>(() => undefined);
  const context = async () => ({ now: workspace.clock.at, suppressions: new Map() });
  const estimate = await createCountWithin({ store, windows })(rule, context, never, 0);
  const total = await store.count();
  expect(estimate).toEqual({ about: expect.any(Number), sampled: expect.any(Number) });
  if (!('about' in estimate)) return;
  expect(estimate.sampled).toBeGreaterThan(0);
  expect(estimate.about).toBeGreaterThan(0);
  expect(estimate.about).toBeLessThanOrEqual(total);
  const count = await workspace.segments.count(rule);
  expect(await workspace.segments.countWithin(rule, 60_000)).toMatchObject({ matching: count.matching });
  // Where there are no windows there are few contacts, and they are counted.
  await cutAt([]);
  const counted = createCountWithin({ store, windows })(rule, context, Promise.resolve(count), 0);
  expect(await counted).toBe(count);
});
