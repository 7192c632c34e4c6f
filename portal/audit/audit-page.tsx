import type { AuditEntry, AuditVerdict, Notice, Staff } from '../../core/index.ts';
import { SURFACE } from '../campaigns/words.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import {
  Banner,
  Card,
  type Column,
  CsrfField,
  Field,
  Form,
  Page,
  Select,
  Table,
  When,
  withQuery,
} from '../layout/index.ts';
import type { TypedFilter } from './audit-filter.ts';
import { snapshotAddress } from './snapshot-page.tsx';
import { ACTION_WORDS, BREACH_WORDS, WORDS } from './words.ts';

export interface AuditPageProps {
  readonly entries: readonly AuditEntry[];
  /** The place below which the next page begins. */
  readonly next: number | null;
  readonly filter: TypedFilter;
  readonly errors: FormErrors | undefined;
  readonly staff: readonly Staff[];
  /** Names of what entries are about, where that is a person. */
  readonly posted: { readonly notice: Notice; readonly told: boolean } | undefined;
  readonly verified?:
    | { readonly head: string; readonly verdict?: AuditVerdict; readonly errors?: FormErrors }
    | undefined;
}

const isSurface = (value: string): value is keyof typeof SURFACE => value in SURFACE;
const SYSTEM = 'system:';
const HASH_SHOWN = 12;

const nameOf = (id: string, names: ReadonlyMap<string, string>): string =>
  id.startsWith(SYSTEM) ? `Tandem (${id.slice(SYSTEM.length)})` : (names.get(id) ?? id);

/** The log with one more filter. */
const narrowed = (path: string, name: string, value: string): string =>
  withQuery(withQuery(path, 'before', null), name, value);

const CAMPAIGN_ID = /^C-\d+$/;
export const HASH = /^[0-9a-f]{64}$/;
/** Names the line of the thread that it was written with: for programs alone. */
const UNSHOWN = new Set(['line']);

/** A hash by its beginning; the whole of it is in its title and in the export. */
const Hash = ({ hash }: { hash: string }) => (
  <code class="hash" title={hash}>
    {hash.slice(0, HASH_SHOWN)}…
  </code>
);

const Details = ({ entry, names }: { entry: AuditEntry; names: ReadonlyMap<string, string> }) => {
  const t = useText();
  return (
    <dl class="audit-data">
      {Object.entries(entry.data)
        .filter(([key, value]) => value !== null && value !== '' && !UNSHOWN.has(key))
        .map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>
              {typeof value === 'string' && HASH.test(value) ? (
                <>
                  <Hash hash={value} />
                  {key === 'snapshot' ? (
                    <>
                      {' '}
                      <a href={snapshotAddress(value, entry.subject)}>
                        {t(WORDS.snapshotOpen)}
                        <span class="visually-hidden">: {`${entry.subject}, ${entry.seq}`}</span>
                      </a>
                    </>
                  ) : null}
                </>
              ) : (
                (names.get(String(value)) ?? String(value))
              )}
            </dd>
          </div>
        ))}
    </dl>
  );
};

