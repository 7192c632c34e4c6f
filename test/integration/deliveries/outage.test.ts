import { MongoNetworkError } from 'mongodb';
import { createLogger } from '../../../core/common/logger.ts';
import { createDeliveryStore } from '../../../core/deliveries/delivery-store.ts';
import { createOutageWatch } from '../../../core/deliveries/outage.ts';
import { createPace } from '../../../core/deliveries/pace.ts';
import { createSendPaceStore } from '../../../core/deliveries/send-pace-store.ts';
import { type SendWorld, sendWorld, someContacts } from './send-world.ts';

let world: SendWorld;
afterEach(() => world.close());

const lost = async (): Promise<void> => {
  throw new MongoNetworkError('connection refused');
};

describe('a database that was away', () => {
  it('is told to the owner of a run under way when it is back, once by any number of processes', async () => {
    world = await sendWorld({ contacts: someContacts(10) });
    await world.freezeOnly();
    const told: { key: string; title: { en: string }; lines: readonly { en: string }[] }[] = [];
    const aProcess = () =>
      createOutageWatch({
        store: createDeliveryStore(world.database),
        pace: createPace({
          store: createSendPaceStore(world.database),
          provider: { kind: 'outbox' },
          fromDomain: 'mg.example.test',
          rates: { perMinute: null, domains: {} },
          batchSize: 10,
          zone: 'UTC',
        }),
        logger: createLogger('silent', 'test'),
        campaigns: { byId: async (id) => ({ id, brief: { ownerId: 'owner' } }) as never },
        notices: {
          tell: async (notice) => {
            told.push(notice);
          },
        },
      });
    const watches = [aProcess(), aProcess(), aProcess()];
    const idle = aProcess();
    let passes = 0;
    const well = async (): Promise<void> => {
      passes += 1;
    };
    for (const watch of watches) await expect(watch(lost)).rejects.toThrow('refused');
    expect(told).toEqual([]);
    await Promise.all([...watches, idle].map((watch) => watch(well)));
    for (const watch of watches) await watch(well);
    expect(passes).toBe(7);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ to: { kind: 'staff', staffId: 'owner' }, campaignId: 'C-1' });
    expect(told[0]?.title.en).toContain('C-1: the database was away for');
    expect(told[0]?.lines[0]?.en).toContain('nobody is sent anything twice');
  });

  it('is not one that refuses a write', async () => {
    world = await sendWorld({ contacts: [] });
    const watch = createOutageWatch({
      store: { now: () => Promise.reject(new Error('asked')), runsIn: async () => [] },
      pace: { mayTellOutage: async () => true },
      logger: createLogger('silent', 'test'),
      campaigns: { byId: async () => undefined },
      notices: { tell: async () => undefined },
    });
    await expect(watch(() => Promise.reject(new Error('validation failed')))).rejects.toThrow('validation');
    await watch(async () => undefined);
  });
});
