import { Readable } from 'node:stream';
import fc from 'fast-check';
import type { SendingRules } from '../../../core/campaigns/sending-rules.ts';
import { closeDatabase, type Database, openDatabase } from '../../../core/common/database-store.ts';
import { createLogger } from '../../../core/common/logger.ts';
import { type Core, createCore } from '../../../core/create-core.ts';
import { createRecentSends } from '../../../core/deliveries/recent-sends-store.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { approvedCampaign, campaignToEverybody } from '../../support/approved-campaign.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { noNetwork } from '../../support/no-network.ts';

const SYSTEM = systemActor('test');
const DAY_MS = 86_400_000;
const NONE = { cap: null, quietHours: null, zoneAttribute: null, latenessMinutes: 15 };

let room: TestCore;
let core: Core;
let database: Database;
beforeAll(async () => {
  room = await withTestCore();
  core = room.core;
  database = await openDatabase(room.config.database.uri, room.config.database.name);
});
afterAll(async () => {
  await closeDatabase(database);
  await room.close();
});

const setRules = async (over: Partial<SendingRules>) =>
  core.rules.save(SYSTEM, { ...NONE, ...over }, (await core.rules.current()).revision);

const workUntil = async (id: string, who: Pick<Core, 'deliveries' | 'campaigns'> = core) => {
  const end = Date.now() + 45_000;
  while ((await core.campaigns.byId(id))?.state !== 'sent') {
    await who.deliveries.work();
    if (Date.now() > end) throw new Error(`${id}: ${JSON.stringify(await core.campaigns.byId(id))}`);
  }
  return core.deliveries.sum(id);
};

const onePersonMore = async (address: string) => {
  const queued = await core.contacts.queueImport(SYSTEM, {
    fileName: 'more.csv',
    content: Readable.from([Buffer.from(`email\n${address}\n`)]),
    mapping: { columns: { email: { to: 'address' } }, consent: { kind: 'declared', source: 'test' } },
  });
  await core.contacts.runImport(queued.id);
};

describe('a frequency cap', () => {
  it('lets nobody get more, also from two that are frozen by two processes at once, and every sum closes', async () => {
    await setRules({ cap: { mails: 1, days: 7 } });
    const one = await approvedCampaign(core, 5);
    const two = await campaignToEverybody(core);
    const turn = createRecentSends(database);
    expect(await turn.takeTurn('somebody who freezes', 60_000)).toBe(true);
    await core.deliveries.work();
    expect((await core.campaigns.byId(one.id))?.state).toBe('scheduled');
    await turn.leaveTurn('somebody who freezes');
    const other = await createCore(room.config, { logger: createLogger('silent', 'test'), ...noNetwork });
    try {
      await Promise.all([workUntil(one.id), workUntil(two.id, other)]);
    } finally {
      await other.close();
    }
    const sums = await Promise.all([one, two].map(({ id }) => core.deliveries.sum(id)));
    expect(sums.map((sum) => [sum?.closes, sum?.frozen])).toEqual([
      [true, 5],
      [true, 5],
    ]);
    const total = (outcome: 'submitted' | 'capped') => sums.reduce((n, sum) => n + (sum?.outcomes[outcome] ?? 0), 0);
    expect([total('submitted'), total('capped')]).toEqual([5, 5]);
  });

  it('is counted before the send, and holds as it was approved whatever is set afterwards', async () => {
    await onePersonMore('new@example.test');
    const { id } = await campaignToEverybody(core);
    const view = await core.campaigns.view(id);
    expect(view?.count).toMatchObject({ matching: 6, eligible: 1, reasons: { capped: 5, no_consent: 0 } });
    await setRules({ cap: null });
    expect((await core.campaigns.view(id))?.limits.cap).toEqual({ mails: 1, days: 7 });
    expect(await workUntil(id)).toMatchObject({ frozen: 6, closes: true, outcomes: { submitted: 1, capped: 5 } });
    const { places } = await core.deliveries.places(id, { outcome: 'capped' });
    expect(places.map(({ address }) => address).sort()).toEqual([0, 1, 2, 3, 4].map((i) => `p${i}@example.test`));
  });

  it('does not hold for a transactional campaign, whose mails count towards no cap', async () => {
    await setRules({ cap: { mails: 2, days: 30 } });
    const exemption = { kind: 'transactional', reason: 'a recall of a product' };
    const { id } = await campaignToEverybody(core, { over: { exemption } });
    expect((await core.campaigns.view(id))?.limits.cap).toBeNull();
    expect(await workUntil(id)).toMatchObject({ closes: true, outcomes: { submitted: 6, capped: 0 } });
    const marked = { audience: { segmentId: (await core.segments.list())[0]?.id } };
    expect(await core.campaigns.countAudience(marked)).toMatchObject({
      matching: 6,
      eligible: 6,
      reasons: { capped: 0 },
    });
    await setRules({ cap: { mails: 1, days: 30 } });
    expect(await core.campaigns.countAudience(marked)).toMatchObject({ eligible: 0, reasons: { capped: 6 } });
    expect(await core.campaigns.countAudience({ ...marked, exemption: { kind: 'cap' } })).toMatchObject({
      eligible: 6,
    });
  });
});

