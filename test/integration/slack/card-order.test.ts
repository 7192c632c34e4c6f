import type { CardClaim } from '../../../core/campaigns/card-service.ts';
import { systemActor } from '../../../core/people/staff.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { aReadyDraft, someContacts } from '../../support/portal-world.ts';

describe('which card is shown next', () => {
  let test_: TestCore;
  const ids: string[] = [];
  const next = async (): Promise<CardClaim> => {
    const claim = await test_.core.cards.claimNext('slack');
    if (claim === undefined) throw new Error('no card is behind');
    return claim;
  };
  const shown = (claim: CardClaim) => test_.core.cards.done(claim, { messageId: '1', threadSeq: 0 });

  beforeAll(async () => {
    test_ = await withTestCore();
    const { core } = test_;
    await core.channels.set(
      systemActor('test'),
      { platform: 'slack', workspaceId: 'T1', channelId: 'C1' },
      { name: '#campaigns', lang: 'en' },
    );
    const author = await aStaff(core, ['marketer'], { name: 'Ana' });
    await someContacts(core, author.actor, 2);
    for (let i = 0; i < 6; i += 1) {
      const { id } = await aReadyDraft(core, author.actor);
      await core.campaigns.submit(author.actor, id);
      ids.push(id);
    }
    for (let i = 0; i < ids.length; i += 1) await shown(await next());
    expect(await core.cards.claimNext('slack')).toBeUndefined();
  });
  afterAll(() => test_.close());

  test('the one that has waited longest, so that busy campaigns let no other wait for ever', async () => {
    const { cards } = test_.core;
    const order = [ids[3], ids[0], ids[5], ids[1], ids[4], ids[2]].map(String);
    for (const id of order) await cards.touch(id);
    const seen: string[] = [];
    for (let i = 0; i < order.length; i += 1) {
      const claim = await next();
      seen.push(claim.card.campaignId);
      await shown(claim);
      // The first is changed again each time somebody is shown: it queues like everybody.
      await cards.touch(order[0] ?? '');
    }
    expect(seen).toEqual(order);
  });

  test('a change while it is being shown keeps the claim, and makes it queue again afterwards', async () => {
    const { cards } = test_.core;
    for (let left = await cards.claimNext('slack'); left !== undefined; left = await cards.claimNext('slack')) {
      await shown(left);
    }
    await cards.touch(String(ids[0]));
    const claim = await next();
    await cards.touch(String(ids[0]));
    expect(await cards.claimNext('slack')).toBeUndefined();
    await shown(claim);
    expect((await next()).card.campaignId).toBe(ids[0]);
  });
});
