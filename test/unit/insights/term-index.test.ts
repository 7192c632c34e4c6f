import fc from 'fast-check';
import { createTermIndex } from '../../../core/insights/search/term-index.ts';
import { packTerms } from '../../../core/insights/search/term-numbers.ts';

interface Known {
  readonly kind: 'insight' | 'campaign';
  readonly at: number;
  readonly terms: readonly string[];
}

const KINDS = ['insight', 'campaign'] as const;
const WORDS = ['a', 'b', 'c', 'd', 'e', '조식', '식이', '이늦'];
const words = fc.uniqueArray(fc.constantFrom(...WORDS), { maxLength: 5 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constant('put' as const), fc.nat(12), words, fc.constantFrom(...KINDS), fc.nat(5)),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constant('drop' as const), fc.nat(12)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('settle' as const)) },
);

/** The same by hand: every entry held against the query. */
const byHand = (known: ReadonlyMap<string, Known>, query: readonly string[], kind: Known['kind'] | undefined) => {
  const has = (term: string) => [...known.values()].filter(({ terms }) => terms.includes(term)).length;
  const weightOf = (term: string) => Math.log(1 + Math.max(1, known.size) / (1 + has(term)));
  const ceiling = Math.max(0, ...query.filter((term) => has(term) > 0).map(weightOf));
  const weight = (terms: readonly string[]) => terms.reduce((sum, term) => sum + Math.min(ceiling, weightOf(term)), 0);
  return [...known]
    .map(([id, each]) => ({ id, ...each, shared: weight(query.filter((term) => each.terms.includes(term))) }))
    .filter((each) => each.shared > 0 && each.shared >= weight(query) / 2 - 1e-9)
    .filter((each) => kind === undefined || each.kind === kind)
    .map(({ id, at, shared, terms }) => ({ id, at, score: shared / Math.sqrt(8 + terms.length) }));
};

describe('the index of terms', () => {
  test('finds what looking at every entry finds, whatever was put, put anew, taken out and listed before', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        words,
        fc.constantFrom(undefined, ...KINDS),
        (steps, query, kind) => {
          const index = createTermIndex<Known['kind']>({ most: 1_000, fresh: 3 });
          const known = new Map<string, Known>();
          steps.forEach((each, turn) => {
            if (each[0] === 'settle') index.settle();
            else if (each[0] === 'drop') {
              index.drop(String(each[1]));
              known.delete(String(each[1]));
            } else {
              const [, id, terms, of, at] = each;
              index.put({
                id: String(id),
                kind: of,
                at: new Date(at),
                changedAt: new Date(turn),
                terms: packTerms(terms),
              });
              if (terms.length === 0) known.delete(String(id));
              else known.set(String(id), { kind: of, at, terms });
            }
          });
          expect(index.size()).toBe(known.size);
          const found = index.search(query, { kinds: kind === undefined ? undefined : [kind], needed: 0.5, limit: 50 });
          const expected = byHand(known, query, kind);
          expect(found.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
          const exact = new Map(expected.map(({ id, score }) => [id, score]));
          for (const { id, score } of found) expect(score).toBeCloseTo(exact.get(id) ?? 0, 9);
          for (let at = 1; at < found.length; at += 1) {
            expect((found[at - 1]?.score ?? 0) - (found[at]?.score ?? 0)).toBeGreaterThan(-1e-9);
          }
          const frequencies = index.frequencies(WORDS);
          for (const word of WORDS) {
            const count = [...known.values()].filter(({ terms }) => terms.includes(word)).length;
            expect(frequencies.get(word) ?? 0).toBe(count);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('keeps the newest where there are more than it may keep, and the best where there are more than are wanted', () => {
    const index = createTermIndex<'insight'>({ most: 20, fresh: 5 });
    for (let n = 0; n < 50; n += 1) {
      const terms = packTerms(['word', ...Array.from({ length: n % 7 }, (_, at) => `other ${at}`)]);
      index.put({ id: String(n), kind: 'insight', at: new Date(n), changedAt: new Date(n), terms });
    }
    index.settle();
    expect(index.size()).toBe(20);
    expect(index.search(['word'], { needed: 0.5, limit: 3 }).map(({ id }) => id)).toEqual(['49', '42', '35']);
  });
});
