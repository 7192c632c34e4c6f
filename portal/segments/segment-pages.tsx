import {
  type AttributeDefinition,
  type Contact,
  type CostlyClause,
  can,
  isStaticList,
  type Segment,
  type SegmentCount,
  type SegmentUsers,
} from '../../core/index.ts';
import { ColumnChooser, columnsFor } from '../contacts/columns.tsx';
import { ContactTable } from '../contacts/contact-list-page.tsx';
import { TAG_RUNS } from '../contacts/tag-run-words.ts';
import { FIELDS } from '../fields/words.ts';
import { useText, useViewer } from '../http/index.ts';
import { Badge, Banner, Card, Page, Pager, Table, When } from '../layout/index.ts';
import { UseCard } from './care-pages.tsx';
import { CountFigures, CountTime } from './count-panel.tsx';
import { FollowCard, type Followed } from './follow-pages.tsx';
import { PeopleForm } from './list-pages.tsx';
import type { Only } from './segment-routes.tsx';
import { REASON_WORDS, WORDS } from './words.ts';

const useEditable = (): boolean => {
  const { staff } = useViewer();
  return staff !== undefined && can(staff, 'segments.edit');
};

export const SegmentListPage = ({
  segments,
  sentences,
}: {
  segments: readonly Segment[];
  sentences: readonly string[];
}) => {
  const t = useText();
  const { staff } = useViewer();
  const editable = useEditable();
  const fields =
    staff !== undefined && can(staff, 'fields.view') ? (
      <a href="/fields" class="button secondary">
        {t(FIELDS.open)}
      </a>
    ) : undefined;
  const create = editable ? (
    <>
      <a href="/segments/lists/new" class="button secondary">
        {t(WORDS.newList)}
      </a>
      <a href="/segments/new" class="button">
        {t(WORDS.create)}
      </a>
    </>
  ) : undefined;
  const sentenceOf = new Map(segments.map((segment, i) => [segment.id, sentences[i] ?? '']));
  return (
    <Page
      title={t(WORDS.title)}
      active="segments"
      lead={t(WORDS.lead)}
      actions={
        <>
          {fields}
          {create}
        </>
      }
    >
      <Table
        caption={t(WORDS.title)}
        rows={segments}
        rowKey={(segment) => segment.id}
        empty={
          <>
            <h2>{t(WORDS.none)}</h2>
            <p>{t(WORDS.noneText)}</p>
            {create}
          </>
        }
        columns={[
          {
            key: 'name',
            label: t(WORDS.name),
            cell: (segment) => (
              <>
                <a href={`/segments/${segment.id}`}>
                  <strong>{segment.name}</strong>
                </a>
                {isStaticList(segment) ? <Badge tone="neutral">{t(WORDS.listBadge)}</Badge> : null}
                <div class="muted sentence-small">{sentenceOf.get(segment.id)}</div>
              </>
            ),
          },
          {
            key: 'count',
            label: `${t(WORDS.matching)} → ${t(WORDS.eligible)}`,
            align: 'end',
            cell: (segment) => (
              <span hx-get={`/segments/${segment.id}/count`} hx-trigger="load" hx-swap="innerHTML">
                <span class="muted">…</span>
              </span>
            ),
          },
          { key: 'changed', label: t(WORDS.changedAt), cell: (segment) => <When at={segment.updatedAt} /> },
        ]}
      />
    </Page>
  );
};

