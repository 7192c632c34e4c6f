import type { DaySize } from '../../core/index.ts';
import { useText } from '../http/index.ts';
import { Num, Table } from '../layout/index.ts';
import { FOLLOW_WORDS } from './follow-words.ts';

/** Two drawings of one chart, made by `trend.ts` (SVG, texts escaped): one is read on a phone. */
export interface TrendDrawings {
  readonly wide: string;
  readonly narrow: string;
}

/** How the size of a segment went, as a chart and as a table. */
export const TrendChart = ({ sizes, drawings }: { sizes: readonly DaySize[]; drawings: TrendDrawings | undefined }) => {
  const t = useText();
  if (drawings === undefined) return <p class="muted">{t(FOLLOW_WORDS.trendNone)}</p>;
  return (
    <>
      <h3>{t(FOLLOW_WORDS.trend)}</h3>
      {(['wide', 'narrow'] as const).map((width) => (
        <div key={width} class={`chart chart-${width}`} role="img" aria-label={t(FOLLOW_WORDS.trendAlt)}>
          <div aria-hidden="true" dangerouslySetInnerHTML={{ __html: drawings[width] }} />
        </div>
      ))}
      <details>
        <summary>{t(FOLLOW_WORDS.asTable)}</summary>
        <Table
          caption={t(FOLLOW_WORDS.trend)}
          rows={[...sizes].reverse()}
          rowKey={({ day }) => day}
          empty={null}
          columns={[
            { key: 'day', label: t(FOLLOW_WORDS.day), cell: ({ day }) => day },
            {
              key: 'matching',
              label: t(FOLLOW_WORDS.matching),
              align: 'end',
              cell: ({ matching }) => <Num value={matching} />,
            },
            {
              key: 'eligible',
              label: t(FOLLOW_WORDS.eligible),
              align: 'end',
              cell: ({ eligible }) => <Num value={eligible} />,
            },
          ]}
        />
      </details>
    </>
  );
};
