import { type ClosedSum, OPEN_OUTCOMES, OUTCOMES, type Outcome } from './delivery.ts';

/** The sum of a run from what its documents hold. Pure. */
export const closedSum = (runId: string, frozen: number, counted: ReadonlyMap<Outcome, number>): ClosedSum => {
  const outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, counted.get(outcome) ?? 0])) as Record<
    Outcome,
    number
  >;
  // An outcome that the closed list does not know must not pass unseen.
  const total = [...counted.values()].reduce((sum, n) => sum + n, 0);
  const known = OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0);
  return {
    runId,
    frozen,
    outcomes,
    closes: total === frozen && known === frozen,
    settled: OPEN_OUTCOMES.every((outcome) => outcomes[outcome] === 0),
  };
};
