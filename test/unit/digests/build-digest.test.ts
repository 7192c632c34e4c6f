import fc from 'fast-check';
import type { ChangeFreeze } from '../../../core/campaigns/change-freeze.ts';
import { buildDigest } from '../../../core/digests/build-digest.ts';
import type { CampaignResult } from '../../../core/digests/campaign-results.ts';
import type { DigestFacts } from '../../../core/digests/digest-facts.ts';
import { kindOf } from '../../../core/digests/results-section.ts';
import { heldMinutes } from '../../../core/digests/work-sections.ts';
import type { CampaignCost } from '../../../core/tracking/cost-per-result.ts';
import { TRACKING_KINDS } from '../../../core/tracking/tracking.ts';

const day = (n: number, hour = 9): Date => new Date(Date.UTC(2026, 10, n, hour));
const PERIOD = { from: day(16), to: day(23), before: { from: day(9), to: day(16) } };

/** Of a campaign whose budget is all that is known of its cost. */
const cost = (n: number, over: Partial<CampaignCost> = {}): CampaignCost => ({
  campaignId: `C-${n}`,
  name: `Campaign ${n}`,
  currency: 'KRW',
  kpi: 'clicked',
  segmentIds: ['s1'],
  submitted: 100,
  reviewMinutes: 0,
  parts: { budget: { amount: 0 }, sending: { amount: 0 }, reviews: { amount: 0 } },
  total: 0,
  complete: true,
  results: 10,
  perResult: null,
  computedAt: day(17),
  ...over,
});
const result = (n: number, over: Partial<CampaignResult> = {}): CampaignResult => ({
  campaignId: `C-${n}`,
  name: `Campaign ${n}`,
  kpi: 'clicked',
  kpiTarget: 10,
  budget: 0,
  currency: 'KRW',
  segmentId: 's1',
  startedAt: day(17),
  submitted: 100,
  people: Object.fromEntries(TRACKING_KINDS.map((kind) => [kind, 0])) as CampaignResult['people'],
  reached: { people: 10, whole: 100 },
  cost: cost(n),
  ...over,
});
const facts = (over: Partial<DigestFacts> = {}): DigestFacts => ({
  period: PERIOD,
  results: [],
  times: null,
  causes: [],
  freezes: [],
  granted: [],
  held: [],
  halted: [],
  insights: [],
  themes: [],
  trends: new Map(),
  segmentNames: new Map(),
  campaignNames: new Map(),
  contributors: [],
  ...over,
});
const section = (of: DigestFacts, key: string) => buildDigest(of).find((one) => one.key === key);

