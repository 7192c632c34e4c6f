import { type ApprovalsWorld, approve, HASHES, openApprovals, outcomeOf, TEST } from './approvals-world.ts';

let world: ApprovalsWorld;
let author: Awaited<ReturnType<ApprovalsWorld['somebody']>>;
let mia: typeof author;
let ian: typeof author;
let ada: typeof author;
beforeEach(async () => {
  world = await openApprovals();
  author = await world.somebody('Author', ['marketer']);
  mia = await world.somebody('Mia', ['marketing_reviewer']);
  ian = await world.somebody('Ian', ['it_reviewer']);
  ada = await world.somebody('Ada', ['admin']);
});
afterEach(() => world.drop());

/** Ten processes at once, as on a busy day. */
const sweepInTen = () => Promise.all(Array.from({ length: 10 }, () => world.another().approvals.sweep()));

describe('deadlines of a review', () => {
  it('are told once by ten processes: reminder, escalation, expiry, in working hours', async () => {
    await world.open(author.id);
    await world.approvals.decide(mia.actor, approve('marketing'));
    world.at('2026-11-24T13:59');
    await sweepInTen();
    expect(await world.told()).toEqual([]);
    world.at('2026-11-24T14:00');
    await sweepInTen();
    expect(await world.told()).toEqual(['Ian: C-1 waits for your decision']);
    world.at('2026-11-25T09:59');
    await sweepInTen();
    expect(await world.told()).toEqual([]);
    world.at('2026-11-25T10:00');
    await sweepInTen();
    expect(await world.told()).toEqual(['Ada: The review of C-1 has been waiting too long']);
    world.at('2026-12-01T09:59');
    await sweepInTen();
    expect(await world.approvals.current('C-1')).toMatchObject({ state: 'open' });
    world.at('2026-12-01T10:00');
    await sweepInTen();
    expect(await world.told()).toEqual(['Author: C-1 was not approved in time']);
    expect(await world.approvals.current('C-1')).toMatchObject({ state: 'expired', closedAt: world.time.now });
    expect(world.shown).toEqual(['C-1']);
    const actions = (await world.audit.list({ subject: 'C-1' })).map(({ action }) => action);
    expect(actions).toEqual(['review.expired', 'review.escalated', 'review.approve']);
    expect(await outcomeOf(world.approvals.decide(ian.actor, approve('it')))).toBe('review.not_open');
  });

  it('lose against a decision that comes at the same moment, or win, and never both', async () => {
    for (let round = 1; round <= 6; round += 1) {
      world.at('2026-11-24T10:00');
      const subjectId = `C-${round}`;
      await world.open(author.id, { subjectId });
      await world.approvals.decide(mia.actor, approve('marketing', { subjectId }));
      // The last moment at which a decision counts; the other process's clock is a little ahead.
      world.at('2026-12-01T09:59');
      const [decided, cycle] = await Promise.all([
        outcomeOf(world.another().approvals.decide(ian.actor, approve('it', { subjectId }))),
        world.another().approvals.expire(subjectId),
      ]);
      const after = await world.approvals.current(subjectId);
      expect(after?.state).toBe(decided === 'accepted' ? 'approved' : 'expired');
      expect(cycle?.state).toBe(after?.state);
    }
  });

  it('of a review that asks whether to go on remind and escalate, and never run out', async () => {
    expect(await world.open(author.id, { purpose: 'resume' })).toMatchObject({ expireAt: null });
    world.at('2027-03-01T10:00');
    await sweepInTen();
    expect(await world.told()).toEqual(['Ada: The review of C-1 has been waiting too long']);
    expect(await world.approvals.current('C-1')).toMatchObject({ state: 'open' });
    expect(await world.approvals.expire('C-1')).toMatchObject({ state: 'open' });
  });

  it('follow the policy: whom it names, its hours and its holidays', async () => {
    const current = await world.policy.current();
    const hours = { ...current.hours, from: '13:00', to: '15:00', holidays: ['2026-11-25'] };
    const over = { hours, remindAfter: 60, escalateAfter: 150, expireAfter: 1_000, escalateTo: [mia.id] };
    await world.policy.save(TEST, { ...current, ...over }, 0);
    await world.open(author.id);
    expect(await world.approvals.current('C-1')).toMatchObject({
      remindAt: new Date('2026-11-24T14:00:00+09:00'),
      escalateAt: new Date('2026-11-26T13:30:00+09:00'),
    });
    world.at('2026-11-26T13:30');
    await sweepInTen();
    expect(await world.told()).toEqual(['Mia: The review of C-1 has been waiting too long']);
  });

  it('come before the start of what is reviewed, and move with it', async () => {
    const neededBy = new Date('2026-11-24T12:00:00+09:00');
    await world.open(author.id, { neededBy });
    expect((await world.approvals.inbox(mia.id)).mine).toMatchObject([{ dueAt: neededBy, overdue: false }]);
    world.at('2026-11-24T11:00');
    await sweepInTen();
    expect(await world.told()).toEqual(['Ian: C-1 waits for your decision', 'Mia: C-1 waits for your decision']);
    expect((await world.approvals.inbox(mia.id)).mine).toMatchObject([{ overdue: true }]);
    world.at('2026-11-24T11:30');
    await sweepInTen();
    expect(await world.told()).toEqual(['Ada: The review of C-1 has been waiting too long']);
    await world.approvals.rehash('C-1', HASHES, [], new Date('2026-12-24T12:00:00+09:00'));
    expect((await world.approvals.inbox(mia.id)).mine).toMatchObject([
      { dueAt: new Date('2026-12-01T10:00:00+09:00'), overdue: false },
    ]);
  });

  it('are told again by another process where one died between closing a review and telling it', async () => {
    await world.open(author.id);
    await world.database.connection
      .collection('review_cycles')
      .updateOne({}, { $set: { state: 'expired', closedAt: world.time.now }, $inc: { revision: 1 } });
    await sweepInTen();
    expect(await world.told()).toEqual(['Author: C-1 was not approved in time']);
  });

  it('are those of the delegate while somebody is away', async () => {
    const dan = await world.somebody('Dan', ['marketer']);
    const day = 86_400_000;
    const soon = Date.now();
    await world.absences.set(ian.actor, {
      staffId: ian.id,
      from: new Date('2026-11-20T00:00:00Z'),
      until: new Date(soon + 30 * day),
      delegateId: dan.id,
    });
    await world.open(author.id);
    world.at('2026-11-24T14:00');
    await sweepInTen();
    expect(await world.told()).toEqual(['Dan: C-1 waits for your decision', 'Mia: C-1 waits for your decision']);
    expect(await world.approvals.decide(dan.actor, approve('it'))).toMatchObject({
      decisions: [{ by: dan.id, onBehalfOf: ian.id }],
    });
    expect((await world.audit.list({ subject: 'C-1' }))[0]).toMatchObject({ data: { onBehalfOf: ian.id } });
  });
});

