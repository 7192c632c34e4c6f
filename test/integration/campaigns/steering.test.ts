import { DEFAULT_RULES } from '../../../core/campaigns/sending-rules.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { type CampaignRoom, openCampaignRoom } from './campaign-room.ts';

let room: CampaignRoom;
const sender = systemActor('deliveries');
beforeAll(async () => {
  room = await openCampaignRoom();
  await room.importPeople(3);
});
afterAll(() => room.close());

const setStart = (id: string, startAt: Date) =>
  room.database.connection.collection<{ _id: string }>('campaigns').updateOne({ _id: id }, { $set: { startAt } });

describe('a scheduled campaign', () => {
  it('is due once both keys are given where it has no time, and compiles to what was approved', async () => {
    const { id } = await room.aScheduled();
    expect((await room.campaigns.due()).map((c) => c.id)).toContain(id);
    const mail = await room.campaigns.compile(id);
    expect(mail.from).toContain('<news@mail.example.test>');
  });

  it('is not due before its time, which is the next one', async () => {
    const { id, schedule } = await room.aScheduled({ schedule: { localTime: '2099-01-01T10:00', zone: 'Asia/Seoul' } });
    expect((await room.campaigns.due()).map((c) => c.id)).not.toContain(id);
    await setStart(id, new Date('2001-01-01T00:00:00Z'));
    expect(await room.campaigns.nextDueAt()).toEqual(new Date('2001-01-01T00:00:00Z'));
    expect(schedule.at).toEqual(new Date('2099-01-01T01:00:00Z'));
    await room.campaigns.cancel(room.author, id);
  });

  it('that is overdue asks instead of sending late', async () => {
    const { id } = await room.aScheduled();
    await setStart(id, new Date(Date.now() - (DEFAULT_RULES.latenessMinutes + 1) * 60_000));
    expect((await room.campaigns.due()).map((c) => c.id)).not.toContain(id);
    const held = await room.campaigns.byId(id);
    expect(held).toMatchObject({ state: 'held' });
    expect(held?.reason?.ko).toContain('재개');
    expect((await room.campaigns.resume(room.author, id)).state).toBe('scheduled');
    expect((await room.campaigns.due()).map((c) => c.id)).toContain(id);
  });

  it('starts once, whoever asks', async () => {
    const { id } = await room.aScheduled();
    const started = await Promise.all(
      Array.from({ length: 5 }, () => room.campaigns.move(sender, id, 'start', { from: 'scheduled' })),
    );
    expect(started.filter((c) => c !== undefined)).toHaveLength(1);
    expect((await room.kinds(id)).filter((k) => k === 'send_started')).toHaveLength(1);
  });

  it('whose content is not what was approved is held and not compiled', async () => {
    const { id } = await room.aScheduled();
    await room.database.connection
      .collection<{ _id: string }>('campaigns')
      .updateOne({ _id: id }, { $set: { 'content.body.blocks.0.text': 'Tampered' } });
    await expect(room.campaigns.compile(id)).rejects.toMatchObject({ code: 'campaign.content_changed' });
    expect(await room.campaigns.move(sender, id, 'start')).toBeUndefined();
    expect((await room.campaigns.byId(id))?.state).toBe('held');
  });

  it('is not changed by a later edit of its segment', async () => {
    const { id, audience } = await room.aScheduled();
    const segment = await room.segments.byId(audience.segmentId ?? '');
    await room.segments.update(room.author, segment?.id ?? '', {
      name: 'narrower',
      version: 1,
      rule: { kind: 'number', attribute: 'vip', op: 'eq', value: 1 },
    });
    const started = await room.campaigns.move(sender, id, 'start');
    expect(started).toMatchObject({ state: 'sending', approved: { segment: { rule: { kind: 'all', rules: [] } } } });
  });
});

describe('pause, resume, cancel', () => {
  it('go back to where the campaign came from', async () => {
    const { id } = await room.aScheduled();
    expect(await room.campaigns.pause(room.author, id)).toMatchObject({
      state: 'paused',
      reason: { en: expect.stringContaining('Paused by') },
    });
    expect(await room.campaigns.resume(room.author, id)).toMatchObject({ state: 'scheduled', reason: null });
    await room.campaigns.move(sender, id, 'start');
    await room.campaigns.pause(room.it, id);
    const before = room.woken.length;
    expect((await room.campaigns.resume(room.it, id)).state).toBe('sending');
    expect(room.woken.length).toBe(before + 1);
    expect(await room.campaigns.move(sender, id, 'complete')).toMatchObject({
      state: 'sent',
      finishedAt: expect.any(Date),
    });
    await expect(room.campaigns.pause(room.it, id)).rejects.toMatchObject({
      code: 'campaign.illegal_move',
      text: { en: expect.stringContaining('"Sent"'), ko: expect.stringContaining('발송 완료') },
    });
  });

  it('in review closes the review too', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    expect((await room.campaigns.cancel(room.author, draft.id)).state).toBe('cancelled');
    expect((await room.approvals.current(draft.id))?.state).toBe('withdrawn');
    const { mine } = await room.approvals.inbox(room.it.kind === 'staff' ? room.it.staff.id : '');
    expect(mine.map(({ cycle }) => cycle.subjectId)).not.toContain(draft.id);
  });

  it('are for owner, author, reviewers and administrators', async () => {
    const { id } = await room.aScheduled();
    const other = await room.staff(['marketer']);
    await expect(room.campaigns.pause(other, id)).rejects.toMatchObject({ code: 'campaign.forbidden' });
    const admin = await room.staff(['admin']);
    expect((await room.campaigns.pause(admin, id)).state).toBe('paused');
  });

  it('of a campaign that is none say so', async () => {
    await expect(room.campaigns.pause(room.author, 'C-9999')).rejects.toMatchObject({ code: 'campaign.not_found' });
  });

  it('at the same moment end in one legal state', async () => {
    const { id } = await room.aScheduled();
    await Promise.allSettled([
      room.campaigns.pause(room.author, id),
      room.campaigns.cancel(room.it, id),
      room.campaigns.move(sender, id, 'start'),
    ]);
    const thread = await room.campaigns.thread(id);
    const moves = thread.filter((e) => e.data.to !== undefined);
    for (const [i, entry] of moves.entries()) {
      expect(entry.data.from).toBe(i === 0 ? 'scheduled' : moves[i - 1]?.data.to);
    }
    expect((await room.campaigns.byId(id))?.state).toBe('cancelled');
  });
});
