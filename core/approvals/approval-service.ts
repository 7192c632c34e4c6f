import type { AuditService } from '../audit/audit-service.ts';
import type { NoticeService } from '../people/notice-service.ts';
import { type Actor, actedBy, actorId, type Staff, surfaceOf } from '../people/staff.ts';
import { type CyclePurpose, LANES, type Lane, laneApproved, type ReviewCycle } from './approval.ts';
import { approvalErrors, LATEST_REMINDER_DAYS } from './approval-errors.ts';
import { type Inbox, ownLanes } from './approval-inbox.ts';
import type { ApprovalStore } from './approval-store.ts';
import { createApprovalSweep } from './approval-sweep.ts';
import type { DecisionAudit } from './decision-audit.ts';
import { type DecisionAsked, isExpired, judgeDecision } from './judge-decision.ts';
import { requireDelegate } from './judge-delegation.ts';
import { type LeadTimes, leadTimesOf } from './lead-times.ts';
import { barredFrom, lanesFor } from './may-decide.ts';
import { type OpenReviews, openReviewsOf } from './open-reviews.ts';
import { isReviewer } from './policy.ts';
import { deadlinesOf, type LaterChoice } from './review-deadlines.ts';
import { reviewNotices } from './review-notices.ts';
import type { ReviewScene } from './review-scene.ts';

export interface DecideInput extends DecisionAsked {
  readonly subjectId: string;
}

/** Review cycles. Authority is checked here, at decision time, from the present roles, policy, absences and delegations. */
export interface ApprovalService {
  /**
   * Author, submitter and editors decide nothing in it. How many approvals a key needs, and the deadlines, are those of
   * the policy now. @throws review.already_open
   */
  open(input: {
    subjectId: string;
    authorId: string;
    submittedBy: string;
    editors?: readonly string[];
    laneHashes: Record<Lane, string>;
    /** When the subject is to start, where it has a time of its own. */
    neededBy?: Date | null;
    /** `launch` unless told otherwise. */
    purpose?: CyclePurpose;
  }): Promise<ReviewCycle>;
  /**
   * After an edit: only decisions of lanes whose hash changed stop counting, and those of `editors`, who are added to
   * those known. `neededBy` is the subject's start as it is now; undefined: as it was.
   */
  rehash(
    subjectId: string,
    laneHashes: Record<Lane, string>,
    editors?: readonly string[],
    neededBy?: Date | null,
  ): Promise<ReviewCycle | undefined>;
  /**
   * @throws review.not_reviewer, review.author_cannot_decide, review.same_person_both_lanes, review.already_decided,
   *   review.stale (the lane or the cycle changed), review.not_open (over, or past its expiry), review.only_approve (to resume),
   *   review.comment_required, review.comment_too_long (3,000)
   */
  decide(actor: Actor, input: DecideInput): Promise<ReviewCycle>;
  /**
   * Hands one's say in one lane of this cycle on; the delegate is told. Doing it again changes nothing.
   * @throws as `decide`, and review.delegate_refused with field `to` (oneself, inactive or without campaigns.view, author or
   *   editor, decided in the other lane, approved already)
   */
  delegate(actor: Actor, input: { subjectId: string; cycle: number; lane: Lane; to: string }): Promise<ReviewCycle>;
  /** Everybody to whom this person may delegate a lane of this cycle, by name. */
  delegatesFor(staffId: string, cycle: ReviewCycle, lane: Lane): Promise<readonly Staff[]>;
  /**
   * A private notice at that time, if the review still waits for this person then.
   * @throws review.not_reviewer where it does not wait for them, review.stale, review.not_open, review.later_invalid with field `at`
   */
  remindLater(actor: Actor, input: { subjectId: string; cycle: number; at: Date }): Promise<ReviewCycle>;
  /** When one can be reminded, in working hours, as choices for `remindLater`. */
  laterChoices(): Promise<readonly LaterChoice[]>;
  /** The latest cycle, open or approved; where a number is given, that one alone and only while it is open. */
  withdraw(actor: Actor, subjectId: string, cycle?: number): Promise<ReviewCycle | undefined>;
  /** Closes an open launch cycle because its time is over: what is not approved at its time is held. */
  expire(subjectId: string): Promise<ReviewCycle | undefined>;
  /** Reminds, escalates and expires what is due, once however many processes call it. The job calls it. */
  sweep(): Promise<void>;
  current(subjectId: string): Promise<ReviewCycle | undefined>;
  /** Every cycle of a subject, the newest first. */
  history(subjectId: string): Promise<readonly ReviewCycle[]>;
  inbox(staffId: string): Promise<Inbox>;
  /** How many reviews `inbox` has under `mine`, without anything else about them. */
  waitingCount(staffId: string): Promise<number>;
  /** All open cycles and who may decide in them, read once for whoever asks about many. */
  openReviews(): Promise<OpenReviews>;
  /** Lanes whose key this person may give now, by role, policy, absences and delegations: what a card or page offers them. */
  lanesOf(staffId: string, cycle: ReviewCycle): Promise<readonly Lane[]>;
  /**
   * True for a reviewer of the lane, by role and policy as they are now, whom nothing keeps out of it in the latest cycle:
   * neither author, submitter nor editor, and not decided in the other lane.
   */
  mayAnswerFor(staffId: string, subjectId: string, lane: Lane): Promise<boolean>;
  /** Who may decide in each lane that waits, delegates included; empty for a lane that does not. */
  mayDecide(cycle: ReviewCycle): Promise<Readonly<Record<Lane, readonly Staff[]>>>;
  openCycles(): Promise<ReviewCycle[]>;
  /** Of cycles opened from `from` (included) to `to` (not), in the working hours that hold now. */
  leadTimes(range: { from: Date; to: Date }): Promise<LeadTimes>;
  /** Cycles opened from `from` (included) to `to` (not). */
  openedBetween(range: { from: Date; to: Date }): Promise<readonly ReviewCycle[]>;
}

