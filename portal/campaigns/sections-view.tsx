import {
  type AudienceCount,
  type Campaign,
  type CampaignView,
  type ClosedSum,
  can,
  EXCLUDED_OUTCOMES,
  LIMITS_LABEL,
  limitsText,
  localScheduleText,
  OUTCOME_WORDS,
  type Segment,
  WHOLE_WORDS,
  wholeOf,
} from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Facts, Linked, Num, When } from '../layout/index.ts';
import { formatNumber } from '../words/text.ts';
import { ownerText } from './campaign-texts.ts';
import { CAMPAIGN, KPI } from './words.ts';

/** Where the people of an audience are listed; nowhere for a resend, whose people no rule says. `only` narrows it. */
const peopleAt = (
  { segmentId, alsoIds = [], exceptIds = [], missed }: Campaign['audience'],
  only: Readonly<Record<string, string>> = {},
): string | undefined => {
  if (segmentId === null || segmentId === '' || missed !== undefined) return undefined;
  const one = alsoIds.length + exceptIds.length === 0;
  const query = new URLSearchParams([
    ...(one ? [] : [segmentId, ...alsoIds].map((id): [string, string] => ['in', id])),
    ...exceptIds.map((id): [string, string] => ['not', id]),
    ...Object.entries(only),
  ]).toString();
  const path = one ? `/segments/${segmentId}/contacts` : '/segments/together';
  return query === '' ? path : `${path}?${query}`;
};

/** Matching and eligible, with the reasons between; the numbers open their lists where `audience` has them. */
export const CountText = ({
  count,
  audience,
}: {
  count: AudienceCount | undefined;
  audience?: Campaign['audience'] | undefined;
}) => {
  const t = useText();
  const { lang, staff } = useViewer();
  if (count === undefined) return null;
  const seen = staff !== undefined && can(staff, 'contacts.view') ? audience : undefined;
  const listAt = seen === undefined ? undefined : peopleAt(seen);
  // The list of the eligible knows no cap.
  const eligibleAt =
    seen === undefined || count.reasons.capped > 0
      ? undefined
      : peopleAt(seen, { only: 'eligible', ...(seen.topicId === undefined ? {} : { topic: seen.topicId }) });
  const reasons = (['no_consent', 'no_address', 'suppressed', 'capped'] as const)
    .filter((reason) => count.reasons[reason] > 0)
    .map((reason) => ({
      reason,
      words: `${t(OUTCOME_WORDS[reason])} ${formatNumber(count.reasons[reason], lang)}`,
      // Whoever refused the topic, or has had enough mail, is in no list of a segment's reasons.
      href:
        seen === undefined || reason === 'capped' || (reason === 'no_consent' && seen.topicId !== undefined)
          ? undefined
          : peopleAt(seen, { only: reason }),
    }));
  return (
    <span class="count">
      <Linked href={listAt}>
        <strong>
          <Num value={count.matching} />
        </strong>
      </Linked>{' '}
      {t(CAMPAIGN.matching)} ·{' '}
      <Linked href={eligibleAt}>
        <strong>
          <Num value={count.eligible} />
        </strong>
      </Linked>{' '}
      {t(CAMPAIGN.eligible)}
      {reasons.length === 0 ? null : (
        <small class="muted">
          {' '}
          {t(CAMPAIGN.leftOut, { reasons: '' })}
          {reasons.map(({ reason, words, href }, i) => (
            <>
              {i === 0 ? null : ' · '}
              <Linked key={reason} href={href}>
                {words}
              </Linked>
            </>
          ))}
        </small>
      )}
    </span>
  );
};

const SegmentNames = ({ segments, joint }: { segments: readonly Segment[]; joint: string }) => (
  <>
    {segments.map((segment, index) => (
      <>
        {index === 0 ? '' : joint}
        <a key={segment.id} href={`/segments/${segment.id}`}>
          {segment.name}
        </a>
      </>
    ))}
  </>
);

