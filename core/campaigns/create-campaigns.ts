import type { ApprovalService } from '../approvals/approval-service.ts';
import type { PolicyService } from '../approvals/policy-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import { type Database, serverTime } from '../common/database-store.ts';
import type { Ids } from '../common/ids.ts';
import type { Logger } from '../common/logger.ts';
import type { Config } from '../config.ts';
import type { Topic } from '../contacts/consent/topic.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { EmailProvider } from '../mail/email-provider.ts';
import type { ChannelService } from '../people/channel-service.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { AlarmClock } from './alarm-clock.ts';
import type { FrequencyCap, MissedAudience } from './campaign.ts';
import { type CampaignService, createCampaignService } from './campaign-service.ts';
import { createCampaignStore } from './campaign-store.ts';
import { type CardService, createCardService } from './card-service.ts';
import { createCardStore } from './card-store.ts';
import { createFreezeService, type FreezeService } from './freeze-service.ts';
import { createFreezeStore } from './freeze-store.ts';
import { createPictureStore } from './picture-store.ts';
import type { LinkProbe, NameLookup } from './preflight/preflight-service.ts';
import { createPreflightStore } from './preflight/preflight-store.ts';
import { createSendingRulesService, type SendingRulesService } from './sending-rules-service.ts';
import { createSendingRulesStore } from './sending-rules-store.ts';
import { createSnapshotStore } from './snapshot-store.ts';
import { createTestMailStore } from './test-mail-store.ts';

/** Campaigns from draft to end, the cards that show them in chat, and the freezes that hold them. */
export const createCampaigns = (deps: {
  database: Database;
  config: Config;
  ids: Ids;
  logger: Logger;
  audit: AuditService;
  people: PeopleService;
  channels: ChannelService;
  contacts: ContactService;
  segments: SegmentService;
  approvals: ApprovalService;
  policy: Pick<PolicyService, 'current'>;
  /** Of these attributes, those that IT has to grant first. */
  ungranted: (keys: readonly string[]) => Promise<readonly string[]>;
  /** What mail can be about, archived topics included. */
  topics: () => Promise<readonly Topic[]>;
  /** Ids of those who had as many mails as the cap allows, ascending. */
  cappedIds: (cap: FrequencyCap) => Promise<readonly string[]>;
  /** Ids of those whom a campaign missed, ascending. */
  missedIds: (missed: MissedAudience) => Promise<readonly string[]>;
  notices: NoticeService;
  provider: EmailProvider;
  alarm: AlarmClock;
  lookup: NameLookup;
  probe: LinkProbe;
  /** The unsubscribe address of a link that belongs to nobody, which preflight asks for. */
  unsubscribeAddress: string;
}): { campaigns: CampaignService; cards: CardService; freezes: FreezeService; rules: SendingRulesService } => {
  const store = createCampaignStore(deps.database);
  const cards = createCardService({
    cardStore: createCardStore(deps.database),
    campaignStore: store,
    channels: deps.channels,
  });
  const freezes = createFreezeService({
    ...deps,
    store: createFreezeStore(deps.database),
    campaigns: store,
    zone: deps.config.workspace.timeZone,
    now: () => serverTime(deps.database),
    changed: () => campaigns.followFreeze(),
  });
  const pictures = createPictureStore(deps.database);
  const snapshotStore = createSnapshotStore(deps.database);
  const preflights = createPreflightStore(deps.database);
  const rules = createSendingRulesService({
    ...deps,
    store: createSendingRulesStore(deps.database),
    saved: () => campaigns.followReviews(),
  });
  const campaigns = createCampaignService({
    ...deps,
    store,
    cards,
    pictures,
    testMails: createTestMailStore(deps.database),
    freezes,
    preflights,
    snapshotStore,
    rules,
  });
  return { cards, campaigns, freezes, rules };
};
