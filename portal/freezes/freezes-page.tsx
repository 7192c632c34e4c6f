import { type ChangeFreeze, can } from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText, useViewer } from '../http/index.ts';
import { Badge, Card, Choices, Field, Form, Page, PostButton, When } from '../layout/index.ts';
import { FREEZES } from './words.ts';

/** A freeze with what it touches, as of now. */
export interface ShownFreeze {
  readonly freeze: ChangeFreeze;
  readonly state: 'now' | 'planned' | 'over';
  readonly campaigns: readonly string[];
  readonly announcedBy: string;
}

const TONES = { now: 'danger', planned: 'warning', over: 'neutral' } as const;

const Row = ({ shown }: { shown: ShownFreeze }) => {
  const t = useText();
  const { staff } = useViewer();
  const { freeze, state, campaigns } = shown;
  return (
    <li>
      <div>
        <strong>{freeze.reason}</strong>
        <div class="muted">
          {t(freeze.kind === 'incident' ? FREEZES.incident : FREEZES.window)} ·{' '}
          {t(FREEZES.by, { who: shown.announcedBy })} · <When at={freeze.from} /> –{' '}
          {(freeze.endedAt ?? freeze.until) === null ? (
            t(FREEZES.open)
          ) : (
            <When at={freeze.endedAt ?? freeze.until ?? freeze.from} />
          )}
        </div>
        {campaigns.length === 0 ? null : (
          <div>
            {t(FREEZES.affected)}:{' '}
            {campaigns.map((id) => (
              <span key={id}>
                <a href={`/campaigns/${id}`}>{id}</a>{' '}
              </span>
            ))}
          </div>
        )}
        {state !== 'over' && staff !== undefined && can(staff, 'freezes.manage') ? (
          <PostButton action={`/freezes/${freeze.id}/end`} label={t(FREEZES.end)} tone="secondary" small />
        ) : null}
      </div>
      <Badge tone={TONES[state]}>{t(FREEZES[state])}</Badge>
    </li>
  );
};

/** What is frozen, what will be and what was; IT announces and ends. `fields` is what was typed. */
export const FreezesPage = ({
  freezes,
  fields,
  errors,
}: {
  freezes: readonly ShownFreeze[];
  fields: Fields;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { staff } = useViewer();
  const live = freezes.filter(({ state }) => state !== 'over');
  const past = freezes.filter(({ state }) => state === 'over');
  const value = (name: string): string => textOf(fields, name);
  return (
    <Page title={t(FREEZES.title)} active="reviews" lead={t(FREEZES.lead)}>
      <Card title={t(FREEZES.title)} id="live">
        {live.length === 0 ? (
          <p class="muted">{t(FREEZES.none)}</p>
        ) : (
          <ul class="rows">
            {live.map((shown) => (
              <Row key={shown.freeze.id} shown={shown} />
            ))}
          </ul>
        )}
      </Card>
      {staff === undefined || !can(staff, 'freezes.manage') ? null : (
        <Card title={t(FREEZES.announce)} id="announce">
          <Form action="/freezes" errors={errors}>
            <Choices
              name="kind"
              type="radio"
              label={t(FREEZES.kind)}
              choices={[
                { value: 'incident', label: t(FREEZES.incident), hint: t(FREEZES.incidentHint) },
                { value: 'window', label: t(FREEZES.window), hint: t(FREEZES.windowHint) },
              ]}
              values={[value('kind') || 'incident']}
              errors={errors}
            />
            <Field
              name="reason"
              label={t(FREEZES.reason)}
              hint={t(FREEZES.reasonHint)}
              value={value('reason')}
              errors={errors}
            />
            <Field
              name="from"
              type="datetime-local"
              label={t(FREEZES.from)}
              hint={t(FREEZES.fromHint, { zone: staff.timeZone })}
              value={value('from')}
              optional
              errors={errors}
            />
            <Field
              name="until"
              type="datetime-local"
              label={t(FREEZES.until)}
              value={value('until')}
              optional
              errors={errors}
            />
            <button type="submit">{t(FREEZES.save)}</button>
          </Form>
        </Card>
      )}
      {past.length === 0 ? null : (
        <Card title={t(FREEZES.past)} id="past">
          <ul class="rows">
            {past.map((shown) => (
              <Row key={shown.freeze.id} shown={shown} />
            ))}
          </ul>
        </Card>
      )}
    </Page>
  );
};
