import type { ApprovalService } from '../approvals/approval-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { Database } from '../common/database-store.ts';
import type { Ids } from '../common/ids.ts';
import type { Logger } from '../common/logger.ts';
import type { Config } from '../config.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { EmailProvider } from '../mail/email-provider.ts';
import type { ChannelService } from '../people/channel-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { AlarmClock } from './alarm-clock.ts';
import { type CampaignService, createCampaignService } from './campaign-service.ts';
import { createCampaignStore } from './campaign-store.ts';
import { type CardService, createCardService } from './card-service.ts';
import { createCardStore } from './card-store.ts';
import { createPictureStore } from './picture-store.ts';

/** Campaigns from draft to end, and the cards that show them in chat. */
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
  provider: EmailProvider;
  alarm: AlarmClock;
}): { campaigns: CampaignService; cards: CardService } => {
  const store = createCampaignStore(deps.database);
  const cards = createCardService({
    cardStore: createCardStore(deps.database),
    campaignStore: store,
    channels: deps.channels,
  });
  return {
    cards,
    campaigns: createCampaignService({ ...deps, store, cards, pictures: createPictureStore(deps.database) }),
  };
};
