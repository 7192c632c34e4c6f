import {
  type Campaign,
  can,
  groupTitle,
  INBOX_WORDS,
  type InboxMine,
  LANE_WORDS,
  type ShownFieldRequest,
  type Staff,
  waitedText,
} from '../../core/index.ts';
import { WaitingFields } from '../fields/waiting-fields.tsx';
import { useText, useViewer } from '../http/index.ts';
import { Badge, Banner, Card, Figure, Figures, Page, StateBadge, When } from '../layout/index.ts';
import { formatTime } from '../words/text.ts';
import { WORDS } from './words.ts';

const WaitingList = ({
  waiting,
  campaigns,
  names,
}: {
  waiting: readonly InboxMine[];
  campaigns: ReadonlyMap<string, string>;
  names: ReadonlyMap<string, string>;
}) => {
  const t = useText();
  if (waiting.length === 0) return null;
  return (
    <ul class="rows">
      {waiting.map(({ cycle, campaignId, lanes, overdue, waitingMinutes }) => (
        <li key={cycle.id}>
          <div>
            <a href={`/campaigns/${campaignId}`}>
              <strong>{campaigns.get(campaignId) ?? campaignId}</strong>
            </a>
            <div class="muted">
              {campaignId} · {t(WORDS.submittedBy, { name: names.get(cycle.submittedBy) ?? cycle.submittedBy })} ·{' '}
              <When at={cycle.openedAt} /> · {t(waitedText(waitingMinutes))}
            </div>
          </div>
          <span class="actions">
            {overdue ? <Badge tone="danger">{t(INBOX_WORDS.overdue)}</Badge> : null}
            {lanes.map(({ lane }) => (
              <Badge key={lane} tone="warning">
                {t(WORDS.lane, { lane: t(LANE_WORDS[lane]) })}
              </Badge>
            ))}
            <a href={`/reviews/${campaignId}`} class="button small">
              {t(WORDS.review)}
              <span class="visually-hidden">: {campaigns.get(campaignId) ?? campaignId}</span>
            </a>
          </span>
        </li>
      ))}
    </ul>
  );
};

const CampaignList = ({ campaigns }: { campaigns: readonly Campaign[] }) => {
  const t = useText();
  const { lang, zone } = useViewer();
  return (
    <ul class="rows">
      {campaigns.map((campaign) => (
        <li key={campaign.id}>
          <div>
            <a href={`/campaigns/${campaign.id}`}>
              <strong>{campaign.name}</strong>
            </a>
            <div class="muted">
              {campaign.id}
              {campaign.state === 'scheduled' || campaign.state === 'in_review'
                ? ` · ${campaign.schedule.at === null ? t(WORDS.asSoon) : t(WORDS.starts, { when: formatTime(campaign.schedule.at, lang, zone) })}`
                : null}
              {campaign.state === 'sent' && campaign.finishedAt !== null ? (
                <>
                  {' · '}
                  <When at={campaign.finishedAt} />
                </>
              ) : null}
            </div>
            {campaign.reason === null ? null : <p class="advice">{t(campaign.reason)}</p>}
          </div>
          <StateBadge state={campaign.state} />
        </li>
      ))}
    </ul>
  );
};

