import { readFileSync } from 'node:fs';
import { InvalidInput } from '../../../core/common/errors.ts';
import { type CampaignRoom, openCampaignRoom } from './campaign-room.ts';

let room: CampaignRoom;
beforeAll(async () => {
  room = await openCampaignRoom();
  await room.importPeople(9);
});
afterAll(() => room.close());

const refusal = async (work: Promise<unknown>): Promise<InvalidInput> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof InvalidInput) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('a draft', () => {
  it('may be incomplete, and says what is missing when it is submitted', async () => {
    const draft = await room.campaigns.create(room.author, { name: 'Bare' });
    const refused = await refusal(room.campaigns.submit(room.author, draft.id));
    expect(refused.issues.map((i) => i.field)).toEqual([
      'brief.goal',
      'content.subject',
      'content.body',
      'audience.segmentId',
    ]);
    expect((await room.campaigns.view(draft.id))?.problems.map((p) => p.field)).toEqual(
      refused.issues.map((i) => i.field),
    );
    expect((await room.campaigns.byId(draft.id))?.state).toBe('draft');
  });

  it('with a picture that nobody described may be saved, but not be submitted', async () => {
    const content = readFileSync(new URL('../../../manifests/teams/color.png', import.meta.url));
    const { id } = await room.campaigns.addPicture(room.author, { fileName: 'shop.png', content, alt: '' });
    const picture = (alt: string) => ({ kind: 'picture', pictureId: id, alt, href: '' });
    const blocks = (...list: unknown[]) => ({ content: { body: { kind: 'blocks', blocks: list } } });
    const draft = await room.aDraft(blocks(picture('Our shop'), { kind: 'divider' }, picture(' ')));
    const refused = await refusal(room.campaigns.submit(room.author, draft.id));
    expect(refused.issues.map(({ code, field }) => [code, field])).toEqual([
      ['campaign.incomplete', 'content.body.blocks.2.alt'],
    ]);
    // A preview is for looking at what is not finished.
    expect((await room.campaigns.preview(draft.id)).html).toContain(`/pictures/${id}`);
    await room.campaigns.edit(room.author, draft.id, {
      revision: draft.revision,
      ...blocks(picture('Our shop'), picture('The same from behind')),
    });
    expect((await room.campaigns.submit(room.author, draft.id)).state).toBe('in_review');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an operator instead of a name', { name: { $gt: '' } }, 'name'],
    ['an operator inside content', { content: { subject: { $gt: '' } } }, 'content.subject'],
    ['content that is a text', { content: 'x' }, 'content'],
    ['a line break in the subject', { content: { subject: 'a\r\nBcc: x@y.test' } }, 'content.subject'],
    ['a subject of 201 characters', { content: { subject: 'x'.repeat(201) } }, 'content.subject'],
    ['a reply address that is none', { content: { replyTo: 'nobody' } }, 'content.replyTo'],
    ['a sender with an @', { content: { fromLocalPart: 'a@b' } }, 'content.fromLocalPart'],
    [
      'a block of an unknown kind',
      { content: { body: { kind: 'blocks', blocks: [{ kind: 'video' }] } } },
      'content.body.blocks.0.kind',
    ],
    [
      'a block without its text',
      { content: { body: { kind: 'blocks', blocks: [{ kind: 'text' }] } } },
      'content.body.blocks.0.text',
    ],
    ['a KPI that is none', { brief: { kpi: 'fame' } }, 'brief.kpi'],
    ['a target of 101 per cent', { brief: { kpiTarget: '101' } }, 'brief.kpiTarget'],
    ['a currency that is none', { brief: { currency: 'ABC1' } }, 'brief.currency'],
    ['an owner who is nobody', { brief: { ownerId: 'nobody' } }, 'brief.ownerId'],
    ['a segment that is none', { audience: { segmentId: 'none' } }, 'audience.segmentId'],
    ['a time that has passed', { schedule: { localTime: '2020-01-01T10:00', zone: 'UTC' } }, 'schedule.localTime'],
    [
      'an hour that clocks leave out',
      { schedule: { localTime: '2099-03-29T02:30', zone: 'Europe/Berlin' } },
      'schedule.localTime',
    ],
    ['a zone that is none', { schedule: { localTime: '2099-01-01T10:00', zone: 'Moon' } }, 'schedule.zone'],
    ['a domain that is none', { senderDomain: 'localhost' }, 'senderDomain'],
  ])('refuses %s by field and keeps what stands', async (_, input, field) => {
    const draft = await room.campaigns.create(room.author, { name: 'Kept' });
    const refused = await refusal(room.campaigns.edit(room.author, draft.id, { ...input, revision: draft.revision }));
    expect(refused.issues.map((i) => i.field)).toEqual([field]);
    expect(refused.text.ko).toMatch(/[가-힣]/);
    expect(await room.campaigns.byId(draft.id)).toEqual(draft);
  });

  it('names every wrong field at once', async () => {
    const refused = await refusal(
      room.campaigns.create(room.author, { name: '', brief: { kpi: 'x', budget: 'much' } }),
    );
    expect(refused.issues.map((i) => i.field)).toEqual(['name', 'brief.kpi', 'brief.budget']);
  });

  it('takes what a form posts: numbers as texts, empty choices', async () => {
    const draft = await room.campaigns.create(room.author, {
      name: ' Form ',
      brief: { kpiTarget: '12.5', budget: '1000', currency: 'eur' },
      audience: { segmentId: '' },
      schedule: { localTime: '', zone: 'Europe/Berlin' },
      content: { body: { kind: 'blocks', blocks: [{ kind: 'heading', text: 'A', level: '2' }] } },
    });
    expect(draft).toMatchObject({
      name: 'Form',
      brief: { kpiTarget: 12.5, budget: 1000, currency: 'EUR' },
      audience: { segmentId: null },
      schedule: { localTime: null, zone: 'Europe/Berlin', at: null },
    });
  });

  it('lets one of two simultaneous edits win and tells the other', async () => {
    const draft = await room.aDraft();
    const results = await Promise.allSettled(
      ['one', 'two'].map((subject) =>
        room.campaigns.edit(room.author, draft.id, { revision: draft.revision, content: { subject } }),
      ),
    );
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
    const lost = results.find((r) => r.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'campaign.changed_meanwhile', retrySafe: true });
  });

  it('cannot be edited once both keys are given', async () => {
    const scheduled = await room.aScheduled();
    await expect(
      room.campaigns.edit(room.author, scheduled.id, { revision: scheduled.revision, name: 'x' }),
    ).rejects.toMatchObject({ code: 'campaign.not_editable' });
  });

  it('in review stays complete: an edit that breaks it is refused', async () => {
    const draft = await room.aDraft();
    const open = await room.campaigns.submit(room.author, draft.id);
    const refused = await refusal(
      room.campaigns.edit(room.author, draft.id, {
        revision: open.revision,
        content: { subject: '{{ contact.nope }}' },
      }),
    );
    expect(refused.issues.map((i) => i.field)).toEqual(['content.subject']);
  });

  it('is duplicated without its schedule, and archived when nothing can happen to it', async () => {
    const scheduled = await room.aScheduled({ schedule: { localTime: '2099-01-01T10:00', zone: 'UTC' } });
    const copy = await room.campaigns.duplicate(room.author, scheduled.id);
    expect(copy).toMatchObject({
      name: 'Spring (copy)',
      state: 'draft',
      content: scheduled.content,
      audience: scheduled.audience,
      schedule: { localTime: null, at: null },
      approved: null,
    });
    expect(copy.id).not.toBe(scheduled.id);
    await expect(room.campaigns.archive(room.author, scheduled.id, true)).rejects.toMatchObject({
      code: 'campaign.illegal_move',
    });
    await room.campaigns.archive(room.author, copy.id, true);
    expect((await room.campaigns.list({ archived: false })).map((c) => c.id)).not.toContain(copy.id);
    expect((await room.campaigns.list({ archived: true })).map((c) => c.id)).toContain(copy.id);
  });

  it('is found by id and by a part of its name, whatever characters it has', async () => {
    const odd = await room.campaigns.create(room.author, { name: 'A (very) odd.* name' });
    expect((await room.campaigns.list({ query: '(very) odd.*' })).map((c) => c.id)).toEqual([odd.id]);
    expect((await room.campaigns.list({ query: odd.id.toLowerCase() })).map((c) => c.id)).toEqual([odd.id]);
  });

  it('gets an id of its own however many are made at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, () => room.campaigns.create(room.author, { name: 'Many' })),
    );
    expect(new Set(made.map((c) => c.id)).size).toBe(12);
  });
});