/** What the marketing key is about: brief, content, audience, schedule. */
export const MarketingSections = ({ view }: { view: CampaignView }) => {
  const t = useText();
  const { lang, zone } = useViewer();
  const { campaign, names } = view;
  const { brief, content, schedule } = campaign;
  const local = localScheduleText(campaign);
  return (
    <Facts
      facts={[
        { label: t(CAMPAIGN.goal), value: brief.goal === '' ? '–' : brief.goal },
        {
          label: t(CAMPAIGN.kpi),
          value: t(CAMPAIGN.kpiValue, {
            kpi: t(KPI[brief.kpi]),
            target: formatNumber(brief.kpiTarget, lang),
            whole: t(WHOLE_WORDS[wholeOf(brief.kpi)]),
          }),
        },
        { label: t(CAMPAIGN.budget), value: `${formatNumber(brief.budget, lang)} ${brief.currency}` },
        {
          label: t(CAMPAIGN.owner),
          value: ownerText(names, brief.ownerId, campaign.authorId, t(CAMPAIGN.author)),
        },
        { label: t(CAMPAIGN.subject), value: content.subject === '' ? '–' : content.subject },
        { label: t(CAMPAIGN.from), value: `${content.fromName} <${content.fromLocalPart}@${campaign.senderDomain}>` },
        {
          label: t(CAMPAIGN.audience),
          value:
            view.segment === undefined && campaign.audience.missed === undefined ? (
              t(CAMPAIGN.noSegment)
            ) : (
              <>
                {campaign.audience.missed === undefined ? null : (
                  <>
                    <a href={`/campaigns/${campaign.audience.missed.campaignId}`}>
                      {campaign.audience.missed.campaignId}
                    </a>{' '}
                  </>
                )}
                <SegmentNames segments={view.segments.included} joint=" + " />
                {view.segments.excluded.length === 0 ? null : (
                  <>
                    {' − '}
                    <SegmentNames segments={view.segments.excluded} joint=" − " />
                  </>
                )}
                <br />
                {t(view.audienceText)}
                <br />
                <CountText count={view.count} audience={campaign.audience} />
              </>
            ),
        },
        ...(view.topic === undefined ? [] : [{ label: t(CAMPAIGN.topic), value: t(view.topic.name) }]),
        {
          label: t(CAMPAIGN.schedule),
          value:
            schedule.at === null ? (
              t(CAMPAIGN.whenKeys)
            ) : (
              <>
                <When at={schedule.at} zone={schedule.zone} /> ({schedule.zone})
                {schedule.zone === zone ? null : (
                  <small class="muted">
                    {' '}
                    · <When at={schedule.at} /> ({zone})
                  </small>
                )}
                {local === undefined ? null : (
                  <>
                    <br />
                    {t(local)}
                  </>
                )}
              </>
            ),
        },
        ...(campaign.exemption === null && view.limits.cap === null && view.limits.quietHours === null
          ? []
          : [{ label: t(LIMITS_LABEL), value: t(limitsText(campaign, view.limits)) }]),
      ]}
    />
  );
};

/** How many mails a run makes: all who were frozen but the excluded. */
const mailsOf = (sum: ClosedSum): number =>
  EXCLUDED_OUTCOMES.reduce((mails, outcome) => mails - sum.outcomes[outcome], sum.frozen);

const Addresses = ({ of: addresses }: { of: readonly string[] }) => (
  <ul class="plain-list">
    {[...new Set(addresses)].map((address) => (
      <li key={address}>
        <code>{address}</code>
      </li>
    ))}
  </ul>
);

/** What the IT key is about: sender domain, links and tracking, data fields, load. `sum` is there once all are frozen. */
export const ItSections = ({
  view,
  sum,
  batchSize,
  days,
}: {
  view: CampaignView;
  sum: ClosedSum | undefined;
  batchSize: number;
  days: readonly number[];
}) => {
  const t = useText();
  const { lang } = useViewer();
  const most = view.count?.eligible ?? view.campaign.approved?.matching;
  const before = most === undefined ? '–' : t(CAMPAIGN.loadText, { n: most, batch: batchSize });
  const load = sum === undefined ? before : t(CAMPAIGN.loadFrozen, { n: mailsOf(sum), batch: batchSize });
  return (
    <Facts
      facts={[
        { label: t(CAMPAIGN.senderDomain), value: <code>{view.campaign.senderDomain}</code> },
        {
          label: t(CAMPAIGN.links),
          value: view.links.length === 0 ? t(CAMPAIGN.noLinks) : <Addresses of={view.links} />,
        },
        ...(view.bareLinks.length === 0
          ? []
          : [{ label: t(CAMPAIGN.bareLinks), value: <Addresses of={view.bareLinks} /> }]),
        ...(view.externalPictures.length === 0
          ? []
          : [{ label: t(CAMPAIGN.externalPictures), value: <Addresses of={view.externalPictures} /> }]),
        { label: t(CAMPAIGN.tracking), value: t(CAMPAIGN.trackingText) },
        {
          label: t(CAMPAIGN.dataFields),
          value:
            view.mergeFields.length === 0
              ? t(CAMPAIGN.noDataFields)
              : view.mergeFields.map((field, index) => (
                  <>
                    {index === 0 ? '' : ', '}
                    <code key={field}>{field}</code>
                  </>
                )),
        },
        {
          label: t(CAMPAIGN.load),
          value:
            days.length < 2 ? (
              load
            ) : (
              <>
                {load}
                <br />
                {t(CAMPAIGN.loadDays, { days: days.length, split: days.map((n) => formatNumber(n, lang)).join(' + ') })}
              </>
            ),
        },
        ...(view.campaign.exemption === null
          ? []
          : [{ label: t(LIMITS_LABEL), value: t(limitsText(view.campaign, view.limits)) }]),
      ]}
    />
  );
};
