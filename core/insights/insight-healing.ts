import type { AuditService } from '../audit/audit-service.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { Clock } from '../common/clock.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import { actedBy, systemActor } from '../people/staff.ts';
import type { PersonaService } from '../segments/personas/persona.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { Insight } from './insight.ts';
import type { InsightChanges } from './insight-changes.ts';
import type { InsightFinding } from './insight-finding.ts';
import { insightNotices } from './insight-notices.ts';
import type { InsightStore } from './insight-store.ts';

/** Whoever changed an insight has followed it up by then, unless their process ended. */
const LEFT_MS = 60_000;
const HEALER = systemActor('insights');

/**
 * Follows up what a process left that ended in the middle of a change: search, who is to hear of it, and at last the
 * audit log, whose entry of the insight's revision says that all of it was done. Idempotent; any number of processes.
 */
export const createInsightHealing = (deps: {
  store: InsightStore;
  finding: InsightFinding;
  changes: InsightChanges;
  audit: AuditService;
  notices: NoticeService;
  people: Pick<PeopleService, 'byId'>;
  segments: Pick<SegmentService, 'byId'>;
  personas: Pick<PersonaService, 'byId'>;
  campaigns: Pick<CampaignService, 'byId'>;
  clock: Clock;
}): (() => Promise<void>) => {
  const { store, finding, changes, audit, notices, people, clock } = deps;

  const tellLinks = async (insight: Insight): Promise<void> => {
    for (const link of insight.links) {
      if (link.by === insight.authorId) continue;
      const { segments: segment, personas: persona, campaigns: campaign } = deps;
      const target = await { segment, persona, campaign }[link.kind].byId(link.id);
      const used = link.kind === 'campaign' && insight.state === 'used';
      if (target === undefined) continue;
      await notices.tell(
        used ? insightNotices.used(insight, link.id) : insightNotices.linked(insight, link, target.name),
      );
    }
  };

  const tell = async (insight: Insight, recorded: (action: string) => boolean): Promise<void> => {
    await changes.tellFollowers(insight);
    await tellLinks(insight);
    if (insight.state === 'declined' && insight.reason !== null && !recorded('insight.declined')) {
      await notices.tell(insightNotices.declined(insight, insight.reason));
    }
    const last = insight.comments.at(-1);
    if (last !== undefined && last.at >= insight.updatedAt) {
      await changes.tellCommented(insight, (await people.byId(last.by))?.name ?? '–');
    }
  };

  const heal = async (insight: Insight): Promise<void> => {
    const entries = await audit.list({ subject: insight.id, limit: 200 });
    if (entries.some(({ data }) => data.revision === insight.revision)) return store.settled(insight);
    if (insight.state === 'withdrawn') await finding.remove(insight.id);
    else {
      await finding.put(insight);
      await tell(insight, (action) => entries.some((entry) => entry.action === action));
    }
    const data = { revision: insight.revision, author: insight.authorId, state: insight.state };
    await audit.append({ ...actedBy(HEALER), action: 'insight.followed_up', subject: insight.id, data });
    await store.settled(insight);
  };

  return async () => {
    for (const insight of await store.unsettledBefore(new Date(clock.now().getTime() - LEFT_MS))) await heal(insight);
  };
};
