import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { closeDatabase, type Database, openDatabase } from '../../../core/common/database-store.ts';
import { exportAudit, headFrom, verifyAudit } from '../../../core/local/commands/audit-command.ts';
import { listStaff, newPassword } from '../../../core/local/commands/user-command.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

const ENTRY = { actor: 'anna', surface: 'portal', action: 'campaign.submitted', subject: 'C-1', data: { cycle: 1 } };

describe('tandem audit', () => {
  let test: TestCore;
  let database: Database;
  let folder: string;
  let now: Date;
  beforeEach(async () => {
    now = new Date('2026-03-02T09:00:00Z');
    test = await withTestCore({ TANDEM_TIME_ZONE: 'Asia/Seoul' }, { clock: { now: () => now } });
    database = await openDatabase(test.config.database.uri, test.config.database.name);
    folder = await mkdtemp(join(tmpdir(), 'tandem-audit-'));
    for (const moment of [
      '2026-03-02T14:59:59Z',
      '2026-03-02T15:00:00Z',
      '2026-03-03T14:59:59Z',
      '2026-03-03T15:00:00Z',
    ]) {
      now = new Date(moment);
      await test.core.audit.append({ ...ENTRY, subject: '=C-1' });
    }
  });
  afterEach(async () => {
    await closeDatabase(database);
    await test.close();
    await rm(folder, { recursive: true, force: true });
  });

  const verify = async (head?: string) => {
    const said: string[] = [];
    return { code: await verifyAudit(test.core, headFrom(head), (line) => said.push(line)), said };
  };
  const entries = () => database.connection.collection<{ _id: number }>('audit');

  it('verify says how many entries hold and the head, and finds a head named again', async () => {
    const { code, said } = await verify();
    expect({ code, said }).toEqual({
      code: 0,
      said: ['Checked: 4 entries; the chain holds.', expect.stringMatching(/^Head: [0-9a-f]{64}$/)],
    });
    const head = said[1]?.slice('Head: '.length) ?? '';
    await test.core.audit.append(ENTRY);
    expect((await verify(head.toUpperCase())).said).toContain('The head named stands at entry 4.');
  });

  it.each([
    ['edited', 'entry 2 was edited', () => entries().updateOne({ _id: 2 }, { $set: { actor: 'mallory' } as never })],
    ['deleted', 'entry 2 was deleted', () => entries().deleteOne({ _id: 2 })],
    ['cut', 'entry 3 and what followed were cut off', () => entries().deleteMany({ _id: { $gte: 3 } })],
  ])('verify names the first entry that was %s and ends with 1', async (_title, words, harm) => {
    await harm();
    const { code, said } = await verify();
    expect(code).toBe(1);
    expect(said[0]).toContain(`BROKEN: ${words}`);
  });

  it('verify finds by an earlier head an end that was cut together with its note', async () => {
    const last = await test.core.audit.verify();
    if (!last.ok) throw new Error('the chain is broken');
    await entries().deleteMany({ _id: { $gte: 3 } });
    await database.connection.collection('audit_head').updateOne({}, { $set: { seq: 2 } });
    expect((await verify()).code).toBe(0);
    expect(await verify(last.head)).toMatchObject({
      code: 1,
      said: [expect.stringContaining('entry 3'), expect.any(String)],
    });
  });

  it('verify takes nothing but a hash for a head', () => {
    expect(() => headFrom('abc')).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it('export writes whole days of the workspace, in both formats, and is itself in the log', async () => {
    const days = { from: '2026-03-03', to: '2026-03-03' } as const;
    const jsonl = join(folder, 'log.jsonl');
    expect(await exportAudit(test.core, jsonl, { ...days, format: 'jsonl' })).toBe(0);
    const lines = (await readFile(jsonl, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as { seq: number })).toEqual([
      expect.objectContaining({ seq: 2, at: '2026-03-02T15:00:00.000Z', data: { cycle: 1 } }),
      expect.objectContaining({ seq: 3, at: '2026-03-03T14:59:59.000Z', previousHash: expect.any(String) }),
    ]);
    const csv = join(folder, 'log.csv');
    expect(await exportAudit(test.core, csv, { format: 'csv' })).toBe(0);
    const rows = parse(await readFile(csv), { columns: true, bom: true }) as Record<string, string>[];
    expect(rows.map(({ seq, action }) => [seq, action])).toEqual([
      ...['1', '2', '3', '4'].map((seq) => [seq, 'campaign.submitted']),
      ['5', 'audit.exported'],
    ]);
    expect(rows[0]).toMatchObject({ subject: "'=C-1", data: '{"cycle":1}' });
    expect((await test.core.audit.list({ limit: 1 }))[0]).toMatchObject({
      action: 'audit.exported',
      data: { entries: 5, format: 'csv', from: null, to: null },
    });
    expect((await verify()).code).toBe(0);
  });

  it('export overwrites nothing and takes no wrong day', async () => {
    const file = join(folder, 'log.jsonl');
    const wrong = expect.objectContaining({ exitCode: 2 });
    await expect(exportAudit(test.core, file, { from: 'yesterday', format: 'jsonl' })).rejects.toEqual(wrong);
    const backwards = { from: '2026-03-04', to: '2026-03-03', format: 'jsonl' } as const;
    await expect(exportAudit(test.core, file, backwards)).rejects.toEqual(wrong);
    await exportAudit(test.core, file, { format: 'jsonl' });
    const before = await readFile(file, 'utf8');
    await expect(exportAudit(test.core, file, { format: 'jsonl' })).rejects.toEqual(wrong);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('user password prints a password that works, and where the address is wrong names nobody but the way to see who there is', async () => {
    const { core } = test;
    await core.people.createFirstAdministrator({
      email: 'ada@example.test',
      name: 'Ada',
      password: 'correct horse battery',
      lang: 'en',
    });
    const said: string[] = [];
    expect(await newPassword(core, ' Ada@Example.test', (line) => said.push(line))).toBe(0);
    const password = /^Password, shown this once: (\S+)$/.exec(said[1] ?? '')?.[1] ?? '';
    const signIn = core.people.signIn({ email: 'ada@example.test', password, network: '203.0.113.9' });
    expect(await signIn).toMatchObject({ name: 'Ada' });
    await expect(newPassword(core, 'eve@example.test', () => undefined)).rejects.toEqual(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(
          /no member of staff with eve@example\.test\. Who there is: .*user list(?!.*ada@)/,
        ),
      }),
    );
    const listed: string[] = [];
    expect(await listStaff(core, (line) => listed.push(line))).toBe(0);
    expect(listed).toEqual(['ada@example.test  Ada  admin  active']);
    await core.people.invite(
      { kind: 'system', name: 'test' },
      {
        email: 'ian@example.test',
        name: 'Ian',
        roles: ['marketer'],
        lang: 'en',
      },
    );
    await expect(newPassword(core, 'ian@example.test', () => undefined)).rejects.toEqual(
      expect.objectContaining({ exitCode: 1, message: expect.stringContaining('invitation') }),
    );
  });
});
