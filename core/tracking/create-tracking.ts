import type { ApprovalService } from '../approvals/approval-service.ts';
import type { PolicyService } from '../approvals/policy-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Database } from '../common/database-store.ts';
import type { Logger } from '../common/logger.ts';
import type { Config } from '../config.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { DeliveryService } from '../deliveries/delivery-service.ts';
import type { SentMail } from '../deliveries/sent-mail.ts';
import { type CostService, createCostService } from './cost-service.ts';
import { createCostStore } from './cost-store.ts';
import { createEventIntake } from './event-intake.ts';
import { createTrackingService, type TrackingService } from './tracking-service.ts';
import { createTrackingStore } from './tracking-store.ts';

export const createTracking = (deps: {
  readonly database: Database;
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly contacts: ContactService;
  readonly campaigns: CampaignService;
  readonly deliveries: DeliveryService;
  readonly sentMail: SentMail;
}): TrackingService => {
  const store = createTrackingStore(deps.database);
  const { mail } = deps.config;
  return createTrackingService({
    ...deps,
    store,
    intake: createEventIntake(store.insert),
    // No key: every webhook is refused, because nobody could have signed it.
    signingKey: mail.kind === 'mailgun' ? mail.webhookSigningKey : '',
  });
};

/** What campaigns cost, and what came of it. */
export const createCosts = (deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly approvals: ApprovalService;
  readonly policy: PolicyService;
  readonly campaigns: CampaignService;
  readonly tracking: TrackingService;
}): CostService => createCostService({ ...deps, store: createCostStore(deps.database) });
