import { closeDatabase, openDatabase } from '../../../core/common/database-store.ts';
import { createDigestStore } from '../../../core/digests/digest-store.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

let world: TestCore;
let core: TestCore['core'];
let now = new Date('2026-11-18T03:00:00Z');
const clock = { now: () => now };
beforeAll(async () => {
  world = await withTestCore({ TANDEM_TIME_ZONE: 'Asia/Seoul' }, { clock });
  core = world.core;
});
afterAll(() => world.close());

/** Ids of the digests that are posted on Slack now, each as often as it is posted. */
const posted = async (process = core) => {
  const found = [];
  for (
    let claim = await process.digests.claimNext('slack');
    claim !== undefined;
    claim = await process.digests.claimNext('slack')
  ) {
    found.push(claim);
    await process.digests.done(claim);
  }
  return found;
};
const linked = async (roles: Parameters<typeof aStaff>[1]) => {
  const made = await aStaff(core, roles, { surface: 'slack' });
  await core.people.linkIdentity(systemActor('test'), {
    platform: 'slack',
    workspaceId: 'T1',
    userId: `U${made.staff.id}`,
    displayName: made.staff.name,
    staffId: made.staff.id,
  });
  return { ...made, place: { kind: 'staff', staffId: made.staff.id } as const };
};

