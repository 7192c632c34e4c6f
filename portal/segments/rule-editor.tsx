import type { AttributeDefinition } from '../../core/index.ts';
import { type FormErrors, useText, useViewer } from '../http/index.ts';
import { FieldErrors } from '../layout/index.ts';
import { formatNumber } from '../words/text.ts';
import { type DraftCondition, type DraftGroup, type DraftNode, GROUP_MODES, OPERATORS, ROOT } from './draft.ts';
import type { Suggestions } from './suggestions.ts';
import { MODE_WORDS, OPERATOR_WORDS, WORDS } from './words.ts';

/** What every part of the editor needs to know. */
interface EditorProps {
  readonly attributes: readonly AttributeDefinition[];
  readonly suggestions: Suggestions;
  readonly errors?: FormErrors | undefined;
  /** Element that gets the focus once the answer stands. */
  readonly focus?: string | undefined;
}

/** Sends the draft and puts the changed editor in place; elements keep their identity, and so the focus stays. */
const REDRAW = {
  'hx-post': '/segments/draft/rule',
  'hx-target': '#rule-editor',
  'hx-swap': 'outerMorph',
} as const;

const focusOf = (id: string, focus: string | undefined): { 'data-focus'?: string } =>
  id === focus ? { 'data-focus': '' } : {};

const ActionButton = (props: {
  id: string;
  action: string;
  label: string;
  title?: string;
  tone: string;
  focus?: string | undefined;
}) => (
  <button
    type="submit"
    id={props.id}
    class={`${props.tone} small`}
    name="do"
    value={props.action}
    formNoValidate
    aria-label={props.title}
    {...REDRAW}
    {...focusOf(props.id, props.focus)}
  >
    {props.label}
  </button>
);

const Range = ({ node, what, type }: { node: DraftCondition; what: string; type: string }) => {
  const t = useText();
  const common = { type, inputMode: type === 'text' ? ('decimal' as const) : undefined } as object;
  return (
    <span class="range">
      <input
        id={`${node.id}-from`}
        name={`${node.id}.from`}
        value={node.from}
        aria-label={t(WORDS.from, { what })}
        {...common}
      />
      <span aria-hidden="true">{t(WORDS.and)}</span>
      <input
        id={`${node.id}-to`}
        name={`${node.id}.to`}
        value={node.to}
        aria-label={t(WORDS.to, { what })}
        {...common}
      />
      <small class="muted">{t(WORDS.both)}</small>
    </span>
  );
};

const OneOf = ({ node, what, suggestions }: { node: DraftCondition; what: string; suggestions: Suggestions }) => {
  const t = useText();
  const { lang } = useViewer();
  const offered = suggestions.get(node.attribute) ?? [];
  const known = new Set(offered.map(({ value }) => value));
  const others = node.values.filter((value) => !known.has(value));
  return (
    <div class="one-of">
      {offered.length === 0 ? null : (
        <fieldset class="chips">
          <legend class="visually-hidden">{t(WORDS.values, { what })}</legend>
          {offered.map(({ value, count }, i) => (
            <label key={value} class="chip">
              <input
                type="checkbox"
                id={`${node.id}-value-${i}`}
                name={`${node.id}.values`}
                value={value}
                checked={node.values.includes(value)}
              />
              <span>
                {value} <small class="muted">{formatNumber(count, lang)}</small>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {offered.length > 0 && offered.length < 20 && others.length === 0 ? null : (
        <textarea
          id={`${node.id}-more`}
          name={`${node.id}.more`}
          rows={2}
          aria-label={t(WORDS.moreOf, { what })}
          placeholder={t(WORDS.more)}
        >
          {others.join('\n')}
        </textarea>
      )}
    </div>
  );
};

/** The control that fits the attribute's type and the comparison. */
const ValueControl = (props: { node: DraftCondition; attribute: AttributeDefinition; suggestions: Suggestions }) => {
  const t = useText();
  const { node, attribute, suggestions } = props;
  const what = attribute.label;
  if (['empty', 'not_empty', 'true', 'false'].includes(node.op)) return null;
  if (node.op === 'in' || node.op === 'not_in') return <OneOf node={node} what={what} suggestions={suggestions} />;
  const isDate = attribute.type === 'date';
  if (node.op === 'between' || node.op === 'age') {
    return <Range node={node} what={what} type={isDate && node.op === 'between' ? 'date' : 'text'} />;
  }
  const list = suggestions.get(node.attribute) ?? [];
  const listId = list.length > 0 ? `${node.id}-list` : undefined;
  return (
    <>
      <input
        id={`${node.id}-value`}
        name={`${node.id}.value`}
        value={node.value}
        aria-label={t(WORDS.value, { what })}
        autocomplete="off"
        {...({
          type: isDate ? 'date' : 'text',
          inputMode: attribute.type === 'number' ? 'decimal' : undefined,
          list: listId,
        } as object)}
      />
      {listId === undefined ? null : (
        <datalist id={listId}>
          {list.map(({ value }) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
    </>
  );
};

const NodeFields = ({ node, parent }: { node: DraftNode; parent: string }) => (
  <input type="hidden" name="node" value={`${node.id}:${parent}:${node.kind === 'group' ? 'g' : 'c'}`} />
);

const ConditionRow = ({ node, parent, ...props }: EditorProps & { node: DraftCondition; parent: string }) => {
  const t = useText();
  const attribute = props.attributes.find((candidate) => candidate.key === node.attribute);
  const what = attribute?.label ?? t(WORDS.attribute);
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
          {props.attributes.map((candidate) => (
            <option key={candidate.key} value={candidate.key} selected={candidate.key === node.attribute}>
              {candidate.label}
            </option>
          ))}
        </select>
        {attribute === undefined ? null : (
          <select
            id={`${node.id}-op`}
            name={`${node.id}.op`}
            aria-label={t(WORDS.operator, { what })}
            hx-trigger="change"
            {...REDRAW}
          >
            {OPERATORS[attribute.type].map((op) => (
              <option key={op} value={op} selected={op === node.op}>
                {t(OPERATOR_WORDS[op])}
              </option>
            ))}
          </select>
        )}
        {attribute === undefined ? null : (
          <ValueControl node={node} attribute={attribute} suggestions={props.suggestions} />
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
  </div>
);
