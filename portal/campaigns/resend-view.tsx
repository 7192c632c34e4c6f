import { type Campaign, can, isOver, MISSED_EVENTS, missedText } from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Card, Form, Select } from '../layout/index.ts';
import { RESEND } from './resend-words.ts';

/** On the page of a campaign that is over. */
export const ResendCard = ({ campaign }: { campaign: Campaign }) => {
  const t = useText();
  const { staff } = useViewer();
  if (staff === undefined || !can(staff, 'campaigns.edit') || !isOver(campaign)) return null;
  return (
    <Card title={t(RESEND.title)} id="resend">
      <p class="muted">{t(RESEND.lead)}</p>
      <Form action={`/campaigns/${campaign.id}/resend`}>
        <Select
          name="event"
          label={t(RESEND.whom)}
          value="opened"
          choices={MISSED_EVENTS.map((event) => ({
            value: event,
            label: t(missedText({ campaignId: campaign.id, event })),
          }))}
        />
        <button type="submit" class="secondary">
          {t(RESEND.button)}
        </button>
      </Form>
    </Card>
  );
};