it('the turn of freezing under a cap belongs to one, who keeps it until they leave it or their lease runs out', async () => {
  const { takeTurn, leaveTurn } = createRecentSends(database);
  expect(await Promise.all([takeTurn('a', 60_000), takeTurn('b', 60_000)])).toContain(false);
  const owner = (await takeTurn('a', 60_000)) ? 'a' : 'b';
  const other = owner === 'a' ? 'b' : 'a';
  expect(await takeTurn(other, 60_000)).toBe(false);
  await leaveTurn(other);
  expect(await takeTurn(owner, 0)).toBe(true);
  expect(await takeTurn(other, 60_000)).toBe(true);
  expect(await takeTurn(owner, 60_000)).toBe(false);
  await leaveTurn(other);
});

it('who is at a cap is what counting each mail by itself gives, whatever became of the places', async () => {
  const recent = createRecentSends(database);
  const [runs, batches, places] = ['runs', 'batches', 'batch_places'].map((name) =>
    database.connection.collection<{ _id: string }>(name),
  );
  const outcome = fc.oneof(
    { weight: 3, arbitrary: fc.constant('submitted') },
    { weight: 2, arbitrary: fc.constantFrom('needs_human', 'rejected', 'cancelled', 'pending', 'capped') },
  );
  const place = fc.record({
    c: fc.integer({ min: 0, max: 7 }).map((n) => `c${n}`),
    outcome,
    daysAgo: fc.constantFrom(0, 1, 5, 8),
  });
  const run = fc.record({
    phase: fc.constantFrom('ready', 'sending', 'finished'),
    capFree: fc.boolean(),
    places: fc.uniqueArray(place, { selector: ({ c }) => c, maxLength: 8 }),
  });
  const counts = (one: { outcome: string; daysAgo: number }, days: number) =>
    one.outcome === 'pending' || one.outcome === 'needs_human' || (one.outcome === 'submitted' && one.daysAgo < days);
  await fc.assert(
    fc.asyncProperty(
      fc.array(run, { maxLength: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 9 }),
      async (some, mails, days) => {
        await Promise.all([runs, batches, places].map((of) => of?.deleteMany({})));
        const now = Date.now();
        const at = (daysAgo: number) => new Date(now - daysAgo * DAY_MS - 60_000);
        const expected = new Map<string, number>();
        for (const [i, { phase, capFree, places: frozen }] of some.entries()) {
          // A finished run has nothing pending, and ended after its last mail.
          const here = frozen.filter((one) => phase !== 'finished' || one.outcome !== 'pending');
          const finishedAt = phase === 'finished' ? at(Math.min(...here.map((one) => one.daysAgo), 9)) : null;
          await runs?.insertOne({
            _id: `C-${i}/1`,
            campaignId: `C-${i}`,
            buildId: 'b',
            phase,
            capFree,
            finishedAt,
          } as never);
          // People with the same end share a part, as they do in life.
          const parts = new Map<string, typeof here>();
          for (const one of here.filter(({ outcome: end }) => end !== 'pending' && end !== 'capped')) {
            const key = `${one.outcome}/${one.daysAgo}`;
            parts.set(key, [...(parts.get(key) ?? []), one]);
          }
          const pending = here.filter((one) => one.outcome === 'pending');
          const [waiting, inHand] = [pending.slice(2), pending.slice(0, 2)];
          // Who is left out stands among those who wait.
          const capped = here.filter((one) => one.outcome === 'capped');
          const inOrder = [...inHand, ...waiting, ...capped, ...[...parts.values()].flat()];
          const contactIds = inOrder.map(({ c }) => c);
          const startOf = (group: readonly { c: string }[]) => contactIds.indexOf(group[0]?.c ?? '');
          const _id = `C-${i}/1/b/0001`;
          const named = { _id, runId: `C-${i}/1`, buildId: 'b' };
          await places?.insertOne({ ...named, contactIds } as never);
          await batches?.insertOne({
            ...named,
            state: pending.length > 0 ? 'pending' : 'done',
            from: 0,
            to: inHand.length,
            waiting: [{ part: 1, from: inHand.length, to: pending.length + capped.length }],
            excluded: capped.map(({ c }) => ({ position: contactIds.indexOf(c), reason: 'capped' })),
            settled: [...parts.values()].map((group) => ({
              outcome: group[0]?.outcome,
              at: at(group[0]?.daysAgo ?? 0),
              from: startOf(group),
              to: startOf(group) + group.length,
            })),
          } as never);
          const gone = phase === 'finished' && (finishedAt?.getTime() ?? 0) < now - days * DAY_MS;
          if (capFree || gone) continue;
          for (const one of here) if (counts(one, days)) expected.set(one.c, (expected.get(one.c) ?? 0) + 1);
        }
        const found = await recent.atCap({ mails, days }, null, async () => true);
        expect([...found].sort()).toEqual(
          [...expected]
            .filter(([, n]) => n >= mails)
            .map(([c]) => c)
            .sort(),
        );
      },
    ),
    { numRuns: 12 },
  );
});
