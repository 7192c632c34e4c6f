import { differenceLines } from '../../../core/campaigns/differences.ts';
import { type Actor, actorId, systemActor } from '../../../core/people/staff.ts';
import { type CampaignRoom, openCampaignRoom } from './campaign-room.ts';

let room: CampaignRoom;
beforeAll(async () => {
  room = await openCampaignRoom();
  await room.importPeople(6);
});
afterAll(() => room.close());

const inReview = async () => {
  const { id } = await room.aDraft();
  await room.campaigns.submit(room.author, id);
  return id;
};
const audited = async (id: string, action: string) =>
  (await room.audit.list({ subject: id })).filter((entry) => entry.action === action);

describe('what was decided on', () => {
  it('is kept as it looked, and submission, decision and launch name it', async () => {
    const id = await inReview();
    const { revision } = (await room.campaigns.byId(id)) ?? { revision: 0 };
    await room.decide(room.it, id, 'it');
    await room.campaigns.edit(room.author, id, { revision, content: { subject: 'Spring, again' } });
    await room.decide(room.marketing, id, 'marketing');
    await room.campaigns.move(systemActor('deliveries'), id, 'start');
    const cycle = await room.approvals.current(id);
    const [submitted, it, marketing, started] = [
      (await audited(id, 'campaign.submitted'))[0]?.data.snapshot,
      cycle?.decisions[0]?.snapshot,
      cycle?.decisions[1]?.snapshot,
      (await audited(id, 'campaign.send_started'))[0]?.data.snapshot,
    ].map(String);
    expect(it).toBe(submitted);
    expect(marketing).not.toBe(submitted);
    expect(started).toBe(marketing);
    expect((await audited(id, 'review.approve')).map(({ data }) => data.snapshot).sort()).toEqual(
      [it, marketing].sort(),
    );
    expect(await room.campaigns.snapshot(marketing ?? '')).toMatchObject({
      hash: marketing,
      subject: 'Spring, again',
      from: expect.stringContaining('news@mail.example.test'),
      html: expect.stringContaining('<html'),
      sections: { it: { senderDomain: 'mail.example.test' }, marketing: { content: { subject: 'Spring, again' } } },
    });
    expect((await room.campaigns.snapshot(submitted ?? ''))?.subject).not.toBe('Spring, again');
  });

  it('holds nobody: the mail is that of a made-up contact', async () => {
    const { id } = await room.aDraft({ content: { subject: 'Hello {{ contact.first_name | default: "you" }}' } });
    await room.campaigns.submit(room.author, id);
    const [entry] = await audited(id, 'campaign.submitted');
    const snapshot = await room.campaigns.snapshot(String(entry?.data.snapshot));
    expect(snapshot?.subject).toBe('Hello Hana');
    expect(JSON.stringify(snapshot)).not.toMatch(/p\d@example\.test/);
  });

  it('that was altered afterwards is not shown as what was decided on', async () => {
    const id = await inReview();
    const hash = String((await audited(id, 'campaign.submitted'))[0]?.data.snapshot);
    expect(await room.campaigns.snapshot(hash)).toBeDefined();
    await room.database.connection
      .collection<{ _id: string }>('campaign_snapshots')
      .updateOne({ _id: hash }, { $set: { text: 'Something else' } });
    expect(await room.campaigns.snapshot(hash)).toBeUndefined();
    expect(await room.campaigns.snapshot('0'.repeat(64))).toBeUndefined();
  });
});

describe('a view in review', () => {
  const views = (id: string) => audited(id, 'campaign.reviewed_view');

  it('by a person who may decide is audited once for what they saw, and again after an edit', async () => {
    const id = await inReview();
    await Promise.all([1, 2, 3].map(() => room.campaigns.viewed(room.it, id)));
    await room.campaigns.viewed(room.marketing, id);
    expect((await views(id)).map(({ actor, data }) => [actor, data.lanes]).sort()).toEqual(
      [
        [actorId(room.it), 'it'],
        [actorId(room.marketing), 'marketing'],
      ].sort(),
    );
    const campaign = await room.campaigns.byId(id);
    await room.campaigns.edit(room.author, id, { revision: campaign?.revision ?? 0, content: { subject: 'Another' } });
    await room.campaigns.viewed(room.it, id);
    expect(await views(id)).toHaveLength(3);
    const [last] = await views(id);
    expect((await room.campaigns.snapshot(String(last?.data.snapshot)))?.subject).toBe('Another');
  });

  it('by anybody else, or when nothing is asked, is not', async () => {
    const id = await inReview();
    for (const actor of [room.author, await room.staff(['manager']), systemActor('card')] as Actor[]) {
      await room.campaigns.viewed(actor, id);
    }
    await room.campaigns.withdraw(room.author, id);
    await room.campaigns.viewed(room.it, id);
    expect(await views(id)).toEqual([]);
  });
});

