import { stringify } from 'csv-stringify/sync';
import type { AttributeDefinition, AttributeValue } from './contact.ts';
import type { ContactDocument } from './contact-store.ts';

const PIECE = 1_000;

const cell = (value: AttributeValue | undefined): string => {
  if (value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return typeof value === 'object' ? value.join('; ') : String(value);
};

/**
 * Contacts as CSV in pieces, with a byte order mark; cells that a spreadsheet would calculate are escaped, headers too,
 * because a label is what a file once said.
 */
export async function* contactCsv(
  contacts: AsyncIterable<ContactDocument>,
  attributes: readonly AttributeDefinition[],
): AsyncGenerator<string> {
  const head = ['address', 'external_id', 'consent', 'consent_basis', ...attributes.map(({ label }) => label)];
  yield stringify([head], { bom: true, escape_formulas: true });
  let rows: string[][] = [];
  for await (const { address, externalId, consent, attributes: values } of contacts) {
    rows.push([
      address ?? '',
      externalId ?? '',
      consent.status,
      consent.basis,
      ...attributes.map(({ key }) => cell(values[key])),
    ]);
    if (rows.length < PIECE) continue;
    yield stringify(rows, { escape_formulas: true });
    rows = [];
  }
  if (rows.length > 0) yield stringify(rows, { escape_formulas: true });
}
