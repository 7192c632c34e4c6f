import { type AttributeDefinition, can, type FieldUses, type ShownFieldRequest } from '../../core/index.ts';
import { type Fields, type FormErrors, textOf, useText, useViewer } from '../http/index.ts';
import { Badge, Card, Facts, Field, Form, Page, PostButton, Select, TextArea, When } from '../layout/index.ts';
import { FIELD_STATE_WORDS, FIELDS } from './words.ts';

/** Which form was refused: that of asking, or one of a request. */
export interface Refused {
  readonly form: 'ask' | `grant ${string}` | `refuse ${string}`;
  readonly fields: Fields;
  readonly errors: FormErrors;
}

interface PageProps {
  readonly requests: readonly ShownFieldRequest[];
  /** What reads a field, by its key; of those that are asked for or granted. */
  readonly uses: ReadonlyMap<string, FieldUses>;
  readonly names: ReadonlyMap<string, string>;
  /** Restricted attributes that nobody asked for and that are not granted. */
  readonly askable: readonly AttributeDefinition[];
  /** The field that the ask form begins with. */
  readonly chosen: string;
  readonly refused?: Refused | undefined;
}

/** What waits for somebody stands first, then what holds, then what is over. */
const RANK = { asked: 0, granted: 1, refused: 2, ended: 2 } as const;
const TONES = { asked: 'warning', granted: 'good', refused: 'neutral', ended: 'neutral' } as const;

const AskForm = ({ askable, chosen, refused }: Pick<PageProps, 'askable' | 'chosen' | 'refused'>) => {
  const t = useText();
  const mine = refused?.form === 'ask' ? refused : undefined;
  const value = (name: string): string => (mine === undefined ? '' : textOf(mine.fields, name));
  if (askable.length === 0 && mine === undefined) return <p class="muted">{t(FIELDS.noneToAsk)}</p>;
  return (
    <Form action="/fields" errors={mine?.errors}>
      <Select
        name="field"
        label={t(FIELDS.field)}
        value={value('field') || chosen}
        choices={[
          { value: '', label: t(FIELDS.chooseField) },
          ...askable.map(({ key, label }) => ({ value: key, label })),
        ]}
        errors={mine?.errors}
      />
      <TextArea
        name="reason"
        label={t(FIELDS.reason)}
        hint={t(FIELDS.reasonHint)}
        value={value('reason')}
        rows={2}
        errors={mine?.errors}
      />
      <Field
        name="campaign"
        label={t(FIELDS.campaign)}
        hint={t(FIELDS.campaignHint)}
        value={value('campaign')}
        optional
        errors={mine?.errors}
      />
      <button type="submit">{t(FIELDS.send)}</button>
    </Form>
  );
};

/** Names of the fields of these forms are `KIND.ID.NAME` on the page, because several stand on it. */
const DecideForms = ({ request, refused }: { request: ShownFieldRequest; refused: Refused | undefined }) => {
  const t = useText();
  const { staff } = useViewer();
  const { id, reason, askedBy } = request;
  if (staff === undefined || !can(staff, 'fields.grant')) return null;
  if (staff.id === askedBy) return <p class="muted">{t(FIELDS.own)}</p>;
  const of = (form: Refused['form']): Refused | undefined => (refused?.form === form ? refused : undefined);
  const [granting, refusing] = [of(`grant ${id}`), of(`refuse ${id}`)];
  const input = (kind: 'grant' | 'refuse', name: string, from: Refused | undefined, otherwise = '') => ({
    name: `${kind}.${id}.${name}`,
    errorName: name,
    value: from === undefined ? otherwise : textOf(from.fields, name),
    errors: from?.errors,
  });
  return (
    <>
      <details open={granting !== undefined}>
        <summary>{t(FIELDS.grant)}</summary>
        <Form action={`/fields/${id}/grant`} errors={granting?.errors}>
          <TextArea
            {...input('grant', 'purpose', granting, reason)}
            label={t(FIELDS.purpose)}
            hint={t(FIELDS.purposeHint)}
            rows={2}
          />
          <Field
            {...input('grant', 'days', granting, '30')}
            label={t(FIELDS.days)}
            hint={t(FIELDS.daysHint)}
            inputMode="numeric"
          />
          <TextArea
            {...input('grant', 'comment', granting)}
            label={t(FIELDS.comment)}
            hint={t(FIELDS.commentHint)}
            rows={2}
            optional
          />
          <button type="submit">{t(FIELDS.grant)}</button>
        </Form>
      </details>
      <details open={refusing !== undefined}>
        <summary>{t(FIELDS.refuse)}</summary>
        <Form action={`/fields/${id}/refuse`} errors={refusing?.errors}>
          <TextArea
            {...input('refuse', 'comment', refusing)}
            label={t(FIELDS.why)}
            hint={t(FIELDS.commentHint)}
            rows={2}
          />
          <button type="submit" class="danger">
            {t(FIELDS.refuse)}
          </button>
        </Form>
      </details>
    </>
  );
};

