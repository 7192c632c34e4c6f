import {
  type AttributeDefinition,
  type EventDefinition,
  isStaticList,
  RULE_LIMITS,
  type Segment,
  type Topic,
} from '../../core/index.ts';
import { type FormErrors, useText } from '../http/index.ts';
import { Banner, Field, Form, Page } from '../layout/index.ts';
import { COMMON } from '../words/common.ts';
import type { DraftGroup } from './draft.ts';
import { RuleEditor } from './rule-editor.tsx';
import { type StarterChoices, Starters } from './starters.tsx';
import type { Suggestions } from './suggestions.ts';
import type { SegmentChoice } from './value-control.tsx';
import { WORDS } from './words.ts';

/** The editor: rule on one side, live counts and the sentence on the other. */
export const SegmentFormPage = (props: {
  segment: Segment | undefined;
  name: string;
  draft: DraftGroup;
  version: number;
  attributes: readonly AttributeDefinition[];
  ungranted: readonly string[];
  events: readonly EventDefinition[];
  topics: readonly Topic[];
  suggestions: Suggestions;
  segments: readonly SegmentChoice[];
  errors?: FormErrors | undefined;
  /** The version that somebody else saved meanwhile. */
  newer?: number | undefined;
  starters?: StarterChoices | undefined;
}) => {
  const t = useText();
  const { segment, errors, newer } = props;
  // Of a list only the name is edited here.
  const list = segment !== undefined && isStaticList(segment);
  const action = segment === undefined ? '/segments' : `/segments/${segment.id}`;
  return (
    <Page
      title={segment === undefined ? t(WORDS.create) : t(WORDS.editTitle)}
      active="segments"
      back={
        segment === undefined ? { href: '/segments', label: t(WORDS.title) } : { href: action, label: segment.name }
      }
    >
      {props.attributes.length === 0 ? (
        <Banner tone="info">
          <p>
            {t(WORDS.noAttributes)} <a href="/contacts/imports/new">→</a>
          </p>
        </Banner>
      ) : null}
      {props.starters === undefined ? null : <Starters {...props.starters} />}
      <Form action={action} errors={errors} id="segment-form" class="segment-form">
        {newer === undefined ? null : (
          <Banner tone="warning" role="alert">
            <p>{t(WORDS.conflict, { version: newer })}</p>
            <div class="actions">
              <a href={action} target="_blank" rel="noopener">
                {t(WORDS.openTheirs, { version: newer })}
              </a>
              <button type="submit" name="over" value={newer} class="secondary small">
                {t(WORDS.saveOver, { version: newer })}
              </button>
            </div>
          </Banner>
        )}
        <input type="hidden" name="version" value={String(props.version)} />
        <input type="hidden" name="self" value={segment?.id ?? ''} />
        <div class="editor-columns">
          <div class="card">
            <Field
              name="name"
              label={t(WORDS.name)}
              value={props.name}
              placeholder={t(WORDS.nameExample)}
              autocomplete="off"
              maxLength={100}
              errors={errors}
            />
            {list ? <p class="muted">{t(WORDS.listLead)}</p> : <h2>{t(WORDS.rule)}</h2>}
            {list ? null : (
              <RuleEditor
                draft={props.draft}
                attributes={props.attributes}
                ungranted={props.ungranted}
                events={props.events}
                topics={props.topics}
                suggestions={props.suggestions}
                segments={props.segments}
                errors={errors}
              />
            )}
            {list ? null : (
              <p class="muted">
                {t(WORDS.limits, {
                  conditions: RULE_LIMITS.conditions,
                  depth: RULE_LIMITS.depth,
                  whole: RULE_LIMITS.whole.conditions,
                })}
              </p>
            )}
            <div class="form-end">
              <button type="submit">{t(WORDS.save)}</button>
              <a href={segment === undefined ? '/segments' : action}>{t(COMMON.cancel)}</a>
            </div>
          </div>
          {list ? null : (
            <aside class="card count-card">
              <div
                id="rule-count"
                aria-live="polite"
                hx-post="/segments/draft/count"
                hx-trigger="load, input from:#segment-form delay:400ms, rule-changed from:body delay:50ms"
                hx-include="#segment-form"
                hx-swap="innerHTML"
                hx-sync="this:replace"
              >
                <p class="muted">{t(WORDS.counting)}</p>
              </div>
            </aside>
          )}
        </div>
      </Form>
    </Page>
  );
};
