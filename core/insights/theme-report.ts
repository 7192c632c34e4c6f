import { DateTime } from 'luxon';
import type { Insight } from './insight.ts';
import { listedWords } from './listed-words.ts';
import { likeness, termsOf } from './search/text-terms.ts';
import type { SentimentLabel } from './sentiment/sentiment.ts';
import type { ThemePart, ThemeSide } from './theme-parts.ts';

/** Weeks that a theme's page looks back on, the present one among them. */
export const THEME_WEEKS = 12;
/** The period that is compared with the one before it. */
const RECENT_DAYS = 14;
const DAY_MS = 86_400_000;
/** Fewer than this in the recent period are too few to speak of a direction. */
const ENOUGH = 3;
/** So many times as many as in the period before is rising. */
const RISING = 2;
const WORDS = 8;
const QUOTES = 3;
/** Quotes this alike say the same. */
const SAME = 0.5;

export interface ThemeWeek {
  /** Monday, 00:00 in the zone. */
  readonly from: Date;
  readonly count: number;
  readonly sentiment: Readonly<Record<SentimentLabel, number>>;
}

export interface ThemeTrend {
  /** In the last 14 days, and in the 14 before them. */
  readonly recent: number;
  readonly before: number;
  /** At least three, and twice as many as before. */
  readonly rising: boolean;
}

export interface ThemeWord {
  readonly word: string;
  /** Insights of the theme that have it. */
  readonly count: number;
  /** How many times as frequent it is here as in everything that can be found. */
  readonly times: number;
}

/** What a theme is about and where it goes: twelve weeks, recomputed from the insights themselves. */
export interface ThemeReport {
  readonly themeKey: string;
  readonly total: number;
  readonly weeks: readonly ThemeWeek[];
  readonly trend: ThemeTrend;
  readonly words: readonly ThemeWord[];
  /** Such as may be quoted, and tell most of what the theme is about. */
  readonly quotes: readonly Insight[];
  readonly parts: Readonly<Record<ThemeSide, readonly ThemePart[]>>;
}

/** Pure. */
export const trendOf = (moments: readonly Date[], now: Date): ThemeTrend => {
  const age = (at: Date): number => (now.getTime() - at.getTime()) / DAY_MS;
  const recent = moments.filter((at) => age(at) < RECENT_DAYS).length;
  const before = moments.filter((at) => age(at) >= RECENT_DAYS && age(at) < 2 * RECENT_DAYS).length;
  return { recent, before, rising: recent >= ENOUGH && recent >= RISING * before };
};

/** The beginning of the first week of the report. Pure. */
export const themeReportStart = (now: Date, zone: string): Date =>
  DateTime.fromJSDate(now, { zone })
    .startOf('week')
    .minus({ weeks: THEME_WEEKS - 1 })
    .toJSDate();

/** Pure; a week across a clock change is a week. */
export const weeksOf = (insights: readonly Insight[], now: Date, zone: string): ThemeWeek[] => {
  const first = DateTime.fromJSDate(themeReportStart(now, zone), { zone });
  return Array.from({ length: THEME_WEEKS }, (_, week) => {
    const [from, to] = [first.plus({ weeks: week }).toJSDate(), first.plus({ weeks: week + 1 }).toJSDate()];
    const within = insights.filter(({ createdAt }) => createdAt >= from && createdAt < to);
    const of = (label: SentimentLabel): number => within.filter(({ sentiment }) => sentiment.label === label).length;
    return {
      from,
      count: within.length,
      sentiment: { positive: of('positive'), neutral: of('neutral'), negative: of('negative') },
    };
  });
};

/**
 * Words that are over-represented in these texts: how often here against how often in everything, weighed by how many
 * have them (the part of the log-likelihood ratio that speaks for the theme). `frequency` is of a term in everything of
 * `total`; a Korean word is as frequent as the
 * rarest pair of letters in what its forms share. Pure.
 */
export const tellingWords = (
  texts: readonly string[],
  everything: { readonly total: number; frequency(term: string): number },
): ThemeWord[] => {
  const counts = new Map<string, { count: number; bases: Set<string> }>();
  for (const { word, base } of listedWords(texts).flat()) {
    const { count, bases } = counts.get(word) ?? { count: 0, bases: new Set<string>() };
    counts.set(word, { count: count + 1, bases: bases.add(base) });
  }
  const everywhere = (bases: ReadonlySet<string>): number =>
    [...bases].reduce((sum, base) => sum + Math.min(...termsOf(base).map((term) => everything.frequency(term))), 0);
  const all = Math.max(everything.total, texts.length, 1);
  return [...counts]
    .filter(([, { count }]) => count >= 2)
    .map(([word, { count, bases }]) => {
      const elsewhere = Math.max(count, Math.min(all, everywhere(bases)));
      const times = count / texts.length / (elsewhere / all);
      return { word, count, times, weight: count * Math.log(times) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.word.localeCompare(b.word))
    .slice(0, WORDS)
    .map(({ weight: _, times, ...rest }) => ({ ...rest, times: Math.round(times * 10) / 10 }));
};

/** Three that say most with the telling words, heard by most, and differ from each other; only such as may be quoted. Pure. */
export const tellingQuotes = (insights: readonly Insight[], words: readonly ThemeWord[]): Insight[] => {
  const worth = new Map(words.map(({ word, count, times }) => [word, count * Math.log(1 + times)]));
  const quotable = insights.filter(({ quoteConsent, state }) => quoteConsent !== 'internal' && state !== 'withdrawn');
  const wordsIn = listedWords(quotable.map(({ text }) => text));
  const scored = quotable
    .map((insight, at) => {
      const own = wordsIn[at] ?? [];
      const said = own.reduce((sum, { word }) => sum + (worth.get(word) ?? 0), 0);
      return { insight, score: (1 + said / Math.sqrt(4 + own.length)) * (1 + Math.log(1 + insight.supporters.length)) };
    })
    .sort((a, b) => b.score - a.score || b.insight.number - a.insight.number);
  const chosen: Insight[] = [];
  for (const { insight } of scored) {
    if (chosen.length === QUOTES) break;
    if (chosen.every((other) => likeness(other.text, insight.text) < SAME)) chosen.push(insight);
  }
  return chosen;
};
