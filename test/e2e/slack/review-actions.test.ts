import type { ReviewCycle } from '../../../core/approvals/approval.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { eventually, openSlackRoom, type SlackRoom } from '../../support/slack-room.ts';

describe('a review in Slack beyond the two keys', () => {
  let room: SlackRoom;
  beforeAll(async () => {
    room = await openSlackRoom();
    await room.ask('channel here');
  });
  afterAll(() => room.close());

  const formOf = async (ts: string, actionId: string, userId: string) => {
    const before = room.slack.state.modals.length;
    await room.slack.clickButton(ts, actionId, userId);
    return eventually(`the form of ${actionId}`, () =>
      room.slack.state.modals.length > before ? room.slack.state.modals.at(-1) : undefined,
    );
  };
  const send = async (formId: string, userId: string, values: Record<string, string>): Promise<string> => {
    const before = room.slack.state.toldTo(userId).length;
    expect((await room.slack.submitModal(formId, values)).body).toBe('');
    return (await room.answerTo(userId, before)).text;
  };
  const approve = async (ts: string, userId: string): Promise<string> => {
    const before = room.slack.state.toldTo(userId).length;
    await room.slack.clickButton(ts, 'review.approve', userId);
    return (await room.answerTo(userId, before)).text;
  };
  const cycleOf = (id: string): Promise<ReviewCycle | undefined> => room.core.approvals.current(id);

  test('a reviewer hands the review on: the delegate gives the key, and the card says for whom', async () => {
    const helper = await room.member('UHELPER', ['marketer']);
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id, (words) => words.includes('review.delegate'));
    const form = await formOf(card.ts, 'review.delegate', room.it.userId);
    expect(JSON.stringify(form.view)).toContain('UHELPER');
    expect(JSON.stringify(form.view)).not.toContain('UAUTHOR');
    // Whoever is the author may not be chosen: said beside the field, and the form stays.
    const refused = await room.slack.submitModal(form.id, { to: room.author.staffId });
    expect(refused.body).toMatchObject({ response_action: 'errors', errors: { to: expect.any(String) } });
    expect(await send(form.id, room.it.userId, { to: helper.staffId })).toBe(
      `UHELPER may decide for you about ${campaign.id} (IT) and is told.`,
    );
    await room.cardOf(campaign.id, (words) => words.includes('UIT handed the say on to UHELPER.'));
    await eventually('the line in the thread', () =>
      JSON.stringify(room.slack.state.repliesTo(card.ts)).includes('UIT asked UHELPER to decide for IT.'),
    );
    expect(await approve(card.ts, helper.userId)).toContain(`Your IT key for ${campaign.id} is recorded.`);
    await room.cardOf(campaign.id, (words) => words.includes('Approve: UHELPER for UIT'));
    expect((await cycleOf(campaign.id))?.decisions).toMatchObject([
      { by: helper.staffId, onBehalfOf: room.it.staffId },
    ]);
  });

  test('remind me later keeps the time for the one who asked, and refuses whoever it does not wait for', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id, (words) => words.includes('review.later'));
    const form = await formOf(card.ts, 'review.later', room.marketing.userId);
    expect(await send(form.id, room.marketing.userId, { when: 'hour' })).toMatch(/^You are reminded of C-/);
    expect((await cycleOf(campaign.id))?.remindLater).toMatchObject([{ staffId: room.marketing.staffId }]);
    const own = await formOf(card.ts, 'review.later', room.author.userId);
    const refused = await room.slack.submitModal(own.id, { when: 'hour' });
    expect(refused.body).toMatchObject({ response_action: 'errors', errors: { when: expect.any(String) } });
  });

  test('halt from the card asks why; both keys let it go on', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    await approve(card.ts, room.marketing.userId);
    await approve(card.ts, room.it.userId);
    await room.cardOf(campaign.id, (words) => words.includes('campaign.halt'));
    const form = await formOf(card.ts, 'campaign.halt', room.it.userId);
    expect((await room.slack.submitModal(form.id, { reason: ' ' })).body).toMatchObject({
      errors: { reason: 'Please write something.' },
    });
    expect(await send(form.id, room.it.userId, { reason: 'The page is down' })).toContain('is being halted');
    expect((await room.core.campaigns.byId(campaign.id))?.state).toBe('halted');
    await room.cardOf(
      campaign.id,
      (words) =>
        words.includes('0 of 2 keys') && words.includes('Give the key to go on') && !words.includes('review.reject'),
    );
    await approve(card.ts, room.it.userId);
    await approve(card.ts, room.marketing.userId);
    expect((await room.core.campaigns.byId(campaign.id))?.state).toBe('scheduled');
  });

  test('halt and freeze by command; a marketer may do neither', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    await approve(card.ts, room.marketing.userId);
    await approve(card.ts, room.it.userId);
    expect(await room.ask(`halt ${campaign.id}`)).toContain('Say why');
    await room.ask(`halt ${campaign.id} For fun`, 'UHELPER');
    expect(await room.ask(`halt ${campaign.id} The <page> is down`, room.it.userId)).toContain('is being halted');
    expect((await room.core.campaigns.byId(campaign.id))?.state).toBe('halted');
    expect(await room.ask('unfreeze', room.it.userId)).toContain('No freeze holds now');
    await room.ask('freeze Shop is down', 'UHELPER');
    expect(await room.core.freezes.active()).toBeUndefined();
    expect(await room.ask('freeze Shop is down', room.it.userId)).toContain('Sending is frozen: Shop is down');
    expect(await room.core.freezes.active()).toMatchObject({ reason: 'Shop is down' });
    expect(await room.ask('unfreeze', room.it.userId)).toContain('The freeze is over');
    expect(await room.core.freezes.active()).toBeUndefined();
  });

  test('reviews names what waits for others, and the Home tab shows the same', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    await approve(card.ts, room.marketing.userId);
    const list = await room.ask('reviews');
    expect(list).toContain('Waiting for others');
    expect(list).toContain(`${campaign.id} · Spring: IT key · waiting 0 min of working time · waits for UIT`);
    await room.slack.event({
      type: 'app_home_opened',
      user: room.marketing.userId,
      channel: 'D1',
      tab: 'home',
      event_ts: '1.1',
    });
    const home = await eventually('a Home tab', () => room.slack.state.homes.get(room.marketing.userId));
    expect(JSON.stringify(home)).toContain(`${campaign.id} · Spring: IT key`);
  });

  test('a field is asked for by command and granted on one card in the channel of IT, which then says so', async () => {
    const { core, slack } = room;
    const helper = await room.member('UASKER', ['marketer'], 'ko');
    slack.addChannel({ id: 'C0IT', name: 'it' });
    await room.ask('channel here it', room.it.userId, 'C0IT');
    await core.contacts.setRestricted(systemActor('test'), 'first_name', true);
    const campaign = await room.submitted();
    expect(await room.ask('fields request first_name', helper.userId)).toContain('왜 필요한지');
    const wrong = await room.ask('fields request income because we like it', helper.userId);
    expect(wrong).toContain('속성이 없습니다');
    expect(wrong).toContain('fields request income because we like it');
    const asked = await room.ask(
      `fields request first_name for ${campaign.id} because we <greet> people`,
      helper.userId,
    );
    const [request] = await core.fields.list();
    const id = request?.id ?? '';
    expect(request).toMatchObject({ state: 'asked', campaignId: campaign.id, reason: 'we <greet> people' });
    expect(asked).toContain(`${id}: “first_name” 속성 사용을 요청했습니다`);
    const cardIn = (is: (words: string) => boolean) =>
      eventually(`the card of ${id}`, () =>
        slack.state.inChannel('C0IT').find((m) => m.text.startsWith(`${id} ·`) && is(JSON.stringify(m.blocks))),
      );
    const card = await cardIn((words) => words.includes('field.grant') && words.includes('Asked for by UASKER'));
    expect(await room.ask('reviews', room.it.userId)).toContain(`${id} · first_name: we &lt;greet&gt; people`);
    expect(await room.ask('reviews', helper.userId)).not.toContain(id);
    const form = await formOf(card.ts, 'field.grant', room.it.userId);
    expect(JSON.stringify(form.view)).toContain('we <greet> people');
    const refused = await slack.submitModal(form.id, { purpose: 'Greeting', days: '0', comment: '' });
    expect(refused.body).toMatchObject({ errors: { days: expect.stringContaining('from 1 to 365') } });
    const late = await formOf(card.ts, 'field.refuse', room.it.userId);
    expect(await send(form.id, room.it.userId, { purpose: 'Greeting', days: '20', comment: 'Use it well.' })).toBe(
      `${id} is granted: "first_name". Whoever asked is told.`,
    );
    const after = await cardIn((words) => words.includes('Granted by UIT until') && !words.includes('field.grant'));
    expect(after.ts).toBe(card.ts);
    await eventually('the asker hears of it', () =>
      slack.state.inChannel(`D${helper.userId}`).some((m) => m.text.includes('허가했습니다')),
    );
    // A form that was open meanwhile changes nothing.
    expect((await slack.submitModal(late.id, { comment: 'No.' })).body).toMatchObject({
      errors: { comment: expect.stringContaining(`${id} is granted already`) },
    });
    expect(await room.ask('fields')).toContain(`${id} · first_name: Granted until`);
    expect(await room.ask(`fields ${id.toLowerCase()}`)).toContain('Use it well.');
    expect(await room.ask(`fields end ${id}`, room.it.userId)).toContain(`${id} has ended`);
    await cardIn((words) => words.includes('Ended by UIT'));
    await core.contacts.setRestricted(systemActor('test'), 'first_name', false);
  });

  test('Slack was never given what it refuses', () => expect(room.slack.state.refusals).toEqual([]));
});
