import type { Absence, Staff } from '../../core/index.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { Badge, Card, Field, Flash, Form, PostButton, Select } from '../layout/index.ts';
import { say } from '../words/text.ts';
import { type AwayValues, awayValues, delegatesFor } from './away-form.ts';
import { AWAY } from './away-words.ts';

/** Where a page answers the form: the card's id, and the fragment that leads to it. */
export const AWAY_PLACE = 'away';

export interface AwayProps {
  /** Undefined where there is none, or where it is over. */
  readonly absence: Absence | undefined;
  readonly people: readonly Staff[];
  /** By the database's clock. */
  readonly now: Date;
  /** What was typed into a form that core refused. */
  readonly typed?: { readonly values: AwayValues; readonly errors: FormErrors } | undefined;
}

const dayText = (at: Date, lang: string, timeZone: string): string =>
  new Intl.DateTimeFormat(lang === 'ko' ? 'ko-KR' : 'en-GB', { dateStyle: 'medium', timeZone }).format(at);

/** Whether somebody is away, until when, and who decides: one line. */
export const AwayLine = ({
  absence,
  zone,
  now,
  names,
}: {
  absence: Absence;
  zone: string;
  now: Date;
  names: ReadonlyMap<string, string>;
}) => {
  const { lang } = useViewer();
  const t = useText();
  const delegate = absence.delegateId === null ? undefined : names.get(absence.delegateId);
  return (
    <span class="away-line">
      <Badge tone="warning">
        {absence.from <= now ? t(AWAY.now) : t(AWAY.planned, { from: dayText(absence.from, lang, zone) })}
      </Badge>{' '}
      {t(AWAY.back, { until: dayText(absence.until, lang, zone) })} ·{' '}
      {delegate === undefined ? t(AWAY.decidesNobody) : t(AWAY.decides, { name: delegate })}
    </span>
  );
};

/** When a person is away and who decides meanwhile: their own, or anybody's for an administrator. */
export const AwayCard = ({ person, action, away }: { person: Staff; action: string; away: AwayProps }) => {
  const t = useText();
  const { lang, staff } = useViewer();
  const { absence, people, now, typed } = away;
  const values = typed?.values ?? awayValues(absence, person.timeZone);
  const errors = typed?.errors;
  const own = staff?.id === person.id;
  return (
    <Card
      title={t(AWAY.title)}
      id={AWAY_PLACE}
      actions={
        absence === undefined ? undefined : (
          <PostButton action={`${action}/clear`} label={t(AWAY.clear)} tone="secondary" small />
        )
      }
    >
      <Flash place={AWAY_PLACE} />
      {absence === undefined ? null : (
        <p>
          <AwayLine
            absence={absence}
            zone={person.timeZone}
            now={now}
            names={new Map(people.map(({ id, name }) => [id, name]))}
          />
        </p>
      )}
      <p class="muted">{own ? t(AWAY.lead) : t(AWAY.leadOther, { name: person.name })}</p>
      <Form action={`${action}#${AWAY_PLACE}`} errors={errors}>
        <div class="field-grid">
          <Field name="from" type="date" label={t(AWAY.from)} value={values.from} errors={errors} />
          <Field name="until" type="date" label={t(AWAY.until)} value={values.until} errors={errors} />
        </div>
        <Select
          name="delegateId"
          label={t(AWAY.delegate)}
          hint={`${t(AWAY.delegateHint)} ${say(AWAY.zone, lang, { zone: person.timeZone.replaceAll('_', ' ') })}`}
          value={values.delegateId}
          choices={[
            { value: '', label: t(AWAY.nobody) },
            ...delegatesFor(person.id, people).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          errors={errors}
        />
        <button type="submit">{t(AWAY.save)}</button>
      </Form>
    </Card>
  );
};
