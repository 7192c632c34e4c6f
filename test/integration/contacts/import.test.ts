import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { isDomainError } from '../../../core/common/errors.ts';
import type { ImportList, ImportMapping } from '../../../core/contacts/contact-import.ts';
import { staffActor } from '../../../core/people/people-service.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
beforeEach(async () => {
  workspace = await contactWorkspace();
});
afterEach(() => workspace.close());

const refusalOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!isDomainError(error)) throw error ?? new Error('nothing was refused');
  return { code: error.code, field: error.field, text: error.text };
};
const counts = ({
  rows,
  created,
  updated,
  unchanged,
  refused,
  reasons,
  phase,
}: Awaited<ReturnType<ContactWorkspace['importFile']>>) => ({
  phase,
  rows,
  created,
  updated,
  unchanged,
  refused,
  reasons,
});
const PEOPLE =
  'email,id,consent,Education,Income\na@example.test,1,yes,PhD,50000\nb@example.test,2,no,Master,\n,3,,Basic,100\n';

test('a file becomes contacts, and importing it again changes nothing', async () => {
  expect(counts(await workspace.importFile(PEOPLE))).toEqual({
    phase: 'done',
    rows: 3,
    created: 3,
    updated: 0,
    unchanged: 0,
    refused: 0,
    reasons: {},
  });
  const before = (await workspace.contacts.search({})).contacts;
  expect(before).toEqual([
    expect.objectContaining({
      address: 'a@example.test',
      externalId: '1',
      attributes: { Education: 'PhD', Income: 50_000 },
      consent: expect.objectContaining({ status: 'granted', basis: 'column' }),
    }),
    expect.objectContaining({
      address: 'b@example.test',
      externalId: '2',
      attributes: { Education: 'Master' },
      consent: expect.objectContaining({ status: 'refused' }),
    }),
    expect.objectContaining({
      address: null,
      externalId: '3',
      attributes: { Education: 'Basic', Income: 100 },
      consent: expect.objectContaining({ status: 'unknown' }),
    }),
  ]);
  expect(counts(await workspace.importFile(PEOPLE))).toEqual({
    phase: 'done',
    rows: 3,
    created: 0,
    updated: 0,
    unchanged: 3,
    refused: 0,
    reasons: {},
  });
  expect((await workspace.contacts.search({})).contacts).toEqual(before);
});

test('a later file changes what differs, keeps what it leaves empty, and of rows about one person the first counts', async () => {
  await workspace.importFile(PEOPLE);
  const later =
    'email,Education,Income\na@example.test,,60000\n A@EXAMPLE.test ,Basic,60000\nb@example.test,Master,\nnew@example.test,PhD,1\nnew@example.test,PhD,2\n';
  const report = await workspace.importFile(later);
  expect(counts(report)).toEqual({
    phase: 'done',
    rows: 5,
    created: 1,
    updated: 1,
    unchanged: 1,
    refused: 2,
    reasons: { repeated: 2 },
  });
  expect(counts(await workspace.importFile(later))).toMatchObject({ created: 0, updated: 0, unchanged: 3, refused: 2 });
  expect((await workspace.contacts.byAddress('a@example.test'))?.attributes).toEqual({
    Education: 'PhD',
    Income: 60_000,
  });
  expect((await workspace.contacts.byAddress('new@example.test'))?.attributes).toEqual({ Education: 'PhD', Income: 1 });
  expect(await workspace.contacts.count()).toBe(4);
});

test('a refusal of consent counts in a repeated row too, and importing the file again changes nothing', async () => {
  const file = 'email,consent,Name\na@example.test,yes,A\na@example.test,no,B\n';
  await workspace.importFile(file);
  expect(await workspace.contacts.byAddress('a@example.test')).toMatchObject({
    consent: { status: 'refused' },
    attributes: { Name: 'A' },
  });
  expect(counts(await workspace.importFile(file))).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
});

