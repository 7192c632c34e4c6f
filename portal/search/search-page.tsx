import {
  DECISION_WORDS,
  type Found,
  LANE_WORDS,
  type LocalText,
  markTerms,
  type SavedSearch,
  type SearchKind,
} from '../../core/index.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Badge, Card, Figure, Figures, Page, When } from '../layout/index.ts';
import { type KnownChannel, SavedSearches } from './saved-searches.tsx';
import { SEARCH, SEARCH_KIND_WORDS, SEARCH_ONE_WORDS } from './words.ts';

/** Characters of one result that are shown, from a little before its first word that was looked for. */
const SHOWN = 360;
const BEFORE = 80;

/** The piece of a text in which what was looked for stands. Pure. */
export const pieceAround = (text: string, query: string): string => {
  if (text.length <= SHOWN) return text;
  const pieces = markTerms(text, query);
  const first = pieces.findIndex(({ marked }) => marked);
  const at = pieces.slice(0, Math.max(0, first)).reduce((sum, piece) => sum + piece.text.length, 0);
  const from = at <= BEFORE ? 0 : text.indexOf(' ', at - BEFORE) + 1;
  const piece = text.slice(from, from + SHOWN);
  return `${from > 0 ? '…' : ''}${piece}${from + SHOWN < text.length ? '…' : ''}`;
};

const Marked = ({ text, query }: { text: string; query: string }) => (
  <>{markTerms(text, query).map((piece, at) => (piece.marked ? <mark key={at}>{piece.text}</mark> : piece.text))}</>
);

const named = (list: Readonly<Record<string, LocalText>>, key: string | undefined): LocalText | undefined =>
  key === undefined ? undefined : list[key];

const Result = ({ found, query }: { found: Found; query: string }) => {
  const t = useText();
  const [head = '', ...rest] = found.text.split('\n');
  const id = found.path.split('/').at(-1) ?? '';
  const lane = named(LANE_WORDS, found.detail?.lane);
  const decision = named(DECISION_WORDS, found.detail?.decision);
  const more = rest.join(' ');
  return (
    <li>
      <div>
        <Badge tone="neutral">{t(SEARCH_ONE_WORDS[found.kind])}</Badge>{' '}
        <a href={found.path}>
          <strong>{id}</strong>
          {found.detail?.name === undefined ? null : <> {found.detail.name}</>}
        </a>{' '}
        <span class="muted">
          {lane === undefined || decision === undefined ? null : (
            <>
              {t(lane)} · {t(decision)} ·{' '}
            </>
          )}
          <When at={found.at} />
        </span>
        <p class="prose">
          <Marked text={pieceAround(head, query)} query={query} />
          {more === '' ? null : (
            <>
              <br />
              <Marked text={pieceAround(more, query)} query={query} />
            </>
          )}
        </p>
      </div>
    </li>
  );
};

/** What was found, the nearest first; each kind's count opens its list. */
export const SearchPage = ({
  query,
  kind,
  kinds,
  found,
  saved,
  channels,
  errors,
}: {
  query: string;
  kind: SearchKind | undefined;
  /** What the reader may find. */
  kinds: readonly SearchKind[];
  found: readonly Found[];
  saved: readonly SavedSearch[];
  channels: readonly KnownChannel[];
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const to = (of: SearchKind | undefined): string =>
    `/search?q=${encodeURIComponent(query)}${of === undefined ? '' : `&kind=${of}`}`;
  const shown = kind === undefined ? found : found.filter((each) => each.kind === kind);
  return (
    <Page title={t(SEARCH.title)} active="search" lead={t(SEARCH.lead)}>
      <form method="get" action="/search" class="filter">
        <label>
          {t(SEARCH.label)}
          <input type="search" name="q" value={query} maxLength={200} autoComplete="off" />
        </label>
        <button type="submit">{t(SEARCH.go)}</button>
      </form>
      {query === '' ? null : (
        <>
          <Figures>
            <Figure label={t(SEARCH.all)} value={found.length} href={to(undefined)} />
            {kinds.map((each) => (
              <Figure
                key={each}
                label={t(SEARCH_KIND_WORDS[each])}
                value={found.filter((one) => one.kind === each).length}
                href={to(each)}
              />
            ))}
          </Figures>
          <Card>
            {shown.length === 0 ? (
              <>
                <h2>{t(SEARCH.none)}</h2>
                <p class="muted">{t(SEARCH.noneText)}</p>
              </>
            ) : (
              <ul class="rows">
                {shown.map((each) => (
                  <Result key={each.id} found={each} query={query} />
                ))}
              </ul>
            )}
          </Card>
        </>
      )}
      <SavedSearches {...{ query, saved, channels, errors }} />
    </Page>
  );
};
