import { pino } from 'pino';
import { createCardFollower } from '../../../bot/flow/card-follower.ts';
import { channelChanged } from '../../../bot/flow/channel-here.ts';
import type { BotContext } from '../../../bot/flow/context.ts';
import { ChatFailure, type ChatNotifier } from '../../../bot/flow/notifier.ts';
import type { Message } from '../../../bot/views/message.ts';
import type { CardClaim } from '../../../core/campaigns/card-service.ts';
import { createLogger } from '../../../core/common/logger.ts';
import { CHANNEL, eventually, openSlackRoom, type SlackRoom } from '../../support/slack-room.ts';

describe('shared cards follow the campaign', () => {
  let room: SlackRoom;
  beforeEach(async () => {
    room = await openSlackRoom();
    await room.ask('channel here');
  });
  afterEach(() => room.close());

  const approve = async (campaignId: string, lane: 'marketing' | 'it') => {
    const view = await room.core.campaigns.view(campaignId);
    if (view?.cycle === undefined) throw new Error('no cycle');
    const { actor } = lane === 'it' ? room.it : room.marketing;
    await room.core.campaigns.decide(actor, {
      subjectId: campaignId,
      cycle: view.cycle.number,
      lane,
      laneHash: view.cycle.laneHashes[lane],
      kind: 'approve',
      comment: '',
    });
  };
  const cardsIn = (campaignId: string) =>
    room.slack.state.inChannel(CHANNEL).filter((m) => m.text.startsWith(`${campaignId} ·`));
  const told = (ts: string): string => JSON.stringify(room.slack.state.repliesTo(ts).map((reply) => reply.blocks));

  test('a decision from another surface reaches the card and its thread', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    await approve(campaign.id, 'it');
    await room.cardOf(campaign.id, (words) => words.includes('✅ *IT*'));
    await eventually('the line in the thread', () => told(card.ts).includes('UIT gave the IT key.'));
    expect(cardsIn(campaign.id)).toHaveLength(1);
  });

  test('while Slack is away nothing is lost; after its return the card is right', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    room.slack.outage(true);
    await approve(campaign.id, 'marketing');
    await eventually('a failed try', async () => {
      const [behind] = await room.core.cards.forCampaign(campaign.id);
      return behind !== undefined && behind.wanted > behind.shown;
    });
    room.slack.outage(false);
    await room.cardOf(campaign.id, (words) => words.includes('✅ *Marketing*'));
    await eventually('the line in the thread', () => told(card.ts).includes('UMARKETING gave the Marketing key.'));
    expect(cardsIn(campaign.id)).toHaveLength(1);
  });

  test('429 is honoured: no call before the time that Slack named', async () => {
    const campaign = await room.submitted();
    await room.cardOf(campaign.id);
    room.slack.rateLimit({ method: 'chat.update', seconds: 1, times: 1 });
    const calls = room.slack.state.calls.length;
    await approve(campaign.id, 'it');
    await room.cardOf(campaign.id, (words) => words.includes('✅ *IT*'));
    const updates = room.slack.state.calls.slice(calls).filter((call) => call.method === 'chat.update');
    expect(updates).toHaveLength(2);
    expect((updates[1]?.at ?? 0) - (updates[0]?.at ?? 0)).toBeGreaterThan(900);
  });

  test('a card that somebody deleted is posted again', async () => {
    const campaign = await room.submitted();
    const card = await room.cardOf(campaign.id);
    await eventually('the thread', () => told(card.ts).includes('submitted'));
    room.slack.state.messages.length = 0;
    await approve(campaign.id, 'it');
    const again = await room.cardOf(campaign.id, (words) => words.includes('✅ *IT*'));
    expect(again.ts).not.toBe(card.ts);
  });

  test('an archived channel is said in its health, and coming back brings the card', async () => {
    const campaign = await room.submitted();
    await room.cardOf(campaign.id);
    const channel = room.slack.state.channels.get(CHANNEL);
    if (channel === undefined) throw new Error('no channel');
    channel.isArchived = true;
    await approve(campaign.id, 'it');
    await eventually('the health', async () => (await room.core.channels.list())[0]?.health === 'archived');
    channel.isArchived = false;
    await room.slack.event({ type: 'channel_unarchive', channel: CHANNEL, user: 'U1' });
    await room.cardOf(campaign.id, (words) => words.includes('✅ *IT*'));
    expect((await room.core.channels.list())[0]?.health).toBe('ok');
    expect(cardsIn(campaign.id)).toHaveLength(1);
  });
});