describe('what a digest says', () => {
  it('is nothing where nothing happened in its period', () => {
    expect(buildDigest(facts())).toEqual([]);
    expect(buildDigest(facts({ results: [result(1, { startedAt: day(10) })] }))).toEqual([]);
  });

  it('results stand against goal, budget and the week before, each with its list', () => {
    const results = [
      result(1, { budget: 1_000_000, cost: cost(1, { perResult: 500, complete: false }) }),
      result(2, { reached: { people: 9, whole: 100 }, budget: 20, currency: 'USD' }),
      result(3, { kpi: 'converted', reached: null }),
      result(4, { startedAt: day(10), submitted: 400 }),
    ];
    const { figures = [], table, chart } = section(facts({ results }), 'results') ?? {};
    const said = Object.fromEntries(figures.map(({ key, value, note }) => [key, [value.en, note?.en]]));
    expect(said).toMatchObject({
      started: ['3', 'a week earlier: 1'],
      submitted: ['300', 'a week earlier: 400'],
      goal: ['1 of 2', 'a week earlier: 1 of 1'],
    });
    expect(said.budget?.[0]).toMatch(/₩1,000,000 · US\$20/);
    expect(figures.find(({ key }) => key === 'goal')?.items).toEqual([
      { label: 'C-1 Campaign 1', path: '/reports/C-1' },
    ]);
    expect(table?.rows).toHaveLength(3);
    expect(table?.rows[0]?.cells.map(({ en }) => en)).toEqual([
      'C-1 Campaign 1',
      'Clicked',
      '10%',
      '10%',
      '–',
      '₩1,000,000',
      '≥ ₩500',
    ]);
    expect(chart?.alt.ko).toContain('C-2: 클릭 9 %, 목표 10 %');
  });

  it('what one result cost is said by segment, the cheapest first, and opens its campaigns of the period', () => {
    const costing = (n: number, over: Partial<CampaignCost>) => result(n, { cost: cost(n, over) });
    const results = [
      costing(1, { total: 3_000, perResult: 300, complete: false }),
      costing(2, { total: 1_000, perResult: 100 }),
      costing(3, { segmentIds: ['s2', 's3'], total: 500, perResult: 50 }),
      costing(4, { segmentIds: ['s4'], kpi: 'opened', total: 90, results: 0 }),
      costing(5, { kpi: 'converted', results: null }),
    ];
    const segmentNames = new Map([
      ['s1', 'Parents'],
      ['s2', 'Alumni'],
    ]);
    const { figures = [] } = section(facts({ results, segmentNames }), 'costs') ?? {};
    expect(figures.map(({ label, value, note }) => [label.en, value.en, note?.en])).toEqual([
      ['Alumni + (deleted segment) · Clicked', '₩50', 'cost ₩500, results: 10, campaigns: 1'],
      ['Parents · Clicked', '≥ ₩200', 'cost ≥ ₩4,000, results: 20, campaigns: 2'],
      ['(deleted segment) · Opened', '–', 'cost ₩90, results: 0, campaigns: 1'],
    ]);
    expect(figures[1]?.label.ko).toBe('Parents · 클릭');
    expect(figures[1]?.note?.ko).toBe('비용 ≥ ₩4,000, 결과 20건, 캠페인 2건');
    expect(Object.fromEntries(new URL(figures[0]?.path ?? '', 'http://portal').searchParams)).toEqual({
      from: '2026-11-16T09:00:00.000Z',
      to: '2026-11-23T09:00:00.000Z',
      segment: 's2,s3',
      kpi: 'clicked',
      currency: 'KRW',
    });
    const many = Array.from({ length: 7 }, (_, n) => costing(n, { segmentIds: [`s${n}`], total: 9, perResult: 9 }));
    const crowded = section(facts({ results: many }), 'costs');
    expect(crowded?.figures).toHaveLength(5);
    expect(crowded?.lines).toMatchObject([{ text: { en: 'Others: 2' } }]);
    expect(section(facts({ results: [costing(1, { results: 0 })] }), 'costs')).toBeUndefined();
  });

  it('what is not as usual for its own kind is said, with what is usual', () => {
    const before = [2, 4, 6].map((people, n) =>
      result(10 + n, { startedAt: day(1 + n), reached: { people, whole: 100 } }),
    );
    const now = result(1, { reached: { people: 12, whole: 100 } });
    expect(kindOf(now, [now, ...before])).toEqual({ median: 4, campaigns: 3, sameSegment: true });
    expect(kindOf(now, [now, ...before.slice(1)])).toBeUndefined();
    expect(kindOf(now, [now, ...before.map((one) => ({ ...one, kpi: 'opened' as const }))])).toBeUndefined();
    expect(kindOf({ ...now, segmentId: 's2' }, before)).toMatchObject({ sameSegment: false });
    const lines = section(facts({ results: [now, ...before] }), 'changes')?.lines.map(({ text }) => text.en);
    expect(lines).toContain('C-1 Campaign 1: clicked 12 %; usual for 3 campaigns of the same segment: 4 %');
    const usual = [result(1, { reached: { people: 5, whole: 100 } }), ...before];
    expect(section(facts({ results: usual }), 'changes')).toBeUndefined();
  });

  it('everybody is thanked by name alone, in the order of names', () => {
    const thanks = section(facts({ contributors: ['Zoe', '김하늘', 'Ann', 'Zoe', 'Zoe'] }), 'thanks');
    expect(thanks?.figures).toEqual([]);
    expect(thanks?.lines[0]?.text.en).toBe('Shared, commented or decided: 김하늘, Ann, Zoe');
    expect(thanks?.lines[0]?.text.en).not.toMatch(/\d/);
  });

  it('two incidents at once do not count twice, and never more than the period', () => {
    const freeze = (from: Date, until: Date | null): ChangeFreeze => ({
      id: 'f',
      kind: 'incident',
      reason: 'down',
      from,
      until,
      announcedBy: 's',
      announcedAt: from,
      endedAt: null,
      endedBy: null,
    });
    expect(heldMinutes([freeze(day(17, 9), day(17, 11)), freeze(day(17, 10), day(17, 12))], PERIOD)).toBe(180);
    expect(heldMinutes([freeze(day(1), null)], PERIOD)).toBe(7 * 24 * 60);
    const hour = fc.integer({ min: 0, max: 24 * 30 });
    fc.assert(
      fc.property(fc.array(fc.tuple(hour, hour), { maxLength: 8 }), (spans) => {
        const freezes = spans.map(([a, b]) => freeze(day(1, a), day(1, b)));
        const hours = new Set(spans.flatMap(([a, b]) => Array.from({ length: Math.max(0, b - a) }, (_, n) => a + n)));
        const within = [...hours].filter((h) => day(1, h) >= PERIOD.from && day(1, h) < PERIOD.to);
        expect(heldMinutes(freezes, PERIOD)).toBe(within.length * 60);
      }),
      { numRuns: 100 },
    );
  });
});
