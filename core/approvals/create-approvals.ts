import type { AuditService } from '../audit/audit-service.ts';
import { type Database, serverTime } from '../common/database-store.ts';
import { createOnce } from '../common/once-store.ts';
import type { Config } from '../config.ts';
import type { AbsenceService } from '../people/absence-service.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import { type ApprovalService, createApprovalService } from './approval-service.ts';
import { createApprovalStore } from './approval-store.ts';
import { createDecisionAudit } from './decision-audit.ts';
import { createPolicyService, type PolicyService } from './policy-service.ts';
import { createPolicyStore } from './policy-store.ts';
import { createReviewScene } from './review-scene.ts';

/** Review cycles and the policy they follow. */
export const createApprovals = (deps: {
  database: Database;
  config: Pick<Config, 'workspace'>;
  audit: AuditService;
  people: PeopleService;
  absences: AbsenceService;
  notices: NoticeService;
  /** What shows a subject is to be shown again, because its review changed without it. */
  changed?: (subjectId: string) => Promise<void>;
  /** Who may decide changed, in every open review. */
  reviewersChanged?: () => Promise<void>;
  /** The time that decides; the database's unless told otherwise. */
  now?: () => Promise<Date>;
}): { approvals: ApprovalService; policy: PolicyService } => {
  const { database, config, audit, people, notices } = deps;
  const { changed = async () => {}, now = () => serverTime(database) } = deps;
  const policy = createPolicyService({
    store: createPolicyStore(database),
    people,
    audit,
    zone: config.workspace.timeZone,
    saved: deps.reviewersChanged ?? (async () => {}),
  });
  const scene = createReviewScene({ ...deps, policy, now });
  const store = createApprovalStore(database);
  const decisions = createDecisionAudit({ store, audit, once: createOnce(database) });
  return { policy, approvals: createApprovalService({ store, audit, decisions, notices, scene, changed }) };
};
