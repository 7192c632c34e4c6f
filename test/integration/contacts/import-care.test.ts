import { Readable } from 'node:stream';
import { isDomainError } from '../../../core/common/errors.ts';
import type { ImportMapping } from '../../../core/contacts/contact-import.ts';
import { createImportStore } from '../../../core/contacts/import-store.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
beforeEach(async () => {
  workspace = await contactWorkspace();
});
afterEach(() => workspace.close());

const withId = (guess: ImportMapping): ImportMapping => ({
  ...guess,
  columns: { ...guess.columns, email: { to: 'address' }, id: { to: 'externalId' } },
});
const mappingOf = async (file: string): Promise<ImportMapping> =>
  (await workspace.contacts.previewImport(Buffer.from(file), 'people.csv')).guess;
const trial = async (file: string, most?: number, adjust = (guess: ImportMapping) => guess) =>
  workspace.contacts.tryImport(workspace.actor, {
    open: () => Readable.from([Buffer.from(file)]),
    mapping: adjust(await mappingOf(file)),
    ...(most === undefined ? {} : { most }),
  });
const csvOf = async (importId: string): Promise<string> => {
  let text = '';
  for await (const piece of workspace.contacts.refusedCsv(importId, 'en')) text += piece;
  return text;
};
const attributesOf = async (address: string) => (await workspace.contacts.byAddress(address))?.attributes;

const FIRST = 'email,id,consent,city\na@example.test,1,yes,Seoul\nb@example.test,2,no,\nc@example.test,3,yes,Busan\n';
const SECOND =
  'email,id,consent,city,plan\na@example.test,1,yes,Jeju,Pro\nb@example.test,2,yes,Seoul,Pro\nd@example.test,4,yes,,Free\nd@example.test,4,yes,,Free\nnobody,5,yes,,\n,,yes,,\nc@example.test,9,yes,,\n';

test('a trial says what the import will do, and writes nothing', async () => {
  await workspace.importFile(FIRST);
  const before = await workspace.contacts.search({});
  const tried = await trial(SECOND, undefined, withId);
  expect(await workspace.contacts.search({})).toEqual(before);
  expect((await workspace.contacts.attributes()).map(({ key }) => key)).toEqual(['city']);
  expect((await workspace.contacts.imports()).length).toBe(1);
  const { rows, created, updated, unchanged, refused, withoutConsent, withoutAddress, reasons } =
    await workspace.importFile(SECOND, withId);
  expect(tried).toMatchObject({
    ...{ rows, created, updated, unchanged, refused, withoutConsent, withoutAddress, reasons, whole: true },
    refusals: [
      { row: 5, reason: 'repeated' },
      { row: 6, reason: 'address_invalid' },
      { row: 7, reason: 'no_identity' },
      { row: 8, reason: 'external_id_differs' },
    ],
  });
  expect(created).toBe(1);
});

test('a trial of the beginning says that there is more, and an open quote is told with its row', async () => {
  const many = `email\n${Array.from({ length: 2_500 }, (_, i) => `p${i}@example.test`).join('\n')}\n`;
  expect(await trial(many, 1_000)).toMatchObject({ rows: 1_000, created: 1_000, whole: false });
  await expect(trial('email,note\na@example.test,x\nb@example.test,"open\n')).rejects.toMatchObject({
    code: 'import.quote_open',
    text: { en: expect.stringContaining('row 3') },
  });
});

