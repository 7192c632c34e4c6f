import type { AuditService } from '../audit/audit-service.ts';
import type { Campaign } from '../campaigns/campaign.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Ids } from '../common/ids.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import { can, type Permission } from '../people/permissions.ts';
import { type Actor, actedBy, actorId } from '../people/staff.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { Insight, InsightLinkKind, InsightOrigin, InsightState, Theme } from './insight.ts';
import { insightCsv } from './insight-csv.ts';
import { insightErrors } from './insight-errors.ts';
import {
  COMMENT_LIMIT,
  INSIGHT_LIMIT,
  type InsightInput,
  parseInsight,
  plainText,
  requireWords,
  THEME_LIMIT,
} from './insight-input.ts';
import { insightNotices } from './insight-notices.ts';
import type { InsightDraft, InsightFilter, InsightStore } from './insight-store.ts';
import { maskPersonal } from './mask-personal.ts';
import type { SearchService } from './search/search-service.ts';
import { likeness } from './search/text-terms.ts';
import type { Sentiment, SentimentLabel } from './sentiment/sentiment.ts';

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
}

/** What employees hear from customers: shared by anybody, triaged by marketing and managers. */
export interface InsightService {
  /**
   * Any member of staff. The same words of the same author within a day are stored once.
   * @throws InvalidInput by field, insight.theme_unknown, insight.already_shared, insight.too_many (20 a minute)
   */
  share(actor: Actor, input: InsightInput & { origin?: InsightOrigin | null }): Promise<Shared>;
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

  /** Ties it to a segment or a campaign; its author is told. @throws insight.forbidden, insight.link_unknown */
  link(actor: Actor, id: string, to: { kind: InsightLinkKind; id: string }): Promise<Insight>;
  /** @throws insight.forbidden, InvalidInput (`reason`) */
  decline(actor: Actor, id: string, reason: string): Promise<Insight>;
  /** @throws insight.forbidden, insight.theme_unknown */
  setTheme(actor: Actor, id: string, theme: string): Promise<Insight>;
  /** A draft campaign whose goal quotes it. @throws insight.forbidden, campaign.forbidden */
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
  /** @throws insight.forbidden, insight.theme_taken, InvalidInput (`name`) */
  addTheme(actor: Actor, name: string): Promise<Theme>;
  /** Hears of each new insight in it, or no more. @throws insight.theme_unknown */
  follow(actor: Actor, themeKey: string, following: boolean): Promise<Theme>;
}

const DAY_MS = 86_400_000;
const A_MINUTE = 20;
const LIST_LIMIT = 200;
/** Characters of a text that is not stored yet which are compared with others: it may be of any length. */
const ASKED = 2 * INSIGHT_LIMIT;
const SIMILAR = 3;
/** Two texts say much the same where they share this part of their terms. */
const ALIKE = 0.3;
/** Support that the author hears of: not each one. */
const TOLD_SUPPORT: ReadonlySet<number> = new Set([1, 4, 9, 24, 49, 99]);
const TRIES = 5;
const COMMENTS = 500;

