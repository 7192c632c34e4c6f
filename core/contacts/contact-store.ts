import { type ClientSession, type Filter, MongoBulkWriteError } from 'mongodb';
import { type Database, inOneCommit, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import { ATTRIBUTE_INDEXES } from './attribute-store.ts';
import { CONSENT_INDEXES } from './consent/consent-store.ts';
import type { TopicConsent } from './consent/topic.ts';
import type { AttributeValue, Consent, Contact, Suppression, SuppressionReason } from './contact.ts';
import { createContactChanges } from './contact-changes-store.ts';
import type { Activities } from './events/event.ts';
import { EVENT_INDEXES } from './events/event-store.ts';
import { IMPORT_INDEXES } from './import-store.ts';
import { MERGE_INDEXES, MERGES, type MergeDocument } from './merge-store.ts';

/** As stored. `address`, `addressHash` and `externalId` are absent where unknown, so that their unique indexes leave them out. */
export interface ContactDocument {
  _id: string;
  address?: string;
  /** Keyed hash of the address: joins a contact with its suppression. */
  addressHash?: string;
  externalId?: string;
  attributes: Record<string, AttributeValue>;
  consent: Consent;
  /** Static lists that it stands on, written by segments. */
  lists?: string[];
  /** Events that it ever did, by key: what `activity` holds, for the index. */
  did?: string[];
  activity?: Activities;
  tags?: string[];
  topics?: Record<string, TopicConsent>;
  pausedUntil?: Date;
  createdAt: Date;
  updatedAt: Date;
}

/** What an import changes of one contact: fields by path, and consent over the status that was read. */
export interface ContactChange {
  readonly id: string;
  readonly set: Readonly<Record<string, unknown>>;
  readonly consent?: { readonly from: Consent['status']; readonly to: Consent };
}

export interface SuppressionDocument {
  /** The keyed hash of the normalised address. */
  _id: string;
  reason: SuppressionReason;
  at: Date;
  source: string;
}

/** Somebody who can no longer be written to although an audience frozen earlier holds them. Removed by a new consent. */
interface WithdrawalDocument {
  /** The contact's id; for one topic alone `refusalId` of both. */
  _id: string;
  reason: WithdrawalReason;
  at: Date;
  /** Where it ends by itself: mail was paused. */
  until?: Date;
}
/** `no_address`: the contact is gone. */
export type WithdrawalReason = 'no_consent' | 'no_address';

const refusalId = (contactId: string, topic: string): string => `${contactId} ${topic}`;

/** When contacts were made: from the one moment on, and before the other. */
export interface ContactWindow {
  readonly from?: Date | undefined;
  readonly end?: Date | undefined;
}

const madeIn = ({ from, end }: ContactWindow): Filter<ContactDocument> =>
  from === undefined && end === undefined
    ? {}
    : { createdAt: { ...(from === undefined ? {} : { $gte: from }), ...(end === undefined ? {} : { $lt: end }) } };

export const CONTACTS = 'contacts';
export const SUPPRESSIONS = 'suppressions';
const WITHDRAWALS = 'withdrawals';

export const CONTACT_INDEXES: readonly StoreIndexes[] = [
  {
    collection: CONTACTS,
    indexes: [
      { key: { address: 1 }, unique: true, sparse: true },
      { key: { externalId: 1 }, unique: true, sparse: true },
      { key: { addressHash: 1 } },
      { key: { createdAt: 1 } },
      { key: { lists: 1 }, sparse: true },
      { key: { did: 1 }, sparse: true },
      { key: { tags: 1 }, sparse: true },
    ],
    shapes: [
      { fields: { address: 'equal' } },
      { fields: { address: 'range' }, sort: { _id: 1 } },
      { fields: { externalId: 'equal' } },
      { fields: { externalId: 'in' } },
      { fields: { addressHash: 'in' } },
      { fields: { createdAt: 'range' } },
      { fields: { createdAt: 'range' }, sort: { createdAt: 1, _id: 1 } },
      { fields: { lists: 'equal' } },
      { fields: { did: 'equal' } },
      { fields: { tags: 'equal' } },
      { fields: { _id: 'in' } },
      { fields: { _id: 'range' }, sort: { _id: 1 } },
    ],
  },
  {
    collection: SUPPRESSIONS,
    indexes: [{ key: { reason: 1, _id: 1 } }],
    shapes: [
      { fields: { _id: 'in' } },
      { fields: { _id: 'range' }, sort: { _id: 1 } },
      { fields: { reason: 'equal', _id: 'range' }, sort: { _id: 1 } },
    ],
  },
  { collection: WITHDRAWALS, indexes: [], shapes: [{ fields: { _id: 'in' } }] },
  ...ATTRIBUTE_INDEXES,
  ...IMPORT_INDEXES,
  ...EVENT_INDEXES,
  ...CONSENT_INDEXES,
  ...MERGE_INDEXES,
];

export const toContact = (document: ContactDocument): Contact => ({
  id: document._id,
  address: document.address ?? null,
  externalId: document.externalId ?? null,
  attributes: document.attributes,
  consent: document.consent,
  ...(document.lists === undefined || document.lists.length === 0 ? {} : { lists: document.lists }),
  ...(document.activity === undefined ? {} : { activity: document.activity }),
  ...(document.tags === undefined || document.tags.length === 0 ? {} : { tags: document.tags }),
  ...(document.topics === undefined ? {} : { topics: document.topics }),
  ...(document.pausedUntil === undefined ? {} : { pausedUntil: document.pausedUntil }),
  createdAt: document.createdAt,
  updatedAt: document.updatedAt,
});

export type ContactStore = ReturnType<typeof createContactStore>;

export const createContactStore = (database: Database) => {
  const changes = createContactChanges(database);
  const contacts = changes.watched(database.connection.collection<ContactDocument>(CONTACTS));
  const suppressions = changes.watched(database.connection.collection<SuppressionDocument>(SUPPRESSIONS));
  const withdrawals = database.connection.collection<WithdrawalDocument>(WITHDRAWALS);
  const merges = database.connection.collection<MergeDocument>(MERGES);
  /**
   * Brings the withdrawals of these contacts in line with their consent as it stands. In the commit that changed it, so
   * that a send never reads one without the other.
   */
  const followConsent = async (ids: readonly string[], session?: ClientSession): Promise<void> => {
    if (ids.length === 0) return;
    const options = session === undefined ? {} : { session };
    const found = await contacts
      .find({ _id: { $in: [...ids] } }, { projection: { 'consent.status': 1, pausedUntil: 1, topics: 1 }, ...options })
      .toArray();
    const [granted, gone] = [true, false].map((yes) =>
      found.filter(({ consent }) => (consent.status === 'granted') === yes).map(({ _id }) => _id),
    ) as [string[], string[]];
    if (granted.length > 0) await withdrawals.deleteMany({ _id: { $in: granted } }, options);
    for (const { _id, consent, pausedUntil } of found) {
      if (consent.status !== 'granted' || pausedUntil === undefined) continue;
      await putWithdrawals([_id], 'no_consent', session, pausedUntil);
    }
    if (gone.length > 0) await putWithdrawals(gone, 'no_consent', session);
    const chosen = found.flatMap(({ _id, topics = {} }) =>
      Object.entries(topics).map(([topic, { status }]) => ({
        id: refusalId(_id, topic),
        refused: status === 'refused',
      })),
    );
    const [refused, agreed] = [true, false].map((yes) =>
      chosen.filter(({ refused: no }) => no === yes).map(({ id }) => id),
    ) as [string[], string[]];
    if (agreed.length > 0) await withdrawals.deleteMany({ _id: { $in: agreed } }, options);
    if (refused.length > 0) await putWithdrawals(refused, 'no_consent', session);
  };
  const putWithdrawals = async (
    ids: readonly string[],
    reason: WithdrawalReason,
    session?: ClientSession,
    until?: Date,
  ): Promise<void> => {
    const row = { reason, at: new Date(), ...(until === undefined ? {} : { until }) };
    await withdrawals.bulkWrite(
      ids.map((_id) => ({ replaceOne: { filter: { _id }, replacement: row, upsert: true } })),
      { ordered: false, ...(session === undefined ? {} : { session }) },
    );
  };
  const toSuppression = (d: SuppressionDocument): Suppression => ({
    addressHash: d._id,
    reason: d.reason,
    at: d.at,
    source: d.source,
  });

  return {
    /** The id of a contact that became part of another means that one. */
    byId: async (id: string) => {
      const found = await contacts.findOne({ _id: id });
      if (found !== null) return found;
      const merge = await merges.findOne({ _id: id });
      return merge === null ? undefined : ((await contacts.findOne({ _id: merge.into })) ?? undefined);
    },
    byIds: (ids: readonly string[]) => contacts.find({ _id: { $in: [...ids] } }).toArray(),
    byAddress: async (address: string) => (await contacts.findOne({ address })) ?? undefined,
    /** By the keyed hashes of addresses: the embedded server scans for `$in` on the partial index of addresses. */
    byAddressHashes: (hashes: readonly string[]) => contacts.find({ addressHash: { $in: [...hashes] } }).toArray(),
    byExternalIds: (ids: readonly string[]) => contacts.find({ externalId: { $in: [...ids] } }).toArray(),
    count: () => contacts.countDocuments({}),
    /** From what the server remembers: at once, and not to the last one. */
    roughly: () => contacts.estimatedDocumentCount(),
    countMatching: (filter: Filter<ContactDocument>) => contacts.countDocuments(filter),

    /** One page in the order of ids, beginning after `after`. */
    page: (filter: Filter<ContactDocument>, after: string | undefined, limit: number) =>
      contacts
        .find(after === undefined ? filter : { $and: [filter, { _id: { $gt: after } }] })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),

    /** Everyone who matches, ordered by id: one cursor. `fields`: no more of each, by path. */
    cursor: (filter: Filter<ContactDocument>, batchSize: number, fields?: readonly string[]) =>
      contacts
        .find(filter, fields === undefined ? {} : { projection: Object.fromEntries(fields.map((field) => [field, 1])) })
        .sort({ _id: 1 })
        .allowDiskUse()
        .batchSize(batchSize),

    /**
     * The first who match in the order of `createdAt` and id, of a window where one is given. Two steps, because the
     * embedded server takes its index from the first alone: the window, or `among`, which an index answers.
     */
    first: (
      filter: Filter<ContactDocument>,
      limit: number,
      { window, among }: { window?: ContactWindow; among?: Filter<ContactDocument> } = {},
    ) =>
      contacts
        .aggregate<ContactDocument>(
          [
            { $match: window === undefined ? (among ?? {}) : madeIn(window) },
            { $match: filter },
            { $sort: { createdAt: 1, _id: 1 } },
            { $limit: limit },
          ],
          { allowDiskUse: true },
        )
        .toArray(),
    /** At most so many of a window, whoever they are. */
    someOf: (window: ContactWindow, limit: number) => contacts.find(madeIn(window)).limit(limit).toArray(),
    /** Changes whenever a contact or a suppression does. */
    changeMark: () => changes.mark(),

    /**
     * How many match, by whether an address is known and by consent (`paused` where mail is, at `now`): one pass.
     * `among` is what an index answers best: a stage of its own, from which the embedded server takes its index.
     */
    tally: (filter: Filter<ContactDocument>, now: Date, among?: Filter<ContactDocument>) =>
      contacts
        .aggregate<{ _id: { reachable: boolean; consent: Consent['status'] | 'paused' }; n: number }>([
          ...(among === undefined ? [] : [{ $match: among }]),
          { $match: filter },
          {
            $group: {
              _id: {
                reachable: { $eq: [{ $type: '$address' }, 'string'] },
                consent: { $cond: [{ $gt: ['$pausedUntil', now] }, 'paused', '$consent.status'] },
              },
              n: { $sum: 1 },
            },
          },
        ])
        .toArray(),

    /**
     * Inserts in any order. Answers false where somebody else made one of them meanwhile (unique address or external
     * id); the others are stored.
     */
    insertMany: async (documents: readonly ContactDocument[]): Promise<boolean> => {
      if (documents.length === 0) return true;
      try {
        await contacts.insertMany([...documents], { ordered: false });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /**
     * Changes of an import. A refusal is written over whatever stands; other consent only over the status that was read,
     * and never over `refused`: a refusal that arrived meanwhile stays. Answers false where a unique address or external
     * id was taken meanwhile.
     * One transaction, because the embedded server makes each update of a bulk durable by itself: twenty times slower.
     */
    applyChanges: async (changes: readonly ContactChange[]): Promise<boolean> => {
      const operations = changes.flatMap(({ id, set, consent }) => [
        ...(Object.keys(set).length === 0 ? [] : [{ updateOne: { filter: { _id: id }, update: { $set: set } } }]),
        ...(consent === undefined || consent.from === 'refused'
          ? []
          : [
              {
                updateOne: {
                  filter: {
                    _id: id,
                    'consent.status': consent.to.status === 'refused' ? { $ne: 'refused' } : consent.from,
                  },
                  update: { $set: { consent: consent.to } },
                },
              },
            ]),
      ]);
      if (operations.length === 0) return true;
      try {
        await inOneCommit(database, async (session) => {
          await contacts.bulkWrite(operations, { ordered: false, ...(session === undefined ? {} : { session }) });
          await followConsent(
            changes.filter(({ consent }) => consent !== undefined).map(({ id }) => id),
            session,
          );
        });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** `unset` names attribute keys. */
    async update(id: string, set: Record<string, unknown>, unset: readonly string[]) {
      const change = {
        $set: set,
        ...(unset.length === 0
          ? {}
          : { $unset: Object.fromEntries(unset.map((key) => [`attributes.${key}`, '' as const])) }),
      };
      const concernsMail = Object.keys(set).some((key) => /^(consent|pausedUntil|topics)(\.|$)/.test(key));
      let after: ContactDocument | null = null;
      const write = async (session?: ClientSession): Promise<void> => {
        const options = session === undefined ? {} : { session };
        after = await contacts.findOneAndUpdate({ _id: id }, change, { returnDocument: 'after', ...options });
        if (concernsMail) await followConsent([id], session);
      };
      await (concernsMail ? inOneCommit(database, write) : write());
      return (after as ContactDocument | null) ?? undefined;
    },
    followConsent,
    /** Before contacts are removed: audiences frozen earlier still hold them. */
    markGone: (ids: readonly string[], session?: ClientSession): Promise<void> =>
      putWithdrawals(ids, 'no_address', session),
    remove: (id: string) => contacts.deleteOne({ _id: id }),
    /** Which of these contacts withdrew, refused this topic, or are gone: their ids with why. */
    withdrawalsAmong: async (ids: readonly string[], topic?: string): Promise<Map<string, WithdrawalReason>> => {
      const refusals = new Map(topic === undefined ? [] : ids.map((id) => [refusalId(id, topic), id]));
      const stands = { $or: [{ until: { $exists: false } }, { $expr: { $gt: ['$until', '$$NOW'] } }] };
      // Two steps: the embedded server reads the whole collection where one filter holds ids and something else.
      const rows = await withdrawals
        .aggregate<{ _id: string; reason: WithdrawalReason }>([
          { $match: { _id: { $in: [...ids, ...refusals.keys()] } } },
          { $match: stands },
          { $project: { reason: 1 } },
        ])
        .toArray();
      return new Map(rows.map((row) => [refusals.get(row._id) ?? row._id, row.reason]));
    },

    /** Values of one attribute with their counts, most frequent first. `key` is a defined attribute's. */
    values: (key: string, limit: number) =>
      contacts
        .aggregate<{ _id: AttributeValue; n: number }>([
          { $match: { [`attributes.${key}`]: { $exists: true } } },
          { $unwind: `$attributes.${key}` },
          { $group: { _id: `$attributes.${key}`, n: { $sum: 1 } } },
          { $sort: { n: -1, _id: 1 } },
          { $limit: limit },
        ])
        .toArray(),

    indexAttribute: async (key: string) => {
      await contacts.createIndex({ [`attributes.${key}`]: 1 }, { name: `attribute_${key}` });
    },
    dropAttributeIndex: async (key: string) => {
      const indexes = await contacts.indexes();
      if (indexes.some((index) => index.name === `attribute_${key}`)) await contacts.dropIndex(`attribute_${key}`);
    },

    /** The first reason stays. */
    suppress: async (row: Suppression): Promise<{ suppression: Suppression; added: boolean }> => {
      const { addressHash, ...rest } = row;
      let added = false;
      try {
        const result = await suppressions.updateOne({ _id: addressHash }, { $setOnInsert: rest }, { upsert: true });
        added = result.upsertedCount === 1;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const stored = await suppressions.findOne({ _id: addressHash });
      return { suppression: stored ? toSuppression(stored) : row, added };
    },
    /** Those that are new, in one write; answers how many that were. The first reason of each stays. */
    suppressAll: async (rows: readonly Suppression[]): Promise<number> => {
      if (rows.length === 0) return 0;
      try {
        const documents = rows.map(({ addressHash, ...rest }) => ({ _id: addressHash, ...rest }));
        return (await suppressions.insertMany(documents, { ordered: false })).insertedCount;
      } catch (error) {
        if (!(error instanceof MongoBulkWriteError) || !isDuplicateKey(error)) throw error;
        return error.insertedCount;
      }
    },
    suppression: async (hash: string) => {
      const stored = await suppressions.findOne({ _id: hash });
      return stored ? toSuppression(stored) : undefined;
    },
    suppressionsAmong: async (hashes: readonly string[]): Promise<Map<string, SuppressionReason>> => {
      const rows = await suppressions.find({ _id: { $in: [...hashes] } }).toArray();
      return new Map(rows.map((row) => [row._id, row.reason]));
    },
    allSuppressions: async (): Promise<Map<string, SuppressionReason>> => {
      const all = new Map<string, SuppressionReason>();
      for await (const row of suppressions.find({}, { projection: { reason: 1 } }).batchSize(5_000))
        all.set(row._id, row.reason);
      return all;
    },
  };
};
