import { keyFromLabel, labelKey } from '../attribute-key.ts';
import {
  EVENT_LIMITS,
  type EventDefinition,
  type EventProperty,
  type EventValue,
  type EventValueType,
  NOTED_EVENTS,
} from './event.ts';
import { eventRefusals } from './event-errors.ts';
import type { EventInput } from './parse-event.ts';

const typeOf = (value: EventValue): EventValueType => {
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'text';
};

const named = <T extends { readonly label: string }>(known: readonly T[], label: string): T | undefined =>
  known.find((one) => labelKey(one.label) === labelKey(label));

const NOTED: ReadonlySet<string> = new Set(Object.values(NOTED_EVENTS).map(({ name }) => labelKey(name)));
/** True for a name under which Tandem itself notes what contacts do. */
export const isNotedName = (name: string): boolean => NOTED.has(labelKey(name));

type Refusal = ReturnType<(typeof eventRefusals)[keyof typeof eventRefusals]>;

/** An event with the keys of what it says. */
export interface KnownEvent {
  readonly key: string;
  /** Kept properties by key. */
  readonly kept: Readonly<Record<string, EventValue>>;
}

/**
 * Brings an event together with what is known of its kind, and adds what is new.
 * @returns the definitions as they are after it, the same array where nothing is new; or why it is refused
 */
export const placeEvent = (
  known: readonly EventDefinition[],
  event: Pick<EventInput, 'name' | 'properties'>,
):
  | { readonly ok: true; readonly definitions: readonly EventDefinition[]; readonly event: KnownEvent }
  | { readonly ok: false; readonly refusal: Refusal } => {
  const before = named(known, event.name);
  const others = known.filter(({ label }) => !isNotedName(label)).length;
  if (before === undefined && others >= EVENT_LIMITS.names && !isNotedName(event.name)) {
    return { ok: false, refusal: eventRefusals.tooManyNames() };
  }
  const taken = new Set(known.map(({ key }) => key.toLowerCase()));
  // A name has a letter or a digit, and so a key.
  const key = before?.key ?? keyFromLabel(event.name, taken) ?? 'event';
  const properties: EventProperty[] = [...(before?.properties ?? [])];
  const kept: Record<string, EventValue> = {};
  for (const [label, value] of Object.entries(event.properties)) {
    let property = named(properties, label);
    if (property !== undefined && property.type !== typeOf(value)) {
      return { ok: false, refusal: eventRefusals.wrongType(label, property.type) };
    }
    if (property === undefined) {
      if (properties.length >= EVENT_LIMITS.keptProperties) continue;
      const own = keyFromLabel(label, new Set(properties.map((one) => one.key.toLowerCase()))) ?? 'property';
      property = { key: own, label, type: typeOf(value) };
      properties.push(property);
    }
    kept[property.key] = value;
  }
  const same = before !== undefined && before.properties.length === properties.length;
  const after: EventDefinition = { key, label: before?.label ?? event.name, properties };
  const definitions = same ? known : [...known.filter((one) => one !== before), after];
  return { ok: true, definitions, event: { key, kept } };
};
