import {
  type AttributeDefinition,
  type CampaignChannel,
  type Config,
  type CostRates,
  can,
  type ReviewPolicy,
  type SendingRules,
  type WarmUpStanding,
} from '../../core/index.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { Badge, Banner, Card, Facts, Page, PostButton, Table, When } from '../layout/index.ts';
import { COSTS } from '../reports/cost-words.ts';
import { API_KEYS } from './api-key-words.ts';
import { CostSentence } from './cost-page.tsx';
import { PolicySentence } from './policy-page.tsx';
import { POLICY } from './policy-words.ts';
import { RulesSentence } from './rules-page.tsx';
import { RULES } from './rules-words.ts';
import { TOPICS } from './topic-words.ts';
import { WarmUpSentence } from './warm-up-page.tsx';
import { WARM_UP } from './warm-up-words.ts';
import { HEALTH_ADVICE, HEALTH_WORDS, PURPOSE_WORDS, TYPE_WORDS, WORDS } from './words.ts';

const SEARCHABLE_LIMIT = 8;

const Channels = ({
  channels,
  names,
}: {
  channels: readonly CampaignChannel[];
  names: ReadonlyMap<string, string>;
}) => {
  const t = useText();
  if (channels.length === 0) return <p class="muted">{t(WORDS.channelsNone)}</p>;
  return (
    <ul class="rows">
      {channels.map((channel) => (
        <li key={`${channel.platform}${channel.workspaceId}${channel.purpose}`}>
          <div>
            <strong>{channel.name}</strong>
            <div class="muted">
              {channel.platform === 'slack' ? 'Slack' : 'Microsoft Teams'} · {t(PURPOSE_WORDS[channel.purpose])} ·{' '}
              {t(WORDS.setBy, { name: names.get(channel.setBy) ?? channel.setBy })} · {t(WORDS.checked)}{' '}
              <When at={channel.healthAt} />
            </div>
            {channel.health === 'ok' ? null : <p class="advice">{t(HEALTH_ADVICE[channel.health])}</p>}
          </div>
          <Badge tone={channel.health === 'ok' ? 'good' : 'danger'}>{t(HEALTH_WORDS[channel.health])}</Badge>
        </li>
      ))}
    </ul>
  );
};

const Attributes = ({ attributes }: { attributes: readonly AttributeDefinition[] }) => {
  const t = useText();
  const { staff } = useViewer();
  const editable = staff !== undefined && can(staff, 'settings.manage');
  const used = attributes.filter((attribute) => attribute.searchable).length;
  return (
    <>
      <p class="muted">{t(WORDS.attributesLead, { limit: SEARCHABLE_LIMIT, used })}</p>
      <p class="muted">
        {t(WORDS.restrictedLead)}{' '}
        {staff !== undefined && can(staff, 'fields.view') ? <a href="/fields">{t(WORDS.openFields)}</a> : null}
      </p>
      <Table
        caption={t(WORDS.attributes)}
        rows={attributes}
        rowKey={(attribute) => attribute.key}
        empty={t(WORDS.attributesNone)}
        columns={[
          { key: 'label', label: t(WORDS.attribute), cell: (attribute) => <strong>{attribute.label}</strong> },
          { key: 'type', label: t(WORDS.type), cell: (attribute) => t(TYPE_WORDS[attribute.type]) },
          {
            key: 'liquid',
            label: t(WORDS.inMail),
            minor: true,
            cell: (attribute) => <code>{`{{ contact.${attribute.key} }}`}</code>,
          },
          {
            key: 'restricted',
            label: t(WORDS.restricted),
            cell: ({ key, label, restricted }) => (
              <span class="actions">
                {restricted === true ? <Badge tone="warning">{t(WORDS.restricted)}</Badge> : null}
                {editable ? (
                  <PostButton
                    action={`/settings/attributes/${encodeURIComponent(key)}`}
                    values={{ restricted: restricted === true ? 'no' : 'yes' }}
                    label={
                      <>
                        {t(restricted === true ? WORDS.unmark : WORDS.restrict)}
                        <span class="visually-hidden">: {label}</span>
                      </>
                    }
                    tone="quiet"
                    small
                  />
                ) : null}
              </span>
            ),
          },
          {
            key: 'searchable',
            label: t(WORDS.searchable),
            cell: (attribute) => (
              <span class="actions">
                {attribute.searchable ? <Badge tone="accent">{t(WORDS.searchable)}</Badge> : null}
                {editable ? (
                  <PostButton
                    action={`/settings/attributes/${encodeURIComponent(attribute.key)}`}
                    values={{ searchable: attribute.searchable ? 'no' : 'yes' }}
                    label={
                      <>
                        {t(attribute.searchable ? WORDS.unmark : WORDS.makeSearchable)}
                        <span class="visually-hidden">: {attribute.label}</span>
                      </>
                    }
                    tone="quiet"
                    small
                  />
                ) : null}
              </span>
            ),
          },
        ]}
      />
    </>
  );
};

