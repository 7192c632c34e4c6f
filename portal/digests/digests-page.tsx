import {
  type CampaignChannel,
  can,
  clockNotes,
  type Digest,
  type DigestSubscription,
  daysKey,
  daysText,
  PAUSE_WORDS,
  scheduleText,
} from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText, useViewer } from '../http/index.ts';
import {
  Badge,
  Card,
  Checkbox,
  type Column,
  Facts,
  Field,
  Form,
  Page,
  PostButton,
  Select,
  Table,
  When,
} from '../layout/index.ts';
import { DIGESTS } from './words.ts';

/** What the page of digests shows, as of now. */
export interface DigestsShown {
  readonly mine: DigestSubscription | undefined;
  readonly channels: readonly DigestSubscription[];
  readonly history: readonly Digest[];
  /** Channels that Tandem knows, to choose from. */
  readonly known: readonly CampaignChannel[];
  /** Names by staff id. */
  readonly names: Readonly<Record<string, string>>;
  readonly now: Date;
}

const STATES = { due: 'building', ready: 'ready', empty: 'empty', dropped: 'dropped', preview: 'ready' } as const;

export const channelKey = ({
  platform,
  workspaceId,
  channelId,
}: Pick<CampaignChannel, 'platform' | 'workspaceId' | 'channelId'>): string =>
  JSON.stringify([platform, workspaceId, channelId]);

const Standing = ({ subscription, now }: { subscription: DigestSubscription; now: Date }) => {
  const t = useText();
  const { id, paused, nextAt, schedule, mail } = subscription;
  return (
    <>
      <Facts
        facts={[
          {
            label: t(DIGESTS.state),
            value:
              paused === null ? (
                <Badge tone="good">{t(DIGESTS.active)}</Badge>
              ) : (
                <Badge tone="warning">{t(PAUSE_WORDS[paused])}</Badge>
              ),
          },
          { label: t(DIGESTS.when), value: t(scheduleText(schedule)) },
          { label: t(DIGESTS.next), value: <When at={nextAt} zone={schedule.zone} /> },
          ...(mail ? [{ label: t(DIGESTS.mail), value: '✓' }] : []),
        ]}
      />
      {paused === null
        ? clockNotes(schedule, now).map((note) => (
            <p key={note.en} class="muted">
              {t(note)}
            </p>
          ))
        : null}
      <div class="actions">
        <PostButton
          action={`/digests/${id}/${paused === null ? 'pause' : 'resume'}`}
          label={t(paused === null ? DIGESTS.pause : DIGESTS.resume)}
          tone={paused === null ? 'secondary' : 'primary'}
        />
        <PostButton action="/digests/preview" label={t(DIGESTS.preview)} />
      </div>
    </>
  );
};

/** `of` tells the two forms of the page apart; what was typed into the other one is not this one's. */
const ScheduleFields = ({
  fields,
  standing,
  errors,
  mail,
}: {
  fields: Fields;
  standing: DigestSubscription | undefined;
  errors: FormErrors | undefined;
  mail: boolean;
}) => {
  const t = useText();
  const { zone, lang } = useViewer();
  const value = (name: string, otherwise: string): string => (name in fields ? textOf(fields, name) : otherwise);
  const schedule = standing?.schedule;
  const days = schedule?.days ?? [1];
  return (
    <>
      <Field
        name="days"
        label={t(DIGESTS.days)}
        hint={t(DIGESTS.daysHint)}
        value={value('days', lang === 'ko' ? daysText(days).ko : daysKey(days))}
        errors={errors}
      />
      <Field
        name="time"
        label={t(DIGESTS.time)}
        hint={t(DIGESTS.timeHint)}
        value={value('time', schedule?.time ?? '09:00')}
        errors={errors}
      />
      <Field
        name="zone"
        label={t(DIGESTS.zone)}
        hint={t(DIGESTS.zoneHint)}
        value={value('zone', schedule?.zone ?? zone)}
        errors={errors}
      />
      <Select
        name="lang"
        label={t(DIGESTS.language)}
        choices={[
          { value: 'ko', label: t(DIGESTS.korean) },
          { value: 'en', label: t(DIGESTS.english) },
        ]}
        value={value('lang', standing?.lang ?? lang)}
        errors={errors}
      />
      {mail ? (
        <Checkbox
          name="mail"
          label={t(DIGESTS.mail)}
          hint={t(DIGESTS.mailHint)}
          checked={'days' in fields ? textOf(fields, 'mail') === 'yes' : (standing?.mail ?? false)}
        />
      ) : null}
      <div class="actions">
        <button type="submit">{t(DIGESTS.save)}</button>
      </div>
    </>
  );
};

