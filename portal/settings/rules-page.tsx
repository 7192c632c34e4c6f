import { type AttributeDefinition, limitsText, type SendingRules } from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText } from '../http/index.ts';
import { Card, Choices, Field, Form, Page, Select } from '../layout/index.ts';
import { RULES } from './rules-words.ts';
import { WORDS } from './words.ts';

/** Rules as the form's fields: what is stored, before anything was typed over it. */
export const rulesFields = ({ cap, quietHours, zoneAttribute, latenessMinutes, revision }: SendingRules): Fields => ({
  'cap.mails': cap === null ? '' : String(cap.mails),
  'cap.days': cap === null ? '' : String(cap.days),
  'quietHours.from': quietHours?.from ?? '',
  'quietHours.to': quietHours?.to ?? '',
  'quietHours.policy': quietHours?.policy ?? 'hold',
  zoneAttribute: zoneAttribute ?? '',
  latenessMinutes: String(latenessMinutes),
  revision: String(revision),
});

/** The rules in one sentence. */
export const RulesSentence = ({ rules }: { rules: SendingRules }) => {
  const t = useText();
  const unlimited = rules.cap === null && rules.quietHours === null;
  return (
    <p>
      {t(unlimited ? RULES.unlimited : limitsText({ exemption: null }, rules))} ·{' '}
      {t(RULES.late, { n: rules.latenessMinutes })}
    </p>
  );
};

/** The workspace's sending rules, edited by administrators. `fields` is what is stored, or what was typed. */
export const RulesPage = ({
  fields,
  attributes,
  errors,
}: {
  fields: Fields;
  attributes: readonly AttributeDefinition[];
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const value = (name: string): string => textOf(fields, name);
  return (
    <Page
      title={t(RULES.title)}
      active="settings"
      lead={t(RULES.lead)}
      back={{ href: '/settings', label: t(WORDS.title) }}
    >
      <Form action="/settings/rules" errors={errors}>
        <input type="hidden" name="revision" value={value('revision')} />
        <Card title={t(RULES.cap)}>
          <p class="muted">{t(RULES.capLead)}</p>
          <div class="field-row">
            <Field
              name="cap.mails"
              label={t(RULES.mails)}
              value={value('cap.mails')}
              inputmode="numeric"
              optional
              errors={errors}
            />
            <Field
              name="cap.days"
              label={t(RULES.days)}
              value={value('cap.days')}
              inputmode="numeric"
              optional
              errors={errors}
            />
          </div>
        </Card>
        <Card title={t(RULES.quiet)}>
          <p class="muted">{t(RULES.quietLead)}</p>
          <div class="field-row">
            <Field
              name="quietHours.from"
              label={t(RULES.from)}
              value={value('quietHours.from')}
              type="time"
              optional
              errors={errors}
            />
            <Field
              name="quietHours.to"
              label={t(RULES.to)}
              value={value('quietHours.to')}
              type="time"
              optional
              errors={errors}
            />
          </div>
          <Choices
            name="quietHours.policy"
            type="radio"
            label={t(RULES.policy)}
            choices={[
              { value: 'hold', label: t(RULES.hold) },
              { value: 'drop', label: t(RULES.drop) },
            ]}
            values={[value('quietHours.policy')]}
            errors={errors}
          />
        </Card>
        <Card title={t(RULES.zone)}>
          <Select
            name="zoneAttribute"
            label={t(WORDS.attribute)}
            hint={t(RULES.zoneLead)}
            value={value('zoneAttribute')}
            choices={[
              { value: '', label: t(RULES.zoneNone) },
              ...attributes
                .filter(({ type }) => type === 'text')
                .map(({ key, label }) => ({ value: key, label: `${label} (${key})` })),
            ]}
            errors={errors}
          />
        </Card>
        <Card title={t(RULES.lateness)}>
          <Field
            name="latenessMinutes"
            label={t(RULES.latenessMinutes)}
            hint={t(RULES.latenessHint)}
            value={value('latenessMinutes')}
            inputmode="numeric"
            errors={errors}
          />
        </Card>
        <button type="submit">{t(RULES.save)}</button>
      </Form>
    </Page>
  );
};
