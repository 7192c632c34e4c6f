import type { LocalText } from '../common/lang.ts';
import type { Insight } from '../insights/insight.ts';
import { excerpt } from '../insights/insight-notices.ts';
import { SENTIMENT_WORDS } from '../insights/insight-words.ts';
import { SENTIMENT_LABELS } from '../insights/sentiment/sentiment.ts';
import { tellingQuotes } from '../insights/theme-report.ts';
import type { DigestChart, DigestItem, DigestLine, DigestSection } from './digest.ts';
import type { DigestFacts } from './digest-facts.ts';
import { figure, numberText, weekBefore } from './digest-numbers.ts';
import { SECTION_WORDS } from './digest-words.ts';

const THEMES = 8;
const NAMES = 40;

const WORDS = {
  shared: { en: 'Shared', ko: '공유됨' },
  used: { en: 'Became a brief', ko: '기획으로 이어짐' },
  theme: { en: 'Theme', ko: '주제' },
  now: { en: 'This period', ko: '이번 기간' },
  before: { en: 'A week earlier', ko: '한 주 전' },
  none: { en: 'Without a theme', ko: '주제 없음' },
  chart: { en: 'Insights by theme', ko: '주제별 인사이트' },
  rising: { en: 'rising', ko: '증가' },
} as const satisfies Record<string, LocalText>;

const itemOf = ({ id, text }: Insight): DigestItem => ({ label: `${id} ${excerpt(text)}`, path: `/insights/${id}` });

interface ThemeCount {
  readonly key: string | null;
  readonly name: LocalText;
  readonly now: number;
  readonly before: number;
  readonly rising: boolean;
  readonly insights: readonly Insight[];
}

const themesOf = (
  now: readonly Insight[],
  before: readonly Insight[],
  { themes, trends }: DigestFacts,
): ThemeCount[] => {
  const names = new Map(themes.map(({ key, name }) => [key, name]));
  return [...new Set(now.map(({ themeKey }) => themeKey))]
    .map((key) => {
      const name = key === null ? undefined : (names.get(key) ?? key);
      const own = now.filter(({ themeKey }) => themeKey === key);
      return {
        key,
        name: name === undefined ? WORDS.none : { en: name, ko: name },
        now: own.length,
        before: before.filter(({ themeKey }) => themeKey === key).length,
        rising: key !== null && trends.get(key)?.rising === true,
        insights: own,
      };
    })
    .sort(
      (a, b) => Number(a.key === null) - Number(b.key === null) || b.now - a.now || a.name.en.localeCompare(b.name.en),
    );
};

const chartOf = (themes: readonly ThemeCount[]): DigestChart | null => {
  const shown = themes.filter(({ key }) => key !== null).slice(0, THEMES);
  if (shown.length === 0) return null;
  return {
    title: WORDS.chart,
    labels: shown.map(({ name }) => name),
    series: [
      { name: WORDS.now, values: shown.map(({ now }) => now) },
      { name: WORDS.before, values: shown.map(({ before }) => before) },
    ],
    unit: '',
    alt: {
      en: `Insights by theme. ${shown.map(({ name, now, before }) => `${name.en}: ${now}, a week earlier ${before}`).join('; ')}.`,
      ko: `주제별 인사이트. ${shown.map(({ name, now, before }) => `${name.ko}: ${now}건, 한 주 전 ${before}건`).join('; ')}.`,
    },
  };
};

/** What employees heard, in which themes, and in whose words. Pure. */
export const insightsSection = (facts: DigestFacts): DigestSection => {
  const { from, before: earlier } = facts.period;
  const now = facts.insights.filter(({ createdAt }) => createdAt >= from);
  const before = facts.insights.filter(({ createdAt }) => createdAt >= earlier.from && createdAt < earlier.to);
  const themes = themesOf(now, before, facts);
  const used = now.filter(({ state }) => state === 'used');
  const [quote] = tellingQuotes(now, []);
  const lines: DigestLine[] =
    quote === undefined
      ? []
      : [
          {
            text: { en: `"${excerpt(quote.text)}" (${quote.id})`, ko: `“${excerpt(quote.text)}” (${quote.id})` },
            path: `/insights/${quote.id}`,
          },
        ];
  return {
    key: 'insights',
    title: SECTION_WORDS.insights,
    figures:
      now.length === 0
        ? []
        : [
            figure('shared', WORDS.shared, now.length, weekBefore(numberText(before.length)), now.map(itemOf)),
            ...SENTIMENT_LABELS.map((label) => {
              const those = now.filter(({ sentiment }) => sentiment.label === label);
              return figure(`sentiment.${label}`, SENTIMENT_WORDS[label], those.length, null, those.map(itemOf));
            }),
            ...(used.length === 0 ? [] : [figure('used', WORDS.used, used.length, null, used.map(itemOf))]),
          ],
    lines,
    chart: chartOf(themes),
    table:
      themes.length === 0
        ? null
        : {
            columns: [WORDS.theme, WORDS.now, WORDS.before],
            rows: themes.map(({ key, name, now: count, before: old, rising }) => ({
              path: key === null ? '/insights' : `/insights/themes/${encodeURIComponent(key)}`,
              cells: [
                rising ? { en: `${name.en} (${WORDS.rising.en})`, ko: `${name.ko} (${WORDS.rising.ko})` } : name,
                numberText(count),
                numberText(old),
              ],
            })),
          },
  };
};

/** Everybody who shared, commented, heard it too or decided, by name alone: nobody is counted or ranked. Pure. */
export const thanksSection = ({ contributors }: DigestFacts): DigestSection => {
  const names = [...new Set(contributors)].sort((a, b) => a.localeCompare(b, 'ko'));
  const more = names.length - NAMES;
  const shown = names.slice(0, NAMES).join(', ');
  return {
    key: 'thanks',
    title: SECTION_WORDS.thanks,
    figures: [],
    lines:
      names.length === 0
        ? []
        : [
            {
              text: {
                en: `Shared, commented or decided: ${shown}${more > 0 ? ` and ${more} more` : ''}`,
                ko: `공유, 댓글, 결정에 함께한 분: ${shown}${more > 0 ? ` 외 ${more}명` : ''}`,
              },
              path: null,
            },
          ],
    table: null,
    chart: null,
  };
};