test('the preview guesses by most values, says which rows would be refused, and knows Korean names of attributes', async () => {
  await workspace.importFile('email,birth date,sex,Name\na@example.test,1990-01-02,F,A\n');
  const days = Array.from({ length: 19 }, (_, i) => `p${i}@example.test,2020-01-${10 + i},1990-01-01,여,가\n`);
  const file = `이메일,가입일,생년월일,성별,이름\n${days.join('')}last@example.test,31/02/2020,1990-01-01,남,나\n`;
  const { guess, misfits } = await workspace.contacts.previewImport(Buffer.from(file), 'people.csv');
  expect(guess.columns).toEqual({
    이메일: { to: 'address' },
    가입일: { to: 'attribute', label: '가입일', type: 'date' },
    생년월일: { to: 'attribute', label: 'birth date', type: 'date' },
    성별: { to: 'attribute', label: 'sex', type: 'text' },
    이름: { to: 'attribute', label: 'Name', type: 'text' },
  });
  expect(misfits).toEqual([[], [{ row: 21, value: '31/02/2020' }], [], [], []]);
});

test('an import fills in unknown consent, records refusals, and revives neither a refusal nor a suppression', async () => {
  await workspace.importFile(PEOPLE);
  await workspace.contacts.suppress(workspace.actor, {
    address: 'A@example.test',
    reason: 'unsubscribed',
    source: 'C-1',
  });
  await workspace.importFile('id,consent,email\n1,no,a@example.test\n2,yes,b@example.test\n3,yes,c@example.test\n');
  const status = async (address: string) => (await workspace.contacts.byAddress(address))?.consent.status;
  expect([await status('a@example.test'), await status('b@example.test'), await status('c@example.test')]).toEqual([
    'refused',
    'refused',
    'granted',
  ]);
  const declared = (guess: ImportMapping): ImportMapping => ({
    ...guess,
    consent: { kind: 'declared', source: 'sign-up form 2025' },
  });
  await workspace.importFile('email\na@example.test\nb@example.test\nd@example.test\n', declared);
  expect([await status('a@example.test'), await status('b@example.test'), await status('d@example.test')]).toEqual([
    'refused',
    'refused',
    'granted',
  ]);
  expect((await workspace.contacts.byAddress('d@example.test'))?.consent).toMatchObject({
    basis: 'declared',
    source: 'sign-up form 2025',
  });
  expect(await workspace.contacts.suppressionOf('a@example.test')).toMatchObject({
    reason: 'unsubscribed',
    source: 'C-1',
  });
});

test('rows that cannot be taken are refused each with its row and reason, and the others are taken', async () => {
  const million = 'x'.repeat(1_000_000);
  const report = await workspace.importFile(
    [
      'email,id,consent,note,joined',
      'good@example.test,1,yes,fine,2012-09-04',
      ',,yes,nobody,',
      '',
      'no-at-sign,2,yes,,',
      '"ctrl\u0007@example.test",3,yes,,',
      '"lines@example.test\r\nBcc: x@example.test",4,yes,,',
      `big@example.test,5,yes,${million},`,
      'wide@example.test,6,yes,a,2012-09-04,extra',
      'perhaps@example.test,7,perhaps,,',
      'nul@example.test,8,yes,a\u0000b,',
      'day@example.test,9,yes,,31-02-2012',
      '"dollar@example.test",10,yes,"{""$gt"": """"}",04-09-2012',
      'good@example.test,11,yes,other id,',
      'other@example.test,1,yes,other address,',
      'last@example.test,12,yes,"two\nlines",',
    ].join('\n'),
    (guess) => ({
      ...guess,
      columns: {
        ...guess.columns,
        email: { to: 'address' },
        consent: { to: 'consent' },
        joined: { to: 'attribute', label: 'joined', type: 'date' },
      },
      consent: { kind: 'column' },
    }),
  );
  expect(counts(report)).toEqual({
    phase: 'done',
    rows: 14,
    created: 3,
    updated: 0,
    unchanged: 0,
    refused: 11,
    reasons: {
      no_identity: 1,
      address_invalid: 3,
      field_too_long: 1,
      too_many_columns: 1,
      consent_unclear: 1,
      control_character: 1,
      wrong_type: 1,
      external_id_differs: 1,
      address_differs: 1,
    },
  });
  const refused = await workspace.contacts.refusedRows(report.id, {});
  expect(refused.map(({ row, reason }) => [row, reason])).toEqual([
    [3, 'no_identity'],
    [5, 'address_invalid'],
    [6, 'address_invalid'],
    [7, 'address_invalid'],
    [8, 'field_too_long'],
    [9, 'too_many_columns'],
    [10, 'consent_unclear'],
    [11, 'control_character'],
    [12, 'wrong_type'],
    [14, 'external_id_differs'],
    [15, 'address_differs'],
  ]);
  for (const { texts } of refused) {
    expect(texts).toEqual({ en: expect.stringMatching(/\.$/), ko: expect.stringMatching(/[가-힣]/) });
    expect(texts.en.length).toBeLessThan(300);
  }
  expect((await workspace.contacts.byAddress('dollar@example.test'))?.attributes).toEqual({
    note: '{"$gt": ""}',
    joined: new Date('2012-09-04'),
  });
  expect(await workspace.contacts.refusedRows(report.id, { after: 12, limit: 1 })).toMatchObject([{ row: 14 }]);
});

