/** A time in which somebody is away, and who decides for them meanwhile. */
export interface Absence {
  /** Staff id; a person has at most one. */
  readonly staffId: string;
  readonly from: Date;
  /** First moment back. */
  readonly until: Date;
  /** Staff id; null: nobody, the lane's other reviewers decide. */
  readonly delegateId: string | null;
}

/** True while the absence lasts. Pure. */
export const isAway = (absence: Absence, at: Date): boolean => absence.from <= at && at < absence.until;

/**
 * The people on the way from this absence's delegate back to whoever is away, where all of them are away at one moment;
 * undefined where delegates lead to somebody who is there. Pure.
 */
export const wayBack = (absence: Absence, others: readonly Absence[]): readonly string[] | undefined => {
  const way: string[] = [];
  let { from, until, delegateId } = absence;
  while (delegateId !== null && delegateId !== absence.staffId) {
    const next = others.find(({ staffId }) => staffId === delegateId);
    if (next === undefined || way.includes(delegateId)) return undefined;
    way.push(delegateId);
    from = next.from > from ? next.from : from;
    until = next.until < until ? next.until : until;
    if (from >= until) return undefined;
    delegateId = next.delegateId;
  }
  return delegateId === null ? undefined : way;
};