describe('whoever lacks the role', () => {
  it('is told which one is needed', async () => {
    const employee = await room.staff(['employee']);
    const draft = await room.aDraft();
    const works: (() => Promise<unknown>)[] = [
      () => room.campaigns.create(employee, { name: 'x' }),
      () => room.campaigns.edit(employee, draft.id, { revision: draft.revision }),
      () => room.campaigns.submit(employee, draft.id),
      () => room.campaigns.withdraw(employee, draft.id),
      () => room.campaigns.cancel(employee, draft.id),
      () => room.campaigns.sendTest(employee, draft.id, ['x@example.test']),
      () => room.campaigns.addPicture(employee, { fileName: 'a.png', content: Buffer.alloc(0), alt: '' }),
    ];
    for (const work of works) {
      await expect(work()).rejects.toMatchObject({
        kind: 'forbidden',
        text: { en: expect.stringContaining('Marketer'), ko: expect.stringContaining('마케터') },
      });
    }
  });
});

describe('merge fields', () => {
  it('without a default are refused where somebody lacks the value, with the number', async () => {
    const draft = await room.aDraft({ content: { subject: 'Hello {{ contact.first_name }}' } });
    const refused = await refusal(room.campaigns.submit(room.author, draft.id));
    expect(refused.text.en).toContain('3 of 9 have no first_name');
    const mended = await room.campaigns.edit(room.author, draft.id, {
      revision: draft.revision,
      content: { subject: 'Hello {{ contact.first_name | default: "there" }}' },
    });
    expect(mended.version).toBe(2);
    expect((await room.campaigns.submit(room.author, draft.id)).state).toBe('in_review');
    expect(await room.campaigns.view(draft.id)).toMatchObject({
      mergeFields: ['contact.first_name'],
      problems: [],
      count: { matching: 9 },
      links: ['https://www.example.com/news'],
    });
  });
});

