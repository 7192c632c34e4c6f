import type { AnyBulkWriteOperation } from 'mongodb';
import { type Database, inOneCommit, type StoreIndexes } from '../common/database-store.ts';
import { createContactChanges } from './contact-changes-store.ts';
import type { ContactDocument, ContactStore } from './contact-store.ts';
import type { PlannedAdditions } from './decide-rows.ts';
import type { ImportDocument, ListedRowsDocument } from './import-store.ts';
import { createSeenRows } from './seen-rows.ts';

/** What one batch of an import was about to add. Written before the contacts are, so that nothing that was added is missing. */
interface AdditionsDocument {
  /** `IMPORT:ROWS READ BEFORE:FENCE:RANDOM`: a batch that is tried again leaves what the first try left. */
  _id: string;
  created: string[];
  added: { id: string; attributes: PlannedAdditions['added'][number]['attributes'] }[];
}

export interface Undone {
  readonly removed: number;
  readonly kept: number;
  readonly values: number;
}

export const IMPORT_UNDO_INDEXES: readonly StoreIndexes[] = [
  { collection: 'contact_import_additions', indexes: [], shapes: [{ fields: { _id: 'range' }, sort: { _id: 1 } }] },
];

export type ImportUndoStore = ReturnType<typeof createImportUndoStore>;

export const createImportUndoStore = (
  database: Database,
  {
    contacts: store,
    heldAmong,
  }: { contacts: ContactStore; heldAmong: (ids: readonly string[]) => Promise<Set<string>> },
) => {
  const additions = database.connection.collection<AdditionsDocument>('contact_import_additions');
  const imports = database.connection.collection<ImportDocument>('contact_imports');
  const listed = database.connection.collection<ListedRowsDocument>('contact_import_rows');
  const contacts = createContactChanges(database).watched(database.connection.collection<ContactDocument>('contacts'));

  /** As the import made it: nobody edited it, and it did, said and carries nothing of its own. */
  const untouched = (ids: readonly string[], at: Date) => ({
    _id: { $in: [...ids] },
    $expr: { $eq: ['$createdAt', '$updatedAt'] },
    'consent.at': at,
    ...Object.fromEntries(
      ['did', 'lists', 'tags', 'topics', 'pausedUntil'].map((field) => [field, { $exists: false }]),
    ),
  });

  return {
    writeAdditions: async (
      { _id, fence }: { readonly _id: string; readonly fence: number },
      before: number,
      once: string,
      { created, added }: PlannedAdditions,
    ): Promise<void> => {
      if (created.length === 0 && added.length === 0) return;
      const place = [_id, String(before).padStart(12, '0'), fence, once].join(':');
      await additions.insertOne({ _id: place, created: [...created], added: added.map((one) => ({ ...one })) });
    },

    /** What an import added, batch by batch, after the batch `after`. */
    batch: async (importId: string, after: string): Promise<AdditionsDocument | undefined> => {
      const [found] = await additions
        .find({ _id: { $gt: after === '' ? `${importId}:` : after, $lt: `${importId};` } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(1)
        .toArray();
      return found === undefined ? undefined : ((await additions.findOne({ _id: found._id })) ?? undefined);
    },

    /**
     * Whether another import had somebody in it whom it found as this one made them: they are that import's as well. In
     * 20 to 60 bytes a person.
     */
    metByOthers: async ({
      _id,
      createdAt,
    }: Pick<ImportDocument, '_id' | 'createdAt'>): Promise<(contactId: string) => boolean> => {
      const met = createSeenRows();
      const others = await imports
        .find(
          {
            _id: { $ne: _id },
            phase: { $ne: 'undone' },
            $or: [{ _id: { $gt: _id } }, { finishedAt: null }, { finishedAt: { $gte: createdAt } }],
          },
          { projection: { _id: 1 } },
        )
        .toArray();
      for (const { _id: importId } of others) {
        for await (const { rows } of listed.find({ importId, list: 'unchanged' })) {
          for (const { contactId } of rows) met.see(contactId, 1, undefined);
        }
      }
      return (contactId) => met.see(contactId, 2, undefined)?.row === 1;
    },

    /**
     * Takes one batch back: contacts that nothing else touched are removed, and attributes that still have the value that
     * the import gave them are taken off the others. Doing it again changes nothing more.
     */
    takeBack: async (
      { created, added }: AdditionsDocument,
      { importedAt, now, metByOthers }: { importedAt: Date; now: Date; metByOthers: (contactId: string) => boolean },
    ): Promise<Undone> => {
      const there = await contacts.find({ _id: { $in: created } }, { projection: { _id: 1 } }).toArray();
      const asMade = await contacts.find(untouched(created, importedAt), { projection: { _id: 1 } }).toArray();
      const held = asMade.length === 0 ? new Set<string>() : await heldAmong(asMade.map(({ _id }) => _id));
      const going = asMade.map(({ _id }) => _id).filter((id) => !held.has(id) && !metByOthers(id));
      let removed = 0;
      if (going.length > 0) {
        await inOneCommit(database, async (session) => {
          // An audience that is frozen in between holds them: it must not bring them mail.
          await store.markGone(going, session);
          const options = session === undefined ? {} : { session };
          removed = (await contacts.deleteMany(untouched(going, importedAt), options)).deletedCount;
          await store.followConsent(going, session);
        });
      }
      const operations = added.flatMap(({ id, attributes }): AnyBulkWriteOperation<ContactDocument>[] =>
        Object.entries(attributes).map(([key, value]) => ({
          updateOne: {
            filter: { _id: id, [`attributes.${key}`]: value },
            update: { $unset: { [`attributes.${key}`]: '' }, $set: { updatedAt: now } },
          },
        })),
      );
      let values = 0;
      if (operations.length > 0) {
        await inOneCommit(database, async (session) => {
          const options = { ordered: false, ...(session === undefined ? {} : { session }) };
          values = (await contacts.bulkWrite(operations, options)).modifiedCount;
        });
      }
      return { removed, kept: there.length - removed, values };
    },
    forget: (importId: string) => additions.deleteMany({ _id: { $gt: `${importId}:`, $lt: `${importId};` } }),
  };
};
