import fc from 'fast-check';
import { hourlyChartSvg } from '../../../../portal/charts/hourly-chart.ts';

const chart = (labels: string[], name: string, values: number[]): string =>
  hourlyChartSvg({
    labels,
    series: [
      { name, values },
      { name: 'Clicked', values: values.map(() => 0) },
    ],
    width: 600,
    height: 200,
  });

describe('the hourly chart', () => {
  test('holds no style attribute, no style element and no script, whatever the words', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }),
        (word, values) => {
          const svg = chart(values.map(String), `<script>alert(1)</script>" style="x:y" ${word}`, values);
          const tags = [...svg.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
          expect(tags.filter((tag) => /^<(style|script)|\son\w+=|\sstyle=/i.test(tag))).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('takes its colours from the page', () => {
    const svg = chart(['10:00', '11:00', '12:00'], 'Opened', [1, 5, 2]);
    expect(svg).toContain('var(--chart-1');
    expect(svg).toContain('var(--chart-2');
    expect(svg).toContain('currentColor');
    expect(svg).not.toMatch(/#010203|#040506|#070809|#0a0b0c/i);
  });

  test('one hour is drawn as well', () => {
    expect(chart(['10:00'], 'Opened', [3])).toContain('<path');
  });
});
