import fc from 'fast-check';
import type { Collection } from 'mongoose';
import type { Database, FieldUse, StoreIndexes } from '../../core/common/database-store.ts';

type Document = Record<string, unknown> & { _id: string };
type Shape = StoreIndexes['shapes'][number];
type Index = StoreIndexes['indexes'][number];

const TEXTS = ['', 'a', 'aa', 'ab', 'b', 'pending', 'sent', '가', '가나', '나', 'C-1', '9', '10'];
const NUMBERS = [-1, 0, 1, 1.5, 2, 10, 1960, 1970, 1980];
const DAYS = ['1960-01-01', '2026-11-23', '2026-11-24', '2026-11-24T00:00:00.001Z'].map((text) => new Date(text));
const scalar = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS),
  fc.constantFrom<unknown>(...NUMBERS),
  fc.constantFrom<unknown>(...DAYS),
  fc.constantFrom<unknown>(true, false, null),
);
/** A small space makes equal keys, on which a wrong index shows itself. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(1960, 1970, 1980, 'a', '가', DAYS[1]) },
  { weight: 2, arbitrary: scalar },
);
const MISSING = Symbol('missing');
const stored = fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.constant<unknown>(MISSING) });

const put = (document: Record<string, unknown>, path: string, item: unknown): void => {
  if (item === MISSING) return;
  const [head = '', ...rest] = path.split('.');
  if (rest.length === 0) document[head] = item;
  else {
    const inner = (document[head] ?? {}) as Record<string, unknown>;
    document[head] = inner;
    put(inner, rest.join('.'), item);
  }
};
const get = (document: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], document);

/** Every field that an index or a query of the store names. */
const fieldsOf = ({ indexes, shapes }: Pick<StoreIndexes, 'indexes' | 'shapes'>): string[] =>
  [
    ...new Set([
      ...indexes.flatMap(({ key, partialFilterExpression }) => [
        ...Object.keys(key),
        ...Object.keys(partialFilterExpression ?? {}),
      ]),
      ...shapes.flatMap(({ fields, sort }) => [...Object.keys(fields), ...Object.keys(sort ?? {})]),
    ]),
  ].filter((field) => field !== '_id' && !field.startsWith('$'));

const ids = Array.from({ length: 60 }, (_, i) => `id-${String(i).padStart(3, '0')}`);

const documents = (fields: readonly string[]): fc.Arbitrary<Document[]> =>
  fc.tuple(...ids.map(() => fc.tuple(...fields.map(() => stored)))).map((rows) =>
    rows.map((row, i) => {
      const document: Document = { _id: ids[i] ?? '' };
      for (const [at, field] of fields.entries()) put(document, field, row[at]);
      return document;
    }),
  );

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const range = (pool: readonly unknown[]) =>
  fc
    .tuple(
      fc.constantFrom('$gt', '$gte', null),
      fc.constantFrom(...pool),
      fc.constantFrom('$lt', '$lte', null),
      fc.constantFrom(...pool),
    )
    .filter(([low, , high]) => low !== null || high !== null)
    .map(([low, from, high, to]) => ({
      ...(low === null ? {} : { [low]: from }),
      ...(high === null ? {} : { [high]: to }),
    }));

const operand = (field: string, use: FieldUse): fc.Arbitrary<unknown> => {
  const one = field === '_id' ? fc.constantFrom<unknown>(...ids) : value;
  switch (use) {
    case 'equal':
      return one;
    case 'in':
      return fc.array(one, { maxLength: 5 }).map((values) => ({ $in: values }));
    case 'prefix':
      return fc
        .constantFrom(...(field === '_id' ? ['id-0', 'id-01'] : ['a', '가', '9', 'C-']))
        .map((text) => ({ $regex: `^${literally(text)}` }));
    case 'range':
      return field === '_id'
        ? range(ids)
        : fc.oneof(
            { weight: 4, arbitrary: range([1960, 1970, 1980]) },
            { weight: 1, arbitrary: range(NUMBERS) },
            { weight: 1, arbitrary: range(DAYS) },
            { weight: 1, arbitrary: range(TEXTS) },
          );
  }
};

