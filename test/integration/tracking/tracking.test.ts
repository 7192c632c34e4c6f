import { type SendWorld, sendWorld, someContacts } from '../deliveries/send-world.ts';

let world: SendWorld;
const PERSON = { method: 'GET', userAgent: 'Mozilla/5.0 (Macintosh) Safari/605', network: '203.0.113.5' };

/** A finished run through the stand-in, with its links by address. */
const sent = async (count = 6) => {
  world = await sendWorld({ contacts: someContacts(count), mailgun: true });
  await world.workUntilFinished();
  return world;
};
const mailTo = (address: string) => {
  const mail = world.standIn.log().find((one) => one.address === address);
  if (mail === undefined) throw new Error(`no mail to ${address}`);
  const links = [...mail.html.matchAll(/https:\/\/portal\.example\.test(\/[\w/]+\/)([\w.-]+)/g)];
  const token = (path: string, nth = 0) => links.filter((link) => link[1] === path)[nth]?.[2] ?? '';
  return {
    mail,
    click: (nth: number) => token('/t/c/', nth),
    open: token('/t/o/'),
    out: token('/u/'),
    view: token('/v/'),
  };
};

afterEach(() => world.close());

describe('links', () => {
  it('lead where the mail says, and count people, clicks and reloads', async () => {
    await sent();
    const { click, open } = mailTo('p1@example.test');
    expect(await world.tracking.click(click(0), PERSON)).toEqual({ url: 'https://example.com/offer?a=1&b=2' });
    expect(await world.tracking.click(click(1), PERSON)).toEqual({ url: 'https://example.com/more' });
    expect(await world.tracking.open(open, PERSON)).toEqual({ ok: true });
    await world.tracking.open(mailTo('p2@example.test').open, { ...PERSON, userAgent: 'GoogleImageProxy' });
    const report = await world.tracking.report('C-1');
    expect(report).toMatchObject({
      submitted: 6,
      totals: {
        clicked: { people: 1, events: 2, machineOnly: 0 },
        opened: { people: 2, events: 2, machineOnly: 1 },
        delivered: { people: 0 },
      },
      links: [
        { linkId: '0', url: 'https://example.com/offer?a=1&b=2', people: 1, clicks: 1 },
        { linkId: '1', people: 1, clicks: 1 },
      ],
    });
    expect(report?.byHour.reduce((sum, hour) => sum + hour.clicked, 0)).toBe(2);
    expect(await world.tracking.eventsOf('p000001')).toHaveLength(3);
    const { rows } = await world.tracking.recipients('C-1', { kind: 'clicked' });
    expect(rows.map((row) => row.address)).toEqual(['p1@example.test']);
    expect((await world.tracking.recipients('C-1', {})).rows).toHaveLength(6);
  });

  it('of one kind do not work as another, and an altered one is unknown', async () => {
    await sent();
    const { click, open, out, view } = mailTo('p1@example.test');
    expect(await world.tracking.click(out, PERSON)).toBeUndefined();
    expect(await world.tracking.unsubscribe(open, { ...PERSON, oneClick: true })).toBeUndefined();
    expect(await world.tracking.open(view, PERSON)).toBeUndefined();
    const altered = click(0).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(await world.tracking.click(altered, PERSON)).toBeUndefined();
    expect(await world.tracking.viewInBrowser(click(0))).toBeUndefined();
    expect((await world.tracking.viewInBrowser(view))?.html).toContain('$name');
    expect((await world.tracking.report('C-1'))?.totals.clicked.events).toBe(0);
  });
});

describe('unsubscribing', () => {
  it('shows whom it concerns without changing anything, then suppresses, once', async () => {
    await sent();
    const { out } = mailTo('p3@example.test');
    expect(await world.tracking.unsubscribePage(out)).toEqual({
      campaignId: 'C-1',
      maskedAddress: 'p…@e….test',
      already: false,
      lang: 'en',
    });
    expect((await world.tracking.report('C-1'))?.totals.unsubscribed.people).toBe(0);
    await Promise.all(
      [1, 2, 3].map(() => world.tracking.unsubscribe(out, { ...PERSON, method: 'POST', oneClick: true })),
    );
    expect((await world.tracking.report('C-1'))?.totals.unsubscribed).toEqual({ people: 1, events: 1, machineOnly: 0 });
    expect(await world.tracking.unsubscribePage(out)).toMatchObject({ already: true });
  });
});

