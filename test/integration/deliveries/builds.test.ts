import { createDeliveryStore } from '../../../core/deliveries/delivery-store.ts';
import { type SendWorld, sendWorld, someContacts } from './send-world.ts';

let world: SendWorld;
afterEach(() => world.close());

describe('a frozen audience', () => {
  it('stays where its builder gives up because the answer to its last write was lost', async () => {
    world = await sendWorld({ contacts: someContacts(30), mailgun: true });
    await world.freezeOnly();
    const run = await world.database.connection.collection<{ _id: string; buildId: string }>('runs').findOne({});
    await createDeliveryStore(world.database).abandonBuild(run?._id ?? '', run?.buildId ?? '');
    expect(await world.deliveries.sum('C-1')).toMatchObject({ frozen: 30, closes: true });
    world.setState('sending');
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(30).fill(1));
  });

  it('is removed where its builder gives up before the run named it, and is frozen anew', async () => {
    world = await sendWorld({ contacts: someContacts(30), mailgun: true });
    await world.freezeOnly();
    const runs = world.database.connection.collection<{ _id: string; phase: string; buildId: string }>('runs');
    const run = await runs.findOneAndUpdate({}, { $set: { phase: 'building' } });
    await createDeliveryStore(world.database).abandonBuild(run?._id ?? '', run?.buildId ?? '');
    expect(await world.database.connection.collection('batches').countDocuments({})).toBe(0);
    world.setState('scheduled');
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(30).fill(1));
  });
});
