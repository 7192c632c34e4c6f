import type { Database, StoreIndexes } from '../common/database-store.ts';
import { isDuplicateKey } from '../common/database-store.ts';
import { escapeRegex } from '../common/escape-regex.ts';
import type { Campaign, CampaignState } from './campaign.ts';
import { CARD_INDEXES } from './card-store.ts';
import { FREEZE_INDEXES } from './freeze-store.ts';
import { PICTURE_INDEXES } from './picture-store.ts';
import { SNAPSHOT_INDEXES } from './snapshot-store.ts';
import type { ThreadEntry } from './thread.ts';

const CAMPAIGNS = 'campaigns';
const THREAD = 'campaign_thread';
const COUNTERS = 'campaign_counters';

/** A line that was stored in one write with the change it tells of, and is carried to thread and audit afterwards. */
export interface PendingLine extends Omit<ThreadEntry, 'seq' | 'campaignId'> {
  /** Unique for ever: carrying it twice changes nothing. */
  readonly key: string;
  /** Dotted verb for the audit log; null where another feature audits it. */
  readonly audit: string | null;
}

export interface StoredCampaign extends Campaign {
  readonly number: number;
  /** When a scheduled campaign starts: `schedule.at`, or the approval where that is empty. */
  readonly startAt: Date | null;
  /** The freeze that holds it. */
  readonly freezeId: string | null;
  /** The last review cycle before it was halted or held: only a later one lets it go on. */
  readonly resumeAfter: number;
  /** Everybody who wrote or edited it: none of them may decide about it. */
  readonly editors: readonly string[];
  readonly lines: readonly PendingLine[];
}

/** What is known of a campaign that was sent, without its content. */
export interface StartedCampaign extends Pick<Campaign, 'id' | 'name' | 'brief'> {
  readonly startedAt: Date;
  readonly audience: Pick<Campaign['audience'], 'segmentId'>;
}

type CampaignDoc = Omit<StoredCampaign, 'id'> & { readonly _id: string };
/** What campaigns lack that were stored before these fields were known. */
const DEFAULTS = {
  exemption: null,
  heldBy: null,
  drift: null,
  haltedAt: null,
  freezeId: null,
  resumeAfter: 0,
} as const;
type ThreadDoc = ThreadEntry & { readonly _id: string; readonly key: string };

export const CAMPAIGN_INDEXES: readonly StoreIndexes[] = [
  {
    collection: CAMPAIGNS,
    indexes: [
      { key: { state: 1, startAt: 1 } },
      { key: { number: 1 }, unique: true },
      { key: { startedAt: 1 } },
      { key: { 'audience.segmentId': 1 } },
      { key: { 'audience.alsoIds': 1 }, sparse: true },
      { key: { 'audience.exceptIds': 1 }, sparse: true },
    ],
    shapes: [
      { fields: { state: 'equal', startAt: 'range' }, sort: { startAt: 1 } },
      { fields: { state: 'in' }, sort: { number: -1 } },
      { fields: { state: 'in' } },
      { fields: { startedAt: 'range' } },
      { fields: { 'audience.segmentId': 'equal' } },
      { fields: { 'audience.alsoIds': 'equal' } },
      { fields: { 'audience.exceptIds': 'equal' } },
    ],
  },
  {
    collection: THREAD,
    indexes: [
      { key: { campaignId: 1, seq: 1 }, unique: true },
      { key: { key: 1 }, unique: true },
    ],
    shapes: [{ fields: { campaignId: 'equal', seq: 'range' }, sort: { seq: 1 } }, { fields: { key: 'equal' } }],
  },
  ...CARD_INDEXES,
  ...FREEZE_INDEXES,
  ...SNAPSHOT_INDEXES,
  ...PICTURE_INDEXES,
];

export type CampaignStore = ReturnType<typeof createCampaignStore>;

