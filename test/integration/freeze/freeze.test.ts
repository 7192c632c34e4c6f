import { freezeNotices, stillFrozen } from '../../../core/campaigns/freeze-words.ts';
import { type Actor, actorId, systemActor } from '../../../core/people/staff.ts';
import { type CampaignRoom, openCampaignRoom } from '../campaigns/campaign-room.ts';

const sender = systemActor('deliveries');
let room: CampaignRoom;
beforeAll(async () => {
  room = await openCampaignRoom();
  await room.importPeople(3);
});
afterAll(() => room.close());
afterEach(async () => {
  for (const { id } of await room.freezes.current()) await room.freezes.end(systemActor('test'), id);
});

const hours = (n: number): Date => new Date(Date.now() + n * 3_600_000);
const incident = (over: { reason?: string; from?: Date | null; until?: Date | null } = {}, by: Actor = room.it) =>
  room.freezes.announce(by, { kind: 'incident', reason: 'The database fails over.', from: null, until: null, ...over });
const aSending = async (over: Record<string, unknown> = {}): Promise<string> => {
  const { id } = await room.aScheduled(over);
  await room.campaigns.move(sender, id, 'start', { from: 'scheduled' });
  return id;
};
const codeOf = async (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'done',
    (error: { code?: string; issues?: { field: string }[] }) =>
      error.issues?.map(({ field }) => field).join(',') ?? error.code ?? 'failed',
  );

describe('ending one of two freezes', () => {
  it('says which one still holds and until when, in words and in the notice', async () => {
    const first = await incident({ reason: 'The database fails over.' });
    const until = new Date('2099-12-01T09:00:00Z');
    expect(await codeOf(incident({ reason: 'The shop is rebuilt.', until }))).toBe('until');
    await incident({ reason: 'The shop is rebuilt.', until: hours(5) });
    await incident({ reason: 'Not yet.', from: hours(2), until: hours(5) });
    await room.freezes.end(room.it, first.id);
    const still = stillFrozen(await room.freezes.holding(), 'UTC');
    expect(still?.en).toMatch(/another freeze holds: The shop is rebuilt\. \(until .* \(UTC\)\)$/);
    expect(still?.ko).toContain('The shop is rebuilt.');
    const told = freezeNotices.ended(first, still);
    expect(told.title.en).toBe('One change freeze is over, another one holds');
    expect(told.lines).toContain(still);
    for (const { id } of await room.freezes.current()) await room.freezes.end(room.it, id);
    expect(stillFrozen(await room.freezes.holding(), 'UTC')).toBeUndefined();
  });
});

describe('announcing a freeze', () => {
  it.each([
    ['an IT reviewer', ['it_reviewer'], 'done'],
    ['an administrator', ['admin'], 'done'],
    ['a marketing reviewer', ['marketing_reviewer'], 'freeze.forbidden'],
    ['a marketer', ['marketer'], 'freeze.forbidden'],
  ] as const)('by %s', async (_, roles, expected) => {
    expect(await codeOf(incident({}, await room.staff([...roles])))).toBe(expected);
  });

  it('by somebody whose role was just taken away is refused', async () => {
    const reviewer = await room.staff(['it_reviewer']);
    await room.people.setRoles(systemActor('test'), actorId(reviewer), ['employee']);
    expect(await codeOf(incident({}, reviewer))).toBe('freeze.forbidden');
  });

  it.each([
    ['without a reason', { reason: '  ' }, 'reason'],
    ['with a reason that is too long', { reason: 'x'.repeat(501) }, 'reason'],
    ['whose end lies before its beginning', { from: hours(3), until: hours(2) }, 'until'],
    ['whose end has passed', { until: hours(-1) }, 'until'],
    ['of more than 90 days', { until: hours(91 * 24) }, 'until'],
    ['without a reason and with a wrong end', { reason: '', until: hours(-1) }, 'reason,until'],
  ])('%s names the field', async (_, over, expected) => {
    expect(await codeOf(incident(over))).toBe(expected);
    expect(await room.freezes.current()).toEqual([]);
  });

  it('as a window needs its end', async () => {
    const window = { kind: 'window', reason: 'Moving', from: null, until: null } as const;
    expect(await codeOf(room.freezes.announce(room.it, window))).toBe('until');
  });

  it('is audited, and so is its end, which nobody gives twice', async () => {
    const { id } = await incident();
    const ends = await Promise.all([1, 2].map(() => codeOf(room.freezes.end(room.it, id))));
    expect(ends.sort()).toEqual(['done', 'freeze.over']);
    const entries = await room.audit.list({ subject: id });
    expect(entries.map(({ action, actor }) => [action, actor]).sort()).toEqual([
      ['freeze.announced', actorId(room.it)],
      ['freeze.ended', actorId(room.it)],
    ]);
    expect(JSON.stringify(entries)).not.toContain('fails over');
  });

  it('that is ahead holds nothing yet, and is current', async () => {
    const { id } = await incident({ from: hours(1), until: hours(2) });
    expect(await room.freezes.active()).toBeUndefined();
    expect((await room.freezes.current()).map((freeze) => freeze.id)).toEqual([id]);
    const sending = await aSending();
    expect(await room.freezes.affected(id)).not.toContain(sending);
  });
});

