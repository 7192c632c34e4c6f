import { laneApproved, standingApprovals } from '../../../core/approvals/approval.ts';
import { serverTime } from '../../../core/common/database-store.ts';
import { actorId, systemActor } from '../../../core/people/staff.ts';
import { type CampaignRoom, openCampaignRoom } from './campaign-room.ts';

let room: CampaignRoom;
beforeAll(async () => {
  room = await openCampaignRoom();
  await room.importPeople(30);
});
afterAll(() => room.close());

const inSixHours = (): string => new Date(Date.now() + 6 * 3_600_000).toISOString().slice(0, 16);

describe('two keys', () => {
  it('move a campaign to scheduled, freeze what both approved and wake the alarm clock', async () => {
    const draft = await room.aDraft({ schedule: { localTime: inSixHours(), zone: 'UTC' } });
    expect(draft.id).toMatch(/^C-\d+$/);
    await room.campaigns.submit(room.author, draft.id);
    const first = await room.decide(room.marketing, draft.id, 'marketing');
    expect(first.campaign.state).toBe('in_review');
    const { campaign, cycle } = await room.decide(room.it, draft.id, 'it');
    expect(campaign).toMatchObject({ state: 'scheduled', approved: { version: 1, cycle: 1, matching: 30 } });
    expect(campaign.approved?.hashes).toEqual(cycle?.laneHashes);
    expect(campaign.approved?.segment.rule).toEqual({ kind: 'all', rules: [] });
    expect(room.woken.at(-1)).toEqual(draft.schedule.at);
    expect(await room.kinds(draft.id)).toEqual([
      'created',
      'submitted',
      'preflight',
      'approved',
      'approved',
      'scheduled',
    ]);
    expect(await room.audit.verify()).toMatchObject({ ok: true });
  });

  it('are needed by the start of the campaign, also after it was moved', async () => {
    const draft = await room.aDraft({ schedule: { localTime: inSixHours(), zone: 'UTC' } });
    const { revision } = await room.campaigns.submit(room.author, draft.id);
    expect(await room.approvals.current(draft.id)).toMatchObject({ state: 'open', neededBy: draft.schedule.at });
    const moved = await room.campaigns.edit(room.author, draft.id, {
      revision,
      schedule: { localTime: '2099-01-01T09:00', zone: 'UTC' },
    });
    expect(await room.approvals.current(draft.id)).toMatchObject({ state: 'open', neededBy: moved.schedule.at });
    expect(moved.schedule.at).toEqual(new Date('2099-01-01T09:00:00Z'));
  });

  it('are voided only in the lane that an edit touches, and the thread shows the difference', async () => {
    const second = await room.aDraft();
    const open = await room.campaigns.submit(room.author, second.id);
    await room.decide(room.marketing, second.id, 'marketing');
    const edited = await room.campaigns.edit(room.author, second.id, {
      revision: open.revision,
      content: { subject: 'Another subject' },
    });
    expect(edited).toMatchObject({ state: 'in_review', version: 2 });
    const thread = await room.campaigns.thread(second.id);
    expect(thread.find((e) => e.kind === 'edited')?.data).toMatchObject({
      fields: 'content.subject',
      newSubject: 'Another subject',
    });
    expect(thread.find((e) => e.kind === 'approval_voided')?.data).toMatchObject({ lane: 'marketing' });
    // IT approves what stands; marketing must look again.
    expect((await room.decide(room.it, second.id, 'it')).campaign.state).toBe('in_review');
    expect((await room.decide(room.marketing, second.id, 'marketing')).campaign).toMatchObject({
      state: 'scheduled',
      approved: { version: 2 },
    });
  });

  it('do not count for a segment that changed after they were given', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    await room.decide(room.marketing, draft.id, 'marketing');
    const segment = await room.segments.byId(draft.audience.segmentId ?? '');
    await room.segments.update(room.author, segment?.id ?? '', {
      name: segment?.name ?? '',
      version: 1,
      rule: { kind: 'number', attribute: 'vip', op: 'eq', value: 1 },
    });
    // The checks of what stands now, before IT is asked.
    await room.campaigns.settleAll();
    expect((await room.decide(room.it, draft.id, 'it')).campaign.state).toBe('in_review');
    expect(await room.kinds(draft.id)).toContain('approval_voided');
    const { campaign } = await room.decide(room.marketing, draft.id, 'marketing');
    expect(campaign).toMatchObject({ state: 'scheduled', approved: { matching: 15, segment: { version: 2 } } });
  });

  it('cannot be turned by somebody who edited the campaign', async () => {
    const both = await room.staff(['marketer', 'marketing_reviewer']);
    const draft = await room.aDraft();
    await room.campaigns.edit(both, draft.id, { revision: draft.revision, name: 'Renamed' });
    await room.campaigns.submit(room.author, draft.id);
    await expect(room.decide(both, draft.id, 'marketing')).rejects.toMatchObject({
      code: 'review.author_cannot_decide',
    });
  });

  it('given at the same moment schedule the campaign once', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    await Promise.all([room.decide(room.marketing, draft.id, 'marketing'), room.decide(room.it, draft.id, 'it')]);
    expect((await room.campaigns.byId(draft.id))?.state).toBe('scheduled');
    const kinds = await room.kinds(draft.id);
    expect(kinds.filter((k) => k === 'scheduled')).toHaveLength(1);
    expect(kinds.filter((k) => k === 'approved')).toHaveLength(2);
  });
});

