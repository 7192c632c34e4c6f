import type { Database, StoreIndexes } from '../../common/database-store.ts';

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
}

interface EntryDocument extends Omit<SearchEntry, 'id'> {
  readonly _id: string;
  /** Each different term once. */
  readonly terms: readonly string[];
}

const ENTRIES = 'search_entries';
const TERMS = 'search_terms';
const CURSORS = 'search_cursors';

export const SEARCH_INDEXES: readonly StoreIndexes[] = [
  {
    collection: ENTRIES,
    indexes: [{ key: { terms: 1, at: 1 } }],
    // One term a query: `$all` looks at every entry of every term on the embedded server.
    shapes: [{ fields: { terms: 'equal', at: 'range' } }, { fields: { terms: 'equal' } }],
  },
];

/** Entries with their terms, and how many entries have each term: an estimate that only orders work. */
export const createSearchStore = ({ connection }: Database) => {
  const entries = connection.collection<EntryDocument>(ENTRIES);
  const terms = connection.collection<{ _id: string; n: number }>(TERMS);
  const cursors = connection.collection<{ _id: string; seq: number }>(CURSORS);
  const count = async (changes: ReadonlyMap<string, number>): Promise<void> => {
    const writes = [...changes]
      .filter(([, by]) => by !== 0)
      .map(([_id, by]) => ({ updateOne: { filter: { _id }, update: { $inc: { n: by } }, upsert: true } }));
    if (writes.length > 0) await terms.bulkWrite(writes, { ordered: false });
  };

  return {
    /** Adds or replaces; an entry without terms is taken out. */
    async put({ id, ...entry }: SearchEntry, found: readonly string[]): Promise<void> {
      const before = await entries.findOneAndReplace({ _id: id }, { ...entry, terms: found }, { upsert: true });
      const changes = new Map(found.map((term) => [term, 1]));
      for (const term of before?.terms ?? []) changes.set(term, (changes.get(term) ?? 0) - 1);
      await count(changes);
    },
    async remove(id: string): Promise<void> {
      const before = await entries.findOneAndDelete({ _id: id });
      if (before !== null) await count(new Map(before.terms.map((term) => [term, -1])));
    },
    /** How far a follower has read; 0 where it has not begun. */
    async cursor(name: string): Promise<number> {
      return (await cursors.findOne({ _id: name }))?.seq ?? 0;
    },
    /** Never back: a slower process changes nothing. */
    async moveCursor(name: string, seq: number): Promise<void> {
      await cursors.updateOne({ _id: name }, { $max: { seq } }, { upsert: true });
    },
    /** How many entries have each term; those that nobody has are left out. */
    async frequencies(wanted: readonly string[]): Promise<Map<string, number>> {
      // By id alone: with a second field in the filter the embedded server looks at every term.
      const found = await terms.find({ _id: { $in: [...wanted] } }).toArray();
      return new Map(found.filter(({ n }) => n > 0).map(({ _id, n }) => [_id, n]));
    },
    total: (): Promise<number> => entries.estimatedDocumentCount(),
    /** Every entry with that term, since a moment where one is given. */
    async withTerm(term: string, since: Date | null): Promise<(SearchEntry & { terms: readonly string[] })[]> {
      const found = await entries
        .find(since === null ? { terms: term } : { terms: term, at: { $gte: since } })
        .toArray();
      return found.map(({ _id, ...entry }) => ({ id: _id, ...entry }));
    },
  };
};

export type SearchStore = ReturnType<typeof createSearchStore>;
