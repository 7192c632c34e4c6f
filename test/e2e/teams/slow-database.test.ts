import { testServerUri } from '../../support/database.ts';
import { eventually } from '../../support/slack-room.ts';
import { type SlowDatabase, startSlowDatabase } from '../../support/slow-database.ts';
import { openTwoPlatforms, type TwoPlatforms } from '../../support/two-platforms.ts';

describe('a database that answers two seconds late', () => {
  let database: SlowDatabase;
  let room: TwoPlatforms;
  beforeAll(async () => {
    database = await startSlowDatabase(testServerUri());
    room = await openTwoPlatforms({ MONGODB_URI: database.uri });
  });
  afterEach(() => database.slowBy(0));
  afterAll(async () => {
    await room.close();
    await database.close();
  });

  test('Slack is acknowledged and Teams answered before the decision stands, and both keys count', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    database.slowBy(2_000);
    const told = room.slack.state.toldTo(room.marketing.slackId).length;
    const [slack, teams] = await Promise.all([
      room.slack.clickButton(onSlack.ts, 'review.approve', room.marketing.slackId),
      room.clickTeams(onTeams.id, 'review.approve', room.it.user),
    ]);
    expect(slack.status).toBe(200);
    expect(room.slack.state.toldTo(room.marketing.slackId)).toHaveLength(told);
    expect(teams).toContain('The card shows the result in a moment');
    database.slowBy(0);
    await eventually('both keys', async () => (await room.core.campaigns.byId(id))?.state === 'scheduled', 30_000);
    await Promise.all([room.slackCard(id, 'Scheduled'), room.teamsCard(id, 'Scheduled')]);
    await eventually('the answer to who clicked', () =>
      JSON.stringify(room.slack.state.toldTo(room.marketing.slackId)).includes(`key for ${id} is recorded`),
    );
  });

  test('what is refused after "received" is said to the person', async () => {
    const { onTeams } = await room.submitted();
    database.slowBy(2_000);
    const answer = await room.clickTeams(onTeams.id, 'review.approve', room.author.user);
    expect(answer).toContain('The card shows the result in a moment');
    database.slowBy(0);
    await eventually(
      'the refusal in the personal chat',
      () => JSON.stringify(room.teams.personal(room.author.user).messages).includes('somebody else must decide'),
      30_000,
    );
  });
});
