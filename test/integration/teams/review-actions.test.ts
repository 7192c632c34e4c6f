import {
  type StandInConversation,
  type StandInMessage,
  sharedCard,
} from '../../../core/local/stand-ins/teams-stand-in.ts';
import { cardText } from '../../../core/local/stand-ins/teams-stand-in-card.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { cardFaults } from '../../support/adaptive-card-schema.ts';
import { aSubmittedCampaign, openTeamsRoom, type TeamsPerson, type TeamsRoom } from '../../support/teams-bot.ts';

describe('a review on Teams beyond the two keys', () => {
  let room: TeamsRoom;
  let channel: StandInConversation;
  let author: TeamsPerson;
  let marketing: TeamsPerson;
  let it_: TeamsPerson;
  let helper: TeamsPerson;

  beforeAll(async () => {
    room = await openTeamsRoom();
    author = await room.person(['marketer'], 'Ana Author');
    marketing = await room.person(['marketing_reviewer'], 'Mina Marketing');
    it_ = await room.person(['it_reviewer'], 'Ivo It');
    helper = await room.person(['marketer'], 'Hana Helper');
    room.teams.setLimits(false);
    channel = room.teams.addConversation('channel', 'Campaigns');
    await room.teams.sendMessage('channel here', marketing.user, channel.id);
  });
  afterAll(() => room.close());

  const words = (message: StandInMessage): string => cardText(sharedCard(message));
  const cardOf = (id: string, shows: (text: string) => boolean = () => true) =>
    room.teams.waitFor(() =>
      channel.messages.find((m) => m.fromBot && words(m).startsWith(`${id} `) && shows(words(m))),
    );
  const submitted = async (): Promise<{ id: string; card: StandInMessage }> => {
    const id = await aSubmittedCampaign(room.core, author.actor);
    return { id, card: await cardOf(id) };
  };
  const spoken = (answer: { body: unknown }): string => String((answer.body as { value?: unknown }).value);
  const click = async (card: StandInMessage, verb: string, fields: Record<string, string>, who: TeamsPerson) =>
    spoken(await room.teams.clickAction(card.id, verb, fields, who.user));

  it('a reviewer hands the review on, and everybody keeps the one shared card', async () => {
    const { id, card } = await submitted();
    expect(cardFaults(sharedCard(card))).toEqual([]);
    expect(await click(card, 'review.delegate', { 'review.delegate|to': author.staff.id }, it_)).not.toContain(
      'may decide',
    );
    expect(await click(card, 'review.delegate', { 'review.delegate|to': helper.staff.id }, it_)).toBe(
      `Hana Helper may decide for you about ${id} (IT) and is told.`,
    );
    await cardOf(id, (text) => text.includes('Ivo It handed the say on to Hana Helper.'));
    await room.teams.waitFor(() =>
      channel.messages.find(
        (m) =>
          m.rootId === card.id && JSON.stringify(m.activity).includes('Ivo It asked Hana Helper to decide for IT.'),
      ),
    );
    expect(await click(card, 'review.approve', {}, helper)).toContain(`Your IT key for ${id} is recorded.`);
    const last = await cardOf(id, (text) => text.includes('Hana Helper for Ivo It'));
    expect(last.id).toBe(card.id);
    expect(last.privateViews.size).toBe(0);
    expect(JSON.stringify(last.activity)).not.toContain('"refresh"');
  });

  it('reminds later, halts for a reason, and goes on with both keys', async () => {
    const { id, card } = await submitted();
    expect(await click(card, 'review.later', { 'review.later|when': 'morning' }, marketing)).toContain(
      'You are reminded of',
    );
    await click(card, 'review.approve', {}, marketing);
    await click(card, 'review.approve', {}, it_);
    const running = await cardOf(id, (text) => text.includes('Scheduled'));
    expect(await click(running, 'campaign.halt', { 'campaign.halt|reason': ' ' }, it_)).not.toContain('being halted');
    expect(await click(running, 'campaign.halt', { 'campaign.halt|reason': 'Page down' }, it_)).toContain(
      'being halted',
    );
    // The keys of the review that the halt opens, not those that were given before.
    const halted = await cardOf(id, (text) => text.includes('Halted') && text.includes('0 of 2 keys'));
    expect(cardFaults(sharedCard(halted))).toEqual([]);
    await click(halted, 'review.approve', {}, marketing);
    await click(halted, 'review.approve', {}, it_);
    expect((await room.core.campaigns.byId(id))?.state).toBe('scheduled');
  });

  it('a field is asked for in chat; of two who decide on its card at once one wins, and the card shows it to everybody', async () => {
    const other = await room.person(['it_reviewer'], 'Ina It');
    const itRoom = room.teams.addConversation('channel', 'IT');
    await room.teams.sendMessage('channel here it ko', it_.user, itRoom.id);
    await room.core.contacts.setRestricted(systemActor('test'), 'first_name', true);
    await room.teams.sendMessage('fields request first_name because we greet people', helper.user);
    const cardOn = (is: (text: string) => boolean) =>
      room.teams.waitFor(() => itRoom.messages.find((m) => m.fromBot && /^F-\d+ /.test(words(m)) && is(words(m))));
    const card = await cardOn((text) => text.includes('IT 결정을 기다립니다'));
    expect(cardFaults(sharedCard(card))).toEqual([]);
    expect(await click(card, 'field.grant', { 'field.grant|purpose': 'x', 'field.grant|days': '366' }, it_)).toContain(
      'from 1 to 365',
    );
    const grant = { 'field.grant|purpose': 'Greeting', 'field.grant|days': '10' };
    const answers = await Promise.all([
      click(card, 'field.grant', grant, it_),
      click(card, 'field.refuse', { 'field.refuse|comment': 'Not needed.' }, other),
    ]);
    const [request] = await room.core.fields.list();
    const won = request?.state === 'granted' ? 'is granted' : 'is refused';
    expect(answers.filter((line) => line.includes(`${request?.id} ${won}: "first_name"`))).toHaveLength(1);
    expect(answers.filter((line) => line.includes('Nothing was changed.'))).toHaveLength(1);
    const last = await cardOn((text) => text.includes(request?.state === 'granted' ? '허가했습니다' : '거절했습니다'));
    expect(last.id).toBe(card.id);
    expect(cardFaults(sharedCard(last))).toEqual([]);
    await room.teams.waitFor(() =>
      room.teams.personal(helper.user).messages.find((m) => JSON.stringify(m.activity).includes(`(${request?.id})`)),
    );
    await room.core.contacts.setRestricted(systemActor('test'), 'first_name', false);
  });
});