test('people without consent or address are counted, and each count opens its rows', async () => {
  await workspace.importFile('email,consent,id\nold@example.test,no,9\nsame@example.test,yes,8\n');
  const report = await workspace.importFile(
    [
      'email,consent,id,n',
      'a@example.test,yes,1,1',
      'b@example.test,,2,1',
      ',no,3,1',
      ',yes,4,1',
      ',yes,,1',
      'old@example.test,yes,,1',
      'same@example.test,,,',
    ].join('\n'),
    (guess) => ({ ...guess, columns: { ...guess.columns, id: { to: 'externalId' } } }),
  );
  expect(report).toMatchObject({
    rows: 7,
    created: 4,
    updated: 1,
    unchanged: 1,
    refused: 1,
    reasons: { no_identity: 1 },
    withoutConsent: 3,
    withoutAddress: 2,
  });
  const rows = async (list: ImportList, page = {}) =>
    (await workspace.contacts.importedRows(report.id, list, page)).map(({ row, contact }) => [
      row,
      contact?.externalId,
    ]);
  expect(await rows('created')).toEqual([
    [2, '1'],
    [3, '2'],
    [4, '3'],
    [5, '4'],
  ]);
  expect(await rows('updated')).toEqual([[7, '9']]);
  expect(await rows('unchanged')).toEqual([[8, '8']]);
  expect(await rows('no_consent')).toEqual([
    [3, '2'],
    [4, '3'],
    [7, '9'],
  ]);
  expect(await rows('no_consent', { after: 3, limit: 1 })).toEqual([[4, '3']]);
  expect(await rows('no_address')).toEqual([
    [4, '3'],
    [5, '4'],
  ]);
  expect(await workspace.contacts.refusedRows(report.id, { reason: 'no_identity' })).toMatchObject([{ row: 6 }]);
  expect(await workspace.contacts.refusedRows(report.id, { reason: 'wrong_type' })).toEqual([]);
});

