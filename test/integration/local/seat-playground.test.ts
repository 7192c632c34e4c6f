import type { Playground } from '../../../core/local/playground.ts';
import { introducePlayground } from '../../../core/local/sample/seat-playground.ts';
import { giveBothKeys } from '../../support/approved-campaign.ts';
import { aStaff } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';
import { aSubmittedCampaign } from '../../support/teams-bot.ts';

const PLAYGROUND: Playground = {
  url: 'http://127.0.0.1:56150',
  tenantId: '00000000-0000-4000-8000-000000000001',
  users: [],
  personalChatId: 'a:personal',
  groupChatId: '19:group@thread.v2',
  channelId: '19:campaigns@thread.tacv2',
  close: async () => undefined,
};

describe('a Playground that comes to data that is there already', () => {
  let test_: TestCore;
  beforeAll(async () => {
    test_ = await withTestCore();
  });
  afterAll(() => test_.close());

  it('gets a card of every review that is open, that of a halted campaign too', async () => {
    const { core } = test_;
    const { actor } = await aStaff(core, ['marketer']);
    const waiting = await aSubmittedCampaign(core, actor, 'Waiting');
    const { audience } = (await core.campaigns.byId(waiting)) ?? {};
    const { id: halted } = await core.campaigns.create(actor, {
      name: 'Halted',
      starter: 'announcement',
      brief: { goal: 'More visits' },
      ...(audience === undefined ? {} : { audience }),
      schedule: { localTime: '2099-01-01T09:00', zone: 'Asia/Seoul' },
    });
    await giveBothKeys(core, actor, halted);
    await core.campaigns.halt({ kind: 'system', name: 'test' }, halted, 'The shop is down');

    await introducePlayground(core, PLAYGROUND);
    for (const id of [waiting, halted]) {
      const cards = await core.cards.forCampaign(id);
      expect(cards).toMatchObject([{ channelId: PLAYGROUND.channelId, shown: 0 }]);
      expect(cards[0]?.wanted).toBeGreaterThan(0);
    }
  });
});
