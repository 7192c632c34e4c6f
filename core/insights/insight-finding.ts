import type { Insight } from './insight.ts';
import { INSIGHT_LIMIT, plainText } from './insight-input.ts';
import type { InsightService } from './insight-service.ts';
import type { InsightStore } from './insight-store.ts';
import { maskPersonal } from './mask-personal.ts';
import type { SearchService } from './search/search-service.ts';
import { likeness } from './search/text-terms.ts';

/** Characters of a text that is not stored yet which are compared with others: it may be of any length. */
const ASKED = 2 * INSIGHT_LIMIT;
const SIMILAR = 3;
/** Two texts say much the same where they share this part of their terms. */
const ALIKE = 0.3;

export type InsightFinding = ReturnType<typeof createInsightFinding>;

/** Insights as search knows them. */
export const createInsightFinding = ({ store, search }: { store: InsightStore; search: SearchService }) => {
  const find = async (query: string, limit: number): Promise<Insight[]> => {
    const hits = await search.search(query, { kinds: ['insight'], limit });
    const named = hits.map(({ id }) => id.slice('insight:'.length));
    const byId = new Map((await store.byIds(named)).map((insight) => [insight.id, insight]));
    return named.flatMap((id) => {
      const insight = byId.get(id);
      return insight === undefined || insight.state === 'withdrawn' ? [] : [insight];
    });
  };

  const reading: Pick<InsightService, 'similar' | 'suggestTheme'> = {
    async similar(text) {
      const words = maskPersonal(plainText(text.slice(0, ASKED))).text;
      return (await find(words, 20))
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
      for (const insight of await find(words, 10)) {
        if (insight.themeKey === null) continue;
        votes.set(insight.themeKey, (votes.get(insight.themeKey) ?? 0) + likeness(insight.text, words));
      }
      const [best] = [...votes].sort(([, a], [, b]) => b - a);
      return best === undefined || best[1] < ALIKE / 2 ? undefined : themes.find(({ key }) => key === best[0]);
    },
  };

  return {
    ...reading,
    find,
    async put({ id, text, customer, createdAt }: Insight): Promise<void> {
      await search.put({
        id: `insight:${id}`,
        kind: 'insight',
        text: `${text}\n${customer}`,
        path: `/insights/${id}`,
        at: createdAt,
      });
      // Withdrawn while it was put: whoever withdrew it has taken out what was there before.
      if ((await store.byId(id))?.state === 'withdrawn') await search.remove(`insight:${id}`);
    },
    remove: (id: string): Promise<void> => search.remove(`insight:${id}`),
  };
};
