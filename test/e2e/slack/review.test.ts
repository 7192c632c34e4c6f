import { slackWords } from '../../../core/local/stand-ins/slack-state.ts';
import { CHANNEL, eventually, openSlackRoom, type SlackRoom } from '../../support/slack-room.ts';

describe('two keys in Slack', () => {
  let room: SlackRoom;
  beforeAll(async () => {
    room = await openSlackRoom();
    await room.ask('channel here');
  });
  afterAll(() => room.close());

  const click = async (ts: string, actionId: string, userId: string): Promise<string> => {
    const before = room.slack.state.toldTo(userId).length;
    const answer = await room.slack.clickButton(ts, actionId, userId);
    expect(answer.status).toBe(200);
    return (await room.answerTo(userId, before)).text;
  };
  const openForm = async (ts: string, actionId: string, userId: string) => {
    const before = room.slack.state.modals.length;
    await room.slack.clickButton(ts, actionId, userId);
    return eventually('an open form', () =>
      room.slack.state.modals.length > before ? room.slack.state.modals.at(-1) : undefined,
    );
  };

  test('two reviewers approve: the one card follows in place, the thread tells it, the campaign is scheduled', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    expect(await click(card.ts, 'review.approve', room.marketing.userId)).toBe(
      `Your Marketing key for ${campaign.id} is recorded. It is now: In review, 1 of 2 keys.`,
    );
    await room.cardOf(campaign.id, (words) => words.includes('✅ *Marketing*') && words.includes('⏳ *IT*'));
    expect(await click(card.ts, 'review.approve', room.it.userId)).toBe(
      `Your IT key for ${campaign.id} is recorded. It is now: Scheduled.`,
    );
    const done = await room.cardOf(campaign.id, (words) => words.includes('Scheduled'));
    expect(done.ts).toBe(card.ts);
    expect(JSON.stringify(done.blocks)).not.toContain('review.approve');
    const told = await eventually('the thread', () => {
      const words = room.slack.state
        .repliesTo(card.ts)
        .map((reply) => JSON.stringify(reply.blocks))
        .join('\n');
      return words.includes('Both keys are given') ? words : undefined;
    });
    expect(told).toContain('UMARKETING gave the Marketing key.');
    expect(told).toContain('UIT gave the IT key.');
    const view = await room.core.campaigns.view(campaign.id);
    expect(view?.cycle?.decisions.map(({ lane, kind, by, surface }) => ({ lane, kind, by, surface }))).toEqual([
      { lane: 'marketing', kind: 'approve', by: room.marketing.staffId, surface: 'slack' },
      { lane: 'it', kind: 'approve', by: room.it.staffId, surface: 'slack' },
    ]);
    expect(room.slack.state.refusals).toEqual([]);
  });

  test('the author, a second decision, a person without the role and an unlinked one are each told why; nothing changes', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    const employee = await room.member('UEMPLOYEE', ['employee'], 'ko');
    expect(await click(card.ts, 'review.approve', room.author.userId)).toMatch(
      /^You wrote or (edited|submitted) this campaign/,
    );
    expect(await click(card.ts, 'review.approve', employee.userId)).toMatch(/마케팅 검토자/);
    expect(await click(card.ts, 'review.approve', 'UNOBODY')).toBe('Connect your account');
    const invitation = JSON.stringify(room.slack.state.toldTo('UNOBODY').at(-1)?.blocks);
    expect(invitation).toMatch(/http:\/\/localhost:3000\/link\/[A-Za-z0-9_-]{43}/);
    expect(await click(card.ts, 'review.approve', room.marketing.userId)).toMatch(/is recorded/);
    expect(await click(card.ts, 'review.approve', room.marketing.userId)).toMatch(/already/);
    const view = await room.core.campaigns.view(campaign.id);
    expect(view?.campaign.state).toBe('in_review');
    expect(view?.cycle?.decisions).toHaveLength(1);
  });

  test('a double click is one decision', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    await Promise.all([1, 2, 3].map(() => room.slack.clickButton(card.ts, 'review.approve', room.it.userId)));
    await eventually('three answers', async () => {
      const told = room.slack.state
        .toldTo(room.it.userId)
        .filter((said) => said.text.includes(campaign.id) || /already/.test(said.text));
      return told.length >= 3;
    });
    expect((await room.core.campaigns.view(campaign.id))?.cycle?.decisions).toHaveLength(1);
  });

  test('a card from before an edit is refused, and the new one can be approved', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    const stale = room.slack.actionPayload(card.ts, 'review.approve', room.marketing.userId);
    const { revision, content } = (await room.core.campaigns.byId(campaign.id)) ?? campaign;
    await room.core.campaigns.edit(room.author.actor, campaign.id, {
      revision,
      content: { ...content, subject: 'Another subject' },
    });
    const before = room.slack.state.toldTo(room.marketing.userId).length;
    await room.slack.post(room.slack.signedInteraction(stale));
    const refusal = (await room.answerTo(room.marketing.userId, before)).text;
    expect((await room.core.campaigns.view(campaign.id))?.cycle?.decisions).toEqual([]);
    expect(refusal).toMatch(/changed/i);
    const hash = (await room.core.approvals.current(campaign.id))?.laneHashes.marketing.slice(0, 16) ?? 'none';
    await room.cardOf(campaign.id, (words) => words.includes('Another subject') && words.includes(hash));
    expect(await click(card.ts, 'review.approve', room.marketing.userId)).toMatch(/is recorded/);
  });

  test('request changes asks for words: too few or too many stay in the form, the right ones reach the thread', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    const form = await openForm(card.ts, 'review.request_changes', room.it.userId);
    expect((await room.slack.submitModal(form.id, { comment: '   ' })).body).toEqual({
      response_action: 'errors',
      errors: { comment: 'Please write something.' },
    });
    expect((await room.slack.submitModal(form.id, { comment: 'x'.repeat(3001) })).body).toEqual({
      response_action: 'errors',
      errors: { comment: 'At most 3,000 characters, please. What you wrote is still here.' },
    });
    const before = room.slack.state.toldTo(room.it.userId).length;
    const sent = await room.slack.submitModal(form.id, { comment: 'The <link> is & stays wrong' });
    expect(sent.body).toBe('');
    expect((await room.answerTo(room.it.userId, before)).text).toMatch(/The campaign is a draft again/);
    expect((await room.core.campaigns.byId(campaign.id))?.state).toBe('draft');
    await eventually('the reason in the thread', () =>
      room.slack.state
        .repliesTo(card.ts)
        .some((r) => JSON.stringify(r.blocks).includes('The &lt;link&gt; is &amp; stays wrong')),
    );
  });

  test('a form that comes too late keeps what was typed and says why', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    const form = await openForm(card.ts, 'review.reject', room.it.userId);
    await room.core.campaigns.withdraw(room.author.actor, campaign.id);
    const answer = await room.slack.submitModal(form.id, { comment: 'No budget' });
    expect(answer.body).toEqual({ response_action: 'errors', errors: { comment: expect.any(String) } });
    expect((await room.core.campaigns.byId(campaign.id))?.state).toBe('draft');
  });

  test('after the second key the send runs, and the closed sum is told under the card and stands on it', async () => {
    const campaign = await room.submitted({ schedule: { localTime: null, zone: 'Asia/Seoul' } });
    const card = await room.cardOf(campaign.id);
    await click(card.ts, 'review.approve', room.marketing.userId);
    await click(card.ts, 'review.approve', room.it.userId);
    await eventually('the end of the send', async () => {
      await room.core.deliveries.work();
      return (await room.core.campaigns.byId(campaign.id))?.state === 'sent';
    });
    const sum = await eventually('the closed sum in the thread', () =>
      room.slack.state.repliesTo(card.ts).find((reply) => JSON.stringify(reply.blocks).includes('the closed sum')),
    );
    expect(slackWords(sum.blocks)).toContain('The sum closes: the outcomes add up to the frozen audience of 2.');
    expect(slackWords(sum.blocks)).toContain('*Submitted*\n2');
    await room.cardOf(campaign.id, (words) => words.includes('Sent') && words.includes('The sum closes'));
    const status = await room.ask(`status ${campaign.id}`);
    expect(status).toContain('The sum closes');
  });

  test('buttons of a scheduled campaign pause, resume and cancel it', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    await click(card.ts, 'review.approve', room.marketing.userId);
    await click(card.ts, 'review.approve', room.it.userId);
    await room.cardOf(campaign.id, (words) => words.includes('campaign.pause'));
    expect(await click(card.ts, 'campaign.pause', room.it.userId)).toMatch(/is paused/);
    await room.cardOf(campaign.id, (words) => words.includes('campaign.resume'));
    expect(await click(card.ts, 'campaign.resume', room.marketing.userId)).toMatch(/goes on/);
    await room.cardOf(campaign.id, (words) => words.includes('campaign.cancel'));
    expect(await click(card.ts, 'campaign.cancel', room.it.userId)).toMatch(/is cancelled/);
    await room.cardOf(campaign.id, (words) => words.includes('Cancelled'));
    expect(room.slack.state.inChannel(CHANNEL).filter((m) => m.text.startsWith(`${campaign.id} ·`))).toHaveLength(1);
  });
});

describe('the shared card, for the one who clicked', () => {
  test('changes at once, long before the next look', async () => {
    const room = await openSlackRoom({ followEveryMs: 3_600_000 });
    try {
      const campaign = await room.submitted();
      await room.ask('channel here');
      const card = await room.cardOf(campaign.id);
      await eventually('the thread', () => room.slack.state.repliesTo(card.ts).length > 0);
      await room.slack.clickButton(card.ts, 'review.approve', room.it.userId);
      await room.cardOf(campaign.id, (words) => words.includes('✅ *IT*'));
    } finally {
      await room.close();
    }
  });
});
