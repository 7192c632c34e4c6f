import type { Core } from '../../../core/create-core.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

let world: TestCore;
let core: Core;
let now = new Date('2026-11-18T03:00:00Z');
beforeAll(async () => {
  world = await withTestCore({ TANDEM_TIME_ZONE: 'Asia/Seoul' }, { clock: { now: () => now } });
  core = world.core;
});
afterAll(() => world.close());

const linked = async (name: string) => {
  const made = await aStaff(core, ['employee'], { name, surface: 'slack' });
  await core.people.linkIdentity(systemActor('test'), {
    platform: 'slack',
    workspaceId: 'T1',
    userId: `U${made.staff.id}`,
    displayName: name,
    staffId: made.staff.id,
  });
  return made;
};
const told = async () => {
  const found = [];
  for (
    let claim = await core.notices.claimNext('slack');
    claim !== undefined;
    claim = await core.notices.claimNext('slack')
  ) {
    found.push(claim.notice);
    await core.notices.done(claim);
  }
  return found;
};

describe('a theme', () => {
  it('is told of over twelve weeks: counts, sentiment, words and quotes; and once a week to whoever follows it', async () => {
    const { actor: admin } = await aStaff(core, ['admin']);
    const author = await aStaff(core, ['employee']);
    const [follower, other] = [await linked('Fay Follower'), await linked('Otto Other')];
    const breakfast = await core.insights.addTheme(admin, 'Breakfast');
    const pool = await core.insights.addTheme(admin, 'Pool');
    await core.insights.follow(follower.actor, breakfast.key, true);
    await core.insights.follow(other.actor, pool.key, true);
    for (const text of ['Parking was easy', 'The lobby is loud', 'A friendly welcome', 'The bed was soft']) {
      await core.insights.share(author.actor, { text });
    }
    const shared = [
      ['와플이 정말 맛있고 최고였어요', 'anonymous'],
      ['와플이 차갑고 별로였어요', 'internal'],
      ['와플 줄이 너무 길어요', 'named'],
    ] as const;
    for (const [text, quoteConsent] of shared) {
      await core.insights.share(author.actor, {
        text,
        quoteConsent,
        theme: breakfast.key,
        product: ' 와플 ',
        region: 'Busan 010-1234-5678',
        different: true,
      });
    }
    await told();

    const report = await core.insights.themeReport(breakfast.key);
    expect(report?.total).toBe(3);
    expect(report?.weeks.map(({ count }) => count)).toEqual([...Array.from({ length: 11 }, () => 0), 3]);
    expect(report?.trend).toEqual({ recent: 3, before: 0, rising: true });
    expect(report?.words[0]).toMatchObject({ word: '와플', count: 3 });
    expect(report?.parts.product.map(({ value, count }) => [value, count])).toEqual([['와플', 3]]);
    expect(report?.parts.region[0]).toMatchObject({ value: 'Busan •••', count: 3 });
    expect(await core.insights.list({ product: '와플' })).toHaveLength(3);
    expect(await core.insights.list({ product: '파이' })).toEqual([]);
    expect(report?.quotes).toHaveLength(2);
    expect(report?.quotes.every(({ quoteConsent }) => quoteConsent !== 'internal')).toBe(true);
    expect([...(await core.insights.themeTrends()).keys()]).toEqual([breakfast.key]);
    expect(await core.insights.themeReport('nothing')).toBeUndefined();

    await core.tellThemes();
    now = new Date('2026-11-22T23:59:00Z');
    await core.tellThemes();
    const early = await told();
    // Of the week before nothing was to be told, and Monday morning has not come.
    expect(early.map(({ title }) => title.en)).toEqual([]);

    now = new Date('2026-11-23T00:00:00Z');
    const again = await withTestCore(
      {
        MONGODB_URI: world.env.MONGODB_URI ?? '',
        TANDEM_DATABASE: world.env.TANDEM_DATABASE ?? '',
        TANDEM_TIME_ZONE: 'Asia/Seoul',
      },
      { clock: { now: () => now } },
    );
    try {
      await Promise.all(Array.from({ length: 5 }, () => [core.tellThemes(), again.core.tellThemes()]).flat());
    } finally {
      await again.core.close();
    }
    const cards = await told();
    expect(cards).toHaveLength(1);
    expect(cards[0]).toMatchObject({
      to: { kind: 'staff', staffId: follower.staff.id },
      path: `/insights/themes/${breakfast.key}`,
      lines: [
        { en: expect.stringMatching(/^Breakfast: 3 new \(the week before: 0\).* · words: 와플/) },
        { ko: expect.stringContaining('와플') },
        { ko: expect.stringContaining('와플') },
      ],
    });
    expect(cards[0]?.lines[0]?.ko).toContain('새 인사이트 3건(전주 0건)');
    now = new Date('2026-11-30T00:00:00Z');
    await core.tellThemes();
    expect(await told()).toEqual([]);
  });
});