export const createInsightService = (deps: {
  store: InsightStore;
  search: SearchService;
  sentiment: Sentiment;
  audit: AuditService;
  people: PeopleService;
  notices: NoticeService;
  segments: SegmentService;
  campaigns: CampaignService;
  clock: Clock;
  ids: Ids;
}): InsightService => {
  const { store, search, sentiment, audit, people, notices, segments, campaigns, clock, ids } = deps;

  /** Roles as they are now. @throws insight.forbidden */
  const require = async (actor: Actor, permission: Permission): Promise<void> => {
    if (actor.kind === 'system') return;
    const staff = await people.byId(actor.staff.id);
    if (staff === undefined || !can(staff, permission)) throw insightErrors.forbidden(permission);
  };

  const existing = async (id: string): Promise<Insight> => {
    const found = await store.byId(id);
    if (found === undefined) throw insightErrors.notFound(id);
    return found;
  };

  const record = (actor: Actor, action: string, insight: Insight, data: Record<string, string | number> = {}) =>
    audit.append({ ...actedBy(actor), action, subject: insight.id, data: { revision: insight.revision, ...data } });

  /** Reads, changes and tries again where somebody was faster. `to` answers undefined where nothing is to change. */
  const change = async (
    id: string,
    to: (insight: Insight) => Partial<Omit<Insight, 'id' | 'number' | 'revision'>> | undefined,
  ): Promise<{ insight: Insight; changed: boolean }> => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const insight = await existing(id);
      const set = to(insight);
      if (set === undefined) return { insight, changed: false };
      const changed = await store.change(insight, { ...set, updatedAt: clock.now() });
      if (changed !== undefined) return { insight: changed, changed: true };
    }
    throw insightErrors.changedMeanwhile(id);
  };

  const open = (insight: Insight): Insight => {
    if (insight.state === 'withdrawn') throw insightErrors.over(insight.id);
    return insight;
  };

  const index = ({ id, text, customer, createdAt }: Insight): Promise<void> =>
    search.put({
      id: `insight:${id}`,
      kind: 'insight',
      text: `${text}\n${customer}`,
      path: `/insights/${id}`,
      at: createdAt,
    });

  const found = async (query: string, limit: number): Promise<Insight[]> => {
    const hits = await search.search(query, { kinds: ['insight'], limit });
    const ids_ = hits.map(({ id }) => id.slice('insight:'.length));
    const byId = new Map((await store.byIds(ids_)).map((insight) => [insight.id, insight]));
    return ids_.flatMap((id) => {
      const insight = byId.get(id);
      return insight === undefined || insight.state === 'withdrawn' ? [] : [insight];
    });
  };

  const guess = (text: string): Insight['sentiment'] => {
    const { label, score } = sentiment.guess(text);
    return { label, score, correctedBy: null };
  };

  const tellFollowers = async (insight: Insight): Promise<void> => {
    if (insight.themeKey === null) return;
    const theme = (await store.themes()).find(({ key }) => key === insight.themeKey);
    for (const staffId of theme?.followers ?? []) {
      if (theme !== undefined && staffId !== insight.authorId) {
        await notices.tell(insightNotices.inTheme(insight, theme.name, staffId));
      }
    }
  };

  /** Unless the author did it. */
  const tellAuthor = async (
    actor: Actor,
    insight: Insight,
    notice: Parameters<NoticeService['tell']>[0],
  ): Promise<void> => {
    if (actorId(actor) !== insight.authorId) await notices.tell(notice);
  };

  const linkTo = async (actor: Actor, id: string, to: { kind: InsightLinkKind; id: string }, state: InsightState) =>
    change(id, (insight) => {
      open(insight);
      if (insight.links.some((link) => link.kind === to.kind && link.id === to.id)) return undefined;
      return {
        state: insight.state === 'used' ? 'used' : state,
        reason: null,
        links: [...insight.links, { ...to, by: actorId(actor), at: clock.now() }],
      };
    });

  return {
    async share(actor, { origin = null, ...input }) {
      await require(actor, 'insights.share');
      const { insight: parsed, masked } = parseInsight(input, await store.themes());
      const authorId = actorId(actor);
      const at = clock.now();
      const lately = await store.countSince(authorId, new Date(at.getTime() - 60_000));
      if (lately >= A_MINUTE) throw insightErrors.tooMany(A_MINUTE);
      const words = parsed.text.toLowerCase().replace(/\s+/g, ' ');
      const number = await store.claim(authorId, words, new Date(at.getTime() + DAY_MS));
      // Those that are shared at the same moment do not see each other above.
      if ((await store.byId(`I-${number}`)) === undefined) {
        if ((await store.countInMinute('shared', authorId, at)) > A_MINUTE) throw insightErrors.tooMany(A_MINUTE);
      }
      const insight: Insight = {
        id: `I-${number}`,
        number,
        ...parsed,
        origin,
        authorId,
        createdAt: at,
        updatedAt: at,
        state: 'new',
        reason: null,
        sentiment: guess(parsed.text),
        supporters: [],
        links: [],
        comments: [],
        revision: 1,
      };
      if (!(await store.insert(insight))) throw insightErrors.alreadyShared(insight.id);
      await index(insight);
      await record(actor, 'insight.shared', insight, { masked });
      await tellFollowers(insight);
      return { insight, masked };
    },

    async similar(text) {
      const words = maskPersonal(plainText(text.slice(0, ASKED))).text;
      return (await found(words, 20))
        .map((insight) => ({
          insight,
          likeness: likeness(insight.text, words),
          people: insight.supporters.length + 1,
        }))
        .filter((each) => each.likeness >= ALIKE)
        .sort((a, b) => b.likeness - a.likeness)
        .slice(0, SIMILAR);
    },

    async suggestTheme(text) {
      const themes = await store.themes();
      const words = plainText(text.slice(0, ASKED));
      const named = themes.find(({ name }) => words.toLowerCase().includes(name.toLowerCase()));
      if (named !== undefined) return named;
      const votes = new Map<string, number>();
      for (const insight of await found(words, 10)) {
        if (insight.themeKey === null) continue;
        votes.set(insight.themeKey, (votes.get(insight.themeKey) ?? 0) + likeness(insight.text, words));
      }
      const [best] = [...votes].sort(([, a], [, b]) => b - a);
      return best === undefined || best[1] < ALIKE / 2 ? undefined : themes.find(({ key }) => key === best[0]);
    },

    async keepDraft(actor, input) {
      const id = ids.next();
      await store.putDraft({ id, authorId: actorId(actor), input, until: new Date(clock.now().getTime() + DAY_MS) });
      return id;
    },

    async draft(actor, draftId) {
      const draft = await store.draft(draftId);
      if (draft === undefined || draft.authorId !== actorId(actor)) throw insightErrors.draftGone();
      return draft;
    },

    async dropDraft(actor, draftId) {
      const draft = await store.draft(draftId);
      if (draft?.authorId === actorId(actor)) await store.dropDraft(draftId);
    },

    async support(actor, id) {
      await require(actor, 'insights.share');
      const by = actorId(actor);
      const { insight, changed } = await change(id, (each) => {
        open(each);
        if (each.authorId === by) throw insightErrors.own();
        return each.supporters.includes(by) ? undefined : { supporters: [...each.supporters, by] };
      });
      if (changed) {
        await record(actor, 'insight.supported', insight);
        const count = insight.supporters.length;
        if (TOLD_SUPPORT.has(count)) await notices.tell(insightNotices.supported(insight, count));
      }
      return insight;
    },

    async edit(actor, id, { revision, ...input }) {
      const before = open(await existing(id));
      if (before.authorId !== actorId(actor)) throw insightErrors.notAuthor();
      const { insight: parsed, masked } = parseInsight(input, await store.themes());
      const changed = await store.change(
        { ...before, revision },
        {
          ...parsed,
          updatedAt: clock.now(),
          ...(before.sentiment.correctedBy === null && parsed.text !== before.text
            ? { sentiment: guess(parsed.text) }
            : {}),
        },
      );
      if (changed === undefined) throw insightErrors.changedMeanwhile(id);
      await index(changed);
      await record(actor, 'insight.edited', changed, { masked });
      if (changed.themeKey !== before.themeKey) await tellFollowers(changed);
      return { insight: changed, masked };
    },

    async withdraw(actor, id) {
      const { insight, changed } = await change(id, (each) => {
        if (each.authorId !== actorId(actor)) throw insightErrors.notAuthor();
        return each.state === 'withdrawn' ? undefined : { state: 'withdrawn' };
      });
      await search.remove(`insight:${id}`);
      if (changed) await record(actor, 'insight.withdrawn', insight);
      return insight;
    },

    async comment(actor, id, text) {
      await require(actor, 'insights.share');
      const words = maskPersonal(
        requireWords('comment', text, COMMENT_LIMIT, { en: 'write your comment.', ko: '의견을 적어 주세요.' }),
      ).text;
      if ((await store.countInMinute('comment', actorId(actor), clock.now())) > A_MINUTE) {
        throw insightErrors.tooManyComments(A_MINUTE);
      }
      const { insight } = await change(id, (each) => ({
        comments: [...open(each).comments, { by: actorId(actor), at: clock.now(), text: words }].slice(-COMMENTS),
      }));
      await record(actor, 'insight.commented', insight);
      const name = actor.kind === 'staff' ? actor.staff.name : actor.name;
      await tellAuthor(actor, insight, insightNotices.commented(insight, name, words));
      return insight;
    },

    async correctSentiment(actor, id, label) {
      await require(actor, 'insights.share');
      const { insight } = await change(id, (each) => ({
        sentiment: { ...open(each).sentiment, label, correctedBy: actorId(actor) },
      }));
      await record(actor, 'insight.sentiment_corrected', insight, { label });
      return insight;
    },

    async link(actor, id, to) {
      await require(actor, 'insights.triage');
      const target = to.kind === 'segment' ? await segments.byId(to.id) : await campaigns.byId(to.id);
      if (target === undefined) throw insightErrors.linkUnknown(to.kind, to.id);
      const { insight, changed } = await linkTo(actor, id, to, 'linked');
      if (changed) {
        await record(actor, 'insight.linked', insight, { [to.kind]: to.id });
        await tellAuthor(actor, insight, insightNotices.linked(insight, to, target.name));
      }
      return insight;
    },

    async decline(actor, id, reason) {
      await require(actor, 'insights.triage');
      const words = requireWords('reason', reason, COMMENT_LIMIT, {
        en: 'say why, for its author.',
        ko: '작성자에게 전할 이유를 적어 주세요.',
      });
      const { insight } = await change(id, (each) => ({ state: open(each) && 'declined', reason: words }));
      await record(actor, 'insight.declined', insight);
      await tellAuthor(actor, insight, insightNotices.declined(insight, words));
      return insight;
    },

    async setTheme(actor, id, theme) {
      await require(actor, 'insights.triage');
      const themes = await store.themes();
      const { insight, changed } = await change(id, (each) => {
        const { insight: parsed } = parseInsight({ ...open(each), theme }, themes);
        return parsed.themeKey === each.themeKey ? undefined : { themeKey: parsed.themeKey };
      });
      if (changed) {
        await record(actor, 'insight.theme_set', insight);
        await tellFollowers(insight);
      }
      return insight;
    },

    async makeBrief(actor, id) {
      await require(actor, 'insights.triage');
      const before = open(await existing(id));
      const campaign = await campaigns.create(actor, {
        name: [...before.text.replaceAll('\n', ' ')].slice(0, 60).join(''),
        brief: { goal: [...`${before.id}: ${before.text}`].slice(0, 500).join('') },
      });
      const { insight } = await linkTo(actor, id, { kind: 'campaign', id: campaign.id }, 'used');
      await record(actor, 'insight.used', insight, { campaign: campaign.id });
      await tellAuthor(actor, insight, insightNotices.used(insight, campaign.id));
      return { insight, campaign };
    },

    byId: (id) => store.byId(id),
    list: (filter = {}, { below, limit = LIST_LIMIT } = {}) =>
      store.list(filter, {
        ...(below === undefined ? {} : { below }),
        limit: Math.min(Math.max(1, Math.trunc(limit)), LIST_LIMIT),
      }),
    find: (query, limit = 50) => found(query, limit),
    countByState: (filter = {}) => store.countByState(filter),
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
    themes: () => store.themes(),

    async addTheme(actor, name) {
      await require(actor, 'insights.triage');
      const words = requireWords('name', name, THEME_LIMIT, { en: 'name the theme.', ko: '주제 이름을 적어 주세요.' });
      const key =
        words
          .toLowerCase()
          .replace(/[^\p{L}\p{N}]+/gu, '-')
          .replace(/^-|-$/g, '') || ids.next();
      const theme: Theme = { key, name: words, followers: [], createdAt: clock.now() };
      if (!(await store.insertTheme(theme))) throw insightErrors.themeTaken(words);
      await audit.append({ ...actedBy(actor), action: 'insight.theme_added', subject: key, data: {} });
      return theme;
    },

    async follow(actor, themeKey, following) {
      await require(actor, 'insights.share');
      const theme = await store.follow(themeKey, actorId(actor), following);
      if (theme === undefined) {
        throw insightErrors.field(
          'theme',
          { en: 'there is no such theme.', ko: '해당 주제가 없습니다.' },
          'insight.theme_unknown',
        );
      }
      return theme;
    },
  };
};
