import { actorId, systemActor } from '../../../core/people/staff.ts';
import { type CampaignRoom, openCampaignRoom } from './campaign-room.ts';

let room: CampaignRoom;
beforeAll(async () => {
  room = await openCampaignRoom();
  await room.importPeople(2);
  await room.channels.set(
    room.author,
    { platform: 'slack', workspaceId: 'T1', channelId: 'CAMP' },
    { name: 'campaigns', lang: 'en' },
  );
  await room.channels.set(
    room.author,
    { platform: 'teams', workspaceId: 'tenant', channelId: '19:abc@thread', serviceUrl: 'http://localhost:1/' },
    { name: 'campaigns', lang: 'ko' },
  );
  await room.channels.set(
    room.it,
    { platform: 'slack', workspaceId: 'T1', channelId: 'IT' },
    { name: 'it', lang: 'en', purpose: 'it' },
  );
});
afterAll(() => room.close());

const drain = async (): Promise<void> => {
  for (const platform of ['slack', 'teams'] as const) {
    for (
      let claim = await room.cards.claimNext(platform);
      claim !== undefined;
      claim = await room.cards.claimNext(platform)
    ) {
      await room.cards.done(claim, { messageId: 'm', threadSeq: 1 });
    }
  }
};

describe('cards', () => {
  beforeEach(drain);

  it('appear in every campaign channel, and in no other, when a campaign is submitted, not before', async () => {
    const draft = await room.aDraft();
    expect(await room.cards.forCampaign(draft.id)).toEqual([]);
    await room.campaigns.submit(room.author, draft.id);
    const cards = await room.cards.forCampaign(draft.id);
    expect(cards.map((c) => c.platform).sort()).toEqual(['slack', 'teams']);
    expect(cards.find((c) => c.platform === 'teams')).toMatchObject({
      channelId: '19:abc@thread',
      serviceUrl: 'http://localhost:1/',
      messageId: null,
      shown: 0,
    });
  });

  it('are claimed by one process, shown, and claimed again after the next change', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    const claims = await Promise.all(
      Array.from({ length: 4 }, (_, i) => (i % 2 === 0 ? room.cards : room.another().cards).claimNext('slack')),
    );
    const mine = claims.filter((c) => c !== undefined);
    expect(mine).toHaveLength(1);
    const [claim] = mine;
    if (claim === undefined) throw new Error('nothing was claimed');
    // A change while it is being shown is not lost.
    await room.decide(room.it, draft.id, 'it');
    await room.cards.done(claim, { messageId: '171.2', threadSeq: 2 });
    const again = await room.cards.claimNext('slack');
    expect(again?.card).toMatchObject({ campaignId: draft.id, messageId: '171.2', threadSeq: 2 });
    if (again !== undefined) await room.cards.done(again, { messageId: '171.2', threadSeq: 3 });
    expect(await room.cards.claimNext('slack')).toBeUndefined();
    const shown = (await room.cards.forCampaign(draft.id)).find((c) => c.platform === 'slack');
    expect(shown?.shown).toBe(shown?.wanted);
  });

  it('keep what a newer claim wrote when an expired one comes back', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    const old = await room.cards.claimNext('slack');
    if (old === undefined) throw new Error('nothing was claimed');
    await room.database.connection.collection('campaign_cards').updateMany({}, { $set: { notBefore: new Date(0) } });
    const fresh = await room.cards.claimNext('slack');
    expect(fresh?.fence).toBe(old.fence + 1);
    await room.cards.done(old, { messageId: 'old', threadSeq: 9 });
    expect((await room.cards.forCampaign(draft.id)).find((c) => c.platform === 'slack')?.messageId).toBeNull();
    if (fresh !== undefined) await room.cards.done(fresh, { messageId: '$new', threadSeq: 2 });
    expect((await room.cards.forCampaign(draft.id)).find((c) => c.platform === 'slack')?.messageId).toBe('$new');
  });

  it('wait after a failure, and are given up where the channel is gone until it is back', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    const claim = await room.cards.claimNext('slack');
    if (claim === undefined) throw new Error('nothing was claimed');
    await room.cards.failed(claim, { retryAfterMs: 60_000 });
    expect(await room.cards.claimNext('slack')).toBeUndefined();
    await room.database.connection.collection('campaign_cards').updateMany({}, { $set: { notBefore: new Date(0) } });
    const second = await room.cards.claimNext('slack');
    if (second === undefined) throw new Error('nothing was claimed');
    await room.channels.reportHealth(second.card, 'archived');
    await room.cards.failed(second, { retryAfterMs: 0, gone: true });
    await room.cards.touch(draft.id);
    expect(await room.cards.claimNext('slack')).toBeUndefined();
    await room.channels.reportHealth(second.card, 'ok');
    await room.cards.touch(draft.id);
    expect((await room.cards.claimNext('slack'))?.card.campaignId).toBe(draft.id);
  });

  it('are shown again when only who may decide changes: role, status, name, absence, policy', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    const other = await room.staff(['it_reviewer']);
    const staffId = actorId(other);
    const behind = async (): Promise<boolean> =>
      (await room.cards.forCampaign(draft.id)).every(({ wanted, shown }) => wanted > shown);
    const soon = new Date(Date.now() + 86_400_000);
    const present = await room.policy.current();
    const changes: readonly (() => Promise<unknown>)[] = [
      () => room.people.setRoles(systemActor('test'), staffId, ['it_reviewer', 'marketer']),
      () => room.people.setStatus(systemActor('test'), staffId, 'disabled'),
      () => room.people.updateProfile(room.it, { name: 'Iva', lang: 'en', timeZone: 'UTC' }),
      () => room.absences.set(room.it, { staffId: actorId(room.it), from: new Date(), until: soon, delegateId: null }),
      () => room.absences.clear(room.it, actorId(room.it)),
      () => room.policy.save(systemActor('test'), present, present.revision),
    ];
    for (const change of changes) {
      await drain();
      expect(await behind()).toBe(false);
      await change();
      expect(await behind()).toBe(true);
    }
  });

  it('are marked twice at most by many changes at once', async () => {
    const draft = await room.aDraft();
    await room.campaigns.submit(room.author, draft.id);
    const wanted = async (): Promise<number> => (await room.cards.forCampaign(draft.id))[0]?.wanted ?? 0;
    const before = await wanted();
    await Promise.all(Array.from({ length: 20 }, () => room.cards.touchReviews()));
    expect((await wanted()) - before).toBe(2);
  });
});
