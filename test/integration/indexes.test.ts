import fc from 'fast-check';
import { closeDatabase, type Database, openDatabase, type StoreIndexes } from '../../core/common/database-store.ts';
import { createIds } from '../../core/common/ids.ts';
import { STORE_INDEXES } from '../../core/store-indexes.ts';
import { caseFor, differencesOnce } from '../support/index-harness.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase(
    process.env.TANDEM_TEST_MONGODB_URI ?? '',
    `tandem_test_${createIds().next().slice(-12)}`,
  );
});
afterAll(async () => {
  await database.connection.dropDatabase();
  await closeDatabase(database);
});

const withShapes = STORE_INDEXES.filter(({ shapes }) => shapes.length > 0);

test.each(withShapes.map((declared) => [declared.collection, declared] as const))(
  '%s answers every query of its store alike with and without its indexes',
  async (_, declared) => {
    await fc.assert(
      fc.asyncProperty(caseFor(declared), async (data) => {
        expect(await differencesOnce(database, declared, data)).toEqual([]);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  },
);

test('every index stands beside the queries that need it, save those that only let documents expire', () => {
  const silent = STORE_INDEXES.filter(
    ({ indexes, shapes }) =>
      shapes.length === 0 && indexes.some(({ expireAfterSeconds }) => expireAfterSeconds === undefined),
  );
  expect(silent.map(({ collection }) => collection)).toEqual([]);
});

test('every index ascends: the embedded server misses texts in one that descends, and an ascending one sorts both ways', () => {
  const descending = STORE_INDEXES.flatMap(({ collection, indexes }) =>
    indexes
      .filter(({ key }) => Object.values(key).includes(-1))
      .map(({ key }) => `${collection}: ${JSON.stringify(key)}`),
  );
  expect(descending).toEqual([]);
});

test('a field that is queried by range stands last in its index', () => {
  const misplaced = STORE_INDEXES.flatMap(({ collection, indexes, shapes }) =>
    shapes.flatMap(({ fields }) =>
      Object.entries(fields)
        .filter(([, use]) => use === 'range')
        .flatMap(([field]) =>
          indexes
            .map(({ key }) => Object.keys(key))
            .filter((keys) => keys.includes(field) && keys.at(-1) !== field)
            .map((keys) => `${collection}: ${keys.join(', ')} is queried by a range of ${field}`),
        ),
    ),
  );
  expect(misplaced).toEqual([]);
});

test('the comparison finds an index that answers wrongly', async () => {
  const wrong: Pick<StoreIndexes, 'indexes' | 'shapes'> = {
    indexes: [{ key: { e: 1, b: 1, i: 1 } }],
    shapes: [{ fields: { e: 'equal', b: 'range' } }],
  };
  const documents = Array.from({ length: 60 }, (_, i) => ({ _id: `id-${i}`, e: 0, b: 1960 + (i % 6) * 4, i }));
  const filter = { e: 0, b: { $gte: 1960, $lte: 1980 } };
  const probe = database.connection.collection<(typeof documents)[number]>('probe');
  await probe.createIndex({ e: 1, b: 1, i: 1 });
  await probe.insertMany(documents);
  const missed = 60 - (await probe.find(filter).toArray()).length;

  const found = await differencesOnce(database, wrong, { documents, changes: [], filters: [[filter]] });

  // MongoDB itself misses nothing; the embedded server misses the equal keys at the end of the range.
  expect(found.map(({ withIndexes, without }) => [withIndexes.length, without.length])).toEqual(
    missed === 0 ? [] : [[60 - missed, 60]],
  );
});

test('the comparison finds a document that only one side has', async () => {
  const declared: Pick<StoreIndexes, 'indexes' | 'shapes'> = {
    indexes: [{ key: { a: 1 } }],
    shapes: [{ fields: { a: 'equal' } }],
  };
  const documents = [
    { _id: 'id-1', a: 1 },
    { _id: 'id-2', a: 1 },
  ];
  const differs = await differencesOnce(database, declared, {
    documents,
    changes: [],
    filters: [[{ a: 1 }]],
    spoil: (indexed) => indexed.deleteOne({ _id: 'id-2' }),
  });
  expect(differs).toEqual([{ filter: { a: 1 }, sort: undefined, withIndexes: ['id-1'], without: ['id-1', 'id-2'] }]);
});
