import { once } from 'node:events';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { createTeamsApp } from '../../../bot/teams/create-teams-app.ts';
import type { StandInConversation } from '../../../core/local/stand-ins/teams-stand-in.ts';
import { sharedCard } from '../../../core/local/stand-ins/teams-stand-in.ts';
import { cardText } from '../../../core/local/stand-ins/teams-stand-in-card.ts';
import { aSubmittedCampaign, openTeamsRoom, type TeamsPerson, type TeamsRoom } from '../../support/teams-bot.ts';

describe('a click whose answer takes longer than Teams waits', () => {
  let room: TeamsRoom;
  let channel: StandInConversation;
  let author: TeamsPerson;
  let marketing: TeamsPerson;
  /** Opens the slow database. */
  let open = (): void => undefined;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    room = await openTeamsRoom();
    room.teams.setLimits(false);
    author = await room.person(['marketer', 'marketing_reviewer'], 'Ana Author');
    marketing = await room.person(['marketing_reviewer'], 'Mina Marketing');
    channel = room.teams.addConversation('channel', 'Campaigns');
    await room.teams.sendMessage('channel here', marketing.user, channel.id);
  });
  afterAll(() => room.close());

  /** A second bot process before the same database, which is slow to say who somebody is. */
  const slowBot = async () => {
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const people = {
      ...room.core.people,
      byIdentity: async (...who: Parameters<typeof room.core.people.byIdentity>) => {
        await gate;
        return room.core.people.byIdentity(...who);
      },
    };
    const core = { ...room.core, people };
    const app = createTeamsApp(
      { core, logger: pino({ level: 'silent' }), notifiers: {}, nudge: () => undefined },
      { invokeMs: 50 },
    );
    const server = createServer(
      (request, response) => void app.messages(request as never, response as never, () => undefined),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    room.teams.connect(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`);
    stop = async () => {
      await app.stop();
      server.close();
      server.closeAllConnections();
      room.teams.connect(room.bot.url);
    };
  };
  const cardOf = (id: string, shows: string) =>
    room.teams.waitFor(() =>
      channel.messages.find(
        (message) =>
          cardText(sharedCard(message)).startsWith(`${id} `) && cardText(sharedCard(message)).includes(shows),
      ),
    );

  it('is answered with "received" in time, is done, and shows on the card', async () => {
    const id = await aSubmittedCampaign(room.core, author.actor);
    const card = await cardOf(id, '0 of 2');
    await slowBot();
    const answer = await room.teams.clickAction(card.id, 'review.approve', {}, marketing.user);
    expect(answer).toMatchObject({ status: 200, body: { value: expect.stringContaining('Received') } });
    expect((await room.core.approvals.current(id))?.decisions).toEqual([]);
    open();
    await stop();
    expect((await room.core.approvals.current(id))?.decisions).toHaveLength(1);
    await cardOf(id, '1 of 2');
  });

  it('says in the personal chat what was refused after all', async () => {
    const id = await aSubmittedCampaign(room.core, author.actor);
    const card = await cardOf(id, '0 of 2');
    await slowBot();
    await room.teams.clickAction(card.id, 'review.approve', {}, author.user);
    open();
    await stop();
    const said = room.teams.personal(author.user).messages.map((message) => message.activity.text);
    expect(said).toHaveLength(1);
    expect(String(said[0])).toContain('somebody else must decide');
    expect((await room.core.approvals.current(id))?.decisions).toEqual([]);
  });
});
