import { eachPlace, mergePostings, NO_POSTINGS } from './postings.ts';
import { numberOf } from './term-numbers.ts';

/** Terms of a query that count, the rarest first. */
const QUERY_TERMS = 24;
/** So many entries are looked through one by one before they are listed by their terms. */
const FRESH = 500;
/** While everything is read there are no queries: terms are listed when there are half as many more of them. */
const AT_ONCE = 2 ** 21;
const GROWTH = 1.5;

export interface IndexEntry<Kind extends string> {
  readonly id: string;
  readonly kind: Kind;
  readonly at: Date;
  readonly changedAt: Date;
  /** As `packTerms` gives them. */
  readonly terms: Uint32Array;
}

export interface IndexHit {
  readonly id: string;
  /** Greater is nearer. */
  readonly score: number;
}

export interface IndexQuery<Kind extends string> {
  readonly kinds?: readonly Kind[] | undefined;
  readonly among?: ReadonlySet<string> | undefined;
  /** The share of the query's weight that an entry must have. */
  readonly needed: number;
  readonly limit: number;
}

interface Place<Kind extends string> {
  readonly id: string;
  readonly kind: Kind;
  readonly at: number;
  readonly changedAt: number;
  readonly length: number;
}

interface Hit extends IndexHit {
  readonly at: number;
}

/** The best of whatever is added: those that cannot be among them are let go on the way, so that few are sorted. */
const nearest = (limit: number) => {
  let kept: Hit[] = [];
  let least = 0;
  const cut = (): void => {
    kept = kept.sort((a, b) => b.score - a.score || b.at - a.at).slice(0, limit);
    least = kept.length === limit ? (kept.at(-1)?.score ?? 0) : 0;
  };
  return {
    add(hit: Hit): void {
      if (hit.score < least) return;
      kept.push(hit);
      if (kept.length >= 4 * limit) cut();
    },
    all(): IndexHit[] {
      cut();
      return kept.map(({ id, score }) => ({ id, score }));
    },
  };
};

export type TermIndex<Kind extends string> = ReturnType<typeof createTermIndex<Kind>>;

/**
 * Which terms each entry has, kept by one process. Of more than `most` entries the newest stay. A query takes some
 * milliseconds at 100,000 entries; for figures of memory see `README.md`.
 */