describe('while sending is frozen', () => {
  it('what is sending and what is due are held with the reason; what comes later stays scheduled', async () => {
    const sending = await aSending();
    const due = (await room.aScheduled()).id;
    const later = (await room.aScheduled({ schedule: { localTime: '2099-01-01T10:00', zone: 'UTC' } })).id;
    const freeze = await incident();
    for (const id of [sending, due]) {
      const held = await room.campaigns.byId(id);
      expect(held).toMatchObject({ state: 'held', heldBy: 'freeze' });
      expect(held?.reason?.en).toContain('The database fails over.');
      expect(held?.reason?.ko).toContain('발송 동결');
    }
    expect((await room.campaigns.byId(later))?.state).toBe('scheduled');
    const affected = await room.freezes.affected(freeze.id);
    for (const id of [sending, due, later]) expect(affected).toContain(id);
    await room.campaigns.cancel(room.author, later);
  });

  it('nothing starts, also not what was about to', async () => {
    const { id } = await room.aScheduled();
    expect((await room.campaigns.due()).map((campaign) => campaign.id)).toContain(id);
    // Stored by another process, between the look for what is due and the start.
    await room.storeFreeze('f-between');
    expect(await room.campaigns.move(sender, id, 'start', { from: 'scheduled', frozen: 3 })).toBeUndefined();
    expect(await room.campaigns.byId(id)).toMatchObject({ state: 'held', heldBy: 'freeze', startedAt: null });
  });

  it('what both keys schedule meanwhile is held when its time comes', async () => {
    await incident();
    const { id, state } = await room.aScheduled();
    expect(state).toBe('scheduled');
    expect((await room.campaigns.due()).map((campaign) => campaign.id)).not.toContain(id);
    expect((await room.campaigns.byId(id))?.heldBy).toBe('freeze');
  });

  it('nobody is asked, and no key is taken: the answer says until when', async () => {
    const id = await aSending();
    await incident({ until: hours(2) });
    expect((await room.approvals.current(id))?.purpose).toBe('launch');
    const refused = room.decide(room.marketing, id, 'marketing');
    await expect(refused).rejects.toMatchObject({ code: 'review.freeze_active' });
    await expect(refused).rejects.toThrow('until');
    expect(await codeOf(room.campaigns.resume(room.author, id))).toBe('campaign.illegal_move');
  });

  it('a halted campaign takes no key either', async () => {
    const id = await aSending();
    await room.campaigns.halt(room.it, id, 'why');
    await incident();
    expect(await codeOf(room.decide(room.marketing, id, 'marketing'))).toBe('review.freeze_active');
    expect((await room.campaigns.byId(id))?.state).toBe('halted');
  });

  it('each owner hears of each of their campaigns once, however many processes hold it', async () => {
    const owner = await room.staff(['marketer']);
    await room.linkToSlack(owner);
    const brief = { goal: 'More', ownerId: actorId(owner) };
    const held = [await aSending({ brief }), (await room.aScheduled({ brief })).id];
    const { id } = await incident();
    await Promise.all([room.campaigns.due(), room.another().campaigns.due(), room.campaigns.followFreeze()]);
    const told = await room.told(owner);
    expect(told).toHaveLength(2);
    for (const campaign of held) expect(told.some((title) => title.startsWith(campaign))).toBe(true);
    for (const campaign of held) {
      expect((await room.kinds(campaign)).filter((kind) => kind === 'held')).toHaveLength(1);
    }
    await room.freezes.end(room.it, id);
    expect(await room.told(owner)).toHaveLength(2);
  });
});

