import { Readable } from 'node:stream';
import fc from 'fast-check';
import { createAttributeService } from '../../../core/contacts/attribute-service.ts';
import { createAttributeStore } from '../../../core/contacts/attribute-store.ts';
import type { ImportMapping, ImportReport } from '../../../core/contacts/contact-import.ts';
import { type ContactDocument, createContactStore } from '../../../core/contacts/contact-store.ts';
import { createImportStore } from '../../../core/contacts/import-store.ts';
import { createImportUndoStore } from '../../../core/contacts/import-undo-store.ts';
import { type RunImportDeps, workOnImport } from '../../../core/contacts/run-import.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
let real: RunImportDeps;
beforeAll(async () => {
  workspace = await contactWorkspace();
  const { database, clock, audit, hash, ids, logger } = workspace;
  const contacts = createContactStore(database);
  real = {
    contacts,
    imports: createImportStore(database),
    additions: createImportUndoStore(database, { contacts, heldAmong: async () => new Set() }),
    windows: { add: async () => undefined },
    attributes: createAttributeService({ store: createAttributeStore(database), contacts, clock, audit }),
    ...{ hash, ids, logger, now: () => clock.now(), batchRows: 4 },
  };
});
afterAll(() => workspace.close());

const MAPPING: ImportMapping = {
  columns: {
    email: { to: 'address' },
    id: { to: 'externalId' },
    consent: { to: 'consent' },
    city: { to: 'attribute', label: 'city', type: 'text' },
  },
  consent: { kind: 'column' },
};

/** Rows as they stand in a file; `@` and `#` stand for an address and an external id of these people alone. */
type Row = readonly [address: string, id: string, consent: string, city: string];
let files = 0;
const people = () => {
  files += 1;
  const [domain, mark] = [`f${files}.example.test`, `f${files}-`];
  return {
    queue: async (rows: readonly Row[]): Promise<string> => {
      const lines = rows.map(([address, id, consent, city]) =>
        [address.replace('@', `@${domain}`), id.replace('#', mark), consent, city].join(','),
      );
      const content = Readable.from([Buffer.from(`email,id,consent,city\n${lines.join('\n')}\n`)]);
      return (await workspace.contacts.queueImport(workspace.actor, { fileName: 'f.csv', content, mapping: MAPPING }))
        .id;
    },
    /** What is known of them, in the order in which they were made. */
    stored: async () =>
      (
        await workspace.database.connection
          .collection<ContactDocument>('contacts')
          .find({ $or: [{ address: { $regex: `@${domain}$` } }, { externalId: { $regex: `^${mark}` } }] })
          .sort({ _id: 1 })
          .toArray()
      ).map(({ address, externalId, attributes, consent }) => ({
        address: address?.replace(domain, '') ?? null,
        externalId: externalId?.replace(mark, '#') ?? null,
        city: attributes.city ?? null,
        consent: consent.status,
      })),
    address: (name: string) => `${name}@${domain}`,
    id: (name: string) => `${mark}${name}`,
  };
};
type People = ReturnType<typeof people>;

const run = async (id: string, deps: RunImportDeps): Promise<ImportReport | undefined> => {
  const claimed = await real.imports.claim(id);
  if (claimed === undefined) throw new Error('somebody else holds the import');
  return workOnImport(deps, claimed, () => undefined);
};
const importRows = async (who: People, rows: readonly Row[], deps = real) => {
  const id = await who.queue(rows);
  const report = await run(id, deps);
  const refused = await workspace.contacts.refusedRows(id, {});
  return { id, report, refused: refused.map(({ row, reason }) => [row, reason]) };
};
const counts = (report: ImportReport | undefined) => {
  const { rows, created, updated, unchanged, refused, phase } = report ?? {};
  return { rows, created, updated, unchanged, refused, phase };
};

test('batches that overlap come to what one batch of all rows comes to', async () => {
  const row: fc.Arbitrary<Row> = fc.tuple(
    fc.constantFrom('a@', 'b@', 'c@', 'd@', 'e@', 'f@', ''),
    fc.constantFrom('#1', '#2', '#3', '#4', '', ''),
    fc.constantFrom('yes', 'no', '', ''),
    fc.constantFrom('Seoul', 'Busan', ''),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 4 }),
      fc.array(row, { minLength: 4, maxLength: 14 }),
      fc.integer({ min: 1, max: 4 }),
      async (before, rows, batchRows) => {
        const [apart, whole] = [people(), people()];
        for (const who of [apart, whole]) await importRows(who, before);
        const small = await importRows(apart, rows, { ...real, batchRows });
        const large = await importRows(whole, rows, { ...real, batchRows: 1_000 });
        expect(await apart.stored()).toEqual(await whole.stored());
        // Who lacks an address or consent is counted as they are after their batch, so that may differ.
        for (const { report, refused } of [small, large]) expect(report?.refused).toBe(refused.length);
        expect(small.refused).toEqual(large.refused);
        expect(counts(small.report)).toEqual(counts(large.report));
      },
    ),
    { numRuns: 4, endOnFailure: true },
  );
});

const KNOWN: readonly Row[] = [
  ['known@', '#k', 'yes', 'Seoul'],
  ['asked@', '', '', ''],
  ['', '#only', '', 'Jeju'],
];
const FILE: readonly Row[] = [
  ['a@', '#a', 'yes', 'Seoul'],
  ['b@', '#b', '', 'Busan'],
  ['c@', '', 'yes', ''],
  ['d@', '', 'yes', 'Jeju'],
  ['nobody', '#x', 'yes', ''],
  ['e@', '#e', 'yes', ''],
  ['', '#a', '', 'Ulsan'],
  ['known@', '#k', 'yes', 'Seoul'],
  ['asked@', '', 'no', 'Seoul'],
  ['g@', '#only', '', ''],
  ['h@', '#h', 'yes', ''],
  ['a@', '', 'yes', 'Mokpo'],
  ['i@', '', '', ''],
  ['j@', '#j', 'yes', 'Seoul'],
];

