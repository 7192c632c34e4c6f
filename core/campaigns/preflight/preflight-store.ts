import { createHash } from 'node:crypto';
import { type Database, isDuplicateKey, type StoreIndexes, serverTime } from '../../common/database-store.ts';
import type { LocalText } from '../../common/lang.ts';
import type { PreflightReport, Waiver } from './preflight.ts';

const REPORTS = 'preflight_reports';
const WAIVERS = 'preflight_waivers';
const RUNS = 'preflight_runs';
/** Longer than a run may take, so that nobody else begins while one is alive. */
const LEASE_MS = 20_000;

type ReportDoc = PreflightReport & { readonly _id: string };
/** What the thread says of a waiver beside what it is. */
interface ToldOfWaiver {
  readonly surface: string;
  readonly label: LocalText;
}
interface WaiverDoc extends Waiver {
  readonly _id: string;
  readonly told: ToldOfWaiver;
}
interface RunDoc {
  readonly _id: string;
  readonly owner: string;
  readonly leaseUntil: Date;
}

export const PREFLIGHT_INDEXES: readonly StoreIndexes[] = [
  {
    collection: REPORTS,
    indexes: [{ key: { campaignId: 1, contentKey: 1, finishedAt: 1 } }, { key: { finishedAt: 1 } }],
    shapes: [
      { fields: { campaignId: 'equal', contentKey: 'equal' }, sort: { finishedAt: -1 } },
      { fields: { finishedAt: 'range' } },
    ],
  },
  { collection: WAIVERS, indexes: [{ key: { campaignId: 1 } }], shapes: [{ fields: { campaignId: 'equal' } }] },
];

export type PreflightStore = ReturnType<typeof createPreflightStore>;

export const createPreflightStore = (database: Database) => {
  const reports = database.connection.collection<ReportDoc>(REPORTS);
  const waivers = database.connection.collection<WaiverDoc>(WAIVERS);
  const runs = database.connection.collection<RunDoc>(RUNS);
  const runId = (campaignId: string, contentKey: string): string =>
    `${campaignId}/${createHash('sha256').update(contentKey).digest('hex').slice(0, 24)}`;

  return {
    now: () => serverTime(database),

    /** True for the one who may check this content now; a run whose process died is free again after its lease. */
    async claim(campaignId: string, contentKey: string, owner: string): Promise<boolean> {
      const now = await serverTime(database);
      const leaseUntil = new Date(now.getTime() + LEASE_MS);
      try {
        await runs.updateOne(
          { _id: runId(campaignId, contentKey), leaseUntil: { $lte: now } },
          { $set: { owner, leaseUntil } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        // It stands with a lease that holds, so that the upsert met its id.
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Only the owner's: who came after it has a lease of its own. */
    async release(campaignId: string, contentKey: string, owner: string): Promise<void> {
      await runs.deleteOne({ _id: runId(campaignId, contentKey), owner });
    },

    async addReport(id: string, report: PreflightReport): Promise<void> {
      await reports.insertOne({ _id: id, ...report });
    },

    /** The last that was finished about this content. */
    async lastReport(campaignId: string, contentKey: string): Promise<PreflightReport | undefined> {
      const [doc] = await reports.find({ campaignId, contentKey }).sort({ finishedAt: -1 }).limit(1).toArray();
      if (doc === undefined) return undefined;
      const { _id, ...report } = doc;
      return report;
    },

    async addWaiver(id: string, waiver: Waiver, told: ToldOfWaiver): Promise<void> {
      await waivers.insertOne({ _id: id, ...waiver, told });
    },

    /** Every waiver of a campaign with its id, oldest first. */
    async waiversOf(campaignId: string): Promise<{ id: string; waiver: Waiver; told: ToldOfWaiver }[]> {
      const docs = await waivers.find({ campaignId }).toArray();
      return docs
        .map(({ _id, told, ...waiver }) => ({ id: _id, waiver, told }))
        .sort((a, b) => a.waiver.at.getTime() - b.waiver.at.getTime());
    },

    /** Most frequent first. */
    async failuresByCause(period: {
      from: Date;
      to: Date;
    }): Promise<{ cause: string; count: number; campaigns: readonly string[] }[]> {
      const found = await reports
        .aggregate<{ _id: string; count: number; campaigns: string[] }>([
          { $match: { finishedAt: { $gte: period.from, $lt: period.to } } },
          { $unwind: '$items' },
          { $match: { 'items.state': { $in: ['amber', 'red'] } } },
          { $group: { _id: '$items.cause', count: { $sum: 1 }, campaigns: { $addToSet: '$campaignId' } } },
          { $sort: { count: -1, _id: 1 } },
        ])
        .toArray();
      return found.map(({ _id, count, campaigns }) => ({ cause: _id, count, campaigns: campaigns.sort() }));
    },
  };
};