test('an undo removes whom the import made and nobody touched, and takes off what it added to others', async () => {
  await workspace.importFile(FIRST);
  const second = await workspace.importFile(
    'email,city,plan\na@example.test,Jeju,Pro\nb@example.test,Seoul,Pro\nc@example.test,,Pro\nnew@example.test,Ulsan,Free\nedited@example.test,Ulsan,Free\ntagged@example.test,Ulsan,Free\n',
  );
  expect(second).toMatchObject({ created: 3, updated: 3, undo: null });
  const idOf = async (address: string) => (await workspace.contacts.byAddress(address))?.id ?? '';
  workspace.clock.at = new Date(workspace.clock.at.getTime() + 60_000);
  await workspace.contacts.update(workspace.actor, await idOf('edited@example.test'), { attributes: { plan: 'Team' } });
  await workspace.contacts.tag(workspace.actor, [await idOf('tagged@example.test')], { add: 'vip' });
  await workspace.contacts.update(workspace.actor, await idOf('c@example.test'), { attributes: { plan: 'Team' } });

  expect(await workspace.contacts.undoImport(workspace.actor, second.id)).toMatchObject({ phase: 'undoing' });
  await expect(workspace.contacts.undoImport(workspace.actor, second.id)).rejects.toMatchObject({
    code: 'import.undo_not_ended',
  });
  const ends = await Promise.all([
    workspace.contacts.runImport(second.id),
    workspace.contacts.runImport(second.id),
    workspace.contacts.runDueImports(),
  ]);
  // City of b, plan of a and b: the city of a was changed and not added, the plan of c was edited since.
  expect(ends[0]).toMatchObject({ phase: 'undone', undo: { removed: 1, kept: 2, values: 3 } });
  expect(await workspace.contacts.byAddress('new@example.test')).toBeUndefined();
  expect(await attributesOf('edited@example.test')).toEqual({ city: 'Ulsan', plan: 'Team' });
  expect(await attributesOf('tagged@example.test')).toEqual({ city: 'Ulsan', plan: 'Free' });
  expect(await attributesOf('a@example.test')).toEqual({ city: 'Jeju' });
  expect(await attributesOf('b@example.test')).toEqual({});
  expect(await attributesOf('c@example.test')).toEqual({ city: 'Busan', plan: 'Team' });
  // The same file again is a new import.
  expect(await workspace.importFile('email,city\nnew@example.test,Ulsan\n')).toMatchObject({ created: 1 });
});

test('an undo whose process died goes on when its lease is over, and removes nobody that has a place in a run', async () => {
  const rows = Array.from({ length: 2_300 }, (_, i) => `p${i}@example.test,${i}`);
  const { id } = await workspace.importFile(`email,n\n${rows.join('\n')}\n`);
  workspace.held.add((await workspace.contacts.byAddress('p7@example.test'))?.id ?? '');
  await workspace.contacts.undoImport(workspace.actor, id);
  const imports = workspace.database.connection.collection<{ _id: string }>('contact_imports');
  // What a process leaves behind that took the first batch back and died.
  await imports.updateOne({ _id: id }, { $set: { fence: 7, leaseUntil: new Date(Date.now() + 60_000) } });
  expect(await workspace.contacts.runDueImports()).toBe(0);
  await imports.updateOne({ _id: id }, { $set: { leaseUntil: new Date(0) } });
  expect(await workspace.contacts.runDueImports()).toBe(1);
  expect(await workspace.contacts.importById(id)).toMatchObject({
    phase: 'undone',
    undo: { removed: 2_299, kept: 1, values: 0 },
  });
  expect((await workspace.contacts.search({})).contacts).toMatchObject([{ address: 'p7@example.test' }]);
  expect(await workspace.database.connection.collection('contact_import_additions').countDocuments()).toBe(0);
});

test('an undo keeps whom another import took as it found them, and waits for one that runs', async () => {
  const first = await workspace.importFile('email,city\na@example.test,Seoul\nb@example.test,Busan\n');
  const second = await workspace.importFile('email,city\na@example.test,Seoul\nc@example.test,Jeju\n');
  expect(second).toMatchObject({ created: 1, unchanged: 1 });
  await workspace.contacts.undoImport(workspace.actor, first.id);
  const imports = workspace.database.connection.collection<{ _id: string }>('contact_imports');
  const running = (leaseUntil: Date, phase = 'running') =>
    imports.updateOne({ _id: second.id }, { $set: { phase, leaseUntil } });
  await running(new Date(Date.now() + 3_600_000));
  expect(await workspace.contacts.runDueImports()).toBe(0);
  await running(new Date(0), 'done');
  expect(await workspace.contacts.runImport(first.id)).toMatchObject({ undo: { removed: 1, kept: 1 } });
  expect(await attributesOf('a@example.test')).toEqual({ city: 'Seoul' });
  expect(await workspace.contacts.byAddress('b@example.test')).toBeUndefined();
  // Whose other import is undone as well is kept by none.
  const third = await workspace.importFile('email,city\nd@example.test,Seoul\n');
  const fourth = await workspace.importFile('email,city\nd@example.test,Seoul\ne@example.test,Jeju\n');
  for (const { id } of [fourth, third]) {
    await workspace.contacts.undoImport(workspace.actor, id);
    await workspace.contacts.runImport(id);
  }
  expect(await workspace.contacts.byAddress('d@example.test')).toBeUndefined();
});

