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

/** Longest comment, in characters: what a section of a Slack message holds. */
export const COMMENT_LIMIT = 3_000;

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

export type LaneState = 'waiting' | 'approved' | 'changes_requested' | 'rejected' | 'voided';

/**
 * Where a lane stands, and the decision that says so: the approval that counts, or else what happened last. Voided is an
 * approval of content that was edited afterwards. Pure.
 */
export const laneStanding = (
  cycle: ReviewCycle,
  lane: Lane,
): { readonly state: LaneState; readonly decision: Decision | undefined } => {
  const approval = standingApproval(cycle, lane);
  if (approval !== undefined) return { state: 'approved', decision: approval };
  const last = cycle.decisions.findLast((decision) => decision.lane === lane);
  if (last === undefined) return { state: 'waiting', decision: undefined };
  if (last.kind === 'approve') return { state: 'voided', decision: last };
  return { state: last.kind === 'request_changes' ? 'changes_requested' : 'rejected', decision: last };
};

/** How many of the two keys are given. */
export const keysGiven = (cycle: ReviewCycle): number =>
  LANES.filter((lane) => standingApproval(cycle, lane) !== undefined).length;
