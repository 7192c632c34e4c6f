import type { DaySize, Lang } from '../../core/index.ts';
import { hourlyChartSvg } from '../charts/hourly-chart.ts';
import { FOLLOW_WORDS } from './follow-words.ts';
import type { TrendDrawings } from './trend-chart.tsx';

/** How many matched and were eligible, a point a day. */
export const trendDrawings = (sizes: readonly DaySize[], lang: Lang): TrendDrawings => {
  const day = new Intl.DateTimeFormat(lang === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'numeric',
  });
  const labels = sizes.map((size) => day.format(new Date(`${size.day}T00:00:00Z`)));
  const series = [
    { name: FOLLOW_WORDS.matching[lang], values: sizes.map(({ matching }) => matching) },
    { name: FOLLOW_WORDS.eligible[lang], values: sizes.map(({ eligible }) => eligible) },
  ];
  return {
    wide: hourlyChartSvg({ labels, series, width: 960, height: 220 }),
    narrow: hourlyChartSvg({ labels, series, width: 360, height: 200 }),
  };
};