const filterOf = (shape: Shape): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(Object.entries(shape.fields).map(([field, use]) => [field, operand(field, use)])));

/** Changes after the first writing: an index must forget what is gone. */
interface Change {
  readonly id: string;
  readonly field: string;
  readonly to: unknown;
}
const changes = (fields: readonly string[]): fc.Arbitrary<Change[]> =>
  fields.length === 0
    ? fc.constant([])
    : fc.array(fc.record({ id: fc.constantFrom(...ids), field: fc.constantFrom(...fields), to: stored }), {
        minLength: 5,
        maxLength: 15,
      });

export interface Difference {
  readonly filter: Record<string, unknown>;
  readonly sort: Readonly<Record<string, 1 | -1>> | undefined;
  readonly withIndexes: readonly string[];
  readonly without: readonly string[];
}

const QUERIES = 12;
let counter = 0;

/**
 * Fills two collections with the same random data, one with the declared indexes and one without, asks both the same
 * random queries of every declared shape, and answers where they differ. Uniqueness is left out: random data repeats.
 * `spoil` takes something away from the indexed side, to see that it is found.
 */
export const differencesOnce = async (
  database: Database,
  declared: Pick<StoreIndexes, 'indexes' | 'shapes'>,
  data: {
    documents: readonly Document[];
    changes: readonly Change[];
    filters: readonly (readonly Record<string, unknown>[])[];
    spoil?: (indexed: Collection<Document>) => Promise<unknown>;
  },
): Promise<Difference[]> => {
  counter += 1;
  const indexed = database.connection.collection<Document>(`indexed_${counter}`);
  const plain = database.connection.collection<Document>(`plain_${counter}`);
  for (const { key, partialFilterExpression } of declared.indexes) {
    await indexed.createIndex(
      key as Index['key'],
      partialFilterExpression === undefined ? {} : { partialFilterExpression },
    );
  }
  const differences: Difference[] = [];
  for (const collection of [indexed, plain]) {
    await collection.insertMany(data.documents.map((document) => structuredClone(document)));
    if (data.changes.length === 0) continue;
    await collection.bulkWrite(
      data.changes.map(({ id, field, to }) => ({
        updateOne: {
          filter: { _id: id },
          update: to === MISSING ? { $unset: { [field]: '' } } : { $set: { [field]: to } },
        },
      })),
      { ordered: true },
    );
    await collection.deleteMany({ _id: { $in: ids.slice(0, 3) } });
  }
  await data.spoil?.(indexed);
  for (const [at, shape] of declared.shapes.entries()) {
    for (const filter of data.filters[at] ?? []) {
      const [withIndexes, without] = await Promise.all(
        [indexed, plain].map((collection) =>
          collection.find(filter, shape.sort === undefined ? {} : { sort: { ...shape.sort } }).toArray(),
        ),
      );
      const key = (found: readonly Document[] | undefined) => (found ?? []).map(({ _id }) => _id).sort();
      // Equal sort keys may stand in any order; the keys themselves may not.
      const order = (found: readonly Document[] | undefined) =>
        JSON.stringify(
          (found ?? []).map((document) => Object.keys(shape.sort ?? {}).map((field) => get(document, field) ?? null)),
        );
      if (JSON.stringify(key(withIndexes)) !== JSON.stringify(key(without)) || order(withIndexes) !== order(without)) {
        differences.push({ filter, sort: shape.sort, withIndexes: key(withIndexes), without: key(without) });
      }
    }
  }
  await indexed.drop();
  await plain.drop();
  return differences;
};

/** Random data and queries for a store's declaration. */
export const caseFor = (declared: Pick<StoreIndexes, 'indexes' | 'shapes'>) => {
  const fields = fieldsOf(declared);
  return fc.record({
    documents: documents(fields),
    // A path and its parent cannot both be set by one change; only leaves are.
    changes: changes(fields),
    filters: fc.tuple(
      ...declared.shapes.map((shape) => fc.array(filterOf(shape), { minLength: QUERIES, maxLength: QUERIES })),
    ),
  });
};