export const SettingsPage = (props: {
  channels: readonly CampaignChannel[];
  attributes: readonly AttributeDefinition[];
  policy: ReviewPolicy;
  rules: SendingRules;
  warmUp: WarmUpStanding;
  costRates: CostRates;
  names: ReadonlyMap<string, string>;
  config: Config;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const { config, errors } = props;
  const problems = errors === undefined ? [] : [...errors.general, ...Object.values(errors.fields).flat()];
  return (
    <Page title={t(WORDS.title)} active="settings">
      {problems.length === 0 ? null : (
        <Banner tone="danger" role="alert">
          {problems.map((text) => (
            <p key={text.en}>{t(text)}</p>
          ))}
        </Banner>
      )}
      <Card title={t(WORDS.channels)} id="channels">
        <Channels channels={props.channels} names={props.names} />
      </Card>
      <Card title={t(POLICY.title)} id="policy">
        <PolicySentence policy={props.policy} />
        {staff !== undefined && can(staff, 'settings.manage') ? (
          <a href="/settings/policy" class="button secondary">
            {t(POLICY.open)}
          </a>
        ) : null}
      </Card>
      <Card title={t(RULES.title)} id="rules">
        <RulesSentence rules={props.rules} />
        {staff !== undefined && can(staff, 'settings.manage') ? (
          <a href="/settings/rules" class="button secondary">
            {t(RULES.open)}
          </a>
        ) : null}
      </Card>
      <Card title={t(WARM_UP.title)} id="warm-up">
        <WarmUpSentence standing={props.warmUp} />
        {staff !== undefined && can(staff, 'settings.manage') ? (
          <a href="/settings/warm-up" class="button secondary">
            {t(WARM_UP.open)}
          </a>
        ) : null}
      </Card>
      <Card title={t(COSTS.ratesTitle)} id="costs">
        <CostSentence rates={props.costRates} />
        {staff !== undefined && can(staff, 'settings.manage') ? (
          <a href="/settings/costs" class="button secondary">
            {t(COSTS.ratesOpen)}
          </a>
        ) : null}
      </Card>
      {staff !== undefined && can(staff, 'settings.manage') ? (
        <Card title={t(TOPICS.title)} id="topics">
          <p class="muted">{t(TOPICS.lead)}</p>
          <a href="/settings/topics" class="button secondary">
            {t(TOPICS.open)}
          </a>
        </Card>
      ) : null}
      {staff !== undefined && can(staff, 'settings.manage') ? (
        <Card title={t(API_KEYS.title)} id="api-keys">
          <p class="muted">
            {t(API_KEYS.lead)} <a href="/api/v1/openapi.json">OpenAPI</a>
          </p>
          <a href="/settings/api-keys" class="button secondary">
            {t(API_KEYS.open)}
          </a>
        </Card>
      ) : null}
      <div class="columns">
        <Card title={t(WORDS.sending)} id="sending">
          <Facts
            facts={[
              { label: t(WORDS.mode), value: t(config.mail.kind === 'outbox' ? WORDS.outbox : WORDS.mailgun) },
              { label: t(WORDS.domain), value: <code>{config.mail.fromDomain}</code> },
              { label: t(WORDS.batch), value: String(config.sending.batchSize) },
            ]}
          />
        </Card>
        <Card title={t(WORDS.organisation)} id="organisation">
          <Facts
            facts={[
              { label: t(WORDS.name), value: config.workspace.organisation },
              { label: t(WORDS.postal), value: config.workspace.postalAddress },
              { label: t(WORDS.zone), value: config.workspace.timeZone },
              { label: t(WORDS.portalUrl), value: <code>{config.portal.url}</code> },
            ]}
          />
        </Card>
      </div>
      <p class="muted">{t(WORDS.fixed)}</p>
      <Card title={t(WORDS.attributes)} id="attributes">
        <Attributes attributes={props.attributes} />
      </Card>
    </Page>
  );
};
