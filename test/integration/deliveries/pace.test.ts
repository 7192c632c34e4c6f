import { systemActor } from '../../../core/people/staff.ts';
import { type SendWorld, sendWorld, someContacts } from './send-world.ts';

let world: SendWorld;
afterEach(() => world.close());

/** Works until a state of the campaign is reached. */
const workUntil = async (state: string, deliveries = world.deliveries): Promise<void> => {
  const end = Date.now() + 45_000;
  while (world.state() !== state) {
    if (Date.now() > end) throw new Error(`still ${world.state()}: ${JSON.stringify(await deliveries.sum('C-1'))}`);
    await deliveries.work();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('a provider that asks to wait', () => {
  it('is left alone by every process until the time is over', async () => {
    world = await sendWorld({ contacts: someContacts(60), mailgun: true, batchSize: 5 });
    await world.freezeOnly();
    world.setState('sending');
    const other = world.worker().deliveries;
    world.standIn.fault({ kind: 'throttled', seconds: 2 });
    await world.deliveries.work();
    const throttled =
      world.standIn
        .postLog()
        .find((post) => post.fault === 'throttled')
        ?.at.getTime() ?? 0;
    // The other process never saw the 429.
    await other.work();
    await world.workUntilFinished();
    // What was on its way when the answer came is not called back: three at a time.
    const after = world.standIn.postLog().filter((post) => post.at.getTime() > throttled);
    const early = after.filter((post) => post.at.getTime() < throttled + 1_900);
    expect(early.length).toBeLessThanOrEqual(2);
    expect([...world.taken().values()]).toEqual(Array(60).fill(1));
  });
});

describe('a provider to whom a batch is too large', () => {
  /** How many people each POST that was taken went to, in order. */
  const sizes = (): number[] => {
    const counts = new Map<string, number>();
    for (const { messageId } of world.standIn.log()) counts.set(messageId, (counts.get(messageId) ?? 0) + 1);
    return [...counts.values()];
  };

  it('is soon asked for less, and for more again once it takes more; everybody gets one mail', async () => {
    world = await sendWorld({
      contacts: someContacts(240),
      mailgun: true,
      batchSize: 40,
      env: { SEND_CONCURRENCY: '1' },
      provider: (real) => ({
        ...real,
        submit: (...input) => {
          if (world.standIn.log().length > 120) world.standIn.conditions.mostRecipients = 1_000;
          return real.submit(...input);
        },
      }),
    });
    world.standIn.conditions.mostRecipients = 7;
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(240).fill(1));
    const taken = sizes();
    const refused = world.standIn.posts() - taken.length;
    // Without learning each of the first three batches alone is refused seven times.
    expect(refused).toBeLessThan(14);
    expect(Math.max(...taken.slice(-4))).toBeGreaterThan(7);
  });

  it('by whom one times out gets half of it the next time, and nothing twice', async () => {
    world = await sendWorld({
      contacts: someContacts(120),
      mailgun: true,
      batchSize: 40,
      postTimeoutMs: 300,
      env: { SEND_CONCURRENCY: '1' },
    });
    world.standIn.fault({ kind: 'slow', ms: 3_000 });
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(120).fill(1));
    expect(sizes().slice(0, 3)).toEqual([40, 20, 20]);
  });

  it('is tried again whole with one that was in doubt when less was learned, because its message id names all of it', async () => {
    world = await sendWorld({
      contacts: someContacts(80),
      mailgun: true,
      batchSize: 40,
      postTimeoutMs: 300,
      env: { SEND_CONCURRENCY: '2' },
    });
    world.standIn.fault({ kind: 'error_refused' });
    world.standIn.fault({ kind: 'slow', ms: 3_000 });
    await world.workUntilFinished();
    const inDoubt = world.standIn.postLog().find(({ fault }) => fault === 'error_refused')?.messageId;
    expect(world.standIn.postLog().filter(({ messageId }) => messageId === inDoubt)).toHaveLength(2);
    expect(sizes()).toEqual([40, 40]);
    expect([...world.taken().values()]).toEqual(Array(80).fill(1));
  });
});

