import {
  type Contact,
  type DaySize,
  type Follow,
  MOVES,
  type Move,
  type Segment,
  type SegmentMove,
} from '../../core/index.ts';
import { ContactName } from '../contacts/contact-list-page.tsx';
import { useText, useViewer } from '../http/index.ts';
import { Card, Figure, Figures, Page, Pager, PostButton, Table, When } from '../layout/index.ts';
import { formatNumber } from '../words/text.ts';
import { FAILURE_WORDS, FOLLOW_WORDS, MOVE_WORDS } from './follow-words.ts';
import { TrendChart, type TrendDrawings } from './trend-chart.tsx';

/** What the segment's page says of entries and exits. */
export interface Followed {
  readonly follow: Follow | undefined;
  /** Of the last seven days. */
  readonly moved: Readonly<Record<Move, number>>;
  readonly sizes: readonly DaySize[];
  readonly drawings: TrendDrawings | undefined;
}

/** Who came and went this week, how the size went; or the way to have it noted. */
export const FollowCard = (props: Followed & { segment: Segment; editable: boolean; listed: boolean }) => {
  const t = useText();
  const { lang } = useViewer();
  const { segment, follow, moved, editable } = props;
  const action = `/segments/${segment.id}/follow`;
  if (follow === undefined) {
    return editable ? (
      <Card title={t(FOLLOW_WORDS.title)} id="follow">
        <p class="muted">{t(FOLLOW_WORDS.lead)}</p>
        <PostButton action={action} values={{ do: 'follow' }} label={t(FOLLOW_WORDS.follow)} />
      </Card>
    ) : null;
  }
  const signs = { entered: '+', left: '−' } as const satisfies Record<Move, string>;
  return (
    <Card
      title={t(FOLLOW_WORDS.title)}
      id="follow"
      actions={
        editable ? (
          <>
            <PostButton action={action} values={{ do: 'compare' }} label={t(FOLLOW_WORDS.compare)} small />
            <PostButton
              action={action}
              values={{ do: 'stop' }}
              label={t(FOLLOW_WORDS.stop)}
              confirm={FOLLOW_WORDS.stopAsk}
              small
            />
          </>
        ) : undefined
      }
    >
      <Figures>
        {MOVES.map((way) => (
          <Figure
            key={way}
            label={t(MOVE_WORDS[way])}
            value={`${moved[way] === 0 ? '' : signs[way]}${formatNumber(moved[way], lang)}`}
            href={props.listed ? `/segments/${segment.id}/moves?way=${way}` : undefined}
            note={t(FOLLOW_WORDS.week)}
          />
        ))}
      </Figures>
      {follow.failure === null ? null : <p class="advice">{t(FAILURE_WORDS[follow.failure])}</p>}
      <p class="muted">
        {t(FOLLOW_WORDS.since)} <When at={follow.since} /> ·{' '}
        {follow.comparedAt === null ? (
          t(FOLLOW_WORDS.notYet)
        ) : (
          <>
            {t(FOLLOW_WORDS.compared)} <When at={follow.comparedAt} /> {t(FOLLOW_WORDS.took, { ms: follow.tookMs })}
          </>
        )}
      </p>
      <TrendChart sizes={props.sizes} drawings={props.drawings} />
    </Card>
  );
};

/** Who went one way in the last seven days. */
export const MovesPage = (props: {
  segment: Segment;
  way: Move;
  moves: readonly SegmentMove[];
  contacts: ReadonlyMap<string, Contact>;
  next: string | null;
}) => {
  const t = useText();
  const { segment, way, contacts } = props;
  const title = t(FOLLOW_WORDS.movesTitle, { way: t(MOVE_WORDS[way]), name: segment.name });
  return (
    <Page title={title} active="segments" back={{ href: `/segments/${segment.id}`, label: segment.name }}>
      <Table
        caption={title}
        rows={props.moves}
        rowKey={({ contactId, at }) => `${contactId}:${at.toISOString()}`}
        empty={t(FOLLOW_WORDS.nobody)}
        columns={[
          {
            key: 'contact',
            label: t(FOLLOW_WORDS.contact),
            cell: ({ contactId }) => {
              const contact = contacts.get(contactId);
              return contact === undefined ? (
                <span class="muted">{t(FOLLOW_WORDS.gone)}</span>
              ) : (
                <ContactName contact={contact} />
              );
            },
          },
          { key: 'at', label: t(FOLLOW_WORDS.at), cell: ({ at }) => <When at={at} /> },
        ]}
      />
      <Pager next={props.next} />
    </Page>
  );
};
