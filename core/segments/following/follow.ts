import type { Actor } from '../../people/staff.ts';

/** Members that are compared; of a larger segment only the size of each day is kept. */
export const FOLLOW_LIMIT = 200_000;
/** Days of sizes that are shown. */
export const TREND_DAYS = 90;

/** Which way a contact went. */
export const MOVES = ['entered', 'left'] as const;
export type Move = (typeof MOVES)[number];

/** How big a segment was on a day of the workspace; the first count of the day. */
export interface DaySize {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly matching: number;
  readonly eligible: number;
}

/** Somebody who entered a segment or left it. */
export interface SegmentMove {
  readonly contactId: string;
  readonly way: Move;
  readonly at: Date;
}

/** A segment whose entries and exits are noted. */
export interface Follow {
  readonly segmentId: string;
  /** What happened before it is not known. */
  readonly since: Date;
  /** Null until the first comparison. */
  readonly comparedAt: Date | null;
  /** How long the last one took, in ms. */
  readonly tookMs: number;
  /** Why members are not compared; null where they are. `too_large`: more than FOLLOW_LIMIT. `unusable`: the rule cannot be run. */
  readonly failure: 'too_large' | 'unusable' | null;
}

export interface FollowService {
  /** Notes from now on who enters and leaves; doing it again changes nothing. @throws segment.not_allowed, segment.not_found */
  follow(actor: Actor, segmentId: string): Promise<Follow>;
  /** Sizes and moves that were noted stay. @throws segment.not_allowed, segment.followed_by_persona */
  unfollow(actor: Actor, segmentId: string): Promise<void>;
  byId(segmentId: string): Promise<Follow | undefined>;
  /** The last TREND_DAYS days that were counted, the oldest first. */
  sizes(segmentId: string): Promise<readonly DaySize[]>;
  /** How many moves there were since a moment; somebody who went twice counts twice. */
  countMoves(segmentId: string, since: Date): Promise<Readonly<Record<Move, number>>>;
  /** The newest first, beginning after `skip` of them. */
  moves(
    segmentId: string,
    input: { way: Move; since: Date; skip?: number; limit?: number },
  ): Promise<readonly SegmentMove[]>;
  /**
   * Compares every followed segment that is due, one after the other; the sweep calls this. Any number of processes may:
   * each segment is compared by one of them at a time.
   */
  compareDue(): Promise<number>;
  /** Compares one now, whether it is due or not. False where another process does at this moment, or nobody follows it. */
  compare(segmentId: string): Promise<boolean>;
}