describe('webhooks', () => {
  const delivered = (address: string) => {
    const { mail } = mailTo(address);
    return { event: 'delivered', messageId: mail.messageId, recipient: address, batchId: mail.batchId } as const;
  };

  it('become facts, in any order, and count once', async () => {
    await sent();
    const { standIn, tracking } = world;
    const bodies = [
      standIn.signWebhook({ ...delivered('p0@example.test') }),
      standIn.signWebhook({ ...delivered('p1@example.test') }),
      standIn.signWebhook({ ...delivered('p1@example.test'), event: 'complained' }),
      standIn.signWebhook({
        ...delivered('p2@example.test'),
        event: 'failed',
        severity: 'permanent',
        reason: 'no such user',
      }),
      standIn.signWebhook({ ...delivered('p4@example.test'), event: 'failed', severity: 'temporary' }),
    ];
    const answers = await Promise.all([...bodies].reverse().map((body) => tracking.webhook(body)));
    expect(answers).toEqual(Array(5).fill('stored'));
    expect(await Promise.all(bodies.map((body) => tracking.webhook(body)))).toEqual(Array(5).fill('seen_before'));
    expect((await tracking.report('C-1'))?.totals).toMatchObject({
      delivered: { people: 2, events: 2 },
      complained: { people: 1, events: 1 },
      bounced: { people: 1, events: 1 },
      failed: { people: 1, events: 1 },
    });
  });

  it('that repeat a token with another body change nothing', async () => {
    await sent();
    const { standIn, tracking } = world;
    const body = standIn.signWebhook(delivered('p0@example.test'));
    const other = standIn.signWebhook({ ...delivered('p5@example.test'), event: 'complained' });
    await tracking.webhook(body);
    expect(await tracking.webhook({ ...other, signature: body.signature })).toBe('seen_before');
    expect((await tracking.report('C-1'))?.totals.complained.people).toBe(0);
  });

  it.each([
    ['that we keep no facts of', { event: 'opened' }],
    ['about a mail that is not ours', { recipient: 'stranger@example.test' }],
  ] as const)('%s leave their token used up', async (_, over) => {
    await sent();
    const { standIn, tracking } = world;
    const first = standIn.signWebhook({ ...delivered('p0@example.test'), ...over });
    const other = standIn.signWebhook({ ...delivered('p5@example.test'), event: 'complained' });
    expect(await tracking.webhook(first)).toMatch(/ignored|unknown_message/);
    expect(await tracking.webhook({ ...other, signature: first.signature })).toBe('seen_before');
    expect(await tracking.webhook(first)).toBe('seen_before');
    expect((await tracking.report('C-1'))?.totals.complained.people).toBe(0);
    const token = await world.database.connection.collection('tracking_events').findOne({ until: { $exists: true } });
    expect(token?.until.getTime() - Date.now()).toBeGreaterThan(24 * 3_600_000);
  });

  it('that bring a known event under a new token leave that token used up too', async () => {
    await sent();
    const { standIn, tracking } = world;
    const event = { ...delivered('p0@example.test'), id: 'same-event', at: new Date() };
    const [first, again, twin] = [standIn.signWebhook(event), standIn.signWebhook(event), standIn.signWebhook(event)];
    const other = standIn.signWebhook({ ...delivered('p5@example.test'), event: 'complained' });
    // Two at once, where the second meets the first only at the write, and one after them.
    expect((await Promise.all([first, twin].map((body) => tracking.webhook(body)))).sort()).toEqual([
      'seen_before',
      'stored',
    ]);
    expect(await tracking.webhook(again)).toBe('seen_before');
    for (const { signature } of [first, twin, again]) {
      expect(await tracking.webhook({ ...other, signature })).toBe('seen_before');
    }
    expect((await tracking.report('C-1'))?.totals.complained.people).toBe(0);
  });

  it('that show one token at the same moment with different bodies do one thing between them', async () => {
    await sent();
    const { standIn, tracking } = world;
    const one = standIn.signWebhook({ ...delivered('p0@example.test'), event: 'opened' });
    const others = ['p1@example.test', 'p2@example.test', 'stranger@example.test'].map((recipient) => ({
      ...standIn.signWebhook({ ...delivered('p1@example.test'), recipient, event: 'complained' }),
      signature: one.signature,
    }));
    const answers = await Promise.all([one, ...others].map((body) => tracking.webhook(body)));
    expect(answers.filter((answer) => answer !== 'seen_before')).toHaveLength(1);
  });

  it('with one event in two deliveries count once', async () => {
    await sent();
    const { standIn, tracking } = world;
    const event = { ...delivered('p0@example.test'), id: 'same-event', at: new Date() };
    expect(await tracking.webhook(standIn.signWebhook(event))).toBe('stored');
    expect(await tracking.webhook(standIn.signWebhook(event))).toBe('seen_before');
  });

  it('that are forged, stale, early or malformed are refused', async () => {
    await sent();
    const { standIn, tracking } = world;
    const body = standIn.signWebhook(delivered('p0@example.test')) as { signature: Record<string, string> };
    const forged = { ...body, signature: { ...body.signature, signature: '0'.repeat(64) } };
    await expect(tracking.webhook(forged)).rejects.toMatchObject({ code: 'tracking.webhook_forged' });
    const moved = {
      ...body,
      signature: { ...body.signature, timestamp: String(Number(body.signature.timestamp) - 1) },
    };
    await expect(tracking.webhook(moved)).rejects.toMatchObject({ code: 'tracking.webhook_forged' });
    for (const ms of [-25 * 3_600_000, 10 * 60_000]) {
      const at = standIn.signWebhook({ ...delivered('p0@example.test'), signedAt: new Date(Date.now() + ms) });
      await expect(tracking.webhook(at)).rejects.toMatchObject({ code: 'tracking.webhook_stale' });
    }
    for (const bad of [null, 'x', {}, { signature: { $gt: '' } }, { ...body, 'event-data': { event: { $ne: 1 } } }]) {
      await expect(tracking.webhook(bad)).rejects.toMatchObject({ code: 'tracking.webhook_malformed' });
    }
    expect((await tracking.report('C-1'))?.totals.delivered.people).toBe(0);
  });

  it('about what we did not send touch nothing', async () => {
    await sent();
    const { standIn, tracking } = world;
    const known = delivered('p0@example.test');
    for (const strange of [
      { ...known, recipient: 'stranger@example.test' },
      { ...known, messageId: 'C-1.1.other.0001.0@mg.example.test' },
      { ...known, messageId: known.messageId.replace('.0@', '.1@') },
      { ...known, messageId: known.messageId.replace('mg.example.test', 'evil.test') },
      { ...known, batchId: 'C-1/1/other/0001' },
    ]) {
      expect(await tracking.webhook(standIn.signWebhook(strange))).toBe('unknown_message');
    }
    expect(await tracking.webhook(standIn.signWebhook({ ...known, event: 'opened' }))).toBe('ignored');
    const events = world.database.connection.collection('tracking_events');
    expect(await events.countDocuments({ campaignId: { $exists: true } })).toBe(0);
  });

  it('about somebody who was erased meanwhile keep no word of them, and neither does their unsubscribing', async () => {
    await sent();
    const { standIn, tracking } = world;
    const { out } = mailTo('p2@example.test');
    world.people.delete('p000002');
    const event = { ...delivered('p2@example.test'), event: 'failed', severity: 'permanent' } as const;
    await tracking.webhook(standIn.signWebhook({ ...event, reason: 'p2@example.test does not exist' }));
    expect(await tracking.unsubscribe(out, { ...PERSON, method: 'POST', oneClick: true })).toEqual({ ok: true });
    const events = await world.database.connection
      .collection('tracking_events')
      .find({ contactId: 'p000002' })
      .toArray();
    expect(events).toMatchObject([{ kind: 'bounced', detail: null }]);
    expect(JSON.stringify(events)).not.toContain('p2@');
  });

  it('prove nothing by a token that was shown before', async () => {
    world = await sendWorld({ contacts: someContacts(5), mailgun: true });
    world.standIn.fault({ kind: 'reset_after' });
    await world.deliveries.work();
    const known = delivered('p0@example.test');
    const { standIn, tracking } = world;
    const first = standIn.signWebhook({ ...known, recipient: 'stranger@example.test' });
    await tracking.webhook(first);
    expect(await tracking.webhook({ ...standIn.signWebhook(known), signature: first.signature })).toBe('seen_before');
    expect((await world.deliveries.sum('C-1'))?.outcomes.uncertain).toBe(5);
  });

  it('prove that an uncertain batch was accepted', async () => {
    world = await sendWorld({
      contacts: someContacts(5),
      mailgun: true,
      timing: { evidenceDelayMs: 60_000, checkEveryMs: 60_000 },
    });
    world.standIn.fault({ kind: 'reset_after' });
    await world.deliveries.work();
    expect((await world.deliveries.sum('C-1'))?.outcomes.uncertain).toBe(5);
    await world.tracking.webhook(world.standIn.signWebhook(delivered('p0@example.test')));
    await world.workUntilFinished();
    expect((await world.deliveries.sum('C-1'))?.outcomes.submitted).toBe(5);
    expect(world.standIn.posts()).toBe(1);
  });
});

describe('the CSV', () => {
  it('has everyone, a byte-order mark, and no formulas', async () => {
    world = await sendWorld({ contacts: someContacts(12, (i) => (i === 4 ? { address: '=cmd@example.test' } : {})) });
    await world.workUntilFinished();
    let text = '';
    for await (const chunk of world.tracking.csv('C-1')) text += chunk;
    expect(text.startsWith('\uFEFFcontact,address,outcome')).toBe(true);
    expect(text.trim().split('\n')).toHaveLength(13);
    expect(text).toContain("'=cmd@example.test");
  });
});
