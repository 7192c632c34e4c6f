import type { ApprovalService } from '../approvals/approval-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Database } from '../common/database-store.ts';
import type { Ids } from '../common/ids.ts';
import type { Config } from '../config.ts';
import type { ChannelService } from '../people/channel-service.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import type { PersonaService } from '../segments/personas/persona.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import { createInsightService, type InsightService } from './insight-service.ts';
import { createInsightStore } from './insight-store.ts';
import { createSavedSearches, type SavedSearchService } from './search/saved-search-service.ts';
import { createSavedSearchStore } from './search/saved-search-store.ts';
import { createSearchFollower } from './search/search-follower.ts';
import { createSearch, type SearchService } from './search/search-service.ts';
import { createSearchStore } from './search/search-store.ts';
import { createSentiment } from './sentiment/sentiment.ts';
import { createThemeCards } from './theme-cards.ts';

export const createInsights = ({
  database,
  clock,
  config,
  ...rest
}: {
  database: Database;
  clock: Clock;
  config: Config;
  ids: Ids;
  audit: AuditService;
  people: PeopleService;
  channels: ChannelService;
  notices: NoticeService;
  segments: SegmentService;
  personas: Pick<PersonaService, 'byId' | 'list'>;
  campaigns: CampaignService;
  approvals: ApprovalService;
}): {
  insights: InsightService;
  search: SearchService;
  savedSearches: SavedSearchService;
  followSearch: () => Promise<void>;
  tellThemes: () => Promise<void>;
} => {
  const { timeZone } = config.workspace;
  const store = createInsightStore(database);
  const searchStore = createSearchStore(database);
  const search = createSearch({ store: searchStore, now: clock.now });
  const insights = createInsightService({
    ...rest,
    clock,
    search,
    timeZone,
    store,
    sentiment: createSentiment(),
  });
  return {
    insights,
    search,
    savedSearches: createSavedSearches({
      ...rest,
      clock,
      store: createSavedSearchStore(database),
      searchStore,
      search,
    }),
    followSearch: createSearchFollower({ ...rest, store: searchStore, search }),
    tellThemes: createThemeCards({ ...rest, store, search, clock, timeZone }),
  };
};
