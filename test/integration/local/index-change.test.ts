import { ensureIndexes } from '../../../core/common/database-store.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

describe('indexes of an earlier version', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await testDatabase();
  });
  afterEach(() => test.drop());

  const declare = (unique: boolean) =>
    ensureIndexes(test.database, [
      { collection: 'things', indexes: [{ key: { a: 1, b: -1 }, ...(unique ? { unique } : {}) }], shapes: [] },
    ]);

  it('are replaced where they were declared otherwise, by several processes at once too', async () => {
    await declare(false);
    const things = test.database.connection.collection<{ _id: string; a: number; b: number }>('things');
    await things.insertOne({ _id: '1', a: 1, b: 1 });
    await Promise.all([declare(true), declare(true), declare(true)]);
    await expect(things.insertOne({ _id: '2', a: 1, b: 1 })).rejects.toMatchObject({ code: 11_000 });
    expect(await things.countDocuments()).toBe(1);
  });
});
