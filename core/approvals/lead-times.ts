import { type WorkingHours, workingMinutesBetween } from '../people/working-hours.ts';
import { LANES, type Lane, laneApproved, type ReviewCycle, standingApprovals } from './approval.ts';

/** One cycle's way to one key. */
export interface LaneTime {
  readonly cycleId: string;
  readonly subjectId: string;
  /** Working minutes from opening to key. */
  readonly minutes: number;
}

/** How long the keys took, with the cycles behind each number. A number without cycles is null. */
export interface LeadTimes {
  readonly lanes: Readonly<
    Record<Lane, { readonly median: number | null; readonly p90: number | null; readonly cycles: readonly LaneTime[] }>
  >;
  readonly rework: {
    /** Share of the approved subjects that were reworked, 0 to 1. */
    readonly rate: number | null;
    /** Ids of the cycles that were approved, one for each subject. */
    readonly approved: readonly string[];
    /** Those of them that were not the first, or in which an approval was voided by an edit. */
    readonly reworked: readonly string[];
  };
}

const keyAt = (cycle: ReviewCycle, lane: Lane): Date | undefined =>
  laneApproved(cycle, lane) ? standingApprovals(cycle, lane)[cycle.needed[lane] - 1]?.at : undefined;

/** Working minutes from each opening to each lane's key; a lane without one to the cycle's end, or to now. Pure. */
export const reviewMinutes = (cycles: readonly ReviewCycle[], hours: WorkingHours, now: Date): number =>
  cycles
    .flatMap((cycle) =>
      LANES.map((lane) => workingMinutesBetween(hours, cycle.openedAt, keyAt(cycle, lane) ?? cycle.closedAt ?? now)),
    )
    .reduce((sum, minutes) => sum + minutes, 0);

const wasVoided = (cycle: ReviewCycle): boolean => {
  const standing = LANES.flatMap((lane) => standingApprovals(cycle, lane));
  return cycle.decisions.some((decision) => decision.kind === 'approve' && !standing.includes(decision));
};

/** The mean of the two in the middle where their number is even. */
const median = (ascending: readonly number[]): number | null => {
  const half = ascending.length / 2;
  const [low, high] = [ascending[Math.ceil(half) - 1], ascending[Math.floor(half)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
};
/** Nearest rank: the smallest value that at least nine tenths do not exceed. */
const percentile90 = (ascending: readonly number[]): number | null =>
  ascending[Math.ceil(ascending.length * 0.9) - 1] ?? null;

/** Of launch cycles; reviews of whether something may go on are left out. Pure. */
export const leadTimesOf = (cycles: readonly ReviewCycle[], hours: WorkingHours): LeadTimes => {
  const launches = cycles.filter(({ purpose }) => purpose === 'launch');
  const laneTimes = (lane: Lane) => {
    const times = launches
      .flatMap((cycle): LaneTime[] => {
        const at = keyAt(cycle, lane);
        return at === undefined
          ? []
          : [
              {
                cycleId: cycle.id,
                subjectId: cycle.subjectId,
                minutes: workingMinutesBetween(hours, cycle.openedAt, at),
              },
            ];
      })
      .sort((a, b) => a.minutes - b.minutes);
    const minutes = times.map((time) => time.minutes);
    return { median: median(minutes), p90: percentile90(minutes), cycles: times };
  };

  const latest = new Map<string, ReviewCycle>();
  for (const cycle of launches) {
    const known = latest.get(cycle.subjectId);
    if (cycle.state === 'approved' && (known === undefined || known.number < cycle.number)) {
      latest.set(cycle.subjectId, cycle);
    }
  }
  const approved = [...latest.values()];
  const reworked = approved.filter((cycle) => cycle.number > 1 || wasVoided(cycle));
  return {
    lanes: { marketing: laneTimes('marketing'), it: laneTimes('it') },
    rework: {
      rate: approved.length === 0 ? null : reworked.length / approved.length,
      approved: approved.map(({ id }) => id),
      reworked: reworked.map(({ id }) => id),
    },
  };
};
