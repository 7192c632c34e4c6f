import type { Clock } from '../common/clock.ts';
import type { Ids } from '../common/ids.ts';
import type { NoticeService } from '../people/notice-service.ts';
import { type Actor, actorId } from '../people/staff.ts';
import type { PersonaService } from '../segments/personas/persona.ts';
import type { Insight, InsightLink } from './insight.ts';
import { type InsightChanges, open } from './insight-changes.ts';
import { insightErrors } from './insight-errors.ts';
import type { InsightFinding } from './insight-finding.ts';
import { COMMENT_LIMIT, parseInsight, requireWords } from './insight-input.ts';
import { insightNotices } from './insight-notices.ts';
import type { InsightService } from './insight-service.ts';
import type { InsightStore } from './insight-store.ts';
import { maskPersonal } from './mask-personal.ts';
import { firstWithSameWords, wordsKey } from './same-words.ts';
import type { Sentiment } from './sentiment/sentiment.ts';

const DAY_MS = 86_400_000;
const A_MINUTE = 20;
/** Support that the author hears of: not each one. */
const TOLD_SUPPORT: ReadonlySet<number> = new Set([1, 4, 9, 24, 49, 99]);
const COMMENTS = 500;

/** What every member of staff does with insights, and their author. */
export const createInsightSharing = (deps: {
  store: InsightStore;
  changes: InsightChanges;
  finding: InsightFinding;
  personas: Pick<PersonaService, 'list'>;
  sentiment: Sentiment;
  notices: NoticeService;
  clock: Clock;
  ids: Ids;
}): Pick<
  InsightService,
  'share' | 'keepDraft' | 'draft' | 'dropDraft' | 'support' | 'edit' | 'withdraw' | 'comment' | 'correctSentiment'
> => {
  const { store, finding, personas, sentiment, notices, clock, ids } = deps;
  const { require, existing, record, change, tellFollowers, tellCommented } = deps.changes;

  const guess = (text: string): Insight['sentiment'] => {
    const { label, score } = sentiment.guess(text);
    return { label, score, correctedBy: null };
  };

  /** Links with the persona that its author named; unchanged where nothing was said about that. */
  const withPersona = (
    links: readonly InsightLink[],
    personaId: string | null | undefined,
    actor: Actor,
  ): readonly InsightLink[] => {
    const by = actorId(actor);
    if (personaId === undefined || links.some(({ kind, id }) => kind === 'persona' && id === personaId)) return links;
    const others = links.filter((link) => link.kind !== 'persona' || link.by !== by);
    return personaId === null ? others : [...others, { kind: 'persona', id: personaId, by, at: clock.now() }];
  };

  const support: InsightService['support'] = async (actor, id) => {
    await require(actor, 'insights.share');
    const by = actorId(actor);
    const { insight, changed } = await change(id, (each) => {
      open(each);
      if (each.authorId === by) throw insightErrors.own();
      return each.supporters.includes(by) ? undefined : { supporters: [...each.supporters, by] };
    });
    if (changed) {
      const count = insight.supporters.length;
      if (TOLD_SUPPORT.has(count)) await notices.tell(insightNotices.supported(insight, count));
      await record(actor, 'insight.supported', insight);
    }
    return insight;
  };

  return {
    async share(actor, { origin = null, different = false, ...input }) {
      await require(actor, 'insights.share');
      const read = parseInsight(input, await store.themes(), await personas.list());
      const { insight: parsed, masked, personaId } = read;
      const authorId = actorId(actor);
      const at = clock.now();
      const lately = await store.countSince(authorId, new Date(at.getTime() - 60_000));
      if (lately >= A_MINUTE) throw insightErrors.tooMany(A_MINUTE);
      const until = new Date(at.getTime() + DAY_MS);
      const number = await store.claim(authorId, wordsKey(parsed.text), until);
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
        links: withPersona([], personaId, actor),
        comments: [],
        revision: 1,
      };
      if (!(await store.insert(insight))) throw insightErrors.alreadyShared(insight.id);
      const first = different ? undefined : await firstWithSameWords(store, insight, until);
      if (first !== undefined) {
        // Counted first and taken out after it: a crash between leaves a copy rather than nothing.
        const joined = await support(actor, first.id);
        await store.discard(insight);
        return { insight: joined, masked, joined: true };
      }
      await finding.put(insight);
      await tellFollowers(insight);
      await record(actor, 'insight.shared', insight, { masked });
      return { insight, masked };
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

    support,

    async edit(actor, id, { revision, ...input }) {
      const before = open(await existing(id));
      if (before.authorId !== actorId(actor)) throw insightErrors.notAuthor();
      const read = parseInsight(input, await store.themes(), await personas.list());
      const { insight: parsed, masked, personaId } = read;
      const changed = await store.change(
        { ...before, revision },
        {
          ...parsed,
          links: withPersona(before.links, personaId, actor),
          updatedAt: clock.now(),
          ...(before.sentiment.correctedBy === null && parsed.text !== before.text
            ? { sentiment: guess(parsed.text) }
            : {}),
        },
      );
      if (changed === undefined) throw insightErrors.changedMeanwhile(id);
      await finding.put(changed);
      if (changed.themeKey !== before.themeKey) await tellFollowers(changed);
      await record(actor, 'insight.edited', changed, { masked });
      return { insight: changed, masked };
    },

    async withdraw(actor, id) {
      const { insight, changed } = await change(id, (each) => {
        if (each.authorId !== actorId(actor)) throw insightErrors.notAuthor();
        return each.state === 'withdrawn' ? undefined : { state: 'withdrawn' };
      });
      await finding.remove(id);
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
      const { insight } = await change(id, (each) => {
        if (open(each).comments.length >= COMMENTS) throw insightErrors.commentsFull(id, COMMENTS);
        return { comments: [...each.comments, { by: actorId(actor), at: clock.now(), text: words }] };
      });
      const name = actor.kind === 'staff' ? actor.staff.name : actor.name;
      await tellCommented(insight, name);
      await record(actor, 'insight.commented', insight);
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
  };
};
