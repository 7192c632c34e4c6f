/** The two keys. */
export const LANES = ['marketing', 'it'] as const;
export type Lane = (typeof LANES)[number];

export type DecisionKind = 'approve' | 'request_changes' | 'reject';

/** What somebody decided, when, and about what. Kept even when it no longer counts. */
export interface Decision {
  readonly lane: Lane;
  readonly kind: DecisionKind;
  /** The lane hash the decider saw. It counts only while the lane still has this hash. */
  readonly laneHash: string;
  readonly by: string;
  readonly surface: string;
  readonly comment: string;
  readonly at: Date;
}

/** Open until both keys are given or somebody ends it. */
export type CycleState = 'open' | 'approved' | 'changes_requested' | 'rejected' | 'withdrawn';

/** One round of review. Knows its subject by id, version and lane hashes only. One document, changed by compare-and-set. */
export interface ReviewCycle {
  /** `C-12/1` */
  readonly id: string;
  readonly subjectId: string;
  readonly number: number;
  readonly state: CycleState;
  readonly authorId: string;
  readonly submittedBy: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly laneHashes: Readonly<Record<Lane, string>>;
  readonly decisions: readonly Decision[];
  /** Grows by one with each change. */
  readonly revision: number;
}

/** The decision that counts in a lane now: the last approve whose hash is still the lane's. Pure. */
export const standingApproval = (cycle: ReviewCycle, lane: Lane): Decision | undefined =>
  cycle.decisions.findLast((d) => d.lane === lane && d.kind === 'approve' && d.laneHash === cycle.laneHashes[lane]);

/** How many of the two keys are given. */
export const keysGiven = (cycle: ReviewCycle): number =>
  LANES.filter((lane) => standingApproval(cycle, lane) !== undefined).length;
