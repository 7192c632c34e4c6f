import { INSIGHT_SHORTCUT } from '../../../bot/slack/insights/insight-form.ts';
import { CHANNEL, eventually, openSlackRoom, type SlackRoom } from '../../support/slack-room.ts';

let room: SlackRoom;
let employee: Awaited<ReturnType<SlackRoom['member']>>;
beforeAll(async () => {
  room = await openSlackRoom();
  employee = await room.member('UEMPLOYEE', ['employee'], 'ko');
  await room.member('UCOLLEAGUE', ['employee']);
  await room.member('UMANAGER', ['manager']);
});
afterAll(() => room.close());

const EMPLOYEE = 'UEMPLOYEE';
const insights = () => room.core.insights.list();
const words = (message: { blocks: readonly unknown[] }): string => JSON.stringify(message.blocks);

/** Types `/insight …` and gives what this person alone was told. */
const insight = async (userId: string, text: string): Promise<string> => {
  const before = room.slack.state.toldTo(userId).length;
  const answer = await room.slack.command({ command: '/insight', text, userId, channelId: CHANNEL });
  expect(answer.status).toBe(200);
  return words(await room.answerTo(userId, before));
};
const press = async (userId: string, actionId: string): Promise<string> => {
  const before = room.slack.state.toldTo(userId).length;
  await room.slack.clickPrivate(userId, actionId);
  return words(await room.answerTo(userId, before));
};
const modalOf = (userId: string, before: number) =>
  eventually('a form', () => {
    const open = room.slack.state.modals.filter((modal) => modal.userId === userId);
    return open.length > before ? open.at(-1) : undefined;
  });

