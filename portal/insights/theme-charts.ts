import { type Lang, SENTIMENT_WORDS, type ThemeReport } from '../../core/index.ts';
import { hourlyChartSvg } from '../charts/hourly-chart.ts';
import type { ThemeChart } from './theme-page.tsx';
import { INSIGHTS } from './words.ts';

/** How much was said a week, and how it felt; weeks as they are in the workspace's zone. */
export const themeCharts = (
  { weeks }: ThemeReport,
  lang: Lang,
  timeZone: string,
): { count: ThemeChart; sentiment: ThemeChart } => {
  const day = new Intl.DateTimeFormat(lang === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone,
    day: 'numeric',
    month: 'numeric',
  });
  const labels = weeks.map(({ from }) => day.format(from));
  const draw = (series: { name: string; values: number[] }[]): ThemeChart => ({
    wide: hourlyChartSvg({ labels, series, width: 960, height: 240 }),
    narrow: hourlyChartSvg({ labels, series, width: 360, height: 220 }),
  });
  const feeling = (label: 'positive' | 'negative') => ({
    name: SENTIMENT_WORDS[label][lang],
    values: weeks.map(({ sentiment }) => sentiment[label]),
  });
  return {
    count: draw([{ name: INSIGHTS.title[lang], values: weeks.map(({ count }) => count) }]),
    sentiment: draw([feeling('positive'), feeling('negative')]),
  };
};