export const HomePage = (props: {
  staff: Staff;
  waiting: readonly InboxMine[];
  /** Field requests that wait for this person. */
  fields: readonly ShownFieldRequest[];
  /** Names of the campaigns that wait. */
  waitingNames: ReadonlyMap<string, string>;
  names: ReadonlyMap<string, string>;
  flying: readonly Campaign[];
  drafts: readonly Campaign[];
  sent: readonly Campaign[];
  contacts: number | undefined;
  segments: number | undefined;
}) => {
  const t = useText();
  const { capturing } = useViewer();
  const { staff, flying } = props;
  const count = (...states: Campaign['state'][]): number => flying.filter((c) => states.includes(c.state)).length;
  const seesCampaigns = can(staff, 'campaigns.view');
  const attention = flying.filter(({ state }) => ['paused', 'held', 'halted', 'failed'].includes(state));
  const calm = flying.filter((c) => c.state === 'in_review' || c.state === 'scheduled' || c.state === 'sending');
  // A delegate holds no reviewer role.
  const reviews = props.waiting.length > 0 || can(staff, 'reviews.marketing') || can(staff, 'reviews.it');
  return (
    <Page
      title={t(WORDS.title, { name: staff.name })}
      active="home"
      actions={
        can(staff, 'campaigns.edit') ? (
          <>
            <a href="/contacts/imports/new" class="button secondary">
              {t(WORDS.importContacts)}
            </a>
            <a href="/campaigns/new" class="button">
              {t(WORDS.newCampaign)}
            </a>
          </>
        ) : undefined
      }
    >
      {capturing && can(staff, 'outbox.view') ? (
        <Banner tone="info">
          <p>
            {t(WORDS.capturing)} <a href="/outbox">{t(WORDS.openOutbox)}</a>
          </p>
        </Banner>
      ) : null}
      {seesCampaigns ? (
        <Figures>
          <Figure label={t(WORDS.inReview)} value={count('in_review')} href="/campaigns?state=in_review" />
          <Figure label={t(WORDS.scheduled)} value={count('scheduled')} href="/campaigns?state=scheduled" />
          <Figure label={t(WORDS.sending)} value={count('sending')} href="/campaigns?state=sending" tone="accent" />
          <Figure
            label={t(WORDS.stopped)}
            value={count('paused', 'held', 'halted')}
            href="/campaigns?state=stopped"
            tone={count('paused', 'held', 'halted') > 0 ? 'warning' : undefined}
          />
          {props.contacts === undefined ? null : (
            <Figure label={t(WORDS.contacts)} value={props.contacts} href="/contacts" />
          )}
          {props.segments === undefined ? null : (
            <Figure label={t(WORDS.segments)} value={props.segments} href="/segments" />
          )}
        </Figures>
      ) : (
        <Banner tone="info">
          <p>
            {t(WORDS.employee)} <a href="/account">→</a>
          </p>
        </Banner>
      )}
      {props.contacts === 0 ? (
        <Banner tone="info">
          <p>{t(WORDS.first)}</p>
        </Banner>
      ) : null}
      {reviews ? (
        <Card
          title={t(groupTitle(INBOX_WORDS.mine, [...props.waiting, ...props.fields.map(() => ({ overdue: false }))]))}
          actions={<a href="/reviews?show=mine">{t(WORDS.allReviews)}</a>}
        >
          {props.waiting.length + props.fields.length === 0 ? <p class="muted">{t(WORDS.waitingNone)}</p> : null}
          <WaitingList waiting={props.waiting} campaigns={props.waitingNames} names={props.names} />
          <WaitingFields requests={props.fields} />
        </Card>
      ) : null}
      {attention.length > 0 ? (
        <Card title={t(WORDS.attention)}>
          <CampaignList campaigns={attention} />
        </Card>
      ) : null}
      {seesCampaigns ? (
        <div class="columns">
          <Card title={t(WORDS.flight)}>
            {calm.length === 0 ? <p class="muted">{t(WORDS.flightNone)}</p> : <CampaignList campaigns={calm} />}
          </Card>
          {props.drafts.length + props.sent.length === 0 ? null : (
            <div>
              {props.drafts.length === 0 ? null : (
                <Card title={t(WORDS.drafts)}>
                  <CampaignList campaigns={props.drafts} />
                </Card>
              )}
              {props.sent.length === 0 ? null : (
                <Card
                  title={t(WORDS.recent)}
                  actions={can(staff, 'reports.view') ? <a href="/reports/costs">{t(WORDS.costs)}</a> : undefined}
                >
                  <CampaignList campaigns={props.sent} />
                </Card>
              )}
            </div>
          )}
        </div>
      ) : null}
    </Page>
  );
};
