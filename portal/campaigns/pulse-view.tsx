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
