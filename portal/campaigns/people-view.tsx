import {
  type Campaign,
  can,
  maskedAddress,
  OUTCOME_WORDS,
  OUTCOMES,
  type Outcome,
  type Place,
} from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Badge, type Column, Page, Pager, Table } from '../layout/index.ts';
import { CAMPAIGN } from './words.ts';

/** The people behind a number of the sum, by outcome and by the beginning of an address. */
export const PeopleOfRun = ({
  campaign,
  filter,
  places,
  next,
}: {
  campaign: Campaign;
  filter: { outcome: Outcome | undefined; query: string };
  places: readonly Place[];
  next: string | null;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const seesContacts = staff !== undefined && can(staff, 'contacts.view');
  const columns: readonly Column<Place>[] = [
    {
      key: 'address',
      label: t(CAMPAIGN.peopleAddress),
      cell: ({ contactId, address }) => {
        if (!seesContacts) return address === null ? t(CAMPAIGN.peopleNoAddress) : maskedAddress(address);
        return <a href={`/contacts/${contactId}`}>{address ?? t(CAMPAIGN.peopleNoAddress)}</a>;
      },
    },
    {
      key: 'outcome',
      label: t(CAMPAIGN.peopleOutcome),
      cell: ({ outcome }) => (
        <Badge tone={outcome === 'submitted' ? 'good' : 'neutral'}>{t(OUTCOME_WORDS[outcome])}</Badge>
      ),
    },
    { key: 'reason', label: t(CAMPAIGN.peopleReason), cell: ({ reason }) => reason ?? '–' },
  ];
  return (
    <Page
      title={t(CAMPAIGN.peopleTitle)}
      active="campaigns"
      lead={`${campaign.id} · ${campaign.name}`}
      back={{ href: `/campaigns/${campaign.id}`, label: campaign.id }}
    >
      <form method="get" action={`/campaigns/${campaign.id}/people`} class="filter">
        {seesContacts ? (
          <label>
            {t(CAMPAIGN.peopleSearch)}
            <input type="search" name="q" value={filter.query} autoComplete="off" />
          </label>
        ) : null}
        <label>
          {t(CAMPAIGN.peopleOutcome)}
          <select name="outcome">
            <option value="">{t(CAMPAIGN.peopleAll)}</option>
            {OUTCOMES.map((outcome) => (
              <option key={outcome} value={outcome} selected={outcome === filter.outcome}>
                {t(OUTCOME_WORDS[outcome])}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="secondary">
          {t(CAMPAIGN.filter)}
        </button>
      </form>
      <Table
        caption={t(CAMPAIGN.peopleTitle)}
        columns={columns}
        rows={places}
        rowKey={(place) => place.contactId}
        empty={<h2>{t(CAMPAIGN.peopleNone)}</h2>}
      />
      <Pager next={next} />
    </Page>
  );
};
