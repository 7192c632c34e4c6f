import { type AttributeDefinition, type EventDefinition, eventName, type Topic } from '../../core/index.ts';
import { NotOffered } from '../fields/not-offered.tsx';
import { FIELDS } from '../fields/words.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { FieldErrors } from '../layout/index.ts';
import {
  CONTACT_SUBJECTS,
  type DraftCondition,
  type DraftGroup,
  type DraftNode,
  GROUP_MODES,
  OPERATORS,
  ROOT,
  subjectsOf,
  topicSubject,
} from './draft.ts';
import { EventControl } from './event-control.tsx';
import { eventKeyOf, eventSubject } from './event-draft.ts';
import { EVENT_WORDS_OF_EDITOR } from './event-words.ts';
import { ActionButton, focusOf, REDRAW } from './redraw.tsx';
import type { Suggestions } from './suggestions.ts';
import { type SegmentChoice, ValueControl } from './value-control.tsx';
import { MODE_WORDS, OPERATOR_WORDS, SUBJECT_WORDS, WORDS } from './words.ts';

/** What every part of the editor needs to know. */
interface EditorProps {
  readonly attributes: readonly AttributeDefinition[];
  /** Keys of restricted attributes without a grant: offered only where a condition reads one already. */
  readonly ungranted: readonly string[];
  /** Kinds of event that have arrived. */
  readonly events: readonly EventDefinition[];
  /** What contacts may agree to one by one. */
  readonly topics: readonly Topic[];
  readonly suggestions: Suggestions;
  /** Segments that the rule may name: all but its own. */
  readonly segments: readonly SegmentChoice[];
  readonly errors?: FormErrors | undefined;
  /** Element that gets the focus once the answer stands. */
  readonly focus?: string | undefined;
}

const NodeFields = ({ node, parent }: { node: DraftNode; parent: string }) => (
  <input type="hidden" name="node" value={`${node.id}:${parent}:${node.kind === 'group' ? 'g' : 'c'}`} />
);

const CONTACT_KEYS = Object.keys(CONTACT_SUBJECTS) as readonly (keyof typeof CONTACT_SUBJECTS)[];

