import { stringify } from 'csv-stringify/sync';
import type { Insight } from './insight.ts';

const HEAD = [
  'id',
  'created_at',
  'state',
  'text',
  'customer',
  'theme',
  'product',
  'region',
  'source',
  'sentiment',
  'sentiment_corrected',
  'quote_consent',
  'people',
  'links',
  'link',
  'author',
];

/** Insights as CSV in pieces, one for each page of them, with a byte order mark; formulas are escaped. */
export async function* insightCsv(
  pages: AsyncIterable<readonly Insight[]>,
  nameOf: (staffId: string) => string,
): AsyncGenerator<string> {
  yield stringify([HEAD], { bom: true });
  for await (const page of pages) {
    const rows = page.map((each) => [
      each.id,
      each.createdAt.toISOString(),
      each.state,
      each.text,
      each.customer,
      each.themeKey ?? '',
      each.product ?? '',
      each.region ?? '',
      each.source,
      each.sentiment.label,
      each.sentiment.correctedBy === null ? 'no' : 'yes',
      each.quoteConsent,
      String(each.supporters.length + 1),
      each.links.map(({ id }) => id).join(' '),
      each.link ?? '',
      nameOf(each.authorId),
    ]);
    if (rows.length > 0) yield stringify(rows, { escape_formulas: true });
  }
}
