import { type Database, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import type { TrackingKind } from './tracking.ts';

export const TRACKING_INDEXES: StoreIndexes[] = [
  {
    collection: 'tracking_events',
    indexes: [
      { key: { campaignId: 1, contactId: 1 } },
      { key: { contactId: 1 } },
      { key: { token: 1 }, unique: true, partialFilterExpression: { token: { $type: 'string' } } },
    ],
    shapes: [
      { fields: { campaignId: 'equal' } },
      { fields: { campaignId: 'equal', contactId: 'in' } },
      { fields: { contactId: 'equal' } },
      { fields: { token: 'equal' } },
    ],
  },
];

/** A fact. Whether timing speaks for a machine is derived, never stored; `agent` is what the request itself showed. */
export interface EventDoc {
  /** The unique key. */
  readonly _id: string;
  readonly kind: TrackingKind;
  readonly campaignId: string;
  readonly contactId: string;
  readonly at: Date;
  readonly linkId: string | null;
  readonly source: 'link' | 'pixel' | 'webhook' | 'page';
  /** True where method or user agent says that no person did this. */
  readonly agent: boolean;
  readonly detail: string | null;
  /** The provider's one-time token: a replay meets the unique index. */
  readonly token?: string;
  /** What has still to follow from the event; absent once it did. */
  readonly effect?: { readonly suppress: 'bounced' | 'complained' | 'unsubscribed'; readonly address: string };
}

export const createTrackingStore = (database: Database) => {
  const events = database.connection.collection<EventDoc>('tracking_events');
  return {
    /** Stores what is new, in one write; answers for each whether it was new. */
    async insert(docs: readonly EventDoc[]): Promise<boolean[]> {
      try {
        await events.insertMany([...docs], { ordered: false });
        return docs.map(() => true);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const failures: unknown = Reflect.get(error as object, 'writeErrors');
        const list = (Array.isArray(failures) ? failures : [failures]) as { index?: number; code?: number }[];
        if (list.some((failure) => failure?.code !== 11_000)) throw error;
        const taken = new Set(list.map((failure) => failure.index));
        return docs.map((_, index) => !taken.has(index));
      }
    },
    stored: (id: string, token: string) => events.findOne({ $or: [{ _id: id }, { token }] }),
    async effectDone(id: string): Promise<void> {
      await events.updateOne({ _id: id }, { $unset: { effect: '' } });
    },
    ofCampaign: (campaignId: string, contactIds?: readonly string[]) =>
      events.find({ campaignId, ...(contactIds === undefined ? {} : { contactId: { $in: [...contactIds] } }) }),
    ofContact: (contactId: string) => events.find({ contactId }).toArray(),
  };
};

export type TrackingStore = ReturnType<typeof createTrackingStore>;