const Uses = ({ uses: { campaigns, segments } }: { uses: FieldUses }) => {
  const places = [
    ...campaigns.map(({ id, name }) => ({ href: `/campaigns/${id}`, text: `${id} ${name}` })),
    ...segments.map(({ id, name }) => ({ href: `/segments/${id}`, text: name })),
  ];
  return (
    <>
      {places.map(({ href, text }, index) => (
        <>
          {index === 0 ? '' : ', '}
          <a key={href} href={href}>
            {text}
          </a>
        </>
      ))}
    </>
  );
};

const RequestRow = ({ request, ...props }: { request: ShownFieldRequest } & Omit<PageProps, 'requests'>) => {
  const t = useText();
  const { staff } = useViewer();
  const { id, key, state, until, days, purpose, comment, decidedBy, decidedAt, endedBy, endedAt } = request;
  const who = (staffId: string | null): string => props.names.get(staffId ?? '') ?? '–';
  const uses = props.uses.get(key);
  const used = uses !== undefined && uses.campaigns.length + uses.segments.length > 0;
  const mayEnd =
    state === 'granted' && staff !== undefined && (can(staff, 'fields.grant') || staff.id === request.askedBy);
  return (
    <li id={id}>
      <div>
        <strong>
          {id} · {request.label}
        </strong>{' '}
        <Badge tone={TONES[state]}>{t(FIELD_STATE_WORDS[state])}</Badge>
        <div class="muted">
          {t(FIELDS.askedBy, { who: who(request.askedBy) })}
          {request.campaignId === null ? null : (
            <>
              {' '}
              · {t(FIELDS.forCampaign)} <a href={`/campaigns/${request.campaignId}`}>{request.campaignId}</a>
            </>
          )}{' '}
          · <When at={request.askedAt} />
        </div>
        <Facts
          facts={[
            { label: t(FIELDS.reason), value: request.reason },
            ...(purpose === null ? [] : [{ label: t(FIELDS.purpose), value: purpose }]),
            ...(until === null
              ? []
              : [
                  {
                    label: t(FIELD_STATE_WORDS.granted),
                    value: (
                      <>
                        {t(FIELDS.by, { who: who(decidedBy) })} · {t(FIELDS.forDays, { days: days ?? 0 })} ·{' '}
                        {t(FIELDS.until)} <When at={until} />
                      </>
                    ),
                  },
                ]),
            ...(state !== 'refused'
              ? []
              : [
                  {
                    label: t(FIELD_STATE_WORDS.refused),
                    value: (
                      <>
                        {t(FIELDS.by, { who: who(decidedBy) })} · <When at={decidedAt} />
                      </>
                    ),
                  },
                ]),
            ...(comment === '' ? [] : [{ label: t(FIELDS.comment), value: comment }]),
            ...(state !== 'ended'
              ? []
              : [
                  {
                    label: t(FIELD_STATE_WORDS.ended),
                    value: (
                      <>
                        {endedBy?.startsWith('system:') === true
                          ? t(FIELDS.byTime)
                          : t(FIELDS.by, { who: who(endedBy) })}{' '}
                        · <When at={endedAt} />
                      </>
                    ),
                  },
                ]),
            ...(used ? [{ label: t(FIELDS.usedBy), value: <Uses uses={uses} /> }] : []),
          ]}
        />
        {state === 'asked' ? <DecideForms request={request} refused={props.refused} /> : null}
        {mayEnd ? (
          <PostButton
            action={`/fields/${id}/end`}
            label={t(FIELDS.end)}
            tone="danger"
            confirm={FIELDS.endConfirm}
            small
          />
        ) : null}
      </div>
    </li>
  );
};

/** Everything that was asked for, and the form to ask. */
export const FieldsPage = (props: PageProps) => {
  const t = useText();
  const { staff } = useViewer();
  return (
    <Page title={t(FIELDS.title)} active="segments" lead={t(FIELDS.lead)}>
      {staff !== undefined && can(staff, 'fields.ask') ? (
        <Card title={t(FIELDS.ask)} id="ask">
          <AskForm {...props} />
        </Card>
      ) : null}
      <Card title={t(FIELDS.requests)} id="requests">
        {props.requests.length === 0 ? (
          <p class="muted">{t(FIELDS.none)}</p>
        ) : (
          <ul class="rows">
            {props.requests
              .toSorted((a, b) => RANK[a.state] - RANK[b.state])
              .map((request) => (
                <RequestRow key={request.id} request={request} {...props} />
              ))}
          </ul>
        )}
      </Card>
    </Page>
  );
};
