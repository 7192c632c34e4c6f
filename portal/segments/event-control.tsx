import type { EventDefinition, EventProperty } from '../../core/index.ts';
import { useText } from '../http/index.ts';
import type { DraftCondition } from './draft.ts';
import { COMPARES, type DraftFilter, eventKeyOf, FILTER_OPERATORS, WINDOWS } from './event-draft.ts';
import { COMPARE_WORDS, EVENT_WORDS_OF_EDITOR as EVENT, WINDOW_WORDS } from './event-words.ts';
import { ActionButton, focusOf, REDRAW } from './redraw.tsx';
import { FromToday, Unit, Zone } from './time-controls.tsx';
import { OPERATOR_WORDS, WORDS } from './words.ts';

interface Props {
  readonly node: DraftCondition;
  readonly what: string;
  readonly focus?: string | undefined;
}

/** A select that changes what stands beside it. */
const Shaping = (props: {
  id: string;
  name: string;
  label: string;
  value: string;
  options: readonly { readonly value: string; readonly label: string }[];
  choose?: string;
  focus?: string | undefined;
}) => (
  <select
    id={props.id}
    name={props.name}
    aria-label={props.label}
    hx-trigger="change"
    {...REDRAW}
    {...focusOf(props.id, props.focus)}
  >
    {props.choose === undefined || props.options.some(({ value }) => value === props.value) ? null : (
      <option value="">{props.choose}</option>
    )}
    {props.options.map(({ value, label }) => (
      <option key={value} value={value} selected={value === props.value}>
        {label}
      </option>
    ))}
  </select>
);

const Times = ({ node, what }: Props) => {
  const t = useText();
  return (
    <span class="range times">
      <input
        id={`${node.id}-value`}
        name={`${node.id}.value`}
        value={node.value === '' && node.op === 'did' ? '1' : node.value}
        inputMode="numeric"
        autocomplete="off"
        size={4}
        aria-label={t(EVENT.times, { what })}
      />
      <span aria-hidden="true">{t(EVENT.timesWord)}</span>
    </span>
  );
};

const Aggregate = ({ node, what, focus, properties }: Props & { properties: readonly EventProperty[] }) => {
  const t = useText();
  const numbers = properties.filter(({ type }) => type === 'number');
  return (
    <span class="range">
      <Shaping
        id={`${node.id}-property`}
        name={`${node.id}.property`}
        label={t(EVENT.property, { what })}
        value={node.property}
        options={numbers.map(({ key, label }) => ({ value: key, label }))}
        choose={t(EVENT.chooseProperty)}
        focus={focus}
      />
      <select id={`${node.id}-compare`} name={`${node.id}.compare`} aria-label={t(EVENT.compare, { what })}>
        {COMPARES.map((compare) => (
          <option key={compare} value={compare} selected={compare === node.compare}>
            {t(COMPARE_WORDS[compare])}
          </option>
        ))}
      </select>
      <input
        id={`${node.id}-value`}
        name={`${node.id}.value`}
        value={node.value}
        inputMode="decimal"
        autocomplete="off"
        aria-label={t(WORDS.value, { what })}
      />
    </span>
  );
};

/** In which time it has to have happened. */
const Window = ({ node, what, focus }: Props) => {
  const t = useText();
  const dates = (['from', 'to'] as const).map((end) => (
    <input
      key={end}
      id={`${node.id}-${end}`}
      name={`${node.id}.${end}`}
      value={node[end]}
      type="date"
      aria-label={t(WORDS[end], { what })}
    />
  ));
  return (
    <span class="range">
      <Shaping
        id={`${node.id}-window`}
        name={`${node.id}.window`}
        label={t(EVENT.window, { what })}
        value={node.window}
        options={WINDOWS.map((window) => ({ value: window, label: t(WINDOW_WORDS[window]) }))}
        focus={focus}
      />
      {node.window === 'last' ? (
        <>
          <input
            id={`${node.id}-span`}
            name={`${node.id}.span`}
            value={node.span}
            inputMode="numeric"
            autocomplete="off"
            size={4}
            aria-label={t(EVENT.span, { what })}
          />
          <Unit node={node} what={what} />
        </>
      ) : null}
      {node.window === 'between' ? dates : null}
      {node.window === 'ever' ? null : <Zone node={node} what={what} />}
    </span>
  );
};

