import type { TagRun } from '../../core/index.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Badge, Card, Facts, Field, Form, Num, Page, PostButton, Select, Table, When } from '../layout/index.ts';
import { COMMON } from '../words/common.ts';
import { TAG_RUN_PHASE_WORDS, TAG_RUNS, WAY_WORDS } from './tag-run-words.ts';
import { WORDS } from './words.ts';

/** Who is meant, with the list of them. */
export interface ShownSource {
  readonly href: string | undefined;
  /** Name of the segment, or the query; null for everybody, undefined where the segment is gone. */
  readonly segment?: string | undefined;
  readonly query?: string;
}

const Source = ({ source }: { source: ShownSource }) => {
  const t = useText();
  const words =
    source.query === undefined
      ? source.segment === undefined
        ? t(TAG_RUNS.goneSegment)
        : `${t(TAG_RUNS.segment)} “${source.segment}”`
      : source.query === ''
        ? t(TAG_RUNS.all)
        : t(TAG_RUNS.found, { query: source.query });
  return source.href === undefined ? <span>{words}</span> : <a href={source.href}>{words}</a>;
};

/** Asks for the tag. */
export const NewTagRunPage = (props: {
  source: ShownSource;
  total: number;
  /** What the form sends back of the source. */
  fields: Readonly<Record<string, string>>;
  tag: string;
  way: string;
  /** Tags in use. */
  tags: readonly string[];
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  return (
    <Page
      title={t(TAG_RUNS.title)}
      active="contacts"
      lead={t(TAG_RUNS.lead)}
      back={{ href: '/contacts', label: t(WORDS.title) }}
      actions={<a href="/contacts/tags">{t(TAG_RUNS.list)}</a>}
      narrow
    >
      <Form action="/contacts/tags" errors={props.errors} class="card">
        {Object.entries(props.fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Facts
          facts={[
            { label: t(TAG_RUNS.who), value: <Source source={props.source} /> },
            { label: t(TAG_RUNS.people), value: <Num value={props.total} /> },
          ]}
        />
        <Field
          name="tag"
          label={t(TAG_RUNS.tag)}
          hint={t(TAG_RUNS.tagHint)}
          value={props.tag}
          autocomplete="off"
          errors={props.errors}
          {...({ list: 'tags-in-use' } as object)}
        />
        <datalist id="tags-in-use">
          {props.tags.map((tag) => (
            <option key={tag} value={tag} />
          ))}
        </datalist>
        <Select
          name="way"
          label={t(TAG_RUNS.way)}
          value={props.way}
          choices={(['add', 'remove'] as const).map((way) => ({ value: way, label: t(WAY_WORDS[way]) }))}
          errors={props.errors}
        />
        <div class="form-end">
          <button type="submit">{t(TAG_RUNS.begin)}</button>
          <a href={props.source.href ?? '/contacts'}>{t(COMMON.cancel)}</a>
        </div>
      </Form>
    </Page>
  );
};

const goesOn = ({ phase }: TagRun): boolean => phase === 'pending' || phase === 'running' || phase === 'undoing';

const PhaseBadge = ({ run }: { run: TagRun }) => {
  const t = useText();
  return <Badge tone={run.phase === 'done' ? 'good' : 'neutral'}>{t(TAG_RUN_PHASE_WORDS[run.phase])}</Badge>;
};

/** How far it is; asks again by itself while it goes on. */
export const TagRunProgress = ({ run }: { run: TagRun }) => {
  const t = useText();
  const most = Math.max(run.total, run.seen);
  return (
    <div
      id="tag-progress"
      {...(goesOn(run)
        ? { 'hx-get': `/contacts/tags/${run.id}/progress`, 'hx-trigger': 'load delay:1s', 'hx-swap': 'outerHTML' }
        : {})}
    >
      <p role="status">
        <PhaseBadge run={run} /> {run.phase === 'undone' ? null : t(TAG_RUNS.progress, { seen: run.seen, total: most })}
      </p>
      {goesOn(run) ? (
        <progress value={run.seen} max={Math.max(1, most)} aria-label={t(TAG_RUN_PHASE_WORDS[run.phase])} />
      ) : null}
      <Facts facts={[{ label: t(TAG_RUNS.changed), value: <Num value={run.changed} /> }]} />
      {run.phase === 'done' && run.changed > 0 ? (
        <PostButton
          action={`/contacts/tags/${run.id}/undo`}
          label={t(TAG_RUNS.undo)}
          confirm={TAG_RUNS.undoAsk}
          tone="danger"
        />
      ) : null}
    </div>
  );
};

export const TagRunPage = ({ run, source, by }: { run: TagRun; source: ShownSource; by: string }) => {
  const t = useText();
  return (
    <Page
      title={`${t(WAY_WORDS[run.way])}: ${run.tag}`}
      active="contacts"
      back={{ href: '/contacts/tags', label: t(TAG_RUNS.title) }}
      narrow
    >
      <Card>
        <Facts
          facts={[
            { label: t(TAG_RUNS.who), value: <Source source={source} /> },
            {
              label: t(TAG_RUNS.tag),
              value: <a href={`/contacts?q=${encodeURIComponent(`tag:${run.tag}`)}`}>{run.tag}</a>,
            },
            { label: t(TAG_RUNS.begunBy), value: by },
            { label: t(TAG_RUNS.at), value: <When at={run.createdAt} /> },
          ]}
        />
        <TagRunProgress run={run} />
      </Card>
    </Page>
  );
};

export const TagRunsPage = ({ runs }: { runs: readonly TagRun[] }) => {
  const t = useText();
  return (
    <Page title={t(TAG_RUNS.title)} active="contacts" back={{ href: '/contacts', label: t(WORDS.title) }}>
      <Table
        caption={t(TAG_RUNS.title)}
        rows={runs}
        rowKey={({ id }) => id}
        empty={t(TAG_RUNS.none)}
        columns={[
          {
            key: 'tag',
            label: t(TAG_RUNS.tag),
            cell: (run) => (
              <a href={`/contacts/tags/${run.id}`}>
                {t(WAY_WORDS[run.way])}: <strong>{run.tag}</strong>
              </a>
            ),
          },
          { key: 'phase', label: t(TAG_RUNS.phase), cell: (run) => <PhaseBadge run={run} /> },
          {
            key: 'changed',
            label: t(TAG_RUNS.changed),
            align: 'end',
            cell: ({ id, changed }) => (
              <a href={`/contacts/tags/${id}`}>
                <Num value={changed} />
              </a>
            ),
          },
          { key: 'at', label: t(TAG_RUNS.at), cell: ({ createdAt }) => <When at={createdAt} /> },
        ]}
      />
    </Page>
  );
};