describe('a delegation', () => {
  it('lets somebody decide in this review, tells them once, is audited and shown', async () => {
    const dan = await world.somebody('Dan', ['marketer']);
    await world.open(author.id);
    const asked = { subjectId: 'C-1', cycle: 1, lane: 'it', to: dan.id } as const;
    expect(await outcomeOf(world.approvals.decide(dan.actor, approve('it')))).toBe('review.not_reviewer');
    await Promise.all([
      world.approvals.delegate(ian.actor, asked),
      world.another().approvals.delegate(ian.actor, asked),
    ]);
    expect((await world.approvals.current('C-1'))?.delegations).toEqual([
      { lane: 'it', from: ian.id, to: dan.id, at: world.time.now, surface: 'portal' },
    ]);
    expect(await world.told()).toEqual(['Dan: Ian asks you to decide about C-1']);
    expect(world.shown).toEqual(['C-1']);
    expect(await world.audit.list({ subject: 'C-1' })).toMatchObject([
      { action: 'review.delegated', actor: ian.id, data: { lane: 'it', to: dan.id } },
    ]);
    const { mine } = await world.approvals.inbox(dan.id);
    expect(mine).toMatchObject([{ campaignId: 'C-1', lanes: [{ lane: 'it', onBehalfOf: ian.id }] }]);
    expect(await outcomeOf(world.approvals.decide(dan.actor, approve('it')))).toBe('accepted');
  });

  it('to the author, or by somebody who may not decide, is refused with the field', async () => {
    await world.open(author.id);
    const to = (actor: typeof ian, staffId: string) =>
      outcomeOf(world.approvals.delegate(actor.actor, { subjectId: 'C-1', cycle: 1, lane: 'it', to: staffId }));
    expect(await to(ian, author.id)).toBe('review.delegate_refused');
    expect(await to(mia, ada.id)).toBe('review.not_reviewer');
    expect(await to(author, ada.id)).toBe('review.author_cannot_decide');
    expect((await world.approvals.current('C-1'))?.delegations).toEqual([]);
  });
});