test('a list of rows goes on over batches, and a batch that is repeated stands in it once', async () => {
  const queued = await queue(many(2_300));
  const imports = workspace.database.connection.collection<{ _id: string }>('contact_imports');
  await workspace.contacts.runImport(queued.id);
  // As after a crash between the lists of the last batch and its progress.
  await imports.updateOne(
    { _id: queued.id },
    { $set: { phase: 'pending', rows: 2_000, created: 2_000, withoutConsent: 2_000 } },
  );
  const chunk = { _id: `${queued.id}:0`, data: Buffer.from(many(2_300)) };
  await workspace.database.connection.collection<typeof chunk>('contact_import_chunks').insertOne(chunk);
  const report = await workspace.contacts.runImport(queued.id);
  expect(report).toMatchObject({ rows: 2_300, created: 2_000, unchanged: 300, withoutConsent: 2_300 });
  const numbers = async (list: ImportList) => {
    const found: number[] = [];
    for (;;) {
      const rows = await workspace.contacts.importedRows(report.id, list, { after: found.at(-1) ?? 0, limit: 700 });
      if (rows.length === 0) return found;
      found.push(...rows.map(({ row }) => row));
    }
  };
  const fileRows = Array.from({ length: 2_300 }, (_, i) => i + 2);
  expect(await numbers('no_consent')).toEqual(fileRows);
  expect(await numbers('created')).toEqual(fileRows.slice(0, 2_000));
  expect(await numbers('unchanged')).toEqual(fileRows.slice(2_000));
});

test('headers with dots, dollars and the names of prototypes become harmless attributes', async () => {
  await workspace.importFile('email,$gt,a.b,__proto__,constructor,학력\na@example.test,1,2,3,4,석사\n');
  expect((await workspace.contacts.byAddress('a@example.test'))?.attributes).toEqual({
    gt: 1,
    a_b: 2,
    proto: 3,
    constructor_2: 4,
    학력: '석사',
  });
});

test('a header with dots or dollar signs is guessed as an attribute without them', async () => {
  const file = Buffer.from('email,$gt,home.city,No.\na@example.test,1,Seoul,7\n');
  const { guess } = await workspace.contacts.previewImport(file, 'odd.csv');
  expect(guess.columns).toMatchObject({
    $gt: { to: 'attribute', label: 'gt' },
    'home.city': { to: 'attribute', label: 'home city' },
    'No.': { to: 'attribute', label: 'No' },
  });
  const { text } = await refusalOf(
    workspace.contacts.defineAttribute(workspace.actor, { label: '$gt', type: 'number' }),
  );
  expect(text.en).toBe(
    'An attribute cannot be called "$gt": its name holds no dots and no dollar signs. Call it "gt", for example.',
  );
});

test('a column that is known already is guessed with its stored type, whatever a row holds', async () => {
  const file = (rows: string) => Buffer.from(`email,Income\n${rows}`);
  const mapping = {
    columns: { email: { to: 'address' }, Income: { to: 'attribute', label: 'Income', type: 'number' } },
    consent: { kind: 'none' },
  } as const;
  const content = Readable.from([file('a@example.test,3000\n')]);
  const { id } = await workspace.contacts.queueImport(workspace.actor, { fileName: 'one.csv', content, mapping });
  await workspace.contacts.runImport(id);
  const { guess } = await workspace.contacts.previewImport(file('b@example.test,unknown\n'), 'two.csv');
  expect(guess.columns.Income).toEqual(mapping.columns.Income);
});

test.each(['Birth year', 'birth year', 'BIRTH-YEAR', ' Birth_Year '])(
  'the column %j goes into the attribute birth_year, and segments find everybody',
  async (header) => {
    await workspace.importFile('email,birth_year\na@example.test,1970\n');
    const preview = await workspace.contacts.previewImport(Buffer.from(`email,${header}\nb@example.test,x\n`), 'b.csv');
    expect(preview.guess.columns[header.trim()]).toEqual({ to: 'attribute', label: 'birth_year', type: 'number' });
    expect(preview.fits).toEqual([
      ['text', 'list'],
      ['text', 'list'],
    ]);
    await workspace.importFile(`email,${header}\nb@example.test,1971\n`);
    expect((await workspace.contacts.attributes()).map(({ key }) => key)).toEqual(['birth_year']);
    const rule = { kind: 'number_between', attribute: 'birth_year', from: 1970, to: 1971 } as const;
    expect(await workspace.segments.count(rule)).toMatchObject({ matching: 2 });
  },
);

