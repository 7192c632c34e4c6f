import {
  type Campaign,
  can,
  deadlinesBefore,
  groupTitle,
  INBOX_WORDS,
  type InboxMine,
  keysGiven,
  LANE_WORDS,
  LANES,
  type LocalText,
  type ReviewCycle,
  type ShownFieldRequest,
  waitedText,
} from '../../core/index.ts';
import { HandOn, type HandOnChoices } from '../campaigns/hand-on-view.tsx';
import { LaneKey } from '../campaigns/lanes-view.tsx';
import { CAMPAIGN } from '../campaigns/words.ts';
import { WaitingFields } from '../fields/waiting-fields.tsx';
import { FIELDS } from '../fields/words.ts';
import { FREEZES } from '../freezes/words.ts';
import { useText, useViewer } from '../http/index.ts';
import { Badge, Card, Page, StateBadge, When } from '../layout/index.ts';
import { TIMES } from './lead-time-words.ts';
import { REVIEWS } from './words.ts';

/** Waiting for the reader, for others whom the reader waits for, and what is in review besides. */
export const GROUPS = ['mine', 'others', 'rest'] as const;
type Group = (typeof GROUPS)[number];

/** A campaign whose keys are asked for. */
export interface ReviewItem {
  readonly campaign: Campaign;
  readonly cycle: ReviewCycle;
  /** Lanes that wait for the reader, in their own right or for somebody. */
  readonly mine: InboxMine['lanes'];
  /** It does not wait for the reader, who handed it on or is away, and may decide all the same. */
  readonly mayStill: boolean;
  /** One lane may wait for the reader and the other for somebody else. */
  readonly groups: readonly Group[];
  /** Working minutes since it was opened. */
  readonly waited: number;
  /** Past the time at which reviewers are reminded, in working hours. */
  readonly overdue: boolean;
  /** What the reader can do instead of deciding; undefined where it does not wait for them. */
  readonly handOn: HandOnChoices | undefined;
  /** Names of those whom it waits for; empty: nobody is there. */
  readonly waitsFor: readonly string[];
}

const NAMES = {
  mine: INBOX_WORDS.mine,
  others: INBOX_WORDS.waitingOnOthers,
  rest: REVIEWS.rest,
} as const satisfies Record<Group, LocalText>;

/** The address of one list. */
const listAt = (group: Group | undefined, overdueOnly: boolean): string => {
  const query = new URLSearchParams({
    ...(group === undefined ? {} : { show: group }),
    ...(overdueOnly ? { overdue: '1' } : {}),
  }).toString();
  return query === '' ? '/reviews' : `/reviews?${query}`;
};

const Item = ({ item, group, names }: { item: ReviewItem; group: Group; names: Readonly<Record<string, string>> }) => {
  const t = useText();
  const { campaign, cycle } = item;
  const mine = group === 'mine' ? item.mine : [];
  const lanes = mine.map(({ lane }) => lane);
  const { at, zone } = campaign.schedule;
  const { heldAt } = deadlinesBefore(cycle);
  return (
    <li class="review-item">
      <div class="review-item-head">
        <div>
          <h3>
            <a href={`/campaigns/${campaign.id}#review`}>
              <span class="muted num">{campaign.id}</span> {campaign.name}
            </a>
          </h3>
          <p class="muted">
            {t(REVIEWS.submittedBy, { who: names[cycle.submittedBy] ?? '–' })} · <When at={cycle.openedAt} /> ·{' '}
            {t(waitedText(item.waited))}
            {heldAt === null ? null : (
              <>
                {' '}
                · {t(REVIEWS.until)} <When at={heldAt} />
              </>
            )}
          </p>
          <p class="muted">
            {cycle.purpose === 'resume' ? (
              t(REVIEWS.goOn)
            ) : (
              <>
                {t(REVIEWS.sends)}: {at === null ? t(CAMPAIGN.whenKeys) : <When at={at} zone={zone} />}
              </>
            )}
          </p>
          <p class="muted">
            {item.waitsFor.length === 0
              ? t(REVIEWS.waitsForNobody)
              : t(REVIEWS.waitsFor, { who: item.waitsFor.join(', ') })}
            {item.mayStill ? ` · ${t(REVIEWS.mayStill)}` : null}
          </p>
        </div>
        <div class="actions">
          {item.overdue ? <Badge tone="danger">{t(INBOX_WORDS.overdue)}</Badge> : null}
          {cycle.purpose === 'resume' ? <StateBadge state={campaign.state} /> : null}
          {mine.map(({ lane, onBehalfOf }) => (
            <Badge key={lane} tone="accent">
              {t(REVIEWS.yourLane, { lane: t(LANE_WORDS[lane]) })}
              {onBehalfOf === null ? null : ` · ${t(REVIEWS.onBehalfOf, { who: names[onBehalfOf] ?? onBehalfOf })}`}
            </Badge>
          ))}
          <strong class="num">{t(CAMPAIGN.keys, { n: keysGiven(cycle) })}</strong>
        </div>
      </div>
      <div class="lane-keys">
        {LANES.map((lane) => (
          <LaneKey key={lane} cycle={cycle} lane={lane} names={names} campaignId={campaign.id} />
        ))}
      </div>
      <p>
        <a href={`/campaigns/${campaign.id}#review`} class={lanes.length > 0 ? 'button' : 'button secondary'}>
          {t(lanes.length > 0 ? REVIEWS.decide : REVIEWS.look)}
          <span class="visually-hidden">: {campaign.name}</span>
        </a>
      </p>
      {item.handOn === undefined || group !== 'mine' ? null : (
        <HandOn campaignId={campaign.id} cycle={cycle} lanes={lanes} choices={item.handOn} />
      )}
    </li>
  );
};

