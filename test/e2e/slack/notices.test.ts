import { createNoticeFollower } from '../../../bot/flow/notice-follower.ts';
import { createLogger } from '../../../core/common/logger.ts';
import type { Notice } from '../../../core/people/notice.ts';
import { CHANNEL, eventually, openSlackRoom, type SlackRoom } from '../../support/slack-room.ts';

const aNotice = (over: Partial<Omit<Notice, 'at'>> = {}): Omit<Notice, 'at'> => ({
  key: `test:${Math.random()}`,
  to: { kind: 'channel', purpose: 'campaigns' },
  title: { en: 'Sending is frozen', ko: '발송 동결' },
  lines: [{ en: 'The shop is down.', ko: '쇼핑몰 장애' }],
  path: '/freezes',
  tone: 'attention',
  campaignId: null,
  ...over,
});

describe('notices in Slack', () => {
  let room: SlackRoom;
  beforeAll(async () => {
    room = await openSlackRoom();
    await room.ask('channel here');
  });
  afterAll(() => room.close());

  const said = (channelId: string, text: string) =>
    room.slack.state.inChannel(channelId).filter((message) => JSON.stringify(message.blocks).includes(text));

  test('a person is told privately, in their language, with a link to act', async () => {
    const korean = await room.member('UKOREAN', ['it_reviewer'], 'ko');
    await room.core.notices.tell(aNotice({ to: { kind: 'staff', staffId: korean.staffId } }));
    const [message] = await eventually('the private notice', () => {
      const found = said('DUKOREAN', '쇼핑몰 장애');
      return found.length > 0 && found;
    });
    expect(message?.text).toBe('발송 동결');
    expect(JSON.stringify(message?.blocks)).toContain('/freezes');
    expect(said(CHANNEL, '쇼핑몰 장애')).toHaveLength(0);
  });

  test('what is for IT goes to the channel of IT, once there is one', async () => {
    room.slack.addChannel({ id: 'C0IT', name: 'it-ops' });
    await room.core.notices.tell(
      aNotice({ to: { kind: 'channel', purpose: 'it' }, lines: [{ en: 'first', ko: '하나' }] }),
    );
    await eventually('the notice in the campaign channel', () => said(CHANNEL, 'first').length > 0);
    expect(await room.ask('channel here it', room.it.userId, 'C0IT')).toContain('#it-ops is the channel of IT now');
    await room.core.notices.tell(
      aNotice({ to: { kind: 'channel', purpose: 'it' }, lines: [{ en: 'second', ko: '둘' }] }),
    );
    await eventually('the notice in the channel of IT', () => said('C0IT', 'second').length > 0);
    expect(said(CHANNEL, 'second')).toHaveLength(0);
  });

  test('an outage delays a notice and never repeats it, with two bots at work', async () => {
    let refused = 0;
    const second = createNoticeFollower(
      { core: room.core, logger: createLogger('silent', 'test'), notifiers: {}, nudge: () => undefined },
      {
        platform: 'slack',
        everyMs: 20,
        notifier: {
          post: async (ref, message) => {
            try {
              return await room.bot.notifierOf('slack').post(ref, message);
            } catch (error) {
              refused += 1;
              throw error;
            }
          },
          tell: (person, message) => room.bot.notifierOf('slack').tell(person, message),
        },
      },
    );
    room.slack.outage(true);
    second.start();
    for (let i = 0; i < 5; i += 1) await room.core.notices.tell(aNotice({ lines: [{ en: `line ${i}`, ko: `${i}` }] }));
    await eventually('a refused try', () => refused > 0);
    room.slack.outage(false);
    for (let i = 0; i < 5; i += 1) {
      await eventually(`notice ${i}`, () => said(CHANNEL, `line ${i}`).length > 0);
    }
    await second.stop();
    for (let i = 0; i < 5; i += 1) expect(said(CHANNEL, `line ${i}`)).toHaveLength(1);
  });
});