test('a column goes into any attribute that is chosen, and into a new one under a name of its own', async () => {
  await workspace.importFile('email,birth_year\na@example.test,1970\n');
  await workspace.importFile('email,Born,Year\nb@example.test,1971,2026\n', (guess) => ({
    ...guess,
    columns: {
      ...guess.columns,
      Born: { to: 'attribute', label: 'birth_year', type: 'number' },
      Year: { to: 'attribute', label: 'Joined in', type: 'number' },
    },
  }));
  expect((await workspace.contacts.byAddress('b@example.test'))?.attributes).toEqual({
    birth_year: 1971,
    Joined_in: 2026,
  });
});

test('CP949 and UTF-8 with a mark, commas and tabs, read alike', async () => {
  const rows = [
    ['이메일', '수신동의', '학력'],
    ['a@example.test', '동의', '똠방각하'],
  ];
  const previews = await Promise.all(
    [
      iconv.encode(rows.map((row) => row.join(',')).join('\r\n'), 'cp949'),
      Buffer.from(`\uFEFF${rows.map((row) => row.join('\t')).join('\n')}`),
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rows.map((row) => row.join(';')).join('\n'), 'utf16le')]),
    ].map((file) => workspace.contacts.previewImport(file, 'people')),
  );
  for (const { headers, rows: found, guess } of previews) {
    expect({ headers, found, guess }).toEqual({
      headers: rows[0],
      found: [rows[1]],
      guess: {
        columns: {
          이메일: { to: 'address' },
          수신동의: { to: 'consent' },
          학력: { to: 'attribute', label: '학력', type: 'text' },
        },
        consent: { kind: 'column' },
      },
    });
  }
  expect(previews.map(({ encoding, delimiter }) => [encoding, delimiter])).toEqual([
    ['cp949', ','],
    ['utf-8', '\t'],
    ['utf-16le', ';'],
  ]);
});

test.each<[string, Buffer, string, RegExp]>([
  [
    'broken encoding',
    Buffer.concat([Buffer.from('email\na@example.test\n'), Buffer.from([0xc3, 0x28, 0xff, 0x0a])]),
    'import.encoding_broken',
    /byte 21 \(line 3\)/,
  ],
  ['duplicate headers', Buffer.from('email,Name,name\na@example.test,x,y\n'), 'import.headers_duplicate', /"name"/],
  ['empty headers', Buffer.from('email,,x\na@example.test,x,y\n'), 'import.headers_empty', /Column 2/],
  ['a workbook', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'import.workbook', /CSV/],
  ['nothing', Buffer.from(''), 'import.empty', /empty/],
  ['a header without an end', Buffer.from(`email${'x'.repeat(400_000)}`), 'import.headers_too_long', /quotes/],
])('a file with %s is refused whole, and stores nothing', async (_, file, code, text) => {
  const refused = await refusalOf(workspace.contacts.previewImport(file, 'bad.csv'));
  expect(refused).toMatchObject({
    code,
    text: { en: expect.stringMatching(text), ko: expect.stringMatching(/[가-힣]/) },
  });
  const queued = workspace.contacts.queueImport(workspace.actor, {
    fileName: 'bad.csv',
    content: Readable.from([file]),
    mapping: { columns: { email: { to: 'address' } }, consent: { kind: 'none' } },
  });
  expect((await refusalOf(queued)).code).toBe(code);
  expect(await workspace.contacts.imports()).toEqual([]);
  expect(await workspace.database.connection.collection('contact_import_chunks').countDocuments()).toBe(0);
});

