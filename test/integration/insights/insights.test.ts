import { closeDatabase, openDatabase } from '../../../core/common/database-store.ts';
import { InvalidInput, isDomainError } from '../../../core/common/errors.ts';
import type { Core } from '../../../core/create-core.ts';
import { type Role, systemActor } from '../../../core/people/staff.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { cpuSecondsOf } from '../../support/cpu-time.ts';

let world: TestCore;
let core: Core;
beforeAll(async () => {
  world = await withTestCore();
  core = world.core;
});
afterAll(() => world.close());

const codeOf = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
  return 'accepted';
};

/** Notices that were given so far for people with one Slack account: whose, and their titles. */
const toldAll = async (): Promise<[string, string][]> => {
  const titles: [string, string][] = [];
  for (
    let claim = await core.notices.claimNext('slack');
    claim !== undefined;
    claim = await core.notices.claimNext('slack')
  ) {
    if (claim.notice.to.kind === 'staff') titles.push([claim.notice.to.staffId, claim.notice.title.en]);
    await core.notices.done(claim);
  }
  return titles;
};
const told = async (staffId: string): Promise<string[]> =>
  (await toldAll()).filter(([of]) => of === staffId).map(([, title]) => title);

const linked = async (role: Role) => {
  const made = await aStaff(core, [role], { surface: 'slack' });
  const { token } = await core.people.startLink({
    platform: 'slack',
    workspaceId: 'T1',
    userId: `U${made.staff.id}`,
    displayName: made.staff.name,
  });
  await core.people.completeLink(made.actor, token);
  return made;
};

