import { CHANNEL, eventually, openSlackRoom, type SlackRoom } from '../../support/slack-room.ts';

let room: SlackRoom;
/** A Friday. */
let now = new Date('2026-11-20T03:00:00Z');
beforeAll(async () => {
  room = await openSlackRoom({ clock: { now: () => now } });
  await room.member('UMANAGER', ['manager'], 'ko');
  await room.member('UEMPLOYEE', ['employee']);
});
afterAll(() => room.close());

const words = (message: { blocks: readonly unknown[] }): string => JSON.stringify(message.blocks);
const digest = (text: string, userId = 'UMANAGER'): Promise<string> => room.ask(`digest ${text}`, userId);
/** What was posted in a conversation and holds these words. */
const postedIn = (channelId: string, text: string) =>
  eventually(`"${text}" in ${channelId}`, () =>
    room.slack.state.inChannel(channelId).find((message) => words(message).includes(text)),
  );

describe('digests in Slack', () => {
  test('one line sets it up in the own language; what is not understood is named with the way out', async () => {
    expect(await digest('')).toContain('아직 받는 다이제스트가 없습니다');
    expect(await digest('weekly someday 09:00')).toContain('요일이 아닙니다');
    expect(await digest('weekly mon 25:00')).toContain('시각이 아닙니다');
    expect(await digest('weekly mon 09:00 Mars/Base')).toContain('시간대가 아닙니다');
    const set = await digest('weekly mon 09:00 Asia/Seoul');
    expect(set).toContain('월요일 09:00(Asia/Seoul)');
    expect(set).toContain('2026. 11. 23. 09:00');
    expect(await digest('weekly 일 02:30 Europe/Berlin')).toContain('02:30이 없습니다. 다이제스트는 03:30에 갑니다');
    expect(await digest('weekly mon 09:00 Asia/Seoul')).toContain('월요일 09:00');
  });

  test('it comes when it is due, with its picture in words, its details behind buttons, and is paused and resumed in place', async () => {
    const theme = await room.core.insights.addTheme(room.author.actor, 'Breakfast');
    await room.core.insights.share(room.author.actor, { text: 'Guests love the waffles', theme: theme.key });
    now = new Date('2026-11-23T00:00:30Z');
    await room.core.digestRounds.sweep();
    const message = await postedIn('DUMANAGER', '주제별 인사이트');
    const text = words(message);
    expect(text).toContain('2026. 11. 16. 09:00');
    expect(text).toContain('"alt_text":"주제별 인사이트. Breakfast: 1건, 한 주 전 0건."');
    expect(text).toContain('UAUTHOR');
    expect(text).not.toContain('캠페인 결과');

    const press = async (actionId: string): Promise<string> => {
      const before = room.slack.state.toldTo('UMANAGER').length;
      await room.slack.clickButton(message.ts, actionId, 'UMANAGER');
      return words(await room.answerTo('UMANAGER', before));
    };
    const details = await press('digest.insights');
    expect(details).toContain('Breakfast');
    expect(details).toMatch(/\/digests\/[\w-]+\/lists\/shared/);
    expect(await press('digest.pause')).toContain('일시 중지됨');
    expect(await digest('')).toContain('일시 중지됨');
    expect(await digest('resume')).toContain('2026. 11. 30. 09:00');
  });

  test('the form changes it, with what is wrong said beside the field and what was typed still there', async () => {
    const forms = room.slack.state.modals.length;
    await digest('');
    await room.slack.clickPrivate('UMANAGER', 'digest.change');
    const modal = await eventually('the form', () =>
      room.slack.state.modals.length > forms ? room.slack.state.modals.at(-1) : undefined,
    );
    expect(JSON.stringify(modal.view)).toContain('"initial_value":"09:00"');
    const wrong = await room.slack.submitModal(modal.id, { days: 'tue', time: '9 Uhr', zone: 'Asia/Seoul' });
    expect(wrong.body).toMatchObject({ errors: { time: expect.stringContaining('시각이 아닙니다') } });
    const before = room.slack.state.toldTo('UMANAGER').length;
    await room.slack.submitModal(modal.id, { days: 'tue', time: '08:15', zone: 'Asia/Seoul', lang: 'en', mail: 'yes' });
    expect(words(await room.answerTo('UMANAGER', before))).toContain('화요일 08:15(Asia/Seoul)');
    expect(await digest('')).toContain('메일로도 받습니다');
  });

  test('a preview is built at once, for the reader alone, and shows an employee what an employee may see', async () => {
    await digest('now');
    const preview = await digest('now', 'UEMPLOYEE');
    expect(preview).toContain('Preview of your digest');
    expect(preview).toContain('Breakfast');
    expect(room.slack.state.inChannel(CHANNEL)).toEqual([]);
  });

  test('a channel has one by those who see reports; when it is gone its digest pauses and its owner is told', async () => {
    expect(await digest('here weekly mon 09:00', 'UEMPLOYEE')).toContain('it is set up by');
    const set = await digest('here weekly mon 09:00 Asia/Seoul en', 'UMARKETING');
    expect(set).toContain('The digest of #campaigns');
    now = new Date('2026-11-30T00:00:30Z');
    await room.core.insights.share(room.author.actor, { text: 'Late checkout please' });
    now = new Date('2026-12-07T00:00:30Z');
    await room.core.insights.share(room.author.actor, { text: 'The gym opens too late' });
    await room.core.digestRounds.sweep();
    await postedIn(CHANNEL, 'Digest: 30 Nov 2026, 09:00 to 7 Dec 2026, 09:00');

    room.slack.addChannel({ id: CHANNEL, name: 'campaigns', isArchived: true });
    now = new Date('2026-12-13T00:00:00Z');
    await room.core.insights.share(room.author.actor, { text: 'More plants in the lobby' });
    now = new Date('2026-12-14T00:00:30Z');
    await room.core.digestRounds.sweep();
    await postedIn('DUMARKETING', 'The digest of #campaigns is paused');
    expect(await digest('here', 'UMARKETING')).toContain('its channel is archived');
  });
});
