import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { AttributeDefinition } from '../../contacts/contact.ts';
import { importErrors } from '../../contacts/contact-errors.ts';
import type { ImportMapping, ImportPreview } from '../../contacts/contact-import.ts';
import type { ContactService } from '../../contacts/contact-service.ts';
import type { Rule } from '../../segments/rule.ts';
import { LocalError } from '../local-error.ts';

/** A file that the demonstration imports. */
export interface DemoFile {
  readonly name: string;
  /** Its beginning, for the preview. */
  readonly head: Buffer;
  content(): Readable;
}

const HEAD_BYTES = 256 * 1024;

/** Bytes of a file. @throws import.file_changed at its end where it was written to meanwhile */
async function* unchanging(path: string): AsyncGenerator<Buffer> {
  const handle = await open(path);
  try {
    const before = await handle.stat({ bigint: true });
    yield* handle.createReadStream({ autoClose: false });
    const after = await stat(path, { bigint: true });
    if (before.ino !== after.ino || before.size !== after.size || before.mtimeNs !== after.mtimeNs) {
      throw importErrors.fileChanged();
    }
  } finally {
    await handle.close();
  }
}

/** @throws LocalError (wrong usage) where it cannot be read */
export const fileAt = async (path: string): Promise<DemoFile> => {
  try {
    if (!(await stat(path)).isFile()) throw new LocalError(`${path} is not a file: name a CSV or TSV file.`, 2);
    const handle = await open(path);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      const head = buffer.subarray(0, bytesRead);
      return { name: basename(path), head, content: () => Readable.from(unchanging(path)) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof LocalError) throw error;
    const why = (error as NodeJS.ErrnoException).code ?? error;
    throw new LocalError(`${path} cannot be read (${why}): check the path.`, 2);
  }
};

const EDUCATION = ['Basic', '2n Cycle', 'Graduation', 'Graduation', 'Master', 'PhD'];

/** What is imported where no file is named: 500 made-up customers, the same each time. */
export const madeUpFile = (): DemoFile => {
  const rows = Array.from({ length: 500 }, (_, i) => {
    const income = i % 41 === 0 ? '' : String(20_000 + ((i * 7_919) % 70_000));
    return [10_001 + i, 1_945 + ((i * 13) % 55), EDUCATION[(i * 5) % EDUCATION.length], income].join('\t');
  });
  const text = Buffer.from(`ID\tYear_Birth\tEducation\tIncome\n${rows.join('\n')}\n`);
  return { name: 'made-up-customers.tsv', head: text, content: () => Readable.from([text]) };
};

/**
 * What becomes of each column: as the importer guesses. Without a column of addresses test addresses are made from ids;
 * without a column of consent the basis is declared, with its source.
 */
export const demoMapping = (preview: ImportPreview, fileName: string): ImportMapping => {
  const { guess, headers } = preview;
  const targets = Object.values(guess.columns);
  const id = headers.find((header) => guess.columns[header]?.to === 'externalId') ?? headers[0];
  if (id === undefined) throw new LocalError(`${fileName} has no columns: name a CSV or TSV file.`, 2);
  return {
    columns: targets.some(({ to }) => to === 'externalId')
      ? guess.columns
      : { ...guess.columns, [id]: { to: 'externalId' } },
    ...(targets.some(({ to }) => to === 'address')
      ? {}
      : { madeAddress: { fromColumn: id, prefix: 'c', domain: 'customers.example.test' } }),
    consent:
      guess.consent.kind === 'column'
        ? guess.consent
        : { kind: 'declared', source: `Declared for this demonstration: ${fileName} holds test addresses only.` },
  };
};

export interface DemoAudience {
  readonly name: string;
  readonly rule: Rule;
  /** An attribute to greet with; undefined where the file has no text. */
  readonly greeting: AttributeDefinition | undefined;
}

/** The documented segment where the file has its columns; else everybody with an address. */
export const demoAudience = async (contacts: ContactService, fileName: string): Promise<DemoAudience> => {
  const attributes = await contacts.attributes();
  const named = (type: AttributeDefinition['type'], ...labels: string[]) =>
    attributes.find((each) => each.type === type && labels.includes(each.label.toLowerCase()));
  const education = named('text', 'education');
  const born = named('number', 'year_birth', 'birth_year');
  const income = named('number', 'income');
  if (education === undefined || born === undefined || income === undefined) {
    return {
      name: `Everybody in ${fileName}`,
      rule: { kind: 'all', rules: [] },
      greeting: attributes.find(({ type }) => type === 'text'),
    };
  }
  return {
    name: 'Graduates born 1960 to 1980 with an income over 50,000',
    rule: {
      kind: 'all',
      rules: [
        { kind: 'text_in', attribute: education.key, op: 'in', values: ['Graduation', 'Master', 'PhD'] },
        { kind: 'number_between', attribute: born.key, from: 1960, to: 1980 },
        { kind: 'number', attribute: income.key, op: 'gt', value: 50_000 },
      ],
    },
    greeting: education,
  };
};
