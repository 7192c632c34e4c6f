import type { Campaign, ReviewCycle } from '../../core/index.ts';
import { useText } from '../http/index.ts';
import { Banner } from '../layout/index.ts';
import { CAMPAIGN } from './words.ts';

export const ChangedNotice = ({ campaignId }: { campaignId: string }) => {
  const t = useText();
  return (
    <Banner tone="info">
      <p>
        {t(CAMPAIGN.changedMeanwhile)} <a href={`/campaigns/${campaignId}`}>{t(CAMPAIGN.reload)}</a>
      </p>
    </Banner>
  );
};

/** What differs once the campaign or its review is not as it was shown. */
export const pulseOf = (campaign: Campaign, cycle: ReviewCycle | undefined): string =>
  cycle === undefined ? String(campaign.revision) : `${campaign.revision}.${cycle.number}.${cycle.revision}`;

/** Tells the reader when somebody else changed the campaign; it never throws away what is being typed. */
export const Pulse = ({ campaign, cycle }: { campaign: Campaign; cycle: ReviewCycle | undefined }) => {
  const waits = ['in_review', 'scheduled', 'paused', 'held', 'halted'].includes(campaign.state);
  const asking = waits
    ? {
        'hx-get': `/campaigns/${campaign.id}/pulse?revision=${pulseOf(campaign, cycle)}`,
        'hx-trigger': 'every 5s',
        'hx-swap': 'innerHTML',
      }
    : {};
  return <div id="pulse" role="status" {...asking} />;
};
