import type { Filter } from 'mongodb';
import { parseValue } from './attribute-value.ts';
import type { AttributeDefinition } from './contact.ts';
import type { ContactDocument } from './contact-store.ts';

/** The beginning of an address, an external id, or the value of a searchable attribute; everybody where empty. */
export const searchFilter = (raw: string, definitions: readonly AttributeDefinition[]): Filter<ContactDocument> => {
  const query = String(raw)
    .normalize('NFC')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 300);
  if (query === '') return {};
  const byAttribute = definitions
    .filter((definition) => definition.searchable)
    .flatMap(({ key, type }) => {
      const result = parseValue(type === 'list' ? 'text' : type, query);
      return result.kind === 'value' ? [{ [`attributes.${key}`]: { $eq: result.value } }] : [];
    });
  return {
    $or: [
      // Addresses are ASCII, so a prefix is a range; a pattern would be tried on every contact.
      { address: { $gte: query.toLowerCase(), $lt: `${query.toLowerCase()}\uffff` } },
      { externalId: { $eq: query } },
      ...byAttribute,
    ] as Filter<ContactDocument>[],
  };
};
