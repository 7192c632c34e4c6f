import {
  can,
  INSIGHT_SOURCES,
  INSIGHT_STATE_WORDS,
  INSIGHT_STATES,
  type Insight,
  type InsightSource,
  type InsightState,
  type Persona,
  SENTIMENT_LABELS,
  SENTIMENT_WORDS,
  type SentimentLabel,
  SOURCE_WORDS,
  type Theme,
  type ThemeTrend,
} from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import {
  Card,
  type Column,
  Figure,
  Figures,
  Page,
  Pager,
  PostButton,
  Table,
  When,
  withQuery,
} from '../layout/index.ts';
import { Marked, PeopleCount, SentimentBadge, StateOfInsight, TrendBadges } from './parts.tsx';
import { INSIGHTS } from './words.ts';

/** Filters as the address has them. */
export interface InsightsFilter {
  readonly query: string;
  readonly state: InsightState | undefined;
  readonly theme: string;
  readonly source: InsightSource | undefined;
  readonly sentiment: SentimentLabel | undefined;
  readonly mine: boolean;
  /** Id of what it is tied to, such as a persona; empty for any. */
  readonly about: string;
  /** As it is written; empty for any. */
  readonly product: string;
  readonly region: string;
}

const SHOWN: readonly InsightState[] = INSIGHT_STATES.filter((state) => state !== 'withdrawn');