const FilterValue = (props: { id: string; name: string; label: string; filter: DraftFilter; type: string }) => {
  const t = useText();
  const { id, name, label, filter, type } = props;
  if (type === 'boolean') {
    return (
      <select id={id} name={name} aria-label={label}>
        {(['true', 'false'] as const).map((value) => (
          <option key={value} value={value} selected={value === filter.value}>
            {t(value === 'true' ? EVENT.yes : EVENT.no)}
          </option>
        ))}
      </select>
    );
  }
  if (filter.op === 'in' || filter.op === 'not_in') {
    return (
      <textarea id={id} name={name} rows={2} aria-label={label} placeholder={t(EVENT.lines)}>
        {filter.value}
      </textarea>
    );
  }
  const inputMode = type === 'number' ? ('decimal' as const) : undefined;
  return (
    <input
      id={id}
      name={name}
      value={filter.value}
      aria-label={label}
      autocomplete="off"
      {...({ inputMode } as object)}
    />
  );
};

const Filters = ({ node, what, focus, properties }: Props & { properties: readonly EventProperty[] }) => {
  const t = useText();
  return (
    <div class="event-filters">
      <input type="hidden" name={`${node.id}.filters`} value={String(node.where.length)} />
      {node.where.map((filter, i) => {
        const property = properties.find(({ key }) => key === filter.property);
        const base = `${node.id}-w${i}`;
        const name = `${node.id}.w${i}`;
        const about = property?.label ?? t(EVENT.property, { what });
        return (
          <span class="range" key={base}>
            <span aria-hidden="true">{t(EVENT.where)}</span>
            <Shaping
              id={`${base}-property`}
              name={`${name}.property`}
              label={t(EVENT.property, { what })}
              value={filter.property}
              options={properties.map(({ key, label }) => ({ value: key, label }))}
              choose={t(EVENT.chooseProperty)}
              focus={focus}
            />
            {property === undefined ? null : (
              <>
                <Shaping
                  id={`${base}-op`}
                  name={`${name}.op`}
                  label={t(WORDS.operator, { what: about })}
                  value={filter.op}
                  options={FILTER_OPERATORS[property.type].map((op) => ({ value: op, label: t(OPERATOR_WORDS[op]) }))}
                />
                <FilterValue
                  id={`${base}-value`}
                  name={`${name}.value`}
                  label={t(WORDS.value, { what: about })}
                  filter={filter}
                  type={property.type}
                />
              </>
            )}
            <ActionButton
              id={`${base}-remove`}
              action={`unwhere:${node.id}.${i}`}
              label="✕"
              title={t(EVENT.removeWhere, { n: i + 1, what })}
              tone="quiet remove"
            />
          </span>
        );
      })}
      {properties.length === 0 ? null : (
        <ActionButton
          id={`${node.id}-where`}
          action={`where:${node.id}`}
          label={t(EVENT.addWhere)}
          title={t(EVENT.addWhereOf, { what })}
          tone="quiet"
          focus={focus}
        />
      )}
    </div>
  );
};

/** What is asked of an event: how often, how much or when last, in which time, and what it has to say. */
export const EventControl = ({ node, what, focus, events }: Props & { events: readonly EventDefinition[] }) => {
  const t = useText();
  if (node.op === 'event_within' || node.op === 'event_before') return <FromToday node={node} what={what} />;
  const key = eventKeyOf(node.attribute);
  const properties = events.find((event) => event.key === key)?.properties ?? [];
  const shared = { node, what, focus };
  const aggregate = ['event_sum', 'event_average', 'event_latest'].includes(node.op);
  return (
    <>
      {aggregate ? <Aggregate {...shared} properties={properties} /> : null}
      {aggregate || node.op === 'did_not' ? null : <Times {...shared} />}
      <div class="event-more">
        <Window {...shared} />
        <Filters {...shared} properties={properties} />
        {node.window === 'ever' && node.where.length === 0 ? null : <small class="muted">{t(EVENT.newest)}</small>}
      </div>
    </>
  );
};
