import { createConnectorClient } from '../../../bot/teams/connector-client.ts';
import { createTokenSource } from '../../../bot/teams/connector-credentials.ts';
import { createTeamsNotifier } from '../../../bot/teams/teams-notifier.ts';
import type { Message } from '../../../bot/views/message.ts';
import { sharedCard, startTeamsStandIn, type TeamsStandIn } from '../../../core/local/stand-ins/teams-stand-in.ts';
import { cardText } from '../../../core/local/stand-ins/teams-stand-in-card.ts';

const titled = (text: string): Message => ({ lang: 'en', summary: text, parts: [{ kind: 'title', text }] });

describe('chat out on Teams', () => {
  let teams: TeamsStandIn;
  beforeEach(async () => {
    teams = await startTeamsStandIn();
  });
  afterEach(() => teams.close());

  const notifierOf = (over: { appPassword?: string } = {}) =>
    createTeamsNotifier(createConnectorClient(createTokenSource({ ...teams, ...over })), teams.appId);
  const cardOf = (message: Parameters<typeof sharedCard>[0]): string => cardText(sharedCard(message));
  const refOf = (channelId: string) =>
    ({ platform: 'teams', workspaceId: teams.tenantId, channelId, serviceUrl: teams.serviceUrl }) as const;

  it('posts a card, rewrites it in place, and answers in its reply chain', async () => {
    const channel = teams.addConversation('channel', 'Campaigns');
    const notifier = notifierOf();
    const { messageId } = await notifier.post(refOf(channel.id), titled('first'));
    await notifier.update(refOf(channel.id), messageId, titled('second'));
    const reply = await notifier.reply(refOf(channel.id), messageId, titled('news'));

    const card = teams.message(messageId);
    expect(card && cardText(sharedCard(card))).toBe('second');
    expect(teams.message(reply.messageId)?.rootId).toBe(messageId);
    expect(channel.messages).toHaveLength(2);
  });

  it('answers in a group chat, which has no reply chains, with a message of its own', async () => {
    const chat = teams.addConversation('groupChat', 'Marketing and IT');
    const notifier = notifierOf();
    const { messageId } = await notifier.post(refOf(chat.id), titled('card'));
    const reply = await notifier.reply(refOf(chat.id), messageId, titled('news'));
    expect(teams.message(reply.messageId)?.rootId).toBeUndefined();
  });

  it('asks for one token and uses it for every call', async () => {
    const channel = teams.addConversation('channel', 'Campaigns');
    const source = createTokenSource(teams);
    const [a, b] = await Promise.all([source(), source()]);
    expect(a).toBe(b);
    expect(await source()).toBe(a);
    const notifier = createTeamsNotifier(createConnectorClient(source), teams.appId);
    await notifier.post(refOf(channel.id), titled('card'));
  });

  const failing = async (prepare: (channelId: string) => void, over: { appPassword?: string } = {}) => {
    const channel = teams.addConversation('channel', 'Campaigns');
    const notifier = notifierOf();
    const { messageId } = await notifier.post(refOf(channel.id), titled('card'));
    prepare(channel.id);
    return { notifier: notifierOf(over), ref: refOf(channel.id), messageId };
  };

  it('says how long Teams wants to be left alone', async () => {
    const { notifier, ref } = await failing(() => teams.fail({ status: 429, retryAfterSeconds: 7 }));
    await expect(notifier.post(ref, titled('x'))).rejects.toMatchObject({
      reason: 'rate_limited',
      retryAfterMs: 7_000,
    });
  });

  it('runs into the limit of eight messages in two seconds, and hears it', async () => {
    const { notifier, ref } = await failing(() => undefined);
    const posts = await Promise.allSettled(Array.from({ length: 12 }, () => notifier.post(ref, titled('x'))));
    const refused = posts.flatMap((post) => (post.status === 'rejected' ? [post.reason] : []));
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(refused.every((error) => error.reason === 'rate_limited' && error.retryAfterMs === 1_000)).toBe(true);
  });

  it.each([
    [502, 'unreachable'],
    [503, 'unreachable'],
  ])('calls %s an outage', async (status, reason) => {
    const { notifier, ref } = await failing(() => teams.fail({ status }));
    await expect(notifier.post(ref, titled('x'))).rejects.toMatchObject({ name: 'ChatFailure', reason });
  });

  it('takes an error of the connector itself for one of this conversation alone', async () => {
    const { notifier, ref } = await failing(() => teams.fail({ status: 500 }));
    await expect(notifier.post(ref, titled('x'))).rejects.toMatchObject({ reason: 'failing' });
  });

  it('tells a bot that was removed, a conversation that is gone and a message that was deleted apart', async () => {
    const { notifier, ref, messageId } = await failing((id) => {
      const channel = teams.conversations.get(id);
      if (channel) channel.botIsMember = false;
    });
    await expect(notifier.post(ref, titled('x'))).rejects.toMatchObject({ reason: 'not_invited' });
    await expect(notifier.post({ ...ref, channelId: '19:none@thread.tacv2' }, titled('x'))).rejects.toMatchObject({
      reason: 'gone',
    });
    const channel = teams.conversations.get(ref.channelId);
    if (channel) {
      channel.botIsMember = true;
      channel.messages.length = 0;
    }
    await expect(notifier.update(ref, messageId, titled('x'))).rejects.toMatchObject({ reason: 'message_gone' });
    await expect(
      notifier.update({ ...ref, channelId: '19:none@thread.tacv2' }, messageId, titled('x')),
    ).rejects.toMatchObject({ reason: 'gone' });
  });

  it('tells one person in their personal conversation, and says when it knows no way to them', async () => {
    const person = teams.addUser('Dana');
    const where = { workspaceId: teams.tenantId, userId: person.id, serviceUrl: teams.serviceUrl };
    await notifierOf().tell(where, titled('for Dana alone'));
    const told = teams.personal(person).messages.map(cardOf);
    expect(told).toEqual(['for Dana alone']);
    await expect(notifierOf().tell({ ...where, serviceUrl: undefined }, titled('x'))).rejects.toMatchObject({
      reason: 'not_invited',
    });
    await expect(notifierOf().tell({ ...where, userId: '29:nobody' }, titled('x'))).rejects.toMatchObject({
      reason: 'not_invited',
    });
  });

  it('does not take refused credentials for an outage', async () => {
    const { notifier, ref } = await failing(() => undefined, { appPassword: 'wrong' });
    await expect(notifier.post(ref, titled('x'))).rejects.toMatchObject({ reason: 'invalid' });
  });

  it('calls a connector that does not answer unreachable', async () => {
    const { notifier, ref } = await failing(() => undefined);
    await expect(notifier.post({ ...ref, serviceUrl: 'http://127.0.0.1:1/' }, titled('x'))).rejects.toMatchObject({
      reason: 'unreachable',
    });
  });
});
