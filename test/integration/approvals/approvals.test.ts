import { APPROVAL_INDEXES } from '../../../core/approvals/approval-store.ts';
import { type ApprovalsWorld, approve, HASHES, openApprovals, outcomeOf, TEST } from './approvals-world.ts';

let world: ApprovalsWorld;
beforeEach(async () => {
  world = await openApprovals();
});
afterEach(() => world.drop());

describe('review cycles', () => {
  it('give each key to one winner when six people click on both platforms at once', async () => {
    const { approvals, somebody, audit } = world;
    const author = await somebody('author', ['marketer']);
    await world.open(author.id);
    const clicks = await Promise.all(
      (['m1', 'm2', 'm3', 'i1', 'i2', 'i3'] as const).map(async (name, index) => {
        const lane = name.startsWith('m') ? 'marketing' : 'it';
        const role = lane === 'marketing' ? 'marketing_reviewer' : 'it_reviewer';
        const { actor } = await somebody(name, [role], index % 2 === 0 ? 'slack' : 'teams');
        return { lane, actor } as const;
      }),
    );
    const outcomes = await Promise.all(
      clicks.map(({ lane, actor }) => outcomeOf(world.another().approvals.decide(actor, approve(lane)))),
    );
    expect(outcomes.filter((o) => o === 'accepted')).toHaveLength(2);
    const cycle = await approvals.current('C-1');
    expect(cycle).toMatchObject({ state: 'approved', revision: 3 });
    expect(cycle?.decisions.map((d) => d.lane).sort()).toEqual(['it', 'marketing']);
    expect(await audit.list({ subject: 'C-1' })).toHaveLength(2);
  });

  it('take the role as it is at the click, not as it was when the card was shown', async () => {
    const { approvals, people, somebody } = world;
    const author = await somebody('author', ['marketer']);
    const mia = await somebody('mia', ['marketing_reviewer'], 'slack');
    await world.open(author.id);
    expect(await approvals.waitingCount(mia.id)).toBe(1);
    await people.setRoles(TEST, mia.id, ['employee']);
    expect(await outcomeOf(approvals.decide(mia.actor, approve('marketing')))).toBe('review.not_reviewer');
    expect(await approvals.waitingCount(mia.id)).toBe(0);
  });

  it('open once, are voided lane by lane, and can be withdrawn and opened again', async () => {
    const { approvals, somebody } = world;
    const author = await somebody('author', ['marketer']);
    const mia = await somebody('mia', ['marketing_reviewer'], 'slack');
    const open = () => world.open('author');
    await open();
    expect(await outcomeOf(open())).toBe('review.already_open');
    await approvals.decide(mia.actor, approve('marketing'));
    const next = { ...HASHES, marketing: 'c'.repeat(64) };
    expect(await approvals.rehash('C-1', next)).toMatchObject({ state: 'open', laneHashes: next });
    expect(await outcomeOf(approvals.decide(mia.actor, approve('marketing')))).toBe('review.stale');
    expect(await approvals.withdraw(author.actor, 'C-1')).toMatchObject({ state: 'withdrawn' });
    expect(await open()).toMatchObject({ id: 'C-1/2', number: 2 });
  });

  it('have every decision in the audit log once, also where the process that took it died before it could write there', async () => {
    const { audit, somebody, time } = world;
    const author = await somebody('author', ['marketer']);
    const mia = await somebody('mia', ['marketing_reviewer'], 'slack');
    await world.open(author.id);
    const { approvals: dying } = world.another({
      ...audit,
      append: async () => {
        throw new Error('killed');
      },
    });
    await expect(dying.decide(mia.actor, approve('marketing'))).rejects.toThrow('killed');
    expect((await world.approvals.current('C-1'))?.decisions).toHaveLength(1);
    const sweepInTen = () => Promise.all(Array.from({ length: 10 }, () => world.another().approvals.sweep()));
    await sweepInTen();
    expect(await audit.list({ subject: 'C-1' })).toEqual([]);
    time.now = new Date(time.now.getTime() + 30_000);
    await sweepInTen();
    await sweepInTen();
    expect(await audit.list({ subject: 'C-1' })).toMatchObject([
      { actor: mia.id, surface: 'slack', action: 'review.approve', data: { cycle: 1, lane: 'marketing' } },
    ]);
  });

  it('stored before lanes could need two are read as they were meant', async () => {
    const { approvals, database, somebody } = world;
    const author = await somebody('author', ['marketer']);
    const mia = await somebody('mia', ['marketing_reviewer']);
    await world.open(author.id);
    await approvals.decide(mia.actor, approve('marketing'));
    const cycles = database.connection.collection(APPROVAL_INDEXES[0]?.collection ?? '');
    const later = ['purpose', 'editors', 'needed', 'delegations', 'remindLater', 'remindAt', 'escalateAt', 'expireAt'];
    const fields = [...later, 'neededBy', 'alerted', 'decisions.0.onBehalfOf', 'decisions.0.snapshot'];
    await cycles.updateOne({}, { $unset: Object.fromEntries(fields.map((field) => [field, ''])) });
    expect(await approvals.current('C-1')).toMatchObject({
      purpose: 'launch',
      needed: { marketing: 1, it: 1 },
      expireAt: null,
      decisions: [{ by: mia.id, onBehalfOf: null, snapshot: null }],
    });
    await approvals.sweep();
    const ian = await somebody('ian', ['it_reviewer']);
    expect(await approvals.decide(ian.actor, approve('it'))).toMatchObject({ state: 'approved' });
  });

  it('count one of two clicks of one person, on whatever platforms, where two approvals are needed', async () => {
    const { approvals, policy, somebody } = world;
    const author = await somebody('author', ['marketer']);
    const mia = await somebody('mia', ['marketing_reviewer'], 'slack');
    const max = await somebody('max', ['marketing_reviewer'], 'teams');
    await somebody('ian', ['it_reviewer']);
    const current = await policy.current();
    await policy.save(TEST, { ...current, lanes: { ...current.lanes, marketing: { approvals: 2 } } }, 0);
    await world.open(author.id);
    const clicks = await Promise.all(
      Array.from({ length: 4 }, () => outcomeOf(world.another().approvals.decide(mia.actor, approve('marketing')))),
    );
    expect(clicks.sort()).toEqual(['accepted', ...Array(3).fill('review.already_decided')]);
    expect(await approvals.decide(max.actor, approve('marketing'))).toMatchObject({ decisions: [{}, {}] });
  });

  it('take a reviewer off the moment an edit makes them an editor', async () => {
    const { approvals, somebody } = world;
    const author = await somebody('author', ['marketer']);
    const mia = await somebody('mia', ['marketing_reviewer', 'marketer']);
    const ian = await somebody('ian', ['it_reviewer']);
    await world.open(author.id);
    await approvals.decide(mia.actor, approve('marketing'));
    await approvals.rehash('C-1', HASHES, [mia.id]);
    expect(await approvals.decide(ian.actor, approve('it'))).toMatchObject({ state: 'open' });
    expect(await outcomeOf(approvals.decide(mia.actor, approve('marketing')))).toBe('review.author_cannot_decide');
  });

  it('end as a whole whichever comes first: a decision, and the loss of the role, never both half', async () => {
    const { people, audit, somebody } = world;
    const author = await somebody('author', ['marketer']);
    const mia = await somebody('mia', ['marketing_reviewer'], 'slack');
    for (let round = 1; round <= 8; round += 1) {
      const subjectId = `C-${round}`;
      await world.open(author.id, { subjectId });
      await people.setRoles(TEST, mia.id, ['marketing_reviewer']);
      const [outcome] = await Promise.all([
        outcomeOf(world.another().approvals.decide(mia.actor, approve('marketing', { subjectId }))),
        people.setRoles(TEST, mia.id, ['employee']),
      ]);
      // Whatever won, afterwards the role is gone and nothing more is taken from her.
      const cycle = await world.approvals.current(subjectId);
      expect(cycle?.decisions).toHaveLength(outcome === 'accepted' ? 1 : 0);
      expect(['accepted', 'review.not_reviewer']).toContain(outcome);
      expect(await audit.list({ subject: subjectId })).toHaveLength(outcome === 'accepted' ? 1 : 0);
      const again = await outcomeOf(world.approvals.decide(mia.actor, approve('marketing', { subjectId })));
      expect(again).toBe(outcome === 'accepted' ? 'review.already_decided' : 'review.not_reviewer');
    }
  });

  it('keep the number of approvals with which they were opened, while a new policy takes reviewers off its list at once', async () => {
    const { approvals, policy, somebody } = world;
    const author = await somebody('author', ['marketer']);
    const mia = await somebody('mia', ['marketing_reviewer']);
    const max = await somebody('max', ['marketing_reviewer']);
    const ian = await somebody('ian', ['it_reviewer']);
    await world.open(author.id);
    const current = await policy.current();
    const listed = { ...current.lanes, marketing: { approvals: 1, reviewers: [max.id] } };
    const [outcome] = await Promise.all([
      outcomeOf(world.another().approvals.decide(mia.actor, approve('marketing'))),
      world.another().policy.save(TEST, { ...current, lanes: listed }, 0),
    ]);
    if (outcome === 'accepted') {
      await approvals.rehash('C-1', { ...HASHES, marketing: 'c'.repeat(64) });
      await approvals.rehash('C-1', HASHES);
      expect((await approvals.current('C-1'))?.decisions).toHaveLength(1);
    } else {
      expect(outcome).toBe('review.not_reviewer');
      await approvals.decide(max.actor, approve('marketing'));
    }
    expect(await approvals.decide(ian.actor, approve('it'))).toMatchObject({ state: 'approved' });
    await world.open(author.id, { subjectId: 'C-2' });
    expect(await outcomeOf(approvals.decide(mia.actor, approve('marketing', { subjectId: 'C-2' })))).toBe(
      'review.not_reviewer',
    );
  });
});
