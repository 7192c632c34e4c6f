import { createPace } from '../../../core/deliveries/pace.ts';
import { createSendPaceStore } from '../../../core/deliveries/send-pace-store.ts';
import { type SendWorld, sendWorld, someContacts } from './send-world.ts';

let world: SendWorld;
afterEach(() => world.close());

describe('how far a run is', () => {
  it('is told from its documents: nothing before it begins, stopped while it is paused, exact numbers at its end', async () => {
    world = await sendWorld({ contacts: someContacts(150), mailgun: true, batchSize: 10 });
    expect(await world.deliveries.progress('C-1')).toBeUndefined();
    await world.freezeOnly();
    expect(await world.deliveries.progress('C-1')).toMatchObject({ phase: 'stopped', done: 0, of: 150, wait: null });
    world.setState('sending');
    world.standIn.fault({ kind: 'none' }, 12);
    world.standIn.fault({ kind: 'throttled', seconds: 20 });
    await world.deliveries.work();
    const waiting = await world.deliveries.progress('C-1');
    expect(waiting).toMatchObject({ phase: 'waiting', of: 150, secondsLeft: null, wait: { why: 'provider' } });
    expect(waiting?.done).toBe(world.standIn.log().length);
    const until = waiting?.wait?.until.getTime() ?? 0;
    expect(until - Date.now()).toBeGreaterThan(10_000);
    expect(until - Date.now()).toBeLessThanOrEqual(21_000);
  });

  it('is shown on its card once in ten seconds, however many processes send', async () => {
    world = await sendWorld({ contacts: [] });
    const pace = () =>
      createPace({
        store: createSendPaceStore(world.database),
        provider: { kind: 'outbox' },
        fromDomain: 'mg.example.test',
        rates: { perMinute: null, domains: {} },
        batchSize: 10,
        zone: 'UTC',
      });
    const told = await Promise.all([pace(), pace(), pace(), pace()].map((one) => one.mayTell('C-1/1')));
    expect(told.filter(Boolean)).toHaveLength(1);
  });
});
