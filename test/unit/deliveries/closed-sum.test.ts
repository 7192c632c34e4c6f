import fc from 'fast-check';
import { closedSum } from '../../../core/deliveries/closed-sum.ts';
import { OPEN_OUTCOMES, OUTCOMES, type Outcome } from '../../../core/deliveries/delivery.ts';

describe('the closed sum', () => {
  it('closes exactly where the outcomes add up, and is settled exactly where none is open', () => {
    const counts = fc.dictionary(fc.constantFrom<Outcome>(...OUTCOMES), fc.integer({ min: 0, max: 50 }));
    fc.assert(
      fc.property(counts, fc.integer({ min: -2, max: 2 }), (found, off) => {
        const total = Object.values(found).reduce((sum, n) => sum + n, 0);
        const sum = closedSum('C-1/1', total + off, new Map(Object.entries(found) as [Outcome, number][]));
        expect(sum.closes).toBe(off === 0);
        expect(sum.settled).toBe(OPEN_OUTCOMES.every((outcome) => (found[outcome] ?? 0) === 0));
      }),
    );
  });

  it('does not close over an outcome that nobody knows', () => {
    expect(closedSum('C-1/1', 3, new Map([['lost', 3]]) as never).closes).toBe(false);
  });
});