describe('a reminder that somebody asks for', () => {
  it('comes at its time if the review still waits for them', async () => {
    await world.open(author.id);
    const later = (actor: typeof ian, local: string) =>
      outcomeOf(
        world.approvals.remindLater(actor.actor, { subjectId: 'C-1', cycle: 1, at: new Date(`${local}:00+09:00`) }),
      );
    expect(await later(ian, '2026-11-24T11:00')).toBe('accepted');
    expect(await later(mia, '2026-11-24T11:00')).toBe('accepted');
    expect(await later(ian, '2026-11-24T09:00')).toBe('review.later_invalid');
    expect(await later(ian, '2027-11-24T09:00')).toBe('review.later_invalid');
    expect(await later(author, '2026-11-24T11:00')).toBe('review.not_reviewer');
    await world.approvals.decide(mia.actor, approve('marketing'));
    world.at('2026-11-24T10:59');
    await sweepInTen();
    expect(await world.told()).toEqual([]);
    world.at('2026-11-24T11:00');
    await sweepInTen();
    expect(await world.told()).toEqual(['Ian: C-1 still waits for your decision, as you asked to be told']);
    expect((await world.approvals.current('C-1'))?.remindLater).toEqual([]);
  });
});

describe('the inbox', () => {
  it('shows what waits for me, overdue in working hours, and whom I wait for', async () => {
    await world.open(author.id);
    world.at('2026-11-24T15:30');
    const { mine, waitingOnOthers } = await world.approvals.inbox(ian.id);
    expect(mine).toMatchObject([
      {
        campaignId: 'C-1',
        lanes: [{ lane: 'it', onBehalfOf: null }],
        waitingMinutes: 330,
        overdue: true,
        dueAt: new Date('2026-12-01T10:00:00+09:00'),
      },
    ]);
    expect(waitingOnOthers).toEqual([]);
    await world.approvals.decide(ian.actor, approve('it'));
    for (const staffId of [ian.id, author.id]) {
      const inbox = await world.approvals.inbox(staffId);
      expect(inbox.mine).toEqual([]);
      expect(inbox.waitingOnOthers).toMatchObject([
        {
          campaignId: 'C-1',
          lanes: [{ lane: 'marketing', given: 0, needed: 1, waitsFor: [{ id: mia.id, name: 'Mia' }] }],
        },
      ]);
    }
  });
});

describe('the inbox of somebody who is away with a delegate', () => {
  it('has nothing that waits for them, names the delegate, and lets them decide all the same', async () => {
    const dan = await world.somebody('Dan', ['it_reviewer']);
    await world.open(author.id);
    await world.absences.set(ian.actor, {
      staffId: ian.id,
      from: new Date('2026-11-24T00:00:00+09:00'),
      until: new Date('2026-11-28T00:00:00+09:00'),
      delegateId: dan.id,
    });
    const { mine, waitingOnOthers } = await world.approvals.inbox(ian.id);
    expect(mine).toEqual([]);
    expect(await world.approvals.waitingCount(ian.id)).toBe(0);
    expect(waitingOnOthers.flatMap(({ lanes }) => lanes)).toContainEqual(
      expect.objectContaining({ lane: 'it', waitsFor: [{ id: dan.id, name: 'Dan' }] }),
    );
    expect(await outcomeOf(world.approvals.decide(ian.actor, approve('it')))).toBe('accepted');
  });
});

describe('lead times', () => {
  it('count working minutes to each key and what was reworked, with the reviews behind them', async () => {
    await world.open(author.id);
    world.at('2026-11-24T11:00');
    await world.approvals.decide(mia.actor, approve('marketing'));
    const edited = { ...HASHES, marketing: 'c'.repeat(64) };
    await world.approvals.rehash('C-1', edited);
    world.at('2026-11-24T17:00');
    await world.approvals.decide(mia.actor, { ...approve('marketing'), laneHash: edited.marketing });
    world.at('2026-11-25T09:30');
    await world.approvals.decide(ian.actor, approve('it'));
    const range = { from: new Date('2026-11-24T00:00:00Z'), to: new Date('2026-11-25T00:00:00Z') };
    expect(await world.approvals.leadTimes(range)).toEqual({
      lanes: {
        marketing: { median: 420, p90: 420, cycles: [{ cycleId: 'C-1/1', subjectId: 'C-1', minutes: 420 }] },
        it: { median: 510, p90: 510, cycles: [{ cycleId: 'C-1/1', subjectId: 'C-1', minutes: 510 }] },
      },
      rework: { rate: 1, approved: ['C-1/1'], reworked: ['C-1/1'] },
    });
    const before = { from: new Date('2026-11-01T00:00:00Z'), to: range.from };
    expect((await world.approvals.leadTimes(before)).lanes.it.median).toBeNull();
  });
});
