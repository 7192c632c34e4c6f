import { DATE_UNITS } from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import type { DraftCondition } from './draft.ts';
import { UNIT_WORDS, WORDS } from './words.ts';

const ZONES = Intl.supportedValuesOf('timeZone');

/** Whose day today is. */
export const Zone = ({ node, what }: { node: DraftCondition; what: string }) => {
  const t = useText();
  const chosen = node.zone || useViewer().zone;
  return (
    <select id={`${node.id}-zone`} name={`${node.id}.zone`} aria-label={t(WORDS.zone, { what })}>
      {[...new Set([chosen, 'UTC', ...ZONES])].map((zone) => (
        <option key={zone} value={zone} selected={zone === chosen}>
          {zone}
        </option>
      ))}
    </select>
  );
};

/** Days, weeks, months or years. */
export const Unit = ({ node, what }: { node: DraftCondition; what: string }) => {
  const t = useText();
  return (
    <select id={`${node.id}-unit`} name={`${node.id}.unit`} aria-label={t(WORDS.unit, { what })}>
      {DATE_UNITS.map((unit) => (
        <option key={unit} value={unit} selected={unit === node.unit}>
          {t(UNIT_WORDS[unit])}
        </option>
      ))}
    </select>
  );
};

/** So many days, weeks, months or years from today. */
export const FromToday = ({ node, what }: { node: DraftCondition; what: string }) => {
  const t = useText();
  return (
    <span class="range">
      <input
        id={`${node.id}-value`}
        name={`${node.id}.value`}
        value={node.value}
        inputMode="numeric"
        autocomplete="off"
        aria-label={t(WORDS.amount, { what })}
      />
      <Unit node={node} what={what} />
      <Zone node={node} what={what} />
    </span>
  );
};
