import { createAudit } from '../../../core/audit/create-audit.ts';
import { systemClock } from '../../../core/common/clock.ts';
import { testDatabase } from '../../support/database.ts';

const ENTRY = { actor: 'anna', surface: 'portal', action: 'campaign.submitted', subject: 'C-1', data: { cycle: 1 } };

const aChain = async (length = 0) => {
  const { database, drop } = await testDatabase();
  const audit = createAudit({ database, clock: systemClock });
  for (let i = 0; i < length; i += 1) await audit.append({ ...ENTRY, data: { cycle: i } });
  return { database, audit, drop, entries: database.connection.collection<{ _id: number; actor: string }>('audit') };
};

describe('the audit log', () => {
  it('is one chain without gap or fork when several processes write at once', async () => {
    const { database, audit, drop } = await aChain();
    const writers = Array.from({ length: 4 }, () => createAudit({ database, clock: systemClock }));
    await Promise.all(writers.flatMap((writer) => Array.from({ length: 10 }, () => writer.append(ENTRY))));
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 40 });
    await drop();
  });

  it('goes on after a process died between its entry and the head', async () => {
    const { database, audit, drop } = await aChain(3);
    await database.connection.collection('audit_head').updateOne({}, { $set: { seq: 2, hash: 'behind' } });
    await audit.append(ENTRY);
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 4 });
    await drop();
  });

  it.each([
    ['an edited entry', 3, { update: { _id: 3, change: { actor: 'mallory' } } }],
    ['a deleted entry', 3, { remove: [3] }],
    ['a cut tail', 4, { remove: [4, 5] }],
  ] as const)('finds %s', async (_title, brokenAt, harm) => {
    const { audit, entries, drop } = await aChain(5);
    if ('update' in harm) await entries.updateOne({ _id: harm.update._id }, { $set: harm.update.change });
    else await entries.deleteMany({ _id: { $in: [...harm.remove] } });
    expect(await audit.verify()).toMatchObject({ ok: false, brokenAt });
    await drop();
  });

  it('lists newest first, whole or by subject, page by page', async () => {
    const { audit, drop } = await aChain(5);
    await audit.append({ ...ENTRY, subject: 'C-2' });
    expect((await audit.list({ limit: 2 })).map((e) => e.seq)).toEqual([6, 5]);
    expect((await audit.list({ limit: 2, before: 5 })).map((e) => e.seq)).toEqual([4, 3]);
    expect((await audit.list({ subject: 'C-1', limit: 2 })).map((e) => e.seq)).toEqual([5, 4]);
    await drop();
  });
});
