import { type Database, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import type { TrackingKind } from './tracking.ts';

export const TRACKING_INDEXES: StoreIndexes[] = [
  {
    collection: 'tracking_events',
    indexes: [
      { key: { campaignId: 1, contactId: 1 } },
      { key: { contactId: 1 } },
      { key: { token: 1 }, unique: true, sparse: true },
      { key: { until: 1 }, expireAfterSeconds: 0, sparse: true },
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

/**
 * The one-time token of a webhook that left no event. It stands among the events, so that one unique index decides
 * who was first to show a token.
 */
export interface SpentToken {
  readonly _id: string;
  readonly token: string;
  /** Until then the signature that came with it would be taken; the database drops it afterwards. */
  readonly until: Date;
}

export const createTrackingStore = (database: Database) => {
  const all = database.connection.collection<EventDoc | SpentToken>('tracking_events');
  const events = database.connection.collection<EventDoc>('tracking_events');
  return {
    /** Stores what is new, in one write; answers for each whether it was new. */
    async insert(docs: readonly (EventDoc | SpentToken)[]): Promise<boolean[]> {
      try {
        await all.insertMany([...docs], { ordered: false });
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
    event: (id: string) => events.findOne({ _id: id }),
    /** A query of its own: the embedded server scans for an `$or` of key and token. */
    withToken: (token: string) => all.findOne({ token }),
    async effectDone(id: string): Promise<void> {
      await events.updateOne({ _id: id }, { $unset: { effect: '' } });
    },
    /** Takes out what quotes a person. */
    async forgetWords(id: string): Promise<void> {
      await events.updateOne({ _id: id }, { $set: { detail: null }, $unset: { effect: '' } });
    },
    ofCampaign: (campaignId: string, contactIds?: readonly string[]) =>
      events.find({ campaignId, ...(contactIds === undefined ? {} : { contactId: { $in: [...contactIds] } }) }),
    ofContact: (contactId: string) => events.find({ contactId }).toArray(),
  };
};

export type TrackingStore = ReturnType<typeof createTrackingStore>;