describe('a warm-up', () => {
  const SYSTEM = systemActor('test');

  it('is never exceeded in a day by all processes together, tells until when the rest waits, and goes on with the next day', async () => {
    world = await sendWorld({
      contacts: someContacts(60),
      mailgun: true,
      batchSize: 10,
      env: { TANDEM_TIME_ZONE: 'UTC' },
    });
    const { warmUp } = world.worker();
    const day = (from: number): string => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
    await warmUp.save(SYSTEM, { startsOn: day(0), allowances: '25 100' }, 0);
    await world.freezeOnly();
    world.setState('sending');
    const workers = [world, world.worker(), world.worker()].map(({ deliveries }) => deliveries);
    for (let round = 0; round < 3; round += 1) await Promise.all(workers.map((worker) => worker.work()));
    expect(world.standIn.log()).toHaveLength(25);
    expect((await warmUp.standing()).today).toEqual({ allowance: 25, used: 25 });
    expect(await world.deliveries.progress('C-1')).toMatchObject({
      phase: 'waiting',
      done: 25,
      of: 60,
      wait: { why: 'warm_up', until: new Date(`${day(1)}T00:00:00.000Z`) },
    });
    // As if a day had passed: today is the second one.
    await warmUp.save(SYSTEM, { startsOn: day(-1), allowances: '25 100' }, 1);
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(60).fill(1));
    expect((await warmUp.standing()).today).toEqual({ allowance: 100, used: 60 });
    expect(await warmUp.daysFor(90, null)).toEqual([40, 50]);
    expect(await warmUp.daysFor(90, new Date(Date.now() + 86_400_000))).toEqual([90]);
  });

  it('that is saved in the middle of a day counts what left before', async () => {
    world = await sendWorld({ contacts: someContacts(12), mailgun: true, batchSize: 5 });
    await world.workUntilFinished();
    const { warmUp } = world.worker();
    await warmUp.save(SYSTEM, { startsOn: '2999-01-01', allowances: '20' }, 0);
    expect((await warmUp.standing()).today).toEqual({ allowance: 20, used: 12 });
  });

  it('counts nobody to whom certainly nothing was sent', async () => {
    world = await sendWorld({ contacts: someContacts(20), mailgun: true, batchSize: 5 });
    const { warmUp } = world.worker();
    await warmUp.save(SYSTEM, { startsOn: '2999-01-01', allowances: '20' }, 0);
    world.standIn.fault({ kind: 'throttled', seconds: 1 });
    world.standIn.conditions.refusedAddresses.add('p3@example.test');
    await world.workUntilFinished();
    expect(world.standIn.log()).toHaveLength(19);
    expect((await warmUp.standing()).today).toEqual({ allowance: 20, used: 19 });
  });
});

describe('a rate', () => {
  it('holds for all processes together', async () => {
    // 10 batches of 5; each is paid off after 500 ms.
    world = await sendWorld({
      contacts: someContacts(30),
      mailgun: true,
      batchSize: 5,
      env: { SEND_RATE_PER_MINUTE: '600' },
    });
    await world.freezeOnly();
    world.setState('sending');
    const workers = [world, world.worker(), world.worker()].map(({ deliveries }) => deliveries);
    while ((await world.deliveries.run('C-1'))?.phase !== 'finished') {
      await Promise.all(workers.map((worker) => worker.work()));
    }
    const times = world.standIn.postLog().map((post) => post.at.getTime());
    expect(times).toHaveLength(6);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(2_300);
    expect([...world.taken().values()]).toEqual(Array(30).fill(1));
  });

  it('of a domain slows only what goes there', async () => {
    world = await sendWorld({
      contacts: someContacts(40, (i) => ({ address: `p${i}@${i < 10 ? 'slow.test' : 'example.test'}` })),
      mailgun: true,
      env: { SEND_DOMAIN_RATES: 'slow.test=100' },
      batchSize: 5,
    });
    await world.workUntilFinished();
    const posts = (domain: string) => {
      const ids = new Set(
        world.standIn.log().flatMap((mail) => (mail.address.endsWith(domain) ? [mail.messageId] : [])),
      );
      return world.standIn.postLog().flatMap((post) => (ids.has(post.messageId) ? [post.at.getTime()] : []));
    };
    const [slow, fast] = [posts('@slow.test'), posts('@example.test')];
    expect([slow.length, fast.length]).toEqual([2, 6]);
    expect(Math.abs((slow[1] ?? 0) - (slow[0] ?? 0))).toBeGreaterThanOrEqual(2_700);
    expect(Math.max(...fast)).toBeLessThan(Math.max(...slow));
    expect([...world.taken().values()]).toEqual(Array(40).fill(1));
  });
});

