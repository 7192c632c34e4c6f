import { can } from '../../people/permissions.ts';
import type { Staff } from '../../people/staff.ts';
import type { SearchEntry, SearchKind, SearchStore } from './search-store.ts';
import { createTermIndex, type TermIndex } from './term-index.ts';
import { packTerms } from './term-numbers.ts';
import { termsOf } from './text-terms.ts';

export interface Found extends SearchEntry {
  /** Greater is nearer; comparable within one answer alone. */
  readonly score: number;
}

export interface SearchService {
  put(entry: SearchEntry): Promise<void>;
  remove(id: string): Promise<void>;
  /**
   * The nearest first, `limit` at most 50. What has at least half of the query's weight is found, where rare words weigh more:
   * a Korean ending or a misspelt word does not hide what is meant. What any process put before is found; what was
   * taken out meanwhile is not. Of more than 300,000 entries the newest are looked through.
   */
  search(query: string, input?: { kinds?: readonly SearchKind[]; limit?: number }): Promise<readonly Found[]>;
  /** What of all that was put since a moment of the database's clock each query finds, and the latest of those moments. */
  changedAndFound(
    since: Date,
    queries: readonly string[],
  ): Promise<{ readonly latest: Date | null; readonly found: readonly (readonly SearchEntry[])[] }>;
  /** How many entries have each term, and how many entries there are. */
  frequencies(terms: readonly string[]): Promise<{ total: number; known: ReadonlyMap<string, number> }>;
  /** Reads what the first search of this process would have to wait for. */
  warm(): Promise<void>;
}

/** What a member of staff may find. Pure. */
export const searchKindsFor = (staff: Staff): readonly SearchKind[] => [
  ...(can(staff, 'insights.share') ? (['insight'] as const) : []),
  ...(can(staff, 'campaigns.view') ? (['campaign', 'decision'] as const) : []),
];

const LIMIT = 50;
const NEEDED_WEIGHT = 0.5;
const LONGEST_QUERY = 2_000;
/** Entries that a process keeps in mind, some 50 MB for each 100,000. */
const MOST = 300_000;
/** So much later than its moment a change may be seen: longer than a write takes, and than clocks of a replica set differ. */
const OVERLAP_MS = 5_000;
/** An index that nobody asked for so long is let go. */
const IDLE_MS = 30 * 60_000;

export const createSearch = ({ store, now }: { store: SearchStore; now: () => Date }): SearchService => {
  let index: TermIndex<SearchKind> | undefined;
  /** The database's moment up to which everything was seen. */
  let seen: Date | null = null;
  let askedAt = 0;
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<TermIndex<SearchKind>> | undefined;

  const put = (entry: SearchEntry): Promise<void> =>
    store.put(entry, packTerms(termsOf(`${entry.text}\n${entry.also ?? ''}`)));

  /** What changed since the last look is read first, so that every process knows what any of them put. */
  const read = async (): Promise<TermIndex<SearchKind>> => {
    const at = now().getTime();
    const known = at - askedAt > IDLE_MS ? undefined : index;
    askedAt = at;
    const all = known ?? createTermIndex<SearchKind>({ most: MOST });
    if (known === undefined) for (const entry of await store.unpacked()) await put(entry);
    // Before the first is read: what is put while everything is read may be missed by it.
    let latest = known === undefined ? await store.now() : (seen ?? (await store.now()));
    const since = known === undefined || seen === null ? null : new Date(seen.getTime() - OVERLAP_MS);
    for await (const entry of store.changedSince(since)) {
      all.put(entry);
      if (since !== null && entry.changedAt > latest) latest = entry.changedAt;
    }
    all.settle();
    index = all;
    seen = latest;
    return all;
  };

  /** Whoever asks is answered from a look that began after they asked; all who wait for the same one share it. */
  const current = (): Promise<TermIndex<SearchKind>> => {
    if (next === undefined) {
      next = running
        .catch(() => undefined)
        .then(() => {
          next = undefined;
          return read();
        });
      running = next;
    }
    return next;
  };

  return {
    put,
    remove: (id) => store.remove(id),

    async search(query, { kinds, limit = 20 } = {}) {
      const terms = termsOf(query.slice(0, LONGEST_QUERY));
      if (terms.length === 0) return [];
      const known = await current();
      const wanted = Math.min(Math.max(1, Math.trunc(limit)), LIMIT);
      // More than are wanted: some may have been taken out meanwhile.
      const hits = known.search(terms, { kinds, needed: NEEDED_WEIGHT, limit: 4 * wanted });
      const found: Found[] = [];
      for (let from = 0; found.length < wanted && from < hits.length; ) {
        const page = hits.slice(from, from + wanted - found.length);
        from += page.length;
        const entries = new Map((await store.byIds(page.map(({ id }) => id))).map((entry) => [entry.id, entry]));
        for (const { id, score } of page) {
          const entry = entries.get(id);
          if (entry !== undefined) found.push({ ...entry, score });
          else known.drop(id);
        }
      }
      return found;
    },

    async changedAndFound(since, queries) {
      const among = new Set<string>();
      let latest: Date | null = null;
      for await (const { id, changedAt } of store.changedSince(since)) {
        among.add(id);
        if (latest === null || changedAt > latest) latest = changedAt;
      }
      if (among.size === 0) return { latest, found: queries.map(() => []) };
      const known = await current();
      const hits = queries.map((query) =>
        known.search(termsOf(query.slice(0, LONGEST_QUERY)), { among, needed: NEEDED_WEIGHT, limit: among.size }),
      );
      const entries = new Map((await store.byIds([...among])).map((entry) => [entry.id, entry]));
      return { latest, found: hits.map((own) => own.flatMap(({ id }) => entries.get(id) ?? [])) };
    },

    async frequencies(terms) {
      const known = await current();
      return { total: known.size(), known: known.frequencies(terms) };
    },

    async warm() {
      await current();
    },
  };
};