describe('a follower on its own', () => {
  let room: SlackRoom;
  beforeAll(async () => {
    room = await openSlackRoom();
    // Cards are made for Teams here, which the room's own bot cannot reach: only the follower under test takes them.
    await room.bot.stop();
    await room.core.channels.set(
      room.it.actor,
      { platform: 'slack', workspaceId: 'T', channelId: 'C' },
      { name: '#c', lang: 'en' },
    );
  });
  afterAll(() => room.close());

  const context = (): BotContext => ({
    core: room.core,
    logger: createLogger('silent', 'test'),
    notifiers: {},
    nudge: () => undefined,
  });
  const follow = (notifier: Pick<ChatNotifier, 'post' | 'update' | 'reply'>) =>
    createCardFollower(context(), { platform: 'slack', notifier, everyMs: 20 });
  const HERE = { platform: 'slack', workspaceId: 'T', channelId: 'C' } as const;
  const health = async () => (await room.core.channels.get('slack', 'T'))?.health;
  const shown = async (campaignId: string) =>
    (await room.core.cards.forCampaign(campaignId)).every((card) => card.shown === card.wanted);

  test('one broken card does not stop the others', async () => {
    const broken = await room.submitted({ name: 'Broken' });
    const posted: string[] = [];
    const follower = follow({
      async post(_ref, message: Message) {
        if (message.summary.includes('Broken')) throw new ChatFailure('invalid', 'invalid_blocks');
        posted.push(message.summary);
        return { messageId: `m${posted.length}` };
      },
      update: () => Promise.resolve(),
      reply: () => Promise.resolve({ messageId: 'r' }),
    });
    follower.start();
    const good = await room.submitted({ name: 'Good' });
    await eventually('the good card', () => posted.some((summary) => summary.startsWith(good.id)));
    await follower.stop();
    const [card] = await room.core.cards.forCampaign(broken.id);
    expect(card?.messageId).toBeNull();
    expect(card?.wanted).toBeGreaterThan(card?.shown ?? 0);
  });

  test('a reply that fails keeps the card that was posted, and is told once later', async () => {
    const campaign = await room.submitted({ name: 'Reply' });
    const posts: string[] = [];
    const replies: string[] = [];
    let failing = true;
    const follower = follow({
      async post(_ref, message) {
        posts.push(message.summary);
        return { messageId: 'the-card' };
      },
      update: () => Promise.resolve(),
      async reply(_ref, messageId, message) {
        // Cards of earlier tests may still have something to tell.
        if (!message.summary.startsWith(campaign.id)) return { messageId: 'r' };
        if (failing) {
          failing = false;
          throw new ChatFailure('rate_limited', 'ratelimited', 50);
        }
        replies.push(`${messageId}: ${message.summary}`);
        return { messageId: 'r' };
      },
    });
    follower.start();
    await eventually('the reply', () => replies.some((reply) => reply.includes(campaign.id)));
    await follower.stop();
    expect(posts.filter((summary) => summary.startsWith(campaign.id))).toHaveLength(1);
    expect(replies).toEqual([`the-card: ${campaign.id}: The preflight is finished.`]);
  });

  test('a line that the platform refuses is logged once and left out; the card and later lines go on', async () => {
    const campaign = await room.submitted({ name: 'Refused line' });
    const replies: string[] = [];
    const updates: string[] = [];
    const lines: string[] = [];
    const follower = createCardFollower(
      { ...context(), logger: pino({ level: 'warn' }, { write: (line: string) => lines.push(line) }) },
      {
        platform: 'slack',
        everyMs: 20,
        notifier: {
          post: () => Promise.resolve({ messageId: 'the-card' }),
          async update(_ref, _messageId, message) {
            if (message.summary.startsWith(campaign.id)) updates.push(message.summary);
          },
          async reply(_ref, _messageId, message) {
            if (!message.summary.startsWith(campaign.id)) return { messageId: 'r' };
            replies.push(message.summary);
            if (replies.length === 1) throw new ChatFailure('invalid', 'invalid_blocks');
            return { messageId: 'r' };
          },
        },
      },
    );
    follower.start();
    await eventually('the card', async () => replies.length === 1 && (await shown(campaign.id)));
    await room.core.cards.touch(campaign.id);
    await eventually('the card once more', async () => updates.length > 0 && (await shown(campaign.id)));
    expect(replies).toHaveLength(1);
    expect(lines.filter((line) => line.includes(campaign.id))).toHaveLength(1);
    await room.core.campaigns.withdraw(room.author.actor, campaign.id);
    await eventually('the next line', () => replies.length === 2);
    await follower.stop();
    expect(replies[1]).toContain('withdrew the campaign');
  });

  test('two followers show each change once', async () => {
    const posts: string[] = [];
    const notifier: Parameters<typeof follow>[0] = {
      async post(_ref, message) {
        posts.push(message.summary);
        return { messageId: `m${posts.length}` };
      },
      update: () => Promise.resolve(),
      reply: () => Promise.resolve({ messageId: 'r' }),
    };
    const followers = [follow(notifier), follow(notifier), follow(notifier)];
    const campaigns = await Promise.all(['A', 'B', 'C'].map((name) => room.submitted({ name })));
    for (const follower of followers) follower.start();
    await eventually('all cards', async () => {
      const cards = await Promise.all(campaigns.map(({ id }) => room.core.cards.forCampaign(id)));
      return cards.flat().every((card) => card.shown === card.wanted && card.messageId !== null);
    });
    await Promise.all(followers.map((follower) => follower.stop()));
    for (const { id } of campaigns) expect(posts.filter((summary) => summary.startsWith(`${id} `))).toHaveLength(1);
  });

  test('a channel that is archived while its card is being shown stays archived', async () => {
    const campaign = await room.submitted({ name: 'Meanwhile archived' });
    await room.core.channels.reportHealth(HERE, 'unreachable');
    const follower = follow({
      async post() {
        await channelChanged(context(), HERE, 'archived');
        return { messageId: 'm' };
      },
      update: () => Promise.resolve(),
      reply: () => Promise.resolve({ messageId: 'r' }),
    });
    follower.start();
    await eventually('the card', () => shown(campaign.id));
    await follower.stop();
    expect(await health()).toBe('archived');
    await room.core.channels.reportHealth(HERE, 'ok');
  });

  test('a channel that comes back while a card is being refused is well, and gets the card', async () => {
    const campaign = await room.submitted({ name: 'Meanwhile back' });
    await room.core.channels.reportHealth(HERE, 'archived');
    let refused = 0;
    const follower = follow({
      async post(_ref, message) {
        if (message.summary.includes('Meanwhile back') && refused === 0) {
          refused += 1;
          await channelChanged(context(), HERE, 'ok');
          throw new ChatFailure('archived', 'is_archived');
        }
        return { messageId: 'm' };
      },
      update: () => Promise.resolve(),
      reply: () => Promise.resolve({ messageId: 'r' }),
    });
    follower.start();
    await eventually('the card after all', async () => refused === 1 && (await shown(campaign.id)));
    await follower.stop();
    expect(await health()).toBe('ok');
    expect((await room.core.cards.forCampaign(campaign.id)).map((card) => card.messageId)).toEqual(['m']);
  });

  test('stop waits for the card in hand and takes no other', async () => {
    await room.submitted({ name: 'Slow' });
    let release: () => void = () => undefined;
    let started = 0;
    const follower = follow({
      post: () => {
        started += 1;
        return new Promise((resolve) => {
          release = () => resolve({ messageId: 'slow' });
        });
      },
      update: () => Promise.resolve(),
      reply: () => Promise.resolve({ messageId: 'r' }),
    });
    follower.start();
    await eventually('a post under way', () => started === 1);
    let stopped = false;
    const stopping = follower.stop().then(() => {
      stopped = true;
    });
    await room.submitted({ name: 'After' });
    expect(stopped).toBe(false);
    release();
    await stopping;
    expect(started).toBe(1);
    const left: CardClaim | undefined = await room.core.cards.claimNext('slack');
    expect(left).toBeDefined();
  });

  // Last, because its card waits longer than a test and would be shown in one that follows.
  test('a reply that breaks waits before it is tried again, and holds up no other card', async () => {
    const campaign = await room.submitted({ name: 'Broken reply' });
    let tried = 0;
    const follower = follow({
      post: () => Promise.resolve({ messageId: 'the-card' }),
      update: () => Promise.resolve(),
      async reply(_ref, _messageId, message) {
        if (!message.summary.startsWith(campaign.id)) return { messageId: 'r' };
        tried += 1;
        throw new ChatFailure('not_invited', 'restricted');
      },
    });
    follower.start();
    await eventually('a failed reply', () => tried === 1);
    await eventually('its wait', async () => {
      const [card] = await room.core.cards.forCampaign(campaign.id);
      return card?.messageId === 'the-card' && card.wanted > card.shown;
    });
    // A follower without a wait would have asked many times over by the end of these looks.
    const other = await room.submitted({ name: 'Other' });
    await eventually('the other card', () => shown(other.id));
    await follower.stop();
    expect(tried).toBe(1);
  });
});
