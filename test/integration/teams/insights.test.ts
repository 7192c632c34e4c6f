import { once } from 'node:events';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { createTeamsApp } from '../../../bot/teams/create-teams-app.ts';
import { wordsOfMessage } from '../../../bot/teams/insights/share-dialog.ts';
import { type StandInMessage, sharedCard } from '../../../core/local/stand-ins/teams-stand-in.ts';
import {
  cardElements,
  cardText,
  findAction,
  type StandInCard,
} from '../../../core/local/stand-ins/teams-stand-in-card.ts';
import { cardFaults } from '../../support/adaptive-card-schema.ts';
import { openTeamsRoom, type TeamsPerson, type TeamsRoom } from '../../support/teams-bot.ts';

let room: TeamsRoom;
let employee: TeamsPerson;
let colleague: TeamsPerson;
let marketer: TeamsPerson;
beforeAll(async () => {
  room = await openTeamsRoom();
  room.teams.setLimits(false);
  employee = await room.person(['employee'], '김하늘', { lang: 'ko' });
  colleague = await room.person(['employee'], 'Cora Colleague');
  marketer = await room.person(['marketer', 'marketing_reviewer'], 'Mia Marketer');
  // People are told of something by way of the tenant's first channel.
  const channel = room.teams.addConversation('channel', 'Front desk');
  await room.teams.sendMessage('channel here', marketer.user, channel.id);
});
afterAll(() => room.close());

const insights = () => room.core.insights.list();
const said = ({ user }: TeamsPerson): StandInMessage[] =>
  room.teams.personal(user).messages.filter(({ fromBot }) => fromBot);
const words = (message: StandInMessage | undefined): string =>
  message === undefined ? '' : `${String(message.activity.text ?? '')}\n${cardText(message.activity)}`;

/** Writes in the personal chat and gives what was answered there. */
const ask = async (person: TeamsPerson, text: string): Promise<StandInMessage> => {
  const before = said(person).length;
  await room.teams.sendMessage(text, person.user);
  return room.teams.waitFor(() => said(person)[before]);
};
/** The same where a notice may come in between: waits for the message that says `part`. */
const askFor = async (person: TeamsPerson, text: string, part: string): Promise<StandInMessage> => {
  const before = said(person).length;
  await room.teams.sendMessage(text, person.user);
  return room.teams.waitFor(() =>
    said(person)
      .slice(before)
      .find((each) => words(each).includes(part)),
  );
};
/** Clicks on the last message with that button; gives the line under the card. */
const click = async (person: TeamsPerson, verb: string, inputs: Record<string, string> = {}): Promise<string> => {
  const message = said(person).findLast((each) => findAction(sharedCard(each) ?? {}, verb) !== undefined);
  const answer = await room.teams.clickAction(String(message?.id), verb, inputs, person.user);
  expect(answer.status).toBe(200);
  return String((answer.body as { value: unknown }).value);
};
const next = async (person: TeamsPerson, act: () => Promise<unknown>): Promise<StandInMessage> => {
  const before = said(person).length;
  await act();
  return room.teams.waitFor(() => said(person)[before]);
};

