import { eventually, openSlackRoom, type SlackRoom } from '../../support/slack-room.ts';

describe('commands in Slack', () => {
  let room: SlackRoom;
  beforeAll(async () => {
    room = await openSlackRoom();
  });
  afterAll(() => room.close());

  test('`channel here` makes the channel the campaign channel, says so there, and brings the cards of what is under way', async () => {
    const campaign = await room.submitted();
    expect(await room.ask('channel here ko')).toContain('#campaigns is the campaign channel now');
    expect(await room.core.channels.list()).toMatchObject([
      {
        platform: 'slack',
        workspaceId: room.slack.teamId,
        channelId: 'C0CAMPAIGNS',
        name: '#campaigns',
        lang: 'ko',
        health: 'ok',
        setBy: room.marketing.staffId,
      },
    ]);
    const card = await room.cardOf(campaign.id);
    // The shared card is in the channel's language, a private answer in the reader's.
    expect(JSON.stringify(card.blocks)).toContain('검토 중');
    await room.ask('channel here en');
  });

  test('a channel without the bot, an archived one and a private conversation are told apart', async () => {
    room.slack.addChannel({ id: 'C0FAR', name: 'far', hasBot: false });
    room.slack.addChannel({ id: 'C0OLD', name: 'old', isArchived: true });
    expect(await room.ask('channel here', room.marketing.userId, 'C0FAR')).toContain('/invite @Tandem');
    expect((await room.core.channels.list())[0]).toMatchObject({ channelId: 'C0FAR', health: 'not_invited' });
    expect(await room.ask('channel here', room.marketing.userId, 'C0OLD')).toContain('archived');
    expect((await room.core.channels.list())[0]).toMatchObject({ channelId: 'C0OLD', health: 'archived' });
    expect(await room.ask('channel here', room.marketing.userId, 'D0DIRECT')).toContain('private conversation');
    await room.ask('channel here');
    expect((await room.core.channels.list())[0]).toMatchObject({ channelId: 'C0CAMPAIGNS', health: 'ok' });
  });

  test('a private channel is named as its people know it', async () => {
    room.slack.addChannel({ id: 'G0SECRET', name: 'launch-room', isPrivate: true });
    expect(await room.ask('channel here', room.marketing.userId, 'G0SECRET')).toContain(
      '#launch-room is the campaign channel now',
    );
    await room.ask('search save late breakfast', room.marketing.userId, 'G0SECRET');
    expect((await room.core.savedSearches.list()).map(({ channelName }) => channelName)).toEqual(['#launch-room']);
    await room.ask('channel here');
  });

  test('archiving the channel, and inviting the bot again, is known at once', async () => {
    // A card that is shown after the event would prove that the channel is not archived.
    await eventually('nothing left to show', async () => {
      const campaigns = await room.core.campaigns.list({});
      const cards = (await Promise.all(campaigns.map(({ id }) => room.core.cards.forCampaign(id)))).flat();
      return cards.filter(({ channelId }) => channelId === 'C0CAMPAIGNS').every((card) => card.shown === card.wanted);
    });
    await room.slack.event({ type: 'channel_archive', channel: 'C0CAMPAIGNS', user: 'U1' });
    await eventually('the archived channel', async () => (await room.core.channels.list())[0]?.health === 'archived');
    await room.slack.event({ type: 'channel_archive', channel: 'C0OTHER', user: 'U1' });
    await room.slack.event({
      type: 'member_joined_channel',
      channel: 'C0CAMPAIGNS',
      user: 'U0TANDEM',
      channel_type: 'C',
      team: 'T',
    });
    await eventually('the channel well again', async () => (await room.core.channels.list())[0]?.health === 'ok');
  });

  test('help, list, status and reviews answer only the one who asks', async () => {
    const campaign = await room.submitted();
    expect(await room.ask('')).toContain('/tandem status C-12');
    expect(await room.ask('list')).toContain(`${campaign.id} · Spring: In review`);
    const status = await room.ask(`status ${campaign.id.toLowerCase()}`);
    expect(status).toContain('0 of 2 keys');
    expect(status).toContain('2 matching, 2 eligible');
    expect(await room.ask('status C-9999')).toContain('There is no campaign C-9999');
    expect(await room.ask('reviews')).toContain(`${campaign.id} · Spring: Marketing key`);
    expect(await room.ask('reviews', room.it.userId)).toContain(`${campaign.id} · Spring: IT key`);
    const shared = room.slack.state.messages.filter((message) => /Campaigns|Waiting for you/.test(message.text));
    expect(shared).toEqual([]);
  });

  test('an unknown verb is told what there is; an unknown slash command is answered too', async () => {
    const answer = await room.ask('approve everything <!channel>');
    expect(answer).toContain('Tandem does not know \\"approve everything &lt;!channel&gt;\\"');
    expect(answer).toContain('/tandem list');
    const before = room.slack.state.toldTo(room.it.userId).length;
    const unknown = await room.slack.command({
      command: '/elsewhere',
      text: 'x',
      userId: room.it.userId,
      channelId: 'C0CAMPAIGNS',
    });
    expect(unknown.status).toBe(200);
    expect((await room.answerTo(room.it.userId, before)).text).toContain('/tandem help');
  });

  test('pause, resume and cancel do what they say, and an illegal one says why', async () => {
    const campaign = await room.submitted();
    expect(await room.ask(`resume ${campaign.id}`)).toMatch(/In review|resume/);
    expect(await room.ask('pause')).toContain('/tandem pause C-12');
    expect(await room.ask(`cancel ${campaign.id}`)).toContain(`${campaign.id} is cancelled`);
    expect((await room.core.campaigns.byId(campaign.id))?.state).toBe('cancelled');
    expect(await room.ask(`cancel ${campaign.id}`)).toMatch(/Cancelled|cancelled/);
  });

  test('an employee may not choose the channel or steer', async () => {
    const employee = await room.member('UEMPLOYEE', ['employee'], 'ko');
    const campaign = await room.submitted();
    await room.ask('channel here', employee.userId);
    await room.ask(`cancel ${campaign.id}`, employee.userId);
    expect((await room.core.campaigns.byId(campaign.id))?.state).toBe('in_review');
    expect((await room.core.channels.list())[0]?.setBy).toBe(room.marketing.staffId);
  });

  test('somebody unknown gets a link that connects the account once', async () => {
    for (const text of ['list', 'link', 'cancel C-1']) {
      expect(await room.ask(text, 'UNOBODY')).toContain('/link/');
    }
    expect(await room.ask('help', 'UNOBODY')).toContain('/tandem link');
    // Slack does not say which language somebody reads: the channel's is the best guess.
    await room.ask('channel here ko');
    expect(await room.ask('link', 'UNOBODY')).toContain('계정 연결');
    await room.ask('channel here en');
    const invitation = await room.ask('link', 'UNOBODY');
    const token = /\/link\/([A-Za-z0-9_-]{43})/.exec(invitation)?.[1] ?? '';
    expect(await room.core.people.linkRequest(token)).toEqual({
      platform: 'slack',
      workspaceId: room.slack.teamId,
      userId: 'UNOBODY',
      displayName: 'nobody',
    });
    await room.core.people.completeLink(room.author.actor, token);
    expect(await room.ask('link', 'UNOBODY')).toContain('you are UAUTHOR in Tandem');
  });

  test('the Home tab shows what waits', async () => {
    await room.slack.event({
      type: 'app_home_opened',
      user: room.it.userId,
      channel: 'D1',
      tab: 'home',
      event_ts: '1.1',
    });
    const home = await eventually('a Home tab', () => room.slack.state.homes.get(room.it.userId));
    expect(JSON.stringify(home)).toContain('Waiting for you');
  });

  test('Slack was never given what it refuses', () => {
    expect(
      room.slack.state.refusals.filter((refusal) => !['not_in_channel', 'is_archived'].includes(refusal.error)),
    ).toEqual([]);
  });
});