describe('a campaign that is not approved in time', () => {
  /** The moment itself moves into the past, as it does by waiting; the hashes are taken of it as it stands. */
  const timePasses = async (id: string) => {
    const past = new Date(Date.now() - 60_000);
    await room.database.connection
      .collection<{ _id: string }>('campaigns')
      .updateOne({ _id: id }, { $set: { 'schedule.at': past } });
  };
  const inReview = async (over: Record<string, unknown> = {}) => {
    const { id } = await room.aDraft({ schedule: { localTime: inSixHours(), zone: 'UTC' }, ...over });
    await room.campaigns.submit(room.author, id);
    return id;
  };

  it('when its scheduled time comes is held, and only withdraw and cancel lead on', async () => {
    const id = await inReview();
    await room.decide(room.marketing, id, 'marketing');
    await timePasses(id);
    await room.campaigns.due();
    const held = await room.campaigns.byId(id);
    expect(held).toMatchObject({ state: 'held', heldBy: 'not_approved', approved: null });
    expect((await room.approvals.current(id))?.state).toBe('expired');
    expect(await room.kinds(id)).toEqual(['created', 'submitted', 'preflight', 'approved', 'held']);
    await expect(room.campaigns.resume(room.author, id)).rejects.toMatchObject({ code: 'campaign.illegal_move' });
    await expect(room.campaigns.halt(room.it, id, 'why')).rejects.toMatchObject({ code: 'campaign.illegal_move' });
    expect((await room.campaigns.withdraw(room.author, id)).heldBy).toBeNull();
  });

  it('takes no key after its time, not even the second', async () => {
    const id = await inReview();
    await room.decide(room.marketing, id, 'marketing');
    await timePasses(id);
    await expect(room.decide(room.it, id, 'it')).rejects.toMatchObject({ code: 'review.not_open' });
    expect(await room.campaigns.byId(id)).toMatchObject({ state: 'held', heldBy: 'not_approved' });
  });

  it('but has both keys, recorded and not yet acted on, is held for a person to say "now"', async () => {
    const id = await inReview();
    const at = new Date(Date.now() + 3_000);
    await room.database.connection
      .collection<{ _id: string }>('campaigns')
      .updateOne({ _id: id }, { $set: { 'schedule.at': at } });
    await room.campaigns.settleAll();
    const cycle = await room.approvals.current(id);
    for (const [lane, actor] of [
      ['marketing', room.marketing],
      ['it', room.it],
    ] as const) {
      const laneHash = cycle?.laneHashes[lane] ?? '';
      await room.approvals.decide(actor, { subjectId: id, cycle: 1, lane, laneHash, kind: 'approve', comment: '' });
    }
    while ((await serverTime(room.database)) <= at);
    await room.campaigns.settleAll();
    expect(await room.campaigns.byId(id)).toMatchObject({ state: 'held', heldBy: 'overdue', approved: { cycle: 1 } });
    expect((await room.campaigns.resume(room.author, id)).state).toBe('scheduled');
    expect((await room.campaigns.due()).map((c) => c.id)).toContain(id);
  });

  it('when its review expires is held by whoever looks next, once, and its owner hears of it once', async () => {
    const owner = await room.staff(['marketer']);
    await room.linkToSlack(owner);
    const id = await inReview({ brief: { goal: 'More', ownerId: actorId(owner) } });
    await room.approvals.expire(id);
    await Promise.all([room.campaigns.settleAll(), room.another().campaigns.settleAll()]);
    expect((await room.kinds(id)).filter((kind) => kind === 'held')).toHaveLength(1);
    expect(await room.told(owner)).toEqual([expect.stringContaining(`${id} was not approved in time`)]);
  });
});

