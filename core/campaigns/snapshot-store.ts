import type { Database, StoreIndexes } from '../common/database-store.ts';
import { isDuplicateKey } from '../common/database-store.ts';
import type { Snapshot } from './snapshots.ts';

type SnapshotDoc = Omit<Snapshot, 'hash'> & { readonly _id: string; readonly campaignId: string; readonly at: Date };

const SNAPSHOTS = 'campaign_snapshots';
const VIEWS = 'campaign_views';
const LATEST = 'campaign_latest_snapshots';

export const SNAPSHOT_INDEXES: readonly StoreIndexes[] = [
  {
    collection: SNAPSHOTS,
    indexes: [{ key: { campaignId: 1, at: 1 } }],
    shapes: [{ fields: { campaignId: 'equal' }, sort: { at: -1 } }],
  },
];

export type SnapshotStore = ReturnType<typeof createSnapshotStore>;

/** Snapshots are kept for ever: the audit log names them. */
export const createSnapshotStore = ({ connection }: Database) => {
  const snapshots = connection.collection<SnapshotDoc>(SNAPSHOTS);
  const views = connection.collection<{ _id: string; at: Date }>(VIEWS);
  const latest = connection.collection<{ _id: string; hash: string; at: Date }>(LATEST);
  const toSnapshot = ({ _id, campaignId, at, ...rest }: SnapshotDoc): Snapshot => ({ hash: _id, ...rest });
  /** False where it stands already. */
  const once = async (insert: Promise<unknown>): Promise<boolean> => {
    try {
      await insert;
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  };

  const byHash = async (hash: string): Promise<Snapshot | undefined> => {
    const found = await snapshots.findOne({ _id: hash });
    return found === null ? undefined : toSnapshot(found);
  };

  return {
    async add({ hash, ...snapshot }: Snapshot, campaignId: string, at: Date): Promise<void> {
      if ((await snapshots.findOne({ _id: hash }, { projection: { _id: 1 } })) === null) {
        await once(snapshots.insertOne({ _id: hash, campaignId, at, ...snapshot }));
      }
      // A duplicate looks the same, and a campaign may look again as it did before: the snapshot alone does not say whose
      // it is, nor when.
      await once(latest.updateOne({ _id: campaignId }, { $set: { hash, at } }, { upsert: true }));
    },
    byHash,
    async latestOf(campaignId: string): Promise<Snapshot | undefined> {
      const known = await latest.findOne({ _id: campaignId });
      if (known !== null) return byHash(known.hash);
      // Taken before the latest was kept by campaign.
      const [found] = await snapshots.find({ campaignId }).sort({ at: -1 }).limit(1).toArray();
      return found === undefined ? undefined : toSnapshot(found);
    },
    /** True for the first who names this view. */
    addView: (id: string, at: Date): Promise<boolean> => once(views.insertOne({ _id: id, at })),
    async dropView(id: string): Promise<void> {
      await views.deleteOne({ _id: id });
    },
  };
};
