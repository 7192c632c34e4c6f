import { attributeLabelled } from '../../contacts/attribute-key.ts';
import type { AttributeDefinition } from '../../contacts/contact.ts';
import type { ImportMapping, ImportPreview, ImportReport } from '../../contacts/contact-import.ts';
import type { Core } from '../../create-core.ts';
import { fileAt } from '../demo/demo-file.ts';
import { type ImportOptions, mappingFrom } from './import-mapping.ts';
import { actorFor, note } from './session.ts';

const SHOWN_REFUSALS = 20;

/** What becomes of each column, in the words of the options. */
const described = (
  mapping: ImportMapping,
  { headers, fits }: ImportPreview,
  known: readonly AttributeDefinition[],
): string[] => [
  ...Object.entries(mapping.columns).map(([header, target]) => {
    if (target.to !== 'attribute') return `  ${header} → ${target.to}`;
    const { label, type } = target;
    const fit = fits[headers.indexOf(header)]?.includes(type) !== false;
    return `  ${header} → ${attributeLabelled(known, label) === undefined ? 'new attribute' : 'attribute'} ${label} (${type})${
      fit ? '' : `: some of the first values are no ${type}, and their rows will be refused`
    }`;
  }),
  ...(mapping.madeAddress === undefined
    ? []
    : [
        `  address made from ${mapping.madeAddress.fromColumn}: ${mapping.madeAddress.prefix}…@${mapping.madeAddress.domain}`,
      ]),
  `  consent: ${mapping.consent.kind === 'declared' ? `declared (${mapping.consent.source})` : mapping.consent.kind}`,
];

type Progress = Pick<ImportReport, 'phase' | 'bytesRead' | 'bytesTotal' | 'rows'>;

/** On a terminal one line that changes; elsewhere a line each tenth, and the last one with every row. */
export const sayProgress = (say: (line: string) => void): ((report: Progress) => void) => {
  const said = { share: 0, rows: 0 };
  return ({ phase, bytesRead, bytesTotal, rows }) => {
    const share = bytesTotal === 0 ? 0 : Math.floor((bytesRead / bytesTotal) * 100);
    // A small file is read at once, and its rows are stored after that.
    if (share < said.share + 10 && (phase !== 'done' || rows === said.rows)) return;
    Object.assign(said, { share, rows });
    say(`${share} %, ${rows} rows`);
  };
};

const progress = (): ((report: Progress) => void) =>
  process.stderr.isTTY
    ? ({ bytesRead, bytesTotal, rows }) =>
        process.stderr.write(`\r${bytesTotal === 0 ? 0 : Math.floor((bytesRead / bytesTotal) * 100)} %, ${rows} rows `)
    : sayProgress(note);

/** `import FILE`: answers the exit code. */
export const importCommand = async (
  core: Core,
  path: string,
  options: ImportOptions & { readonly as?: string; readonly dryRun?: boolean },
): Promise<number> => {
  const file = await fileAt(path);
  const actor = await actorFor(core, options.as);
  const preview = await core.contacts.previewImport(file.head, file.name);
  const attributes = await core.contacts.attributes();
  const mapping = mappingFrom(preview.guess, preview.headers, options, attributes);
  note(`${file.name}: ${preview.encoding}, ${preview.headers.length} columns`);
  for (const line of described(mapping, preview, attributes)) note(line);
  if (mapping.consent.kind === 'none') {
    note('Nobody’s consent is known, so nobody will be eligible: name --consent-column or --consent-declared.');
  }
  if (options.dryRun === true) return 0;

  const queued = await core.contacts.queueImport(actor, { fileName: file.name, content: file.content(), mapping });
  if (queued.phase === 'done') note('This file was imported with this mapping before; nothing is imported twice.');
  const report = await core.contacts.runImport(queued.id, progress());
  if (process.stderr.isTTY) process.stderr.write('\n');
  const { rows, created, updated, unchanged, refused, withoutConsent, withoutAddress } = report;
  console.log(`${rows} rows: ${created} created, ${updated} updated, ${unchanged} unchanged, ${refused} refused`);
  if (withoutConsent > 0) console.log(`  without consent: ${withoutConsent} (matching, not eligible)`);
  if (withoutAddress > 0) console.log(`  without address: ${withoutAddress} (matching, not eligible)`);
  for (const [reason, count] of Object.entries(report.reasons)) console.log(`  refused, ${reason}: ${count}`);
  for (const { row, text } of await core.contacts.refusedRows(report.id, { limit: SHOWN_REFUSALS })) {
    console.log(`  row ${row}: ${text}`);
  }
  if (refused > SHOWN_REFUSALS)
    console.log(`  … all ${refused} stand under ${core.config.portal.url}/contacts/imports/${report.id}`);
  if (report.phase === 'done') return 0;
  note(report.failure?.en ?? `The import is ${report.phase}.`);
  return 1;
};