export const SegmentPage = (props: {
  segment: Segment;
  /** Restricted attributes that it reads without a grant. */
  ungranted: readonly string[];
  count: SegmentCount;
  /** What makes the rule slow, where it is. */
  costly: readonly CostlyClause[];
  sentence: string;
  /** Absent where the reader may not see contacts. */
  contacts: readonly Contact[] | undefined;
  uses: SegmentUsers;
  followed: Followed;
  attributes: readonly AttributeDefinition[];
}) => {
  const t = useText();
  const { staff } = useViewer();
  const editable = useEditable();
  const { segment, contacts } = props;
  const list = isStaticList(segment);
  const listAt = contacts === undefined ? undefined : `/segments/${segment.id}/contacts`;
  return (
    <Page
      title={segment.name}
      active="segments"
      back={{ href: '/segments', label: t(WORDS.title) }}
      lead={
        <>
          {list ? <Badge tone="neutral">{t(WORDS.listBadge)}</Badge> : null}{' '}
          <a href={`/segments/${segment.id}/versions`}>{t(WORDS.versionOf, { version: segment.version })}</a> ·{' '}
          {t(WORDS.changedAt)} <When at={segment.updatedAt} />
        </>
      }
      actions={
        <>
          {editable ? (
            <>
              <a href={`/segments/${segment.id}/copy?kind=duplicate`} class="button secondary">
                {t(WORDS.duplicate)}
              </a>
              {list ? null : (
                <a href={`/segments/${segment.id}/copy?kind=snapshot`} class="button secondary">
                  {t(WORDS.snapshot)}
                </a>
              )}
              <a href={`/segments/${segment.id}/edit`} class="button secondary">
                {t(WORDS.edit)}
              </a>
            </>
          ) : null}
          {staff !== undefined && can(staff, 'campaigns.edit') ? (
            <a href={`/campaigns/new?segment=${segment.id}`} class="button">
              {t(WORDS.useInCampaign)}
            </a>
          ) : null}
        </>
      }
    >
      {props.ungranted.length === 0 ? null : (
        <Banner tone="warning" role="status">
          <p>
            {t(FIELDS.segmentUses, { fields: props.ungranted.join(', ') })}{' '}
            <a href={`/fields?field=${encodeURIComponent(props.ungranted[0] ?? '')}#ask`}>{t(FIELDS.askHere)}</a>
          </p>
        </Banner>
      )}
      <p class="sentence">{props.sentence}</p>
      <CountFigures count={props.count} listAt={listAt} />
      <CountTime count={props.count} costly={props.costly} />
      {contacts === undefined ? null : (
        <Card
          title={t(WORDS.people)}
          actions={
            <>
              {staff !== undefined && can(staff, 'contacts.edit') && contacts.length > 0 ? (
                <a href={`/contacts/tags/new?segment=${segment.id}`}>{t(TAG_RUNS.link)}</a>
              ) : null}
              {props.count.matching > contacts.length ? <a href={listAt ?? '/segments'}>{t(WORDS.showAll)}</a> : null}
            </>
          }
        >
          <ContactTable
            contacts={contacts}
            columns={columnsFor(segment.rule, props.attributes)}
            empty={t(WORDS.nobody)}
          />
        </Card>
      )}
      {list && editable ? <PeopleForm segment={segment} /> : null}
      <FollowCard segment={segment} editable={editable} listed={contacts !== undefined} {...props.followed} />
      <UseCard segment={segment} editable={editable} {...props.uses} />
    </Page>
  );
};

export const SegmentContactsPage = (props: {
  contacts: readonly Contact[];
  next: string | null;
  segment: Segment | undefined;
  sentence: string;
  only: Only | undefined;
  attributes: readonly AttributeDefinition[];
  columns: readonly AttributeDefinition[];
}) => {
  const t = useText();
  const { segment, only } = props;
  const title =
    only === undefined
      ? t(WORDS.onlyMatching)
      : only === 'eligible'
        ? t(WORDS.onlyEligible)
        : t(WORDS.onlyReason, { reason: t(REASON_WORDS[only]) });
  return (
    <Page
      title={title}
      active="segments"
      lead={props.sentence}
      back={
        segment === undefined
          ? { href: '/segments', label: t(WORDS.title) }
          : { href: `/segments/${segment.id}`, label: segment.name }
      }
    >
      <ColumnChooser attributes={props.attributes} columns={props.columns} />
      <ContactTable contacts={props.contacts} columns={props.columns} empty={t(WORDS.nobody)} />
      <Pager next={props.next} />
    </Page>
  );
};