export const createTermIndex = <Kind extends string>({
  most,
  fresh: mostFresh = FRESH,
}: {
  most: number;
  fresh?: number;
}) => {
  /** By place; null where an entry was taken out or put anew. */
  let entries: (Place<Kind> | null)[] = [];
  const places = new Map<string, number>();
  let listed = NO_POSTINGS;
  /** Places from here on are in `fresh` and not listed yet. */
  let firstFresh = 0;
  let fresh = new Uint32Array(1_024);
  let freshStarts: number[] = [0];

  const freshEnd = (): number => freshStarts.at(-1) ?? 0;

  const drop = (id: string): void => {
    const place = places.get(id);
    if (place === undefined) return;
    places.delete(id);
    entries[place] = null;
  };

  const dropOldest = (): void => {
    const byAge = [...places].sort(([, a], [, b]) => (entries[b]?.at ?? 0) - (entries[a]?.at ?? 0));
    for (const [id] of byAge.slice(most)) drop(id);
  };

  /** Lists what is fresh, and closes the gaps of what is gone. */
  const settle = (): void => {
    if (places.size > most) dropOldest();
    const moved = new Int32Array(entries.length);
    let next = 0;
    entries.forEach((entry, place) => {
      moved[place] = entry === null ? -1 : next++;
    });
    listed = mergePostings(listed, { numbers: fresh, starts: freshStarts }, firstFresh, moved);
    entries = entries.filter((entry) => entry !== null);
    entries.forEach((entry, place) => {
      if (entry !== null) places.set(entry.id, place);
    });
    firstFresh = entries.length;
    fresh = new Uint32Array(1_024);
    freshStarts = [0];
  };

  const eachFresh = (
    positions: ReadonlyMap<number, number>,
    found: (position: number, place: number) => void,
  ): void => {
    for (let row = 0; row + 1 < freshStarts.length; row += 1) {
      if (entries[firstFresh + row] == null) continue;
      for (let at = freshStarts[row] as number; at < (freshStarts[row + 1] as number); at += 1) {
        const position = positions.get(fresh[at] as number);
        if (position !== undefined) found(position, firstFresh + row);
      }
    }
  };

  const countsOf = (numbers: readonly number[]): Uint32Array => {
    const counts = new Uint32Array(numbers.length);
    const count = (position: number): void => {
      counts[position] = (counts[position] as number) + 1;
    };
    numbers.forEach((number, position) => {
      eachPlace(listed, number, (place) => {
        if (entries[place] != null) count(position);
      });
    });
    eachFresh(new Map(numbers.map((number, position) => [number, position])), count);
    return counts;
  };

  return {
    size: (): number => places.size,

    /** Adds or replaces; an entry without terms is taken out. */
    put({ id, kind, at, changedAt, terms }: IndexEntry<Kind>): void {
      const place = places.get(id);
      if (place !== undefined && entries[place]?.changedAt === changedAt.getTime()) return;
      drop(id);
      if (terms.length === 0) return;
      const from = freshEnd();
      if (from + terms.length > fresh.length) {
        const grown = new Uint32Array(Math.ceil((from + terms.length) * GROWTH));
        grown.set(fresh.subarray(0, from));
        fresh = grown;
      }
      fresh.set(terms, from);
      freshStarts.push(from + terms.length);
      places.set(id, entries.length);
      entries.push({ id, kind, at: at.getTime(), changedAt: changedAt.getTime(), length: terms.length });
      if (freshEnd() > Math.max(AT_ONCE, listed.places.length / 2)) settle();
    },

    drop,

    /** After some were put, so that queries stay quick. */
    settle(): void {
      if (entries.length - firstFresh > mostFresh || entries.length > 2 * places.size + mostFresh) settle();
    },

    /** How many entries have each of these terms; those that nobody has are left out. */
    frequencies(terms: readonly string[]): Map<string, number> {
      const different = [...new Set(terms)];
      const counts = countsOf(different.map(numberOf));
      return new Map(different.flatMap((term, position) => (counts[position] ? [[term, counts[position]]] : [])));
    },

    /**
     * What has at least `needed` of the query's weight, where rare terms weigh more, the nearest first: how much of the
     * query it has against how long it is; of two as near the newer one. `among` and `kinds` cut what is answered, not
     * what is rare.
     */
    search(query: readonly string[], { kinds, among, needed, limit }: IndexQuery<Kind>): IndexHit[] {
      const given = [...new Set(query)];
      const known = this.frequencies(given);
      const weightOf = (term: string): number => Math.log(1 + Math.max(1, places.size) / (1 + (known.get(term) ?? 0)));
      const terms = given.sort((a, b) => weightOf(b) - weightOf(a)).slice(0, QUERY_TERMS);
      // A word that nobody wrote weighs as much as the rarest that somebody did, so that it alone hides nothing.
      const ceiling = Math.max(0, ...terms.filter((term) => known.has(term)).map(weightOf));
      if (ceiling === 0) return [];
      const weights = terms.map((term) => Math.min(ceiling, weightOf(term)));
      // A hair less: sums of the same weights differ by their order.
      const least = weights.reduce((sum, weight) => sum + weight, 0) * needed * (1 - 1e-9);
      const shared = new Float64Array(entries.length);
      const add = (position: number, place: number): void => {
        shared[place] = (shared[place] as number) + (weights[position] as number);
      };
      const numbers = terms.map(numberOf);
      numbers.forEach((number, position) => {
        eachPlace(listed, number, (place) => add(position, place));
      });
      eachFresh(new Map(numbers.map((number, position) => [number, position])), add);
      const hits = nearest(limit);
      for (let place = 0; place < shared.length; place += 1) {
        const weight = shared[place] as number;
        if (weight === 0 || weight < least) continue;
        const entry = entries[place];
        if (entry == null || (kinds !== undefined && !kinds.includes(entry.kind))) continue;
        if (among !== undefined && !among.has(entry.id)) continue;
        hits.add({ id: entry.id, score: weight / Math.sqrt(8 + entry.length), at: entry.at });
      }
      return hits.all();
    },
  };
};
