import type { AuditService } from '../audit/audit-service.ts';
import type { Campaign } from '../campaigns/campaign.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Ids } from '../common/ids.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import type { Actor } from '../people/staff.ts';
import type { PersonaService } from '../segments/personas/persona.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { Insight, InsightLinkKind, InsightOrigin, InsightState, Theme } from './insight.ts';
import { createInsightChanges } from './insight-changes.ts';
import { insightCsv } from './insight-csv.ts';
import { createInsightFinding } from './insight-finding.ts';
import { createInsightHealing } from './insight-healing.ts';
import type { InsightInput } from './insight-input.ts';
import { createInsightOutcomes } from './insight-outcomes.ts';
import { createInsightSharing } from './insight-sharing.ts';
import type { InsightDraft, InsightFilter, InsightStore } from './insight-store.ts';
import { createInsightThemes } from './insight-themes.ts';
import { createInsightTriage } from './insight-triage.ts';
import type { SearchService } from './search/search-service.ts';
import type { Sentiment, SentimentLabel } from './sentiment/sentiment.ts';
import type { ThemeReport, ThemeTrend } from './theme-report.ts';

/** One that says much the same, with how alike: 0 to 1. */
export interface SimilarInsight {
  readonly insight: Insight;
  readonly likeness: number;
  /** The author and everybody who heard it too. */
  readonly people: number;
}

export interface Shared {
  readonly insight: Insight;
  /** Addresses and numbers that were taken out: the person is to be told. */
  readonly masked: number;
  /** Somebody else's, with the same words: the person was counted there, and no copy was stored. */
  readonly joined?: true;
}

/** What employees hear from customers: shared by anybody, triaged by marketing and managers. */
export interface InsightService {
  /**
   * Any member of staff. The same words of the same author within a day are stored once. Those of somebody else within
   * a day are joined, however many share them at once; `different` says that the person has seen them and means another.
   * @throws InvalidInput by field, insight.theme_unknown, insight.already_shared, insight.too_many (20 a minute)
   */
  share(actor: Actor, input: InsightInput & { origin?: InsightOrigin | null; different?: boolean }): Promise<Shared>;
  /** At most three that say much the same, the nearest first; withdrawn ones left out. */
  similar(text: string): Promise<readonly SimilarInsight[]>;
  /** The theme that such words mostly stand in; undefined where none is likely. */
  suggestTheme(text: string): Promise<Theme | undefined>;
  /** Keeps what was typed for a day while the person looks at similar ones. */
  keepDraft(actor: Actor, input: Readonly<Record<string, string>>): Promise<string>;
  /** Only its author's. @throws insight.draft_gone */
  draft(actor: Actor, draftId: string): Promise<InsightDraft>;
  dropDraft(actor: Actor, draftId: string): Promise<void>;
  /** "I heard that too": a person counts once. @throws insight.own, insight.withdrawn */
  support(actor: Actor, id: string): Promise<Insight>;
  /** By its author. @throws insight.not_author, insight.changed_meanwhile, InvalidInput */
  edit(actor: Actor, id: string, input: InsightInput & { revision: number }): Promise<Shared>;
  /** By its author; it is shown and found no more. @throws insight.not_author */
  withdraw(actor: Actor, id: string): Promise<Insight>;
  /** By anybody. @throws insight.withdrawn, insight.too_many_comments (20 a minute), InvalidInput (`comment`) */
  comment(actor: Actor, id: string, text: string): Promise<Insight>;
  /** A person's word instead of the guess. */
  correctSentiment(actor: Actor, id: string, label: SentimentLabel): Promise<Insight>;

