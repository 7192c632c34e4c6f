import { labelKey } from '../attribute-key.ts';
import {
  type Activities,
  type Activity,
  EVENT_LIMITS,
  type EventDefinition,
  type EventFact,
  type EventValue,
} from './event.ts';

/** The properties of a fact that rules can ask for, by key. */
const keptOf = (fact: EventFact, definition: EventDefinition | undefined): Record<string, EventValue> => {
  const kept: Record<string, EventValue> = {};
  for (const { name, value } of fact.properties) {
    const property = definition?.properties.find((one) => labelKey(one.label) === labelKey(name));
    if (property !== undefined) kept[property.key] = value;
  }
  return kept;
};

/** What a contact did, worked out from all its facts: what the intake has kept, if nothing went wrong. */
export const activityFrom = (facts: readonly EventFact[], definitions: readonly EventDefinition[]): Activities => {
  const byKey = new Map(definitions.map((definition) => [definition.key, definition]));
  const found = new Map<string, { at: Date; p: Record<string, EventValue> }[]>();
  for (const fact of facts) {
    const list = found.get(fact.event) ?? [];
    list.push({ at: fact.at, p: keptOf(fact, byKey.get(fact.event)) });
    found.set(fact.event, list);
  }
  return Object.fromEntries(
    [...found].map(([event, unordered]) => {
      const all = unordered.sort((a, b) => b.at.getTime() - a.at.getTime());
      const totals: Record<string, { n: number; sum: number }> = {};
      for (const { p } of all) {
        for (const [key, value] of Object.entries(p)) {
          if (typeof value !== 'number') continue;
          const { n, sum } = totals[key] ?? { n: 0, sum: 0 };
          totals[key] = { n: n + 1, sum: sum + value };
        }
      }
      const none = new Date(0);
      const activity: Activity = {
        count: all.length,
        first: all.at(-1)?.at ?? none,
        last: all[0]?.at ?? none,
        recent: all.slice(0, EVENT_LIMITS.recent),
        ...(Object.keys(totals).length === 0 ? {} : { totals }),
      };
      return [event, activity];
    }),
  );
};
