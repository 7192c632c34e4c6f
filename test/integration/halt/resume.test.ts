import type { CampaignState } from '../../../core/campaigns/campaign.ts';
import { type Actor, actorId, systemActor } from '../../../core/people/staff.ts';
import { type CampaignRoom, openCampaignRoom } from '../campaigns/campaign-room.ts';

const sender = systemActor('deliveries');
let room: CampaignRoom;
beforeAll(async () => {
  room = await openCampaignRoom();
  await room.importPeople(3);
});
afterAll(() => room.close());

const stateOf = async (id: string): Promise<CampaignState | undefined> => (await room.campaigns.byId(id))?.state;
const aSending = async (): Promise<string> => {
  const { id } = await room.aScheduled();
  await room.campaigns.move(sender, id, 'start', { from: 'scheduled' });
  return id;
};
const outcome = async (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'failed',
  );

describe('a halt', () => {
  it('says who and why, asks for both keys over what was approved, and has one line of each kind', async () => {
    const { id, approved } = await room.aScheduled();
    const halted = await room.campaigns.halt(room.it, id, '  the landing page\n is down ');
    expect(halted).toMatchObject({ state: 'halted', heldBy: null, approved });
    expect(halted.reason?.en).toContain('the landing page is down');
    expect(halted.haltedAt).toBeInstanceOf(Date);
    expect(await room.approvals.current(id)).toMatchObject({
      number: 2,
      purpose: 'resume',
      state: 'open',
      laneHashes: approved?.hashes,
      expireAt: null,
    });
    expect((await room.kinds(id)).at(-1)).toBe('halting');
    const [entry] = await room.audit.list({ subject: id, limit: 1 });
    expect(entry).toMatchObject({
      action: 'campaign.halted',
      actor: actorId(room.it),
      surface: 'teams',
      data: { reasonHash: expect.stringMatching(/^[0-9a-f]{64}$/), line: expect.any(String) },
    });
    expect(JSON.stringify(entry)).not.toContain('landing page');
  });

  it.each([
    ['a marketing reviewer', ['marketing_reviewer'], 'done'],
    ['an IT reviewer', ['it_reviewer'], 'done'],
    ['an administrator', ['admin'], 'done'],
    ['a marketer', ['marketer'], 'campaign.forbidden'],
    ['a manager', ['manager'], 'campaign.forbidden'],
    ['an auditor', ['auditor'], 'campaign.forbidden'],
  ] as const)('by %s', async (_, roles, expected) => {
    const { id } = await room.aScheduled();
    expect(await outcome(room.campaigns.halt(await room.staff([...roles]), id, 'why'))).toBe(expected);
  });

  it('by a reviewer whose role was just taken away is refused', async () => {
    const { id } = await room.aScheduled();
    const reviewer = await room.staff(['it_reviewer']);
    await room.people.setRoles(systemActor('test'), actorId(reviewer), ['employee']);
    expect(await outcome(room.campaigns.halt(reviewer, id, 'why'))).toBe('campaign.forbidden');
  });

  it.each(['', 'x'.repeat(501)])('needs a reason that fits (%#)', async (reason) => {
    const { id } = await room.aScheduled();
    await expect(room.campaigns.halt(room.it, id, reason)).rejects.toMatchObject({ issues: [{ field: 'reason' }] });
    expect(await stateOf(id)).toBe('scheduled');
  });

  it('stops a paused campaign too, and its owner cannot resume it', async () => {
    const id = await aSending();
    await room.campaigns.pause(room.author, id);
    await room.campaigns.halt(room.marketing, id, 'why');
    const refused = room.campaigns.resume(room.author, id);
    await expect(refused).rejects.toMatchObject({ code: 'campaign.illegal_move' });
    await expect(refused).rejects.toThrow('both keys');
    await expect(room.campaigns.pause(room.author, id)).rejects.toMatchObject({ code: 'campaign.illegal_move' });
    expect(await stateOf(id)).toBe('halted');
  });

  it('can be withdrawn before anything was sent, and cancelled always; the question ends with it', async () => {
    const { id } = await room.aScheduled();
    await room.campaigns.halt(room.it, id, 'why');
    expect(await room.campaigns.withdraw(room.author, id)).toMatchObject({
      state: 'draft',
      haltedAt: null,
      reason: null,
    });
    expect((await room.approvals.current(id))?.state).toBe('withdrawn');
    const other = await aSending();
    await room.campaigns.halt(room.it, other, 'why');
    expect(await outcome(room.campaigns.withdraw(room.author, other))).toBe('campaign.illegal_move');
    expect(await room.campaigns.cancel(room.author, other)).toMatchObject({ state: 'cancelled', haltedAt: null });
    expect((await room.approvals.current(other))?.state).toBe('withdrawn');
  });

  it('whose process died before it asked is asked about by the next round', async () => {
    const { id } = await room.aScheduled();
    const dying = room.another({
      approvals: { ...room.approvals, open: async () => Promise.reject(new Error('the process died')) },
    }).campaigns;
    await expect(dying.halt(room.it, id, 'why')).rejects.toThrow('died');
    expect(await stateOf(id)).toBe('halted');
    await room.campaigns.settleAll();
    expect(await room.approvals.current(id)).toMatchObject({ purpose: 'resume', state: 'open' });
  });
});

