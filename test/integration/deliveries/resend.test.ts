import fc from 'fast-check';
import { closeDatabase, type Database, openDatabase } from '../../../core/common/database-store.ts';
import type { Core } from '../../../core/create-core.ts';
import { wasReached } from '../../../core/tracking/missed-contacts.ts';
import type { TrackingKind } from '../../../core/tracking/tracking.ts';
import { approvedCampaign, giveBothKeys } from '../../support/approved-campaign.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

let room: TestCore;
let core: Core;
let database: Database;
let original: Awaited<ReturnType<typeof approvedCampaign>>;
/** By the number in their address. */
let people: readonly string[];

beforeAll(async () => {
  room = await withTestCore();
  core = room.core;
  database = await openDatabase(room.config.database.uri, room.config.database.name);
  original = await approvedCampaign(core, 23);
  await expect(core.campaigns.resend(original.author, original.id, { event: 'opened' })).rejects.toMatchObject({
    code: 'campaign.not_over',
  });
  await workUntilSent(original.id);
  const { places } = await core.deliveries.places(original.id, { limit: 100 });
  const number = ({ address }: { address: string | null }) => Number(/^p(\d+)@/.exec(address ?? '')?.[1]);
  people = [...places].sort((a, b) => number(a) - number(b)).map(({ contactId }) => contactId);
});
afterAll(async () => {
  await closeDatabase(database);
  await room.close();
});

const workUntilSent = async (id: string): Promise<void> => {
  const end = Date.now() + 45_000;
  for (;;) {
    const campaign = await core.campaigns.byId(id);
    if (campaign?.state === 'sent') return;
    if (campaign?.state === 'held' || Date.now() > end) throw new Error(JSON.stringify(campaign));
    await core.deliveries.work();
  }
};

let events = 0;
const happened = async (kind: TrackingKind, person: number, agent = false): Promise<void> => {
  events += 1;
  await database.connection.collection<{ _id: string }>('tracking_events').insertOne({
    _id: `event-${events}`,
    kind,
    campaignId: original.id,
    contactId: people[person],
    at: new Date(Date.now() + 60_000),
    linkId: kind === 'clicked' ? '0' : null,
    source: 'link',
    agent,
    detail: null,
  } as never);
};

describe('a resend', () => {
  it('goes to those whom the mail missed when it is launched itself, through its own two keys', async () => {
    await happened('opened', 0);
    await happened('clicked', 1);
    // A machine opened it, the person did not.
    await happened('opened', 2, true);
    const draft = await core.campaigns.resend(original.author, original.id, { event: 'opened' });
    expect(draft).toMatchObject({ state: 'draft', audience: { missed: { campaignId: original.id, event: 'opened' } } });
    const view = await core.campaigns.view(draft.id);
    expect(view).toMatchObject({
      count: { matching: 21, eligible: 21 },
      problems: [],
      audienceText: { en: `The audience of ${original.id} who did not open it` },
    });
    await giveBothKeys(core, original.author, draft.id);
    expect((await core.campaigns.byId(draft.id))?.approved).toMatchObject({ matching: 21, segment: { id: null } });
    // Between approval and launch.
    await happened('opened', 3);
    await workUntilSent(draft.id);
    expect(await core.deliveries.sum(draft.id)).toMatchObject({
      frozen: 20,
      closes: true,
      outcomes: { submitted: 20 },
    });
    const { places } = await core.deliveries.places(draft.id, { limit: 100 });
    expect(places.map(({ contactId }) => contactId).sort()).toEqual(
      people.filter((_, i) => ![0, 1, 3].includes(i)).sort(),
    );
  });

  it('is not held because people read the first mail after its approval, and leaves out who does so after its freeze', async () => {
    const draft = await core.campaigns.resend(original.author, original.id, { event: 'opened' });
    await giveBothKeys(core, original.author, draft.id);
    expect((await core.campaigns.byId(draft.id))?.approved?.matching).toBe(20);
    // A quarter of them: more than an audience may drift.
    for (const person of [4, 5, 6, 7, 8]) await happened('opened', person);
    const everyone = core.segments.everyone.bind(core.segments);
    Object.assign(core.segments, {
      everyone: async function* (...input: Parameters<typeof everyone>) {
        // The freeze has read by now whom the mail missed.
        if ((await core.deliveries.run(draft.id)) !== undefined) await happened('opened', 9);
        yield* everyone(...input);
      },
    });
    try {
      await workUntilSent(draft.id);
    } finally {
      Object.assign(core.segments, { everyone });
    }
    expect(await core.deliveries.sum(draft.id)).toMatchObject({
      frozen: 15,
      closes: true,
      outcomes: { submitted: 14, reached: 1 },
    });
    const { places } = await core.deliveries.places(draft.id, { outcome: 'reached' });
    expect(places.map(({ contactId }) => contactId)).toEqual([people[9]]);
  });

  it('can leave out segments, and names the campaign that is not over as what is wrong', async () => {
    const segment = (await core.segments.list())[0];
    const missed = { campaignId: original.id, event: 'clicked' };
    const audience = { segmentId: null, exceptIds: [segment?.id], missed };
    expect(await core.campaigns.countAudience({ audience })).toMatchObject({ matching: 0 });
    expect(await core.campaigns.countAudience({ audience: { missed } })).toMatchObject({ matching: 22 });
    const draft = await core.campaigns.create(original.author, {
      audience: { missed: { campaignId: 'C-999', event: 'opened' } },
    });
    expect((await core.campaigns.view(draft.id))?.problems.map(({ field }) => field)).toContain('audience.missed');
  });
});

it('whoever opened or clicked was reached by the earlier steps too, and a machine shows nothing', () => {
  const kind = fc.constantFrom<TrackingKind>('delivered', 'opened', 'clicked', 'bounced');
  const event = fc.record({ kind, agent: fc.boolean() });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 6 }), (some) => {
      const at = new Date('2026-11-24T00:00:00Z');
      const own = some.map((one, i) => ({
        ...one,
        _id: String(i),
        linkId: one.kind === 'clicked' ? '0' : null,
        // Long after delivery, and one link alone: only the agent tells.
        at: new Date(at.getTime() + (one.kind === 'delivered' ? 0 : 60_000 + i)),
      }));
      const has = (...kinds: TrackingKind[]) => some.some((one) => !one.agent && kinds.includes(one.kind));
      expect(wasReached('clicked', own, 3)).toBe(has('clicked'));
      expect(wasReached('opened', own, 3)).toBe(has('clicked', 'opened'));
      expect(wasReached('delivered', own, 3)).toBe(has('clicked', 'opened', 'delivered'));
    }),
  );
});
