import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);

export interface HourlyChart {
  /** Texts under the axis, one for each point, already in the reader's language and time zone. */
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly width: number;
  readonly height: number;
}

/**
 * echarts wants real colours; these stand-ins become the page's own (custom properties), so that one picture fits light
 * and dark.
 */
const STAND_INS: readonly (readonly [standIn: string, css: string])[] = [
  ['#010203', 'var(--chart-1, #0b6bcb)'],
  ['#040506', 'var(--chart-2, #b4530a)'],
  ['#070809', 'currentColor'],
  ['#0a0b0c', 'var(--chart-grid, #8884)'],
];
const [FIRST, SECOND, INK, GRID] = STAND_INS.map(([standIn]) => standIn) as [string, string, string, string];

export interface ChartColours {
  readonly first: string;
  readonly second: string;
  readonly ink: string;
  readonly grid: string;
}
/** For a chart that `forThePage` makes part of a page. */
export const PAGE_COLOURS: ChartColours = { first: FIRST, second: SECOND, ink: INK, grid: GRID };

/**
 * A line for each series over time, as SVG for the page itself: no script, no style attribute (the policy of the portal
 * allows none), colours from the page.
 */
export const hourlyChartSvg = ({ labels, series, width, height }: HourlyChart): string => {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      color: [FIRST, SECOND],
      textStyle: { fontFamily: 'inherit', color: INK },
      legend: { data: series.map((s) => s.name), top: 0, left: 0, textStyle: { color: INK }, selectedMode: false },
      grid: { left: 8, right: 16, top: 36, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: {
        type: 'category',
        data: [...labels],
        boundaryGap: labels.length < 3,
        axisLine: { lineStyle: { color: GRID } },
        axisTick: { show: false },
        axisLabel: { color: INK, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { color: INK },
        splitLine: { lineStyle: { color: GRID } },
      },
      series: series.map((s, index) => ({
        name: s.name,
        // One or two hours make no line.
        type: labels.length < 3 ? 'bar' : 'line',
        data: [...s.values],
        silent: true,
        symbol: index === 0 ? 'circle' : 'diamond',
        symbolSize: labels.length > 48 ? 0 : 6,
        barMaxWidth: 48,
        lineStyle: { width: 2, type: index === 0 ? 'solid' : 'dashed' },
      })),
    });
    return forThePage(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
};

const KEPT = /^(?:font-(?:size|family|weight|style)|fill|stroke|opacity|text-anchor|dominant-baseline)$/;

/** Style attributes become presentation attributes, style elements go, stand-in colours become the page's. */
export const forThePage = (svg: string): string => {
  let out = svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_[a-z_]+|pointer-events)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_all, css: string) =>
      css
        .split(';')
        .map((declaration) => declaration.split(':').map((part) => part.trim()))
        .filter(([name, value]) => name !== undefined && value !== undefined && KEPT.test(name))
        .map(([name, value]) => ` ${name}="${value}"`)
        .join(''),
    );
  for (const [standIn, css] of STAND_INS) out = out.replaceAll(standIn, css).replaceAll(rgb(standIn), css);
  return out;
};

const rgb = (hex: string): string =>
  `rgb(${[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(',')})`;
