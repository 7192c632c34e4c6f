import type { ClientSession } from 'mongodb';
import { type Database, inOneCommit, type StoreIndexes } from '../common/database-store.ts';
import { CONSENT_RECORDS, CONSENT_REQUESTS } from './consent/consent-store.ts';
import { createContactChanges } from './contact-changes-store.ts';
import type { ContactDocument } from './contact-store.ts';
import type { Activities, EventDefinition, EventFact } from './events/event.ts';
import { CONTACT_EVENTS, type EventDocument } from './events/event-store.ts';

/** A contact that became part of another. Its id goes on meaning that one. */
export interface MergeDocument {
  /** Id of the contact that is gone. */
  _id: string;
  into: string;
  /** The address that it had, for erasure. */
  address: string | null;
  at: Date;
}

export const MERGES = 'contact_merges';
export const MERGE_INDEXES: readonly StoreIndexes[] = [
  {
    collection: MERGES,
    indexes: [{ key: { into: 1 } }, { key: { address: 1 } }],
    shapes: [
      { fields: { into: 'equal' } },
      { fields: { into: 'in' } },
      { fields: { address: 'equal' } },
      { fields: { address: 'in' } },
    ],
  },
];

class Stale extends Error {}

export type MergeStore = ReturnType<typeof createMergeStore>;

export const createMergeStore = (database: Database) => {
  const of = <T extends { _id: string }>(name: string) => database.connection.collection<T>(name);
  const merges = of<MergeDocument>(MERGES);
  const contacts = createContactChanges(database).watched(of<ContactDocument>('contacts'));
  const events = of<EventDocument>(CONTACT_EVENTS);

  return {
    /** Contacts that became part of this one. */
    into: async (id: string): Promise<MergeDocument[]> => merges.find({ into: id }).toArray(),
    /**
     * Every other address of the person who has this one: of the contact itself, and of those that became part of it.
     * `addressHash` is how contacts are found by address.
     */
    otherAddresses: async (address: string, addressHash: string): Promise<string[]> => {
      const [owner, former] = await Promise.all([
        contacts.findOne({ addressHash }, { projection: { _id: 1 } }),
        merges.find({ address }, { projection: { into: 1 } }).toArray(),
      ]);
      const ids = new Set([...(owner === null ? [] : [owner._id]), ...former.map(({ into }) => into)]);
      if (ids.size === 0) return [];
      const [present, merged] = await Promise.all([
        contacts.find({ _id: { $in: [...ids] } }, { projection: { address: 1 } }).toArray(),
        Promise.all([...ids].map((into) => merges.find({ into }).toArray())),
      ]);
      const all = [...present, ...merged.flat()].flatMap((one) => one.address ?? []);
      return [...new Set(all)].filter((one) => one !== address);
    },
    /** Which of these belong to a person who had more than one address. */
    mergedAmong: async (
      people: readonly { readonly address: string; readonly addressHash: string }[],
    ): Promise<ReadonlySet<string>> => {
      const hashes = people.map(({ addressHash }) => addressHash);
      const owners = await contacts
        .find({ addressHash: { $in: hashes } }, { projection: { addressHash: 1 } })
        .toArray();
      const [former, into] = await Promise.all([
        merges.find({ address: { $in: people.map(({ address }) => address) } }).toArray(),
        merges.find({ into: { $in: owners.map(({ _id }) => _id) } }).toArray(),
      ]);
      const merged = new Set(into.map((one) => one.into));
      const hashesOf = new Set(owners.filter(({ _id }) => merged.has(_id)).map(({ addressHash }) => addressHash));
      return new Set([
        ...former.flatMap(({ address }) => address ?? []),
        ...people.filter(({ addressHash }) => hashesOf.has(addressHash)).map(({ address }) => address),
      ]);
    },
    forget: async (id: string): Promise<void> => {
      await merges.deleteMany({ into: id });
    },
    /**
     * One commit: everything of the one that goes is the kept one's afterwards. False where either changed since it was
     * read. Its external id and address are free once it is deleted, so that the kept one may take them.
     */
    async merge(input: {
      kept: ContactDocument;
      gone: ContactDocument;
      set: Record<string, unknown>;
      at: Date;
      activityOf: (facts: readonly EventFact[], definitions: readonly EventDefinition[]) => Activities;
      definitions: readonly EventDefinition[];
      markGone: (ids: readonly string[], session?: ClientSession) => Promise<void>;
      followConsent: (ids: readonly string[], session?: ClientSession) => Promise<void>;
    }): Promise<boolean> {
      const { kept, gone, at } = input;
      const write = async (session?: ClientSession): Promise<void> => {
        const options = session === undefined ? {} : { session };
        await input.markGone([gone._id], session);
        const { deletedCount } = await contacts.deleteOne({ _id: gone._id, updatedAt: gone.updatedAt }, options);
        if (deletedCount !== 1) throw new Stale();
        await merges.updateMany({ into: gone._id }, { $set: { into: kept._id } }, options);
        await merges.insertOne({ _id: gone._id, into: kept._id, address: gone.address ?? null, at }, options);
        for (const name of [CONTACT_EVENTS, CONSENT_RECORDS, CONSENT_REQUESTS]) {
          const moved = of<{ _id: string; contactId: string }>(name);
          await moved.updateMany({ contactId: gone._id }, { $set: { contactId: kept._id } }, options);
        }
        const facts = (await events.find({ contactId: kept._id }, options).toArray()).map(({ _id, ...rest }) => ({
          id: _id,
          ...rest,
        }));
        const activity = input.activityOf(facts, input.definitions);
        const did = Object.keys(activity);
        const { matchedCount } = await contacts.updateOne(
          { _id: kept._id, updatedAt: kept.updatedAt },
          { $set: { ...input.set, ...(did.length === 0 ? {} : { did, activity }), updatedAt: at } },
          options,
        );
        if (matchedCount !== 1) throw new Stale();
        await input.followConsent([kept._id], session);
      };
      try {
        await inOneCommit(database, write);
        return true;
      } catch (error) {
        if (error instanceof Stale) return false;
        throw error;
      }
    },
  };
};
