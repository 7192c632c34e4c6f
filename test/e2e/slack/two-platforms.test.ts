import { sharedCard } from '../../../core/local/stand-ins/teams-stand-in.ts';
import { cardText } from '../../../core/local/stand-ins/teams-stand-in-card.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { eventually } from '../../support/slack-room.ts';
import { openTwoPlatforms, type TwoPlatforms } from '../../support/two-platforms.ts';

describe('one decision on two platforms', () => {
  let room: TwoPlatforms;
  beforeAll(async () => {
    room = await openTwoPlatforms();
  });
  afterAll(() => room.close());

  const standing = async (id: string) =>
    (await room.core.approvals.current(id))?.decisions.map(({ lane, kind, by, surface }) => ({
      lane,
      kind,
      by,
      surface,
    })) ?? [];
  /** Both copies show this, and nobody on Teams has a view of their own. */
  const bothShow = async (id: string, words: string): Promise<void> => {
    const [, onTeams] = await Promise.all([room.slackCard(id, words), room.teamsCard(id, words)]);
    expect(onTeams.privateViews.size).toBe(0);
  };

  test('two keys given at the same moment, one on each platform, schedule it once', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    const told = await Promise.all([
      room.clickSlack(onSlack.ts, 'review.approve', room.marketing.slackId),
      room.clickTeams(onTeams.id, 'review.approve', room.it.user),
    ]);
    for (const text of told) expect(text).toContain('is recorded');
    expect((await room.core.campaigns.byId(id))?.state).toBe('scheduled');
    expect((await standing(id)).map(({ lane, surface }) => `${lane} ${surface}`).sort()).toEqual([
      'it teams',
      'marketing slack',
    ]);
    await bothShow(id, 'Scheduled');
    const lines = (await room.core.campaigns.thread(id)).filter(({ kind }) => kind === 'scheduled');
    expect(lines).toHaveLength(1);
  });

  test('the same lane by two people within milliseconds: one key, and the other is told', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    const told = await Promise.all([
      room.clickSlack(onSlack.ts, 'review.approve', room.marketing.slackId),
      room.clickTeams(onTeams.id, 'review.approve', room.second.user),
    ]);
    expect(told.filter((text) => text.includes('is recorded'))).toHaveLength(1);
    expect(told.filter((text) => /already/.test(text))).toHaveLength(1);
    expect(await standing(id)).toHaveLength(1);
    await bothShow(id, '1 of 2 keys');
  });

  test('a key here and a rejection there at the same moment: it is rejected, and both copies say so', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    const [answer, told] = await Promise.all([
      room.teams.clickAction(onTeams.id, 'review.reject', { 'review.reject|comment': 'Not this year' }, room.it.user),
      room.clickSlack(onSlack.ts, 'review.approve', room.marketing.slackId),
    ]);
    expect(String((answer.body as { value?: unknown }).value)).toContain('rejected');
    // The key came first and counts no more, or it came too late and its giver was told.
    const keys = (await standing(id)).filter(({ kind }) => kind === 'approve');
    expect(keys).toHaveLength(told.includes('is recorded') ? 1 : 0);
    expect((await room.core.campaigns.byId(id))?.state).toBe('rejected');
    await bothShow(id, 'Rejected');
    const copy = await room.slackCard(id, 'Rejected');
    expect(JSON.stringify(copy.blocks)).not.toContain('review.');
  });

  test('one person on both platforms at once is one decision', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    const told = await Promise.all([
      room.clickSlack(onSlack.ts, 'review.approve', room.it.slackId),
      room.clickTeams(onTeams.id, 'review.approve', room.it.user),
      room.clickTeams(onTeams.id, 'review.approve', room.it.user),
    ]);
    expect(told).toHaveLength(3);
    expect(told.filter((text) => text.includes('is recorded')).length).toBeGreaterThanOrEqual(1);
    expect(await standing(id)).toHaveLength(1);
    await bothShow(id, '1 of 2 keys');
  });

  test('an edit between click and commit: the old card is refused on both platforms, the new one counts', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    const stale = {
      slack: room.slack.actionPayload(onSlack.ts, 'review.approve', room.marketing.slackId),
      teams: room.teams.clickActivity(onTeams.id, 'review.approve', {}, room.second.user),
    };
    const campaign = await room.core.campaigns.byId(id);
    if (campaign === undefined) throw new Error('no campaign');
    const before = room.slack.state.toldTo(room.marketing.slackId).length;
    await room.core.campaigns.edit(room.author.actor, id, {
      revision: campaign.revision,
      content: { ...campaign.content, subject: 'Another subject' },
    });
    const [, answer] = await Promise.all([
      room.slack.post(room.slack.signedInteraction(stale.slack)),
      room.teams.deliver(stale.teams),
    ]);
    const told = [
      await eventually('a refusal', () => room.slack.state.toldTo(room.marketing.slackId)[before]?.text),
      String((answer.body as { value?: unknown }).value),
    ];
    for (const text of told) expect(text).toMatch(/changed/i);
    expect(await standing(id)).toEqual([]);
    await bothShow(id, 'Another subject');
    expect(await room.clickSlack(onSlack.ts, 'review.approve', room.marketing.slackId)).toContain('is recorded');
    await bothShow(id, '1 of 2 keys');
  });

  test('a late retry by the platform gives the same answer and changes nothing', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    const invoke = room.teams.clickActivity(onTeams.id, 'review.approve', {}, room.marketing.user);
    const first = await room.teams.deliver(invoke);
    expect(await room.clickSlack(onSlack.ts, 'review.approve', room.it.slackId)).toContain('is recorded');
    expect(await room.teams.deliver(invoke)).toEqual(first);
    expect(await standing(id)).toHaveLength(2);
    expect((await room.core.campaigns.thread(id)).filter(({ kind }) => kind === 'approved')).toHaveLength(2);
  });

  test('a reviewer whose role was just taken away is refused on both platforms', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    const former = await room.person(['it_reviewer'], `former`);
    await room.core.people.setRoles(systemActor('test'), former.staff.id, ['employee']);
    for (const text of [
      await room.clickSlack(onSlack.ts, 'review.approve', former.slackId),
      await room.clickTeams(onTeams.id, 'review.approve', former.user),
    ]) {
      expect(text).not.toContain('is recorded');
      expect(text).toMatch(/reviewer/i);
    }
    expect(await standing(id)).toEqual([]);
  });

  test('each platform away in turn while the other decides: its copy is right within two seconds of its return', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    room.slack.outage(true);
    expect(await room.clickTeams(onTeams.id, 'review.approve', room.marketing.user)).toContain('is recorded');
    await room.teamsCard(id, '1 of 2 keys');
    expect(JSON.stringify(onSlack.blocks)).toContain('0 of 2 keys');
    room.slack.outage(false);
    let back = Date.now();
    await room.slackCard(id, '1 of 2 keys');
    expect(Date.now() - back).toBeLessThan(2_000);

    room.teams.fail({ status: 503, count: 1_000 });
    expect(await room.clickSlack(onSlack.ts, 'review.approve', room.it.slackId)).toContain('is recorded');
    await room.slackCard(id, 'Scheduled');
    expect(cardText(sharedCard(onTeams))).toContain('1 of 2 keys');
    room.teams.recover();
    back = Date.now();
    await room.teamsCard(id, 'Scheduled');
    expect(Date.now() - back).toBeLessThan(2_000);
  });
});
