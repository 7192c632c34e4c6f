import type { AuditService } from '../audit/audit-service.ts';
import type { Once } from '../common/once-store.ts';
import type { Decision, ReviewCycle } from './approval.ts';
import type { ApprovalStore } from './approval-store.ts';

/** Younger decisions may still be on their way into the log. */
const ON_ITS_WAY_MS = 30_000;
/** How far back what a crash left out is looked for. */
const LOOKED_BACK_MS = 24 * 60 * 60_000;
/** How long one process alone adds what is missing. */
const LEASE_MS = 60_000;
const CHECKED_LIMIT = 10_000;
const LATEST_ENTRIES = 500;

/** Decisions stand in their cycle first and in the audit log afterwards; what a crash left between is added by `heal`. */
export const createDecisionAudit = ({
  store,
  audit,
  once,
}: {
  store: ApprovalStore;
  audit: AuditService;
  once: Once;
}) => {
  /** Decisions of which this process knows that they are in the log. */
  const checked = new Set<string>();

  const entryOf = (cycle: ReviewCycle, { by, surface, kind, lane, laneHash, onBehalfOf, snapshot }: Decision) => ({
    actor: by,
    surface,
    action: `review.${kind}`,
    subject: cycle.subjectId,
    data: { cycle: cycle.number, lane, laneHash, onBehalfOf, snapshot },
  });

  /** Nobody decides the same about the same content twice in a cycle. */
  const isIn = async (wanted: ReturnType<typeof entryOf>): Promise<boolean> =>
    (await audit.list({ subject: wanted.subject, limit: LATEST_ENTRIES })).some(
      ({ actor, action, data }) =>
        actor === wanted.actor &&
        action === wanted.action &&
        data.cycle === wanted.data.cycle &&
        data.lane === wanted.data.lane &&
        data.laneHash === wanted.data.laneHash,
    );

  return {
    async record(cycle: ReviewCycle, decision: Decision): Promise<void> {
      await audit.append(entryOf(cycle, decision));
    },

    /** Any number of processes may call it; each missing entry is added by one. */
    async heal(open: readonly ReviewCycle[], now: Date): Promise<void> {
      const from = new Date(now.getTime() - LOOKED_BACK_MS);
      if (checked.size > CHECKED_LIMIT) checked.clear();
      for (const cycle of [...open, ...(await store.closedSince(from))]) {
        for (const [i, decision] of cycle.decisions.entries()) {
          const key = `${cycle.id}#${i}`;
          const age = now.getTime() - decision.at.getTime();
          if (checked.has(key) || age < ON_ITS_WAY_MS || age > LOOKED_BACK_MS) continue;
          const entry = entryOf(cycle, decision);
          if (await isIn(entry)) checked.add(key);
          // Looked at again under the lease: another process may just have added it.
          else if ((await once.take(`decision-audit:${key}`, LEASE_MS)) && !(await isIn(entry)))
            await audit.append(entry);
        }
      }
    },
  };
};
export type DecisionAudit = ReturnType<typeof createDecisionAudit>;