const Filters = ({ filter, errors, staff }: Pick<AuditPageProps, 'filter' | 'errors' | 'staff'>) => {
  const t = useText();
  const people = staff.map(({ id, name }) => ({ value: id, label: name }));
  const known = filter.actor === '' || people.some(({ value }) => value === filter.actor);
  const actions = Object.entries(ACTION_WORDS)
    .map(([value, word]) => ({ value, label: t(word) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const knownAction = filter.action === '' || filter.action in ACTION_WORDS;
  return (
    <search>
      <form method="get" action="/audit" class="audit-filter">
        <Field name="subject" label={t(WORDS.subject)} value={filter.subject} placeholder="C-12" optional />
        <Select
          name="actor"
          label={t(WORDS.actor)}
          value={filter.actor}
          choices={[
            { value: '', label: t(WORDS.anybody) },
            ...(known ? [] : [{ value: filter.actor, label: nameOf(filter.actor, new Map()) }]),
            ...people,
          ]}
        />
        <Select
          name="action"
          label={t(WORDS.action)}
          value={filter.action}
          choices={[
            { value: '', label: t(WORDS.anything) },
            ...(knownAction ? [] : [{ value: filter.action, label: filter.action }]),
            ...actions,
          ]}
        />
        <Field name="from" type="date" label={t(WORDS.from)} value={filter.from} errors={errors} required={false} />
        <Field name="to" type="date" label={t(WORDS.to)} value={filter.to} errors={errors} required={false} />
        <div class="actions">
          <button type="submit" class="secondary">
            {t(WORDS.filter)}
          </button>
          <a href="/audit">{t(WORDS.clear)}</a>
        </div>
      </form>
    </search>
  );
};

const Verdict = ({ verdict }: { verdict: AuditVerdict }) => {
  const t = useText();
  return verdict.ok ? (
    <Banner tone="good" role="status">
      <p>
        <strong>{t(WORDS.holds, { n: verdict.entries })}</strong>
      </p>
      {verdict.postedAt === undefined ? null : <p>{t(WORDS.headAt, { n: verdict.postedAt })}</p>}
      <p>
        {t(WORDS.headNow)} <code class="hash">{verdict.head}</code>
      </p>
    </Banner>
  ) : (
    <Banner tone="danger" role="alert">
      <p>
        <strong>{t(WORDS.broken)}</strong> {t(BREACH_WORDS[verdict.reason], { at: verdict.brokenAt })}
      </p>
      <p>{t(WORDS.brokenNext, { n: verdict.brokenAt - 1 })}</p>
    </Banner>
  );
};

const Verify = ({ verified }: Pick<AuditPageProps, 'verified'>) => {
  const t = useText();
  return (
    <Card title={t(WORDS.verifyTitle)} id="verify">
      {verified?.verdict === undefined ? null : <Verdict verdict={verified.verdict} />}
      <p class="muted">{t(WORDS.verifyText)}</p>
      <Form action="/audit/verify#verify" errors={verified?.errors}>
        <Field
          name="head"
          label={t(WORDS.head)}
          hint={t(WORDS.headHint)}
          value={verified?.head ?? ''}
          errors={verified?.errors}
          autocomplete="off"
          spellcheck={false}
          optional
        />
        <button type="submit" class="secondary">
          {t(WORDS.verify)}
        </button>
      </Form>
    </Card>
  );
};

const Posted = ({ posted }: Pick<AuditPageProps, 'posted'>) => {
  const t = useText();
  return (
    <Card title={t(WORDS.posted)} id="posted">
      {posted === undefined ? (
        <p class="muted">{t(WORDS.postedNone)}</p>
      ) : (
        <>
          <p>
            <When at={posted.notice.at} />
          </p>
          {posted.told ? null : (
            <p>
              <strong>{t(WORDS.postedWaiting)}</strong>
            </p>
          )}
          {posted.notice.lines.map((line) => (
            <p key={line.en} class="hash">
              {t(line)}
            </p>
          ))}
        </>
      )}
    </Card>
  );
};

const Export = ({ filter }: Pick<AuditPageProps, 'filter'>) => {
  const t = useText();
  return (
    <Card title={t(WORDS.exportTitle)} id="export">
      <p class="muted">{t(WORDS.exportText)}</p>
      <form method="post" action="/audit/export">
        <CsrfField />
        {Object.entries(filter).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <div class="actions">
          <button type="submit" name="format" value="csv" class="secondary">
            {t(WORDS.csv)}
          </button>
          <button type="submit" name="format" value="jsonl" class="secondary">
            {t(WORDS.jsonl)}
          </button>
        </div>
      </form>
    </Card>
  );
};

/** The audit log: filters in the address, whether it is whole, and its export. */
export const AuditPage = (props: AuditPageProps) => {
  const t = useText();
  const { path: here } = useViewer();
  // An answer to a form stands at another address.
  const path = here.startsWith('/audit?') ? here : '/audit';
  const names = new Map(props.staff.map(({ id, name }) => [id, name]));
  const columns: readonly Column<AuditEntry>[] = [
    { key: 'seq', label: t(WORDS.place), align: 'end', cell: ({ seq }) => <span class="num">{seq}</span> },
    { key: 'at', label: t(WORDS.when), cell: ({ at }) => <When at={at} /> },
    {
      key: 'actor',
      label: t(WORDS.actor),
      cell: ({ actor, surface }) => (
        <>
          <a href={narrowed(path, 'actor', actor)}>{nameOf(actor, names)}</a>
          <div class="muted">{isSurface(surface) ? t(SURFACE[surface]) : surface}</div>
        </>
      ),
    },
    {
      key: 'action',
      label: t(WORDS.action),
      cell: ({ action }) => {
        const word = ACTION_WORDS[action];
        return <a href={narrowed(path, 'action', action)}>{word === undefined ? action : t(word)}</a>;
      },
    },
    {
      key: 'subject',
      label: t(WORDS.subject),
      cell: ({ subject }) => (
        <>
          <a href={narrowed(path, 'subject', subject)}>{names.get(subject) ?? subject}</a>
          {CAMPAIGN_ID.test(subject) ? (
            <div>
              <a href={`/campaigns/${subject}`} class="muted">
                {t(WORDS.open)}
                <span class="visually-hidden">: {subject}</span>
              </a>
            </div>
          ) : null}
        </>
      ),
    },
    { key: 'data', label: t(WORDS.details), cell: (entry) => <Details entry={entry} names={names} /> },
    {
      key: 'hash',
      label: t(WORDS.hash),
      cell: ({ hash }) => <Hash hash={hash} />,
    },
  ];
  return (
    <Page
      title={t(WORDS.title)}
      active="audit"
      lead={t(WORDS.lead)}
      actions={
        <>
          <a href="#verify" class="button secondary">
            {t(WORDS.verifyTitle)}
          </a>
          <a href="#export" class="button secondary">
            {t(WORDS.exportTitle)}
          </a>
        </>
      }
    >
      <Filters filter={props.filter} errors={props.errors} staff={props.staff} />
      <Table
        caption={t(WORDS.title)}
        columns={columns}
        rows={props.entries}
        rowKey={({ seq }) => String(seq)}
        empty={t(WORDS.none)}
      />
      <nav class="pager" aria-label={t(WORDS.title)}>
        {path.includes('before=') ? <a href={withQuery(path, 'before', null)}>← {t(WORDS.newest)}</a> : null}
        {props.next === null ? null : (
          <a href={withQuery(path, 'before', String(props.next))} rel="next">
            {t(WORDS.older)} →
          </a>
        )}
      </nav>
      <div class="columns">
        <Verify verified={props.verified} />
        <div>
          <Posted posted={props.posted} />
          <Export filter={props.filter} />
        </div>
      </div>
    </Page>
  );
};
