import type { ApprovalService } from '../approvals/approval-service.ts';
import type { PolicyService } from '../approvals/policy-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { FreezeService } from '../campaigns/freeze-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Database } from '../common/database-store.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { Config } from '../config.ts';
import type { FieldAccessService } from '../contacts/field-access/field-access-service.ts';
import type { InsightService } from '../insights/insight-service.ts';
import type { EmailProvider } from '../mail/email-provider.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { CostService } from '../tracking/cost-service.ts';
import { createCampaignResults } from './campaign-results.ts';
import { createDigestEditions } from './digest-editions.ts';
import { createDigestRounds, type DigestRounds } from './digest-rounds.ts';
import { createDigestService, type DigestService } from './digest-service.ts';
import { createDigestStore } from './digest-store.ts';

export const createDigests = (deps: {
  database: Database;
  config: Config;
  clock: Clock;
  ids: Ids;
  hash: KeyedHash;
  audit: AuditService;
  people: PeopleService;
  notices: NoticeService;
  approvals: ApprovalService;
  policy: PolicyService;
  campaigns: CampaignService;
  freezes: FreezeService;
  fields: FieldAccessService;
  segments: SegmentService;
  insights: InsightService;
  costs: CostService;
  provider: EmailProvider;
}): { digests: DigestService; digestRounds: DigestRounds } => {
  const store = createDigestStore(deps.database);
  const results = createCampaignResults(deps);
  const editions = createDigestEditions({
    store,
    facts: { ...deps, results },
    clock: deps.clock,
  });
  const digests = createDigestService({
    ...deps,
    store,
    editions,
    portalUrl: deps.config.portal.url,
    timeZone: deps.config.workspace.timeZone,
  });
  const digestRounds = createDigestRounds({
    ...deps,
    store,
    editions,
    pictureUrl: (content, { key }, lang) => digests.pictureUrl(content, key, lang),
  });
  return { digests, digestRounds };
};