  /** Ties it to a segment, a persona or a campaign; its author is told. @throws insight.forbidden, insight.link_unknown */
  link(actor: Actor, id: string, to: { kind: InsightLinkKind; id: string }): Promise<Insight>;
  /** @throws insight.forbidden, InvalidInput (`reason`) */
  decline(actor: Actor, id: string, reason: string): Promise<Insight>;
  /** @throws insight.forbidden, insight.theme_unknown */
  setTheme(actor: Actor, id: string, theme: string): Promise<Insight>;
  /** A draft campaign whose goal quotes it, one however often it is asked for. @throws insight.forbidden, insight.brief_under_way */
  makeBrief(actor: Actor, id: string): Promise<{ insight: Insight; campaign: Campaign }>;

  byId(id: string): Promise<Insight | undefined>;
  /** The newest first, at most 200; `below` is the number of the last one seen. */
  list(filter?: InsightFilter, page?: { below?: number; limit?: number }): Promise<readonly Insight[]>;
  /** The nearest first. */
  find(query: string, limit?: number): Promise<readonly Insight[]>;
  countByState(filter?: Omit<InsightFilter, 'states'>): Promise<ReadonlyMap<InsightState, number>>;
  /** What `list` gives, whole, as CSV in pieces. */
  csv(filter?: InsightFilter): AsyncIterable<string>;
  themes(): Promise<readonly Theme[]>;
  /** The last twelve weeks of a theme; undefined where there is none. */
  themeReport(themeKey: string): Promise<ThemeReport | undefined>;
  /** Where themes go that something was shared in within 28 days, by key; the most trending first. */
  themeTrends(): Promise<ReadonlyMap<string, ThemeTrend>>;
  /** @throws insight.forbidden, insight.theme_taken, InvalidInput (`name`) */
  addTheme(actor: Actor, name: string): Promise<Theme>;
  /**
   * Follows up changes that a process left in the middle when it ended, and tells authors whose insight is part of a
   * campaign that went out. The sweep calls it.
   */
  heal(): Promise<void>;
  /** Hears of each new insight in it, or no more. @throws insight.theme_unknown */
  follow(actor: Actor, themeKey: string, following: boolean): Promise<Theme>;
}

const LIST_LIMIT = 200;

export const createInsightService = (deps: {
  store: InsightStore;
  search: SearchService;
  timeZone: string;
  sentiment: Sentiment;
  audit: AuditService;
  people: PeopleService;
  notices: NoticeService;
  segments: SegmentService;
  personas: Pick<PersonaService, 'byId' | 'list'>;
  campaigns: CampaignService;
  clock: Clock;
  ids: Ids;
}): InsightService => {
  const { store, people } = deps;
  const changes = createInsightChanges(deps);
  const finding = createInsightFinding(deps);
  const heal = createInsightHealing({ ...deps, changes, finding });
  const tellOutcomes = createInsightOutcomes(deps);

  return {
    ...createInsightSharing({ ...deps, changes, finding }),
    ...createInsightTriage({ ...deps, changes }),
    ...createInsightThemes(deps),
    async heal() {
      await heal();
      await tellOutcomes();
    },
    similar: finding.similar,
    suggestTheme: finding.suggestTheme,
    byId: (id) => store.byId(id),
    list: (filter = {}, { below, limit = LIST_LIMIT } = {}) =>
      store.list(filter, {
        ...(below === undefined ? {} : { below }),
        limit: Math.min(Math.max(1, Math.trunc(limit)), LIST_LIMIT),
      }),
    find: (query, limit = 50) => finding.find(query, limit),
    countByState: (filter = {}) => store.countByState(filter),
    themes: () => store.themes(),

    async *csv(filter = {}) {
      const names = new Map((await people.list()).map(({ id, name }) => [id, name]));
      async function* pages() {
        let below: number | undefined;
        do {
          const page = await store.list(filter, { ...(below === undefined ? {} : { below }), limit: LIST_LIMIT });
          yield page;
          below = page.length < LIST_LIMIT ? undefined : page.at(-1)?.number;
        } while (below !== undefined);
      }
      yield* insightCsv(pages(), (id) => names.get(id) ?? '');
    },
  };
};
