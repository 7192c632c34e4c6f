import {
  INSIGHT_SOURCES,
  type Insight,
  type LocalText,
  type Persona,
  QUOTE_CONSENT_WORDS,
  SENTIMENT_LABELS,
  SENTIMENT_WORDS,
  SOURCE_WORDS,
  THEME_SIDES,
  type Theme,
  type ThemePart,
  type ThemeReport,
  type ThemeSide,
  type ThemeTrend,
} from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Card, type Column, Figure, Figures, Num, Page, PostButton, Table, When } from '../layout/index.ts';
import { PeopleCount, SentimentBadge, TrendBadges } from './parts.tsx';
import { INSIGHTS } from './words.ts';

/** Two drawings of one chart, made by `hourly-chart.ts` (SVG, texts escaped): one is read on a phone. */
export interface ThemeChart {
  readonly wide: string;
  readonly narrow: string;
}

type Week = ThemeReport['weeks'][number];

const Chart = ({ chart, label }: { chart: ThemeChart; label: string }) => (
  <>
    <div class="chart chart-wide" role="img" aria-label={label}>
      <div aria-hidden="true" dangerouslySetInnerHTML={{ __html: chart.wide }} />
    </div>
    <div class="chart chart-narrow" role="img" aria-label={label}>
      <div aria-hidden="true" dangerouslySetInnerHTML={{ __html: chart.narrow }} />
    </div>
  </>
);

const Weeks = ({
  report,
  charts,
}: {
  report: ThemeReport;
  charts: { readonly count: ThemeChart; readonly sentiment: ThemeChart };
}) => {
  const t = useText();
  const columns: readonly Column<Week>[] = [
    { key: 'from', label: t(INSIGHTS.week), cell: ({ from }) => <When at={from} /> },
    { key: 'count', label: t(INSIGHTS.title), align: 'end', cell: ({ count }) => <Num value={count} /> },
    ...SENTIMENT_LABELS.map(
      (label): Column<Week> => ({
        key: label,
        label: t(SENTIMENT_WORDS[label]),
        align: 'end',
        cell: ({ sentiment }) => <Num value={sentiment[label]} />,
      }),
    ),
  ];
  return (
    <Card title={t(INSIGHTS.overTime)} id="weeks">
      <Chart chart={charts.count} label={t(INSIGHTS.countAlt)} />
      <h3>{t(INSIGHTS.sentimentOverTime)}</h3>
      <Chart chart={charts.sentiment} label={t(INSIGHTS.sentimentAlt)} />
      <details>
        <summary>{t(INSIGHTS.asTable)}</summary>
        <Table
          caption={t(INSIGHTS.overTime)}
          columns={columns}
          rows={report.weeks}
          rowKey={({ from }) => from.toISOString()}
          empty={t(INSIGHTS.none)}
        />
      </details>
    </Card>
  );
};

const SIDE_WORDS = {
  product: INSIGHTS.product,
  region: INSIGHTS.region,
  persona: INSIGHTS.personaLink,
  source: INSIGHTS.source,
} as const satisfies Record<ThemeSide, LocalText>;
/** How the list names what it is cut by. */
const SIDE_FILTER = { product: 'product', region: 'region', persona: 'about', source: 'source' } as const;

/** The theme by what it is about, where and whom; each name opens its list. */
const Sides = ({
  report,
  list,
  personas,
}: {
  report: ThemeReport;
  list: string;
  personas: readonly Pick<Persona, 'id' | 'name'>[];
}) => {
  const t = useText();
  const nameOf = (side: ThemeSide, value: string): string => {
    if (side === 'persona') return personas.find(({ id }) => id === value)?.name ?? value;
    const source = INSIGHT_SOURCES.find((each) => side === 'source' && each === value);
    return source === undefined ? value : t(SOURCE_WORDS[source]);
  };
  const columns = (side: ThemeSide): readonly Column<ThemePart>[] => [
    {
      key: 'value',
      label: t(SIDE_WORDS[side]),
      cell: ({ value }) =>
        value === '' ? (
          <span class="muted">{t(INSIGHTS.notSaid)}</span>
        ) : (
          <a href={`${list}&${SIDE_FILTER[side]}=${encodeURIComponent(value)}`}>{nameOf(side, value)}</a>
        ),
    },
    { key: 'count', label: t(INSIGHTS.title), align: 'end', cell: ({ count }) => <Num value={count} /> },
    ...SENTIMENT_LABELS.map(
      (label): Column<ThemePart> => ({
        key: label,
        label: t(SENTIMENT_WORDS[label]),
        align: 'end',
        minor: label === 'neutral',
        cell: ({ sentiment }) => <Num value={sentiment[label]} />,
      }),
    ),
  ];
  return (
    <Card title={t(INSIGHTS.bySide)} id="sides">
      {THEME_SIDES.map((side) => (
        <div key={side}>
          <h3>{t(SIDE_WORDS[side])}</h3>
          <Table
            caption={t(SIDE_WORDS[side])}
            columns={columns(side)}
            rows={report.parts[side]}
            rowKey={({ value }) => value}
            empty={<p class="muted">{t(INSIGHTS.bySideNone)}</p>}
          />
        </div>
      ))}
    </Card>
  );
};

