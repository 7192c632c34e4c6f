import type { LinkAnswer } from '../../../core/campaigns/preflight/preflight-service.ts';
import { sharedCard } from '../../../core/local/stand-ins/teams-stand-in.ts';
import { cardText } from '../../../core/local/stand-ins/teams-stand-in-card.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { found } from '../../support/link-answers.ts';
import { noNetwork } from '../../support/no-network.ts';
import { eventually } from '../../support/slack-room.ts';
import { openTwoPlatforms, type TwoPlatforms } from '../../support/two-platforms.ts';

const DEAD = 'https://shop.kr/dead';
/** An internet in which every page answers but one. */
const answerOf = async (url: string): Promise<LinkAnswer> => found(url, url.startsWith(DEAD) ? { status: 404 } : {});

describe('one decision on two platforms', () => {
  let room: TwoPlatforms;
  beforeAll(async () => {
    room = await openTwoPlatforms({}, { lookup: noNetwork.lookup, probe: { probe: answerOf } });
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

  test('each platform away in turn while the other decides: its copy is right after its return', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    room.slack.outage(true);
    expect(await room.clickTeams(onTeams.id, 'review.approve', room.marketing.user)).toContain('is recorded');
    await room.teamsCard(id, '1 of 2 keys');
    expect(JSON.stringify(onSlack.blocks)).toContain('0 of 2 keys');
    room.slack.outage(false);
    await room.slackCard(id, '1 of 2 keys');

    room.teams.fail({ status: 503, count: 1_000 });
    expect(await room.clickSlack(onSlack.ts, 'review.approve', room.it.slackId)).toContain('is recorded');
    await room.slackCard(id, 'Scheduled');
    expect(cardText(sharedCard(onTeams))).toContain('1 of 2 keys');
    room.teams.recover();
    await room.teamsCard(id, 'Scheduled');
  });

  const quiet = () =>
    eventually('nothing left to show', async () => {
      const campaigns = await room.core.campaigns.list({});
      const cards = (await Promise.all(campaigns.map((one) => room.core.cards.forCampaign(one.id)))).flat();
      return cards.every((card) => card.shown === card.wanted);
    });
  const decideInPortal = async (id: string, lane: 'marketing' | 'it') => {
    const cycle = await room.core.approvals.current(id);
    const { actor } = lane === 'it' ? room.it : room.marketing;
    await room.core.campaigns.decide(actor, {
      subjectId: id,
      cycle: cycle?.number ?? 0,
      lane,
      laneHash: cycle?.laneHashes[lane] ?? '',
      kind: 'approve',
      comment: '',
    });
  };

  test('both platforms away while the portal decides: both copies are right after their return', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    await quiet();
    room.slack.outage(true);
    room.teams.fail({ status: 503, count: 1_000 });
    await decideInPortal(id, 'marketing');
    await eventually('both to be behind', async () =>
      (await room.core.cards.forCampaign(id)).every((card) => card.wanted > card.shown),
    );
    room.slack.outage(false);
    room.teams.recover();
    await bothShow(id, '1 of 2 keys');
    expect([(await room.slackCard(id)).ts, (await room.teamsCard(id)).id]).toEqual([onSlack.ts, onTeams.id]);
  });

  test('429 on both platforms: neither is asked again before the time that it named, and both are right then', async () => {
    const { id } = await room.submitted();
    await quiet();
    room.slack.rateLimit({ method: 'chat.update', seconds: 1, times: 1 });
    room.teams.fail({ status: 429, retryAfterSeconds: 1, only: (method) => method === 'PUT' });
    const [calls, requests] = [room.slack.state.calls.length, room.teams.requests.length];
    await decideInPortal(id, 'it');
    await bothShow(id, '1 of 2 keys');
    const updates = room.slack.state.calls.slice(calls).filter(({ method }) => method === 'chat.update');
    const puts = room.teams.requests.slice(requests).filter(({ method }) => method === 'PUT');
    expect(updates).toHaveLength(2);
    expect(puts.map(({ status }) => status)).toEqual([429, 200]);
    for (const [first, second] of [updates, puts]) expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(900);
  });

  const formOf = async (ts: string, actionId: string, userId: string) => {
    const before = room.slack.state.modals.length;
    await room.slack.clickButton(ts, actionId, userId);
    return eventually(`the form of ${actionId}`, () => room.slack.state.modals.slice(before).at(-1));
  };
  const sayOnTeams = async (id: string, verb: string, fields: Record<string, string>, user = room.it.user) =>
    String(((await room.teams.clickAction(id, verb, fields, user)).body as { value?: unknown }).value);

  test('a comment of 10,000 characters is refused in words on both, and what was typed stays', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    await quiet();
    const comment = '가'.repeat(10_000);
    const form = await formOf(onSlack.ts, 'review.request_changes', room.it.slackId);
    // Slack keeps a form that is answered with errors open, with what stands in it.
    expect((await room.slack.submitModal(form.id, { comment })).body).toEqual({
      response_action: 'errors',
      errors: { comment: 'At most 3,000 characters, please. What you wrote is still here.' },
    });
    const requests = room.teams.requests.length;
    const told = await sayOnTeams(onTeams.id, 'review.request_changes', { 'review.request_changes|comment': comment });
    expect(told).toMatch(/3,?000/);
    // The card is not written anew, which would empty its fields.
    await quiet();
    expect(room.teams.requests.slice(requests)).toEqual([]);
    expect(await standing(id)).toEqual([]);
  });

  test('markup in a reason calls nobody on either platform, and stands whole in the thread', async () => {
    const { id, onSlack, onTeams } = await room.submitted();
    const comment = '<!channel> <@UMINA> <at>mina</at> [bank](https://evil.test) *now* & <script>';
    const form = await formOf(onSlack.ts, 'review.request_changes', room.it.slackId);
    expect((await room.slack.submitModal(form.id, { comment })).body).toBe('');
    const reply = await eventually('the reason on Slack', () =>
      room.slack.state.repliesTo(onSlack.ts).find((one) => JSON.stringify(one.blocks).includes('evil.test')),
    );
    const answered = await eventually('the reason on Teams', () =>
      room.teamsReplies(onTeams.id).find((one) => JSON.stringify(one.activity).includes('evil.test')),
    );
    await quiet();
    const onSlackNow = JSON.stringify([reply, await room.slackCard(id, 'Draft')]);
    for (const control of ['<!channel>', '<@UMINA>', '<https://evil']) expect(onSlackNow).not.toContain(control);
    expect(onSlackNow).toContain('&lt;!channel&gt; &lt;@UMINA&gt;');
    const onTeamsNow = JSON.stringify([answered.activity, (await room.teamsCard(id, 'Draft')).activity]);
    expect(onTeamsNow).not.toContain('"entities"');
    expect(answered.activity).toMatchObject({ textFormat: 'plain', text: expect.stringContaining(comment) });
    expect(JSON.stringify(sharedCard(await room.teamsCard(id)))).not.toContain('[bank](https');
    const thread = await room.core.campaigns.thread(id);
    expect(thread.find(({ kind }) => kind === 'changes_requested')?.data.comment).toBe(comment);
  });

  test('a waiver without an end is refused on both, and IT learns why its key waits', async () => {
    const { id, onSlack, onTeams } = await room.submitted([DEAD]);
    await bothShow(id, 'Preflight: 1 red');
    const item = (await room.core.campaigns.preflight(id))?.blocking[0]?.id ?? '';
    const form = await formOf(onSlack.ts, 'preflight.waive', room.it.slackId);
    const refused = await room.slack.submitModal(form.id, { item, reason: 'It goes live at noon', days: '' });
    expect(refused.body).toMatchObject({ response_action: 'errors', errors: { days: expect.any(String) } });
    const fields = { 'preflight.waive|item': item, 'preflight.waive|reason': 'At noon' };
    expect(await sayOnTeams(onTeams.id, 'preflight.waive', fields)).toMatch(/day|end|until/i);
    expect((await room.core.campaigns.preflight(id))?.waivers).toEqual([]);
    for (const told of [
      await room.clickSlack(onSlack.ts, 'review.approve', room.it.slackId),
      await room.clickTeams(onTeams.id, 'review.approve', room.it.user),
    ]) {
      expect(told).toContain('shop.kr');
    }
    const waived = await sayOnTeams(onTeams.id, 'preflight.waive', { ...fields, 'preflight.waive|days': '7' });
    expect(waived).toContain('is waived');
    expect(await room.clickSlack(onSlack.ts, 'review.approve', room.it.slackId)).toContain('is recorded');
  });

  test('sixty links: the card says how many there are on both, with every button', async () => {
    const links = Array.from({ length: 60 }, (_, n) => `https://shop.test/${'x'.repeat(150)}/${n}`);
    const { id } = await room.submitted(links);
    await bothShow(id, 'and 57 more');
    const copies = [JSON.stringify(await room.slackCard(id)), JSON.stringify((await room.teamsCard(id)).activity)];
    for (const copy of copies)
      for (const verb of ['approve', 'reject', 'delegate']) expect(copy).toContain(`review.${verb}`);
  });

  test('a key that nobody can give is said on both cards and in the list of reviews, with who changes that', async () => {
    const { id, onSlack } = await room.submitted();
    await room.core.people.setRoles(systemActor('test'), room.it.staff.id, ['employee']);
    expect(await room.clickSlack(onSlack.ts, 'review.approve', room.marketing.slackId)).toContain('is recorded');
    await bothShow(id, 'nobody can give this key now. An administrator changes roles or the review policy');
    const before = room.slack.state.toldTo(room.author.slackId).length;
    await room.slack.command({ text: 'reviews', userId: room.author.slackId, channelId: 'C0CAMPAIGNS' });
    const list = await eventually('the list', () => room.slack.state.toldTo(room.author.slackId)[before]);
    expect(JSON.stringify(list.blocks)).toContain('nobody is there to decide');
    await room.core.people.setRoles(systemActor('test'), room.it.staff.id, ['it_reviewer']);
  });

  test('neither platform was given what it refuses', () => {
    expect(room.slack.state.refusals).toEqual([]);
    expect(room.teams.requests.filter(({ status }) => status === 400 || status === 413)).toEqual([]);
  });
});