/** Stores of a process that dies in its `last` write: before the database has it, or before the answer comes. */
const mortal = (last: number, stored: boolean): { deps: RunImportDeps; died: () => boolean } => {
  let writes = 0;
  const once =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      writes += 1;
      if (writes < last) return write(...args);
      if (writes === last && stored) await write(...args);
      throw new Error('the process is gone');
    };
  const { contacts, imports, additions } = real;
  return {
    died: () => writes >= last,
    deps: {
      ...real,
      contacts: {
        ...contacts,
        insertMany: once(contacts.insertMany),
        applyChanges: once(contacts.applyChanges),
      },
      imports: {
        ...imports,
        writeLists: once(imports.writeLists),
        writeRefusals: once(imports.writeRefusals),
        progress: once(imports.progress),
        finish: once(imports.finish),
      },
      additions: { ...additions, writeAdditions: once(additions.writeAdditions) },
    },
  };
};

test('an import whose process dies in any of its writes goes on, doubles nobody, closes, and can be undone', async () => {
  const undone = async (id: string): Promise<void> => {
    await workspace.contacts.undoImport(workspace.actor, id);
    expect(await workspace.contacts.runImport(id)).toMatchObject({ phase: 'undone' });
  };
  const calm = people();
  await importRows(calm, KNOWN);
  const { id: calmId, report: calmReport, refused: calmRefused } = await importRows(calm, FILE);
  const expected = await calm.stored();
  await undone(calmId);
  const left = await calm.stored();
  expect([expected.length, left.length]).toEqual([11, 3]);

  const dieIn = async (last: number, stored: boolean): Promise<boolean> => {
    const who = people();
    await importRows(who, KNOWN);
    const id = await who.queue(FILE);
    const { deps, died } = mortal(last, stored);
    await run(id, deps).catch(() => undefined);
    if (!died()) return false;
    await workspace.database.connection
      .collection<{ _id: string }>('contact_imports')
      .updateOne({ _id: id, phase: 'running' }, { $set: { leaseUntil: new Date(0) } });
    const report = await workspace.contacts.runImport(id);
    expect(report).toMatchObject({ phase: 'done', rows: FILE.length, refused: calmReport?.refused });
    expect(report.created + report.updated + report.unchanged + report.refused).toBe(report.rows);
    expect(report).toMatchObject({ withoutConsent: calmReport?.withoutConsent });
    const listed = new Map<number, string>();
    for (const list of ['created', 'updated', 'unchanged'] as const) {
      const rows = await workspace.contacts.importedRows(id, list, { limit: 100 });
      expect(rows).toHaveLength(report[list]);
      for (const { row } of rows) listed.set(row, list);
    }
    expect(listed.size).toBe(report.rows - report.refused);
    expect((await workspace.contacts.refusedRows(id, {})).map(({ row, reason }) => [row, reason])).toEqual(calmRefused);
    expect(await who.stored()).toEqual(expected);
    await undone(id);
    expect(await who.stored()).toEqual(left);
    return true;
  };
  // Every fourth of its writes, by turns with and without the write itself.
  let cases = 0;
  while (await dieIn(1 + cases * 4, cases % 2 === 0)) cases += 1;
  expect(cases).toBeGreaterThan(4);
});

test('who was made, or got a name, while a batch was on its way is one person, and later rows still count', async () => {
  const who = people();
  await importRows(who, [['', '#p', 'yes', 'Busan']]);
  const { id: known } = (
    await workspace.contacts.byIds((await real.contacts.byExternalIds([who.id('p')])).map(({ _id }) => _id) as never)
  )[0] ?? { id: '' };
  let lookedUp = (): void => undefined;
  const early = new Promise<void>((resolve) => {
    lookedUp = resolve;
  });
  let others = 0;
  const deps: RunImportDeps = {
    ...real,
    batchRows: 2,
    contacts: {
      ...real.contacts,
      byExternalIds: async (ids) => {
        const found = await real.contacts.byExternalIds(ids);
        if (ids.includes(who.id('p'))) lookedUp();
        return found;
      },
      insertMany: async (documents) => {
        const mine = documents.some(({ address }) => address === who.address('x'));
        if (mine && others === 0) {
          others += 1;
          // The next batch knows the person by now; and then somebody else gives them the address that this one has.
          await early;
          const address = who.address('x');
          const set = { address, addressHash: real.hash.personal(address) };
          expect(await real.contacts.applyChanges([{ id: known, set }])).toBe(true);
          await workspace.contacts.upsert(workspace.actor, [{ address: who.address('y') }]);
        }
        return real.contacts.insertMany(documents);
      },
    },
  };
  const { report } = await importRows(
    who,
    [
      ['x@', '', 'yes', 'Seoul'],
      ['y@', '', 'yes', 'Seoul'],
      ['', '#p', '', 'Busan'],
      ['z@', '', 'yes', ''],
    ],
    deps,
  );
  expect(others).toBe(1);
  expect(counts(report)).toMatchObject({ phase: 'done', rows: 4, created: 1, updated: 3, unchanged: 0, refused: 0 });
  expect(await who.stored()).toEqual([
    { address: 'x@', externalId: '#p', city: 'Busan', consent: 'granted' },
    { address: 'y@', externalId: null, city: 'Seoul', consent: 'granted' },
    { address: 'z@', externalId: null, city: null, consent: 'granted' },
  ]);
});
