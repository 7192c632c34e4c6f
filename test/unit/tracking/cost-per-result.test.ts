import fc from 'fast-check';
import {
  type CampaignCost,
  type CostRates,
  type CountedResults,
  costPerResult,
  costsBySegment,
  hoursText,
  moneyText,
} from '../../../core/tracking/cost-per-result.ts';
import { TRACKING_KINDS } from '../../../core/tracking/tracking.ts';

const NOW = new Date('2026-11-24T00:00:00Z');

const counted = ({ submitted = 2_000, clicked = 50, machineOnly = 0, reviewMinutes = 90 } = {}): CountedResults => ({
  submitted,
  reviewMinutes,
  computedAt: NOW,
  totals: Object.fromEntries(
    TRACKING_KINDS.map((kind) => [
      kind,
      kind === 'clicked' ? { people: clicked, events: clicked, machineOnly } : { people: 0, events: 0, machineOnly: 0 },
    ]),
  ) as CountedResults['totals'],
});

const campaign = ({
  id = 'C-1',
  budget = 100_000,
  currency = 'KRW',
  kpi = 'clicked' as CampaignCost['kpi'],
  segmentId = 's1' as string | null,
  alsoIds = [] as string[],
} = {}) => ({
  id,
  name: `Name of ${id}`,
  brief: { goal: '', kpi, kpiTarget: 5, budget, currency, ownerId: 'o' },
  audience: { segmentId, alsoIds },
});

const RATES: CostRates = { currency: 'KRW', perThousand: 1_500, reviewHour: 40_000, revision: 1 };

describe('what a campaign is worth', () => {
  test('is its budget, what sending took and the hours of its reviews, for each person who did what it is for', () => {
    const cost = costPerResult(campaign(), counted({ clicked: 54, machineOnly: 4 }), RATES);
    expect(cost.parts).toEqual({
      budget: { amount: 100_000 },
      sending: { amount: 3_000 },
      reviews: { amount: 60_000 },
    });
    expect(cost).toMatchObject({ total: 163_000, complete: true, results: 50, perResult: 3_260, segmentIds: ['s1'] });
  });

  test('says what is not known, and makes no number up', () => {
    const none: CostRates = { ...RATES, perThousand: null, reviewHour: null };
    expect(costPerResult(campaign({ budget: 0 }), counted(), none)).toMatchObject({
      parts: {
        sending: { amount: null, unknown: 'not_set' },
        reviews: { amount: null, unknown: 'not_set' },
      },
      complete: false,
      perResult: null,
    });
    expect(costPerResult(campaign(), counted(), none)).toMatchObject({
      total: 100_000,
      complete: false,
      perResult: 2_000,
    });
    expect(costPerResult(campaign(), counted({ clicked: 0 }), RATES)).toMatchObject({ results: 0, perResult: null });
    expect(costPerResult(campaign({ kpi: 'converted' }), counted(), RATES)).toMatchObject({
      results: null,
      perResult: null,
    });
  });

  test('never adds amounts of two currencies', () => {
    expect(costPerResult(campaign({ currency: 'EUR', budget: 70 }), counted(), RATES)).toMatchObject({
      parts: {
        budget: { amount: 70 },
        sending: { amount: null, unknown: 'other_currency' },
        reviews: { amount: null, unknown: 'other_currency' },
      },
      total: 70,
      complete: false,
    });
  });

  test('by segment: one that went to several stands by itself, and nothing is lost or counted twice', () => {
    const costs = [
      costPerResult(campaign({ id: 'C-3' }), counted({ clicked: 10 }), RATES),
      costPerResult(campaign({ id: 'C-2', alsoIds: ['s0'] }), counted(), RATES),
      costPerResult(campaign({ id: 'C-1' }), counted({ clicked: 30 }), RATES),
    ];
    expect(
      costsBySegment(costs).map(({ segmentIds, campaignIds, results }) => [segmentIds, campaignIds, results]),
    ).toEqual([
      [['s0', 's1'], ['C-2'], 50],
      [['s1'], ['C-3', 'C-1'], 40],
    ]);
    const any = fc.record({
      segmentId: fc.constantFrom('a', 'b', null),
      currency: fc.constantFrom('KRW', 'EUR'),
      clicked: fc.nat(100),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (drawn) => {
        const each = drawn.map(({ clicked, ...rest }, at) =>
          costPerResult(campaign({ id: `C-${at}`, ...rest }), counted({ clicked }), RATES),
        );
        const groups = costsBySegment(each);
        expect(groups.flatMap(({ campaignIds }) => campaignIds).sort()).toEqual(each.map((c) => c.campaignId).sort());
        const sum = (list: readonly { total: number }[]) => list.reduce((all, { total }) => all + total, 0);
        expect(sum(groups)).toBeCloseTo(sum(each), 5);
      }),
      { numRuns: 50 },
    );
  });

  test('is written as its reader writes money and hours', () => {
    expect(moneyText(3_260, 'KRW', 'ko')).toBe('₩3,260');
    expect(moneyText(3.456, 'EUR', 'en')).toBe('€3.46');
    expect(moneyText(12, '', 'en')).toBe('12');
    expect([hoursText(90, 'en'), hoursText(90, 'ko')]).toEqual(['1.5 h', '1.5시간']);
  });
});