test('a batch that is done again after a crash stands in one list alone', async () => {
  const file = 'email,consent\na@example.test,yes\nb@example.test,yes\n';
  const { guess: mapping } = await workspace.contacts.previewImport(Buffer.from(file), 'people.csv');
  const { id } = await workspace.contacts.queueImport(workspace.actor, {
    fileName: 'people.csv',
    content: Readable.from([Buffer.from(file)]),
    mapping,
  });
  // What the first holder left: people and lists, and nothing counted.
  const { contacts: people } = await workspace.contacts.upsert(workspace.actor, [
    { address: 'a@example.test' },
    { address: 'b@example.test' },
  ]);
  const store = createImportStore(workspace.database);
  expect(await store.claim(id)).toMatchObject({ fence: 1 });
  const created = people.map((person, i) => ({ row: i + 2, contactId: person?.id ?? '' }));
  const none = { updated: [], unchanged: [], no_consent: [], no_address: [] };
  await store.writeLists(id, 0, { created, ...none });
  await workspace.database.connection
    .collection<{ _id: string }>('contact_imports')
    .updateOne({ _id: id }, { $set: { leaseUntil: new Date(0) } });

  const report = await workspace.contacts.runImport(id);
  for (const list of ['created', 'updated', 'unchanged'] as const) {
    expect(await workspace.contacts.importedRows(id, list, { limit: 10 })).toHaveLength(report[list]);
  }
  expect(report).toMatchObject({ created: 0, updated: 2 });
});

test('an undo leaves nothing of the file of an import that had failed, whoever began it', async () => {
  const { id, phase } = await workspace.importFile('email,note\na@example.test,x\nb@example.test,"open\n');
  expect(phase).toBe('failed');
  const chunks = workspace.database.connection.collection('contact_import_chunks');
  expect(await chunks.countDocuments()).toBe(1);
  // As it stands where the process died that began the undo.
  await workspace.database.connection
    .collection<{ _id: string }>('contact_imports')
    .updateOne({ _id: id }, { $set: { phase: 'undoing', failure: null, leaseUntil: new Date(0) } });
  expect(await workspace.contacts.runDueImports()).toBe(1);
  expect(await chunks.countDocuments()).toBe(0);
});

test('an import and its undo never revive an opt-out', async () => {
  await workspace.importFile(FIRST);
  await workspace.contacts.suppress(workspace.actor, {
    address: 'a@example.test',
    reason: 'unsubscribed',
    source: 'C-1',
  });
  const { id } = await workspace.importFile('email,consent\na@example.test,yes\nb@example.test,yes\n');
  await workspace.contacts.undoImport(workspace.actor, id);
  await workspace.contacts.runImport(id);
  expect(await workspace.contacts.suppressionOf('a@example.test')).toMatchObject({ reason: 'unsubscribed' });
  expect(await workspace.contacts.byAddress('b@example.test')).toMatchObject({ consent: { status: 'refused' } });
});

