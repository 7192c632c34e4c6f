import { closeDatabase, openDatabase } from '../../core/common/database-store.ts';
import { TRACKING_KINDS } from '../../core/tracking/tracking.ts';
import { aStaff } from '../support/builders.ts';
import { withTestCore } from '../support/core.ts';
import startDatabase from '../support/global-setup.ts';
import stopDatabase from '../support/global-teardown.ts';
import { printTimes, say } from './report.ts';

const CAMPAIGNS = 1_000;
const PEOPLE = 1_000;
const INSIGHTS = 1_000;
const RUNS = 7;
const PAGE = 250;
const DAY_MS = 86_400_000;
/** All began within this time, so that a week has as many as a quarter has in life. */
const DAYS = 14;

type Doc = Record<string, unknown> & { _id: string };

/**
 * A manager's weekly digest of a workspace with 1,000 campaigns, 1,000 deliveries each, their reviews and checks, built
 * anew each time. Beside it the bare driver that counts the deliveries of each campaign.
 */
export const digest = async (scale: number): Promise<void> => {
  const campaigns = Math.max(20, Math.round(CAMPAIGNS * scale));
  await startDatabase();
  const world = await withTestCore();
  const database = await openDatabase(world.config.database.uri, world.config.database.name);
  try {
    const { core } = world;
    const { staff, actor } = await aStaff(core, ['manager']);
    const now = Date.now();
    const inPages = async (collection: string, count: number, make: (n: number) => Doc): Promise<void> => {
      const target = database.connection.collection<Doc>(collection);
      for (let from = 0; from < count; from += PAGE) {
        await target.insertMany(Array.from({ length: Math.min(PAGE, count - from) }, (_, i) => make(from + i + 1)));
      }
    };
    const startOf = (n: number): Date =>
      new Date(now - DAY_MS / 24 - ((n * 7_919) % (DAYS * 1_000)) * (DAY_MS / 1_000));
    const contacts = Array.from({ length: PEOPLE }, (_, i) => `contact${String(i).padStart(17, '0')}`);

    say(`digest: ${campaigns} campaigns with ${PEOPLE} deliveries each are stored`);
    await inPages('campaigns', campaigns, (n) => ({
      _id: `C-${n}`,
      number: n,
      name: `Campaign ${n}`,
      state: 'sent',
      startedAt: startOf(n),
      archivedAt: null,
      brief: {
        goal: 'More visits',
        kpi: 'clicked',
        kpiTarget: 5 + (n % 10),
        budget: n * 1_000,
        currency: 'KRW',
        ownerId: staff.id,
      },
      content: { body: 'x'.repeat(10_000) },
      audience: { segmentId: `segment${n % 20}` },
    }));
    await inPages('batch_places', campaigns, (n) => ({
      _id: `C-${n}/1/b/0001`,
      runId: `C-${n}/1`,
      campaignId: `C-${n}`,
      contactIds: contacts,
      addresses: contacts.map((id) => `${id}@example.test`),
      variables: contacts.map(() => '{}'),
    }));
    await inPages('campaign_results', campaigns, (n) => ({
      _id: `C-${n}`,
      submitted: PEOPLE,
      totals: Object.fromEntries(
        TRACKING_KINDS.map((kind, k) => [
          kind,
          { people: 900 - 100 * k - (n % 50), events: 1_000, machineOnly: n % 9 },
        ]),
      ),
      reviewMinutes: 90,
      computedAt: new Date(now + 300_000),
      dueAt: new Date(now + DAY_MS),
    }));
    await inPages('review_cycles', campaigns, (n) => ({
      _id: `C-${n}/1`,
      subjectId: `C-${n}`,
      number: 1,
      state: 'approved',
      purpose: 'launch',
      openedAt: new Date(startOf(n).getTime() - DAY_MS / 2),
      closedAt: startOf(n),
      laneHashes: { marketing: 'm', it: 'i' },
      revision: 3,
      needed: { marketing: 1, it: 1 },
      decisions: (['marketing', 'it'] as const).map((lane) => ({
        lane,
        kind: 'approve',
        laneHash: lane === 'marketing' ? 'm' : 'i',
        by: staff.id,
        surface: 'slack',
        comment: '',
        at: new Date(startOf(n).getTime() - 3_600_000),
      })),
    }));
    await inPages('preflight_reports', campaigns, (n) => ({
      _id: `report-${n}`,
      campaignId: `C-${n}`,
      contentKey: 'm:i',
      finishedAt: startOf(n),
      items: Array.from({ length: 12 }, (_, i) => ({
        id: `item${i}`,
        state: i === 0 && n % 3 === 0 ? 'red' : 'green',
        cause: i === 0 && n % 3 === 0 ? ['link.status_404', 'dmarc.none', 'picture.heavy'][(n / 3) % 3] : null,
      })),
    }));
    await inPages('insights', Math.max(20, Math.round(INSIGHTS * scale)), (n) => ({
      _id: `I-${n}`,
      number: n,
      text: `Guests ask for a later breakfast, number ${n}`,
      customer: '',
      themeKey: `theme-${n % 12}`,
      source: 'store',
      quoteConsent: 'anonymous',
      authorId: staff.id,
      createdAt: startOf(n),
      updatedAt: startOf(n),
      state: 'new',
      sentiment: { label: (['positive', 'neutral', 'negative'] as const)[n % 3], score: 0, correctedBy: null },
      supporters: [],
      links: [],
      comments: [],
      revision: 1,
    }));

    const times: number[] = [];
    const bare: number[] = [];
    const places = database.connection.collection('batch_places');
    for (let run = 0; run < RUNS; run += 1) {
      const began = performance.now();
      const built = await core.digests.preview(actor);
      const between = performance.now();
      await places.aggregate([{ $group: { _id: '$campaignId', n: { $sum: { $size: '$contactIds' } } } }]).toArray();
      times.push(between - began);
      bare.push(performance.now() - between);
      const shown = built.content?.sections.map(({ key, figures }) => `${key} ${figures[0]?.value.en ?? ''}`.trim());
      say(`digest: built in ${Math.round(between - began)} ms: ${shown?.join(', ')}`);
    }
    const reference = { name: 'deliveries counted by campaign, bare driver', times: bare };
    printTimes({ bench: 'digest', case: `${campaigns} campaigns, ${campaigns * PEOPLE} deliveries`, times, reference });
  } finally {
    await closeDatabase(database);
    await world.close();
    await stopDatabase();
  }
};
