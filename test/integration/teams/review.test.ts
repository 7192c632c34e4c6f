import {
  type StandInConversation,
  type StandInMessage,
  sharedCard,
} from '../../../core/local/stand-ins/teams-stand-in.ts';
import { cardText, findAction } from '../../../core/local/stand-ins/teams-stand-in-card.ts';
import { cardFaults } from '../../support/adaptive-card-schema.ts';
import { aSubmittedCampaign, openTeamsRoom, type TeamsPerson, type TeamsRoom } from '../../support/teams-bot.ts';

const MESSAGE = 'application/vnd.microsoft.activity.message';

describe('a campaign is reviewed on Teams', () => {
  let room: TeamsRoom;
  let channel: StandInConversation;
  let author: TeamsPerson;
  let marketing: TeamsPerson;
  let it_: TeamsPerson;

  beforeAll(async () => {
    room = await openTeamsRoom();
    author = await room.person(['marketer'], 'Ana Author');
    marketing = await room.person(['marketing_reviewer'], 'Mina Marketing');
    it_ = await room.person(['it_reviewer'], 'Ivo It');
    // Several tests in a row would meet the limit of eight messages in two seconds.
    room.teams.setLimits(false);
    channel = room.teams.addConversation('channel', 'Campaigns');
    await room.teams.sendMessage('channel here', marketing.user, channel.id);
  });
  afterAll(() => room.close());

  const words = (message: StandInMessage): string => cardText(sharedCard(message));
  const cardOf = (id: string, shows: (text: string, message: StandInMessage) => boolean = () => true) =>
    room.teams.waitFor(() =>
      channel.messages.find(
        (message) => message.fromBot && words(message).startsWith(`${id} `) && shows(words(message), message),
      ),
    );
  const submitted = async (): Promise<{ id: string; card: StandInMessage }> => {
    const id = await aSubmittedCampaign(room.core, author.actor);
    return { id, card: await cardOf(id) };
  };
  const spoken = (answer: { body: unknown }): string => String((answer.body as { value?: unknown }).value);

  it('posts one card that Teams takes, and both keys given on it schedule the campaign', async () => {
    const { id, card } = await submitted();
    expect(cardFaults(sharedCard(card))).toEqual([]);
    expect(words(card)).toContain('0 of 2 keys');

    const first = await room.teams.clickAction(card.id, 'review.approve', {}, marketing.user);
    expect(first).toMatchObject({ status: 200, body: { statusCode: 200, type: MESSAGE } });
    expect(spoken(first)).toContain(`Your Marketing key for ${id} is recorded.`);
    await cardOf(id, (text) => text.includes('1 of 2 keys') && text.includes('Mina Marketing'));

    await room.teams.clickAction(card.id, 'review.approve', {}, it_.user);
    const last = await cardOf(id, (text) => text.includes('Scheduled'));
    expect(last.id).toBe(card.id);
    expect(findAction(sharedCard(last) ?? {}, 'review.approve')).toBeUndefined();
    expect((await room.core.campaigns.byId(id))?.state).toBe('scheduled');
    const cycle = await room.core.approvals.current(id);
    expect(cycle?.decisions.map((d) => [d.lane, d.surface, d.by])).toEqual([
      ['marketing', 'teams', marketing.staff.id],
      ['it', 'teams', it_.staff.id],
    ]);
  });

  it('never gives anybody a view of their own that would hide later changes', async () => {
    const { id, card } = await submitted();
    await room.teams.clickAction(card.id, 'review.approve', {}, marketing.user);
    expect(card.privateViews.size).toBe(0);
    const changed = await cardOf(id, (text) => text.includes('1 of 2 keys'));
    expect(changed.privateViews.size).toBe(0);
    // Nothing was replaced for everybody by an answer either: every version came by an update of the message.
    const updates = room.teams.requests.filter((each) => each.method === 'PUT' && each.path.endsWith(card.id));
    expect(updates.length).toBe(changed.revisions);
    expect(JSON.stringify(changed.activity)).not.toContain('"refresh"');
  });

  it('tells what happened in the reply chain under the card', async () => {
    const { card } = await submitted();
    await room.teams.clickAction(card.id, 'review.approve', {}, marketing.user);
    const reply = await room.teams.waitFor(() =>
      channel.messages.find(
        (message) => message.rootId === card.id && JSON.stringify(message.activity).includes('Mina'),
      ),
    );
    expect(JSON.stringify(reply.activity)).toContain('gave the Marketing key');
  });

  it('takes a request for changes with its reason, and refuses one without', async () => {
    const { id, card } = await submitted();
    const field = 'review.request_changes|comment';
    const without = await room.teams.clickAction(card.id, 'review.request_changes', { [field]: '  ' }, it_.user);
    expect(without.status).toBe(200);
    expect((await room.core.campaigns.byId(id))?.state).toBe('in_review');

    const reason = 'The link to [the shop](https://x.test) is dead';
    await room.teams.clickAction(card.id, 'review.request_changes', { [field]: reason }, it_.user);
    expect((await room.core.campaigns.byId(id))?.state).toBe('draft');
    const cycle = await room.core.approvals.current(id);
    expect(cycle?.decisions.at(-1)).toMatchObject({ kind: 'request_changes', comment: reason, lane: 'it' });
    const shown = await cardOf(id, (text) => text.includes('is dead'));
    // As typed, not as a link.
    expect(words(shown)).toContain('\\[the shop\\](https://x.test)');
  });

  it('ends a campaign that is rejected', async () => {
    const { id, card } = await submitted();
    await room.teams.clickAction(
      card.id,
      'review.reject',
      { 'review.reject|comment': 'Not this year' },
      marketing.user,
    );
    expect((await room.core.campaigns.byId(id))?.state).toBe('rejected');
    await cardOf(id, (text) => text.includes('Rejected'));
  });

  it('refuses the author, a second decision and somebody without a key, each in words, and changes nothing', async () => {
    const { id, card } = await submitted();
    const both = await room.person(['marketer'], 'Only Marketer');
    const refused = await room.teams.clickAction(card.id, 'review.approve', {}, both.user);
    expect(refused.status).toBe(200);
    expect(spoken(refused)).not.toContain('recorded');
    expect((await room.core.approvals.current(id))?.decisions).toEqual([]);

    await room.teams.clickAction(card.id, 'review.approve', {}, marketing.user);
    const again = await room.teams.clickAction(card.id, 'review.approve', {}, marketing.user);
    expect(spoken(again)).not.toContain('is recorded');
    expect((await room.core.approvals.current(id))?.decisions).toHaveLength(1);
  });

  it('tells somebody unknown how to connect their account, to them alone', async () => {
    const { card, id } = await submitted();
    const stranger = room.teams.addUser('Stranger');
    const answer = await room.teams.clickAction(card.id, 'review.approve', {}, stranger);
    expect(spoken(answer)).toMatch(/\/link\/[\w-]{20,}/);
    expect(JSON.stringify(channel.messages.map((message) => message.activity))).not.toContain('/link/');
    expect((await room.core.approvals.current(id))?.decisions).toEqual([]);
  });

  it('does once what the client sends twice, at once or later', async () => {
    const { id, card } = await submitted();
    const click = room.teams.clickActivity(card.id, 'review.approve', {}, marketing.user);
    const [a, b] = await Promise.all([room.teams.deliver(click), room.teams.deliver(click)]);
    const later = await room.teams.deliver(click);
    expect(b).toEqual(a);
    expect(later).toEqual(a);
    expect(spoken(a)).toContain('is recorded');
    expect((await room.core.approvals.current(id))?.decisions).toHaveLength(1);
  });

  it('takes the click of a client that knows Submit only', async () => {
    const { id, card } = await submitted();
    const action = findAction(sharedCard(card) ?? {}, 'review.approve');
    const message = room.teams.messageActivity('', marketing.user, channel.id);
    await room.teams.deliver({
      ...message,
      text: '',
      entities: [],
      replyToId: card.id,
      value: { ...action?.data, verb: 'review.approve' },
    });
    expect((await room.core.approvals.current(id))?.decisions).toHaveLength(1);
  });

  it.each([
    ['no action', {}],
    ['a verb that is none', { action: { verb: 'review.delete', data: {} } }],
    ['data with an operator', { action: { verb: 'review.approve', data: { subjectId: { $gt: '' } } } }],
    ['data of another version', { action: { verb: 'review.approve', data: { subjectId: 'C-1', cycle: 'x' } } }],
    ['a list', { action: { verb: 'review.approve', data: [1] } }],
  ])('answers a click that cannot be read: %s', async (_what, value) => {
    const { id, card } = await submitted();
    const click = room.teams.clickActivity(card.id, 'review.approve', {}, marketing.user);
    const answer = await room.teams.deliver({ ...click, value });
    expect(answer).toMatchObject({ status: 200, body: { type: MESSAGE } });
    expect(spoken(answer)).toContain('could not read this button');
    expect((await room.core.approvals.current(id))?.decisions).toEqual([]);
  });

  it('answers an invoke that it does not know without 501', async () => {
    const invoke = { ...room.teams.messageActivity('', marketing.user), type: 'invoke', name: 'task/fetch', value: {} };
    expect((await room.teams.deliver(invoke)).status).toBe(400);
  });

  it('shows every card again, rightly, after an outage of the connector', async () => {
    const { id, card } = await submitted();
    room.teams.fail({ status: 503, count: 1_000 });
    await room.core.campaigns.decide(marketing.actor, {
      subjectId: id,
      cycle: 1,
      lane: 'marketing',
      laneHash: (await room.core.approvals.current(id))?.laneHashes.marketing ?? '',
      kind: 'approve',
      comment: '',
    });
    await room.teams.waitFor(() => room.teams.requests.filter((each) => each.status === 503).length >= 1);
    room.teams.recover();
    const shown = await cardOf(id, (text) => text.includes('1 of 2 keys'));
    expect(shown.id).toBe(card.id);
  });

  it('keeps a card that was rate limited until it is shown', async () => {
    const { id, card } = await submitted();
    room.teams.fail({ status: 429, retryAfterSeconds: 1 });
    await room.teams.clickAction(card.id, 'review.approve', {}, it_.user);
    const shown = await cardOf(id, (text) => text.includes('1 of 2 keys'));
    expect(shown.id).toBe(card.id);
  });
});
