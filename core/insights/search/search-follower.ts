import type { ReviewCycle } from '../../approvals/approval.ts';
import type { ApprovalService } from '../../approvals/approval-service.ts';
import type { AuditService } from '../../audit/audit-service.ts';
import type { Campaign } from '../../campaigns/campaign.ts';
import type { CampaignService } from '../../campaigns/campaign-service.ts';
import { DECISION_WORDS, LANE_WORDS } from '../../common/words.ts';
import type { PeopleService } from '../../people/people-service.ts';
import type { SearchService } from './search-service.ts';
import type { SearchEntry, SearchStore } from './search-store.ts';

const CURSOR = 'audit';
const PAGE = 500;
const CAMPAIGN = /^C-[1-9][0-9]{0,8}$/;

const ofCampaign = ({ id, name, content, brief, createdAt, updatedAt }: Campaign): SearchEntry => ({
  id: `campaign:${id}`,
  kind: 'campaign',
  text: [name, content.subject, brief.goal].filter((line) => line !== '').join('\n'),
  also: id,
  path: `/campaigns/${id}`,
  at: updatedAt,
  bornAt: createdAt,
});

const ofDecisions = ({ name }: Campaign, cycle: ReviewCycle, names: ReadonlyMap<string, string>): SearchEntry[] =>
  cycle.decisions.map(({ by, lane, kind, comment, at }, i) => ({
    id: `decision:${cycle.id}#${i}`,
    kind: 'decision',
    text: [names.get(by) ?? '–', comment].filter((line) => line !== '').join('\n'),
    also: [name, cycle.subjectId, ...[LANE_WORDS[lane], DECISION_WORDS[kind]].flatMap(({ en, ko }) => [en, ko])].join(
      ' ',
    ),
    detail: { campaign: cycle.subjectId, name, lane, decision: kind },
    path: `/campaigns/${cycle.subjectId}`,
    at,
  }));

/**
 * Keeps campaigns and decisions in search up to date: reads what the audit log gained and puts whatever it names anew,
 * as it is now. Every change of a campaign is stored before it is in the log, so nothing is missed; any number of
 * processes may do the same at once.
 */
export const createSearchFollower = (deps: {
  store: Pick<SearchStore, 'cursor' | 'moveCursor'>;
  search: Pick<SearchService, 'put'>;
  audit: Pick<AuditService, 'after'>;
  campaigns: Pick<CampaignService, 'byIds'>;
  approvals: Pick<ApprovalService, 'history'>;
  people: Pick<PeopleService, 'byIds'>;
}): (() => Promise<void>) => {
  const { store, search, audit, campaigns, approvals, people } = deps;

  const put = async (campaign: Campaign): Promise<void> => {
    const cycles = await approvals.history(campaign.id);
    const deciders = [...new Set(cycles.flatMap(({ decisions }) => decisions.map(({ by }) => by)))];
    const names = new Map((await people.byIds(deciders)).map(({ id, name }) => [id, name]));
    await search.put(ofCampaign(campaign));
    for (const entry of cycles.flatMap((cycle) => ofDecisions(campaign, cycle, names))) await search.put(entry);
  };

  return async () => {
    for (;;) {
      const from = await store.cursor(CURSOR);
      const entries = await audit.after(from, PAGE);
      const last = entries.at(-1);
      if (last === undefined) return;
      const named = [...new Set(entries.map(({ subject }) => subject).filter((subject) => CAMPAIGN.test(subject)))];
      for (const campaign of await campaigns.byIds(named)) await put(campaign);
      await store.moveCursor(CURSOR, last.seq);
    }
  };
};