test.each<[string, unknown, string, string]>([
  [
    'two columns for one attribute',
    {
      columns: {
        email: { to: 'address' },
        x: { to: 'attribute', label: 'birth_year', type: 'number' },
        y: { to: 'attribute', label: 'Birth year', type: 'number' },
      },
      consent: { kind: 'none' },
    },
    'import.mapping_invalid',
    'mapping.columns.y',
  ],
  [
    'another type than the attribute has',
    {
      columns: { email: { to: 'address' }, x: { to: 'attribute', label: 'INCOME', type: 'text' } },
      consent: { kind: 'none' },
    },
    'contact.attribute_type_conflict',
    'mapping.columns.x',
  ],
  [
    'an attribute without a name',
    {
      columns: { email: { to: 'address' }, x: { to: 'attribute', label: ' ', type: 'text' } },
      consent: { kind: 'none' },
    },
    'contact.attribute_label_invalid',
    'mapping.columns.x',
  ],
  [
    'an attribute whose name is like an operator',
    {
      columns: { email: { to: 'address' }, x: { to: 'attribute', label: '$gt', type: 'text' } },
      consent: { kind: 'none' },
    },
    'contact.attribute_label_reserved',
    'mapping.columns.x',
  ],
  [
    'an attribute whose name is like a path',
    {
      columns: { email: { to: 'address' }, x: { to: 'attribute', label: 'home.city', type: 'text' } },
      consent: { kind: 'none' },
    },
    'contact.attribute_label_reserved',
    'mapping.columns.x',
  ],
  [
    'a column that is not there',
    { columns: { nope: { to: 'address' } }, consent: { kind: 'none' } },
    'import.mapping_unknown_column',
    'mapping.columns',
  ],
  [
    'no address and no id',
    { columns: { x: { to: 'ignore' } }, consent: { kind: 'none' } },
    'import.mapping_invalid',
    'mapping.columns',
  ],
  [
    'two address columns',
    { columns: { x: { to: 'address' }, email: { to: 'address' } }, consent: { kind: 'none' } },
    'import.mapping_invalid',
    'mapping.columns',
  ],
  [
    'consent from no column',
    { columns: { email: { to: 'address' } }, consent: { kind: 'column' } },
    'import.mapping_invalid',
    'mapping.consent',
  ],
  [
    'a basis without a source',
    { columns: { email: { to: 'address' } }, consent: { kind: 'declared', source: '' } },
    'import.mapping_invalid',
    'mapping.consent.source',
  ],
  [
    'made addresses of a real domain',
    { columns: {}, madeAddress: { fromColumn: 'x', prefix: 'c', domain: 'example.com' }, consent: { kind: 'none' } },
    'import.mapping_invalid',
    'mapping.madeAddress.domain',
  ],
  [
    'an operator',
    { columns: { email: { $gt: '' } }, consent: { kind: 'none' } },
    'import.mapping_invalid',
    'mapping.columns.email.to',
  ],
])('a mapping with %s is refused at its field', async (_, mapping, code, field) => {
  await workspace.contacts.defineAttribute(workspace.actor, { label: 'Income', type: 'number' });
  const queued = workspace.contacts.queueImport(workspace.actor, {
    fileName: 'people.csv',
    content: Readable.from([Buffer.from('email,x,y\na@example.test,1,2\n')]),
    mapping: mapping as ImportMapping,
  });
  expect(await refusalOf(queued)).toMatchObject({ code, field });
  expect(await workspace.contacts.imports()).toEqual([]);
});

test('a quote that is never closed fails the import, names the row, and keeps the rows before it', async () => {
  const report = await workspace.importFile(
    'email,note\na@example.test,fine\nb@example.test,"never closed\nc@example.test,x\n',
    (guess) => ({
      ...guess,
      columns: { email: { to: 'address' }, note: { to: 'attribute', label: 'note', type: 'text' } },
    }),
  );
  expect(report).toMatchObject({
    phase: 'failed',
    created: 1,
    failure: { en: expect.stringContaining('row 3'), retrySafe: false },
  });
  expect(await workspace.contacts.count()).toBe(1);
});

test('addresses are made from a column for test domains only', async () => {
  await workspace.importFile('ID,x\n5524,1\n', (guess) => ({
    ...guess,
    madeAddress: { fromColumn: 'ID', prefix: 'c', domain: 'customers.example.test' },
  }));
  expect(await workspace.contacts.byAddress('c5524@customers.example.test')).toMatchObject({ externalId: '5524' });
});

