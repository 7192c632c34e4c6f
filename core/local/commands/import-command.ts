import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { attributeLabelled } from '../../contacts/attribute-key.ts';
import type { AttributeDefinition } from '../../contacts/contact.ts';
import type { ImportMapping, ImportPreview, ImportReport } from '../../contacts/contact-import.ts';
import type { Core } from '../../create-core.ts';
import { fileAt } from '../demo/demo-file.ts';
import { type ImportOptions, mappingFrom } from './import-mapping.ts';
import { newFile } from './new-file.ts';
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

type Progress = Pick<ImportReport, 'phase' | 'bytesRead' | 'bytesTotal' | 'rows'> &
  Partial<Pick<ImportReport, 'rowsPerSecond' | 'secondsLeft'>>;

/** Rate and time left, once they can be said. */
const pace = ({ rowsPerSecond = null, secondsLeft = null }: Progress): string =>
  `${rowsPerSecond === null ? '' : `, ${rowsPerSecond} a second`}${secondsLeft === null ? '' : `, ${secondsLeft} s left`}`;

/** On a terminal one line that changes; elsewhere a line each tenth, and the last one with every row. */
export const sayProgress = (say: (line: string) => void): ((report: Progress) => void) => {
  const said = { share: 0, rows: 0 };
  return (report) => {
    const { phase, bytesRead, bytesTotal, rows } = report;
    const share = bytesTotal === 0 ? 0 : Math.floor((bytesRead / bytesTotal) * 100);
    // A small file is read at once, and its rows are stored after that.
    if (share < said.share + 10 && (phase !== 'done' || rows === said.rows)) return;
    Object.assign(said, { share, rows });
    say(`${share} %, ${rows} rows${pace(report)}`);
  };
};

const totals = (counts: Pick<ImportReport, 'rows' | 'created' | 'updated' | 'unchanged' | 'refused'>): string =>
  `${counts.rows} rows: ${counts.created} created, ${counts.updated} updated, ${counts.unchanged} unchanged, ${counts.refused} refused`;

const progress = (): ((report: Progress) => void) =>
  process.stderr.isTTY
    ? (report) => {
        const { bytesRead, bytesTotal, rows } = report;
        const share = bytesTotal === 0 ? 0 : Math.floor((bytesRead / bytesTotal) * 100);
        process.stderr.write(`\r${share} %, ${rows} rows${pace(report)}    `);
      }
    : sayProgress(note);

/** `import FILE`: answers the exit code. */
export const importCommand = async (
  core: Core,
  path: string,
  options: ImportOptions & { readonly as?: string; readonly dryRun?: boolean; readonly rejects?: string },
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
  if (options.dryRun === true) {
    const trial = await core.contacts.tryImport(actor, { open: () => file.content(), mapping });
    console.log(`Nothing is stored. ${totals(trial)} would be so.`);
    for (const [reason, count] of Object.entries(trial.reasons)) console.log(`  refused, ${reason}: ${count}`);
    for (const { row, texts } of trial.refusals) console.log(`  row ${row}: ${texts.en}`);
    return 0;
  }
  const rejects = options.rejects === undefined ? undefined : await newFile('--rejects', options.rejects);

  const queued = await core.contacts.queueImport(actor, { fileName: file.name, content: file.content(), mapping });
  if (queued.phase === 'done') note('This file was imported with this mapping before; nothing is imported twice.');
  const report = await core.contacts.runImport(queued.id, progress());
  if (process.stderr.isTTY) process.stderr.write('\n');
  const { refused, withoutConsent, withoutAddress } = report;
  console.log(totals(report));
  if (withoutConsent > 0) console.log(`  without consent: ${withoutConsent} (matching, not eligible)`);
  if (withoutAddress > 0) console.log(`  without address: ${withoutAddress} (matching, not eligible)`);
  for (const [reason, count] of Object.entries(report.reasons)) console.log(`  refused, ${reason}: ${count}`);
  for (const { row, text } of await core.contacts.refusedRows(report.id, { limit: SHOWN_REFUSALS })) {
    console.log(`  row ${row}: ${text}`);
  }
  if (refused > SHOWN_REFUSALS)
    console.log(`  … all ${refused} stand under ${core.config.portal.url}/contacts/imports/${report.id}`);
  if (rejects !== undefined) await pipeline(Readable.from(core.contacts.refusedCsv(report.id, 'en')), rejects);
  if (report.phase === 'done') return 0;
  note(report.failure?.en ?? `The import is ${report.phase}.`);
  return 1;
};

/** `undo-import ID`: answers the exit code. */
export const undoImportCommand = async (core: Core, id: string, { as }: { readonly as?: string }): Promise<number> => {
  await core.contacts.undoImport(await actorFor(core, as), id);
  const { undo } = await core.contacts.runImport(id);
  const { removed, kept, values } = undo ?? { removed: 0, kept: 0, values: 0 };
  console.log(
    `Undone. Contacts removed: ${removed}; kept because something else touched them: ${kept}; attribute values taken off others: ${values}.`,
  );
  return 0;
};