describe('both keys after a halt', () => {
  it('let a campaign that was sending go on, whoever halted it, and the thread names whose they are', async () => {
    const id = await aSending();
    await room.campaigns.halt(room.it, id, 'why');
    const before = room.woken.length;
    expect((await room.decide(room.it, id, 'it')).campaign.state).toBe('halted');
    expect((await room.decide(room.marketing, id, 'marketing')).campaign).toMatchObject({
      state: 'sending',
      haltedAt: null,
      reason: null,
    });
    expect(room.woken.length).toBeGreaterThan(before);
    const resumed = (await room.campaigns.thread(id)).filter(({ kind }) => kind === 'resumed');
    expect(resumed.map(({ actor, data }) => ({ actor, data }))).toMatchObject([
      { actor: actorId(room.marketing), data: { marketing: actorId(room.marketing), it: actorId(room.it) } },
    ]);
  });

  it('given at the same moment, from two processes, resume it once', async () => {
    const id = await aSending();
    await room.campaigns.halt(room.it, id, 'why');
    await Promise.all([
      room.decide(room.marketing, id, 'marketing'),
      room.decide(room.it, id, 'it', 'approve', room.another().campaigns),
    ]);
    expect(await stateOf(id)).toBe('sending');
    expect((await room.kinds(id)).filter((kind) => kind === 'resumed')).toHaveLength(1);
  });

  it('given twice by a double click count once, and each click is answered', async () => {
    const id = await aSending();
    await room.campaigns.halt(room.it, id, 'why');
    const clicks = await Promise.all([1, 2].map(() => outcome(room.decide(room.marketing, id, 'marketing'))));
    expect(clicks.sort()).toEqual(['done', 'review.already_decided']);
    expect(await stateOf(id)).toBe('halted');
    expect((await room.approvals.current(id))?.decisions).toHaveLength(1);
  });

  it('cannot both come from one person, nor from the author, and nothing but approve exists', async () => {
    const both = await room.staff(['marketing_reviewer', 'it_reviewer']);
    const id = await aSending();
    await room.campaigns.halt(both, id, 'why');
    await room.decide(both, id, 'it');
    expect(await outcome(room.decide(both, id, 'marketing'))).toBe('review.same_person_both_lanes');
    expect(await outcome(room.decide(room.author, id, 'marketing'))).toBe('review.author_cannot_decide');
    expect(await outcome(room.decide(room.marketing, id, 'marketing', 'reject'))).toBe('review.only_approve');
    expect(await outcome(room.decide(room.marketing, id, 'marketing', 'request_changes'))).toBe('review.only_approve');
    expect(await stateOf(id)).toBe('halted');
  });

  it('do not count for the next halt', async () => {
    const id = await aSending();
    await room.campaigns.halt(room.it, id, 'first');
    await room.decide(room.marketing, id, 'marketing');
    await room.decide(room.it, id, 'it');
    await room.campaigns.halt(room.it, id, 'second');
    await room.campaigns.settleAll();
    expect(await stateOf(id)).toBe('halted');
    expect(await room.approvals.current(id)).toMatchObject({ number: 3, state: 'open', decisions: [] });
  });

  it('let a campaign that waited for its time wait again, and one whose time passed start now', async () => {
    const halted = async (over: Record<string, unknown>) => {
      const { id } = await room.aScheduled(over);
      await room.campaigns.halt(room.it, id, 'why');
      return id;
    };
    const later = await halted({ schedule: { localTime: '2099-01-01T10:00', zone: 'Asia/Seoul' } });
    const now = await halted({});
    for (const id of [later, now]) {
      await room.decide(room.marketing, id, 'marketing');
      expect((await room.decide(room.it, id, 'it')).campaign.state).toBe('scheduled');
    }
    const due = (await room.campaigns.due()).map(({ id }) => id);
    expect(due).toContain(now);
    expect(due).not.toContain(later);
  });
});

describe('a halt at the same moment as', () => {
  const racing = async (other: (id: string) => Promise<unknown>, from: 'scheduled' | 'sending' = 'sending') => {
    const id = from === 'sending' ? await aSending() : (await room.aScheduled()).id;
    const [halt] = await Promise.all([
      outcome(room.another().campaigns.halt(room.it, id, 'why')),
      other(id).catch(() => undefined),
    ]);
    return { id, halt, state: await stateOf(id), kinds: await room.kinds(id) };
  };
  const times = Array.from({ length: 3 }, (_, n) => n);

  it.each(times)('another halt: one line, one winner (%#)', async () => {
    const id = await aSending();
    const halts = await Promise.all(
      ([room.it, room.marketing] as Actor[]).map((actor) => outcome(room.campaigns.halt(actor, id, 'why'))),
    );
    expect(halts.sort()).toEqual(['campaign.illegal_move', 'done']);
    expect((await room.kinds(id)).filter((kind) => kind === 'halting')).toHaveLength(1);
    expect(await room.approvals.current(id)).toMatchObject({ number: 2, state: 'open' });
  });

  it.each(times)('the launch: halted, before it or after (%#)', async () => {
    const { halt, state } = await racing(
      (id) => room.campaigns.move(sender, id, 'start', { from: 'scheduled' }),
      'scheduled',
    );
    expect([halt, state]).toEqual(['done', 'halted']);
  });

  it.each(times)('a pause: halted in any order (%#)', async () => {
    const { halt, state } = await racing((id) => room.campaigns.pause(room.author, id));
    expect([halt, state]).toEqual(['done', 'halted']);
  });

  it.each(times)('the end: halted or sent, never both (%#)', async () => {
    const { halt, state, kinds } = await racing((id) =>
      room.campaigns.move(sender, id, 'complete', { from: 'sending' }),
    );
    expect([
      ['done', 'halted'],
      ['campaign.illegal_move', 'sent'],
    ]).toContainEqual([halt, state]);
    expect(kinds.filter((kind) => kind === 'halting' || kind === 'send_finished')).toHaveLength(1);
  });
});
