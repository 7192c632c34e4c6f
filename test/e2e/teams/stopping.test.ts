import type { StandInConversation, StandInMessage } from '../../../core/local/stand-ins/teams-stand-in.ts';
import { sharedCard } from '../../../core/local/stand-ins/teams-stand-in.ts';
import { cardText } from '../../../core/local/stand-ins/teams-stand-in-card.ts';
import { cardFaults } from '../../support/adaptive-card-schema.ts';
import { aReadyDraft } from '../../support/portal-world.ts';
import { eventually } from '../../support/slack-room.ts';
import { aSubmittedCampaign, openTeamsRoom, type TeamsPerson, type TeamsRoom } from '../../support/teams-bot.ts';

describe('stopping what is sent, from Teams', () => {
  let room: TeamsRoom;
  let channel: StandInConversation;
  let author: TeamsPerson;
  let marketing: TeamsPerson;
  let it_: TeamsPerson;

  beforeAll(async () => {
    room = await openTeamsRoom();
    room.teams.setLimits(false);
    author = await room.person(['marketer'], 'Ana Author');
    marketing = await room.person(['marketing_reviewer'], 'Mina Marketing');
    it_ = await room.person(['it_reviewer'], 'Ivo It');
  });
  afterAll(() => room.close());

  const words = (message: StandInMessage | undefined): string =>
    message === undefined ? '' : `${String(message.activity.text ?? '')}\n${cardText(message.activity)}`;
  const said = (conversation: StandInConversation): string[] =>
    conversation.messages.filter(({ fromBot }) => fromBot).map(words);
  const ask = async (text: string, person: TeamsPerson, conversationId?: string): Promise<string> => {
    await room.teams.sendMessage(text, person.user, conversationId);
    const where =
      conversationId === undefined ? room.teams.personal(person.user) : room.teams.conversations.get(conversationId);
    return where === undefined ? '' : (said(where).at(-1) ?? '');
  };
  const cardOf = (id: string, ...shown: readonly string[]) =>
    room.teams.waitFor(() =>
      channel.messages.find((message) => {
        const text = cardText(sharedCard(message));
        return message.fromBot && text.startsWith(`${id} `) && shown.every((one) => text.includes(one));
      }),
    );
  const approve = async (card: StandInMessage, person: TeamsPerson): Promise<string> => {
    const { body } = await room.teams.clickAction(card.id, 'review.approve', {}, person.user);
    return String((body as { value?: unknown }).value);
  };
  const scheduled = async (): Promise<{ id: string; card: StandInMessage }> => {
    const id = await aSubmittedCampaign(room.core, author.actor);
    const card = await cardOf(id);
    await approve(card, marketing);
    await approve(card, it_);
    return { id, card: await cardOf(id, 'Scheduled') };
  };
  const stateOf = async (id: string) => (await room.core.campaigns.byId(id))?.state;

  it('a person who never spoke to the bot is told in a personal chat, as soon as a channel of the tenant is known', async () => {
    const never = await room.person(['manager'], 'Nara Never', { lang: 'ko' });
    await room.core.notices.tell({
      key: 'first',
      to: { kind: 'staff', staffId: never.staff.id },
      title: { en: 'C-1 waits for you', ko: 'C-1이 결정을 기다립니다' },
      lines: [],
      path: '/campaigns/C-1',
      tone: 'attention',
      campaignId: null,
    });
    // Nobody knows where Teams is to be reached yet.
    await eventually('a try without a way', () =>
      room.bot.lines.some((line) => line.msg === 'a notice could not be told'),
    );
    expect(room.teams.requests).toEqual([]);

    channel = room.teams.addConversation('channel', 'Campaigns');
    await ask('channel here', marketing, channel.id);
    await room.teams.waitFor(() => said(room.teams.personal(never.user)).length > 0 || undefined);
    expect(said(room.teams.personal(never.user)).join()).toContain('C-1이 결정을 기다립니다');
    const opened = room.teams.requests.find(({ path }) => path === 'conversations');
    expect(opened).toMatchObject({
      status: 201,
      body: { tenantId: room.teams.tenantId, members: [{ id: never.user.aadObjectId }] },
    });
    expect(said(channel).join()).not.toContain('C-1이');
  });

  it('`channel here it` chooses the channel of IT: freezes are told there and not in the campaign channel', async () => {
    const ops = room.teams.addConversation('channel', 'IT operations');
    expect(await ask('channel here it ko', it_, ops.id)).toContain('IT operations이(가) IT 채널입니다');
    expect(await room.core.channels.get('teams', room.teams.tenantId, 'it')).toMatchObject({
      channelId: ops.id,
      lang: 'ko',
      purpose: 'it',
    });
    expect((await room.core.channels.get('teams', room.teams.tenantId))?.channelId).toBe(channel.id);
    await room.core.notices.tell({
      key: 'for-it',
      to: { kind: 'channel', purpose: 'it' },
      title: { en: 'Head of the audit log', ko: '감사 기록의 끝' },
      lines: [],
      path: null,
      tone: 'normal',
      campaignId: null,
    });
    await room.teams.waitFor(() => said(ops).find((text) => text.includes('감사 기록의 끝')));
    expect(said(channel).join()).not.toContain('Head of the audit log');
    expect(await ask('channel here it fr', it_, ops.id)).toContain('Write "channel here"');
  });

  it('`halt` needs a reason and a reviewer; the card then asks both keys, and they let it go on', async () => {
    const { id } = await scheduled();
    expect(await ask(`halt ${id}`, it_)).toContain('Say why');
    expect(await ask(`halt ${id} For fun`, author)).not.toContain('is being halted');
    expect(await stateOf(id)).toBe('scheduled');
    await ask(`halt ${id} <at>Kim</at> says: **stop**`, it_, channel.id);
    await room.teams.waitFor(() => said(channel).find((text) => text.includes(`${id} is being halted`)));
    await room.teams.waitFor(() => said(channel).find((text) => text.includes('> Kim says: **stop**')));
    expect((await room.core.campaigns.thread(id)).filter(({ kind }) => kind === 'halting')).toHaveLength(1);
    expect(await stateOf(id)).toBe('halted');
    const halted = await cardOf(id, 'Halted', '0 of 2 keys', 'Waiting for an IT reviewer: Ivo It');
    expect(cardFaults(sharedCard(halted))).toEqual([]);
    expect(JSON.stringify(sharedCard(halted))).not.toContain('review.reject');
    await approve(halted, marketing);
    await approve(halted, it_);
    expect(await stateOf(id)).toBe('scheduled');
    expect((await cardOf(id, 'Scheduled')).privateViews.size).toBe(0);
  });

  it('`freeze` by IT tells the owner, and the card says what comes next; after `unfreeze` both keys let it go on', async () => {
    expect(await ask('freeze', it_)).toContain('Say why');
    expect(await ask('freeze The shop is down', marketing)).not.toContain('Sending is frozen');
    expect(await room.core.freezes.active()).toBeUndefined();
    expect(await ask('freeze The shop is down', it_)).toContain('Sending is frozen: The shop is down');
    const { id } = await aReadyDraft(room.core, author.actor);
    await room.core.campaigns.submit(author.actor, id);
    const card = await cardOf(id);
    await approve(card, marketing);
    await approve(card, it_);
    await room.core.campaigns.followFreeze();
    expect(await room.core.campaigns.byId(id)).toMatchObject({ state: 'held', heldBy: 'freeze' });
    const held = await cardOf(id, 'Held', 'Next: IT ends the freeze', 'Change freezes');
    expect(cardFaults(sharedCard(held))).toEqual([]);
    await room.teams.waitFor(() =>
      said(room.teams.personal(author.user)).find((text) => text.includes('shop is down')),
    );

    expect(await ask('unfreeze', marketing)).not.toContain('The freeze is over');
    expect(await ask('unfreeze', it_)).toContain('The freeze is over');
    expect(await room.core.freezes.active()).toBeUndefined();
    expect(await ask('unfreeze', it_)).toContain('No freeze holds now');
    await cardOf(
      id,
      'Held · 0 of 2 keys',
      'Next: "Give the key to go on" on this card · Marketing: Mina Marketing · IT: Ivo It',
    );
    expect(await approve(held, marketing)).toContain('is recorded');
    expect(await approve(held, it_)).toContain('is recorded');
    expect(await stateOf(id)).toBe('scheduled');
    await cardOf(id, 'Scheduled');
  });

  it('`reviews` tells each reader what waits for them and for others', async () => {
    const id = await aSubmittedCampaign(room.core, author.actor, 'Autumn');
    const card = await cardOf(id, 'Waiting for a marketing reviewer: Mina Marketing');
    await approve(card, marketing);
    expect(await ask('reviews', it_)).toContain(`${id} · Autumn: IT key`);
    const waiting = await ask('reviews', marketing);
    expect(waiting).toContain('Waiting for others');
    expect(waiting).toContain('waits for Ivo It');
  });
});