describe('an edit that meets a decision', () => {
  /** Campaigns in which something happens just before or just after a decision is stored. */
  const meeting = (happens: { before?: () => Promise<unknown>; after?: () => Promise<unknown> }) =>
    room.another({
      approvals: {
        ...room.approvals,
        async decide(actor, input) {
          await happens.before?.();
          const cycle = await room.approvals.decide(actor, input);
          await happens.after?.();
          return cycle;
        },
      },
    }).campaigns;

  it('after the second key opens the next cycle for the same submitter, and both reviewers decide again', async () => {
    const submitter = await room.staff(['marketer', 'marketing_reviewer']);
    const { id } = await room.aDraft();
    await room.campaigns.submit(submitter, id);
    await room.decide(room.marketing, id, 'marketing');
    const edit = () =>
      room.database.connection
        .collection<{ _id: string }>('campaigns')
        .updateOne({ _id: id }, { $set: { 'content.subject': 'Changed' }, $inc: { revision: 1, version: 1 } });
    await room.decide(room.it, id, 'it', 'approve', meeting({ after: edit }));
    expect(await room.approvals.current(id)).toMatchObject({
      number: 2,
      state: 'open',
      submittedBy: actorId(submitter),
      decisions: [],
    });
    await expect(room.decide(submitter, id, 'marketing')).rejects.toMatchObject({
      code: 'review.author_cannot_decide',
    });
    await room.campaigns.settleAll();
    await room.decide(room.it, id, 'it');
    expect((await room.decide(room.marketing, id, 'marketing')).campaign).toMatchObject({
      state: 'scheduled',
      approved: { version: 2, cycle: 2 },
    });
  });

  it.each([
    ['first', 'it', 'marketing'],
    ['second', 'marketing', 'it'],
  ] as const)('by the person who turns the %s key voids that key', async (_, others, own) => {
    const both = await room.staff(['marketer', own === 'it' ? 'it_reviewer' : 'marketing_reviewer']);
    const { id } = await room.aDraft();
    await room.campaigns.submit(room.author, id);
    // Stored, and the cycle does not know of it yet. A name is in no lane: only who edited speaks against the key.
    const edit = () =>
      room.database.connection
        .collection<{ _id: string; editors: string[] }>('campaigns')
        .updateOne(
          { _id: id },
          { $set: { name: 'Renamed meanwhile' }, $inc: { revision: 1 }, $addToSet: { editors: actorId(both) } },
        );
    const other = others === 'it' ? room.it : room.marketing;
    if (own === 'it') await room.decide(other, id, others);
    await room.decide(both, id, own, 'approve', meeting({ before: edit }));
    if (own === 'marketing') await room.decide(other, id, others);
    expect((await room.campaigns.byId(id))?.state).toBe('in_review');
    const cycle = await room.approvals.current(id);
    expect(cycle?.state).toBe('open');
    expect(cycle === undefined ? [] : standingApprovals(cycle, own)).toEqual([]);
    const voided = (await room.campaigns.thread(id)).filter((entry) => entry.kind === 'approval_voided');
    expect(voided.map((entry) => entry.data)).toMatchObject([{ lane: own, by: actorId(both) }]);
    await expect(room.decide(both, id, own)).rejects.toMatchObject({ code: 'review.author_cannot_decide' });
  });

  it('between click and commit, by whoever clicked, refuses the key', async () => {
    const both = await room.staff(['marketer', 'it_reviewer']);
    const { id } = await room.aDraft();
    const { revision } = await room.campaigns.submit(room.author, id);
    const edit = () => room.campaigns.edit(both, id, { revision, name: 'Renamed meanwhile' });
    await expect(room.decide(both, id, 'it', 'approve', meeting({ before: edit }))).rejects.toMatchObject({
      code: 'review.author_cannot_decide',
    });
    expect((await room.approvals.current(id))?.decisions).toEqual([]);
  });

  it('between click and commit refuses the decision on what was on screen; the other lane keeps its key', async () => {
    const { id } = await room.aDraft();
    const { revision } = await room.campaigns.submit(room.author, id);
    await room.decide(room.it, id, 'it');
    const edit = () => room.campaigns.edit(room.author, id, { revision, content: { subject: 'Another' } });
    await expect(
      room.decide(room.marketing, id, 'marketing', 'approve', meeting({ before: edit })),
    ).rejects.toMatchObject({ code: 'review.stale' });
    const cycle = await room.approvals.current(id);
    expect(cycle?.decisions.map(({ lane }) => lane)).toEqual(['it']);
    expect(cycle === undefined ? undefined : laneApproved(cycle, 'it')).toBe(true);
  });

  it('does not count a reviewer whose role was just taken away', async () => {
    const reviewer = await room.staff(['it_reviewer']);
    const { id } = await room.aDraft();
    await room.campaigns.submit(room.author, id);
    await room.decide(room.marketing, id, 'marketing');
    const takeAway = () => room.people.setRoles(systemActor('test'), actorId(reviewer), ['employee']);
    await expect(room.decide(reviewer, id, 'it', 'approve', meeting({ before: takeAway }))).rejects.toMatchObject({
      code: 'review.not_reviewer',
    });
    expect((await room.campaigns.byId(id))?.state).toBe('in_review');
  });
});

