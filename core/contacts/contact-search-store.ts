import type { Filter } from 'mongodb';
import { attributeNamed } from './attribute-key.ts';
import { parseValue } from './attribute-value.ts';
import type { AttributeDefinition } from './contact.ts';
import type { ContactDocument } from './contact-store.ts';
import { normaliseTag } from './tag.ts';

type Part = Filter<ContactDocument>;

const TAG = /^(?:tag|태그)$/i;
const NOBODY: Part = { _id: { $in: [] } };

/** Texts that begin so: a range, which an index answers; a pattern would be tried on every contact. */
const beginning = (text: string) => ({ $gte: text, $lt: `${text}\uffff` });

/** As people write names: `kim`, `Kim`, `KIM`. Texts are stored as they came. */
const spellings = (text: string): readonly string[] => [
  ...new Set([
    text,
    text.toLowerCase(),
    text.toUpperCase(),
    text.toLowerCase().replace(/(^|[\s-])\p{L}/gu, (first) => first.toUpperCase()),
  ]),
];

const byAttribute = ({ key, type }: AttributeDefinition, query: string): Part[] => {
  const path = `attributes.${key}`;
  if (type === 'text') return spellings(query).map((text) => ({ [path]: beginning(text) }) as Part);
  const result = parseValue(type === 'list' ? 'text' : type, query);
  return result.kind === 'value' ? [{ [path]: { $eq: result.value } } as Part] : [];
};

/**
 * The beginning of an address, an external id, or the beginning of a searchable attribute's text (its value for other
 * types); everybody where empty. `tag:vip` finds a tag, and `Region: Seoul` one attribute, searchable or not.
 */
export const searchFilter = (raw: string, definitions: readonly AttributeDefinition[]): Part => {
  const query = String(raw)
    .normalize('NFC')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 300);
  if (query === '') return {};
  const [, name = '', value = ''] = /^([^:]{1,200}):\s*(.+)$/u.exec(query) ?? [];
  if (TAG.test(name.trim())) {
    const tag = normaliseTag(value);
    return tag === undefined ? NOBODY : { tags: tag };
  }
  const named = name === '' ? undefined : attributeNamed(definitions, name.trim());
  if (named !== undefined) {
    const parts = byAttribute(named, value.trim());
    return parts.length === 0 ? NOBODY : { $or: parts };
  }
  return {
    $or: [
      // Addresses are ASCII.
      { address: beginning(query.toLowerCase()) },
      { externalId: { $eq: query } },
      ...definitions.filter(({ searchable }) => searchable).flatMap((definition) => byAttribute(definition, query)),
    ] as Part[],
  };
};
