import type { Clock } from '../common/clock.ts';
import type { Database } from '../common/database-store.ts';
import { createAuditService } from './audit-chain.ts';
import type { AuditService } from './audit-service.ts';
import { createAuditStore } from './audit-store.ts';

export const createAudit = ({ database, clock }: { database: Database; clock: Clock }): AuditService =>
  createAuditService({ store: createAuditStore(database), clock });