const DAY_MS = 86_400_000;

export const createApprovalService = ({
  store,
  audit,
  decisions,
  notices,
  scene,
  changed,
}: {
  store: ApprovalStore;
  audit: AuditService;
  decisions: DecisionAudit;
  notices: NoticeService;
  scene: () => Promise<ReviewScene>;
  /** What shows the subject is to be shown again. */
  changed: (subjectId: string) => Promise<void>;
}): ApprovalService => {
  const { sweep, expire } = createApprovalSweep({ store, notices, audit, decisions, scene, changed });

  /** Reads, changes and writes by compare-and-set until nobody came between; `change` sees the newest state each time. */
  const changeLatest = async (
    subjectId: string,
    change: (cycle: ReviewCycle | undefined, now: ReviewScene) => ReviewCycle | undefined,
  ): Promise<ReviewCycle | undefined> => {
    for (;;) {
      const [cycle, now] = await Promise.all([store.latest(subjectId), scene()]);
      const next = change(cycle, now);
      if (next === undefined || cycle === undefined || next === cycle) return cycle;
      if (await store.replace(next, cycle.revision)) return next;
    }
  };

  /** The person as they are now, not as they were when the request began. */
  const present = (actor: Actor, lane: Lane, { people }: ReviewScene): Staff => {
    const staff = people.staff.find(({ id }) => id === (actor.kind === 'staff' ? actor.staff.id : undefined));
    if (staff === undefined) throw approvalErrors.notReviewer(lane);
    return staff;
  };

  /** @throws review.not_open, review.stale */
  const requireOpen = (cycle: ReviewCycle | undefined, number: number, now: Date): ReviewCycle => {
    if (cycle === undefined) throw approvalErrors.notOpen('none');
    if (cycle.number !== number) throw approvalErrors.stale();
    if (cycle.state !== 'open') throw approvalErrors.notOpen(cycle.state);
    if (isExpired(cycle, now)) throw approvalErrors.notOpen('expired');
    return cycle;
  };

  const openReviews = async (): Promise<OpenReviews> => {
    const [open, now] = await Promise.all([store.open(), scene()]);
    return openReviewsOf(open, now);
  };
  /** For a question about one cycle, which the asker has. */
  const alone = async (): Promise<OpenReviews> => openReviewsOf([], await scene());

  return {
    async open({ subjectId, authorId, submittedBy, editors = [], laneHashes, neededBy = null, purpose = 'launch' }) {
      const [last, { now, policy }] = await Promise.all([store.latest(subjectId), scene()]);
      if (last?.state === 'open') throw approvalErrors.alreadyOpen();
      const number = (last?.number ?? 0) + 1;
      const cycle: ReviewCycle = {
        id: `${subjectId}/${number}`,
        subjectId,
        number,
        purpose,
        state: 'open',
        authorId,
        submittedBy,
        editors,
        openedAt: now,
        closedAt: null,
        laneHashes,
        needed: { marketing: policy.lanes.marketing.approvals, it: policy.lanes.it.approvals },
        decisions: [],
        delegations: [],
        remindLater: [],
        ...deadlinesOf(policy, now, purpose),
        neededBy,
        alerted: 'none',
        revision: 1,
      };
      if (!(await store.insert(cycle))) throw approvalErrors.alreadyOpen();
      return cycle;
    },

    rehash: (subjectId, laneHashes, editors = [], start) =>
      changeLatest(subjectId, (cycle) => {
        if (cycle?.state !== 'open') return cycle;
        const known = [...new Set([...cycle.editors, ...editors])];
        const neededBy = start === undefined ? cycle.neededBy : start;
        const same =
          LANES.every((lane) => cycle.laneHashes[lane] === laneHashes[lane]) &&
          cycle.neededBy?.getTime() === neededBy?.getTime();
        return same && known.length === cycle.editors.length
          ? cycle
          : { ...cycle, laneHashes, editors: known, neededBy, revision: cycle.revision + 1 };
      }),

    async decide(actor, input) {
      const by = { id: actorId(actor), surface: surfaceOf(actor) };
      const cycle = await changeLatest(input.subjectId, (found, now) => {
        const staff = present(actor, input.lane, now);
        return judgeDecision(found, input, { staff, surface: by.surface, at: now.now }, now.people);
      });
      if (cycle === undefined) throw approvalErrors.notOpen('none');
      const made = cycle.decisions.at(-1);
      if (made !== undefined) await decisions.record(cycle, made);
      return cycle;
    },

    async delegate(actor, { subjectId, cycle: number, lane, to }) {
      let told: { readonly from: Staff } | undefined;
      const cycle = await changeLatest(subjectId, (found, now) => {
        const from = present(actor, lane, now);
        const open = requireOpen(found, number, now.now);
        requireDelegate(open, lane, from, to, now.people);
        told = undefined;
        if (open.delegations.some((one) => one.lane === lane && one.from === from.id && one.to === to)) return open;
        told = { from };
        const delegations = [...open.delegations, { lane, from: from.id, to, at: now.now, surface: surfaceOf(actor) }];
        return { ...open, delegations, revision: open.revision + 1 };
      });
      if (cycle === undefined) throw approvalErrors.notOpen('none');
      if (told === undefined) return cycle;
      await audit.append({
        ...actedBy(actor),
        action: 'review.delegated',
        subject: subjectId,
        data: { cycle: cycle.number, lane, to },
      });
      await notices.tell(reviewNotices.delegated(cycle, to, lane, told.from));
      await changed(subjectId);
      return cycle;
    },

    delegatesFor: async (staffId, cycle, lane) => (await alone()).delegatesFor(staffId, cycle, lane),

    async remindLater(actor, { subjectId, cycle: number, at }) {
      const cycle = await changeLatest(subjectId, (found, { now, people }) => {
        const open = requireOpen(found, number, now);
        const staffId = actorId(actor);
        if (lanesFor(open, staffId, people).length === 0) {
          throw approvalErrors.notReviewer(LANES.find((lane) => !laneApproved(open, lane)) ?? 'marketing');
        }
        const ahead = at.getTime() - now.getTime();
        if (!(ahead > 0 && ahead <= LATEST_REMINDER_DAYS * DAY_MS)) throw approvalErrors.laterInvalid();
        const others = open.remindLater.filter((one) => one.staffId !== staffId);
        return { ...open, remindLater: [...others, { staffId, at }], revision: open.revision + 1 };
      });
      if (cycle === undefined) throw approvalErrors.notOpen('none');
      return cycle;
    },

    laterChoices: async () => (await alone()).laterChoices(),

    withdraw: (_actor, subjectId, number) =>
      changeLatest(subjectId, (cycle, { now }) => {
        if (cycle === undefined || (number !== undefined && number !== cycle.number)) return cycle;
        return cycle.state === 'open' || (cycle.state === 'approved' && number === undefined)
          ? { ...cycle, state: 'withdrawn', closedAt: now, revision: cycle.revision + 1 }
          : cycle;
      }),

    async expire(subjectId) {
      for (;;) {
        const [cycle, { now }] = await Promise.all([store.latest(subjectId), scene()]);
        if (cycle?.state !== 'open' || cycle.purpose !== 'launch') return cycle;
        if (await expire(cycle, now)) return store.latest(subjectId);
      }
    },

    sweep,
    current: (subjectId) => store.latest(subjectId),
    history: (subjectId) => store.ofSubject(subjectId),

    inbox: async (staffId) => (await openReviews()).inbox(staffId),

    async waitingCount(staffId) {
      const open = await store.open();
      if (open.length === 0) return 0;
      const { people } = await scene();
      return open.filter((cycle) => ownLanes(cycle, staffId, people).length > 0).length;
    },

    openReviews,
    lanesOf: async (staffId, cycle) => (await alone()).lanesOf(staffId, cycle),
    async mayAnswerFor(staffId, subjectId, lane) {
      const [cycle, { people }] = await Promise.all([store.latest(subjectId), scene()]);
      const staff = people.staff.find(({ id }) => id === staffId);
      const reviewer = staff !== undefined && isReviewer(people.lanes, lane, staff);
      return reviewer && (cycle === undefined || barredFrom(cycle, lane, staffId) === undefined);
    },
    mayDecide: async (cycle) => (await alone()).mayDecide(cycle),
    openCycles: () => store.open(),

    openedBetween: ({ from, to }) => store.openedBetween(from, to),
    async leadTimes({ from, to }) {
      const [cycles, { policy }] = await Promise.all([store.openedBetween(from, to), scene()]);
      return leadTimesOf(cycles, policy.hours);
    },
  };
};
