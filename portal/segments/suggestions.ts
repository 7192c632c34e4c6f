import type { AttributeDefinition, AttributeValue, Core } from '../../core/index.ts';
import type { DraftNode } from './draft.ts';

/** Values in use of an attribute, the most frequent first. */
export type Suggestions = ReadonlyMap<string, readonly { readonly value: string; readonly count: number }[]>;

const TAG = ':tag';
const FRESH_MS = 30_000;
const SUGGESTED: ReadonlySet<string> = new Set(['text', 'list']);

const attributesIn = (node: DraftNode): string[] =>
  node.kind === 'condition' ? [node.attribute] : node.children.flatMap(attributesIn);

const asText = (value: AttributeValue): string | undefined => (typeof value === 'string' ? value : undefined);

/** Reads the values of the attributes that a draft names; kept half a minute, because each keystroke asks. */
export const createSuggestions = (core: Core) => {
  const kept = new Map<string, { until: number; values: { value: string; count: number }[] }>();
  const valuesOf = async (key: string) => {
    const now = core.clock.now().getTime();
    const found = kept.get(key);
    if (found !== undefined && found.until > now) return found.values;
    const values = (await core.contacts.valuesOf(key)).flatMap(({ value, count }) => {
      const text = asText(value);
      return text === undefined ? [] : [{ value: text, count }];
    });
    kept.set(key, { until: now + FRESH_MS, values });
    return values;
  };
  const tagsOf = async () =>
    [TAG, (await core.contacts.tags()).map(({ tag, count }) => ({ value: tag, count }))] as const;
  return async (draft: DraftNode, attributes: readonly AttributeDefinition[]): Promise<Suggestions> => {
    const named = new Set(attributesIn(draft));
    const wanted = attributes.filter((attribute) => named.has(attribute.key) && SUGGESTED.has(attribute.type));
    const values = wanted.map(async ({ key }) => [key, await valuesOf(key)] as const);
    const tags = named.has(TAG) ? [tagsOf()] : [];
    return new Map(await Promise.all([...values, ...tags]));
  };
};