describe('stopping what is sent, from Slack', () => {
  let room: SlackRoom;
  beforeAll(async () => {
    room = await openSlackRoom({ sendTiming: { checkEveryMs: 50, retryMs: 50 } });
    await room.ask('channel here');
  });
  afterAll(() => room.close());

  const approved = async (over: Record<string, unknown> = {}): Promise<string> => {
    const { id } = await room.submitted(over);
    for (const [lane, actor] of [
      ['marketing', room.marketing.actor],
      ['it', room.it.actor],
    ] as const) {
      const cycle = (await room.core.campaigns.view(id))?.cycle;
      await room.core.campaigns.decide(actor, {
        subjectId: id,
        cycle: cycle?.number ?? 0,
        lane,
        laneHash: cycle?.laneHashes[lane] ?? '',
        kind: 'approve',
        comment: '',
      });
    }
    return id;
  };

  test('`halt` needs a reason and a reviewer, and the card then asks both keys', async () => {
    const id = await approved();
    expect(await room.ask(`halt ${id}`)).toContain('Say why');
    await room.member('UMARKETER', ['marketer']);
    expect(await room.ask(`halt ${id} no`, 'UMARKETER')).not.toContain('is being halted');
    expect((await room.core.campaigns.byId(id))?.state).toBe('scheduled');

    expect(await room.ask(`halt ${id} The shop is down`, room.it.userId)).toContain(`${id} is being halted`);
    expect((await room.core.campaigns.byId(id))?.state).toBe('halted');
    const card = await room.cardOf(id, (words) => words.includes('Give the key to go on'));
    expect(JSON.stringify(card.blocks)).not.toContain('review.reject');
  });

  test('`freeze` by IT holds what is scheduled and tells its owner; `unfreeze` ends it', async () => {
    const id = await approved();
    expect(await room.ask('freeze The shop is down')).not.toContain('Sending is frozen');
    expect(await room.ask('freeze The shop is down', room.it.userId)).toContain('Sending is frozen: The shop is down');
    expect((await room.core.freezes.active())?.reason).toBe('The shop is down');
    await eventually('the owner to be told', () => room.slack.state.inChannel('DUAUTHOR').length > 0);
    await room.core.freezes.announce(room.it.actor, {
      kind: 'incident',
      reason: 'The gate is moved',
      from: null,
      until: new Date(Date.now() + 3_600_000),
    });
    const [first, second] = [await room.ask('unfreeze', room.it.userId), await room.ask('unfreeze', room.it.userId)];
    expect(first).toMatch(/This freeze is over: .* Still nothing is sent, because another freeze holds: .* \(until /);
    expect(second).toContain('The freeze is over');
    expect(await room.core.freezes.active()).toBeUndefined();
    expect(await room.ask('unfreeze', room.it.userId)).toContain('No freeze holds now');
    expect((await room.core.campaigns.byId(id))?.state).not.toBe('sending');
  });

  test('a send that needs a person: its owner is told each cause once, and the buttons of the card lead on', async () => {
    const { core, slack, author } = room;
    const { submit, evidence } = core.provider;
    const workUntil = async (so: () => Promise<boolean>): Promise<void> => {
      do await core.deliveries.work();
      while (!(await so()));
    };
    const told = (text: string) =>
      slack.state.inChannel('DUAUTHOR').filter((message) => JSON.stringify(message).includes(text));
    const id = await approved({ schedule: { localTime: null, zone: 'UTC' } });

    Object.assign(core.provider, { submit: async () => ({ kind: 'rejected', status: 401, reason: 'Forbidden' }) });
    await workUntil(async () => (await core.campaigns.byId(id))?.state === 'held');
    await eventually('why it is held', () => told(`${id} is held and not sent on`).length > 0);
    expect(JSON.stringify(told(`${id} is held`)[0])).toContain('Check the key, the sending domain and the account');
    const held = await room.cardOf(id, (words) => words.includes('campaign.resume'));

    Object.assign(core.provider, {
      submit: async () => ({ kind: 'ambiguous', reason: 'the connection was reset' }),
      evidence: async () => ({ kind: 'none', conclusive: true }),
    });
    await slack.clickButton(held.ts, 'campaign.resume', author.userId);
    await workUntil(async () => (await core.deliveries.waitingForPerson(id)).length === 1);
    await eventually('the question', () => told(`${id}: was this mail accepted?`).length > 0);
    const [asked] = await core.deliveries.waitingForPerson(id);
    const card = await room.cardOf(
      id,
      (words) => words.includes('delivery.accepted') && words.includes('delivery.not_accepted'),
    );
    expect(JSON.stringify(card.blocks)).toContain(asked?.messageId);

    Object.assign(core.provider, { submit, evidence });
    await slack.clickButton(card.ts, 'delivery.not_accepted', author.userId);
    await workUntil(async () => (await core.deliveries.sum(id))?.outcomes.submitted === 2);
    expect((await core.outbox.search({ campaignId: id, limit: 10 })).total).toBe(2);
    await room.cardOf(id, (words) => !words.includes('delivery.accepted'));
    expect([told(`${id} is held and not sent on`), told(`${id}: was this mail accepted?`)]).toMatchObject([[{}], [{}]]);
  });
});