const queue = (content: string) =>
  workspace.contacts.queueImport(workspace.actor, {
    fileName: 'people.csv',
    content: Readable.from([Buffer.from(content)]),
    mapping: {
      columns: { email: { to: 'address' }, n: { to: 'attribute', label: 'n', type: 'number' } },
      consent: { kind: 'none' },
    },
  });
const many = (rows: number, from = 0) =>
  `email,n\n${Array.from({ length: rows }, (_, i) => `p${from + i}@example.test,${i}`).join('\n')}\n`;

test('queueing the same file twice makes one import, and ten processes run it once', async () => {
  const [first, second] = await Promise.all([queue(many(2_500)), queue(many(2_500))]);
  expect(second.id).toBe(first.id);
  const ends = await Promise.all([
    ...Array.from({ length: 5 }, () => workspace.contacts.runImport(first.id)),
    workspace.contacts.runDueImports(),
    workspace.contacts.runDueImports(),
  ]);
  expect(ends.slice(0, 5)).toEqual(
    Array(5).fill(expect.objectContaining({ phase: 'done', created: 2_500, rows: 2_500 })),
  );
  expect(await workspace.contacts.count()).toBe(2_500);
  expect(await workspace.contacts.runDueImports()).toBe(0);
  expect(await workspace.database.connection.collection('contact_import_chunks').countDocuments()).toBe(0);
});

test('an import whose process died is taken over when its lease is over, and goes on from where it stopped', async () => {
  const queued = await queue(many(2_500));
  const imports = workspace.database.connection.collection<{ _id: string }>('contact_imports');
  // What a process leaves behind that stored its first batch and died in the second, half done.
  await workspace.importFile(many(1_200), (guess) => guess);
  await imports.updateOne(
    { _id: queued.id },
    { $set: { phase: 'running', fence: 1, rows: 1_000, created: 1_000, leaseUntil: new Date(Date.now() + 60_000) } },
  );
  expect(await workspace.contacts.runDueImports()).toBe(0);
  await imports.updateOne({ _id: queued.id }, { $set: { leaseUntil: new Date(Date.now() - 1) } });
  expect(await workspace.contacts.runDueImports()).toBe(1);
  expect(counts((await workspace.contacts.importById(queued.id)) as never)).toEqual({
    phase: 'done',
    rows: 2_500,
    created: 2_300,
    updated: 0,
    unchanged: 200,
    refused: 0,
    reasons: {},
  });
  expect(await workspace.contacts.count()).toBe(2_500);
});

test('two imports that overlap, at the same time, make each contact once', async () => {
  const [a, b] = [await queue(many(1_500)), await queue(many(1_500, 500))];
  const ends = await Promise.all([workspace.contacts.runImport(a.id), workspace.contacts.runImport(b.id)]);
  for (const end of ends) expect(end).toMatchObject({ phase: 'done', rows: 1_500, refused: 0 });
  expect(await workspace.contacts.count()).toBe(2_000);
});

test('progress is reported while it runs, and each report closes', async () => {
  const queued = await queue(`${many(2_200)}not an address,1\n`);
  const seen: number[] = [];
  await workspace.contacts.runImport(queued.id, (report) => {
    expect(report.created + report.updated + report.unchanged + report.refused).toBe(report.rows);
    seen.push(report.rows);
  });
  expect(seen).toEqual([1_000, 2_000, 2_201, 2_201]);
});

test('somebody without the role may not import', async () => {
  const staff = {
    id: 's',
    email: 'e@example.test',
    name: 'E',
    roles: ['employee' as const],
    lang: 'en' as const,
    timeZone: 'Asia/Seoul',
    status: 'active' as const,
    createdAt: new Date(0),
  };
  const queued = workspace.contacts.queueImport(staffActor(staff, 'portal'), {
    fileName: 'x',
    content: Readable.from([Buffer.from(PEOPLE)]),
    mapping: { columns: { email: { to: 'address' } }, consent: { kind: 'none' } },
  });
  expect(await refusalOf(queued)).toMatchObject({ code: 'contact.not_allowed' });
});