describe('a mail', () => {
  it('that would differ in more than 20 ways among the people who match is refused at submission', async () => {
    await room.importPeople(60);
    const each = Array.from({ length: 60 }, (_, i) => `{% if contact.first_name == "Name ${i}" %}${i}{% endif %}`).join(
      '',
    );
    const content = { body: { kind: 'blocks', blocks: [{ kind: 'text', text: each }] } };
    const draft = await room.aDraft({ content });
    const refused = await refusal(room.campaigns.submit(room.author, draft.id));
    expect(refused.issues.map((i) => [i.field, i.text.en])).toEqual([
      [
        'content.body',
        'content.body: the conditions make more than 20 different mails. Use fewer conditions or loops.',
      ],
    ]);
  });
});

describe('the thread', () => {
  it('has no gap however many write at once', async () => {
    const draft = await room.aDraft();
    await Promise.all(
      Array.from({ length: 10 }, (_, n) => room.campaigns.record(room.author, draft.id, 'results', { n })),
    );
    const thread = await room.campaigns.thread(draft.id);
    expect(thread.map((e) => e.seq)).toEqual(Array.from({ length: 11 }, (_, i) => i + 1));
    expect(await room.campaigns.thread(draft.id, { afterSeq: 9 })).toHaveLength(2);
  });

  it('gets the lines of a process that died, once, and so does the audit log', async () => {
    const draft = await room.aDraft();
    const line = {
      key: `left-${draft.id}`,
      kind: 'paused',
      data: { from: 'x' },
      audit: 'campaign.pause',
      actor: 'a',
      surface: 'portal',
      at: new Date(),
    };
    const leave = () =>
      room.database.connection
        .collection<{ _id: string; lines: unknown[] }>('campaigns')
        .updateOne({ _id: draft.id }, { $push: { lines: line }, $set: { updatedAt: new Date(Date.now() - 60_000) } });
    const audited = async () =>
      (await room.audit.list({ subject: draft.id })).filter((e) => e.action === 'campaign.pause').length;
    await leave();
    await room.campaigns.settleAll();
    expect(await audited()).toBe(1);
    // It had carried everything, and died before it could say so.
    await leave();
    await room.campaigns.settleAll();
    expect(await audited()).toBe(1);
    expect(await room.kinds(draft.id)).toEqual(['created', 'paused']);
  });

  it('that was written before the audit log was reached is audited later', async () => {
    const draft = await room.aDraft();
    const key = `half-${draft.id}`;
    const entry = { kind: 'paused', data: {}, actor: 'a', surface: 'portal', at: new Date() };
    const { connection } = room.database;
    await connection
      .collection<{ _id: string }>('campaign_thread')
      .insertOne({ _id: `${draft.id}/2`, campaignId: draft.id, seq: 2, key, ...entry } as { _id: string });
    await connection.collection<{ _id: string; lines: unknown[] }>('campaigns').updateOne(
      { _id: draft.id },
      {
        $push: { lines: { key, audit: 'campaign.pause', ...entry } },
        $set: { updatedAt: new Date(Date.now() - 60_000) },
      },
    );
    await room.campaigns.settleAll();
    expect((await room.audit.list({ subject: draft.id })).map((e) => e.action)).toContain('campaign.pause');
    expect(await room.kinds(draft.id)).toEqual(['created', 'paused']);
  });

  it('keeps what people wrote out of the audit log', async () => {
    const draft = await room.aDraft();
    await room.campaigns.edit(room.author, draft.id, { revision: draft.revision, content: { subject: 'Top secret' } });
    expect(JSON.stringify(await room.audit.list({ subject: draft.id }))).not.toContain('Top secret');
  });
});
