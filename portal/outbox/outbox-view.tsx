import type { CapturedMail } from '../../core/index.ts';
import { DeviceSwitch } from '../campaigns/preview-view.tsx';
import { useText, useViewer } from '../http/index.ts';
import { Address, Badge, Card, type Column, Facts, Page, Pager, Table, When } from '../layout/index.ts';
import { OUTBOX } from './words.ts';

export const OutboxList = ({
  mails,
  total,
  next,
  filter,
}: {
  mails: readonly CapturedMail[];
  total: number;
  next: string | null;
  filter: { query: string; campaignId: string };
}) => {
  const t = useText();
  const { capturing } = useViewer();
  const columns: readonly Column<CapturedMail>[] = [
    { key: 'to', label: t(OUTBOX.to), cell: (mail) => <Address value={mail.address} /> },
    {
      key: 'subject',
      label: t(OUTBOX.subject),
      cell: (mail) => (
        <span class="mail-subject">
          <a href={`/outbox/${mail.id}`}>{mail.subject}</a>{' '}
          {mail.test ? <Badge tone="info">{t(OUTBOX.test)}</Badge> : null}
        </span>
      ),
    },
    {
      key: 'campaign',
      label: t(OUTBOX.campaign),
      minor: true,
      cell: (mail) => <a href={`/campaigns/${mail.campaignId}`}>{mail.campaignId}</a>,
    },
    { key: 'at', label: t(OUTBOX.at), cell: (mail) => <When at={mail.at} /> },
  ];
  const filtered = filter.query !== '' || filter.campaignId !== '';
  return (
    <Page title={t(OUTBOX.title)} active="outbox" lead={t(capturing ? OUTBOX.leadCapturing : OUTBOX.leadDelivering)}>
      <form method="get" action="/outbox" class="filter">
        <label>
          {t(OUTBOX.search)}
          <input type="search" name="q" value={filter.query} autoComplete="off" />
        </label>
        <label>
          {t(OUTBOX.campaign)}
          <input type="text" name="campaign" value={filter.campaignId} placeholder="C-1" size={8} autoComplete="off" />
        </label>
        <button type="submit" class="secondary">
          {t(OUTBOX.show)}
        </button>
      </form>
      {total > 0 ? (
        <p class="muted" role="status">
          {t(OUTBOX.total, { n: total })}
        </p>
      ) : null}
      <Table
        caption={t(OUTBOX.title)}
        columns={columns}
        rows={mails}
        rowKey={(mail) => mail.id}
        empty={
          filtered ? (
            <h2>{t(OUTBOX.noneFound)}</h2>
          ) : (
            <>
              <h2>{t(OUTBOX.none)}</h2>
              <p>{t(OUTBOX.noneText)}</p>
            </>
          )
        }
      />
      <Pager next={next} name="before" />
    </Page>
  );
};

export const OutboxMail = ({ mail }: { mail: CapturedMail }) => {
  const t = useText();
  const headers = Object.entries(mail.headers);
  return (
    <Page
      title={mail.subject}
      active="outbox"
      back={{ href: '/outbox', label: t(OUTBOX.title) }}
      lead={mail.test ? <Badge tone="info">{t(OUTBOX.test)}</Badge> : undefined}
    >
      <Card>
        <Facts
          facts={[
            { label: t(OUTBOX.to), value: mail.address },
            { label: t(OUTBOX.from), value: mail.from },
            { label: t(OUTBOX.campaign), value: <a href={`/campaigns/${mail.campaignId}`}>{mail.campaignId}</a> },
            { label: t(OUTBOX.at), value: <When at={mail.at} /> },
          ]}
        />
      </Card>
      <Card title={t(OUTBOX.body)}>
        <p class="muted">{t(OUTBOX.looking)}</p>
        <div class="preview">
          <DeviceSwitch />
          <div class="preview-stage">
            <iframe
              title={t(OUTBOX.frame)}
              sandbox="allow-popups allow-popups-to-escape-sandbox"
              src={`/outbox/${mail.id}/html`}
            />
          </div>
        </div>
      </Card>
      <Card title={t(OUTBOX.text)}>
        <pre class="mail-text">{mail.text}</pre>
      </Card>
      {headers.length === 0 ? null : (
        <Card title={t(OUTBOX.headers)}>
          <Table
            caption={t(OUTBOX.headers)}
            columns={[
              { key: 'name', label: t(OUTBOX.header), cell: ([name]) => <code>{name}</code> },
              { key: 'value', label: t(OUTBOX.value), cell: ([, value]) => <code class="wrap">{value}</code> },
            ]}
            rows={headers}
            rowKey={([name]) => name}
            empty=""
          />
        </Card>
      )}
    </Page>
  );
};
