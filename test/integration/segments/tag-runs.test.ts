import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';

let workspace: ContactWorkspace;
beforeAll(async () => {
  workspace = await contactWorkspace();
  const rows = Array.from({ length: 2_500 }, (_, i) => `p${i}@example.test,${i},${i % 2 === 0 ? 'Seoul' : 'Busan'}`);
  await workspace.importFile(`email,id,city\n${rows.join('\n')}\n`);
});
afterAll(() => workspace.close());

const tagged = async (tag: string) => (await workspace.contacts.search({ query: `tag:${tag}` })).total;

describe('a tag on many contacts', () => {
  it('is put on whoever is in a segment, counts whom it changed, and is taken off those alone when undone', async () => {
    const { contacts, segments, tagRuns, actor } = workspace;
    const rule = { kind: 'text', attribute: 'city', op: 'is', value: 'Seoul' };
    const { id: segmentId } = await segments.create(actor, { name: 'In Seoul', rule });
    // One has it already, and keeps it.
    const before = await contacts.named('0');
    await contacts.tag(actor, [before.id], { add: 'vip' });
    const run = await tagRuns.begin(actor, { tag: ' vip ', way: 'add', source: { kind: 'segment', segmentId } });
    expect(run).toMatchObject({ phase: 'pending', tag: 'vip', total: 1_250 });
    await expect(tagRuns.undo(actor, run.id)).rejects.toMatchObject({ code: 'segment.tag_run_not_done' });
    const done = await Promise.all([tagRuns.runDue(), tagRuns.runDue(), tagRuns.runDue()]);
    expect(done.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(await tagRuns.byId(run.id)).toMatchObject({ phase: 'done', seen: 1_250, changed: 1_249 });
    expect(await tagged('vip')).toBe(1_250);
    expect((await tagRuns.list())[0]?.id).toBe(run.id);

    await tagRuns.undo(actor, run.id);
    await tagRuns.runDue();
    expect(await tagRuns.byId(run.id)).toMatchObject({ phase: 'undone', seen: 0 });
    expect((await contacts.search({ query: 'tag:vip' })).contacts.map(({ id }) => id)).toEqual([before.id]);
    await expect(tagRuns.undo(actor, run.id)).rejects.toMatchObject({ code: 'segment.tag_run_not_done' });
  });

  it('is taken off whomever a search finds; a run that died in the middle goes on, and is undone whole', async () => {
    const { tagRuns, actor, database } = workspace;
    const source = { kind: 'search', query: '' } as const;
    const put = await tagRuns.begin(actor, { tag: 'news', way: 'add', source });
    await tagRuns.runDue();
    expect(await tagged('news')).toBe(2_500);
    // As it stands where the process ended after its second step was written and before that was counted.
    const [first, second] = await database.connection
      .collection<{ _id: string; ids: string[]; read: number; last: string }>('tag_run_steps')
      .find({ _id: { $in: [`${put.id}:0`, `${put.id}:1`] } })
      .sort({ _id: 1 })
      .toArray();
    await database.connection
      .collection<{ _id: string }>('tag_runs')
      .updateOne(
        { _id: put.id },
        { $set: { phase: 'running', steps: 1, seen: first?.read, changed: first?.ids.length, after: first?.last } },
      );
    await tagRuns.runDue();
    expect(second?.ids.length).toBeGreaterThan(0);
    expect(await tagRuns.byId(put.id)).toMatchObject({ phase: 'done', seen: 2_500, changed: 2_500 });

    const off = await tagRuns.begin(actor, {
      tag: 'news',
      way: 'remove',
      source: { kind: 'search', query: 'tag:news' },
    });
    await tagRuns.runDue();
    expect(await tagRuns.byId(off.id)).toMatchObject({ phase: 'done', changed: 2_500 });
    expect(await tagged('news')).toBe(0);
    await tagRuns.undo(actor, off.id);
    await tagRuns.runDue();
    expect(await tagged('news')).toBe(2_500);
  });

  it('is refused where it is no tag, or the segment is gone', async () => {
    const { tagRuns, actor } = workspace;
    const source = { kind: 'search', query: '' } as const;
    await expect(tagRuns.begin(actor, { tag: 'a,b', way: 'add', source })).rejects.toMatchObject({
      code: 'contact.tag_invalid',
    });
    await expect(
      tagRuns.begin(actor, { tag: 'x', way: 'add', source: { kind: 'segment', segmentId: 'none' } }),
    ).rejects.toMatchObject({ code: 'segment.not_found' });
  });
});
