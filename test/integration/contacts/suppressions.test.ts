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