const List = ({
  group,
  items,
  names,
  fields,
  overdueOnly,
}: {
  group: Group;
  items: readonly ReviewItem[];
  names: Readonly<Record<string, string>>;
  /** Field requests beside them. */
  fields: readonly ShownFieldRequest[];
  overdueOnly: boolean;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const reviewer = staff !== undefined && (can(staff, 'reviews.marketing') || can(staff, 'reviews.it'));
  const shown = overdueOnly ? items.filter(({ overdue }) => overdue) : items;
  return (
    <Card title={t(groupTitle(NAMES[group], [...items, ...fields.map(() => ({ overdue: false }))]))} id={group}>
      {overdueOnly ? null : <WaitingFields requests={fields} />}
      {shown.length > 0 ? (
        <ul class="review-list">
          {shown.map((item) => (
            <Item key={item.cycle.id} item={item} group={group} names={names} />
          ))}
        </ul>
      ) : items.length > 0 ? (
        <p class="muted">{t(REVIEWS.noneOverdue)}</p>
      ) : fields.length > 0 && !overdueOnly ? null : group === 'mine' ? (
        <div class="empty">
          <h3>{t(REVIEWS.mineNone)}</h3>
          <p>{t(reviewer ? REVIEWS.mineNoneText : REVIEWS.notReviewer)}</p>
        </div>
      ) : (
        <p class="muted">{t(group === 'others' ? REVIEWS.othersNone : REVIEWS.restNone)}</p>
      )}
    </Card>
  );
};

/** What waits for the reader's key, what waits for others, and the rest; each number opens its list. */
export const Reviews = ({
  items,
  names,
  shown,
  overdueOnly,
  fieldsWaiting,
  ownFields,
}: {
  items: readonly ReviewItem[];
  /** How many field requests wait for IT. */
  fieldsWaiting: number;
  /** Those that wait for the reader. */
  ownFields: readonly ShownFieldRequest[];
  names: Readonly<Record<string, string>>;
  /** Only this group; all where it is undefined. */
  shown?: Group | undefined;
  overdueOnly: boolean;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const of = (group: Group): readonly ReviewItem[] => items.filter(({ groups }) => groups.includes(group));
  const fieldsOf = (group: Group): readonly ShownFieldRequest[] => (group === 'mine' ? ownFields : []);
  const counted = (name: LocalText, n: number): string => t(REVIEWS.count, { name: t(name), n });
  const late = (shown === undefined ? items : of(shown)).filter(({ overdue }) => overdue).length;
  return (
    <Page title={t(REVIEWS.title)} active="reviews" lead={t(REVIEWS.lead)}>
      <nav aria-label={t(REVIEWS.lists)} class="review-lists">
        <a href={listAt(undefined, false)} aria-current={shown === undefined && !overdueOnly ? 'true' : undefined}>
          {counted(REVIEWS.all, items.length + ownFields.length)}
        </a>
        {GROUPS.map((group) => (
          <a
            key={group}
            href={listAt(group, false)}
            aria-current={shown === group && !overdueOnly ? 'true' : undefined}
          >
            {counted(NAMES[group], of(group).length + fieldsOf(group).length)}
          </a>
        ))}
        <a href={listAt(shown, true)} aria-current={overdueOnly ? 'true' : undefined}>
          {counted(INBOX_WORDS.overdue, late)}
        </a>
        <a href="/freezes">{t(FREEZES.title)}</a>
        {staff !== undefined && can(staff, 'fields.view') ? (
          <a href="/fields">{counted(FIELDS.waiting, fieldsWaiting)}</a>
        ) : null}
        {staff !== undefined && can(staff, 'reports.view') ? <a href="/reviews/times">{t(TIMES.title)}</a> : null}
      </nav>
      {overdueOnly ? (
        <p role="status">
          {t(REVIEWS.onlyOverdue)} <a href={listAt(shown, false)}>{t(REVIEWS.all)}</a>
        </p>
      ) : null}
      {GROUPS.filter((group) => shown === undefined || shown === group).map((group) => (
        <List
          key={group}
          group={group}
          items={of(group)}
          fields={fieldsOf(group)}
          names={names}
          overdueOnly={overdueOnly}
        />
      ))}
    </Page>
  );
};
