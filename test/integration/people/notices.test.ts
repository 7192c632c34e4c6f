import type { ConversationRef } from '../../../core/people/chat-identity.ts';
import type { Notice } from '../../../core/people/notice.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { openPeopleWorld, type PeopleWorld } from './people-world.ts';

const TEST = systemActor('test');
const aNotice = (over: Partial<Notice> = {}): Omit<Notice, 'at'> => ({
  key: 'a-notice',
  to: { kind: 'channel', purpose: 'campaigns' },
  title: { en: 'Something', ko: '알림' },
  lines: [],
  path: null,
  tone: 'normal',
  campaignId: null,
  ...over,
});
const slackChannel = (channelId: string): ConversationRef => ({ platform: 'slack', workspaceId: 'T1', channelId });
const teamsChannel: ConversationRef = {
  platform: 'teams',
  workspaceId: 'tenant',
  channelId: '19:abc',
  serviceUrl: 'https://teams.example.test/',
};

let world: PeopleWorld;
beforeEach(async () => {
  world = await openPeopleWorld();
});
afterEach(() => world.drop());

const link = (staffId: string, platform: 'slack' | 'teams', userId: string) =>
  world.people.linkIdentity(TEST, {
    platform,
    workspaceId: platform === 'slack' ? 'T1' : 'tenant',
    userId,
    displayName: userId,
    staffId,
  });

describe('a notice', () => {
  it('is claimed once by ten bots, however many processes gave it', async () => {
    await world.channels.set(TEST, slackChannel('C1'), { name: '#campaigns', lang: 'ko' });
    await Promise.all(Array.from({ length: 10 }, () => world.another().notices.tell(aNotice())));
    const claims = await Promise.all(Array.from({ length: 10 }, () => world.another().notices.claimNext('slack')));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    expect(claims.find((claim) => claim !== undefined)).toMatchObject({
      notice: { key: 'a-notice' },
      place: { kind: 'channel', ref: slackChannel('C1') },
    });
  });

  it('goes to every linked account of a person, in their language, and is told once for ever', async () => {
    const { notices, somebody } = world;
    const mina = await somebody('Mina');
    await link(mina.staff.id, 'slack', 'U1');
    await link(mina.staff.id, 'teams', 'aad-1');
    const notice = aNotice({ to: { kind: 'staff', staffId: mina.staff.id } });
    await notices.tell(notice);
    for (const [platform, userId] of [
      ['slack', 'U1'],
      ['teams', 'aad-1'],
    ] as const) {
      const claim = await notices.claimNext(platform);
      expect(claim?.place).toMatchObject({ kind: 'person', userId, lang: 'en' });
      if (claim !== undefined) await notices.done(claim);
    }
    await notices.tell(notice);
    expect(await notices.claimNext('slack')).toBeUndefined();
    expect(await notices.claimNext('teams')).toBeUndefined();
  });

  it('of a chat account that was linked goes to every other account of that person', async () => {
    const { notices, people, somebody } = world;
    const mina = await somebody('Mina');
    await link(mina.staff.id, 'slack', 'U1');
    await link(mina.staff.id, 'teams', 'aad-1');
    // Somebody else's account, whose link Mina was talked into opening.
    const { token } = await people.startLink({
      platform: 'slack',
      workspaceId: 'T1',
      userId: 'UEVIL',
      displayName: 'eve',
    });
    await people.completeLink(mina.actor, token);
    for (const [platform, userId] of [
      ['slack', 'U1'],
      ['teams', 'aad-1'],
    ] as const) {
      const claim = await notices.claimNext(platform);
      expect(claim?.place).toMatchObject({ kind: 'person', userId });
      expect(claim?.notice.path).toBe('/account');
      expect(claim?.notice.lines[0]?.en).toMatch(/^Slack: eve, on /);
      expect(claim?.notice.lines[1]?.ko).toContain('연결을 해제');
      if (claim !== undefined) await notices.done(claim);
    }
    expect(await notices.claimNext('slack')).toBeUndefined();
  });

  it('is told to nobody whose account was unlinked or disabled meanwhile', async () => {
    const { notices, people, somebody } = world;
    const ada = await somebody('Ada', 'admin');
    const mina = await somebody('Mina');
    const jun = await somebody('Jun');
    await link(mina.staff.id, 'slack', 'U1');
    await link(jun.staff.id, 'slack', 'U2');
    await notices.tell(aNotice({ key: 'mina', to: { kind: 'staff', staffId: mina.staff.id } }));
    await notices.tell(aNotice({ key: 'jun', to: { kind: 'staff', staffId: jun.staff.id } }));
    await people.unlink(TEST, { platform: 'slack', workspaceId: 'T1', userId: 'U1' });
    await people.setStatus(ada.actor, jun.staff.id, 'disabled');
    expect(await notices.claimNext('slack')).toBeUndefined();
  });

  it('for IT goes to its channel, and to the campaign channel where it has none', async () => {
    const { channels, notices } = world;
    await channels.set(TEST, slackChannel('C1'), { name: '#campaigns', lang: 'en' });
    await channels.set(TEST, slackChannel('C2'), { name: '#it', lang: 'en', purpose: 'it' });
    await channels.set(TEST, teamsChannel, { name: 'Campaigns', lang: 'en' });
    await notices.tell(aNotice({ to: { kind: 'channel', purpose: 'it' } }));
    expect((await notices.claimNext('slack'))?.place).toEqual({ kind: 'channel', ref: slackChannel('C2') });
    expect(await notices.claimNext('slack')).toBeUndefined();
    expect((await notices.claimNext('teams'))?.place).toEqual({ kind: 'channel', ref: teamsChannel });
  });

  it('that failed is tried again after its wait, and a claim that was lost changes nothing', async () => {
    const { channels, notices } = world;
    await channels.set(TEST, slackChannel('C1'), { name: '#campaigns', lang: 'en' });
    await notices.tell(aNotice());
    const first = await notices.claimNext('slack');
    if (first === undefined) throw new Error('nothing to claim');
    await notices.failed(first, { retryAfterMs: 0 });
    const second = await notices.claimNext('slack');
    expect(second?.fence).toBe(first.fence + 1);
    await notices.done(first);
    await notices.failed(second ?? first, { retryAfterMs: 0 });
    const third = await notices.claimNext('slack');
    expect(third?.id).toBe(first.id);
    await notices.failed(third ?? first, { retryAfterMs: 0, gone: true });
    expect(await notices.claimNext('slack')).toBeUndefined();
  });
});