test('refused rows are given back as they stood with their reasons, and harmless to a spreadsheet', async () => {
  const file = 'email,city\nnobody,=1+1\n🎁@example.test,مرحبا\nok@example.test,שלום\n';
  const { id } = await workspace.importFile(file, (guess) => ({
    ...guess,
    columns: { ...guess.columns, email: { to: 'address' } },
  }));
  const [head, first, second] = (await csvOf(id)).replace('\uFEFF', '').trim().split('\n');
  expect(head).toBe('row,reason,email,city');
  expect(first).toMatch(/^2,"""nobody"": The address has no @\.",nobody,'=1\+1$/);
  expect(second).toMatch(/^3,.*before the @.*,🎁@example\.test,مرحبا$/);
  expect(await attributesOf('ok@example.test')).toEqual({ city: 'שלום' });
});

test('whoever is erased stands in no refused row any more', async () => {
  await workspace.importFile('email,id\na@example.test,1\n');
  const { id } = await workspace.importFile('email,id,city\nA@Example.test,2,Secret Street\n');
  expect(await csvOf(id)).toContain('Secret Street');
  await workspace.importFile('email,street\na@example.test,Secret Street\n');
  const contact = await workspace.contacts.byAddress('a@example.test');
  await workspace.contacts.erasePerson(workspace.actor, contact?.id ?? '', 'requested');
  expect(await csvOf(id)).not.toMatch(/Secret Street|example\.test/i);
  const kept = await workspace.database.connection.collection('contact_import_additions').find().toArray();
  expect(JSON.stringify(kept)).not.toContain('Secret Street');
  // Nor does a later file bring the row back, whatever it is refused for.
  const later = await workspace.importFile('email,n\na@example.test,Secret Street\nb@example.test,1\n', (guess) => ({
    ...guess,
    columns: { email: { to: 'address' }, n: { to: 'attribute', label: 'n', type: 'number' } },
  }));
  expect(later).toMatchObject({ created: 1, reasons: { wrong_type: 1 } });
  expect(await csvOf(later.id)).not.toContain('a@example.test');
});

test('whoever is erased stands in no refused row that names them by their external id alone', async () => {
  await workspace.importFile('email,id\nkim@example.test,K1\nlee@example.test,K2\n');
  const { id, refused } = await workspace.importFile(
    'id,email,floor,street\n K1 ,kim at example,K2,Kim Street\nK2,lee at example,K1,Lee Street\n',
    (guess) => withId({ ...guess, columns: { ...guess.columns, floor: { to: 'ignore' } } }),
  );
  expect(refused).toBe(2);
  const kim = (await workspace.contacts.byAddress('kim@example.test'))?.id ?? '';
  expect(JSON.stringify(await workspace.contacts.exportPerson(workspace.actor, kim))).toMatch(/Kim Street/);
  expect(JSON.stringify(await workspace.contacts.exportPerson(workspace.actor, kim))).not.toMatch(/Lee Street/);
  await workspace.contacts.erasePerson(workspace.actor, kim, 'requested');
  expect(await csvOf(id)).not.toMatch(/Kim Street|kim at/);
  // Another person's row stands, although it has the same letters in another column.
  expect(await csvOf(id)).toContain('Lee Street');
});

test('a file that cannot be stored to its end leaves nothing, and says what may be the matter', async () => {
  async function* full() {
    yield Buffer.from(`email\n${'a@example.test\n'.repeat(200_000)}`);
    throw Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });
  }
  const error = await workspace.contacts
    .queueImport(workspace.actor, {
      fileName: 'people.csv',
      content: Readable.from(full()),
      mapping: { columns: { email: { to: 'address' } }, consent: { kind: 'none' } },
    })
    .catch((caught: unknown) => caught);
  expect(isDomainError(error) && { code: error.code, kind: error.kind, safe: error.retrySafe }).toEqual({
    code: 'import.not_stored',
    kind: 'unavailable',
    safe: true,
  });
  expect(await workspace.contacts.imports()).toEqual([]);
  expect(await workspace.database.connection.collection('contact_import_chunks').countDocuments()).toBe(0);
});

test('a rate and the time left are told once there is enough to go by', async () => {
  const { id } = await workspace.importFile('email\na@example.test\n');
  const imports = workspace.database.connection.collection<{ _id: string }>('contact_imports');
  const at = (change: object) =>
    imports.updateOne(
      { _id: id },
      { $set: { phase: 'running', bytesTotal: 4_000_000, bytesRead: 1_000_000, ...change } },
    );
  const pace = async () => {
    const report = await workspace.contacts.importById(id);
    return [report?.rowsPerSecond, report?.secondsLeft];
  };
  const claimedAt = new Date('2026-11-24T03:00:00Z');
  const later = (seconds: number) => ({ claimedAt, progressAt: new Date(claimedAt.getTime() + seconds * 1_000) });
  await at({ rows: 2_000, claimedRows: 0, ...later(10) });
  expect(await pace()).toEqual([null, null]);
  await at({ rows: 50_000, claimedRows: 40_000, ...later(5) });
  // 10,000 rows in 5 seconds; three quarters of the file, so about 150,000 rows, are left.
  expect(await pace()).toEqual([2_000, 75]);
  await at({ rows: 50_000, claimedRows: 40_000, bytesRead: 4_000_000, ...later(5) });
  expect(await pace()).toEqual([2_000, null]);
  await at({ phase: 'done' });
  expect(await pace()).toEqual([null, null]);
});