const Quote = ({ insight }: { insight: Insight }) => {
  const t = useText();
  const named = insight.quoteConsent === 'named' && insight.customer !== '';
  return (
    <li>
      <div>
        <blockquote class="prose">{insight.text}</blockquote>
        <p class="muted">
          <a href={`/insights/${insight.id}`}>{insight.id}</a>
          {named ? <> · {insight.customer}</> : null} · {t(QUOTE_CONSENT_WORDS[insight.quoteConsent])} ·{' '}
          <PeopleCount n={insight.supporters.length + 1} /> <SentimentBadge sentiment={insight.sentiment} />
        </p>
      </div>
    </li>
  );
};

/** One theme over twelve weeks: how much, how it feels, in which words, in whose. */
export const ThemePage = ({
  theme,
  personas,
  report,
  charts,
  trends,
}: {
  theme: Theme;
  personas: readonly Pick<Persona, 'id' | 'name'>[];
  report: ThemeReport;
  charts: { readonly count: ThemeChart; readonly sentiment: ThemeChart };
  trends: ReadonlyMap<string, ThemeTrend>;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const following = staff !== undefined && theme.followers.includes(staff.id);
  const list = `/insights?theme=${encodeURIComponent(theme.key)}`;
  const { recent, before } = report.trend;
  return (
    <Page
      title={theme.name}
      active="insights"
      back={{ href: '/insights', label: t(INSIGHTS.title) }}
      lead={
        <>
          <TrendBadges themeKey={theme.key} trends={trends} /> {t(INSIGHTS.recent, { recent, before })}
        </>
      }
      actions={
        <>
          <a href={list} class="button secondary">
            {t(INSIGHTS.listOfTheme)}
          </a>
          <PostButton
            action={`/insights/themes/${encodeURIComponent(theme.key)}/follow`}
            values={{ following: following ? 'no' : 'yes', back: 'theme' }}
            label={t(following ? INSIGHTS.unfollow : INSIGHTS.follow)}
          />
        </>
      }
    >
      <Figures>
        <Figure label={t(INSIGHTS.twelveWeeks)} value={report.total} href={list} />
        {SENTIMENT_LABELS.map((label) => (
          <Figure
            key={label}
            label={t(SENTIMENT_WORDS[label])}
            value={report.weeks.reduce((sum, week) => sum + week.sentiment[label], 0)}
            href={`${list}&sentiment=${label}`}
          />
        ))}
      </Figures>
      <Weeks report={report} charts={charts} />
      <Sides report={report} list={list} personas={personas} />
      <div class="columns">
        <Card title={t(INSIGHTS.words)} id="words">
          {report.words.length === 0 ? (
            <p class="muted">{t(INSIGHTS.wordsNone)}</p>
          ) : (
            <>
              <p class="muted">{t(INSIGHTS.wordsText)}</p>
              <ul class="rows">
                {report.words.map(({ word, count, times }) => (
                  <li key={word}>
                    <div>
                      <a href={`${list}&q=${encodeURIComponent(word)}`}>
                        <strong>{word}</strong>
                      </a>
                    </div>
                    <span class="muted">{t(INSIGHTS.wordCount, { n: count, times })}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </Card>
        <Card title={t(INSIGHTS.quotes)} id="quotes">
          {report.quotes.length === 0 ? (
            <p class="muted">{t(INSIGHTS.quotesNone)}</p>
          ) : (
            <ul class="rows">
              {report.quotes.map((insight) => (
                <Quote key={insight.id} insight={insight} />
              ))}
            </ul>
          )}
        </Card>
      </div>
    </Page>
  );
};
