import type { StandInConversation, StandInMessage } from '../../../core/local/stand-ins/teams-stand-in.ts';
import { cardText } from '../../../core/local/stand-ins/teams-stand-in-card.ts';
import { aSubmittedCampaign, openTeamsRoom, type TeamsPerson, type TeamsRoom } from '../../support/teams-bot.ts';

describe('what somebody writes to Tandem on Teams', () => {
  let room: TeamsRoom;
  let author: TeamsPerson;
  let campaign: string;
  /** Ahead of the real time, so that a digest is due. */
  let ahead = 0;

  beforeAll(async () => {
    room = await openTeamsRoom({ clock: { now: () => new Date(Date.now() + ahead) } });
    room.teams.setLimits(false);
    author = await room.person(['marketer', 'marketing_reviewer'], 'Ana Author');
    campaign = await aSubmittedCampaign(room.core, author.actor);
  });
  afterAll(() => room.close());

  const words = (message: StandInMessage | undefined): string =>
    message === undefined ? '' : `${String(message.activity.text ?? '')}\n${cardText(message.activity)}`;
  const lastIn = (conversation: StandInConversation): string =>
    words(conversation.messages.findLast((message) => message.fromBot));
  const ask = async (text: string, person: { user: TeamsPerson['user'] } = author): Promise<string> => {
    const answer = await room.teams.sendMessage(text, person.user);
    expect(answer).toEqual({ status: 200, body: undefined });
    return lastIn(room.teams.personal(person.user));
  };

  it.each([
    ['help', 'What Tandem understands'],
    ['HELP ', 'What Tandem understands'],
    ['/help', 'What Tandem understands'],
    ['list', 'Spring'],
    ['reviews', 'Nothing waits for your key'],
    ['status C-999', 'There is no campaign C-999'],
    ['status', 'needs a campaign'],
    ['channel here', 'This is a private conversation'],
    ['link', 'you are Ana Author'],
    ['frobnicate', 'does not know "frobnicate"'],
    ['<b>help</b>', 'What Tandem understands'],
  ])('answers "%s"', async (text, expected) => {
    expect(await ask(text)).toContain(expected);
  });

  it('says where a campaign stands', async () => {
    const answer = await ask(`status ${campaign}`);
    expect(answer).toContain('In review');
    expect(answer).toContain('0 of 2 keys');
  });

  it('shows nobody a campaign who may not see campaigns in the portal', async () => {
    const employee = await room.person(['employee'], 'Eve Employee');
    for (const text of ['list', `status ${campaign}`, 'status C-999']) {
      const answer = await ask(text, employee);
      expect(answer).toContain('To see campaigns you need one of these roles');
      expect(answer).not.toContain('Spring');
    }
  });

  it('shows a persona by its name with its people and insights, and which there are where none is meant', async () => {
    const { core } = room;
    expect(await ask('persona')).toContain('There is no persona yet');
    const rule = { kind: 'all', rules: [] };
    const { id: segmentId } = await core.segments.create(author.actor, { name: 'Everybody', rule });
    const fields = { name: '주말 단골', segmentId, needs: 'Late check-out', words: '조용해요' };
    await core.personas.create(author.actor, fields);
    await core.insights.share(author.actor, { text: 'They want breakfast until noon', persona: '주말 단골' });
    const employee = await room.person(['employee'], 'Emil Employee', { lang: 'ko' });
    const card = await ask('persona 주말', employee);
    for (const said of ['주말 단골', 'Everybody', '해당', 'Late check-out', '“조용해요”', 'breakfast until noon']) {
      expect(card).toContain(said);
    }
    expect(card).not.toContain(`/segments/${segmentId}`);
    const none = await ask('persona nobody');
    expect(none).toContain('There is no persona “nobody”');
    expect(none).toContain('• 주말 단골');
  });

  it('answers in the language of the person', async () => {
    const korean = await room.person(['marketer'], '김민지', { lang: 'ko' });
    expect(await ask('help', korean)).toContain('Tandem이 이해하는 명령');
  });

  it('says why a campaign cannot be paused now', async () => {
    const answer = await ask(`pause ${campaign}`);
    expect(answer).not.toContain('is paused');
    expect((await room.core.campaigns.byId(campaign))?.state).toBe('in_review');
  });

  it('pauses, resumes and cancels', async () => {
    const it_ = await room.person(['it_reviewer'], 'Ivo It');
    const other = await room.person(['marketing_reviewer'], 'Mina Marketing');
    const id = await aSubmittedCampaign(room.core, author.actor, 'Autumn');
    for (const [person, lane] of [
      [other, 'marketing'],
      [it_, 'it'],
    ] as const) {
      const cycle = await room.core.approvals.current(id);
      await room.core.campaigns.decide(person.actor, {
        subjectId: id,
        cycle: cycle?.number ?? 0,
        lane,
        laneHash: cycle?.laneHashes[lane] ?? '',
        kind: 'approve',
        comment: '',
      });
    }
    const number = id.slice(2);
    expect(await ask(`pause ${number}`)).toContain(`${id} is paused`);
    expect(await ask(`resume c-${number}`)).toContain(`${id} goes on`);
    expect(await ask(`cancel ${id}`)).toContain(`${id} is cancelled`);
    expect((await room.core.campaigns.byId(id))?.state).toBe('cancelled');
  });

  it('makes a channel the campaign channel, mention and reply chain taken off', async () => {
    const channel = room.teams.addConversation('channel', 'Campaigns');
    await room.teams.sendMessage('channel here ko', author.user, channel.id);
    const [known] = (await room.core.channels.list()).filter((each) => each.platform === 'teams');
    expect(known).toMatchObject({
      channelId: channel.id,
      workspaceId: room.teams.tenantId,
      serviceUrl: room.teams.serviceUrl,
      name: 'Campaigns',
      lang: 'ko',
      health: 'ok',
    });
    const confirmations = channel.messages.filter(
      (each) => each.fromBot && /캠페인 채널|campaign channel/.test(words(each)),
    );
    expect(confirmations.map(words)).toEqual([expect.stringContaining('이제 Campaigns이(가) 캠페인 채널입니다')]);
  });

  it('marks the channel when the bot is removed from it or it is deleted', async () => {
    const channel = room.teams.addConversation('channel', 'Campaigns');
    await room.teams.sendMessage('channel here', author.user, channel.id);
    const health = async () => (await room.core.channels.get('teams', room.teams.tenantId))?.health;
    const event = room.teams.messageActivity('', author.user, channel.id);
    await room.teams.deliver({ ...event, id: 'e1', type: 'installationUpdate', action: 'remove' });
    expect(await health()).toBe('not_invited');
    const channelData = { ...(event.channelData as object), eventType: 'channelDeleted' };
    await room.teams.deliver({ ...event, id: 'e2', type: 'conversationUpdate', channelData });
    expect(await health()).toBe('gone');
  });

  it('a digest whose channel is gone pauses, and whoever set it up is told how it goes on', async () => {
    const manager = await room.person(['manager'], 'Max Manager');
    // People are told of something by way of the tenant's campaign channel.
    await room.teams.sendMessage('channel here', author.user, room.teams.addConversation('channel', 'Campaigns').id);
    const channel = room.teams.addConversation('channel', 'Numbers');
    await room.teams.sendMessage('digest here daily 00:00 UTC en', manager.user, channel.id);
    expect(lastIn(channel)).toContain('It comes every day, 00:00 (UTC).');
    await room.core.insights.share(manager.actor, { text: 'Guests would like to see the numbers' });
    room.teams.conversations.delete(channel.id);
    ahead = 86_400_000;
    await room.core.digestRounds.sweep();
    const told = await room.teams.waitFor(() =>
      room.teams.personal(manager.user).messages.find((each) => words(each).includes('The digest of')),
    );
    expect(words(told)).toContain('The digest of Numbers is paused');
    expect(words(told)).toContain('Paused: its channel is gone');
    const [digest] = await room.core.digests.list(manager.staff);
    expect(digest).toMatchObject({ paused: 'gone', nextAt: null });
    ahead = 0;
  });

  it('greets with what it understands where it is installed', async () => {
    const user = room.teams.addUser('New Person');
    const event = { ...room.teams.messageActivity('', user), type: 'installationUpdate', action: 'add' };
    await room.teams.deliver(event);
    expect(lastIn(room.teams.personal(user))).toContain('What Tandem understands');
  });

  describe('somebody without an account in Tandem', () => {
    it('gets the one-time link in the personal chat, not where others read along', async () => {
      const stranger = room.teams.addUser('Stranger');
      const channel = room.teams.addConversation('channel', 'Campaigns');
      await room.teams.sendMessage('link', stranger, channel.id);
      const personal = lastIn(room.teams.personal(stranger));
      const url = JSON.stringify(room.teams.personal(stranger).messages).match(/\/link\/([\w-]+)/)?.[1];
      expect(personal).toContain('Connect your account');
      expect(url).toBeDefined();
      expect(JSON.stringify(channel.messages)).not.toContain('/link/');
      expect(lastIn(channel)).toContain('personal chat');
      // The token is bound to this account of this tenant.
      expect(await room.core.people.linkRequest(url ?? '')).toMatchObject({
        platform: 'teams',
        workspaceId: room.teams.tenantId,
        userId: stranger.aadObjectId,
      });
    });

    it('is told to write in a personal chat where none can be opened', async () => {
      const stranger = room.teams.addUser('Blocked');
      const channel = room.teams.addConversation('channel', 'Campaigns');
      room.teams.fail({ status: 403, only: (_method, path) => path === 'conversations' });
      await room.teams.sendMessage('status C-1', stranger, channel.id);
      expect(lastIn(channel)).toContain('Open a personal chat with Tandem and write "link"');
      expect(JSON.stringify(channel.messages)).not.toContain('/link/');
    });

    it('can ask for help', async () => {
      const stranger = room.teams.addUser('Curious');
      expect(await ask('help', { user: stranger })).toContain('What Tandem understands');
    });
  });

  it('waits as long as Teams asks before it answers', async () => {
    const chat = room.teams.personal(author.user).id;
    room.teams.fail({ status: 429, retryAfterSeconds: 1, only: (_method, path) => path.includes(chat) });
    const before = room.teams.requests.length;
    expect(await ask('list')).toContain('Spring');
    const here = room.teams.requests.slice(before).filter((request) => request.path.includes(chat));
    // Nothing else either: no sign of typing, which would count against the same limit.
    expect(here.map((request) => request.status)).toEqual([429, 201]);
  });
});
