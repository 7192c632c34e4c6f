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