describe('a provider that takes nothing', () => {
  it.each([
    ['refuses the key', { kind: 'status', status: 401, body: 'Forbidden' }, '401'],
    [
      'refuses the account',
      { kind: 'status', status: 402, body: '{"message":"Payment required"}' },
      'Payment required',
    ],
    ['fails', { kind: 'error_refused' }, '500'],
  ] as const)(
    'and %s holds the campaign with the cause, tells the owner once, and after a resume sends to everybody once',
    async (_, fault, cause) => {
      world = await sendWorld({ contacts: someContacts(100), mailgun: true, batchSize: 10 });
      world.standIn.fault(fault, 40);
      await workUntil('held');
      expect(world.reason()?.en).toContain(cause);
      expect(world.reason()?.ko).toContain(cause);
      expect(world.notices).toMatchObject([{ to: { kind: 'staff', staffId: 'owner' }, lines: [world.reason()] }]);
      const posts = world.standIn.posts();
      expect(posts).toBeGreaterThanOrEqual(5);
      // What was on its way when it was held.
      expect(posts).toBeLessThanOrEqual(8);
      const sum = await world.deliveries.sum('C-1');
      expect(sum).toMatchObject({ closes: true, outcomes: { rejected: 0, submitted: 0 } });
      await world.deliveries.work();
      expect(world.standIn.posts()).toBe(posts);

      world.standIn.clearFaults();
      world.setState('sending');
      await world.workUntilFinished();
      expect((await world.deliveries.sum('C-1'))?.outcomes.submitted).toBe(100);
      expect([...world.taken().values()]).toEqual(Array(100).fill(1));
      expect(world.notices).toHaveLength(1);
    },
  );

  it('because it cannot be reached holds the campaign, and a resume sends to everybody once', async () => {
    let down = true;
    world = await sendWorld({
      contacts: someContacts(40),
      mailgun: true,
      provider: (real) => ({
        ...real,
        submit: (batch, mayBegin) =>
          down ? Promise.resolve({ kind: 'not_sent', reason: 'connect ECONNREFUSED' }) : real.submit(batch, mayBegin),
      }),
    });
    await workUntil('held');
    expect(world.reason()?.en).toContain('ECONNREFUSED');
    expect((await world.deliveries.sum('C-1'))?.outcomes.pending).toBe(40);
    down = false;
    world.setState('sending');
    await world.workUntilFinished();
    expect([...world.taken().values()]).toEqual(Array(40).fill(1));
  });

  it('now and then does not hold a campaign that goes on', async () => {
    world = await sendWorld({ contacts: someContacts(120), mailgun: true, batchSize: 10 });
    for (let n = 0; n < 6; n += 1) {
      world.standIn.fault({ kind: 'status', status: 401, body: 'Forbidden' });
      world.standIn.fault({ kind: 'none' }, 2);
    }
    await world.workUntilFinished();
    expect(world.notices).toEqual([]);
    expect([...world.taken().values()]).toEqual(Array(120).fill(1));
  });

  it("of a person's own attempt comes back to the person", async () => {
    world = await sendWorld({ contacts: someContacts(10), mailgun: true });
    world.standIn.fault({ kind: 'error_refused' }, 2);
    await world.workUntilFinished();
    const [asked] = await world.deliveries.waitingForPerson('C-1');
    world.standIn.fault({ kind: 'status', status: 403, body: '{"message":"the domain is disabled"}' });
    await world.deliveries.resolve({ kind: 'system', name: 'test' }, asked?.id ?? '', 'not_accepted');
    await world.workUntilFinished();
    expect(await world.deliveries.waitingForPerson('C-1')).toMatchObject([{ doubt: 'refused', people: 10 }]);
    expect(world.taken().size).toBe(0);
  });
});
