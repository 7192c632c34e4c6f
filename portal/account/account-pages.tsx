import { type ChatIdentity, can, ROLE_WORDS, type Staff } from '../../core/index.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { Badge, Card, Facts, Field, Flash, Form, Page, PostButton, Select } from '../layout/index.ts';
import { COMMON } from '../words/common.ts';
import { formatTime } from '../words/text.ts';
import { AwayCard, type AwayProps } from './away-card.tsx';
import { WORDS } from './words.ts';

const PLATFORMS = { slack: 'Slack', teams: 'Microsoft Teams' } as const;

const zones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

const Identities = ({ identities }: { identities: readonly ChatIdentity[] }) => {
  const t = useText();
  const { lang, zone } = useViewer();
  if (identities.length === 0) return <p class="muted">{t(WORDS.chatNone)}</p>;
  return (
    <ul class="rows">
      {identities.map((identity) => (
        <li key={`${identity.platform}${identity.workspaceId}${identity.userId}`}>
          <div>
            <strong>{identity.displayName}</strong>
            <div class="muted">
              {PLATFORMS[identity.platform]} ·{' '}
              {t(WORDS.linkedSince, { when: formatTime(identity.linkedAt, lang, zone) })}
            </div>
          </div>
          <PostButton
            action="/account/unlink"
            label={t(WORDS.unlink)}
            confirm={WORDS.unlinkConfirm}
            values={{ platform: identity.platform, workspaceId: identity.workspaceId, userId: identity.userId }}
          />
        </li>
      ))}
    </ul>
  );
};

export const AccountPage = (props: {
  staff: Staff;
  identities: readonly ChatIdentity[];
  away: AwayProps;
  name: string;
  timeZone: string;
  errors?: FormErrors | undefined;
  passwordErrors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff, errors, passwordErrors } = props;
  return (
    <Page title={t(WORDS.accountTitle)} active="account" lead={staff.email}>
      <div class="columns">
        <div>
          <Card title={t(WORDS.profile)}>
            <Form action="/account" errors={errors}>
              <Field name="name" label={t(WORDS.name)} value={props.name} autocomplete="name" errors={errors} />
              <Select
                name="lang"
                label={t(WORDS.language)}
                value={staff.lang}
                choices={[
                  { value: 'ko', label: '한국어' },
                  { value: 'en', label: 'English' },
                ]}
                errors={errors}
              />
              <Select
                name="timeZone"
                label={t(WORDS.zone)}
                hint={t(WORDS.zoneHint)}
                value={props.timeZone}
                choices={zones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
                errors={errors}
              />
              <button type="submit">{t(COMMON.save)}</button>
            </Form>
            <Facts
              facts={[
                {
                  label: t(WORDS.roles),
                  value: (
                    <span class="badges">
                      {staff.roles.map((role) => (
                        <Badge key={role}>{t(ROLE_WORDS[role])}</Badge>
                      ))}
                    </span>
                  ),
                },
              ]}
            />
          </Card>
          {can(staff, 'campaigns.view') ? <AwayCard person={staff} action="/account/away" away={props.away} /> : null}
        </div>
        <div>
          <Card title={t(WORDS.chatTitle)}>
            <Identities identities={props.identities} />
          </Card>
          <Card title={t(WORDS.passwordTitle)} id="password">
            <Flash place="password" />
            <Form action="/account/password#password" errors={passwordErrors} password>
              <Field
                name="current"
                type="password"
                label={t(WORDS.current)}
                autocomplete="current-password"
                errors={passwordErrors}
              />
              <Field
                name="password"
                type="password"
                label={t(WORDS.newPassword)}
                hint={t(WORDS.passwordHint)}
                autocomplete="new-password"
                errors={passwordErrors}
              />
              <button type="submit" class="secondary">
                {t(WORDS.changePassword)}
              </button>
            </Form>
          </Card>
          <Card title={t(WORDS.sessionsTitle)}>
            <p class="muted">{t(WORDS.sessionsText)}</p>
            <PostButton action="/account/sign-out-everywhere" label={t(WORDS.everywhere)} />
          </Card>
        </div>
      </div>
    </Page>
  );
};

export const LinkPage = ({
  action,
  request,
}: {
  action: string;
  request: Omit<ChatIdentity, 'staffId' | 'linkedAt'>;
}) => {
  const t = useText();
  const { staff } = useViewer();
  return (
    <Page title={t(WORDS.linkTitle)} active="account" narrow>
      <Card>
        <Facts
          facts={[
            { label: PLATFORMS[request.platform], value: <strong>{request.displayName}</strong> },
            { label: 'ID', value: <code>{`${request.workspaceId} / ${request.userId}`}</code> },
          ]}
        />
        <p>{t(WORDS.linkText, { name: staff?.name ?? '' })}</p>
        <div class="actions">
          <PostButton action={action} label={t(WORDS.linkConfirm)} tone="primary" />
          <a href="/account">{t(COMMON.cancel)}</a>
        </div>
      </Card>
    </Page>
  );
};
