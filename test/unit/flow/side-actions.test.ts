import type { BotContext } from '../../../bot/flow/context.ts';
import { account, waive } from '../../../bot/flow/side-actions.ts';
import { aStaffValue } from '../../support/builders.ts';

const NOW = new Date('2026-11-20T06:00:00Z');
const staff = aStaffValue({ roles: ['it_reviewer'] });
const identity = { platform: 'teams', workspaceId: 'T', userId: 'U', displayName: 'Ivo' } as const;

/** Core as far as these buttons reach it, writing down what it was asked. */
const aContext = () => {
  const asked: unknown[] = [];
  const core = {
    clock: { now: () => NOW },
    campaigns: { waive: async (_actor: unknown, input: unknown) => asked.push(input) },
    deliveries: { resolve: async (_actor: unknown, id: string, evidence: string) => asked.push([id, evidence]) },
    cards: { touch: async () => undefined },
  };
  return { asked, ctx: { core, nudge: () => undefined } as unknown as BotContext };
};

describe('a waiver from the card', () => {
  const value = { campaignId: 'C-12', revision: 3 };
  const press = async (fields: unknown) => {
    const { asked, ctx } = aContext();
    const result = await waive(ctx, staff, { identity, actionId: 'preflight.waive', value, fields });
    return { asked, result };
  };

  test('names the item, the reason and the end', async () => {
    const { asked, result } = await press({ item: 'link:1', reason: ' Goes live at noon ', days: '7' });
    expect(asked).toEqual([
      { campaignId: 'C-12', itemId: 'link:1', reason: 'Goes live at noon', until: new Date('2026-11-27T06:00:00Z') },
    ]);
    expect(result).toMatchObject({ outcome: 'done', campaignId: 'C-12' });
  });

  test('without an end, or with one that is not offered, core is asked without one and refuses', async () => {
    for (const days of ['', '3650', '-1', '1e3']) {
      const { asked } = await press({ item: 'link:1', reason: 'x', days });
      expect(asked).toMatchObject([{ until: null }]);
    }
  });
});

describe('an answer about mail that nobody can account for', () => {
  test.each(['accepted', 'not_accepted'] as const)(
    '%s is passed on for the part that was asked about',
    async (evidence) => {
      const { asked, ctx } = aContext();
      const value = { campaignId: 'C-12', revision: 3, part: 'b1#0' };
      await account(evidence)(ctx, staff, { identity, actionId: `delivery.${evidence}`, value, fields: {} });
      expect(asked).toEqual([['b1#0', evidence]]);
    },
  );

  test('a button that cannot be read changes nothing', async () => {
    const { asked, ctx } = aContext();
    const input = { identity, actionId: 'delivery.accepted', value: { campaignId: 'C-12' }, fields: {} };
    expect(await account('accepted')(ctx, staff, input)).toMatchObject({ outcome: 'refused' });
    expect(asked).toEqual([]);
  });
});