describe('insights in Slack', () => {
  test('one line shares, answers privately with the guess and what was masked, and can be taken back', async () => {
    const told = await insight(EMPLOYEE, '룸서비스가 정말 빠르고 친절했어요! 010-1234-5678');
    const [shared] = await insights();
    expect(shared).toMatchObject({ text: '룸서비스가 정말 빠르고 친절했어요! •••', state: 'new' });
    expect(told).toContain(`${shared?.id}(으)로 공유했습니다`);
    expect(told).toContain('긍정(추정)');
    expect(told).toContain('1건을 가렸습니다');
    expect(room.slack.state.messages).toEqual([]);
    expect(await press(EMPLOYEE, 'insight.withdraw')).toContain('회수했습니다');
    expect((await insights())[0]?.state).toBe('withdrawn');
  });

  test('similar ones are shown before anything is saved: one is joined, or the own one saved', async () => {
    await insight(EMPLOYEE, '사우나 온도가 너무 낮아요');
    const [first] = await insights();
    const asked = await insight('UCOLLEAGUE', '사우나 온도가 너무 낮아서 추웠어요');
    expect(asked).toContain('1 person said much the same');
    expect(await insights()).toHaveLength(2);
    expect(await press('UCOLLEAGUE', 'insight.support')).toContain(`2 people heard what ${first?.id} says`);
    expect((await insights())[0]?.supporters).toHaveLength(1);

    await insight('UCOLLEAGUE', '사우나 온도가 너무 낮아요, 정말로');
    expect(await press('UCOLLEAGUE', 'insight.save')).toContain('Shared as I-');
    expect(await insights()).toHaveLength(3);
    expect(await press('UCOLLEAGUE', 'insight.save')).toContain('was saved already');
    expect(await insights()).toHaveLength(3);
  });

  test('alone it opens the form; wrong fields are said beside them with everything still there', async () => {
    const { core, author } = room;
    const rule = { kind: 'all', rules: [] };
    const segment = await core.segments.create(author.actor, { name: 'Night guests', rule });
    const persona = await core.personas.create(author.actor, { name: 'Night owls', segmentId: segment.id });
    const before = room.slack.state.modals.length;
    await room.slack.command({ command: '/insight', text: ' ', userId: EMPLOYEE, channelId: CHANNEL });
    const modal = await modalOf(
      EMPLOYEE,
      before === 0 ? 0 : room.slack.state.modals.filter((m) => m.userId === EMPLOYEE).length - 1,
    );
    expect(JSON.stringify(modal.view)).toContain('Night owls');
    const empty = await room.slack.submitModal(modal.id, { text: ' ' });
    expect(empty.body).toMatchObject({ response_action: 'errors', errors: { text: expect.any(String) } });
    const wrong = await room.slack.submitModal(modal.id, { text: 'Quiet rooms please', link: 'ftp://nowhere' });
    expect(wrong.body).toMatchObject({
      response_action: 'errors',
      errors: { link: expect.stringContaining('https://') },
    });
    const told = room.slack.state.toldTo(EMPLOYEE).length;
    await room.slack.submitModal(modal.id, {
      text: 'Quiet rooms please',
      source: 'call',
      quoteConsent: 'anonymous',
      persona: persona.id,
    });
    expect(words(await room.answerTo(EMPLOYEE, told))).toContain('공유했습니다');
    expect((await insights())[0]).toMatchObject({
      text: 'Quiet rooms please',
      source: 'call',
      quoteConsent: 'anonymous',
      links: [{ kind: 'persona', id: persona.id }],
    });
  });

  test('a message becomes an insight by its menu, with the way back to it', async () => {
    const forms = room.slack.state.modals.filter((m) => m.userId === 'UCOLLEAGUE').length;
    await room.slack.messageAction({
      callbackId: INSIGHT_SHORTCUT,
      channelId: CHANNEL,
      userId: 'UCOLLEAGUE',
      text: 'A guest asked <@U1> for vegan breakfast <https://example.com|menu> &amp; &lt;tea&gt;',
    });
    const modal = await modalOf('UCOLLEAGUE', forms);
    // As its reader saw it, not as Slack writes it.
    const text = 'A guest asked @U1 for vegan breakfast menu & <tea>';
    expect(JSON.stringify(modal.view)).toContain(text);
    const told = room.slack.state.toldTo('UCOLLEAGUE').length;
    await room.slack.submitModal(modal.id, { text });
    await room.answerTo('UCOLLEAGUE', told);
    const [shared] = await insights();
    expect(shared?.text).toBe(text);
    expect(shared?.origin).toMatchObject({ platform: 'slack', channelId: CHANNEL });
    expect(shared?.origin?.permalink).toContain(`/archives/${CHANNEL}/p`);
  });

  test('those who triage make a brief of it or decline it with words; others are told who may', async () => {
    await insight(EMPLOYEE, 'Guests want to borrow bicycles');
    const [shared] = await insights();
    expect(await insight('UCOLLEAGUE', String(shared?.id))).not.toContain('Not taken up');
    const offered = await insight('UMANAGER', String(shared?.id).toLowerCase());
    expect(offered).toContain('Not taken up');
    // A brief is a campaign, which managers do not make.
    expect(offered).not.toContain('Make a brief');
    const forms = room.slack.state.modals.filter((m) => m.userId === 'UMANAGER').length;
    const campaign = await room.core.campaigns.create(room.author.actor, { name: 'Bicycles to borrow' });
    await room.slack.clickPrivate('UMANAGER', 'insight.link');
    const link = await modalOf('UMANAGER', forms);
    expect(JSON.stringify(link.view)).toContain(`campaign ${campaign.id}`);
    await room.slack.submitModal(link.id, { link: `campaign ${campaign.id}` });
    await eventually('the link', async () => (await insights())[0]?.state === 'linked');
    await room.slack.clickPrivate('UMANAGER', 'insight.decline');
    const modal = await modalOf('UMANAGER', forms + 1);
    await room.slack.submitModal(modal.id, { reason: 'No room for bicycles before May.' });
    await eventually('the refusal', async () => (await insights())[0]?.state === 'declined');
    const heard = await eventually('a notice to the author', () =>
      room.slack.state.messages.find((m) => JSON.stringify(m.blocks).includes('No room for bicycles')),
    );
    expect(JSON.stringify(heard.blocks)).toContain('이번에는 반영되지 않습니다');
  });

  test('one press makes a brief of it, once; the same button sent by somebody who may not triage changes nothing', async () => {
    await insight(EMPLOYEE, 'Guests ask for a second key to the room');
    const [shared] = await insights();
    const id = String(shared?.id);
    for (const userId of ['UAUTHOR', 'UCOLLEAGUE', 'UMANAGER']) await insight(userId, id);
    const [brief] = room.slack.privateActionPayload('UAUTHOR', 'insight.brief').actions as [Record<string, unknown>];
    /** A request as Slack signs it, whose button is another one than this person was shown. */
    const send = async (userId: string, action: Record<string, unknown>): Promise<void> => {
      const own = room.slack.privateActionPayload(userId, 'insight.support');
      const [button] = own.actions as [Record<string, unknown>];
      const request = room.slack.signedInteraction({ ...own, actions: [{ ...button, ...action }] });
      expect((await room.slack.post(request)).status).toBe(200);
    };
    const forged = async (userId: string, action: Record<string, unknown>): Promise<string> => {
      const before = room.slack.state.toldTo(userId).length;
      await send(userId, action);
      return words(await room.answerTo(userId, before));
    };
    expect(await forged('UCOLLEAGUE', brief)).toContain('you need one of these roles');
    expect(await forged('UMANAGER', brief)).toContain('you need one of these roles');
    const decline = { action_id: 'insight.decline', value: JSON.stringify({ insightId: id }) };
    const forms = room.slack.state.modals.filter((m) => m.userId === 'UCOLLEAGUE').length;
    await send('UCOLLEAGUE', decline);
    const modal = await modalOf('UCOLLEAGUE', forms);
    const refused = await room.slack.submitModal(modal.id, { reason: 'Because I say so' });
    expect(JSON.stringify(refused.body)).toContain('you need one of these roles');
    for (const insightId of ['I-0', 'I-1 OR 1', { $ne: '' }]) {
      const value = JSON.stringify({ insightId });
      expect(await forged('UCOLLEAGUE', { action_id: 'insight.brief', value })).toContain('could not read this button');
    }
    expect((await insights())[0]).toMatchObject({ state: 'new', links: [] });

    expect(await press('UAUTHOR', 'insight.brief')).toContain(`${id}`);
    const [made] = await room.core.campaigns.list({ limit: 1 });
    expect((await insights())[0]).toMatchObject({ state: 'used', links: [{ kind: 'campaign', id: made?.id }] });
    expect(made?.brief.goal).toContain('Guests ask for a second key');
    expect(await press('UAUTHOR', 'insight.brief')).toContain(`${made?.id} is a draft with ${id}`);
    expect((await room.core.campaigns.list({ limit: 2 })).filter(({ name }) => name === made?.name)).toHaveLength(1);
  });

  test('its author edits it and answers in its thread, whoever commented hears it, and its theme is followed by a button', async () => {
    await room.core.insights.addTheme(room.author.actor, 'Pillows');
    const given = { text: 'Guests find the pillows too soft', theme: 'Pillows' };
    const { insight: shared } = await room.core.insights.share(employee.actor, given);
    const direct = (userId: string) => room.slack.state.inChannel(`D${userId}`).map(words).join();
    const typeInto = async (userId: string, actionId: string, fields: Record<string, string>) => {
      const forms = room.slack.state.modals.filter((m) => m.userId === userId).length;
      await room.slack.clickPrivate(userId, actionId);
      const modal = await modalOf(userId, forms);
      const told = room.slack.state.toldTo(userId).length;
      const answer = await room.slack.submitModal(modal.id, fields);
      const wrong = JSON.stringify(answer.body).includes('errors');
      return { modal, said: wrong ? JSON.stringify(answer.body) : words(await room.answerTo(userId, told)) };
    };
    await insight('UCOLLEAGUE', shared.id);
    const asked = await typeInto('UCOLLEAGUE', 'insight.comment', { comment: 'In which hotel?' });
    expect(asked.said).toContain('Its author is told');
    expect(await insight(EMPLOYEE, shared.id)).toContain('UCOLLEAGUE: In which hotel?');
    const answered = await typeInto(EMPLOYEE, 'insight.comment', { comment: '부산입니다' });
    expect(answered.said).toContain('앞서 의견을 남긴 분들에게 알렸습니다');
    await eventually('word to who asked', () => direct('UCOLLEAGUE').includes('부산입니다'));

    const long = await typeInto(EMPLOYEE, 'insight.edit', { text: 'x'.repeat(10_000) });
    expect(JSON.stringify(long.modal.view)).toContain('Guests find the pillows too soft');
    expect(long.said).toContain('2,000');
    const edited = await typeInto(EMPLOYEE, 'insight.edit', { text: '베개가 너무 푹신해요 010-1234-5678' });
    expect(edited.said).toContain('수정했습니다');
    expect(edited.said).toContain('1건을 가렸습니다');
    expect(await room.core.insights.byId(shared.id)).toMatchObject({
      text: '베개가 너무 푹신해요 •••',
      themeKey: 'pillows',
      comments: [{}, {}],
    });

    await insight('UCOLLEAGUE', shared.id);
    expect(await press('UCOLLEAGUE', 'insight.follow')).toContain('You hear of each new insight in \\"Pillows\\"');
    await room.core.insights.share(employee.actor, { text: '메모리폼 베개를 찾아요', theme: 'Pillows' });
    await eventually('word of the theme', () => direct('UCOLLEAGUE').includes('메모리폼'));
    expect(await insight('UCOLLEAGUE', shared.id)).toContain('Follow \\"Pillows\\" no more');
    expect(await press('UCOLLEAGUE', 'insight.follow')).toContain('no more');
    expect((await room.core.insights.themes()).find(({ key }) => key === 'pillows')?.followers).toEqual([]);
  });

  test('the same words ten times in a minute stand there once, and each time the person is told so', async () => {
    const said: string[] = [];
    for (let i = 0; i < 10; i += 1) said.push(await insight('UCOLLEAGUE', 'The gym opens too late for runners'));
    expect(said[0]).toContain('Shared as I-');
    for (const later of said.slice(1)) {
      expect(later).toContain('1 person said much the same');
      // Nobody joins what they shared themselves.
      expect(later).not.toContain('I heard that too');
    }
    expect(await press('UCOLLEAGUE', 'insight.save')).toContain('You shared the same words');
    const stored = (await insights()).filter(({ text }) => text.startsWith('The gym opens'));
    expect(stored.map(({ supporters }) => supporters)).toEqual([[]]);
  });

  test('are found by their words with /tandem search', async () => {
    const before = room.slack.state.toldTo(EMPLOYEE).length;
    await room.slack.command({ command: '/tandem', text: 'search bicycles', userId: EMPLOYEE, channelId: CHANNEL });
    expect(words(await room.answerTo(EMPLOYEE, before))).toMatch(/인사이트 I-\d+: Guests want to borrow bicycles/);
  });

  test('a search that is saved in a channel posts what is new there once; a channel that is gone pauses it and its owner is told', async () => {
    const posted = () => room.slack.state.inChannel(CHANNEL).map(words);
    const post = () => Promise.all([1, 2, 3].map(() => room.core.savedSearches.postNew()));
    expect(await room.ask('search save', EMPLOYEE)).toContain('찾을 말을 적어 주세요');
    expect(await room.ask('search saved', EMPLOYEE)).toContain('저장된 검색이 없습니다');
    expect(await room.ask('search save bicycles', EMPLOYEE)).toContain('“bicycles” 검색을 저장했습니다');
    await insight('UCOLLEAGUE', 'The bicycles have flat tyres');
    await post();
    await eventually('the new one', () => (posted().join().includes('flat tyres') ? true : undefined));
    await post();
    await insight('UCOLLEAGUE', 'Three bicycles were stolen at night');
    await post();
    await eventually('the second one', () => (posted().join().includes('stolen at night') ? true : undefined));
    expect(posted().filter((text) => text.includes('flat tyres'))).toHaveLength(1);
    expect(posted().join()).not.toContain('borrow bicycles');

    expect(await room.ask('search saved', EMPLOYEE)).toContain('“bicycles”');
    expect(await press(EMPLOYEE, 'search.pause')).toContain('일시 중지됨');
    expect(await press(EMPLOYEE, 'search.resume')).toContain('인사이트만 올립니다');
    room.slack.addChannel({ id: CHANNEL, name: 'campaigns', isArchived: true });
    await insight('UCOLLEAGUE', 'New bicycles have arrived');
    await post();
    await eventually('word to its owner', () =>
      room.slack.state.inChannel(`D${EMPLOYEE}`).map(words).join().includes('을(를) 멈췄습니다') ? true : undefined,
    );
    room.slack.addChannel({ id: CHANNEL, name: 'campaigns', isArchived: false });
    expect(await room.ask('search saved', EMPLOYEE)).toContain('채널에 글을 올릴 수 없습니다');
    expect(await press(EMPLOYEE, 'search.delete')).toContain('삭제했습니다');
    expect(await room.core.savedSearches.list()).toEqual([]);
  });

  test('an empty, a too long and an unlinked one get a sentence, and nothing is stored', async () => {
    const before = (await insights()).length;
    const long = `${'word '.repeat(900)}end`;
    const told = await insight('UCOLLEAGUE', long);
    expect(told).toContain('at most 2000 characters; this has 4503');
    expect(told.match(/word|end"/g)).toHaveLength(901);
    expect(await insight('UCOLLEAGUE', '!!!')).toContain('write it in words');
    room.slack.addUser({ id: 'USTRANGER', name: 'stranger' });
    expect(await insight('USTRANGER', 'words of a stranger')).toContain('/link/');
    expect(await insights()).toHaveLength(before);
  });
});
