import fc from 'fast-check';
import type { ChangeFreeze } from '../../../core/campaigns/change-freeze.ts';
import { buildDigest } from '../../../core/digests/build-digest.ts';
import type { CampaignResult } from '../../../core/digests/campaign-results.ts';
import type { DigestFacts } from '../../../core/digests/digest-facts.ts';
import { kindOf } from '../../../core/digests/results-section.ts';
import { heldMinutes } from '../../../core/digests/work-sections.ts';
import { TRACKING_KINDS } from '../../../core/tracking/tracking.ts';

const day = (n: number, hour = 9): Date => new Date(Date.UTC(2026, 10, n, hour));
const PERIOD = { from: day(16), to: day(23), before: { from: day(9), to: day(16) } };

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
  perResult: null,
  costComplete: true,
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
      result(1, { budget: 1_000_000, perResult: 500, costComplete: false }),
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
