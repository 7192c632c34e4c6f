import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type ChartColours, forThePage, PAGE_COLOURS } from './hourly-chart.ts';

echarts.use([BarChart, GridComponent, LegendComponent, SVGRenderer]);

export interface BarChartData {
  /** Under each group of bars, in the reader's language. */
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly unit: string;
  readonly width: number;
  readonly height: number;
}

const SHORT = 12;
const short = (label: string): string => {
  const letters = [...label];
  return letters.length <= SHORT ? label : `${letters.slice(0, SHORT - 1).join('')}…`;
};

const draw = (
  { labels, series, unit, width, height }: BarChartData,
  { first, second, ink, grid }: ChartColours,
  fontFamily: string,
): string => {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      color: [first, second],
      textStyle: { fontFamily, color: ink },
      legend: { data: series.map(({ name }) => name), top: 0, left: 0, textStyle: { color: ink }, selectedMode: false },
      grid: { left: 8, right: 16, top: 36, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: {
        type: 'category',
        data: labels.map(short),
        axisLine: { lineStyle: { color: grid } },
        axisTick: { show: false },
        axisLabel: { color: ink, interval: 0, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { color: ink, formatter: `{value}${unit === '' ? '' : ` ${unit}`}` },
        splitLine: { lineStyle: { color: grid } },
      },
      series: series.map(({ name, values }) => ({
        name,
        type: 'bar',
        data: [...values],
        silent: true,
        barMaxWidth: 32,
      })),
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
};

/** Groups of bars for the page itself: no script, no style attribute, colours from the page. */
export const barChartSvg = (data: BarChartData): string => forThePage(draw(data, PAGE_COLOURS, 'inherit'));

const ON_WHITE: ChartColours = { first: '#0b6bcb', second: '#b4530a', ink: '#1f1f1f', grid: '#d0d0d0' };

/** The same on white, for a picture that stands alone. */
export const barChartOnWhite = (data: BarChartData, fontFamily: string): string => draw(data, ON_WHITE, fontFamily);