export const createCampaignStore = (database: Database) => {
  const campaigns = database.connection.collection<CampaignDoc>(CAMPAIGNS);
  const thread = database.connection.collection<ThreadDoc>(THREAD);
  const counters = database.connection.collection<{ _id: string; last: number }>(COUNTERS);

  const fromDoc = ({ _id, ...rest }: CampaignDoc): StoredCampaign => ({ id: _id, ...DEFAULTS, ...rest });

  return {
    /** 1, 2, 3 …; a number is never given twice, and one may be lost. */
    async nextNumber(): Promise<number> {
      const counter = await counters.findOneAndUpdate(
        { _id: 'campaign' },
        { $inc: { last: 1 } },
        { upsert: true, returnDocument: 'after' },
      );
      if (counter === null) throw new Error('the counter of campaigns did not answer');
      return counter.last;
    },

    async insert({ id, ...campaign }: StoredCampaign): Promise<void> {
      await campaigns.insertOne({ _id: id, ...campaign });
    },

    async byId(id: string): Promise<StoredCampaign | undefined> {
      const doc = await campaigns.findOne({ _id: id });
      return doc === null ? undefined : fromDoc(doc);
    },

    async byIds(ids: readonly string[]): Promise<StoredCampaign[]> {
      const docs = await campaigns.find({ _id: { $in: [...ids] } }).toArray();
      return docs.map(fromDoc);
    },

    async list(filter: {
      states?: readonly CampaignState[];
      archived?: boolean;
      text?: string;
      limit: number;
    }): Promise<StoredCampaign[]> {
      const escaped = filter.text === undefined ? undefined : escapeRegex(filter.text);
      const docs = await campaigns
        .find({
          ...(filter.states === undefined ? {} : { state: { $in: [...filter.states] } }),
          ...(filter.archived === undefined ? {} : { archivedAt: filter.archived ? { $ne: null } : null }),
          ...(escaped === undefined
            ? {}
            : {
                $or: [{ _id: { $regex: `^${escaped}$`, $options: 'i' } }, { name: { $regex: escaped, $options: 'i' } }],
              }),
        })
        .sort({ number: -1 })
        .limit(filter.limit)
        .toArray();
      return docs.map(fromDoc);
    },

    /** One compare-and-set on `revision`; undefined where it was lost. `lines` are stored in the same write. */
    async change(
      campaign: StoredCampaign,
      set: Partial<Omit<StoredCampaign, 'id' | 'revision' | 'lines' | 'editors'>>,
      input: { at: Date; lines: readonly PendingLine[]; editor?: string },
    ): Promise<StoredCampaign | undefined> {
      const doc = await campaigns.findOneAndUpdate(
        { _id: campaign.id, revision: campaign.revision, state: campaign.state },
        {
          $set: { ...set, updatedAt: input.at },
          $inc: { revision: 1 },
          $push: { lines: { $each: [...input.lines] } },
          ...(input.editor === undefined ? {} : { $addToSet: { editors: input.editor } }),
        },
        { returnDocument: 'after' },
      );
      return doc === null ? undefined : fromDoc(doc);
    },

    /** Beside the changes that they made themselves. */
    async addEditors(id: string, editors: readonly string[]): Promise<void> {
      await campaigns.updateOne({ _id: id }, { $addToSet: { editors: { $each: [...editors] } } });
    },

    async dropLines(id: string, keys: readonly string[]): Promise<void> {
      await campaigns.updateOne({ _id: id }, { $pull: { lines: { key: { $in: [...keys] } } } });
    },

    /** Campaigns whose lines were left behind by a process that died, untouched since `before`. */
    async withLinesLeft(before: Date): Promise<StoredCampaign[]> {
      const docs = await campaigns.find({ 'lines.0': { $exists: true }, updatedAt: { $lt: before } }).toArray();
      return docs.map(fromDoc);
    },

    async due(now: Date): Promise<StoredCampaign[]> {
      const docs = await campaigns
        .find({ state: 'scheduled', startAt: { $lte: now } })
        .sort({ startAt: 1 })
        .toArray();
      return docs.map(fromDoc);
    },

    /** `from` included, `to` not; without contents, because there may be many. */
    async startedBetween(from: Date, to: Date): Promise<StartedCampaign[]> {
      const docs = await campaigns
        .find({ startedAt: { $gte: from, $lt: to } })
        .project<StartedCampaign & { _id: string }>({ name: 1, brief: 1, startedAt: 1, 'audience.segmentId': 1 })
        .toArray();
      return docs.map(({ _id, ...rest }) => ({ ...rest, id: _id }));
    },

    async inStates(states: readonly CampaignState[]): Promise<StoredCampaign[]> {
      const docs = await campaigns.find({ state: { $in: [...states] } }).toArray();
      return docs.map(fromDoc);
    },

    async withSegment(segmentId: string): Promise<StoredCampaign[]> {
      // A query each: an `$or` of them scans on the embedded server.
      const found = await Promise.all(
        ['segmentId', 'alsoIds', 'exceptIds'].map((field) =>
          campaigns.find({ [`audience.${field}`]: segmentId }).toArray(),
        ),
      );
      return [...new Map(found.flat().map((doc) => [doc._id, fromDoc(doc)])).values()];
    },

    async nextDueAt(): Promise<Date | undefined> {
      const doc = await campaigns
        .find({ state: 'scheduled', startAt: { $ne: null } })
        .sort({ startAt: 1 })
        .limit(1)
        .next();
      return doc?.startAt ?? undefined;
    },

    async hasLine(key: string): Promise<boolean> {
      return (await thread.findOne({ key })) !== null;
    },

    /** Adds an entry behind the last; false where its key stands already. Numbers have no gap: n is taken only after n − 1. */
    async appendThread(
      campaignId: string,
      key: string,
      entry: Omit<ThreadEntry, 'campaignId' | 'seq'>,
    ): Promise<boolean> {
      for (;;) {
        const last = await thread.find({ campaignId }).sort({ seq: -1 }).limit(1).next();
        const seq = (last?.seq ?? 0) + 1;
        try {
          await thread.insertOne({ _id: `${campaignId}/${seq}`, campaignId, seq, key, ...entry });
          return true;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          if ((await thread.findOne({ key })) !== null) return false;
        }
      }
    },

    async thread(campaignId: string, input: { afterSeq: number; limit: number }): Promise<ThreadEntry[]> {
      const docs = await thread
        .find({ campaignId, seq: { $gt: input.afterSeq } })
        .sort({ seq: 1 })
        .limit(input.limit)
        .toArray();
      return docs.map(({ _id, key, ...entry }) => entry);
    },
  };
};
