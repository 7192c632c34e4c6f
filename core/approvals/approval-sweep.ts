import type { AuditService } from '../audit/audit-service.ts';
import type { NoticeService } from '../people/notice-service.ts';
import { can } from '../people/permissions.ts';
import { actedBy, systemActor } from '../people/staff.ts';
import { workingMinutesBetween } from '../people/working-hours.ts';
import { LANES, laneApproved, type ReviewCycle } from './approval.ts';
import type { ApprovalStore } from './approval-store.ts';
import type { DecisionAudit } from './decision-audit.ts';
import { waitedFor } from './may-decide.ts';
import { dueOf } from './review-deadlines.ts';
import { reviewNotices } from './review-notices.ts';
import type { ReviewScene } from './review-scene.ts';

const SWEEPER = systemActor('review-deadlines');
/** What a process that died between closing a cycle and telling it left untold is told within this time. */
const TOLD_AGAIN_MS = 10 * 60_000;

/**
 * Deadlines of open cycles. Any number of processes may sweep: the cycle moves by compare-and-set, and notices are told
 * once by their key. A reminder is told before it is noted, so that a crash repeats it under the same key instead of
 * losing it; an expiry is noted first, because nobody may hear of one that a key has just prevented.
 */
export const createApprovalSweep = (deps: {
  store: ApprovalStore;
  notices: NoticeService;
  audit: AuditService;
  decisions: DecisionAudit;
  scene: () => Promise<ReviewScene>;
  changed: (subjectId: string) => Promise<void>;
}): { sweep: () => Promise<void>; expire: (cycle: ReviewCycle, now: Date) => Promise<boolean> } => {
  const { store, notices, audit, decisions, scene, changed } = deps;

  const record = (cycle: ReviewCycle, action: string) =>
    audit.append({ ...actedBy(SWEEPER), action, subject: cycle.subjectId, data: { cycle: cycle.number } });

  const waitingOf = (cycle: ReviewCycle, { policy, now }: ReviewScene) => ({
    lanes: LANES.filter((lane) => !laneApproved(cycle, lane)),
    minutes: workingMinutesBetween(policy.hours, cycle.openedAt, now),
    zone: policy.hours.zone,
  });

  const remind = async (cycle: ReviewCycle, now: ReviewScene): Promise<void> => {
    const waiting = waitingOf(cycle, now);
    const told = new Set(waiting.lanes.flatMap((lane) => waitedFor(cycle, lane, now.people).map(({ id }) => id)));
    for (const id of told) {
      const lanes = waiting.lanes.filter((lane) => waitedFor(cycle, lane, now.people).some((one) => one.id === id));
      await notices.tell(reviewNotices.reminder(cycle, id, { ...waiting, lanes }));
    }
    await store.replace({ ...cycle, alerted: 'reminded', revision: cycle.revision + 1 }, cycle.revision);
  };

  const escalate = async (cycle: ReviewCycle, now: ReviewScene): Promise<void> => {
    const { policy, people } = now;
    const administrators = people.staff.filter((one) => can(one, 'settings.manage')).map(({ id }) => id);
    const named = policy.escalateTo.filter((id) =>
      people.staff.some((one) => one.id === id && one.status === 'active'),
    );
    const lanes = {
      marketing: waitedFor(cycle, 'marketing', people),
      it: waitedFor(cycle, 'it', people),
    };
    for (const id of named.length > 0 ? named : administrators) {
      await notices.tell(reviewNotices.escalation(cycle, id, waitingOf(cycle, now), lanes));
    }
    const next: ReviewCycle = { ...cycle, alerted: 'escalated', revision: cycle.revision + 1 };
    if (await store.replace(next, cycle.revision)) await record(cycle, 'review.escalated');
  };

  /** Reminders that people asked for themselves. */
  const askedFor = async (cycle: ReviewCycle, now: ReviewScene): Promise<void> => {
    const due = cycle.remindLater.filter(({ at }) => at <= now.now);
    if (due.length === 0) return;
    const waiting = waitingOf(cycle, now);
    for (const { staffId, at } of due) {
      const lanes = waiting.lanes.filter((lane) =>
        waitedFor(cycle, lane, now.people).some((one) => one.id === staffId),
      );
      if (lanes.length > 0) await notices.tell(reviewNotices.askedFor(cycle, staffId, at, { ...waiting, lanes }));
    }
    const remindLater = cycle.remindLater.filter((one) => !due.includes(one));
    await store.replace({ ...cycle, remindLater, revision: cycle.revision + 1 }, cycle.revision);
  };

  const expire = async (cycle: ReviewCycle, now: Date): Promise<boolean> => {
    const next: ReviewCycle = { ...cycle, state: 'expired', closedAt: now, revision: cycle.revision + 1 };
    if (!(await store.replace(next, cycle.revision))) return false;
    await record(cycle, 'review.expired');
    await tellExpired(next);
    await changed(cycle.subjectId);
    return true;
  };

  const tellExpired = async (cycle: ReviewCycle): Promise<void> => {
    const lanes = LANES.filter((lane) => !laneApproved(cycle, lane));
    for (const id of new Set([cycle.authorId, cycle.submittedBy])) {
      await notices.tell(reviewNotices.expired(cycle, id, lanes));
    }
  };

  return {
    expire,
    async sweep() {
      const now = await scene();
      // A write that lost its race (a decision came between) is made by the next sweep, on what stands then.
      const open = await store.open();
      for (const cycle of open) {
        const due = dueOf(cycle, now.now);
        if (due === 'expire') await expire(cycle, now.now);
        else if (due === 'escalate') await escalate(cycle, now);
        else if (due === 'remind') await remind(cycle, now);
        else await askedFor(cycle, now);
      }
      for (const cycle of await store.closedSince(new Date(now.now.getTime() - TOLD_AGAIN_MS), ['expired'])) {
        await tellExpired(cycle);
      }
      await decisions.heal(open, now.now);
    },
  };
};
