import type { LocalText } from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { formatNumber } from '../words/text.ts';
import type { DraftCondition, Subject } from './draft.ts';
import type { Suggestions } from './suggestions.ts';
import { FromToday, Zone } from './time-controls.tsx';
import { CONSENT_WORDS, SUPPRESSION_WORDS, WORDS } from './words.ts';

/** A segment that a rule may name. */
export interface SegmentChoice {
  readonly id: string;
  readonly name: string;
}

const Choice = (props: {
  node: DraftCondition;
  what: string;
  options: readonly { readonly value: string; readonly label: string }[];
}) => {
  const t = useText();
  const { node, what, options } = props;
  const known = options.some(({ value }) => value === node.value);
  return (
    <select id={`${node.id}-value`} name={`${node.id}.value`} aria-label={t(WORDS.value, { what })}>
      {known ? null : <option value="">{t(WORDS.choose)}</option>}
      {options.map(({ value, label }) => (
        <option key={value} value={value} selected={value === node.value}>
          {label}
        </option>
      ))}
    </select>
  );
};

const Range = ({ node, what, type, zone }: { node: DraftCondition; what: string; type: string; zone: boolean }) => {
  const t = useText();
  // A phone's decimal keys have no minus, which days that are past need.
  const inputMode = type !== 'text' || node.op === 'anniversary' ? undefined : ('decimal' as const);
  const common = { type, inputMode } as object;
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
      {zone ? <Zone node={node} what={what} /> : null}
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

const options = (t: ReturnType<typeof useText>, words: Readonly<Record<string, LocalText>>) =>
  Object.entries(words).map(([value, text]) => ({ value, label: t(text) }));

/** The control that fits what is asked and the comparison. */
export const ValueControl = (props: {
  node: DraftCondition;
  subject: Subject;
  what: string;
  suggestions: Suggestions;
  segments: readonly SegmentChoice[];
}) => {
  const t = useText();
  const { node, subject, what, suggestions } = props;
  switch (subject) {
    case 'consent':
    case 'topic':
      return <Choice node={node} what={what} options={options(t, CONSENT_WORDS)} />;
    case 'suppression':
      return <Choice node={node} what={what} options={options(t, SUPPRESSION_WORDS)} />;
    case 'segment':
      return (
        <Choice node={node} what={what} options={props.segments.map(({ id, name }) => ({ value: id, label: name }))} />
      );
    case 'address':
    case 'boolean':
    case 'event':
      return null;
    default:
      break;
  }
  switch (node.op) {
    case 'empty':
    case 'not_empty':
      return null;
    case 'in':
    case 'not_in':
    case 'any':
    case 'every':
    case 'none':
      return <OneOf node={node} what={what} suggestions={suggestions} />;
    case 'last':
    case 'next':
    case 'earlier':
    case 'later':
      return <FromToday node={node} what={what} />;
    case 'between':
      return <Range node={node} what={what} type={subject === 'date' ? 'date' : 'text'} zone={false} />;
    case 'age':
    case 'anniversary':
      return <Range node={node} what={what} type="text" zone />;
    default:
      return <OneValue node={node} subject={subject} what={what} suggestions={suggestions} />;
  }
};

const OneValue = (props: { node: DraftCondition; subject: Subject; what: string; suggestions: Suggestions }) => {
  const t = useText();
  const { node, subject, what } = props;
  const list = props.suggestions.get(node.attribute) ?? [];
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
          type: subject === 'date' ? 'date' : 'text',
          inputMode: subject === 'number' ? 'decimal' : undefined,
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
