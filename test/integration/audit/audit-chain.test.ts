import { createAudit } from '../../../core/audit/create-audit.ts';
import { contentHash } from '../../../core/common/canonical-json.ts';
import { systemClock } from '../../../core/common/clock.ts';
import { testDatabase } from '../../support/database.ts';

const ENTRY = { actor: 'anna', surface: 'portal', action: 'campaign.submitted', subject: 'C-1', data: { cycle: 1 } };

const withoutId = <T extends { _id: number }>({ _id, ...rest }: T) => rest;

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
    ['an edited entry', 3, 'edited', { update: { _id: 3, change: { actor: 'mallory' } } }],
    ['a field that was added', 3, 'edited', { update: { _id: 3, change: { note: 'harmless' } } }],
    ['a value of another type', 3, 'edited', { update: { _id: 3, change: { data: { cycle: '2' } } } }],
    ['a time that became a text', 3, 'edited', { asText: 3 }],
    ['two entries that changed places', 2, 'edited', { swap: [2, 4] }],
    ['a deleted entry', 3, 'deleted', { remove: [3] }],
    ['a deleted beginning', 1, 'deleted', { remove: [1, 2] }],
    ['a cut tail', 4, 'cut', { remove: [4, 5] }],
    ['an empty log that was not', 1, 'cut', { remove: [1, 2, 3, 4, 5] }],
  ] as const)('finds %s', async (_title, brokenAt, reason, harm) => {
    const { audit, entries, drop } = await aChain(5);
    if ('asText' in harm) await entries.updateOne({ _id: harm.asText }, [{ $set: { at: { $toString: '$at' } } }]);
    else if ('swap' in harm) {
      const [one, other] = await entries
        .find({ _id: { $in: [...harm.swap] } })
        .sort({ _id: 1 })
        .toArray();
      if (one === undefined || other === undefined) throw new Error('not two entries');
      await entries.replaceOne({ _id: one._id }, withoutId(other));
      await entries.replaceOne({ _id: other._id }, withoutId(one));
    } else if ('update' in harm) await entries.updateOne({ _id: harm.update._id }, { $set: harm.update.change });
    else await entries.deleteMany({ _id: { $in: [...harm.remove] } });
    expect(await audit.verify()).toEqual({ ok: false, brokenAt, reason });
    await drop();
  });

  it('finds an entry that was edited and sealed again by the one that follows it', async () => {
    const { audit, entries, drop } = await aChain(5);
    const third = await entries.findOne({ _id: 3 });
    if (third === null) throw new Error('no third entry');
    const { _id, hash: _hash, ...rest } = third as typeof third & { hash: string };
    const edited = { ...rest, actor: 'mallory' };
    await entries.updateOne(
      { _id: 3 },
      { $set: { actor: 'mallory', hash: contentHash({ seq: 3, ...edited }) } as never },
    );
    expect(await audit.verify()).toEqual({ ok: false, brokenAt: 4, reason: 'unlinked' });
    await drop();
  });

  it('shows by a head that was posted earlier what was cut or written anew since', async () => {
    const { database, audit, entries, drop } = await aChain(3);
    const then = await audit.verify();
    if (!then.ok) throw new Error('a chain that holds was not verified');
    await audit.append(ENTRY);
    await audit.append(ENTRY);
    expect(await audit.verify({ postedHead: then.head })).toMatchObject({ ok: true, entries: 5, postedAt: 3 });
    const last = await audit.verify();
    if (!last.ok) throw new Error('a chain that holds was not verified');

    // Whoever cuts the end takes the note of where it ended along.
    await entries.deleteMany({ _id: { $gt: 3 } });
    await database.connection.collection('audit_head').updateOne({}, { $set: { seq: 3, hash: then.head } });
    expect(await audit.verify()).toEqual({ ok: true, entries: 3, head: then.head });
    expect(await audit.verify({ postedHead: then.head })).toMatchObject({ ok: true, postedAt: 3 });
    expect(await audit.verify({ postedHead: last.head })).toEqual({ ok: false, brokenAt: 4, reason: 'cut' });

    // The same places filled again, in good order, by a process that did not see what stood there.
    const another = createAudit({ database, clock: systemClock });
    await another.append(ENTRY);
    await another.append(ENTRY);
    expect(await audit.verify()).toMatchObject({ ok: true, entries: 5 });
    expect(await audit.verify({ postedHead: last.head })).toMatchObject({ ok: false, reason: 'cut' });
    await drop();
  });

  it('holds while entries are being appended', async () => {
    const { audit, drop } = await aChain(5);
    const writing = Array.from({ length: 20 }, () => audit.append(ENTRY));
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => audit.verify()));
    await Promise.all(writing);
    expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
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
