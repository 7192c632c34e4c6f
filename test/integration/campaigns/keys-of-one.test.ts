import { type Actor, actorId, systemActor } from '../../../core/people/staff.ts';
import { EVERYONE } from '../../../core/segments/rule.ts';
import { type CampaignRoom, openCampaignRoom } from './campaign-room.ts';

let room: CampaignRoom;
beforeAll(async () => {
  room = await openCampaignRoom();
  await room.importPeople(30);
});
afterAll(() => room.close());

/** Campaigns in which something happens just before or just after a decision is stored, or after a review was opened. */
const meeting = (happens: {
  before?: () => Promise<unknown>;
  after?: () => Promise<unknown>;
  opened?: () => Promise<unknown>;
}) =>
  room.another({
    approvals: {
      ...room.approvals,
      async decide(actor, input) {
        await happens.before?.();
        const cycle = await room.approvals.decide(actor, input);
        await happens.after?.();
        return cycle;
      },
      async open(input) {
        const cycle = await room.approvals.open(input);
        await happens.opened?.();
        return cycle;
      },
    },
  }).campaigns;

const VIP = { kind: 'number', attribute: 'vip', op: 'eq', value: 1 };
const rewrite = async (actor: Actor, id: string, rule: unknown = VIP) => {
  const segment = await room.segments.byId(id);
  return room.segments.update(actor, id, { name: segment?.name ?? '', rule, version: segment?.version ?? 0 });
};
const inReview = async (over: Record<string, unknown> = {}) => {
  const draft = await room.aDraft(over);
  await room.campaigns.submit(room.author, draft.id);
  return { id: draft.id, segmentId: draft.audience.segmentId ?? '' };
};
const REFUSED = { code: 'review.author_cannot_decide' };