const ConditionRow = ({ node, parent, ...props }: EditorProps & { node: DraftCondition; parent: string }) => {
  const t = useText();
  const { lang } = useViewer();
  const subject = subjectsOf(props.attributes, props.events, props.topics).get(node.attribute);
  const about = CONTACT_KEYS.find((key) => key === node.attribute);
  const attribute = props.attributes.find((candidate) => candidate.key === node.attribute);
  const event = props.events.find(({ key }) => key === eventKeyOf(node.attribute));
  const topic = props.topics.find(({ id }) => topicSubject(id) === node.attribute);
  const named =
    attribute?.label ?? (event === undefined ? undefined : eventName(event, lang)) ?? t(topic?.name ?? WORDS.attribute);
  const what = about === undefined ? named : t(SUBJECT_WORDS[about]);
  const wrong = props.errors?.fields[node.id] !== undefined;
  return (
    <li id={node.id} class={`condition${wrong ? ' wrong' : ''}`}>
      <NodeFields node={node} parent={parent} />
      <div class="condition-line">
        <select
          id={`${node.id}-attribute`}
          name={`${node.id}.attribute`}
          aria-label={t(WORDS.attribute)}
          {...(wrong ? { 'aria-invalid': 'true' as const, 'aria-describedby': `f-${node.id}-error` } : {})}
          hx-trigger="change"
          {...REDRAW}
          {...focusOf(`${node.id}-attribute`, props.focus)}
        >
          <option value="">{t(WORDS.chooseAttribute)}</option>
          {props.attributes.length === 0 ? null : (
            <optgroup label={t(WORDS.attributeSubjects)}>
              {props.attributes
                .filter(({ key }) => key === node.attribute || !props.ungranted.includes(key))
                .map(({ key, label }) => (
                  <option key={key} value={key} selected={key === node.attribute}>
                    {props.ungranted.includes(key) ? `${label} (${t(FIELDS.ungranted)})` : label}
                  </option>
                ))}
            </optgroup>
          )}
          {props.events.length === 0 ? null : (
            <optgroup label={t(EVENT_WORDS_OF_EDITOR.events)}>
              {props.events.map((each) => (
                <option
                  key={each.key}
                  value={eventSubject(each.key)}
                  selected={eventSubject(each.key) === node.attribute}
                >
                  {eventName(each, lang)}
                </option>
              ))}
            </optgroup>
          )}
          {props.topics.length === 0 ? null : (
            <optgroup label={t(WORDS.topicSubjects)}>
              {props.topics.map(({ id, name }) => (
                <option key={id} value={topicSubject(id)} selected={topicSubject(id) === node.attribute}>
                  {t(name)}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label={t(WORDS.contactSubjects)}>
            {CONTACT_KEYS.map((key) => (
              <option key={key} value={key} selected={key === node.attribute}>
                {t(SUBJECT_WORDS[key])}
              </option>
            ))}
          </optgroup>
        </select>
        {subject === undefined ? null : (
          <select
            id={`${node.id}-op`}
            name={`${node.id}.op`}
            aria-label={t(WORDS.operator, { what })}
            hx-trigger="change"
            {...REDRAW}
          >
            {OPERATORS[subject].map((op) => (
              <option key={op} value={op} selected={op === node.op}>
                {t(OPERATOR_WORDS[op])}
              </option>
            ))}
          </select>
        )}
        {subject === 'event' ? (
          <EventControl node={node} what={what} focus={props.focus} events={props.events} />
        ) : subject === undefined ? null : (
          <ValueControl
            node={node}
            subject={subject}
            what={what}
            suggestions={props.suggestions}
            segments={props.segments}
          />
        )}
        <ActionButton
          id={`${node.id}-remove`}
          action={`remove:${node.id}`}
          label="✕"
          title={t(WORDS.removeCondition, { what })}
          tone="quiet remove"
        />
      </div>
      <FieldErrors name={node.id} errors={props.errors} />
    </li>
  );
};

const GroupBox = ({ node, parent, ...props }: EditorProps & { node: DraftGroup; parent: string }) => {
  const t = useText();
  return (
    <div class={`group group-${node.mode}`}>
      {node.id === ROOT ? null : <NodeFields node={node} parent={parent} />}
      <div class="group-head">
        <select
          id={`${node.id}-mode`}
          name={`${node.id}.mode`}
          aria-label={t(WORDS.groupLabel)}
          {...focusOf(`${node.id}-mode`, props.focus)}
        >
          {GROUP_MODES.map((mode) => (
            <option key={mode} value={mode} selected={mode === node.mode}>
              {t(MODE_WORDS[mode])}
            </option>
          ))}
        </select>
        {node.id === ROOT ? null : (
          <ActionButton
            id={`${node.id}-remove`}
            action={`remove:${node.id}`}
            label="✕"
            title={t(WORDS.removeGroup)}
            tone="quiet remove"
          />
        )}
      </div>
      <FieldErrors name={node.id} errors={props.errors} />
      {node.children.length === 0 && node.id === ROOT ? <p class="muted">{t(WORDS.everyone)}</p> : null}
      <ul class="nodes" id={`${node.id}-nodes`}>
        {node.children.map((child) =>
          child.kind === 'condition' ? (
            <ConditionRow key={child.id} node={child} parent={node.id} {...props} />
          ) : (
            <li key={child.id} id={child.id}>
              <GroupBox node={child} parent={node.id} {...props} />
            </li>
          ),
        )}
      </ul>
      <div class="actions">
        <ActionButton
          id={`${node.id}-add`}
          action={`add:${node.id}`}
          label={t(WORDS.addCondition)}
          tone="secondary"
          focus={props.focus}
        />
        <ActionButton id={`${node.id}-group`} action={`group:${node.id}`} label={t(WORDS.addGroup)} tone="quiet" />
      </div>
    </div>
  );
};

/** The rule as nested groups of conditions; it posts itself on each change of shape. */
export const RuleEditor = ({ draft, ...props }: EditorProps & { draft: DraftGroup }) => (
  <div id="rule-editor">
    <FieldErrors name="rule" errors={props.errors} />
    <GroupBox node={draft} parent="-" {...props} />
    <NotOffered attributes={props.attributes} ungranted={props.ungranted} />
  </div>
);
