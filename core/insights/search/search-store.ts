import type { Binary } from 'mongodb';
import { type Database, type StoreIndexes, serverTime } from '../../common/database-store.ts';
import type { IndexEntry } from './term-index.ts';

export const SEARCH_KINDS = ['insight', 'campaign', 'decision'] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** One thing that can be found. */
export interface SearchEntry {
  /** `insight:I-12`. */
  readonly id: string;
  readonly kind: SearchKind;
  /** What is shown, and searched. */
  readonly text: string;
  /** What is searched and not shown. */
  readonly also?: string;
  /** What its kind shows beside the text: `lane` and `decision` of a decision, by their names in code. */
  readonly detail?: Readonly<Record<string, string>>;
  /** Where it is looked at, as a path on the portal. */
  readonly path: string;
  readonly at: Date;
  /** When what it is about came to be; `at` where that is not said. */
  readonly bornAt?: Date;
}

interface EntryDocument extends Omit<SearchEntry, 'id'> {
  readonly _id: string;
  /** Its different terms as numbers of four bytes, little-endian. */
  readonly pack: Buffer;
  /** By the database's clock. */
  readonly changedAt: Date;
}

const ENTRIES = 'search_entries';
const CURSORS = 'search_cursors';
const PAGE = 5_000;

export const SEARCH_INDEXES: readonly StoreIndexes[] = [
  {
    collection: ENTRIES,
    indexes: [{ key: { changedAt: 1 } }],
    shapes: [{ fields: { changedAt: 'range' } }],
  },
];

const numbersIn = (pack: Buffer | Binary): Uint32Array => {
  const bytes = pack instanceof Uint8Array ? pack : pack.buffer;
  // A copy: four bytes that begin anywhere cannot be looked at as a number.
  return new Uint32Array(Uint8Array.from(bytes).buffer);
};

/** What can be found, with its terms packed, and how far followers have read. */
export const createSearchStore = (database: Database) => {
  const entries = database.connection.collection<EntryDocument>(ENTRIES);
  const cursors = database.connection.collection<{ _id: string; seq: number }>(CURSORS);
  const toEntry = ({ _id, pack: _pack, changedAt: _changedAt, ...entry }: EntryDocument): SearchEntry => ({
    id: _id,
    ...entry,
  });

  return {
    /** Adds or replaces; an entry without terms is taken out. */
    async put({ id, also, detail, ...entry }: SearchEntry, terms: Uint32Array): Promise<void> {
      const pack = Buffer.from(terms.buffer, terms.byteOffset, terms.byteLength);
      const set = { ...entry, also: also ?? '', detail: detail ?? {}, bornAt: entry.bornAt ?? entry.at, pack };
      await entries.updateOne({ _id: id }, { $set: set, $currentDate: { changedAt: true } }, { upsert: true });
    },
    async remove(id: string): Promise<void> {
      await entries.deleteOne({ _id: id });
    },
    /** Those of these that there are, in no order. */
    async byIds(ids: readonly string[]): Promise<SearchEntry[]> {
      return (await entries.find({ _id: { $in: [...ids] } }).toArray()).map(toEntry);
    },
    /** Everything that was put since a moment of the database's clock; everything at all where none is given. */
    async *changedSince(since: Date | null): AsyncGenerator<IndexEntry<SearchKind>> {
      const found = entries.find(since === null ? { pack: { $exists: true } } : { changedAt: { $gte: since } }, {
        projection: { pack: 1, kind: 1, at: 1, changedAt: 1 },
        batchSize: PAGE,
      });
      for await (const { _id, pack, kind, at, changedAt } of found) {
        yield { id: _id, kind, at, changedAt, terms: numbersIn(pack) };
      }
    },
    /** Entries of an earlier version, which are found once they are put again. */
    async unpacked(): Promise<SearchEntry[]> {
      return (await entries.find({ pack: { $exists: false } }).toArray()).map(toEntry);
    },
    now: (): Promise<Date> => serverTime(database),

    /** How far a follower has read; 0 where it has not begun. */
    async cursor(name: string): Promise<number> {
      return (await cursors.findOne({ _id: name }))?.seq ?? 0;
    },
    /** Never back: a slower process changes nothing. */
    async moveCursor(name: string, seq: number): Promise<void> {
      await cursors.updateOne({ _id: name }, { $max: { seq } }, { upsert: true });
    },
  };
};

export type SearchStore = ReturnType<typeof createSearchStore>;
