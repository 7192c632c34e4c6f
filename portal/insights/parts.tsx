import {
  INSIGHT_STATE_WORDS,
  type Insight,
  type InsightState,
  markTerms,
  SENTIMENT_WORDS,
  type SentimentLabel,
  type ThemeTrend,
} from '../../core/index.ts';
import { useText } from '../http/index.ts';
import { Badge, type BadgeTone } from '../layout/index.ts';
import { INSIGHTS } from './words.ts';

const STATE_TONES: Readonly<Record<InsightState, BadgeTone>> = {
  new: 'info',
  linked: 'accent',
  used: 'good',
  declined: 'neutral',
  withdrawn: 'neutral',
};
const SENTIMENT_TONES: Readonly<Record<SentimentLabel, BadgeTone>> = {
  positive: 'good',
  neutral: 'neutral',
  negative: 'danger',
};

export const StateOfInsight = ({ state }: { state: InsightState }) => (
  <Badge tone={STATE_TONES[state]}>{useText()(INSIGHT_STATE_WORDS[state])}</Badge>
);

/** The label, and beside it that it is a guess until a person corrected it. */
export const SentimentBadge = ({ sentiment }: { sentiment: Insight['sentiment'] }) => {
  const t = useText();
  return (
    <>
      <Badge tone={SENTIMENT_TONES[sentiment.label]}>{t(SENTIMENT_WORDS[sentiment.label])}</Badge>
      {sentiment.correctedBy === null ? <small class="muted"> {t(INSIGHTS.guess)}</small> : null}
    </>
  );
};

/** Among the three themes of which most was said lately. Pure. */
const isTrending = (key: string, trends: ReadonlyMap<string, ThemeTrend>): boolean => {
  const most = [...trends].filter(([, { recent }]) => recent >= TRENDING_LEAST).slice(0, TRENDING);
  return most.some(([each]) => each === key);
};
const TRENDING = 3;
const TRENDING_LEAST = 3;

/** Trending and rising, where a theme is either. */
export const TrendBadges = ({ themeKey, trends }: { themeKey: string; trends: ReadonlyMap<string, ThemeTrend> }) => {
  const t = useText();
  return (
    <>
      {isTrending(themeKey, trends) ? <Badge tone="accent">{t(INSIGHTS.trending)}</Badge> : null}{' '}
      {trends.get(themeKey)?.rising === true ? <Badge tone="good">{t(INSIGHTS.rising)}</Badge> : null}
    </>
  );
};

export const PeopleCount = ({ n }: { n: number }) => {
  const t = useText();
  return <>{n === 1 ? t(INSIGHTS.onePerson) : t(INSIGHTS.peopleCount, { n })}</>;
};

/** The text with the words of a query marked. */
export const Marked = ({ text, query }: { text: string; query: string }) => (
  <>{markTerms(text, query).map((piece, at) => (piece.marked ? <mark key={at}>{piece.text}</mark> : piece.text))}</>
);
