import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import type { DigestChart, Lang } from '../../core/index.ts';
import { type BarChartData, barChartOnWhite, barChartSvg } from '../charts/bar-chart.ts';

const FONT = 'Pretendard';
/** Fonts as outlines: the library shows nothing at all of a web font. */
const FONTS = path.resolve(
  import.meta.dirname,
  '../../node_modules/pretendard/dist/public/static/Pretendard-Regular.otf',
);
/** Twice as many pixels as points, for dense screens. */
const PICTURE = { width: 640, height: 300, pixels: 1_280 } as const;

const dataOf = (
  { labels, series, unit }: DigestChart,
  lang: Lang,
  size: { width: number; height: number },
): BarChartData => ({
  labels: labels.map((label) => label[lang]),
  series: series.map(({ name, values }) => ({ name: name[lang], values })),
  unit,
  ...size,
});

/** Two drawings for a page: one is read on a phone. */
export const digestChartSvg = (chart: DigestChart, lang: Lang): { readonly wide: string; readonly narrow: string } => ({
  wide: barChartSvg(dataOf(chart, lang, { width: 760, height: 260 })),
  narrow: barChartSvg(dataOf(chart, lang, { width: 340, height: 240 })),
});

/** For chat and mail. */
export const digestChartPng = (chart: DigestChart, lang: Lang): Buffer => {
  const svg = barChartOnWhite(dataOf(chart, lang, PICTURE), FONT);
  const drawing = new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'width', value: PICTURE.pixels },
    font: { fontFiles: [FONTS], loadSystemFonts: false, defaultFontFamily: FONT },
  });
  return drawing.render().asPng();
};
