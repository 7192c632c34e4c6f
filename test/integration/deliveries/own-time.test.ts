import type { Schedule, SendingLimits } from '../../../core/campaigns/campaign.ts';
import { type SendWorld, sendWorld, someContacts } from './send-world.ts';

let world: SendWorld;
afterEach(() => world.close());

const HOUR_MS = 3_600_000;
const NO_LIMITS: SendingLimits = { cap: null, quietHours: null, zoneAttribute: 'zone' };
/** A wall-clock time in UTC, so many hours from now. */
const START = Date.now();
const wall = (hours: number) => new Date(START + hours * HOUR_MS).toISOString().slice(0, 16);
const clock = (hours: number) => wall(hours).slice(11);

/** The approved moment was an hour ago in UTC; three zones west it is two hours ahead. */
const localSchedule = (): Schedule => ({
  localTime: wall(-1),
  zone: 'UTC',
  at: new Date(`${wall(-1)}Z`),
  local: { fallbackZone: 'UTC' },
});
const people = (count: number) =>
  someContacts(count, (i) => ({ attributes: { zone: ['UTC', 'Etc/GMT+3', 'KST', 'Etc/GMT-5'][i % 4] ?? 'UTC' } }));

const batches = () =>
  world.database.connection.collection<{ _id: string; state: string; zone?: string; due?: Date; notBefore: Date }>(
    'batches',
  );
const runs = () => world.database.connection.collection<{ _id: string; seenAt: Date }>('runs');
const sum = async () => {
  const found = await world.deliveries.sum('C-1');
  expect(found?.closes).toBe(true);
  return Object.fromEntries(Object.entries(found?.outcomes ?? {}).filter(([, n]) => n > 0));
};
/** The rest is due now, as far as the clock goes. */
const dueSince = async (ms: number) => {
  const at = new Date(Date.now() - ms);
  await batches().updateMany({ state: 'pending' }, { $set: { notBefore: at, due: at } });
};

describe('a send at the recipients’ own time', () => {
  it('reaches each zone at its time and nobody early; an unknown zone is the fallback', async () => {
    world = await sendWorld({ contacts: people(20), mailgun: true, schedule: localSchedule(), limits: NO_LIMITS });
    await world.deliveries.work();
    await world.deliveries.work();
    // UTC, the unknown one, and the one further east whose time has passed.
    expect(await sum()).toEqual({ submitted: 15, pending: 5 });
    expect(world.state()).toBe('sending');
    expect(await world.deliveries.progress('C-1')).toMatchObject({
      phase: 'waiting',
      done: 15,
      of: 20,
      secondsLeft: null,
      wait: { why: 'own_time', until: new Date(`${wall(2)}Z`) },
    });
    const later = await batches().find({ state: 'pending' }).toArray();
    for (const { notBefore } of later) expect(notBefore).toEqual(new Date(`${wall(2)}Z`));
    await dueSince(1_000);
    await world.workUntilFinished();
    expect(await sum()).toEqual({ submitted: 20 });
    expect([...world.taken().values()]).toEqual(Array(20).fill(1));
  });

  it('asks where a zone’s time passed while nobody looked after the run, and goes on once a person says so', async () => {
    world = await sendWorld({ contacts: people(8), mailgun: true, schedule: localSchedule(), limits: NO_LIMITS });
    await world.deliveries.work();
    await dueSince(20 * 60_000);
    await runs().updateOne({}, { $set: { seenAt: new Date(Date.now() - HOUR_MS) } });
    world.movedLongAgo();
    await world.deliveries.work();
    expect(world.state()).toBe('held');
    expect(world.reason()?.en).toContain('passed by more than 15 minutes');
    expect(await sum()).toEqual({ submitted: 6, pending: 2 });
    expect(world.notices.map(({ title }) => title.en)).toEqual(['C-1 is held and not sent on']);
    world.setState('sending');
    await world.workUntilFinished();
    expect(await sum()).toEqual({ submitted: 8 });
  });

  it('does not ask where the run was looked after and is only slow', async () => {
    world = await sendWorld({ contacts: people(8), mailgun: true, schedule: localSchedule(), limits: NO_LIMITS });
    await world.deliveries.work();
    await dueSince(20 * 60_000);
    world.movedLongAgo();
    await world.workUntilFinished();
    expect(await sum()).toEqual({ submitted: 8 });
  });

  it('is cancelled with everything that has not left yet', async () => {
    world = await sendWorld({ contacts: people(8), mailgun: true, schedule: localSchedule(), limits: NO_LIMITS });
    await world.deliveries.work();
    world.setState('cancelled');
    await world.workUntilFinished();
    expect(await sum()).toEqual({ submitted: 6, cancelled: 2 });
  });
});

describe('quiet hours', () => {
  /** Quiet in UTC now, and not six hours to the west. */
  const quiet = (policy: 'hold' | 'drop'): SendingLimits => ({
    ...NO_LIMITS,
    quietHours: { from: clock(-1), to: clock(1), policy },
  });
  const now: Schedule = { localTime: null, zone: 'UTC', at: null };
  const nightAndDay = (count: number) =>
    someContacts(count, (i) => ({ attributes: { zone: i % 2 === 0 ? 'UTC' : 'Etc/GMT+6' } }));

  it('hold back until they are over where the recipient is', async () => {
    world = await sendWorld({ contacts: nightAndDay(10), mailgun: true, schedule: now, limits: quiet('hold') });
    await world.deliveries.work();
    expect(await sum()).toEqual({ submitted: 5, pending: 5 });
    const [held] = await batches().find({ state: 'pending' }).toArray();
    expect(held?.notBefore).toEqual(new Date(`${wall(1)}Z`));
    // A delay put it back into them: looked at again before the claim.
    await dueSince(1_000);
    await world.deliveries.work();
    expect(await sum()).toEqual({ submitted: 5, pending: 5 });
    expect(await batches().findOne({ state: 'pending' })).toMatchObject({ attemptCount: 0 });
    await batches().updateMany({ state: 'pending' }, { $set: { zone: 'Etc/GMT+6' } });
    await dueSince(1_000);
    await world.workUntilFinished();
    expect(await sum()).toEqual({ submitted: 10 });
  });

  it('leave out whoever would get it in them, at the freeze and after a delay', async () => {
    world = await sendWorld({ contacts: nightAndDay(10), mailgun: true, schedule: now, limits: quiet('drop') });
    await world.freezeOnly();
    expect(await sum()).toEqual({ quiet_hours: 5, pending: 5 });
    await batches().updateMany({}, { $set: { zone: 'UTC' } });
    world.setState('sending');
    await world.workUntilFinished();
    expect(await sum()).toEqual({ quiet_hours: 10 });
    expect(world.taken().size).toBe(0);
  });
});
