import type { Segment, SegmentVersion } from '../../core/index.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Card, Field, Form, Page, PostButton, When } from '../layout/index.ts';
import { COMMON } from '../words/common.ts';
import { WORDS } from './words.ts';

export type CopyKind = 'duplicate' | 'snapshot';

/** Asks for the name of a duplicate or a snapshot. */
export const CopyPage = (props: {
  segment: Segment;
  kind: CopyKind;
  name: string;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { segment, kind } = props;
  const title = t(kind === 'snapshot' ? WORDS.snapshot : WORDS.duplicate);
  const back = `/segments/${segment.id}`;
  return (
    <Page
      title={title}
      active="segments"
      lead={t(kind === 'snapshot' ? WORDS.snapshotLead : WORDS.duplicateLead)}
      back={{ href: back, label: segment.name }}
    >
      <Form action={`${back}/copy`} errors={props.errors} class="card">
        <input type="hidden" name="kind" value={kind} />
        <Field
          name="name"
          label={t(WORDS.name)}
          value={props.name}
          autocomplete="off"
          maxLength={100}
          errors={props.errors}
        />
        <div class="form-end">
          <button type="submit">{title}</button>
          <a href={back}>{t(COMMON.cancel)}</a>
        </div>
      </Form>
    </Page>
  );
};

/** Every rule that a segment had, and what changed from one to the next. */
export const VersionsPage = (props: {
  segment: Segment;
  versions: readonly {
    readonly version: SegmentVersion;
    readonly by: string;
    readonly sentence: string;
    /** Absent for the first that is known. */
    readonly changes: readonly string[] | undefined;
  }[];
}) => {
  const t = useText();
  const { segment } = props;
  return (
    <Page
      title={t(WORDS.versionsOf, { name: segment.name })}
      active="segments"
      back={{ href: `/segments/${segment.id}`, label: segment.name }}
    >
      {props.versions.map(({ version, by, sentence, changes }) => (
        <Card key={version.version} title={t(WORDS.versionOf, { version: version.version })}>
          <p class="muted">
            <When at={version.at} />
            {by === '' ? null : ` · ${t(WORDS.savedBy)} ${by}`}
          </p>
          <p class="sentence">{sentence}</p>
          {changes === undefined ? (
            <p class="muted">{t(WORDS.firstVersion)}</p>
          ) : (
            <>
              <h3>{t(WORDS.whatChanged)}</h3>
              <ul>
                {changes.map((change) => (
                  <li key={change}>{change}</li>
                ))}
              </ul>
            </>
          )}
        </Card>
      ))}
    </Page>
  );
};

/** Who names the segment, and its deletion where nobody does. */
export const UseCard = (props: {
  segment: Segment;
  segments: readonly { readonly id: string; readonly name: string }[];
  campaigns: readonly { readonly id: string; readonly name: string }[];
  personas: readonly { readonly id: string; readonly name: string }[];
  editable: boolean;
}) => {
  const t = useText();
  const { segment, segments, campaigns, personas, editable } = props;
  const used = segments.length + campaigns.length + personas.length > 0;
  if (!used) {
    return editable ? (
      <PostButton
        action={`/segments/${segment.id}/delete`}
        label={t(WORDS.deleteIt)}
        tone="danger"
        confirm={WORDS.deleteAsk}
        small
      />
    ) : null;
  }
  return (
    <Card title={t(WORDS.usedBy)}>
      <ul>
        {segments.map(({ id, name }) => (
          <li key={id}>
            <a href={`/segments/${id}`}>{name}</a>
          </li>
        ))}
        {campaigns.map(({ id, name }) => (
          <li key={id}>
            <a href={`/campaigns/${id}`}>
              {id} {name}
            </a>
          </li>
        ))}
        {personas.map(({ id, name }) => (
          <li key={id}>
            <a href={`/personas/${id}`}>{name}</a>
          </li>
        ))}
      </ul>
      {editable ? <p class="muted">{t(WORDS.usedByNote)}</p> : null}
    </Card>
  );
};
