import fc from 'fast-check';
import { createBatchClaims, type Hold } from '../../../core/deliveries/batch-claims-store.ts';
import type { BatchDoc } from '../../../core/deliveries/delivery-doc.ts';
import { type SendWorld, sendWorld, someContacts } from './send-world.ts';

let world: SendWorld;
afterEach(() => world.close());

describe('the sum', () => {
  it('closes at every moment, whatever happens to the batches', async () => {
    world = await sendWorld({ contacts: someContacts(40), batchSize: 8, timing: { leaseMs: 1_000 } });
    await world.freezeOnly();
    const { database, deliveries } = world;
    const run = await database.connection.collection<{ _id: string; buildId: string }>('runs').findOne({});
    const buildId = run?.buildId ?? '';
    const claims = createBatchClaims(database);
    const batches = database.connection.collection<BatchDoc>('batches');
    const ids = (await batches.find({}, { projection: { _id: 1 } }).toArray()).map((doc) => doc._id);
    expect(ids).toHaveLength(5);

    const step = fc.record({
      batch: fc.integer({ min: 0, max: 4 }),
      what: fc.constantFrom(
        'claim',
        'submit',
        'reject',
        'split',
        'exclude',
        'doubt',
        'release',
        'prove',
        'retry',
        'ask',
      ),
      stale: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (steps) => {
        for (const { batch, what, stale } of steps) {
          const id = ids[batch] ?? '';
          const doc = await batches.findOne({ _id: id });
          const hold: Hold = { id, fence: (doc?.fence ?? 0) - (stale ? 1 : 0) };
          if (what === 'claim') await claims.claim(id, buildId, 'test', 60_000);
          if (what === 'submit') await claims.settle(hold, 'submitted', { providerId: '$recipients' });
          if (what === 'reject') await claims.settle(hold, 'rejected', { reason: '$$ROOT' });
          if (what === 'split') await claims.split(hold, Math.ceil(((doc?.from ?? 0) + (doc?.to ?? 0)) / 2));
          if (what === 'exclude') {
            await claims.exclude(hold, [{ position: doc?.from ?? 0, reason: 'suppressed' }]);
            await claims.skipEmptyPart(hold);
          }
          if (what === 'doubt') await claims.doubt(hold, 0);
          if (what === 'release') await claims.release(hold, 0);
          if (what === 'prove') await claims.settleDoubt(hold, 'submitted', {});
          if (what === 'retry') await claims.retryDoubt(hold);
          if (what === 'ask') await claims.settleDoubt(hold, 'needs_human', {});
          const sum = await deliveries.sum('C-1');
          expect(sum?.closes).toBe(true);
          expect(sum?.frozen).toBe(40);
        }
        const everyone = (await deliveries.places('C-1', { limit: 1_000 })).places.map((place) => place.contactId);
        expect([...everyone].sort()).toEqual(someContacts(40).map((contact) => contact.id));
      }),
      { numRuns: 25 },
    );
  });

  it('leaves out who refused the topic of the mail, before the freeze or after it, and nobody who refused another', async () => {
    const said = (topic: string) => ({ topics: { [topic]: { status: 'refused' as const, at: new Date() } } });
    const contacts = someContacts(6, (index) => (index === 0 ? said('News') : index === 1 ? said('Tea') : {}));
    world = await sendWorld({ contacts, mailgun: true, batchSize: 3, audience: { topicId: 'News' } });
    await world.freezeOnly();
    const late = world.people.get('p000002');
    if (late !== undefined) world.people.set(late.id, { ...late, ...said('News') });
    world.setState('sending');
    await world.workUntilFinished();
    expect([...world.taken().keys()].sort()).toEqual(['p1', 'p3', 'p4', 'p5'].map((name) => `${name}@example.test`));
    expect((await world.deliveries.sum('C-1'))?.outcomes).toMatchObject({ no_consent: 2, submitted: 4 });
  });

  it('takes no write from an owner whose batch changed hands', async () => {
    world = await sendWorld({ contacts: someContacts(5), batchSize: 5 });
    await world.freezeOnly();
    const { database } = world;
    const claims = createBatchClaims(database);
    const batch = await database.connection.collection<{ _id: string; buildId: string }>('batches').findOne({});
    if (batch === null) throw new Error('no batch');
    const first = await claims.claim(batch._id, batch.buildId, 'first', 60_000);
    const given: Hold = { id: batch._id, fence: first?.fence ?? -1 };
    expect(await claims.release(given, 0)).toBe(true);
    const claimed = await claims.claim(batch._id, batch.buildId, 'slow', 1);
    expect(await claims.settle(given, 'submitted', {})).toBe(false);
    const hold: Hold = { id: batch._id, fence: claimed?.fence ?? -1 };
    expect(await claims.claim(batch._id, batch.buildId, 'other', 1)).toBeUndefined();
    while ((await claims.expire(60_000)).length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await claims.settle(hold, 'submitted', {})).toBe(false);
    expect(await claims.release(hold, 0)).toBe(false);
    expect(await claims.doubt(hold, 0)).toBe(false);
    expect(await claims.stillHeld(hold, 0)).toBe(false);
    expect((await world.deliveries.sum('C-1'))?.outcomes.uncertain).toBe(5);

    // A new owner submits the same batch: the old one still cannot write, although it is `submitting` again.
    expect(await claims.retryDoubt({ id: hold.id, fence: hold.fence + 1 })).toBe(true);
    const next = await claims.claim(batch._id, batch.buildId, 'next', 60_000);
    expect(next?.fence).toBeGreaterThan(hold.fence);
    expect(await claims.settle(hold, 'submitted', {})).toBe(false);
    expect(await claims.release(hold, 0)).toBe(false);
    expect(await claims.settle({ id: hold.id, fence: next?.fence ?? -1 }, 'submitted', {})).toBe(true);
  });
});