describe('whoever changes whom a campaign in review means', () => {
  it('turns no key in it, also after it was withdrawn and submitted again', async () => {
    const both = await room.staff(['marketer', 'marketing_reviewer']);
    const { id, segmentId } = await inReview();
    await rewrite(both, segmentId);
    await room.campaigns.settleAll();
    await expect(room.decide(both, id, 'marketing')).rejects.toMatchObject({ kind: 'forbidden' });
    await room.campaigns.withdraw(room.author, id);
    await room.campaigns.submit(room.author, id);
    await expect(room.decide(both, id, 'marketing')).rejects.toMatchObject({ kind: 'forbidden' });
    await room.decide(room.marketing, id, 'marketing');
    expect((await room.decide(room.it, id, 'it')).campaign.state).toBe('scheduled');
  });

  it('by a segment inside the segment turns none either', async () => {
    const both = await room.staff(['admin', 'it_reviewer']);
    const inner = await room.segments.create(systemActor('test'), { name: 'inner', rule: EVERYONE });
    const outer = await room.segments.create(systemActor('test'), {
      name: 'outer',
      rule: { kind: 'segment', op: 'in', segment: inner.id },
    });
    const { id } = await inReview({ audience: { segmentId: outer.id } });
    await rewrite(both, inner.id);
    await room.campaigns.settleAll();
    await room.decide(room.marketing, id, 'marketing');
    await expect(room.decide(both, id, 'it')).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('between their own click and its commit loses the key, first or second', async () => {
    const both = await room.staff(['marketer', 'marketing_reviewer']);
    for (const second of [false, true]) {
      const { id, segmentId } = await inReview();
      if (second) await room.decide(room.it, id, 'it');
      await room.decide(both, id, 'marketing', 'approve', meeting({ after: () => rewrite(both, segmentId) }));
      expect((await room.campaigns.byId(id))?.state).toBe('in_review');
      await expect(room.decide(both, id, 'marketing')).rejects.toMatchObject({ kind: 'forbidden' });
    }
  });
});

describe('a key given for somebody else', () => {
  it('does not count where that one edited before it took effect', async () => {
    const both = await room.staff(['marketer', 'it_reviewer']);
    const delegate = await room.staff(['manager']);
    const { id } = await inReview();
    await room.decide(room.marketing, id, 'marketing');
    await room.approvals.delegate(both, { subjectId: id, cycle: 1, lane: 'it', to: actorId(delegate) });
    // A name is in no lane: only who edited speaks against the key.
    const edit = () =>
      room.database.connection
        .collection<{ _id: string; editors: string[] }>('campaigns')
        .updateOne(
          { _id: id },
          { $set: { name: 'Renamed' }, $inc: { revision: 1 }, $addToSet: { editors: actorId(both) } },
        );
    await room.decide(delegate, id, 'it', 'approve', meeting({ after: edit }));
    expect((await room.campaigns.byId(id))?.state).toBe('in_review');
    await expect(room.decide(delegate, id, 'it')).rejects.toMatchObject({ code: 'review.not_reviewer' });
  });
});

describe('two who submit at once', () => {
  it('have both submitted: neither turns a key', async () => {
    const both = await room.staff(['marketer', 'marketing_reviewer']);
    const { id } = await room.aDraft();
    const opened = () => room.campaigns.submit(both, id);
    await expect(meeting({ opened }).submit(room.author, id)).rejects.toMatchObject({ kind: 'conflict' });
    expect((await room.campaigns.byId(id))?.state).toBe('in_review');
    await expect(room.decide(both, id, 'marketing')).rejects.toMatchObject(REFUSED);
  });
});

describe('a waiver', () => {
  const aRed = async () => {
    const { id } = await inReview({
      content: { body: { kind: 'blocks', blocks: [{ kind: 'button', label: 'Go', href: 'https://outside.kr/' }] } },
    });
    const [item] = (await room.campaigns.preflight(id))?.blocking ?? [];
    return {
      id,
      waive: { campaignId: id, itemId: item?.id ?? '', reason: 'known', until: new Date(Date.now() + 1e7) },
    };
  };
  const save = async (it: readonly string[]) => {
    const { revision, ...policy } = await room.policy.current();
    const lanes = { ...policy.lanes, it: { approvals: 1, reviewers: it } };
    await room.policy.save(systemActor('test'), { ...policy, lanes, allowedHosts: ['inside.kr'] }, revision);
  };
  beforeAll(() => save([]));
  afterAll(async () => {
    const { revision, ...policy } = await room.policy.current();
    const lanes = { ...policy.lanes, it: { approvals: 1, reviewers: [] } };
    await room.policy.save(systemActor('test'), { ...policy, lanes, allowedHosts: [] }, revision);
  });

  it('is not given by who submitted, nor by who holds the other key', async () => {
    const submitter = await room.staff(['marketer', 'it_reviewer']);
    const draft = await room.aDraft();
    const { id, waive } = await aRed();
    expect(waive.itemId).toMatch(/^link:/);
    await room.campaigns.cancel(room.author, draft.id);
    await room.campaigns.withdraw(room.author, id);
    await room.campaigns.submit(submitter, id);
    await expect(room.campaigns.waive(submitter, waive)).rejects.toMatchObject({ code: 'preflight.forbidden' });

    const both = await room.staff(['marketing_reviewer', 'it_reviewer']);
    await room.decide(both, id, 'marketing');
    await expect(room.campaigns.waive(both, waive)).rejects.toMatchObject({ code: 'preflight.forbidden' });
    await room.campaigns.waive(room.it, waive);
    expect((await room.decide(room.it, id, 'it')).campaign.state).toBe('scheduled');
  });

  it('is not given by an IT reviewer whom the policy does not name', async () => {
    const unnamed = await room.staff(['it_reviewer']);
    const { id, waive } = await aRed();
    await save([actorId(room.it)]);
    await expect(room.campaigns.waive(unnamed, waive)).rejects.toMatchObject({ code: 'preflight.forbidden' });
    // Of another campaign it covers nothing here.
    const other = await aRed();
    await room.campaigns.waive(room.it, other.waive);
    await room.decide(room.marketing, id, 'marketing');
    await expect(room.decide(room.it, id, 'it')).rejects.toMatchObject({ code: 'preflight.red' });
  });
});

describe('a static list that is exchanged', () => {
  const people = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `p${from + i}@example.test`).join('\n');
  const aList = async () => {
    const list = await room.segments.createList(room.author, { name: `list ${Math.random()}` });
    await room.segments.addToList(room.author, list.id, { entries: people(0, 10) });
    return list.id;
  };
  const exchange = async (list: string) => {
    await room.segments.takeFromList(room.author, list, { entries: people(0, 10) });
    await room.segments.addToList(room.author, list, { entries: people(10, 20) });
  };
  const launch = async (id: string) => {
    await room.campaigns.move(systemActor('test'), id, 'start', { frozen: 10 });
    return room.campaigns.byId(id);
  };

  it('after the keys, or between them, holds the launch until both keys saw it, though as many match', async () => {
    for (const between of [false, true]) {
      const list = await aList();
      const { id } = await inReview({ audience: { segmentId: list } });
      await room.decide(room.marketing, id, 'marketing');
      if (between) await exchange(list);
      await room.decide(room.it, id, 'it');
      if (!between) await exchange(list);
      const held = await launch(id);
      expect(held).toMatchObject({ state: 'held', heldBy: 'drift', drift: { approved: 10, found: 10 } });
      expect(held?.reason?.en).toContain('20 people');
      expect(held?.reason?.ko).toContain('20명');
      await room.decide(room.marketing, id, 'marketing');
      await room.decide(room.it, id, 'it');
      expect((await launch(id))?.state).toBe('sending');
    }
  });

  it('by no more than the policy allows does not', async () => {
    const list = await aList();
    const inside = await room.segments.create(room.author, {
      name: 'who is on the list',
      rule: { kind: 'segment', op: 'in', segment: list },
    });
    const { id } = await inReview({ audience: { segmentId: inside.id } });
    await room.decide(room.marketing, id, 'marketing');
    await room.decide(room.it, id, 'it');
    await room.segments.addToList(room.author, list, { entries: people(10, 11) });
    expect((await launch(id))?.state).toBe('sending');
  });
});

describe('a campaign that was archived', () => {
  it('is shown again once it is submitted', async () => {
    const draft = await room.aDraft();
    await room.campaigns.archive(room.author, draft.id, true);
    await room.campaigns.submit(room.author, draft.id);
    expect((await room.campaigns.list({ archived: false })).map(({ id }) => id)).toContain(draft.id);
  });
});

describe('people who come to match between the keys', () => {
  it('hold the launch until both keys saw how many they are', async () => {
    const segment = await room.segments.create(room.author, { name: 'very important', rule: VIP });
    const { id } = await inReview({ audience: { segmentId: segment.id } });
    await room.decide(room.marketing, id, 'marketing');
    await room.importPeople(60);
    await room.decide(room.it, id, 'it');
    await room.campaigns.move(systemActor('test'), id, 'start', { frozen: 30 });
    expect(await room.campaigns.byId(id)).toMatchObject({ heldBy: 'drift', drift: { approved: 15, found: 30 } });
    await room.decide(room.marketing, id, 'marketing');
    await room.decide(room.it, id, 'it');
    await room.campaigns.move(systemActor('test'), id, 'start', { frozen: 30 });
    expect((await room.campaigns.byId(id))?.state).toBe('sending');
  });
});
