import type { Clock } from '../common/clock.ts';
import type { Insight } from './insight.ts';
import type { InsightService } from './insight-service.ts';
import type { InsightStore } from './insight-store.ts';
import { listedWords } from './listed-words.ts';
import type { SearchService } from './search/search-service.ts';
import { termsOf } from './search/text-terms.ts';
import { partsOf } from './theme-parts.ts';
import {
  type ThemeTrend,
  type ThemeWord,
  tellingQuotes,
  tellingWords,
  themeReportStart,
  trendOf,
  weeksOf,
} from './theme-report.ts';

/** Texts that words and quotes are chosen from, the newest first. */
const READ = 2_000;
const TREND_MS = 28 * 86_400_000;

/** The words that tell what insights are about, against everything that can be found. */
export const createThemeWords =
  (search: Pick<SearchService, 'frequencies'>) =>
  async (insights: readonly Insight[]): Promise<ThemeWord[]> => {
    const texts = insights.map(({ text }) => text);
    const terms = [
      ...new Set(
        listedWords(texts)
          .flat()
          .flatMap(({ base }) => termsOf(base)),
      ),
    ];
    const { known, total } = await search.frequencies(terms);
    return tellingWords(texts, { total, frequency: (term) => known.get(term) ?? 0 });
  };

/** What themes are about and where they go. */
export const createInsightThemes = (deps: {
  store: InsightStore;
  search: Pick<SearchService, 'frequencies'>;
  clock: Clock;
  timeZone: string;
}): Pick<InsightService, 'themeReport' | 'themeTrends'> => {
  const { store, search, clock, timeZone } = deps;

  const wordsIn = createThemeWords(search);

  return {
    async themeReport(themeKey) {
      if (!(await store.themes()).some(({ key }) => key === themeKey)) return undefined;
      const now = clock.now();
      const found = await store.ofThemeSince(themeKey, themeReportStart(now, timeZone));
      const read = found.slice(0, READ);
      const words = await wordsIn(read);
      return {
        themeKey,
        total: found.length,
        weeks: weeksOf(found, now, timeZone),
        trend: trendOf(
          found.map(({ createdAt }) => createdAt),
          now,
        ),
        words,
        quotes: tellingQuotes(read, words),
        parts: {
          product: partsOf(found, 'product'),
          region: partsOf(found, 'region'),
          persona: partsOf(found, 'persona'),
          source: partsOf(found, 'source'),
        },
      };
    },

    async themeTrends() {
      const now = clock.now();
      const moments = new Map<string, Date[]>();
      for (const { themeKey, createdAt } of await store.themedSince(new Date(now.getTime() - TREND_MS))) {
        moments.set(themeKey, [...(moments.get(themeKey) ?? []), createdAt]);
      }
      const trends = [...moments].map(([key, at]): readonly [string, ThemeTrend] => [key, trendOf(at, now)]);
      return new Map(trends.sort(([, a], [, b]) => b.recent - a.recent));
    },
  };
};