describe('a digest', () => {
  it('comes once a period with what happened in it, and not where there is nothing to say', async () => {
    const manager = await linked(['manager']);
    const { actor: author } = await aStaff(core, ['employee'], { name: 'Ann Author' });
    const subscription = await core.digests.subscribe(manager.actor, manager.place, { days: 'mon', time: '9' });
    expect(subscription).toMatchObject({
      schedule: { days: [1], time: '09:00', zone: manager.staff.timeZone },
      nextAt: new Date('2026-11-23T00:00:00Z'),
      paused: null,
    });
    await core.insights.share(author, { text: 'The pool is lovely and warm', quoteConsent: 'anonymous' });

    now = new Date('2026-11-22T23:59:59Z');
    await core.digestRounds.sweep();
    expect(await posted()).toEqual([]);
    now = new Date('2026-11-23T00:00:00Z');
    await core.digestRounds.sweep();
    await core.digestRounds.sweep();
    const [claim, ...more] = await posted();
    expect(more).toEqual([]);
    expect(claim?.place).toEqual({ kind: 'person', workspaceId: 'T1', userId: `U${manager.staff.id}` });
    const sections = claim?.digest.content.sections ?? [];
    expect(sections.map(({ key }) => key)).toEqual(['insights', 'thanks']);
    expect(sections[0]?.figures[0]).toMatchObject({ key: 'shared', value: { en: '1', ko: '1' } });
    expect(sections[1]?.lines[0]?.text.en).toContain('Ann Author');

    now = new Date('2026-11-30T00:00:10Z');
    await core.digestRounds.sweep();
    expect(await posted()).toEqual([]);
    const { actor: admin } = await aStaff(core, ['admin']);
    await core.freezes.announce(admin, { kind: 'incident', reason: 'Down', from: null, until: null });
    const seen = await core.digests.preview(manager.actor);
    expect(seen.content?.sections.map(({ key }) => key)).toContain('incidents');
    const demoted = await core.people.setRoles(admin, manager.staff.id, ['employee']);
    const kept = await core.digests.digest(demoted, seen.id);
    expect(kept.content?.sections.map(({ key }) => key)).not.toContain('incidents');
    const history = await core.digests.history(manager.staff);
    expect(history.map(({ state }) => state)).toEqual(['empty', 'ready']);
    expect((await core.digests.digest(manager.staff, history[1]?.id ?? '')).content).toEqual(claim?.digest.content);
  });

  it('comes again on the same day where it was moved to a later hour', async () => {
    const { actor, place, staff } = await linked(['employee']);
    now = new Date('2026-12-01T03:00:00Z');
    await core.digests.subscribe(actor, place, { days: 'wed', time: '09:00', zone: 'UTC' });
    await core.insights.share(actor, { text: 'The lift to the garage is slow' });
    now = new Date('2026-12-02T09:00:00Z');
    await core.digestRounds.sweep();
    expect(await posted()).toHaveLength(1);
    const { nextAt } = await core.digests.subscribe(actor, place, { time: '18:00' });
    expect(nextAt).toEqual(new Date('2026-12-02T18:00:00Z'));
    await core.insights.share(actor, { text: 'Breakfast ends too early on Sundays' });
    now = new Date('2026-12-02T18:00:00Z');
    await core.digestRounds.sweep();
    await core.digestRounds.sweep();
    expect(await posted()).toHaveLength(1);
    expect(await core.digests.history(staff)).toHaveLength(2);
    await core.digests.pause(actor, (await core.digests.at(place))?.id ?? '');
  });

  it('that nobody could post for a day is news no more, and stays in the portal', async () => {
    const { actor, place, staff } = await linked(['employee']);
    now = new Date('2026-12-08T03:00:00Z');
    await core.digests.subscribe(actor, place, { days: 'wed', time: '09:00', zone: 'UTC' });
    await core.insights.share(actor, { text: 'The towels by the lake are gone by noon' });
    now = new Date('2026-12-09T09:00:00Z');
    await core.digestRounds.sweep();
    now = new Date('2026-12-10T09:00:01Z');
    expect(await posted()).toEqual([]);
    expect((await core.digests.history(staff)).map(({ state }) => state)).toEqual(['ready']);
    await core.digests.pause(actor, (await core.digests.at(place))?.id ?? '');
  });

  it('at 02:30 on the night that clocks are set back comes the first of the two times, once, and says so', async () => {
    const { actor, place, staff } = await linked(['employee']);
    now = new Date('2027-10-25T12:00:00Z');
    const { id } = await core.digests.subscribe(actor, place, { days: 'sun', time: '02:30', zone: 'Europe/Berlin' });
    const own = async () => (await posted()).filter(({ digest }) => digest.subscriptionId === id);
    await core.insights.share(actor, { text: 'The night porter is very helpful' });
    now = new Date('2027-10-31T00:29:59Z');
    await core.digestRounds.sweep();
    expect(await own()).toEqual([]);
    now = new Date('2027-10-31T00:30:00Z');
    await core.digestRounds.sweep();
    const [claim, ...more] = await own();
    expect(more).toEqual([]);
    expect(claim?.digest.note?.en).toContain('02:30 comes twice: the digest comes the first time, once');
    expect(claim?.digest.period).toMatchObject({
      from: new Date('2027-10-24T00:30:00Z'),
      to: new Date('2027-10-31T00:30:00Z'),
    });
    expect(await core.digests.at(place)).toMatchObject({ nextAt: new Date('2027-11-07T01:30:00Z') });
    await core.insights.share(actor, { text: 'The clock in the lobby shows the wrong hour' });
    now = new Date('2027-10-31T01:30:00Z');
    await core.digestRounds.sweep();
    expect(await own()).toEqual([]);
    expect(await core.digests.history(staff)).toHaveLength(1);
    now = new Date('2027-11-07T01:30:00Z');
    await core.digestRounds.sweep();
    const [next] = await own();
    expect(next?.digest.note).toBeNull();
    expect(next?.digest.period.from).toEqual(claim?.digest.period.to);
    await core.digests.pause(actor, id);
  });
});

/** The database as a second process sees it. */
const beside = async <T>(work: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>): Promise<T> => {
  const database = await openDatabase(world.config.database.uri, world.config.database.name);
  try {
    return await work(database);
  } finally {
    await closeDatabase(database);
  }
};
/** Leases of whoever died are over. */
const leasesEnd = (collection: 'digests' | 'digest_copies'): Promise<unknown> =>
  beside(({ connection }) => connection.collection(collection).updateMany({}, { $set: { notBefore: new Date(0) } }));

