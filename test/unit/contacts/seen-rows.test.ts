import fc from 'fast-check';
import { createSeenRows } from '../../../core/contacts/seen-rows.ts';

test('the first row of each person is known again, as a map of whole keys knows it, however many there are', () => {
  const rows = fc.array(
    fc.record({
      key: fc.oneof(
        fc.integer({ min: 0, max: 40 }).map((n) => `p${n}@example.test`),
        fc.string(),
      ),
      id: fc.option(fc.constantFrom('1', '2', '고객'), { nil: undefined }),
    }),
    { maxLength: 120 },
  );
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 3_000 }), (some, others) => {
      const seen = createSeenRows();
      for (let i = 0; i < others; i += 1) seen.see(`other ${i}`, 1_000 + i, undefined);
      const known = new Map<string, { row: number; id: string | undefined }>();
      for (const [i, { key, id }] of some.entries()) {
        const first = known.get(key);
        if (first === undefined) known.set(key, { row: i + 2, id });
        expect(seen.see(key, i + 2, id)).toEqual(
          first === undefined
            ? undefined
            : { row: first.row, otherId: first.id !== undefined && id !== undefined && first.id !== id },
        );
      }
    }),
    { numRuns: 60 },
  );
});