describe('the other ends of a review', () => {
  it('request changes → draft, and a new submission opens the next cycle', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    expect((await room.decide(room.it, draft.id, 'it', 'request_changes')).campaign.state).toBe('draft');
    await room.campaigns.submit(room.author, draft.id);
    expect((await room.campaigns.view(draft.id))?.cycle).toMatchObject({ number: 2, state: 'open' });
  });

  it('reject ends it', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    expect((await room.decide(room.marketing, draft.id, 'marketing', 'reject')).campaign.state).toBe('rejected');
    await expect(room.campaigns.submit(room.author, draft.id)).rejects.toMatchObject({ code: 'campaign.illegal_move' });
  });

  it('withdraw leads back to draft from review and from the schedule', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    expect((await room.campaigns.withdraw(room.author, draft.id)).state).toBe('draft');
    const scheduled = await room.aScheduled();
    const back = await room.campaigns.withdraw(room.author, scheduled.id);
    expect(back).toMatchObject({ state: 'draft', approved: null });
    expect((await room.approvals.current(scheduled.id))?.state).toBe('withdrawn');
  });

  it('a second decision is refused and changes nothing', async () => {
    const scheduled = await room.aScheduled();
    await expect(room.decide(room.it, scheduled.id, 'it')).rejects.toMatchObject({ code: 'review.already_decided' });
    expect((await room.campaigns.byId(scheduled.id))?.state).toBe('scheduled');
  });
});

describe('a crash between the decision and its consequence', () => {
  it('is healed: the decision stands in the thread and the campaign is scheduled once', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    const cycle = await room.approvals.current(draft.id);
    for (const [lane, actor] of [
      ['marketing', room.marketing],
      ['it', room.it],
    ] as const) {
      await room.approvals.decide(actor, {
        subjectId: draft.id,
        cycle: 1,
        lane,
        laneHash: cycle?.laneHashes[lane] ?? '',
        kind: 'approve',
        comment: '',
      });
    }
    expect((await room.campaigns.byId(draft.id))?.state).toBe('in_review');
    await Promise.all([room.campaigns.settleAll(), room.another().campaigns.settleAll()]);
    expect((await room.campaigns.byId(draft.id))?.state).toBe('scheduled');
    expect(await room.kinds(draft.id)).toEqual([
      'created',
      'submitted',
      'preflight',
      'approved',
      'approved',
      'scheduled',
    ]);
  });

  it('is healed after an edit that nobody told the cycle of', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    await room.decide(room.marketing, draft.id, 'marketing');
    await room.database.connection
      .collection<{ _id: string }>('campaigns')
      .updateOne({ _id: draft.id }, { $set: { 'content.subject': 'Changed' }, $inc: { revision: 1 } });
    await room.campaigns.settleAll();
    expect(await room.kinds(draft.id)).toContain('approval_voided');
    expect((await room.campaigns.view(draft.id))?.cycle?.decisions).toHaveLength(1);
  });
});