describe('the thread shows what an edit changed', () => {
  const lastEdit = async (id: string) =>
    (await room.campaigns.thread(id)).filter(({ kind }) => kind === 'edited').at(-1);
  const linesOf = async (id: string) => differenceLines((await lastEdit(id))?.data ?? {});
  const edit = async (id: string, input: Record<string, unknown>) => {
    const campaign = await room.campaigns.byId(id);
    await room.campaigns.edit(room.author, id, { revision: campaign?.revision ?? 0, ...input });
  };
  const bodyWith = (...links: string[]) => ({
    kind: 'blocks',
    blocks: links.map((href) => ({ kind: 'button', label: 'Go', href })),
  });

  it('subject and links, added and removed', async () => {
    const { id } = await room.aDraft({
      content: { subject: 'Old', body: bodyWith('https://a.example.com/', 'https://b.example.com/') },
    });
    await edit(id, { content: { subject: 'New', body: bodyWith('https://b.example.com/', 'https://c.example.com/') } });
    expect((await linesOf(id)).map(({ en }) => en)).toEqual([
      'Subject: Old → New',
      'Links added: https://c.example.com/',
      'Links removed: https://a.example.com/',
    ]);
  });

  it('rule and count before and after, in both languages', async () => {
    const { id } = await room.aDraft();
    const some = await room.segments.create(systemActor('test'), {
      name: 'VIP',
      rule: { kind: 'number', attribute: 'vip', op: 'eq', value: 1 },
    });
    await edit(id, { audience: { segmentId: some.id } });
    const lines = await linesOf(id);
    expect(lines[0]?.en).toBe('Audience: Everyone → Vip is 1');
    expect(lines[1]).toEqual({ en: 'Matching: 6 → 3', ko: '해당: 6 → 3' });
  });

  it('also of a segment that is edited by itself while in review, once', async () => {
    const id = await inReview();
    const campaign = await room.campaigns.byId(id);
    const segment = await room.segments.byId(campaign?.audience.segmentId ?? '');
    await room.segments.update(room.author, segment?.id ?? '', {
      name: segment?.name ?? '',
      version: segment?.version ?? 0,
      rule: { kind: 'number', attribute: 'vip', op: 'eq', value: 1 },
    });
    await Promise.all([room.campaigns.settleAll(), room.another().campaigns.settleAll()]);
    expect((await room.kinds(id)).filter((kind) => kind === 'edited')).toHaveLength(1);
    expect((await linesOf(id))[1]?.en).toBe('Matching: 6 → 3');
  });

  it('time and sending domain', async () => {
    const { id } = await room.aDraft();
    await edit(id, {
      schedule: { localTime: '2099-01-01T10:00', zone: 'Asia/Seoul' },
      senderDomain: 'm2.example.test',
    });
    expect((await linesOf(id)).map(({ ko }) => ko)).toEqual([
      '발송 시각: 두 승인이 끝나는 즉시 → 2099-01-01 10:00 (Asia/Seoul)',
      '발송 도메인: mail.example.test → m2.example.test',
    ]);
  });

  it('and the audit log holds none of the words', async () => {
    const { id } = await room.aDraft({ content: { subject: 'Secret one' } });
    await edit(id, { content: { subject: 'Secret two', body: bodyWith('https://secret.example.com/') } });
    const [entry] = await audited(id, 'campaign.edited');
    expect(entry?.data.fields).toContain('content.subject');
    expect(JSON.stringify(entry)).not.toMatch(/secret/i);
  });
});
