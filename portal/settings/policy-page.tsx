import { LANE_WORDS, LANES, type Lane, type ReviewPolicy, type Staff } from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, textsOf, useText } from '../http/index.ts';
import { Card, Choices, Field, Form, Page, TextArea } from '../layout/index.ts';
import { DAY_WORDS, POLICY } from './policy-words.ts';
import { WORDS } from './words.ts';

const inHours = (minutes: number): string => String(Math.round((minutes / 60) * 100) / 100);

/** A policy as the form's fields: what is stored, before anything was typed over it. */
export const policyFields = (policy: ReviewPolicy): Fields => ({
  ...Object.fromEntries(
    LANES.flatMap((lane) => [
      [`lanes.${lane}.approvals`, String(policy.lanes[lane].approvals)],
      [`lanes.${lane}.reviewers`, policy.lanes[lane].reviewers],
    ]),
  ),
  'hours.zone': policy.hours.zone,
  'hours.days': policy.hours.days.map(String),
  'hours.from': policy.hours.from,
  'hours.to': policy.hours.to,
  'hours.holidays': policy.hours.holidays.join('\n'),
  remindAfter: inHours(policy.remindAfter),
  escalateAfter: inHours(policy.escalateAfter),
  expireAfter: inHours(policy.expireAfter),
  escalateTo: policy.escalateTo,
  allowedHosts: policy.allowedHosts.join('\n'),
  privateHosts: policy.privateHosts.join('\n'),
  driftPercent: String(policy.driftPercent),
  revision: String(policy.revision),
});

/** The policy in one sentence. */
export const PolicySentence = ({ policy }: { policy: ReviewPolicy }) => {
  const t = useText();
  const hours = (minutes: number): string => t(POLICY.hours, { n: inHours(minutes) });
  return (
    <p>
      {t(POLICY.now, {
        marketing: policy.lanes.marketing.approvals,
        it: policy.lanes.it.approvals,
        remind: hours(policy.remindAfter),
        escalate: hours(policy.escalateAfter),
        expire: hours(policy.expireAfter),
      })}
    </p>
  );
};

/** The rules of review, edited by administrators. `fields` is what is stored, or what was typed. */
export const PolicyPage = ({
  fields,
  staff,
  errors,
}: {
  fields: Fields;
  /** Active staff, by name. */
  staff: readonly Staff[];
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const value = (name: string): string => textOf(fields, name);
  const people = (some: readonly Staff[]) =>
    some.map((one) => ({ value: one.id, label: `${one.name} · ${one.email}` }));
  const inLane = (lane: Lane): readonly Staff[] =>
    staff.filter(({ roles }) => roles.includes(lane === 'marketing' ? 'marketing_reviewer' : 'it_reviewer'));
  const hours = (name: string, label: string) => (
    <Field
      name={name}
      label={label}
      hint={t(POLICY.hoursHint)}
      value={value(name)}
      inputmode="decimal"
      errors={errors}
    />
  );
  return (
    <Page
      title={t(POLICY.title)}
      active="settings"
      lead={t(POLICY.lead)}
      back={{ href: '/settings', label: t(WORDS.title) }}
    >
      <Form action="/settings/policy" errors={errors}>
        <input type="hidden" name="revision" value={value('revision')} />
        <div class="columns">
          {LANES.map((lane) => (
            <Card key={lane} title={t(LANE_WORDS[lane])}>
              <Field
                name={`lanes.${lane}.approvals`}
                label={t(POLICY.approvals)}
                hint={t(POLICY.approvalsHint)}
                value={value(`lanes.${lane}.approvals`)}
                inputmode="numeric"
                errors={errors}
              />
              <Choices
                name={`lanes.${lane}.reviewers`}
                type="checkbox"
                label={t(POLICY.reviewers)}
                hint={t(POLICY.reviewersHint)}
                choices={people(inLane(lane))}
                values={textsOf(fields, `lanes.${lane}.reviewers`)}
                errors={errors}
              />
            </Card>
          ))}
        </div>
        <Card title={t(POLICY.working)}>
          <p class="muted">{t(POLICY.workingLead)}</p>
          <Field name="hours.zone" label={t(POLICY.zone)} value={value('hours.zone')} errors={errors} />
          <Choices
            name="hours.days"
            type="checkbox"
            label={t(POLICY.days)}
            choices={DAY_WORDS.map((word, i) => ({ value: String(i + 1), label: t(word) }))}
            values={textsOf(fields, 'hours.days')}
            errors={errors}
          />
          <Field name="hours.from" label={t(POLICY.from)} value={value('hours.from')} errors={errors} />
          <Field name="hours.to" label={t(POLICY.to)} value={value('hours.to')} errors={errors} />
          <TextArea
            name="hours.holidays"
            label={t(POLICY.holidays)}
            hint={t(POLICY.holidaysHint)}
            value={value('hours.holidays')}
            rows={4}
            optional
            errors={errors}
          />
        </Card>
        <Card title={t(POLICY.deadlines)}>
          {hours('remindAfter', t(POLICY.remind))}
          {hours('escalateAfter', t(POLICY.escalate))}
          {hours('expireAfter', t(POLICY.expire))}
          <Choices
            name="escalateTo"
            type="checkbox"
            label={t(POLICY.escalateTo)}
            hint={t(POLICY.escalateToHint)}
            choices={people(staff)}
            values={textsOf(fields, 'escalateTo')}
            errors={errors}
          />
        </Card>
        <Card title={t(POLICY.links)}>
          <TextArea
            name="allowedHosts"
            label={t(POLICY.allowed)}
            hint={t(POLICY.allowedHint)}
            value={value('allowedHosts')}
            rows={4}
            optional
            errors={errors}
          />
          <TextArea
            name="privateHosts"
            label={t(POLICY.private)}
            hint={t(POLICY.privateHint)}
            value={value('privateHosts')}
            rows={3}
            optional
            errors={errors}
          />
          <Field
            name="driftPercent"
            label={t(POLICY.drift)}
            hint={t(POLICY.driftHint)}
            value={value('driftPercent')}
            inputmode="numeric"
            errors={errors}
          />
        </Card>
        <button type="submit">{t(POLICY.save)}</button>
      </Form>
    </Page>
  );
};
