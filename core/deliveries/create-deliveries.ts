import type { AuditService } from '../audit/audit-service.ts';
import type { FrequencyCap } from '../campaigns/campaign.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { FreezeService } from '../campaigns/freeze-service.ts';
import type { SendingRulesService } from '../campaigns/sending-rules-service.ts';
import type { Database } from '../common/database-store.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { Logger } from '../common/logger.ts';
import type { Config } from '../config.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { EmailProvider } from '../mail/email-provider.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import { createBatchClaims } from './batch-claims-store.ts';
import { createDeliveryService, type DeliveryService } from './delivery-service.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { outgoingBatch } from './outgoing.ts';
import { createPace } from './pace.ts';
import { createRecentSends } from './recent-sends-store.ts';
import { createSendPaceStore } from './send-pace-store.ts';
import { createFrozenMails, createSentMail, type SentMail } from './sent-mail.ts';
import { type StartRunDeps, started } from './start-run.ts';
import { type SendTiming, sendTiming } from './timing.ts';
import { createWarmUpService, type WarmUpService } from './warm-up-service.ts';

/** `timing` is the configuration's unless told otherwise; nothing goes below its floor. */
export const createDeliveries = (deps: {
  readonly database: Database;
  readonly config: Config;
  readonly hash: KeyedHash;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly audit: AuditService;
  readonly people: PeopleService;
  readonly contacts: ContactService;
  readonly segments: SegmentService;
  readonly campaigns: CampaignService;
  readonly notices: Pick<NoticeService, 'tell'>;
  readonly freezes: Pick<FreezeService, 'active'>;
  readonly provider: EmailProvider;
  /** The campaign's card is to show how far its run is. */
  readonly changed: (campaignId: string) => Promise<void>;
  readonly missedIds: StartRunDeps['missedIds'];
  readonly reachedAmong: StartRunDeps['reachedAmong'];
  readonly rules: Pick<SendingRulesService, 'current'>;
  readonly timing?: Partial<SendTiming>;
}): {
  deliveries: DeliveryService;
  sentMail: SentMail;
  warmUp: WarmUpService;
  cappedIds: (cap: FrequencyCap) => Promise<readonly string[]>;
} => {
  const { config, hash } = deps;
  const store = createDeliveryStore(deps.database);
  const { rates } = config.sending;
  const { fromDomain } = config.mail;
  const recentSends = createRecentSends(deps.database);
  const claims = createBatchClaims(deps.database);
  const frozenMails = createFrozenMails(store);
  const shared = { store, claims, hash, portalUrl: config.portal.url, fromDomain };
  const pace = createPace({
    store: createSendPaceStore(deps.database),
    provider: deps.provider,
    fromDomain,
    rates,
    batchSize: config.sending.batchSize,
    zone: config.workspace.timeZone,
  });
  const deliveries = createDeliveryService({
    ...shared,
    recentSends,
    missedIds: deps.missedIds,
    reachedAmong: deps.reachedAmong,
    rules: deps.rules,
    audit: deps.audit,
    campaigns: deps.campaigns,
    contacts: deps.contacts,
    segments: deps.segments,
    provider: deps.provider,
    ids: deps.ids,
    logger: deps.logger,
    timing: sendTiming({ ...config.sending.timing, ...deps.timing }),
    rates,
    pace,
    notices: deps.notices,
    changed: deps.changed,
    freezes: deps.freezes,
    batchSize: config.sending.batchSize,
    concurrency: config.sending.concurrency,
    outgoing: async (batch, recipients) => {
      const mail = (await frozenMails(batch.runId, batch.buildId)).get(batch.variant);
      return mail === undefined ? undefined : outgoingBatch(shared, batch, mail, recipients);
    },
  });
  return {
    deliveries,
    sentMail: createSentMail({ ...shared, frozenMails }),
    warmUp: createWarmUpService({ pace, fromDomain, audit: deps.audit }),
    cappedIds: (cap) => recentSends.atCapLately(cap, started(deps)),
  };
};
