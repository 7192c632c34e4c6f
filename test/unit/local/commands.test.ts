import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { contactErrors, importErrors } from '../../../core/contacts/contact-errors.ts';
import type { ImportMapping } from '../../../core/contacts/contact-import.ts';
import { checkDns, findingLines, notReached } from '../../../core/local/commands/doctor.ts';
import { sayProgress } from '../../../core/local/commands/import-command.ts';
import { mappingFrom, parseMap } from '../../../core/local/commands/import-mapping.ts';
import { fileAt } from '../../../core/local/demo/demo-file.ts';
import { exitCodeOf } from '../../../core/local/exit-code.ts';
import { LocalError } from '../../../core/local/local-error.ts';
import { linksOf } from '../../../core/local/sample/recipients.ts';
import { sampleCsv } from '../../../core/local/sample/sample-contacts.ts';
import { parseStartOptions } from '../../../core/local/start-options.ts';

describe('--map', () => {
  it.each([
    [
      'Birth year=birth_year:number',
      { header: 'Birth year', target: { to: 'attribute', name: 'birth_year', type: 'number' } },
    ],
    ['City=city', { header: 'City', target: { to: 'attribute', name: 'city', type: undefined } }],
    ['a=b=tags:list', { header: 'a=b', target: { to: 'attribute', name: 'tags', type: 'list' } }],
    ['Mail=address', { header: 'Mail', target: { to: 'address' } }],
    ['X=ignore', { header: 'X', target: { to: 'ignore' } }],
  ])('%s', (text, expected) => {
    expect(parseMap(text)).toEqual(expected);
  });

  it.each(['nothing', '=x:text', 'X=', 'X=:number', 'X=y:integer', 'X=y:constructor'])(
    'refuses %s as wrong usage',
    (text) => {
      expect(() => parseMap(text)).toThrow(expect.objectContaining({ exitCode: 2 }));
    },
  );
});

const BORN = {
  key: 'birth_year',
  label: 'birth_year',
  type: 'number',
  searchable: false,
  createdAt: new Date(0),
} as const;

describe('progress of an import', () => {
  const lines = (...reports: [phase: 'running' | 'done', bytesRead: number, rows: number][]): string[] => {
    const said: string[] = [];
    const say = sayProgress((line) => said.push(line));
    for (const [phase, bytesRead, rows] of reports) say({ phase, bytesRead, bytesTotal: 200, rows });
    return said;
  };

  it('ends with every row, though a small file was read at once', () => {
    expect(lines(['running', 200, 1_000], ['running', 200, 2_000], ['done', 200, 2_240])).toEqual([
      '100 %, 1000 rows',
      '100 %, 2240 rows',
    ]);
  });

  it('is a line each tenth, and none twice', () => {
    expect(lines(['running', 10, 100], ['running', 30, 300], ['running', 200, 500], ['done', 200, 500])).toEqual([
      '15 %, 300 rows',
      '100 %, 500 rows',
    ]);
  });
});

