import {
  type Absence,
  type ChatIdentity,
  can,
  ROLE_WORDS,
  ROLES,
  type Staff,
  type StaffStatus,
} from '../../core/index.ts';
import { AwayCard, AwayLine, type AwayProps } from '../account/away-card.tsx';
import { type FormErrors, useText } from '../http/index.ts';
import {
  Badge,
  type BadgeTone,
  Banner,
  Card,
  Choices,
  Facts,
  Field,
  Form,
  Page,
  PostButton,
  Select,
  Table,
  When,
} from '../layout/index.ts';
import { ROLE_HINTS, STATUS_WORDS, WORDS } from './words.ts';

const STATUS_TONES: Record<StaffStatus, BadgeTone> = { active: 'good', invited: 'info', disabled: 'neutral' };

const StatusBadge = ({ status }: { status: StaffStatus }) => {
  const t = useText();
  return <Badge tone={STATUS_TONES[status]}>{t(STATUS_WORDS[status])}</Badge>;
};

export const PeoplePage = ({
  people,
  absences,
  now,
}: {
  people: readonly Staff[];
  /** Of those who are away now. */
  absences: readonly Absence[];
  now: Date;
}) => {
  const t = useText();
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const absenceOf = (staffId: string) => absences.find((absence) => absence.staffId === staffId);
  return (
    <Page
      title={t(WORDS.title)}
      active="people"
      lead={t(WORDS.lead)}
      actions={
        <a href="/people/invite" class="button">
          {t(WORDS.invite)}
        </a>
      }
    >
      <Table
        caption={t(WORDS.list)}
        rows={people}
        rowKey={(staff) => staff.id}
        empty={t(WORDS.empty)}
        columns={[
          {
            key: 'name',
            label: t(WORDS.name),
            cell: (staff) => (
              <>
                <a href={`/people/${staff.id}`}>
                  <strong>{staff.name}</strong>
                </a>
                <div class="muted">{staff.email}</div>
              </>
            ),
          },
          {
            key: 'roles',
            label: t(WORDS.roles),
            cell: (staff) => (
              <span class="badges">
                {staff.roles.map((role) => (
                  <Badge key={role}>{t(ROLE_WORDS[role])}</Badge>
                ))}
              </span>
            ),
          },
          {
            key: 'status',
            label: t(WORDS.status),
            cell: (staff) => {
              const absence = absenceOf(staff.id);
              return absence === undefined ? (
                <StatusBadge status={staff.status} />
              ) : (
                <AwayLine absence={absence} zone={staff.timeZone} now={now} names={names} />
              );
            },
          },
          { key: 'since', label: t(WORDS.since), cell: (staff) => <When at={staff.createdAt} /> },
        ]}
      />
    </Page>
  );
};

const RoleChoices = ({ values, errors }: { values: readonly string[]; errors?: FormErrors | undefined }) => {
  const t = useText();
  return (
    <Choices
      type="checkbox"
      name="roles"
      label={t(WORDS.roles)}
      values={values}
      choices={ROLES.map((role) => ({ value: role, label: t(ROLE_WORDS[role]), hint: t(ROLE_HINTS[role]) }))}
      errors={errors}
    />
  );
};

export const InvitePage = ({
  values,
  errors,
}: {
  values: { name: string; email: string; lang: string; roles: readonly string[] };
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  return (
    <Page title={t(WORDS.invite)} active="people" back={{ href: '/people', label: t(WORDS.title) }} narrow>
      <Card>
        <Form action="/people/invite" errors={errors}>
          <Field name="name" label={t(WORDS.name)} value={values.name} autocomplete="off" errors={errors} />
          <Field
            name="email"
            type="email"
            label={t(WORDS.email)}
            value={values.email}
            autocomplete="off"
            errors={errors}
          />
          <Select
            name="lang"
            label={t(WORDS.language)}
            value={values.lang}
            choices={[
              { value: 'ko', label: '한국어' },
              { value: 'en', label: 'English' },
            ]}
            errors={errors}
          />
          <RoleChoices values={values.roles} errors={errors} />
          <button type="submit">{t(WORDS.sendInvite)}</button>
        </Form>
      </Card>
    </Page>
  );
};

export const InvitedPage = ({ staff, link }: { staff: Staff; link: string }) => {
  const t = useText();
  return (
    <Page
      title={t(WORDS.invited, { name: staff.name })}
      active="people"
      back={{ href: '/people', label: t(WORDS.title) }}
      narrow
    >
      <Card>
        <p>{t(WORDS.inviteText, { name: staff.name })}</p>
        <div class="copy">
          <label for="invitation-link" class="visually-hidden">
            {t(WORDS.inviteLink)}
          </label>
          <input id="invitation-link" type="text" readOnly value={link} />
          <button type="button" class="secondary" data-copy="#invitation-link" data-copied={t(WORDS.copied)}>
            {t(WORDS.copy)}
          </button>
        </div>
      </Card>
      <p>
        <a href="/people">{t(WORDS.done)}</a>
      </p>
    </Page>
  );
};

export const PersonPage = (props: {
  staff: Staff;
  identities: readonly ChatIdentity[];
  away: AwayProps;
  roles: readonly string[];
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff, identities, errors } = props;
  return (
    <Page
      title={staff.name}
      active="people"
      lead={staff.email}
      back={{ href: '/people', label: t(WORDS.title) }}
      actions={<StatusBadge status={staff.status} />}
      narrow
    >
      {errors !== undefined && errors.general.length > 0 ? (
        <Banner tone="danger" role="alert">
          {errors.general.map((text) => (
            <p key={text.en}>{t(text)}</p>
          ))}
        </Banner>
      ) : null}
      <Card title={t(WORDS.roles)}>
        <Form action={`/people/${staff.id}/roles`}>
          <RoleChoices values={props.roles} errors={errors} />
          <button type="submit">{t(WORDS.saveRoles)}</button>
        </Form>
      </Card>
      {can(staff, 'campaigns.view') ? (
        <AwayCard person={staff} action={`/people/${staff.id}/away`} away={props.away} />
      ) : null}
      <Card title={t(WORDS.account)}>
        <Facts
          facts={[
            { label: t(WORDS.since), value: <When at={staff.createdAt} /> },
            {
              label: t(WORDS.chat),
              value:
                identities.length === 0
                  ? t(WORDS.noChat)
                  : identities
                      .map(
                        (identity) => `${identity.platform === 'slack' ? 'Slack' : 'Teams'}: ${identity.displayName}`,
                      )
                      .join(', '),
            },
          ]}
        />
        {staff.status === 'invited' ? null : staff.status === 'active' ? (
          <PostButton
            action={`/people/${staff.id}/status`}
            values={{ status: 'disabled' }}
            label={t(WORDS.disable)}
            tone="danger"
            confirm={WORDS.disableConfirm}
          />
        ) : (
          <PostButton
            action={`/people/${staff.id}/status`}
            values={{ status: 'active' }}
            label={t(WORDS.enable)}
            tone="secondary"
          />
        )}
      </Card>
    </Page>
  );
};