const FilterForm = ({
  filter,
  themes,
  personas,
}: {
  filter: InsightsFilter;
  themes: readonly Theme[];
  personas: readonly Persona[];
}) => {
  const t = useText();
  return (
    <form method="get" action="/insights" class="filter">
      <label>
        {t(INSIGHTS.text)}
        <input type="search" name="q" value={filter.query} autoComplete="off" />
      </label>
      <label>
        {t(INSIGHTS.theme)}
        <select name="theme">
          <option value="">{t(INSIGHTS.any)}</option>
          {themes.map(({ key, name }) => (
            <option key={key} value={key} selected={key === filter.theme}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t(INSIGHTS.source)}
        <select name="source">
          <option value="">{t(INSIGHTS.any)}</option>
          {INSIGHT_SOURCES.map((source) => (
            <option key={source} value={source} selected={source === filter.source}>
              {t(SOURCE_WORDS[source])}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t(INSIGHTS.sentiment)}
        <select name="sentiment">
          <option value="">{t(INSIGHTS.any)}</option>
          {SENTIMENT_LABELS.map((label) => (
            <option key={label} value={label} selected={label === filter.sentiment}>
              {t(SENTIMENT_WORDS[label])}
            </option>
          ))}
        </select>
      </label>
      {personas.length === 0 ? null : (
        <label>
          {t(INSIGHTS.personaLink)}
          <select name="about">
            <option value="">{t(INSIGHTS.any)}</option>
            {personas.map(({ id, name }) => (
              <option key={id} value={id} selected={id === filter.about}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {(['product', 'region'] as const).map((side) =>
        filter[side] === '' ? null : (
          <label key={side}>
            {t(INSIGHTS[side])}
            <input type="text" name={side} value={filter[side]} />
          </label>
        ),
      )}
      {filter.state === undefined ? null : <input type="hidden" name="state" value={filter.state} />}
      {filter.mine ? <input type="hidden" name="mine" value="yes" /> : null}
      <button type="submit" class="secondary">
        {t(INSIGHTS.list)}
      </button>
    </form>
  );
};

const Themes = ({ themes, trends }: { themes: readonly Theme[]; trends: ReadonlyMap<string, ThemeTrend> }) => {
  const t = useText();
  const { staff } = useViewer();
  return (
    <Card title={t(INSIGHTS.themes)} id="themes">
      {themes.length === 0 ? (
        <p class="muted">{t(INSIGHTS.themesNone)}</p>
      ) : (
        <ul class="rows">
          {themes.map(({ key, name, followers }) => {
            const following = staff !== undefined && followers.includes(staff.id);
            return (
              <li key={key}>
                <div>
                  <a href={`/insights/themes/${encodeURIComponent(key)}`}>
                    <strong>{name}</strong>
                  </a>{' '}
                  <TrendBadges themeKey={key} trends={trends} />
                  <div class="muted">
                    {following ? t(INSIGHTS.following) : t(INSIGHTS.followers, { n: followers.length })}
                  </div>
                </div>
                <PostButton
                  action={`/insights/themes/${encodeURIComponent(key)}/follow`}
                  values={{ following: following ? 'no' : 'yes' }}
                  label={t(following ? INSIGHTS.unfollow : INSIGHTS.follow)}
                  small
                />
              </li>
            );
          })}
        </ul>
      )}
      {staff === undefined || !can(staff, 'insights.triage') ? null : (
        <a href="/insights/themes/new">{t(INSIGHTS.newTheme)}</a>
      )}
    </Card>
  );
};

/** Everything shared, by filter or by search; each count opens its list. */
export const InsightsPage = ({
  insights,
  counts,
  themes,
  personas,
  filter,
  next,
  trends,
}: {
  insights: readonly Insight[];
  counts: ReadonlyMap<InsightState, number>;
  themes: readonly Theme[];
  personas: readonly Persona[];
  filter: InsightsFilter;
  next: string | null;
  trends: ReadonlyMap<string, ThemeTrend>;
}) => {
  const t = useText();
  const { path, staff } = useViewer();
  const themeNames = new Map(themes.map(({ key, name }) => [key, name]));
  const toState = (state: InsightState | null): string => withQuery(withQuery(path, 'below', null), 'state', state);
  const columns: readonly Column<Insight>[] = [
    {
      key: 'text',
      label: t(INSIGHTS.text),
      cell: (insight) => (
        <>
          <a href={`/insights/${insight.id}`}>
            <strong>{insight.id}</strong>
          </a>{' '}
          <Marked text={insight.text} query={filter.query} />
          {insight.customer === '' ? null : <div class="muted">{insight.customer}</div>}
        </>
      ),
    },
    {
      key: 'theme',
      label: t(INSIGHTS.theme),
      cell: ({ themeKey }) =>
        themeKey === null ? <span class="muted">–</span> : (themeNames.get(themeKey) ?? themeKey),
    },
    { key: 'source', label: t(INSIGHTS.source), cell: ({ source }) => t(SOURCE_WORDS[source]) },
    {
      key: 'sentiment',
      label: t(INSIGHTS.sentiment),
      cell: ({ sentiment }) => <SentimentBadge sentiment={sentiment} />,
    },
    { key: 'people', label: t(INSIGHTS.people), cell: ({ supporters }) => <PeopleCount n={supporters.length + 1} /> },
    { key: 'state', label: t(INSIGHTS.state), cell: ({ state }) => <StateOfInsight state={state} /> },
    { key: 'at', label: t(INSIGHTS.at), cell: ({ createdAt }) => <When at={createdAt} /> },
  ];
  const all = SHOWN.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
  const filtered = path.includes('?');
  return (
    <Page
      title={t(INSIGHTS.title)}
      active="insights"
      lead={t(INSIGHTS.lead)}
      actions={
        <>
          <a href="/insights/board" class="button secondary">
            {t(INSIGHTS.board)}
          </a>
          {staff !== undefined && can(staff, 'insights.triage') && filter.query === '' ? (
            <a href={path.replace('/insights', '/insights.csv')} class="button secondary">
              {t(INSIGHTS.csv)}
            </a>
          ) : null}
          <a href="/insights/new" class="button">
            {t(INSIGHTS.share)}
          </a>
        </>
      }
    >
      <Figures>
        <Figure label={t(INSIGHTS.all)} value={all} href={toState(null)} />
        {SHOWN.map((state) => (
          <Figure
            key={state}
            label={t(INSIGHT_STATE_WORDS[state])}
            value={counts.get(state) ?? 0}
            href={toState(state)}
          />
        ))}
      </Figures>
      <FilterForm filter={filter} themes={themes} personas={personas} />
      <Table
        caption={t(INSIGHTS.title)}
        columns={columns}
        rows={insights}
        rowKey={({ id }) => id}
        empty={
          <>
            <h2>{t(filtered ? INSIGHTS.noneFound : INSIGHTS.none)}</h2>
            {filtered ? <a href="/insights">{t(INSIGHTS.clear)}</a> : <a href="/insights/new">{t(INSIGHTS.share)}</a>}
          </>
        }
      />
      <Pager next={next} name="below" />
      <Themes themes={themes} trends={trends} />
    </Page>
  );
};

/** Columns by state, the newest of each; a card leads to its page, where it is triaged. */
export const BoardPage = ({
  columns,
  themes,
}: {
  columns: readonly { readonly state: InsightState; readonly insights: readonly Insight[]; readonly total: number }[];
  themes: readonly Theme[];
}) => {
  const t = useText();
  const names = new Map(themes.map(({ key, name }) => [key, name]));
  return (
    <Page title={t(INSIGHTS.board)} active="insights" back={{ href: '/insights', label: t(INSIGHTS.title) }}>
      <div class="board">
        {columns.map(({ state, insights, total }) => (
          <section key={state} class="board-column" aria-labelledby={`board-${state}`}>
            <h2 id={`board-${state}`}>
              {t(INSIGHT_STATE_WORDS[state])}{' '}
              <a href={`/insights?state=${state}`}>{t(INSIGHTS.boardMore, { n: total })}</a>
            </h2>
            <ul>
              {insights.map((insight) => (
                <li key={insight.id} class="board-card">
                  <a href={`/insights/${insight.id}`}>{insight.id}</a> <SentimentBadge sentiment={insight.sentiment} />
                  <p>{insight.text}</p>
                  <p class="muted">
                    {insight.themeKey === null
                      ? t(INSIGHTS.noTheme)
                      : (names.get(insight.themeKey) ?? insight.themeKey)}{' '}
                    · <PeopleCount n={insight.supporters.length + 1} />
                  </p>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Page>
  );
};
