import { MongoNetworkError } from 'mongodb';
import { createLogger } from '../../../core/common/logger.ts';
import { createBatchClaims } from '../../../core/deliveries/batch-claims-store.ts';
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

describe('a process that dies while it sends', () => {
  it('is told to the owner once, with what was done about it, and everybody gets one mail', async () => {
    // The living one is not taken for dead, however slow the machine is.
    world = await sendWorld({ contacts: someContacts(60), mailgun: true, timing: { leaseMs: 60_000 } });
    await world.freezeOnly();
    const claims = createBatchClaims(world.database);
    const batches = world.database.connection.collection<{ _id: string; buildId: string }>('batches');
    const [one, two, three] = await batches.find({}).toArray();
    for (const [batch, owner] of [
      [one, 'first'],
      [two, 'first'],
      [three, 'second'],
    ] as const) {
      expect(await claims.claim(batch?._id ?? '', batch?.buildId ?? '', owner, 1)).toBeDefined();
    }
    world.setState('sending');
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(60).fill(1));
    const told = world.notices.map(({ to, title, lines }) => ({ to, title: title.en, did: lines[0]?.en }));
    const expected = {
      to: { kind: 'staff', staffId: 'owner' },
      title: 'C-1: a process that was sending stopped',
      did: expect.stringMatching(/looked up in the log of the provider.*The rest goes on/),
    };
    // Once for each of the two, however many batches they had.
    expect(told).toEqual([expected, expected]);
  });
});

describe('a database that says no in the middle', () => {
  /** As a server that may not write, or whose disk is full: what became of a batch is not taken. */
  const mayEnd = (may: boolean) =>
    world.database.connection.db?.command({ collMod: 'batches', validator: may ? {} : { state: { $ne: 'done' } } });

  it('holds the campaign with the cause, tells the owner once, and after it was mended and resumed everybody got one mail', async () => {
    world = await sendWorld({ contacts: someContacts(100), mailgun: true, timing: { leaseMs: 1_500 } });
    await world.freezeOnly();
    await mayEnd(false);
    world.setState('sending');
    // A part whose lease ran out before its POST is taken up again.
    while (world.state() !== 'held') await world.deliveries.work().catch(() => undefined);
    expect(world.reason()?.en).toMatch(/refuses to store.*validation.*then resume/);
    expect(world.reason()?.ko).toMatch(/저장하지 않습니다.*재개하세요/);
    const posts = world.standIn.posts();
    // What was on its way when it said no.
    expect(posts).toBeLessThanOrEqual(3);
    // What is looked up meanwhile cannot be written down either.
    await world.deliveries.work().catch(() => undefined);
    expect(world.standIn.posts()).toBe(posts);
    expect(world.notices.filter(({ title }) => title.en.includes('held'))).toMatchObject([
      { to: { kind: 'staff', staffId: 'owner' }, lines: [world.reason()] },
    ]);
    expect(await world.deliveries.sum('C-1')).toMatchObject({ frozen: 100, closes: true, settled: false });

    await mayEnd(true);
    world.setState('sending');
    await world.workUntilFinished();
    expect(await world.deliveries.sum('C-1')).toMatchObject({ closes: true, outcomes: { submitted: 100 } });
    expect([...world.taken().values()]).toEqual(Array(100).fill(1));
  });

  it('posts nothing more where not even the hold can be written', async () => {
    world = await sendWorld({ contacts: someContacts(100), mailgun: true });
    await world.freezeOnly();
    await mayEnd(false);
    world.setState('sending');
    world.refuseMoves(true);
    await expect(world.deliveries.work()).rejects.toThrow('not taken');
    const posts = world.standIn.posts();
    await expect(world.deliveries.work()).rejects.toThrow('not taken');
    expect(world.standIn.posts()).toBe(posts);
    world.refuseMoves(false);
    await world.deliveries.work().catch(() => undefined);
    expect(world.state()).toBe('held');
  });
});
