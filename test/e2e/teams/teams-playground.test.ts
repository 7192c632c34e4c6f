import { type Playground, startPlayground } from '../../../core/local/playground.ts';
import { openPlaygroundChat, type PlaygroundChat } from '../../../core/local/playground-chat.ts';
import { cardText } from '../../../core/local/stand-ins/teams-stand-in-card.ts';
import { type Role, systemActor } from '../../../core/people/staff.ts';
import { cardFaults } from '../../support/adaptive-card-schema.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { aSubmittedCampaign, startBot } from '../../support/teams-bot.ts';

describe("two people review a campaign, and one shares an insight, in Microsoft's own chat client", () => {
  let test: TestCore;
  let bot: Awaited<ReturnType<typeof startBot>>;
  let playground: Playground;
  let chat: PlaygroundChat;
  /** Ahead of the real time, so that a digest is due. */
  let ahead = 0;

  beforeAll(async () => {
    test = await withTestCore({}, { clock: { now: () => new Date(Date.now() + ahead) } });
    bot = await startBot(test.core);
    playground = await startPlayground({ botUrl: bot.url });
    chat = await openPlaygroundChat(playground.url);
  });
  afterAll(async () => {
    await chat?.close();
    await playground?.close();
    await bot?.close();
    await test?.close();
  });

  const seat = async (n: number, roles: readonly Role[]) => {
    const user = playground.users[n];
    if (user === undefined) throw new Error(`the Playground has no person ${n}`);
    const { staff, actor } = await aStaff(test.core, roles, { name: user.name, surface: 'teams' });
    await test.core.people.linkIdentity(systemActor('test'), {
      platform: 'teams',
      workspaceId: playground.tenantId,
      userId: user.aadObjectId,
      displayName: user.name,
      staffId: staff.id,
    });
    return { user, staff, actor };
  };
  const tandem = { id: '28:tandem-playground', name: 'Tandem' };

  it('is approved by a marketing reviewer and an IT reviewer on one card in a channel', async () => {
    const author = await seat(0, ['marketer']);
    const marketing = await seat(1, ['marketing_reviewer']);
    const it_ = await seat(2, ['it_reviewer']);
    await chat.say(playground.channelId, 'channel here', author.user, tandem);
    await chat.waitFor((_message, words) => words.includes('is the campaign channel now'));

    const id = await aSubmittedCampaign(test.core, author.actor, 'Winter stay');
    const asked = await chat.waitFor(
      (_message, words) => words.includes(`${id} · Winter stay`) && words.includes('0 of 2'),
    );
    expect(cardFaults(asked.card)).toEqual([]);

    const own = await chat.click(asked, 'review.approve', author.user);
    expect(String(own.value)).not.toContain('recorded');
    const first = await chat.click(asked, 'review.approve', marketing.user);
    expect(String(first.value)).toContain(`Your Marketing key for ${id} is recorded.`);
    const half = await chat.waitFor((message, words) => message.id === asked.id && words.includes('1 of 2 keys'));
    const second = await chat.click(half, 'review.approve', it_.user);
    expect(String(second.value)).toContain(`Your IT key for ${id} is recorded.`);

    const done = await chat.waitFor((message, words) => message.id === asked.id && words.includes('Scheduled'));
    expect(cardText(done.card)).toContain(marketing.user.name);
    expect(cardText(done.card)).toContain(it_.user.name);
    const cycle = await test.core.approvals.current(id);
    expect(cycle?.decisions.map((d) => [d.lane, d.kind, d.surface, d.by])).toEqual([
      ['marketing', 'approve', 'teams', marketing.staff.id],
      ['it', 'approve', 'teams', it_.staff.id],
    ]);
    // What happened is told under the card, in its reply chain.
    const news = await chat.waitFor((_message, words) => words.includes('gave the IT key'));
    expect(news.conversationId).toBe(done.conversationId);
  });

  it('is halted by command in the channel and goes on with both keys; IT freezes and ends the freeze', async () => {
    const [typing, marketing, it_] = playground.users;
    if (typing === undefined || marketing === undefined || it_ === undefined) throw new Error('nobody sits there');
    const [{ id } = { id: '' }] = await test.core.campaigns.list({ states: ['scheduled'] });
    const reads = (expected: string) => chat.waitFor((_message, words) => words.includes(expected));
    const type = (text: string) => chat.say(playground.channelId, text, typing, tandem);

    // Only the first person can type there; everybody can click.
    await type(`halt ${id} The landing page is down`);
    await reads('To halt a campaign you need');
    await type('freeze The shop is down');
    await reads('To announce or end a change freeze you need');
    const staff = await test.core.people.byIdentity('teams', playground.tenantId, typing.aadObjectId);
    await test.core.people.setRoles(systemActor('test'), staff?.id ?? '', ['marketer', 'it_reviewer']);
    await type(`halt ${id} The landing page is down`);
    await reads(`${id} is being halted`);
    const halted = await chat.waitFor(
      (message, words) => words.includes('Halted') && words.includes('0 of 2 keys') && message.card !== undefined,
    );
    expect(cardFaults(halted.card)).toEqual([]);
    await chat.click(halted, 'review.approve', marketing);
    const half = await chat.waitFor((message, words) => message.id === halted.id && words.includes('1 of 2 keys'));
    await chat.click(half, 'review.approve', it_);
    await chat.waitFor((message, words) => message.id === halted.id && words.includes('Scheduled'));

    await type('freeze The shop is down');
    await reads('Sending is frozen: The shop is down');
    await type('unfreeze');
    await reads('The freeze is over');
    expect(await test.core.freezes.active()).toBeUndefined();
  });

  it('shares an insight from the form in the card, asks about one much like it, and joins it', async () => {
    const [typing] = playground.users;
    if (typing === undefined) throw new Error('nobody sits there');
    const { insight } = await test.core.insights.share(systemActor('test'), { text: 'Guests ask for a late checkout' });
    await chat.say(playground.personalChatId, 'insight', typing);
    const form = await chat.waitFor((_message, words) => words.includes('What did a customer tell you?'));
    expect(cardFaults(form.card)).toEqual([]);
    await chat.click(form, 'insight.share', typing, { 'insight.share|text': 'Guests ask for late checkout' });
    const asked = await chat.waitFor((_message, words) => words.includes('1 person said much the same'));
    await chat.click(asked, 'insight.support', typing);
    await chat.waitFor((_message, words) => words.includes(`2 people heard what ${insight.id} says`));
    expect(await test.core.insights.list()).toHaveLength(1);
  });

  it('answers a command in the personal chat', async () => {
    const [somebody] = playground.users;
    if (somebody === undefined) throw new Error('nobody sits there');
    await chat.say(playground.personalChatId, 'list', somebody);
    const answer = await chat.waitFor(
      (message, words) => message.conversationId === playground.personalChatId && words.includes('Winter stay'),
    );
    expect(cardFaults(answer.card)).toEqual([]);
  });

  it('gets a digest from the form in the card, reads its details, and pauses it in place', async () => {
    const [typing] = playground.users;
    if (typing === undefined) throw new Error('nobody sits there');
    await chat.say(playground.personalChatId, 'digest', typing);
    const form = await chat.waitFor((_message, words) => words.includes('You get no digest yet'));
    expect(cardFaults(form.card)).toEqual([]);
    const typed = (fields: Record<string, string>) =>
      Object.fromEntries(Object.entries(fields).map(([id, value]) => [`digest.change|${id}`, value]));
    const wrong = await chat.click(form, 'digest.change', typing, typed({ days: 'daily', time: '25:00', zone: 'UTC' }));
    expect(String(wrong.value)).toContain('is no time of day');
    await chat.click(form, 'digest.change', typing, typed({ days: 'daily', time: '09:00', zone: 'UTC', lang: 'ko' }));
    await chat.waitFor((_message, words) => words.includes('It comes every day, 09:00 (UTC).'));

    await chat.click(await chat.waitFor((_message, words) => words.includes('every day')), 'digest.pause', typing);
    await chat.waitFor((_message, words) => words.includes('Paused.'));

    // The Playground takes no message to a person of the bot's own accord: the channel gets one.
    await chat.say(playground.channelId, 'digest here daily 09:00 UTC ko', typing, tandem);
    await chat.waitFor((_message, words) => words.includes('The digest of'));
    ahead = 86_400_000;
    await test.core.digestRounds.sweep();
    const digest = await chat.waitFor(
      (_message, words) => words.includes('UTC 기준이며') && words.includes('인사이트'),
    );
    expect(cardFaults(digest.card)).toEqual([]);
    await chat.click(digest, 'digest.reviews', typing);
    await chat.waitFor((message, words) => message.id !== digest.id && words.includes('Marketing: half of the keys'));
    await chat.click(digest, 'digest.pause', typing);
    const paused = async () => {
      const staff = await test.core.people.byIdentity('teams', playground.tenantId, typing.aadObjectId);
      return staff === undefined ? [] : (await test.core.digests.list(staff)).map((each) => each.paused);
    };
    expect(await paused()).toEqual(['person', 'person']);
  });
});
