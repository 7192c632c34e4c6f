import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importEvents } from '../../../core/local/commands/events-command.ts';
import { exportSuppressions, importSuppressions } from '../../../core/local/commands/suppressions-command.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { someContacts } from '../../support/portal-world.ts';

describe('tandem events import and tandem suppressions', () => {
  let test: TestCore;
  let folder: string;
  beforeAll(async () => {
    test = await withTestCore({ TANDEM_TIME_ZONE: 'Asia/Seoul' });
    folder = await mkdtemp(join(tmpdir(), 'tandem-events-'));
    await someContacts(test.core, systemActor('test'), 2);
  });
  afterAll(async () => {
    await test.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes each row once, writes what it refuses to a new file, and says how it ended', async () => {
    const address = (await test.core.contacts.search({})).contacts[0]?.address ?? '';
    const file = join(folder, 'till.csv');
    const rejects = join(folder, 'rejects.csv');
    await writeFile(
      file,
      `email,receipt,date,amount\n${address},R1,2026-11-20,5\nnobody@example.test,R2,2026-11-20,=1\n`,
    );
    const said: string[] = [];
    const run = (more: object) =>
      importEvents(test.core, file, { event: 'Bought', text: ['amount'], ...more }, (line) => said.push(line));
    expect(await run({ rejects })).toBe(1);
    expect(said.at(-1)).toMatch(/^2 rows: 1 taken, 0 taken before, 1 refused/);
    expect(await readFile(rejects, 'utf8')).toMatch(/\n3,contact\.address,.*nobody@example\.test,R2,2026-11-20,'=1\n$/);
    expect(await run({})).toBe(1);
    expect(said.at(-1)).toMatch(/^2 rows: 0 taken, 1 taken before, 1 refused/);
    await expect(run({ rejects })).rejects.toMatchObject({ message: expect.stringContaining('Name a new file') });
    const wrong = join(folder, 'wrong.csv');
    for (const mistake of [{ as: 'nobody@example.test' }, { atColumn: 'day' }]) {
      await expect(run({ rejects: wrong, ...mistake })).rejects.toBeInstanceOf(Error);
      await expect(readFile(wrong)).rejects.toMatchObject({ code: 'ENOENT' });
    }
    await expect(run({ zone: 'Moon' })).rejects.toMatchObject({ message: expect.stringContaining('--zone') });
    expect(await test.core.events.definitions()).toEqual([
      { key: 'Bought', label: 'Bought', properties: [{ key: 'amount', label: 'amount', type: 'text' }] },
    ]);
  });

  it('suppress what a file names, write the list out again, and never over a file that is there', async () => {
    const { core } = test;
    const [file, rejects, list] = ['stop.csv', 'stop-rejects.csv', 'list.csv'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(file, 'address,reason\nout@example.test,complained\n=1,\n');
    const said: string[] = [];
    expect(await importSuppressions(core, file, { rejects }, (line) => said.push(line))).toBe(1);
    expect(said.at(-1)).toMatch(/^2 rows: 1 suppressed, 0 suppressed before, 1 refused/);
    expect(await readFile(rejects, 'utf8')).toMatch(/\n3,.*,'=1,\n$/);
    expect(await core.contacts.suppressionOf('out@example.test')).toMatchObject({ reason: 'complained' });
    expect(await exportSuppressions(core, list, (line) => said.push(line))).toBe(0);
    expect(await importSuppressions(core, list, {}, (line) => said.push(line))).toBe(0);
    expect(said.at(-1)).toMatch(/^1 rows: 0 suppressed, 1 suppressed before/);
    await expect(exportSuppressions(core, list, () => undefined)).rejects.toMatchObject({ exitCode: 2 });
  });
});
