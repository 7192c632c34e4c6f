import { withoutHiddenSigns } from '../common/hidden-signs.ts';
import type { Lang } from '../common/lang.ts';
import type { Topic } from '../contacts/consent/topic.ts';
import type { AttributeDefinition } from '../contacts/contact.ts';
import { type EventDefinition, eventName } from '../contacts/events/event.ts';
import { english } from './describe-english.ts';
import { korean } from './describe-korean.ts';
import type { Rule } from './rule.ts';

/** How attributes, segments and events are called, by key and by id. */
export interface RuleNames {
  readonly attribute: (key: string) => string;
  readonly segment: (id: string) => string;
  readonly topic: (id: string, lang: Lang) => string;
  readonly event: (key: string, lang: Lang) => string;
  /** A property of an event. */
  readonly property: (event: string, key: string) => string;
}

export const ruleNames = (
  definitions: readonly AttributeDefinition[],
  segments: ReadonlyMap<string, string> = new Map(),
  events: readonly EventDefinition[] = [],
  topics: readonly Topic[] = [],
): RuleNames => {
  const labels = new Map(definitions.map((definition) => [definition.key, definition.label]));
  const definition = (key: string) => events.find((one) => one.key === key);
  return {
    attribute: (key) => labels.get(key) ?? key,
    segment: (id) => segments.get(id) ?? id,
    topic: (id, lang) => topics.find((one) => one.id === id)?.name[lang] ?? id,
    event: (key, lang) => eventName(definition(key) ?? { label: key }, lang),
    property: (event, key) => definition(event)?.properties.find((one) => one.key === key)?.label ?? key,
  };
};

/**
 * The rule as a sentence about contacts, in English or Korean. Attributes appear by their labels, segments by their names.
 * Signs that would turn or break the sentence are shown as a replacement sign: labels and values come from outside.
 */
export const describeRule = (rule: Rule, names: RuleNames, lang: Lang): string => {
  const everyone = rule.kind === 'all' && rule.rules.length === 0;
  if (lang === 'ko') {
    return everyone ? '모든 연락처' : withoutHiddenSigns(`${korean(rule, names, 'end')} 연락처`, '\ufffd');
  }
  const sentence = withoutHiddenSigns(english(rule, names), '\ufffd');
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
};