describe('whoever dies with a digest', () => {
  it('while it is built or posted leaves it to the next one, and comes too late to change it', async () => {
    const { actor, place } = await linked(['employee']);
    now = new Date('2026-12-04T03:00:00Z');
    await core.digests.subscribe(actor, place, { days: 'sat', time: '12:00', zone: 'UTC' });
    await core.insights.share(actor, { text: 'Guests ask for a quiet floor' });
    now = new Date('2026-12-05T12:00:00Z');
    await beside(async (database) => {
      const store = createDigestStore(database);
      const due = await store.due(now);
      // Noted by somebody who died before the subscription was moved on, and while it was built.
      await core.digestRounds.sweep();
      expect(due).toHaveLength(1);
    });
    const first = await core.digests.claimNext('slack');
    expect(first?.fence).toBe(1);
    expect(await core.digests.claimNext('slack')).toBeUndefined();
    await leasesEnd('digest_copies');
    const second = await core.digests.claimNext('slack');
    expect(second).toMatchObject({ id: first?.id, fence: 2 });
    if (first === undefined || second === undefined) throw new Error('no claim');
    await core.digests.failed(first, { retryAfterMs: 3_600_000 });
    await core.digests.done(second);
    await leasesEnd('digest_copies');
    expect(await core.digests.claimNext('slack')).toBeUndefined();
  });
});

describe('ten processes that start at once', () => {
  const MANAGERS = 200;
  /** 01:30 UTC of the night on which Berlin's clocks leave out 02:30. */
  const NIGHT = new Date('2027-03-28T01:30:00Z');
  const TIMES = [
    ['Europe/Berlin', '02:30'],
    ['Asia/Seoul', '10:30'],
    ['UTC', '01:30'],
  ] as const;

  /** One manager as often as there are to be: with an account, a name and a digest each. */
  const copiesOf = (manager: Awaited<ReturnType<typeof linked>>): Promise<string[]> =>
    beside(async ({ connection }) => {
      const { id } = manager.staff;
      const names = Array.from({ length: MANAGERS }, (_, n) => `manager-${n}`);
      for (const [collection, filter, over] of [
        ['staff', { email: manager.staff.email }, (name: string) => ({ _id: name, email: `${name}@example.test` })],
        [
          'chat_identities',
          { staffId: id },
          (name: string) => ({ _id: JSON.stringify(['slack', 'T1', name]), userId: name, staffId: name }),
        ],
        [
          'digest_subscriptions',
          { ownerId: id },
          (name: string, n: number) => {
            const [zone, time] = TIMES[n % TIMES.length] ?? TIMES[0];
            const place = { kind: 'staff', staffId: name };
            return { _id: name, ownerId: name, place, schedule: { days: [7], time, zone }, nextAt: NIGHT };
          },
        ],
      ] as const) {
        const all = connection.collection<{ _id: string }>(collection);
        const one = await all.findOne(filter);
        if (one === null) throw new Error(`nothing in ${collection}`);
        await all.insertMany(names.map((name, n) => ({ ...one, ...over(name, n) })));
      }
      return names;
    });

  it('send each of 200 managers, due at the same minute in three zones and a clock change, one digest', async () => {
    now = new Date('2027-03-26T12:00:00Z');
    const manager = await linked(['manager']);
    const { id } = await core.digests.subscribe(manager.actor, manager.place, { days: 'sun' });
    const managers = await copiesOf(manager);
    await core.digests.pause(manager.actor, id);
    await core.insights.share(manager.actor, { text: 'The sauna is closed too early' });
    now = NIGHT;
    const others = await Promise.all(Array.from({ length: 9 }, () => withTestCore({ ...world.env }, { clock })));
    const all = [core, ...others.map((other) => other.core)];
    try {
      const found = (
        await Promise.all(
          all.map(async (process) => {
            await process.digestRounds.sweep();
            return posted(process);
          }),
        )
      )
        .flat()
        .filter(({ digest }) => digest.subscriptionId.startsWith('manager-'));
      // A copy that was looked at before its digest was marked waits a second: whoever comes next posts it.
      while (found.length < MANAGERS) found.push(...(await posted()));
      const readers = found.map(({ place }) => (place.kind === 'person' ? place.userId : ''));
      expect(readers.sort()).toEqual(managers.sort());
      expect(new Set(found.map(({ digest }) => digest.content.id)).size).toBe(1);
      const notes = found.flatMap(({ digest }) => digest.note?.en ?? []);
      expect(notes).toHaveLength(Math.ceil(MANAGERS / TIMES.length));
      expect(notes[0]).toContain('02:30 does not exist: the digest comes at 03:30');
      await Promise.all(all.map((each) => each.digestRounds.sweep()));
      expect(await posted()).toEqual([]);
    } finally {
      for (const other of others) await other.core.close();
    }
  });
});