describe('mapping of an import', () => {
  const headers = ['ID', 'Mail', 'Year'];
  const guess: ImportMapping = {
    columns: {
      ID: { to: 'externalId' },
      Mail: { to: 'address' },
      Year: { to: 'attribute', label: 'Year', type: 'number' },
    },
    consent: { kind: 'none' },
  };

  it('is the guess where nothing is said', () => {
    expect(mappingFrom(guess, headers, { map: [] }, [])).toEqual(guess);
  });

  it('makes addresses in place of a guessed column, with a declared basis', () => {
    expect(
      mappingFrom(
        guess,
        headers,
        {
          map: ['Year=born:number'],
          madeAddress: 'ID',
          domain: 'customers.example.test',
          consentDeclared: 'sign-up form',
        },
        [],
      ),
    ).toEqual({
      columns: {
        ID: { to: 'externalId' },
        Mail: { to: 'ignore' },
        Year: { to: 'attribute', label: 'born', type: 'number' },
      },
      madeAddress: { fromColumn: 'ID', prefix: 'c', domain: 'customers.example.test' },
      consent: { kind: 'declared', source: 'sign-up form' },
    });
  });

  it.each(['birth_year', 'Birth Year', 'birth-year', 'BIRTH_YEAR:number'])(
    'leads a column into the attribute that is there: %s',
    (name) => {
      expect(mappingFrom(guess, headers, { map: [`Year=${name}`] }, [BORN]).columns.Year).toEqual({
        to: 'attribute',
        label: 'birth_year',
        type: 'number',
      });
    },
  );

  it('makes a new attribute of the guessed type where nobody names one', () => {
    expect(mappingFrom(guess, headers, { map: ['Year=born'] }, [BORN]).columns.Year).toEqual({
      to: 'attribute',
      label: 'born',
      type: 'number',
    });
  });

  it('has one address column: the named one replaces the guessed one', () => {
    expect(mappingFrom(guess, headers, { map: [], addressColumn: 'Year' }, []).columns).toEqual({
      ID: { to: 'externalId' },
      Mail: { to: 'ignore' },
      Year: { to: 'address' },
    });
  });

  it.each([
    [{ map: ['Year=birth_year:text'] }, /--map.+birth_year is stored as number.+Leave the type out/],
    [{ map: ['Nope=x'] }, /no column "Nope".+ID, Mail, Year/],
    [{ map: [], madeAddress: 'ID' }, /--domain/],
    [{ map: [], domain: 'x.test' }, /--made-address/],
    [{ map: [], consentColumn: 'Year', consentDeclared: 'x' }, /exclude each other/],
    [{ map: ['ID=ignore', 'Mail=ignore'] }, /--address-column/],
  ])('refuses %j as wrong usage, naming the option', (options, message) => {
    const act = () => mappingFrom(guess, headers, options, [BORN]);
    expect(act).toThrow(message);
    expect(act).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

describe('exit code', () => {
  it.each<[string, unknown, number]>([
    ['help', new CommanderError(0, 'commander.help', ''), 0],
    ['an unknown option', new CommanderError(1, 'commander.unknownOption', ''), 2],
    ['a header that stands twice', importErrors.headersDuplicate(['name']), 2],
    ['an empty file', importErrors.empty(), 2],
    ['an import that there is not', importErrors.notFound(), 2],
    ['a mapping that does not fit', importErrors.mappingUnknownColumn('x'), 2],
    ['an attribute of another type', contactErrors.attributeTypeConflict('Income', 'number', 'mapping.columns.x'), 2],
    ['a database that does not answer', new LocalError('The database does not answer.'), 1],
    ['a defect', new Error('x'), 1],
  ])('of %s', (_, error, expected) => {
    expect(exitCodeOf(error)).toBe(expected);
  });

  it('of a file that is missing, or is a folder', async () => {
    for (const path of [join(tmpdir(), 'no-such-file-of-tandem.csv'), tmpdir()]) {
      const error = await fileAt(path).catch((caught: unknown) => caught);
      expect(exitCodeOf(error)).toBe(2);
    }
  });
});

describe('doctor', () => {
  const dns = (records: Record<string, readonly string[] | undefined>) => async (name: string) =>
    name in records ? records[name] : [];
  const states = async (records: Record<string, readonly string[] | undefined>) =>
    (await checkDns('mail.example.test', ['k1'], dns(records))).map(({ about, state }) => `${about} ${state}`);

  it('finds SPF, DKIM and DMARC, the last one also at the organisation’s domain', async () => {
    expect(
      await states({
        'mail.example.test': ['v=spf1 include:mailgun.org ~all', 'something else'],
        'k1._domainkey.mail.example.test': ['k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCB'],
        '_dmarc.example.test': ['v=DMARC1; p=none'],
      }),
    ).toEqual(['SPF ok', 'DKIM ok', 'DMARC ok']);
  });

  it('says what to do where records are missing or doubled, and where nobody can be asked', async () => {
    expect(await states({})).toEqual(['SPF wrong', 'DKIM wrong', 'DMARC wrong']);
    expect((await states({ 'mail.example.test': ['v=spf1 -all', 'v=spf1 ~all'] }))[0]).toBe('SPF wrong');
    const silent = await checkDns('mail.example.test', ['k1'], async () => undefined);
    expect(silent.map(({ detail }) => detail)).toEqual(Array(3).fill('the name server could not be asked'));
    for (const finding of silent) expect(findingLines(finding)[1]).toMatch(/→ Check/);
  });

  it('says by name what keeps it from asking', () => {
    const issues = 'The configuration cannot be used:\nPORTAL_PORT: found "x"; expected a port';
    expect(notReached(new LocalError(issues, 2))).toMatchObject({
      about: 'Configuration',
      todo: expect.stringContaining('PORTAL_PORT'),
    });
    expect(notReached(new LocalError('The database does not answer.')).about).toBe('Database');
  });
});

describe('npm start', () => {
  it('knows its options and refuses others as wrong usage', () => {
    expect(parseStartOptions(['--playground'])).toEqual({ playground: true, sample: false, help: false });
    expect(() => parseStartOptions(['--playgrund'])).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(() => parseStartOptions(['constructor'])).toThrow('constructor');
  });
});

describe('sample', () => {
  it('is the same on every machine, with a few people without address', () => {
    const csv = sampleCsv({ first: 1_001, count: 360, seed: 7 });
    expect(csv).toBe(sampleCsv({ first: 1_001, count: 360, seed: 7 }));
    const rows = csv.trim().split('\n').slice(1);
    expect(rows).toHaveLength(360);
    expect(rows.filter((row) => row.split(',')[1] === '')).toHaveLength(9);
    for (const row of rows)
      expect(row).toMatch(/^M\d+,([a-z]+\.[a-z]+\.\d+@example\.test)?,[A-Z][a-z]+ [A-Z][a-z]+,(fe)?male,(19|20)\d\d,/);
  });

  it('reads pixel, links and one-click address out of a mail', () => {
    const html =
      '<a href="http://localhost:3000/t/c/abc.def">x</a><a href="http://localhost:3000/t/c/abc.def">y</a>' +
      '<a href="http://localhost:3000/u/q.r">leave</a><img src="http://localhost:3000/t/o/ghi.jkl" alt="">';
    expect(linksOf({ html, headers: { 'List-Unsubscribe': '<http://localhost:3000/u/q.r>' } })).toEqual({
      pixel: 'http://localhost:3000/t/o/ghi.jkl',
      clicks: ['http://localhost:3000/t/c/abc.def'],
      unsubscribe: 'http://localhost:3000/u/q.r',
    });
  });
});

test('a file that is written to while it is read is not taken', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-changing-'));
  try {
    const path = join(folder, 'people.csv');
    await writeFile(path, `email\n${'a@example.test\n'.repeat(100_000)}`);
    const { content } = await fileAt(path);
    const read = async (meanwhile: () => Promise<void>): Promise<number> => {
      let bytes = 0;
      for await (const piece of content()) {
        if (bytes === 0) await meanwhile();
        bytes += (piece as Buffer).length;
      }
      return bytes;
    };
    await expect(read(() => appendFile(path, 'b@example.test\n'))).rejects.toMatchObject({
      code: 'import.file_changed',
    });
    await expect(read(async () => {})).resolves.toBe(6 + 15 * 100_001);
    await expect(
      read(async () => {
        await writeFile(`${path}.new`, 'email\n');
        await rename(`${path}.new`, path);
      }),
    ).rejects.toMatchObject({ code: 'import.file_changed' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
