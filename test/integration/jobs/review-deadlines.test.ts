import { closeDatabase, openDatabase } from '../../../core/common/database-store.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

let world: TestCore;
beforeEach(async () => {
  world = await withTestCore();
});
afterEach(() => world.close());

test('a review whose time is over is closed by whatever process runs jobs', async () => {
  const laneHashes = { marketing: 'a'.repeat(64), it: 'b'.repeat(64) };
  await world.core.approvals.open({ subjectId: 'C-1', authorId: 'a', submittedBy: 'a', laneHashes });
  const database = await openDatabase(world.config.database.uri, world.config.database.name);
  await database.connection
    .collection('review_cycles')
    .updateOne({}, { $set: { expireAt: new Date(Date.now() - 1_000) } });
  await closeDatabase(database);

  await world.core.jobs.start();
  const end = Date.now() + 40_000;
  while ((await world.core.approvals.current('C-1'))?.state !== 'expired') {
    if (Date.now() > end) throw new Error('it was not closed');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(await world.core.audit.list({ subject: 'C-1' })).toMatchObject([{ action: 'review.expired' }]);
}, 60_000);