describe('after a freeze', () => {
  it('what it held stays held until both keys release it', async () => {
    const id = await aSending();
    const freeze = await incident();
    await room.freezes.end(room.it, freeze.id);
    const held = await room.campaigns.byId(id);
    expect(held).toMatchObject({ state: 'held', heldBy: 'freeze' });
    expect(held?.reason?.en).toBe('The change freeze that held it is over. Both keys release it.');
    await room.campaigns.followFreeze();
    expect((await room.kinds(id)).filter((kind) => kind === 'freeze_over')).toHaveLength(1);
    expect(await room.approvals.current(id)).toMatchObject({ purpose: 'resume', state: 'open', decisions: [] });
    expect((await room.decide(room.marketing, id, 'marketing')).campaign.state).toBe('held');
    expect((await room.decide(room.it, id, 'it')).campaign).toMatchObject({
      state: 'sending',
      heldBy: null,
      reason: null,
    });
    expect((await room.kinds(id)).at(-1)).toBe('released');
  });

  it('that ended by its own time, both keys are asked by the next round', async () => {
    const id = await aSending();
    const freeze = await incident({ until: hours(1) });
    await room.database.connection
      .collection<{ _id: string }>('change_freezes')
      .updateOne({ _id: freeze.id }, { $set: { until: hours(-1) } });
    await room.campaigns.settleAll();
    expect(await room.approvals.current(id)).toMatchObject({ purpose: 'resume', state: 'open' });
  });

  it('a second one that holds still keeps the keys', async () => {
    const id = await aSending();
    const first = await incident();
    await incident({ reason: 'Another.' });
    await room.freezes.end(room.it, first.id);
    expect((await room.approvals.current(id))?.purpose).toBe('launch');
    expect(await codeOf(room.decide(room.it, id, 'it'))).toBe('review.freeze_active');
  });

  it('whose announcer died before telling anybody is told by the next round, and audited', async () => {
    const owner = await room.staff(['marketer']);
    await room.linkToSlack(owner);
    const id = await aSending({ brief: { goal: 'More', ownerId: actorId(owner) } });
    await room.storeFreeze('f-dead');
    await Promise.all([room.freezes.heal(), room.freezes.heal()]);
    await room.campaigns.due();
    expect(await room.told(owner)).toHaveLength(1);
    expect((await room.campaigns.byId(id))?.heldBy).toBe('freeze');
    await room.freezes.heal();
    expect((await room.audit.list({ subject: 'f-dead' })).length).toBeGreaterThan(0);
  });
});

describe('a launch whose audience drifted', () => {
  const start = (id: string, frozen: number) => room.campaigns.move(sender, id, 'start', { from: 'scheduled', frozen });

  it('within what the policy allows starts', async () => {
    const { id } = await room.aScheduled();
    expect((await start(id, 3))?.state).toBe('sending');
  });

  it.each([4, 2, 0])('beyond it is held with both numbers and asks both keys: %i instead of 3', async (found) => {
    const { id } = await room.aScheduled();
    expect(await start(id, found)).toBeUndefined();
    const held = await room.campaigns.byId(id);
    expect(held).toMatchObject({ state: 'held', heldBy: 'drift', drift: { approved: 3, found }, startedAt: null });
    expect(held?.reason?.en).toContain(`3 matched at approval and ${found} match now`);
    expect(await codeOf(room.campaigns.resume(room.author, id))).toBe('campaign.illegal_move');
    await room.decide(room.marketing, id, 'marketing');
    const { campaign } = await room.decide(room.it, id, 'it');
    expect(campaign).toMatchObject({ state: 'scheduled', heldBy: null, drift: null, approved: { matching: found } });
    expect((await start(id, found))?.state).toBe('sending');
  });
});
