import { Readable } from 'node:stream';
import fc from 'fast-check';
import type { SuppressionReason } from '../../../core/contacts/contact.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

describe('the suppression list', () => {
  let work: ContactWorkspace;
  beforeEach(async () => {
    work = await contactWorkspace();
  });
  afterEach(() => work.close());

  const suppress = (address: string, reason: SuppressionReason = 'manual', source = 'test') =>
    work.contacts.suppress(work.actor, { address, reason, source });

  it('pages in order, filters by reason and finds one whole address in any spelling', async () => {
    await work.importFile('email\nann@example.test\n');
    await suppress('ann@example.test', 'complained');
    for (let i = 0; i < 4; i += 1) await suppress(`p${i}@example.test`, 'bounced');

    const first = await work.contacts.suppressions({ limit: 3 });
    const second = await work.contacts.suppressions({ limit: 3, after: first.next ?? '' });
    expect([first.total, first.rows.length, second.rows.length, second.next]).toEqual([5, 3, 2, null]);
    expect(new Set([...first.rows, ...second.rows].map((row) => row.addressHash)).size).toBe(5);
    expect((await work.contacts.suppressions({ reason: 'bounced' })).total).toBe(4);

    const found = await work.contacts.suppressions({ address: ' ANN@Example.test ' });
    expect(found.rows.map(({ address, reason }) => ({ address, reason }))).toEqual([
      { address: 'ann@example.test', reason: 'complained' },
    ]);
    expect((await work.contacts.suppressions({ address: 'ann@example.test', reason: 'bounced' })).rows).toEqual([]);
  });

  it('ends a suppression on a ground that the audit log holds, and asks for one', async () => {
    const { addressHash } = await suppress('ann@example.test');
    await expect(work.contacts.unsuppress(work.actor, { addressHash, ground: undefined })).rejects.toMatchObject({
      code: 'contact.ground_unknown',
    });
    expect(await work.contacts.unsuppress(work.actor, { addressHash, ground: 'entered_by_mistake' })).toBe(true);
    expect(await work.contacts.suppressionOf('ann@example.test')).toBeUndefined();
    expect(await work.contacts.unsuppress(work.actor, { addressHash, ground: 'entered_by_mistake' })).toBe(false);
    expect(await work.audit.list({ subject: addressHash })).toMatchObject([
      { action: 'contact.unsuppressed', data: { reason: 'manual', ground: 'entered_by_mistake' } },
    ]);
  });

  it('keeps the suppression of an erased person', async () => {
    const { addressHash } = await suppress('ann@example.test', 'erased');
    await expect(
      work.contacts.unsuppress(work.actor, { addressHash, ground: 'asked_by_person' }),
    ).rejects.toMatchObject({ code: 'contact.suppression_stays' });
    expect((await work.contacts.suppressionOf('ann@example.test'))?.reason).toBe('erased');
  });

  it('is exported whole, and no cell of it is calculated by a spreadsheet', async () => {
    await work.importFile('email\n=cmd@example.test\n');
    await suppress('=cmd@example.test', 'manual', '=1+1');
    let csv = '';
    for await (const piece of work.contacts.suppressionsCsv()) csv += piece;
    const [head, row] = csv.split('\n');
    expect(head).toContain('address,address_hash,reason,at,source');
    expect(row).toMatch(/^'=cmd@example\.test,/);
    expect(row).toMatch(/,'=1\+1$/);
  });

  it('is taken from a file as it was exported, or from a plain list, and the first reason of each stays', async () => {
    await work.importFile('email\n=cmd@example.test\n');
    await suppress('=cmd@example.test', 'complained');
    await suppress('nobody@example.test', 'unsubscribed');
    let csv = '';
    for await (const piece of work.contacts.suppressionsCsv()) csv += piece;
    const take = (content: string | Buffer, more: object = {}) => {
      const refused: number[] = [];
      const file = {
        open: () => Readable.from([Buffer.from(content)]),
        onRefused: (one: { row: number }) => refused.push(one.row),
      };
      return work.contacts
        .importSuppressions(work.actor, { ...file, ...more })
        .then((report) => ({ ...report, refused }));
    };
    const before = (await work.contacts.suppressions({})).rows;
    expect(await take(csv)).toEqual({ rows: 2, added: 0, already: 2, refused: [] });
    await work.database.connection.collection('suppressions').deleteMany({});
    expect(await take(csv)).toEqual({ rows: 2, added: 2, already: 0, refused: [] });
    expect((await work.contacts.suppressions({})).rows).toEqual(before);

    const list = ' A@Example.test\r\nb@example.test\r\nnot an address\r\na@example.test\r\n';
    expect(await take(list, { reason: 'bounced' })).toEqual({ rows: 4, added: 2, already: 1, refused: [3] });
    expect(await work.contacts.suppressionOf('a@example.test')).toMatchObject({ reason: 'bounced' });
    const korean = Buffer.concat([
      Buffer.from('\ufeff이메일;사유;일시\nc@example.test;complained;2020-01-01\nd@example.test;erased;\n;;\n'),
    ]);
    expect(await take(korean)).toMatchObject({ rows: 3, added: 1, refused: [3, 4] });
    expect(await work.contacts.suppressionOf('c@example.test')).toMatchObject({
      reason: 'complained',
      at: new Date('2020-01-01T00:00:00Z'),
    });
    await expect(take('name,age\nKim,3\n')).rejects.toMatchObject({ code: 'contact.suppression_column_missing' });
    // Nobody who is there is erased by a file, and what stands before an open quote is taken.
    await work.importFile('email\nliving@example.test\n');
    const { addressHash: living } = await suppress('living@example.test', 'manual');
    const { addressHash: gone } = await suppress('gone@example.test', 'manual');
    await work.database.connection.collection('suppressions').deleteMany({});
    expect(await take(`address_hash,reason\n${living},erased\n${gone},erased\n`)).toMatchObject({ added: 2 });
    expect((await work.contacts.suppressionOf('living@example.test'))?.reason).toBe('manual');
    expect((await work.contacts.suppressionOf('gone@example.test'))?.reason).toBe('erased');
    await expect(take('address\nbefore@example.test\n"open@example.test\n')).rejects.toMatchObject({
      code: 'import.quote_open',
      text: { en: expect.stringContaining('row 3') },
    });
    expect((await work.contacts.suppressionOf('before@example.test'))?.reason).toBe('manual');
    expect((await work.audit.list({ action: 'suppressions.imported', limit: 1 }))[0]?.data).toMatchObject({ added: 1 });
    // The person and not the spelling, here as well.
    const { contacts: made } = await work.contacts.upsert(work.actor, [
      { address: 'x@example.test' },
      { address: 'y@example.test' },
    ]);
    await work.contacts.merge(work.actor, made[0]?.id ?? '', made[1]?.id ?? '');
    expect(await take('address,reason\ny@example.test,unsubscribed\n')).toMatchObject({ added: 1 });
    expect((await work.contacts.suppressionOf('x@example.test'))?.reason).toBe('unsubscribed');
  });

  it('is never written by an import, whatever the file says', async () => {
    const spelling = fc.constantFrom('a@x.test', 'A@X.test', ' a@x.test ', 'b@x.test', 'B@x.TEST', 'c@x.test');
    const consent = fc.constantFrom('yes', 'no', '', 'granted', 'opted in');
    const row = fc.tuple(spelling, consent, fc.constantFrom('', 'E1', 'E2', 'E3'));
    await suppress('a@x.test', 'unsubscribed');
    await suppress('b@x.test', 'complained');
    const before = (await work.contacts.suppressions({})).rows.map(({ addressHash, reason, at }) => [
      addressHash,
      reason,
      at,
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), fc.boolean(), async (rows, declared) => {
        const file = ['email,consent,id', ...rows.map((cells) => cells.join(','))].join('\n');
        await work.importFile(`${file}\n`, (guess) => ({
          ...guess,
          columns: { email: { to: 'address' }, consent: { to: 'consent' }, id: { to: 'externalId' } },
          consent: declared ? { kind: 'declared', source: 'a form' } : { kind: 'column' },
        }));
        const after = (await work.contacts.suppressions({})).rows.map(({ addressHash, reason, at }) => [
          addressHash,
          reason,
          at,
        ]);
        expect(after).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });
});
