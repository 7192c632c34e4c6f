/** The two keys. */
export const LANES = ['marketing', 'it'] as const;
export type Lane = (typeof LANES)[number];
export const otherLane = (lane: Lane): Lane => (lane === 'marketing' ? 'it' : 'marketing');

export type DecisionKind = 'approve' | 'request_changes' | 'reject';

/** What somebody decided, when, and about what. Kept even when it no longer counts. */
export interface Decision {
  readonly lane: Lane;
  readonly kind: DecisionKind;
  /** The lane hash the decider saw. It counts only while the lane still has this hash. */
  readonly laneHash: string;
  readonly by: string;
  /** The reviewer for whom a delegate decided; null: in their own right. */
  readonly onBehalfOf: string | null;
  readonly surface: string;
  readonly comment: string;
  readonly at: Date;
  /** SHA-256 of the rendered snapshot that was decided on, where there is one. */
  readonly snapshot: string | null;
  /** Of an approval: how many people it was about; older ones do not say. */
  readonly matching?: number;
}

/** Somebody hands their say in one lane of one cycle to somebody else. */
export interface Delegation {
  readonly lane: Lane;
  readonly from: string;
  readonly to: string;
  readonly at: Date;
  /** Where it was done; older ones do not say. */
  readonly surface?: string;
}

/** Longest comment, in characters: what a section of a Slack message holds. */
export const COMMENT_LIMIT = 3_000;

/** Open until both keys are given, somebody ends it, or its time is over. Nothing is ever approved by silence. */
export type CycleState = 'open' | 'approved' | 'changes_requested' | 'rejected' | 'withdrawn' | 'expired';

/** What both keys are for: to send, or to go on after a halt, a freeze or a drift. Only a launch can be sent back, rejected or expire. */
export type CyclePurpose = 'launch' | 'resume';

/** One round of review. Knows its subject by id, version and lane hashes only. One document, changed by compare-and-set. */
export interface ReviewCycle {
  /** `C-12/1` */
  readonly id: string;
  readonly subjectId: string;
  readonly number: number;
  readonly purpose: CyclePurpose;
  readonly state: CycleState;
  readonly authorId: string;
  readonly submittedBy: string;
  /** Staff who changed the subject, the author among them: whatever they decide or decided does not count. */
  readonly editors: readonly string[];
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly laneHashes: Readonly<Record<Lane, string>>;
  /** Approvals of different people that make each lane's key, as the policy was when it was opened. */
  readonly needed: Readonly<Record<Lane, number>>;
  readonly decisions: readonly Decision[];
  readonly delegations: readonly Delegation[];
  /** When each person asked to be reminded again. */
  readonly remindLater: readonly { readonly staffId: string; readonly at: Date }[];
  /** In working hours after opening; null: never. */
  readonly remindAt: Date | null;
  readonly escalateAt: Date | null;
  readonly expireAt: Date | null;
  /** When its subject is to start; whatever is not approved by then is held. null: as soon as both keys are given. */
  readonly neededBy: Date | null;
  /** How far the deadlines were told. */
  readonly alerted: 'none' | 'reminded' | 'escalated';
  /** Grows by one with each change. */
  readonly revision: number;
}

/**
 * The approvals that count in a lane now, the oldest first: of its present hash, by different people who did not edit.
 * A delegate and whoever they decided for count as one. Pure.
 */
export const standingApprovals = (cycle: ReviewCycle, lane: Lane): readonly Decision[] => {
  const counted = new Set<string>();
  return cycle.decisions.filter((d) => {
    if (d.lane !== lane || d.kind !== 'approve' || d.laneHash !== cycle.laneHashes[lane]) return false;
    const people = d.onBehalfOf === null ? [d.by] : [d.by, d.onBehalfOf];
    if (people.some((id) => counted.has(id) || cycle.editors.includes(id))) return false;
    for (const id of people) counted.add(id);
    return true;
  });
};

/** The first approval that counts in a lane now. Pure. */
export const standingApproval = (cycle: ReviewCycle, lane: Lane): Decision | undefined =>
  standingApprovals(cycle, lane)[0];

/** Whether a lane's key is given: as many approvals count as are needed. Pure. */
export const laneApproved = (cycle: ReviewCycle, lane: Lane): boolean =>
  standingApprovals(cycle, lane).length >= cycle.needed[lane];

export type LaneState = 'waiting' | 'approved' | 'changes_requested' | 'rejected' | 'voided';

/**
 * Where a lane stands, and the decision that says so: the last approval that made the key, or else what happened last.
 * Waiting with a decision is a lane that has some of its approvals and not all. Voided is an approval of content that
 * was edited afterwards. Pure.
 */
export const laneStanding = (
  cycle: ReviewCycle,
  lane: Lane,
): { readonly state: LaneState; readonly decision: Decision | undefined } => {
  const standing = standingApprovals(cycle, lane);
  if (standing.length >= cycle.needed[lane]) return { state: 'approved', decision: standing[cycle.needed[lane] - 1] };
  if (standing.length > 0) return { state: 'waiting', decision: standing.at(-1) };
  const last = cycle.decisions.findLast((decision) => decision.lane === lane);
  if (last === undefined) return { state: 'waiting', decision: undefined };
  if (last.kind === 'approve') return { state: 'voided', decision: last };
  return { state: last.kind === 'request_changes' ? 'changes_requested' : 'rejected', decision: last };
};

/** Staff ids of everybody who is named in a cycle. Pure. */
export const peopleIn = (cycle: ReviewCycle): readonly string[] => [
  ...new Set([
    cycle.authorId,
    cycle.submittedBy,
    ...cycle.decisions.flatMap(({ by, onBehalfOf }) => (onBehalfOf === null ? [by] : [by, onBehalfOf])),
    ...cycle.delegations.flatMap(({ from, to }) => [from, to]),
  ]),
];

/** How many of the two keys are given. */
export const keysGiven = (cycle: ReviewCycle): number => LANES.filter((lane) => laneApproved(cycle, lane)).length;
