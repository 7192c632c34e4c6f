import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { Clock } from '../common/clock.ts';
import type { NoticeService } from '../people/notice-service.ts';
import { insightNotices } from './insight-notices.ts';
import type { InsightStore } from './insight-store.ts';

/** A workspace whose processes all stood still for longer tells nobody: it would be news no more. */
const LATELY_MS = 7 * 86_400_000;

/**
 * Tells authors that a campaign which their insight is part of went out, each once: the key of the notice holds both. The
 * sweep calls it, in any number of processes.
 */
export const createInsightOutcomes = (deps: {
  store: Pick<InsightStore, 'list'>;
  campaigns: Pick<CampaignService, 'startedBetween'>;
  notices: Pick<NoticeService, 'tell'>;
  clock: Clock;
}): (() => Promise<void>) => {
  const { store, campaigns, notices, clock } = deps;
  /** Campaigns that this process has told of: they need not be looked at again. */
  let told: ReadonlySet<string> = new Set();

  return async () => {
    const now = clock.now().getTime();
    const started = await campaigns.startedBetween(new Date(now - LATELY_MS), new Date(now + 1));
    for (const campaign of started.filter(({ id }) => !told.has(id))) {
      const part = await store.list({ linkedTo: campaign.id, states: ['linked', 'used'] }, { limit: 200 });
      for (const insight of part) {
        const link = insight.links.find(({ kind, id }) => kind === 'campaign' && id === campaign.id);
        if (link === undefined || link.by === insight.authorId || link.at > campaign.startedAt) continue;
        await notices.tell(insightNotices.wentOut(insight, campaign));
      }
    }
    told = new Set(started.map(({ id }) => id));
  };
};