describe('channels', () => {
  it('are one for each purpose; those chosen before there were two are for campaigns', async () => {
    const { channels, database } = world;
    const old = { name: '#old', lang: 'en', health: 'ok', healthAt: new Date(), setBy: 'x' };
    await database.connection
      .collection<{ _id: string }>('campaign_channels')
      .insertOne({ _id: JSON.stringify(['slack', 'T1']), ...slackChannel('C1'), ...old });
    expect(await channels.get('slack', 'T1')).toMatchObject({ channelId: 'C1', purpose: 'campaigns' });
    await channels.set(TEST, slackChannel('C2'), { name: '#it', lang: 'ko', purpose: 'it' });
    expect(await channels.get('slack', 'T1')).toMatchObject({ channelId: 'C1' });
    expect(await channels.get('slack', 'T1', 'it')).toMatchObject({ channelId: 'C2', lang: 'ko' });
    await channels.set(TEST, slackChannel('C3'), { name: '#new', lang: 'en' });
    expect((await channels.list()).map(({ channelId, purpose }) => [channelId, purpose])).toEqual([
      ['C2', 'it'],
      ['C3', 'campaigns'],
    ]);
    expect(await channels.reportHealth(slackChannel('C2'), 'archived')).toBe(true);
    expect(await channels.get('slack', 'T1', 'it')).toMatchObject({ health: 'archived' });
    expect(await channels.get('slack', 'T1')).toMatchObject({ health: 'ok' });
  });
});