describe('insights on Teams', () => {
  it('one line shares, with the guess and what was masked, and can be taken back', async () => {
    const told = await ask(employee, 'insight 룸서비스가 정말 빠르고 친절했어요! 010-1234-5678');
    const [shared] = await insights();
    expect(cardFaults(sharedCard(told))).toEqual([]);
    expect(words(told)).toContain(`${shared?.id}(으)로 공유했습니다`);
    expect(words(told)).toContain('긍정(추정)');
    expect(words(told)).toContain('1건을 가렸습니다');
    expect(shared?.text).toBe('룸서비스가 정말 빠르고 친절했어요! •••');
    expect(await click(employee, 'insight.withdraw')).toContain('회수했습니다');
    expect((await insights())[0]?.state).toBe('withdrawn');
  });

  it('similar ones are asked about before anything is saved, in a message of its own whose buttons work', async () => {
    const form = await ask(employee, 'insight');
    expect(words(form)).toContain('고객에게서 무슨 이야기를 들으셨나요?');
    await click(employee, 'insight.share', { 'insight.share|text': '사우나 온도가 너무 낮아요' });
    const [first] = await insights();
    expect(first?.text).toBe('사우나 온도가 너무 낮아요');

    await ask(colleague, 'insight');
    const asked = await next(colleague, () =>
      click(colleague, 'insight.share', { 'insight.share|text': '사우나 온도가 너무 낮아서 추웠어요' }),
    );
    expect(words(asked)).toContain('1 person said much the same');
    expect(await insights()).toHaveLength(2);
    expect(await click(colleague, 'insight.support')).toContain(`2 people heard what ${first?.id} says`);
    expect((await insights())[0]?.supporters).toEqual([colleague.staff.id]);

    await ask(colleague, 'insight 사우나 온도가 너무 낮아요, 정말로');
    const saved = await next(colleague, () => click(colleague, 'insight.save'));
    expect(words(saved)).toContain('Shared as I-');
    expect(await insights()).toHaveLength(3);
  });

  it('two who share the same words at once are not stored twice: one is asked or joins', async () => {
    const before = (await insights()).length;
    const text = 'insight 로비 향기가 너무 강해요';
    await Promise.all([ask(employee, text), ask(colleague, text)]);
    expect(await insights()).toHaveLength(before + 1);
    const [shared] = await insights();
    const other = shared?.authorId === employee.staff.id ? colleague : employee;
    if (shared?.supporters.length === 0) await click(other, 'insight.support');
    expect((await insights())[0]?.supporters).toEqual([other.staff.id]);
  });

  it('suggests a theme that is set with one click', async () => {
    const theme = await room.core.insights.addTheme(marketer.actor, 'Bicycles');
    await ask(colleague, 'insight Guests would like to borrow bicycles');
    const shown = await next(colleague, () => click(colleague, 'insight.theme'));
    expect(words(shown)).toContain('stands under "Bicycles"');
    expect((await insights())[0]?.themeKey).toBe(theme.key);
  });

  it('is commented on and becomes a brief or is declined with words, and its author hears of it', async () => {
    await ask(employee, 'insight 체크인 줄이 길어서 힘들었대요');
    const [shared] = await insights();
    const shown = await ask(marketer, `insight ${shared?.id.toLowerCase()}`);
    expect(cardFaults(sharedCard(shown))).toEqual([]);
    expect(await click(marketer, 'insight.comment', { 'insight.comment|comment': 'Which hotel?' })).toContain(
      'Your comment stands under',
    );
    expect(await click(marketer, 'insight.brief')).toContain('is a draft with');
    const campaign = await room.core.campaigns.create(marketer.actor, { name: 'Faster check-in' });
    await ask(marketer, `insight ${shared?.id}`);
    expect(await click(marketer, 'insight.link', { 'insight.link|link': `campaign ${campaign.id}` })).toContain(
      `is linked to ${campaign.id} Faster check-in`,
    );
    expect(await click(marketer, 'insight.link', { 'insight.link|link': 'campaign C-99999' })).toContain('C-99999');
    await room.teams.waitFor(() => said(employee).find((each) => words(each).includes(`${campaign.id} “Faster`)));
    expect(await click(marketer, 'insight.decline', { 'insight.decline|reason': 'Kiosks come in May.' })).toContain(
      'is told, with your reason',
    );
    expect(await click(marketer, 'insight.decline', { 'insight.decline|reason': ' ' })).toContain('say why');
    await room.teams.waitFor(() => said(employee).find((each) => words(each).includes('Kiosks come in May.')));
    await ask(colleague, `insight ${shared?.id}`);
    expect(findAction(sharedCard(said(colleague).at(-1) as StandInMessage) ?? {}, 'insight.decline')).toBeUndefined();
  });

  it('is edited by its author, commented on by both sides, and its theme followed; older words are not written over newer', async () => {
    await room.core.insights.addTheme(marketer.actor, 'Towels');
    const given = { text: 'Guests want more towels at the pool', theme: 'Towels' };
    const { insight: shared } = await room.core.insights.share(employee.actor, given);
    await askFor(colleague, `insight ${shared.id}`, given.text);
    expect(await click(colleague, 'insight.follow')).toContain('You hear of each new insight in "Towels"');
    await click(colleague, 'insight.comment', { 'insight.comment|comment': 'Big ones?' });
    const shown = await askFor(employee, `insight ${shared.id}`, 'Cora Colleague: Big ones?');
    expect(cardFaults(sharedCard(shown))).toEqual([]);
    await click(employee, 'insight.comment', { 'insight.comment|comment': '네, 큰 것이요' });
    await room.teams.waitFor(() => said(colleague).find((each) => words(each).includes('네, 큰 것이요')));

    const editing = (text: string) =>
      room.teams.clickAction(shown.id, 'insight.edit', { 'insight.edit|text': text }, employee.user);
    expect(String(((await editing('')).body as { value: unknown }).value)).toContain('고객에게서 들은 내용을');
    await editing('수영장에 큰 수건이 더 필요해요 guest@example.com');
    const saved = await room.teams.waitFor(() => said(employee).find((each) => words(each).includes('수정했습니다')));
    expect(words(saved)).toContain('1건을 가렸습니다');
    const stale = await editing('수건');
    expect(String((stale.body as { value: unknown }).value)).toContain('그사이');
    const stands = await room.core.insights.byId(shared.id);
    expect(stands).toMatchObject({ text: '수영장에 큰 수건이 더 필요해요 •••', themeKey: 'towels' });
  });

  it('is linked to a persona and a segment by those who may; a click of somebody who may not says who may', async () => {
    const rule = { kind: 'all', rules: [] };
    const segment = await room.core.segments.create(marketer.actor, { name: 'Families', rule });
    const persona = await room.core.personas.create(marketer.actor, { name: 'Busy Bora', segmentId: segment.id });
    const { insight: shared } = await room.core.insights.share(employee.actor, { text: '아이 의자가 모자라요' });
    const shown = await askFor(marketer, `insight ${shared.id}`, '아이 의자가');
    const clicked = async (verb: string, inputs: Record<string, string>, { user }: TeamsPerson) => {
      const answer = await room.teams.clickAction(shown.id, verb, inputs, user);
      return String((answer.body as { value: unknown }).value);
    };
    const to = (value: string) => ({ 'insight.link|link': value });
    expect(await clicked('insight.link', to(`segment ${segment.id}`), colleague)).toContain('one of these roles');
    expect(await clicked('insight.decline', { 'insight.decline|reason': 'no' }, colleague)).toContain('one of these');
    expect(await clicked('insight.brief', {}, colleague)).toContain('one of these roles');
    expect((await room.core.insights.byId(shared.id))?.state).toBe('new');
    expect(await clicked('insight.link', to(`persona ${persona.id}`), marketer)).toContain('is linked to Busy Bora');
    expect(await clicked('insight.link', to(`segment ${segment.id}`), marketer)).toContain('is linked to Families');
    for (const name of ['Busy Bora', 'Families']) {
      await room.teams.waitFor(() => said(employee).find((each) => words(each).includes(`“${name}”`)));
    }
  });

  it('mentions, links and markup in a line are read as words, and ten times the same is stored once', async () => {
    const line = 'insight <at>Ben</at> says &amp; <b>slippers</b> *please*';
    const before = (await insights()).length;
    await askFor(colleague, line, 'Shared as I-');
    for (let i = 1; i < 10; i += 1) await askFor(colleague, line, '1 person said much the same');
    const [shared] = await insights();
    expect(await insights()).toHaveLength(before + 1);
    expect(shared?.text).toBe('Ben says & slippers *please*');
  });

  it('are found by their words; campaigns by those who may see them', async () => {
    const { id } = await room.core.campaigns.create(marketer.actor, { name: 'Bicycles for guests' });
    await room.core.followSearch();
    const found = words(await ask(marketer, 'search borrow bicycles guests'));
    expect(found).toContain(`Campaign ${id}: Bicycles for guests`);
    expect(found).toMatch(/Insight I-\d+: Guests would like to borrow bicycles/);
    expect(words(await ask(colleague, 'search bicycles guests'))).not.toContain(id);
    expect(words(await ask(employee, 'search xyzzy'))).toContain('결과가 없습니다');
    expect(words(await ask(employee, 'search'))).toContain('찾을 말을 적어 주세요');
  });

  it('a search is saved in a channel alone, posts there, and pauses where the channel is gone', async () => {
    expect(words(await ask(employee, 'search save bicycles'))).toContain('해당 채널에서');
    const channel = room.teams.addConversation('channel', 'Bicycles');
    await room.teams.sendMessage('search save wheels', marketer.user, channel.id);
    await room.teams.waitFor(() =>
      channel.messages.some((each) => words(each).includes('wheels')) ? true : undefined,
    );
    await room.core.insights.share(colleague.actor, { text: 'The wheels squeak' });
    await room.core.savedSearches.postNew();
    await room.teams.waitFor(() =>
      channel.messages.some((each) => words(each).includes('squeak')) ? true : undefined,
    );
    // A channel that is gone: the search pauses, and whoever saved it is told.
    room.teams.conversations.delete(channel.id);
    await room.core.insights.share(colleague.actor, { text: 'Four wheels are lost' });
    await room.core.savedSearches.postNew();
    await room.teams.waitFor(() =>
      said(marketer).find((each) => words(each).includes('“wheels”') || words(each).includes('"wheels"')),
    );
    const [paused] = (await room.core.savedSearches.list()).filter(({ query }) => query === 'wheels');
    expect(paused?.paused).not.toBeNull();
  });

  it('what cannot be taken is given back whole', async () => {
    const before = (await insights()).length;
    const told = String((await ask(colleague, `insight ${'word '.repeat(900)}end`)).activity.text);
    expect(told).toContain('at most 2000 characters; this has 4503');
    expect(told.match(/word/g)).toHaveLength(900);
    expect(await insights()).toHaveLength(before);
  });

  it('a question whose answer is late follows in a message of its own', async () => {
    await ask(employee, 'insight 조식 뷔페에 과일이 적어요');
    const form = await ask(colleague, 'insight');
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = {
      ...room.core.insights,
      similar: async (text: string) => gate.then(() => room.core.insights.similar(text)),
    };
    const app = createTeamsApp(
      {
        core: { ...room.core, insights: slow },
        logger: pino({ level: 'silent' }),
        notifiers: {},
        nudge: () => undefined,
      },
      { invokeMs: 50 },
    );
    const server = createServer(
      (request, response) => void app.messages(request as never, response as never, () => undefined),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    room.teams.connect(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`);
    const asked = await next(colleague, async () => {
      const answer = await room.teams.clickAction(
        form.id,
        'insight.share',
        { 'insight.share|text': '조식 뷔페에 과일이 적었어요' },
        colleague.user,
      );
      expect(answer.body).toMatchObject({ value: expect.stringContaining('I tell you the result') });
      open();
      await app.stop();
    });
    server.close();
    server.closeAllConnections();
    room.teams.connect(room.bot.url);
    expect(words(asked)).toContain('1 person said much the same');
    expect(await click(colleague, 'insight.support')).toContain('2 people heard');
  });
});

describe('"Share as an insight" on a message of Teams', () => {
  interface Dialog {
    readonly task: { readonly type: string; readonly value: { readonly card?: { readonly content: StandInCard } } };
  }
  const link = 'https://teams.microsoft.com/l/message/19:room@thread.tacv2/1700000000001?groupId=g&tenantId=t';

  const invoke = async (name: string, value: object, person: Pick<TeamsPerson, 'user'>): Promise<Dialog> => {
    const channel = [...room.teams.conversations.values()].find(({ type }) => type === 'channel');
    const activity = { ...room.teams.messageActivity('', person.user, channel?.id), type: 'invoke', name, value };
    const answer = await room.teams.deliver(activity);
    expect(answer.status).toBe(200);
    return answer.body as Dialog;
  };
  const openOn = (content: string, person: Pick<TeamsPerson, 'user'>, over: object = {}) =>
    invoke(
      'composeExtension/fetchTask',
      {
        commandId: 'shareInsight',
        commandContext: 'message',
        messagePayload: { id: '1', body: { contentType: 'html', content }, linkToMessage: link, ...over },
      },
      person,
    );
  const cardIn = ({ task }: Dialog): StandInCard => {
    expect(task.type).toBe('continue');
    const card = task.value.card?.content ?? {};
    expect(cardFaults(card)).toEqual([]);
    // A dialog runs no Execute.
    expect(JSON.stringify(card)).not.toContain('Action.Execute');
    return card;
  };
  const inputOf = (card: StandInCard, id: string): unknown => cardElements(card).find((each) => each.id === id)?.value;
  const submit = (card: StandInCard, verb: string, inputs: Record<string, string>, person: TeamsPerson) => {
    const button = cardElements(card).find(
      (each) => each.type === 'Action.Submit' && (each.data as { verb?: unknown }).verb === verb,
    );
    return invoke(
      'composeExtension/submitAction',
      { commandId: 'shareInsight', commandContext: 'message', data: { ...(button?.data as object), ...inputs } },
      person,
    );
  };

  it('opens the form with the words of the message and keeps the way back to it', async () => {
    const form = cardIn(
      await openOn('<p>A guest asked <at id="0">Ben</at> for a <b>late</b> checkout<br>&amp; tea</p>', colleague),
    );
    expect(inputOf(form, 'insight.share|text')).toBe('A guest asked Ben for a late checkout\n& tea');
    const wrong = cardIn(
      await submit(
        form,
        'insight.share',
        { 'insight.share|text': 'A guest asked for a late checkout', 'insight.share|link': 'ftp://x' },
        colleague,
      ),
    );
    expect(cardText(wrong)).toContain('https://');
    expect(inputOf(wrong, 'insight.share|text')).toBe('A guest asked for a late checkout');
    expect(inputOf(wrong, 'insight.share|link')).toBe('ftp://x');
    for (const [text, theme, said] of [
      ['', '', 'write what you heard'],
      ['x'.repeat(10_000), '', 'at most 2000 characters; this has 10000'],
      ['A guest asked for a late checkout', 'Towel', 'Nearest: Towels'],
    ] as const) {
      const inputs = { 'insight.share|text': text, 'insight.share|theme': theme };
      const again = cardIn(await submit(wrong, 'insight.share', inputs, colleague));
      expect(cardText(again)).toContain(said);
      expect(inputOf(again, 'insight.share|text') ?? '').toBe(text);
    }
    const done = cardIn(
      await submit(
        wrong,
        'insight.share',
        { 'insight.share|text': 'A guest asked for a late checkout', 'insight.share|source': 'store' },
        colleague,
      ),
    );
    const [shared] = await insights();
    expect(cardText(done)).toContain(`Shared as ${shared?.id}`);
    expect(shared).toMatchObject({
      text: 'A guest asked for a late checkout',
      source: 'store',
      origin: { platform: 'teams', channelId: expect.stringMatching(/^19:/), permalink: link },
    });
  });

  it('asks about similar ones in the same dialog, and joins one of them', async () => {
    const [first] = await insights();
    const form = cardIn(await openOn('A guest asked for late checkout', employee));
    const asked = cardIn(
      await submit(form, 'insight.share', { 'insight.share|text': 'A guest asked for late checkout' }, employee),
    );
    const joined = cardIn(await submit(asked, 'insight.support', {}, employee));
    expect(cardText(joined)).toContain(`${first?.id} 내용을 2명이 들었습니다`);
    expect((await insights())[0]?.id).toBe(first?.id);
  });

  it('is answered with words where it cannot be read, and with the way to link where nobody is known', async () => {
    const unread = await invoke('composeExtension/fetchTask', { commandId: 'other' }, colleague);
    expect(unread.task).toMatchObject({ type: 'message', value: expect.stringContaining('cannot read this') });
    const nothing = await invoke('composeExtension/submitAction', { commandId: 'shareInsight', data: {} }, colleague);
    expect(nothing.task.type).toBe('message');
    const stranger = cardIn(await openOn('words', { user: room.teams.addUser('Stranger') }));
    expect(JSON.stringify(stranger)).toContain('/link/');
    // A card alone has no words; a link that is none is left out.
    const empty = cardIn(await openOn('', colleague, { body: null, linkToMessage: 'javascript:alert(1)' }));
    expect(inputOf(empty, 'insight.share|text')).toBeUndefined();
    expect(JSON.stringify(empty)).not.toContain('javascript');
  });

  it.each([
    ['plain <b>text</b>', 'text', 'plain <b>text</b>'],
    ['<div>one</div><div>two <a href="https://x.test">link</a><img src="x" alt="pic"></div>', 'html', 'one\ntwo link'],
  ])('reads %s of a message as %s', (content, type, expected) => {
    expect(wordsOfMessage(content, type)).toBe(expected);
  });
});
