import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Database } from '../common/database-store.ts';
import type { PeopleService } from '../people/people-service.ts';
import { type ApprovalService, createApprovalService } from './approval-service.ts';
import { createApprovalStore } from './approval-store.ts';

export const createApprovals = ({
  database,
  audit,
  people,
  clock,
}: {
  database: Database;
  audit: AuditService;
  people: PeopleService;
  clock: Clock;
}): ApprovalService => createApprovalService({ store: createApprovalStore(database), audit, people, clock });
