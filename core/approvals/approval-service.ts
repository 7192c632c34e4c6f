import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import type { PeopleService } from '../people/people-service.ts';
import { type Actor, type Staff, surfaceOf } from '../people/staff.ts';
import { type DecisionKind, LANES, type Lane, type ReviewCycle } from './approval.ts';
import { approvalErrors } from './approval-errors.ts';
import type { ApprovalStore } from './approval-store.ts';
import { judgeDecision, lanesToDecide } from './judge-decision.ts';

export interface DecideInput {
  readonly subjectId: string;
  readonly cycle: number;
  readonly lane: Lane;
  /** The lane hash that was on screen (a prefix of at least 12 characters is enough). */
  readonly laneHash: string;
  readonly kind: DecisionKind;
  readonly comment: string;
}

/** Review cycles. Authority is checked here, at decision time, from the present roles. */
export interface ApprovalService {
  /** Author and submitter decide nothing in it. @throws review.already_open */
  open(input: {
    subjectId: string;
    authorId: string;
    submittedBy: string;
    laneHashes: Record<Lane, string>;
  }): Promise<ReviewCycle>;
  /** After an edit: only decisions of lanes whose hash changed stop counting. */
  rehash(subjectId: string, laneHashes: Record<Lane, string>): Promise<ReviewCycle | undefined>;
  /**
   * @throws review.not_reviewer, review.author_cannot_decide, review.same_person_both_lanes, review.already_decided,
   *   review.stale (the lane or the cycle changed), review.not_open, review.comment_required, review.comment_too_long (3,000)
   */
  decide(actor: Actor, input: DecideInput): Promise<ReviewCycle>;
  withdraw(actor: Actor, subjectId: string): Promise<ReviewCycle | undefined>;
  current(subjectId: string): Promise<ReviewCycle | undefined>;
  /** Open cycles in which this person could decide a lane now. */
  waitingFor(staffId: string): Promise<readonly { cycle: ReviewCycle; lane: Lane }[]>;
  openCycles(): Promise<ReviewCycle[]>;
}

export const createApprovalService = ({
  store,
  audit,
  people,
  clock,
}: {
  store: ApprovalStore;
  audit: AuditService;
  people: PeopleService;
  clock: Clock;
}): ApprovalService => {
  /** Reads, changes and writes by compare-and-set until nobody came between; `change` sees the newest state each time. */
  const changeLatest = async (
    subjectId: string,
    change: (cycle: ReviewCycle | undefined) => ReviewCycle | undefined,
  ): Promise<ReviewCycle | undefined> => {
    for (;;) {
      const cycle = await store.latest(subjectId);
      const next = change(cycle);
      if (next === undefined || cycle === undefined || next === cycle) return cycle;
      if (await store.replace(next, cycle.revision)) return next;
    }
  };

  /** Roles as they are now, not as they were when the request began. */
  const present = async (actor: Actor, lane: Lane): Promise<Staff> => {
    const staff = actor.kind === 'staff' ? await people.byId(actor.staff.id) : undefined;
    if (staff === undefined) throw approvalErrors.notReviewer(lane);
    return staff;
  };

  return {
    async open({ subjectId, authorId, submittedBy, laneHashes }) {
      const last = await store.latest(subjectId);
      if (last?.state === 'open') throw approvalErrors.alreadyOpen();
      const number = (last?.number ?? 0) + 1;
      const cycle: ReviewCycle = {
        id: `${subjectId}/${number}`,
        subjectId,
        number,
        state: 'open',
        authorId,
        submittedBy,
        openedAt: clock.now(),
        closedAt: null,
        laneHashes,
        decisions: [],
        revision: 1,
      };
      if (!(await store.insert(cycle))) throw approvalErrors.alreadyOpen();
      return cycle;
    },

    rehash: (subjectId, laneHashes) =>
      changeLatest(subjectId, (cycle) =>
        cycle?.state === 'open' && LANES.some((lane) => cycle.laneHashes[lane] !== laneHashes[lane])
          ? { ...cycle, laneHashes, revision: cycle.revision + 1 }
          : cycle,
      ),

    async decide(actor, input) {
      const staff = await present(actor, input.lane);
      const by = { staff, surface: surfaceOf(actor), at: clock.now() };
      const cycle = await changeLatest(input.subjectId, (found) => judgeDecision(found, input, by));
      if (cycle === undefined) throw approvalErrors.notOpen('none');
      await audit.append({
        actor: staff.id,
        surface: by.surface,
        action: `review.${input.kind}`,
        subject: input.subjectId,
        data: { cycle: cycle.number, lane: input.lane, laneHash: cycle.laneHashes[input.lane] },
      });
      return cycle;
    },

    withdraw: (_actor, subjectId) =>
      changeLatest(subjectId, (cycle) =>
        cycle?.state === 'open' || cycle?.state === 'approved'
          ? { ...cycle, state: 'withdrawn', closedAt: clock.now(), revision: cycle.revision + 1 }
          : cycle,
      ),

    current: (subjectId) => store.latest(subjectId),

    async waitingFor(staffId) {
      const staff = await people.byId(staffId);
      if (staff === undefined) return [];
      return (await store.open()).flatMap((cycle) => lanesToDecide(cycle, staff).map((lane) => ({ cycle, lane })));
    },

    openCycles: () => store.open(),
  };
};
