import type { AnyBulkWriteOperation } from 'mongodb';
import { type Database, inOneCommit, isDuplicateKey, type StoreIndexes } from '../../common/database-store.ts';
import { sharedRead } from '../../common/shared-read.ts';
import { createContactChanges } from '../contact-changes-store.ts';
import type { ContactDocument } from '../contact-store.ts';
import { type Activities, EVENT_LIMITS, type EventDefinition, type EventFact, type EventValue } from './event.ts';

export interface EventDocument extends Omit<EventFact, 'id'> {
  _id: string;
}

/** All kinds of event in one document, so that their limit and their types hold whoever sends the first at once. */
interface CatalogueDocument {
  _id: 'events';
  definitions: EventDefinition[];
  version: number;
}

export const CONTACT_EVENTS = 'contact_events';

export const EVENT_INDEXES: readonly StoreIndexes[] = [
  {
    collection: CONTACT_EVENTS,
    indexes: [{ key: { contactId: 1, at: 1 } }],
    shapes: [
      { fields: { _id: 'in' } },
      { fields: { contactId: 'equal' }, sort: { at: -1 } },
      { fields: { contactId: 'equal', at: 'range' }, sort: { at: -1 } },
    ],
  },
];

/** What one fact adds to its contact. */
export interface FactToKeep {
  readonly fact: EventFact;
  readonly kept: Readonly<Record<string, EventValue>>;
}

class Stale extends Error {}

const toFact = ({ _id, contactId, event, at, properties }: EventDocument): EventFact => ({
  id: _id,
  contactId,
  event,
  at,
  properties,
});

/** All that a contact's new facts change in its activity, as one update. */
const activityUpdate = (added: readonly FactToKeep[]) => {
  const inc: Record<string, number> = {};
  const min: Record<string, Date> = {};
  const max: Record<string, Date> = {};
  const recent: Record<string, { at: Date; p: Record<string, EventValue> }[]> = {};
  const plus = (path: string, by: number): void => {
    inc[path] = (inc[path] ?? 0) + by;
  };
  for (const { fact, kept } of added) {
    const base = `activity.${fact.event}`;
    plus(`${base}.count`, 1);
    for (const [key, value] of Object.entries(kept)) {
      if (typeof value !== 'number') continue;
      plus(`${base}.totals.${key}.n`, 1);
      plus(`${base}.totals.${key}.sum`, value);
    }
    const [first, last] = [`${base}.first`, `${base}.last`];
    if (min[first] === undefined || fact.at < min[first]) min[first] = fact.at;
    if (max[last] === undefined || fact.at > max[last]) max[last] = fact.at;
    const list = recent[`${base}.recent`] ?? [];
    list.push({ at: fact.at, p: { ...kept } });
    recent[`${base}.recent`] = list;
  }
  return {
    $inc: inc,
    $min: min,
    $max: max,
    $addToSet: { did: { $each: [...new Set(added.map(({ fact }) => fact.event))] } },
    $push: Object.fromEntries(
      Object.entries(recent).map(([path, $each]) => [path, { $each, $sort: { at: -1 }, $slice: EVENT_LIMITS.recent }]),
    ),
  };
};

export type EventStore = ReturnType<typeof createEventStore>;

export const createEventStore = (database: Database) => {
  const events = database.connection.collection<EventDocument>(CONTACT_EVENTS);
  const catalogue = database.connection.collection<CatalogueDocument>('event_catalogue');
  const contacts = createContactChanges(database).watched(database.connection.collection<ContactDocument>('contacts'));

  return {
    catalogue: sharedRead(async (): Promise<{ definitions: readonly EventDefinition[]; version: number }> => {
      const found = await catalogue.findOne({ _id: 'events' });
      return { definitions: found?.definitions ?? [], version: found?.version ?? 0 };
    }),
    /** False where somebody else added to it since `version` was read. */
    putCatalogue: async (definitions: readonly EventDefinition[], version: number): Promise<boolean> => {
      const next = { definitions: [...definitions], version: version + 1 };
      try {
        if (version === 0) await catalogue.insertOne({ _id: 'events', ...next });
        else return (await catalogue.findOneAndUpdate({ _id: 'events', version }, { $set: next })) !== null;
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    known: async (ids: readonly string[]): Promise<ReadonlySet<string>> =>
      new Set(
        (await events.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id),
      ),
    /**
     * Stores new facts and what they add to their contacts, in one commit. False where one of them was stored meanwhile, or
     * a contact is gone: read again. Each fact's id is new as far as the caller knows, and stands once.
     */
    add: async (added: readonly FactToKeep[]): Promise<boolean> => {
      const byContact = new Map<string, FactToKeep[]>();
      for (const one of added) byContact.set(one.fact.contactId, [...(byContact.get(one.fact.contactId) ?? []), one]);
      const updates: AnyBulkWriteOperation<ContactDocument>[] = [...byContact].map(([_id, some]) => ({
        updateOne: { filter: { _id }, update: activityUpdate(some) as object },
      }));
      try {
        await inOneCommit(database, async (session) => {
          const options = { ordered: false, ...(session === undefined ? {} : { session }) };
          await events.insertMany(
            added.map(({ fact: { id, ...rest } }) => ({ _id: id, ...rest })),
            options,
          );
          const { matchedCount } = await contacts.bulkWrite(updates, options);
          if (matchedCount !== updates.length) throw new Stale();
        });
        return true;
      } catch (error) {
        if (error instanceof Stale || isDuplicateKey(error)) return false;
        throw error;
      }
    },
    ofContact: async (contactId: string, limit: number): Promise<EventFact[]> =>
      (await events.find({ contactId }).sort({ at: -1 }).limit(limit).toArray()).map(toFact),
    removeOf: async (contactId: string): Promise<void> => {
      await events.deleteMany({ contactId });
    },
    /** Every contact that has a fact. */
    people: () => events.aggregate<{ _id: string }>([{ $group: { _id: '$contactId' } }]),
    /** Replaces what is kept of a contact by what `fold` makes of its facts, in one commit: no event is lost in between. */
    recount: (contactId: string, fold: (facts: readonly EventFact[]) => Activities): Promise<void> =>
      inOneCommit(database, async (session) => {
        const options = session === undefined ? {} : { session };
        const activity = fold((await events.find({ contactId }, options).toArray()).map(toFact));
        await contacts.updateOne({ _id: contactId }, { $set: { did: Object.keys(activity), activity } }, options);
      }),
    /** Sums of a numeric property over all events, of some contacts that did it. */
    sums: async (event: string, property: string, limit: number): Promise<number[]> =>
      (
        await contacts
          .find({ did: event }, { projection: { [`activity.${event}.totals.${property}.sum`]: 1 } })
          .limit(limit)
          .toArray()
      ).flatMap(({ activity }) => activity?.[event]?.totals?.[property]?.sum ?? []),
  };
};
