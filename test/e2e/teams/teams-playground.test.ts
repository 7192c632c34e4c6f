import { type Playground, startPlayground } from '../../../core/local/playground.ts';
import { openPlaygroundChat, type PlaygroundChat } from '../../../core/local/playground-chat.ts';
import { cardText } from '../../../core/local/stand-ins/teams-stand-in-card.ts';
import { type Role, systemActor } from '../../../core/people/staff.ts';
import { cardFaults } from '../../support/adaptive-card-schema.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { aSubmittedCampaign, startBot } from '../../support/teams-bot.ts';

describe("two people review a campaign in Microsoft's own chat client", () => {
  let test: TestCore;
  let bot: Awaited<ReturnType<typeof startBot>>;
  let playground: Playground;
  let chat: PlaygroundChat;

  beforeAll(async () => {
    test = await withTestCore();
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

  it('answers a command in the personal chat', async () => {
    const [somebody] = playground.users;
    if (somebody === undefined) throw new Error('nobody sits there');
    await chat.say(playground.personalChatId, 'list', somebody);
    const answer = await chat.waitFor(
      (message, words) => message.conversationId === playground.personalChatId && words.includes('Winter stay'),
    );
    expect(cardFaults(answer.card)).toEqual([]);
  });
});