const Channels = ({ shown }: { shown: DigestsShown }) => {
  const t = useText();
  const columns: readonly Column<DigestSubscription>[] = [
    {
      key: 'channel',
      label: t(DIGESTS.channel),
      cell: ({ place }) => <strong>{place.kind === 'channel' ? place.name : ''}</strong>,
    },
    { key: 'when', label: t(DIGESTS.when), cell: ({ schedule }) => t(scheduleText(schedule)) },
    {
      key: 'next',
      label: t(DIGESTS.next),
      cell: ({ nextAt, paused, schedule }) =>
        paused === null ? (
          <When at={nextAt} zone={schedule.zone} />
        ) : (
          <Badge tone="warning">{t(PAUSE_WORDS[paused])}</Badge>
        ),
    },
    { key: 'owner', label: t(DIGESTS.owner), minor: true, cell: ({ ownerId }) => shown.names[ownerId] ?? '–' },
    {
      key: 'act',
      label: t(DIGESTS.change),
      cell: ({ id, paused }) => (
        <PostButton
          action={`/digests/${id}/${paused === null ? 'pause' : 'resume'}`}
          label={t(paused === null ? DIGESTS.pause : DIGESTS.resume)}
          small
        />
      ),
    },
  ];
  return (
    <Table
      caption={t(DIGESTS.channels)}
      columns={columns}
      rows={shown.channels}
      rowKey={({ id }) => id}
      empty={t(shown.known.length === 0 ? DIGESTS.channelsUnknown : DIGESTS.channelsNone)}
    />
  );
};

const History = ({ history }: { history: readonly Digest[] }) => {
  const t = useText();
  const columns: readonly Column<Digest>[] = [
    {
      key: 'due',
      label: t(DIGESTS.due),
      cell: ({ id, at, zone, state }) =>
        state === 'ready' ? (
          <a href={`/digests/${id}`}>
            <When at={at} zone={zone} />
          </a>
        ) : (
          <When at={at} zone={zone} />
        ),
    },
    { key: 'to', label: t(DIGESTS.to), cell: ({ place }) => (place.kind === 'channel' ? place.name : t(DIGESTS.toMe)) },
    { key: 'state', label: t(DIGESTS.state), cell: ({ state }) => t(DIGESTS[STATES[state]]) },
  ];
  return (
    <Table
      caption={t(DIGESTS.history)}
      columns={columns}
      rows={history}
      rowKey={({ id }) => id}
      empty={t(DIGESTS.historyNone)}
    />
  );
};

/** Who gets a digest when, what was sent, and the forms to change it. `fields` is what was typed into the form `of`. */
export const DigestsPage = ({
  shown,
  fields = {},
  of,
  errors,
}: {
  shown: DigestsShown;
  fields?: Fields | undefined;
  of?: 'me' | 'channel' | undefined;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const { mine, known, now } = shown;
  const typed = (form: 'me' | 'channel') => (of === form ? { fields, errors } : { fields: {}, errors: undefined });
  const reports = staff !== undefined && can(staff, 'reports.view');
  return (
    <Page title={t(DIGESTS.title)} active="digests" lead={t(DIGESTS.lead)}>
      <Card title={t(DIGESTS.mine)} id="mine">
        {mine === undefined ? (
          <>
            <p class="muted">{t(DIGESTS.mineNone)}</p>
            <div class="actions">
              <PostButton action="/digests/preview" label={t(DIGESTS.preview)} />
            </div>
          </>
        ) : (
          <Standing subscription={mine} now={now} />
        )}
        <details open={mine === undefined || of === 'me'}>
          <summary>{t(mine === undefined ? DIGESTS.setUp : DIGESTS.change)}</summary>
          <Form action="/digests" errors={typed('me').errors}>
            <ScheduleFields {...typed('me')} standing={mine} mail />
          </Form>
        </details>
      </Card>
      {reports ? (
        <Card title={t(DIGESTS.channels)} id="channels">
          <Channels shown={shown} />
          {known.length === 0 ? null : (
            <details open={of === 'channel'}>
              <summary>{t(DIGESTS.setUpChannel)}</summary>
              <Form action="/digests/channels" errors={typed('channel').errors}>
                <Select
                  name="channel"
                  label={t(DIGESTS.channel)}
                  choices={known.map((channel) => ({ value: channelKey(channel), label: channel.name }))}
                  value={textOf(typed('channel').fields, 'channel')}
                  errors={typed('channel').errors}
                />
                <ScheduleFields {...typed('channel')} standing={undefined} mail={false} />
              </Form>
            </details>
          )}
        </Card>
      ) : null}
      <Card title={t(DIGESTS.history)} id="history">
        <History history={shown.history} />
      </Card>
    </Page>
  );
};
