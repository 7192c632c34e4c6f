import {
  type Campaign,
  can,
  keysGiven,
  LANE_WORDS,
  LANES,
  type Lane,
  type ReviewCycle,
  workingTime,
} from '../../core/index.ts';
import { HandOn, type HandOnChoices } from '../campaigns/hand-on-view.tsx';
import { LaneKey } from '../campaigns/lanes-view.tsx';
import { CAMPAIGN } from '../campaigns/words.ts';
import { FREEZES } from '../freezes/words.ts';
import { useText, useViewer } from '../http/index.ts';
import { Badge, Card, Page, When } from '../layout/index.ts';
import { TIMES } from './lead-time-words.ts';
import { REVIEWS } from './words.ts';

/** A campaign in review, with the lanes that the reader could decide now. */
export interface ReviewItem {
  readonly campaign: Campaign;
  readonly cycle: ReviewCycle;
  readonly lanes: readonly Lane[];
  /** Working minutes since it was opened. */
  readonly waited: number;
  /** Past the time at which reviewers are reminded, in working hours. */
  readonly overdue: boolean;
  /** What the reader can do instead of deciding; undefined where it does not wait for them. */
  readonly handOn: HandOnChoices | undefined;
  /** Names of those who may decide now; empty: nobody. */
  readonly waitsFor: readonly string[];
}

const Item = ({ item, names }: { item: ReviewItem; names: Readonly<Record<string, string>> }) => {
  const t = useText();
  const { campaign, cycle, lanes } = item;
  const { at, zone } = campaign.schedule;
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
            {t(REVIEWS.waited, { time: t(workingTime(item.waited)) })}
            {cycle.expireAt === null ? null : (
              <>
                {' '}
                · {t(REVIEWS.until)} <When at={cycle.expireAt} />
              </>
            )}
          </p>
          <p class="muted">
            {t(REVIEWS.sends)}: {at === null ? t(CAMPAIGN.whenKeys) : <When at={at} zone={zone} />}
          </p>
          <p class="muted">
            {item.waitsFor.length === 0
              ? t(REVIEWS.waitsForNobody)
              : t(REVIEWS.waitsFor, { who: item.waitsFor.join(', ') })}
          </p>
        </div>
        <div class="actions">
          {item.overdue ? <Badge tone="danger">{t(REVIEWS.overdue)}</Badge> : null}
          {lanes.map((lane) => (
            <Badge key={lane} tone="accent">
              {t(REVIEWS.yourLane, { lane: t(LANE_WORDS[lane]) })}
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
      {item.handOn === undefined ? null : (
        <HandOn campaignId={campaign.id} cycle={cycle} lanes={lanes} choices={item.handOn} />
      )}
    </li>
  );
};

/** What the address may ask for alone. */
export const SHOWN = ['mine', 'others'] as const;

/** What waits for the reader's key, and what waits for others. */
export const Reviews = ({
  mine,
  others,
  names,
  overdue,
  shown,
}: {
  mine: readonly ReviewItem[];
  others: readonly ReviewItem[];
  names: Readonly<Record<string, string>>;
  /** How many are overdue, and whether only they are shown. */
  overdue: { only: boolean; count: number };
  /** Only these; both where it is undefined. */
  shown?: (typeof SHOWN)[number] | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const reviewer = staff !== undefined && (can(staff, 'reviews.marketing') || can(staff, 'reviews.it'));
  return (
    <Page title={t(REVIEWS.title)} active="reviews" lead={t(REVIEWS.lead)}>
      <p class="actions">
        <a href="/reviews" aria-current={overdue.only || shown !== undefined ? undefined : 'true'}>
          {t(REVIEWS.all)}
        </a>
        <a href="/reviews?show=mine" aria-current={shown === 'mine' ? 'true' : undefined}>
          {t(REVIEWS.mine)}
        </a>
        <a href="/reviews?show=others" aria-current={shown === 'others' ? 'true' : undefined}>
          {t(REVIEWS.others)}
        </a>
        <a href="/reviews?overdue=1" aria-current={overdue.only ? 'true' : undefined}>
          {t(REVIEWS.overdueOnly, { n: overdue.count })}
        </a>
        <a href="/freezes">{t(FREEZES.title)}</a>
        {staff !== undefined && can(staff, 'reports.view') ? <a href="/reviews/times">{t(TIMES.title)}</a> : null}
      </p>
      {shown === 'others' ? null : (
        <Card title={`${t(REVIEWS.mine)} (${mine.length})`} id="mine">
          {mine.length === 0 ? (
            <div class="empty">
              <h3>{t(REVIEWS.mineNone)}</h3>
              <p>{t(reviewer ? REVIEWS.mineNoneText : REVIEWS.notReviewer)}</p>
            </div>
          ) : (
            <ul class="review-list">
              {mine.map((item) => (
                <Item key={item.cycle.id} item={item} names={names} />
              ))}
            </ul>
          )}
        </Card>
      )}
      {shown === 'mine' ? null : (
        <Card title={`${t(REVIEWS.others)} (${others.length})`} id="others">
          {others.length === 0 ? (
            <p class="muted">{t(REVIEWS.othersNone)}</p>
          ) : (
            <ul class="review-list">
              {others.map((item) => (
                <Item key={item.cycle.id} item={item} names={names} />
              ))}
            </ul>
          )}
        </Card>
      )}
    </Page>
  );
};