describe('an insight', () => {
  it('is shared by any member of staff, without personal data, with a guess of its sentiment', async () => {
    const { actor, staff } = await aStaff(core, ['employee']);
    const { insight, masked } = await core.insights.share(actor, {
      text: '조식이 정말 훌륭했다고 해요. 연락처 010-1234-5678, guest@example.com',
      customer: 'Guest of the Busan hotel, +82 10-9876-5432',
      source: 'call',
      quoteConsent: 'anonymous',
      link: 'https://example.com/review/1',
    });
    expect(masked).toBe(3);
    expect(insight.text).toBe('조식이 정말 훌륭했다고 해요. 연락처 •••, •••');
    expect(insight.customer).toBe('Guest of the Busan hotel, •••');
    expect(insight).toMatchObject({
      id: `I-${insight.number}`,
      authorId: staff.id,
      state: 'new',
      source: 'call',
      quoteConsent: 'anonymous',
      sentiment: { label: 'positive', correctedBy: null },
    });
    expect(await core.insights.byId(insight.id)).toEqual(insight);
    const [entry] = await core.audit.list({ subject: insight.id, limit: 1 });
    expect(entry).toMatchObject({ action: 'insight.shared', data: { masked: 3 } });
  });

  it('names every field that cannot be taken', async () => {
    const { actor } = await aStaff(core, ['employee']);
    const given = core.insights.share(actor, {
      text: 'x'.repeat(10_000),
      customer: 'y'.repeat(200),
      theme: 'No such theme',
      link: 'javascript:alert(1)',
    });
    const error = await given.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidInput);
    expect((error as InvalidInput).issues.map(({ field }) => field)).toEqual(['text', 'customer', 'theme', 'link']);
    const personal = { text: 'Ann liked the pool', link: 'https://example.com/review?by=ann%40example.com' };
    const named = (await core.insights.share(actor, personal).catch((thrown: unknown) => thrown)) as InvalidInput;
    expect(named.issues).toMatchObject([
      { field: 'link', text: { en: expect.stringContaining('mail address in it') } },
    ]);
    expect(await codeOf(core.insights.share(actor, { text: ' \n ' }))).toBe('insight.field_invalid');
    expect(await codeOf(core.insights.share(actor, { text: '?!…' }))).toBe('insight.field_invalid');
    expect(await core.insights.list({ authorId: actor.kind === 'staff' ? actor.staff.id : '' })).toEqual([]);
  });

  it('stands there once, however often the same words are shared at once, on any surface', async () => {
    const { actor, staff } = await aStaff(core, ['employee']);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => codeOf(core.insights.share(actor, { text: 'The  pool was closed at noon.' }))),
    );
    expect(outcomes.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(outcomes.filter((code) => code === 'insight.already_shared')).toHaveLength(9);
    expect(await core.insights.list({ authorId: staff.id })).toHaveLength(1);
  });

  it('is joined by everybody else who shares the same words at that moment; exactly one is stored', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => aStaff(core, ['employee'])));
    const outcomes = await Promise.all(
      people.map(({ actor }, at) =>
        core.insights.share(actor, {
          text: at % 2 === 0 ? 'The lift is slow on Sundays' : 'the lift  is slow on sundays',
        }),
      ),
    );
    const [first, ...others] = [...outcomes].sort((a, b) => Number(a.joined ?? false) - Number(b.joined ?? false));
    expect(first?.joined).toBeUndefined();
    expect(others.map(({ joined, insight }) => [joined, insight.id])).toEqual(
      Array.from({ length: 7 }, () => [true, first?.insight.id]),
    );
    const stored = await core.insights.list({ themeKey: null });
    expect(stored.filter(({ text }) => /^the lift/i.test(text)).map(({ id }) => id)).toEqual([first?.insight.id]);
    const [insight] = await core.insights.list({ authorId: first?.insight.authorId ?? '' });
    expect([...(insight?.supporters ?? []), insight?.authorId].sort()).toEqual(
      people.map(({ staff }) => staff.id).sort(),
    );
    const entries = await core.audit.list({ subject: first?.insight.id ?? '', limit: 20 });
    expect(entries.map(({ action }) => action).sort()).toEqual([
      'insight.shared',
      ...Array.from({ length: 7 }, () => 'insight.supported'),
    ]);
  });

  it('gives its words up once it was withdrawn or says something else; whoever means another is not counted', async () => {
    const [a, b, c] = await Promise.all([1, 2, 3].map(() => aStaff(core, ['employee'])));
    if (a === undefined || b === undefined || c === undefined) throw new Error('nobody');
    const text = 'The minibar was empty';
    const first = await core.insights.share(a.actor, { text });
    await core.insights.withdraw(a.actor, first.insight.id);
    const second = await core.insights.share(b.actor, { text });
    expect(second.joined).toBeUndefined();
    const another = await core.insights.share(c.actor, { text, different: true });
    expect(another.joined).toBeUndefined();
    await core.insights.edit(b.actor, second.insight.id, { text: 'The minibar was full', revision: 1 });
    const later = await aStaff(core, ['employee']);
    const third = await core.insights.share(later.actor, { text });
    expect(third.joined).toBeUndefined();
    expect(third.insight.supporters).toEqual([]);
  });

  it('is refused where a person shares more than twenty within a minute', async () => {
    const { actor } = await aStaff(core, ['employee']);
    for (let i = 0; i < 20; i += 1) await core.insights.share(actor, { text: `Words number ${i} about room ${i}` });
    expect(await codeOf(core.insights.share(actor, { text: 'One more' }))).toBe('insight.too_many');
  });

  it('is refused beyond twenty also where they are shared at the same moment, and so are comments', async () => {
    const { actor } = await aStaff(core, ['employee']);
    const codes = await Promise.all(
      Array.from({ length: 42 }, (_, i) => codeOf(core.insights.share(actor, { text: `Crowd ${i} of shop ${i}` }))),
    );
    // A minute may have ended in between.
    expect(codes.filter((code) => code === 'accepted').length).toBeLessThanOrEqual(40);
    expect(codes).toContain('insight.too_many');

    const { insight } = await core.insights.share(systemActor('test'), { text: 'Commented by a crowd' });
    const comments = await Promise.all(
      Array.from({ length: 42 }, (_, i) => codeOf(core.insights.comment(actor, insight.id, `Comment ${i}`))),
    );
    expect(comments).toContain('insight.too_many_comments');
  });

  it('is found again by those who are about to say the same; their support counts once, and never the author', async () => {
    const author = await linked('employee');
    const other = await aStaff(core, ['employee']);
    const { insight } = await core.insights.share(author.actor, {
      text: '수영장 물이 너무 차가워서 아이들이 울었어요',
    });
    const similar = await core.insights.similar('수영장 물이 너무 차가워요, 아이들이 울었습니다');
    expect(similar.map((each) => each.insight.id)).toEqual([insight.id]);
    expect(await core.insights.similar('주차장이 좁아요')).toEqual([]);
    expect(await codeOf(core.insights.support(author.actor, insight.id))).toBe('insight.own');
    await Promise.all([core.insights.support(other.actor, insight.id), core.insights.support(other.actor, insight.id)]);
    expect((await core.insights.byId(insight.id))?.supporters).toEqual([other.staff.id]);
    expect((await core.insights.similar(insight.text))[0]?.people).toBe(2);
    expect(await told(author.staff.id)).toEqual([`2 people heard what you shared in ${insight.id}`]);
  });

  it('is edited and withdrawn by its author alone; what was withdrawn is neither found nor added to', async () => {
    const { actor } = await aStaff(core, ['employee']);
    const other = await aStaff(core, ['admin']);
    const { insight } = await core.insights.share(actor, { text: 'Breakfast ends too early for families' });
    expect(await codeOf(core.insights.edit(other.actor, insight.id, { text: 'x', revision: 1 }))).toBe(
      'insight.not_author',
    );
    const edited = await core.insights.edit(actor, insight.id, { text: 'Breakfast ends far too early', revision: 1 });
    expect(edited.insight).toMatchObject({ text: 'Breakfast ends far too early', revision: 2 });
    expect(await codeOf(core.insights.edit(actor, insight.id, { text: 'stale', revision: 1 }))).toBe(
      'insight.changed_meanwhile',
    );
    expect((await core.insights.find('families')).map(({ id }) => id)).not.toContain(insight.id);
    expect(await codeOf(core.insights.withdraw(other.actor, insight.id))).toBe('insight.not_author');
    await core.insights.withdraw(actor, insight.id);
    expect((await core.insights.find('Breakfast ends')).map(({ id }) => id)).not.toContain(insight.id);
    expect((await core.search.search('Breakfast ends')).map(({ id }) => id)).not.toContain(`insight:${insight.id}`);
    expect(await codeOf(core.insights.comment(other.actor, insight.id, 'Same here'))).toBe('insight.withdrawn');
  });

  it('is triaged by marketing and managers; its author hears each step, once', async () => {
    const author = await linked('employee');
    const marketer = await aStaff(core, ['marketer']);
    const { insight } = await core.insights.share(author.actor, { text: 'Guests ask for a late checkout on Sundays' });
    const segment = await core.segments.create(systemActor('test'), {
      name: 'Weekend',
      rule: { kind: 'all', rules: [] },
    });
    expect(await codeOf(core.insights.link(author.actor, insight.id, { kind: 'segment', id: segment.id }))).toBe(
      'insight.forbidden',
    );
    expect(await codeOf(core.insights.link(marketer.actor, insight.id, { kind: 'campaign', id: 'C-999' }))).toBe(
      'insight.link_unknown',
    );
    await core.insights.link(marketer.actor, insight.id, { kind: 'segment', id: segment.id });
    await core.insights.link(marketer.actor, insight.id, { kind: 'segment', id: segment.id });
    await core.insights.comment(marketer.actor, insight.id, 'Which hotel?');
    const { campaign } = await core.insights.makeBrief(marketer.actor, insight.id);
    expect(campaign).toMatchObject({
      state: 'draft',
      brief: { goal: `${insight.id}: Guests ask for a late checkout on Sundays` },
    });
    expect(await core.insights.byId(insight.id)).toMatchObject({ state: 'used', links: [{}, { id: campaign.id }] });
    expect(await told(author.staff.id)).toEqual([
      `Your insight ${insight.id} is part of the segment "Weekend" now`,
      `${marketer.staff.name} commented on your insight ${insight.id}`,
      `A campaign is made of your insight ${insight.id}: ${campaign.id}`,
    ]);
    const second = await core.insights.share(author.actor, { text: 'The lobby music is loud' });
    expect(await codeOf(core.insights.decline(marketer.actor, second.insight.id, ' '))).toBe('insight.field_invalid');
    const declined = await core.insights.decline(
      marketer.actor,
      second.insight.id,
      'Known; the speakers are replaced in May. Call 010-1234-5678.',
    );
    expect(declined.reason).toBe('Known; the speakers are replaced in May. Call •••.');
    expect(await told(author.staff.id)).toEqual([`Your insight ${second.insight.id} is not taken up for now`]);
    // Whoever asked hears the answer; the author hears nothing of their own words.
    const asker = await linked('manager');
    await core.insights.comment(asker.actor, second.insight.id, 'Since when?');
    await core.insights.comment(author.actor, second.insight.id, 'Since May, says 010-1234-5678');
    expect((await core.insights.byId(second.insight.id))?.comments.at(-1)?.text).toBe('Since May, says •••');
    const heard = await toldAll();
    expect(heard.filter(([staffId]) => staffId === asker.staff.id)).toEqual([
      [asker.staff.id, `${author.staff.name} commented on ${second.insight.id} after you`],
    ]);
    expect(heard.filter(([staffId]) => staffId === author.staff.id)).toEqual([
      [author.staff.id, `${asker.staff.name} commented on your insight ${second.insight.id}`],
    ]);
    expect(await core.insights.countByState({ authorId: author.staff.id })).toEqual(
      new Map([
        ['used', 1],
        ['declined', 1],
      ]),
    );
  });

  it('is told of once when a campaign that it is part of goes out, not where it was linked afterwards', async () => {
    const author = await linked('employee');
    const marketer = await aStaff(core, ['marketer']);
    const { insight } = await core.insights.share(author.actor, { text: 'Cyclists ask where to wash their bikes' });
    const late = await core.insights.share(author.actor, { text: 'Dogs would like a bowl at the door' });
    const { campaign } = await core.insights.makeBrief(marketer.actor, insight.id);
    await told(author.staff.id);
    await core.insights.heal();
    expect(await told(author.staff.id)).toEqual([]);
    const database = await openDatabase(world.config.database.uri, world.config.database.name);
    const stored = database.connection.collection<{ _id: string }>('campaigns');
    await stored.updateOne({ _id: campaign.id }, { $set: { state: 'sending', startedAt: new Date() } });
    await closeDatabase(database);
    await core.insights.link(marketer.actor, late.insight.id, { kind: 'campaign', id: campaign.id });
    await told(author.staff.id);
    await Promise.all([core.insights.heal(), core.insights.heal()]);
    await core.insights.heal();
    expect(await told(author.staff.id)).toEqual([
      `A campaign that your insight ${insight.id} is part of went out: ${campaign.id}, "${campaign.name}"`,
    ]);
  });

  it('becomes one brief, however often it is asked for at once', async () => {
    const marketer = await aStaff(core, ['marketer']);
    const { insight } = await core.insights.share(marketer.actor, { text: 'People look for a quiet reading corner' });
    const before = (await core.campaigns.list({})).length;
    await Promise.allSettled([1, 2, 3].map(() => core.insights.makeBrief(marketer.actor, insight.id)));
    expect(await core.campaigns.list({})).toHaveLength(before + 1);
    const again = await core.insights.makeBrief(marketer.actor, insight.id);
    expect(again.insight.links.map(({ id }) => id)).toEqual([again.campaign.id]);
    expect(await core.campaigns.list({})).toHaveLength(before + 1);
  });

  it('has a theme: suggested from what stands there, followed, refused with the nearest where there is none', async () => {
    const manager = await aStaff(core, ['manager']);
    const follower = await linked('employee');
    const author = await aStaff(core, ['employee']);
    const theme = await core.insights.addTheme(manager.actor, 'Sauna & spa');
    expect(theme.key).toBe('sauna-spa');
    expect(await codeOf(core.insights.addTheme(manager.actor, 'sauna & SPA'))).toBe('insight.theme_taken');
    expect(await codeOf(core.insights.addTheme(author.actor, 'Mine'))).toBe('insight.forbidden');
    await core.insights.follow(follower.actor, theme.key, true);
    await told(follower.staff.id);
    const { insight } = await core.insights.share(author.actor, {
      text: 'The steam room smells of eucalyptus and people love it',
      theme: 'sauna & spa',
    });
    expect(await told(follower.staff.id)).toEqual([`New insight in "Sauna & spa": ${insight.id}`]);
    expect((await core.insights.suggestTheme('I love the smell of eucalyptus in the steam room'))?.key).toBe(theme.key);
    expect(await core.insights.suggestTheme('Parking is expensive')).toBeUndefined();
    await core.insights.follow(follower.actor, theme.key, false);
    expect((await core.insights.themes()).find(({ key }) => key === theme.key)?.followers).toEqual([]);
    await expect(core.insights.share(author.actor, { text: 'words', theme: 'saunna' })).rejects.toThrow(
      'Nearest: Sauna & spa',
    );
  });

  it('keeps what was typed for its author alone, until it is saved or dropped', async () => {
    const { actor } = await aStaff(core, ['employee']);
    const other = await aStaff(core, ['employee']);
    const id = await core.insights.keepDraft(actor, { text: 'half a thought' });
    expect((await core.insights.draft(actor, id)).input).toEqual({ text: 'half a thought' });
    expect(await codeOf(core.insights.draft(other.actor, id))).toBe('insight.draft_gone');
    await core.insights.dropDraft(other.actor, id);
    expect(await codeOf(core.insights.draft(actor, id))).toBe('accepted');
    await core.insights.dropDraft(actor, id);
    expect(await codeOf(core.insights.draft(actor, id))).toBe('insight.draft_gone');
  });

  it('is judged by a person where the guess is wrong; an edit keeps their word', async () => {
    const { actor, staff } = await aStaff(core, ['employee']);
    const { insight } = await core.insights.share(actor, { text: 'The best hotel I know' });
    await core.insights.correctSentiment(actor, insight.id, 'negative');
    const { insight: edited } = await core.insights.edit(actor, insight.id, {
      text: 'The very best hotel',
      revision: 2,
    });
    expect(edited.sentiment).toMatchObject({ label: 'negative', correctedBy: staff.id });
  });

  it('with a text or a theme of two million characters is refused without comparing all of it', async () => {
    const { actor } = await aStaff(core, ['marketer']);
    for (let i = 0; i < 12; i += 1) await core.insights.addTheme(actor, `Hostile theme ${i}`);
    const long = Array.from({ length: 250_000 }, (_, i) => i.toString(36)).join(' ');
    const seconds = await cpuSecondsOf(async () => {
      await core.insights.similar(long);
      await core.insights.suggestTheme(long);
      expect(await codeOf(core.insights.share(actor, { text: 'Short', theme: long }))).toBe('insight.theme_unknown');
    });
    expect(seconds).toBeLessThan(10);
  });
});
