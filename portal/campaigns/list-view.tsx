import { CAMPAIGN_STATES, type Campaign, type CampaignState, can, STATE_WORDS } from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { Badge, type Column, Page, StateBadge, Table, When } from '../layout/index.ts';
import { CAMPAIGN } from './words.ts';

/** Campaigns that a person or Tandem has stopped, whichever way. */
export const STOPPED = ['paused', 'held', 'halted'] as const satisfies readonly CampaignState[];
export type StateFilter = CampaignState | 'stopped';

export interface ListFilter {
  readonly state: StateFilter | undefined;
  readonly archived: boolean;
  readonly query: string;
}

const Sends = ({ campaign }: { campaign: Campaign }) => {
  const t = useText();
  const { at } = campaign.schedule;
  const sends = campaign.startedAt ?? at;
  return sends === null ? <span class="muted">{t(CAMPAIGN.whenKeys)}</span> : <When at={sends} />;
};

const FilterForm = ({ filter }: { filter: ListFilter }) => {
  const t = useText();
  return (
    <form method="get" action="/campaigns" class="filter">
      <label>
        {t(CAMPAIGN.searchLabel)}
        <input type="search" name="q" value={filter.query} />
      </label>
      <label>
        {t(CAMPAIGN.filterState)}
        <select name="state">
          <option value="">{t(CAMPAIGN.allStates)}</option>
          {CAMPAIGN_STATES.map((state) => (
            <option key={state} value={state} selected={state === filter.state}>
              {t(STATE_WORDS[state])}
            </option>
          ))}
          <option value="stopped" selected={filter.state === 'stopped'}>
            {t(CAMPAIGN.stopped)}
          </option>
        </select>
      </label>
      <label class="choice">
        <input type="checkbox" name="archived" value="yes" checked={filter.archived} />
        <span>{t(CAMPAIGN.showArchived)}</span>
      </label>
      <button type="submit" class="secondary">
        {t(CAMPAIGN.filter)}
      </button>
    </form>
  );
};

const Nothing = ({ filtered }: { filtered: boolean }) => {
  const t = useText();
  const { staff } = useViewer();
  if (filtered) {
    return (
      <>
        <h2>{t(CAMPAIGN.noneFound)}</h2>
        <p>{t(CAMPAIGN.noneFoundText)}</p>
        <a href="/campaigns">{t(CAMPAIGN.clear)}</a>
      </>
    );
  }
  return (
    <>
      <h2>{t(CAMPAIGN.none)}</h2>
      <p>{t(CAMPAIGN.noneText)}</p>
      {staff !== undefined && can(staff, 'campaigns.edit') ? (
        <a href="/campaigns/new" class="button">
          {t(CAMPAIGN.create)}
        </a>
      ) : null}
    </>
  );
};

export const CampaignList = ({
  campaigns,
  filter,
  names,
}: {
  campaigns: readonly Campaign[];
  filter: ListFilter;
  names: ReadonlyMap<string, string>;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const columns: readonly Column<Campaign>[] = [
    {
      key: 'name',
      label: t(CAMPAIGN.colName),
      cell: (campaign) => (
        <span class="campaign-name">
          <span class="muted num">{campaign.id}</span>{' '}
          <a href={`/campaigns/${campaign.id}`}>{campaign.name === '' ? t(CAMPAIGN.unnamed) : campaign.name}</a>
        </span>
      ),
    },
    {
      key: 'state',
      label: t(CAMPAIGN.colState),
      cell: (campaign) => (
        <>
          <StateBadge state={campaign.state} />
          {campaign.archivedAt === null ? null : <Badge>{t(CAMPAIGN.archivedMark)}</Badge>}
        </>
      ),
    },
    { key: 'sends', label: t(CAMPAIGN.colWhen), cell: (campaign) => <Sends campaign={campaign} /> },
    { key: 'owner', label: t(CAMPAIGN.colOwner), minor: true, cell: ({ brief }) => names.get(brief.ownerId) ?? '–' },
    {
      key: 'changed',
      label: t(CAMPAIGN.colChanged),
      minor: true,
      cell: (campaign) => <When at={campaign.updatedAt} />,
    },
  ];
  const filtered = filter.state !== undefined || filter.archived || filter.query !== '';
  return (
    <Page
      title={t(CAMPAIGN.title)}
      active="campaigns"
      lead={t(CAMPAIGN.lead)}
      actions={
        staff === undefined ? undefined : (
          <>
            {can(staff, 'reports.view') ? (
              <a href="/reports/costs" class="button secondary">
                {t(CAMPAIGN.costs)}
              </a>
            ) : null}
            {can(staff, 'campaigns.edit') ? (
              <a href="/campaigns/new" class="button">
                {t(CAMPAIGN.create)}
              </a>
            ) : null}
          </>
        )
      }
    >
      <FilterForm filter={filter} />
      <Table
        caption={t(CAMPAIGN.title)}
        columns={columns}
        rows={campaigns}
        rowKey={(campaign) => campaign.id}
        empty={<Nothing filtered={filtered} />}
      />
    </Page>
  );
};
