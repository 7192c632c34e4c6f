import { DateTime } from 'luxon';
import type { Insight } from './insight.ts';
import { likeness, termsOf, wordsOf } from './search/text-terms.ts';
import type { SentimentLabel } from './sentiment/sentiment.ts';

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

const ENDINGS =
  /(?:에서는|에서도|으로는|이라고|에서|에게|으로|까지|부터|처럼|보다|하고|이라|라고|이나|은|는|이|가|을|를|에|의|도|로|와|과|만|나)$/u;

/** A word as it is listed: small letters; Korean without a particle where two letters or more are left. */
const listed = (word: string): string => {
  const small = word.toLowerCase();
  const bare = small.replace(ENDINGS, '');
  return /\p{Script=Hangul}/u.test(small) && [...bare].length >= 2 ? bare : small;
};

/** The different words of a text as they are listed; single letters and numbers left out. Pure. */
export const listedWords = (text: string): string[] => [
  ...new Set(
    wordsOf(text)
      .map(({ start, end }) => listed(text.normalize('NFC').slice(start, end)))
      .filter((word) => [...word].length >= 2 && !/^\p{N}+$/u.test(word)),
  ),
];

/**
 * Words that are over-represented in these texts: how often here against how often in everything, weighed by how many
 * have them (the part of the log-likelihood ratio that speaks for the theme). `frequency` is of a term in everything of
 * `total`; a Korean word is as frequent as the rarest of its pairs of letters. Pure.
 */
export const tellingWords = (
  texts: readonly string[],
  everything: { readonly total: number; frequency(term: string): number },
): ThemeWord[] => {
  const counts = new Map<string, number>();
  for (const word of texts.flatMap(listedWords)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const all = Math.max(everything.total, texts.length, 1);
  return [...counts]
    .filter(([, count]) => count >= 2)
    .map(([word, count]) => {
      const elsewhere = Math.max(count, Math.min(...termsOf(word).map((term) => everything.frequency(term))));
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
  const scored = insights
    .filter(({ quoteConsent, state }) => quoteConsent !== 'internal' && state !== 'withdrawn')
    .map((insight) => {
      const own = listedWords(insight.text);
      const said = own.reduce((sum, word) => sum + (worth.get(word) ?? 0), 0);
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
