import { can } from '../../people/permissions.ts';
import type { Staff } from '../../people/staff.ts';
import type { SearchEntry, SearchKind, SearchStore } from './search-store.ts';
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
   * a Korean ending or a misspelt word does not hide what is meant.
   */
  search(query: string, input?: { kinds?: readonly SearchKind[]; limit?: number }): Promise<readonly Found[]>;
}

/** What a member of staff may find. Pure. */
export const searchKindsFor = (staff: Staff): readonly SearchKind[] => [
  ...(can(staff, 'insights.share') ? (['insight'] as const) : []),
  ...(can(staff, 'campaigns.view') ? (['campaign', 'decision'] as const) : []),
];

const LIMIT = 50;
/** Terms of a query that count, the rarest first. */
const QUERY_TERMS = 24;
/** Lists of entries that are read for one query, the rarest terms first. */
const LISTS = 3;
/** A term of more entries than this is looked up among the newest alone, in steps until there are enough. */
const COMMON = 1_000;
const STEPS_DAYS = [14, 60, 240, null] as const;
const ENOUGH = 200;
const NEEDED_WEIGHT = 0.5;
const DAY_MS = 86_400_000;
const TOTAL_MS = 10_000;

export const createSearch = ({ store, now }: { store: SearchStore; now: () => Date }): SearchService => {
  const entriesWith = async (term: string, frequency: number) => {
    if (frequency <= COMMON) return store.withTerm(term, null);
    for (const days of STEPS_DAYS) {
      const found = await store.withTerm(term, days === null ? null : new Date(now().getTime() - days * DAY_MS));
      if (found.length >= ENOUGH || days === null) return found;
    }
    return [];
  };

  // It only weighs words: nobody sees whether it is some seconds old.
  let counted: { readonly total: Promise<number>; readonly until: number } | undefined;
  const total = (): Promise<number> => {
    const at = now().getTime();
    if (counted === undefined || counted.until < at) {
      const asked = { total: store.total(), until: at + TOTAL_MS };
      counted = asked;
      asked.total.catch(() => {
        if (counted === asked) counted = undefined;
      });
    }
    return counted.total;
  };

  return {
    put: (entry) => store.put(entry, [...new Set(termsOf(`${entry.text}\n${entry.also ?? ''}`))]),
    remove: (id) => store.remove(id),

    async search(query, { kinds, limit = 20 } = {}) {
      const given = [...new Set(termsOf(query.slice(0, 2_000)))];
      if (given.length === 0) return [];
      const [frequencies, lately] = await Promise.all([store.frequencies(given), total()]);
      const all = Math.max(1, lately, ...frequencies.values());
      const weightOf = (term: string): number => Math.log(1 + all / (1 + (frequencies.get(term) ?? 0)));
      const terms = given.sort((a, b) => weightOf(b) - weightOf(a)).slice(0, QUERY_TERMS);
      const known = terms.filter((term) => frequencies.has(term));
      // A word that nobody wrote weighs as much as the rarest that somebody did, so that it alone hides nothing.
      const ceiling = Math.max(0, ...known.map(weightOf));
      const weight = new Map(terms.map((term) => [term, Math.min(ceiling, weightOf(term))]));
      const whole = [...weight.values()].reduce((sum, each) => sum + each, 0);

      const candidates = new Map<string, SearchEntry & { terms: readonly string[] }>();
      const lists = known.slice(0, LISTS).map((term) => entriesWith(term, frequencies.get(term) ?? 0));
      for (const entry of (await Promise.all(lists)).flat()) candidates.set(entry.id, entry);
      return [...candidates.values()]
        .filter(({ kind }) => kinds === undefined || kinds.includes(kind))
        .map(({ terms: has, ...entry }) => {
          const shared = has.reduce((sum, term) => sum + (weight.get(term) ?? 0), 0);
          return { ...entry, shared, score: shared / Math.sqrt(8 + has.length) };
        })
        .filter(({ shared }) => shared >= whole * NEEDED_WEIGHT)
        .sort((a, b) => b.score - a.score || b.at.getTime() - a.at.getTime())
        .slice(0, Math.min(Math.max(1, Math.trunc(limit)), LIMIT))
        .map(({ shared: _, ...found }) => found);
    },
  };
};
