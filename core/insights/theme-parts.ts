import type { Insight } from './insight.ts';
import type { SentimentLabel } from './sentiment/sentiment.ts';

/** What a theme is looked at by. */
export const THEME_SIDES = ['product', 'region', 'persona', 'source'] as const;
export type ThemeSide = (typeof THEME_SIDES)[number];

/** Insights of a theme that have one value of a side. */
export interface ThemePart {
  /** As it was written; a persona by its id, a source by its name in code. Empty: it was not said. */
  readonly value: string;
  readonly count: number;
  readonly sentiment: Readonly<Record<SentimentLabel, number>>;
}

const PARTS = 10;

const valuesOf = (insight: Insight, side: ThemeSide): readonly string[] => {
  if (side === 'source') return [insight.source];
  if (side !== 'persona') return [insight[side] ?? ''];
  const personas = insight.links.flatMap(({ kind, id }) => (kind === 'persona' ? [id] : []));
  return personas.length === 0 ? [''] : [...new Set(personas)];
};

/**
 * The most frequent values of a side, ten at most, those without any last. An insight with two personas counts
 * with both. Pure.
 */
export const partsOf = (insights: readonly Insight[], side: ThemeSide): ThemePart[] => {
  const parts = new Map<string, Insight[]>();
  for (const insight of insights) {
    for (const value of valuesOf(insight, side)) {
      parts.set(value, [...(parts.get(value) ?? []), insight]);
    }
  }
  const count = (own: readonly Insight[], label: SentimentLabel): number =>
    own.filter(({ sentiment }) => sentiment.label === label).length;
  const all = [...parts]
    .map(([value, own]) => ({
      value,
      count: own.length,
      sentiment: {
        positive: count(own, 'positive'),
        neutral: count(own, 'neutral'),
        negative: count(own, 'negative'),
      },
    }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
  const said = all.filter(({ value }) => value !== '').slice(0, PARTS);
  return said.length === 0 ? [] : [...said, ...all.filter(({ value }) => value === '')];
};
