import type { Rule } from '../../../core/segments/rule.ts';
import { type CampaignRoom, openCampaignRoom } from './campaign-room.ts';

let room: CampaignRoom;
beforeAll(async () => {
  room = await openCampaignRoom();
  await room.importPeople(30);
});
afterAll(() => room.close());

const vip = (value: number): Rule => ({ kind: 'number', attribute: 'vip', op: 'eq', value });

/** A draft to everybody in a segment that names another one. */
const aNestedDraft = async (name: string) => {
  const inner = await room.segments.create(room.author, { name: `${name}, inner`, rule: vip(1) });
  const outer = await room.segments.create(room.author, {
    name: `${name}, outer`,
    rule: { kind: 'all', rules: [{ kind: 'segment', op: 'in', segment: inner.id }] },
  });
  return { inner, outer, draft: await room.aDraft({ audience: { segmentId: outer.id } }) };
};

describe('a campaign to a segment that names another one', () => {
  it('loses the marketing key where the inner rule changes, and only that', async () => {
    const { inner, draft } = await aNestedDraft('A');
    await room.campaigns.submit(room.author, draft.id);
    await room.decide(room.it, draft.id, 'it');
    const before = await room.approvals.current(draft.id);
    await room.segments.update(room.author, inner.id, { name: inner.name, version: 1, rule: vip(0) });
    await room.campaigns.settleAll();
    const after = await room.approvals.current(draft.id);
    expect(after?.laneHashes.it).toBe(before?.laneHashes.it);
    expect(after?.laneHashes.marketing).not.toBe(before?.laneHashes.marketing);
    const edits = (await room.campaigns.thread(draft.id)).filter(({ kind }) => kind === 'edited');
    expect(edits.map(({ data }) => data.fields)).toEqual(['audience.segmentId']);
    const { campaign } = await room.decide(room.marketing, draft.id, 'marketing');
    expect(campaign).toMatchObject({ state: 'scheduled', approved: { matching: 15 } });
  });

  it('is sent by the rules that were approved, whatever becomes of the segments', async () => {
    const { inner, outer, draft } = await aNestedDraft('B');
    await room.campaigns.submit(room.author, draft.id);
    await room.decide(room.marketing, draft.id, 'marketing');
    const { campaign } = await room.decide(room.it, draft.id, 'it');
    const approved = campaign.approved?.segment.rule;
    expect(approved).toEqual({
      kind: 'all',
      rules: [{ kind: 'segment', op: 'in', segment: inner.id, inside: { version: 1, rule: vip(1) } }],
    });
    await room.segments.update(room.author, inner.id, {
      name: inner.name,
      version: 1,
      rule: { kind: 'any', rules: [] },
    });
    // What a run reads.
    const rule = await room.segments.parseRule((await room.campaigns.byId(draft.id))?.approved?.segment.rule);
    expect(rule).toEqual(approved);
    expect((await room.segments.count(rule)).matching).toBe(15);
    expect((await room.segments.count((await room.segments.byId(outer.id))?.rule as Rule)).matching).toBe(0);
  });

  it('keeps its segment from being deleted until it is over', async () => {
    const { outer, draft } = await aNestedDraft('C');
    expect(await room.campaigns.withSegment(outer.id)).toEqual([{ id: draft.id, name: draft.name }]);
    await room.campaigns.cancel(room.author, draft.id);
    expect(await room.campaigns.withSegment(outer.id)).toEqual([]);
  });
});
