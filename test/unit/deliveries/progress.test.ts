import fc from 'fast-check';
import { closedSum } from '../../../core/deliveries/closed-sum.ts';
import type { Outcome } from '../../../core/deliveries/delivery.ts';
import {
  type Acceptance,
  type Progress,
  progressOf,
  progressText,
  steadyRate,
} from '../../../core/deliveries/progress.ts';

const NOW = new Date('2026-03-02T09:00:00Z');
const sumOf = (counts: Partial<Record<Outcome, number>>) => {
  const frozen = Object.values(counts).reduce((sum, n) => sum + n, 0);
  return closedSum('C-1/1', frozen, new Map(Object.entries(counts) as [Outcome, number][]));
};
/** One batch of 500 each `gapMs`, the last one just now. */
const steady = (count: number, gapMs = 1_000): Acceptance[] =>
  Array.from({ length: count }, (_, i) => ({ at: new Date(NOW.getTime() - (count - 1 - i) * gapMs), people: 500 }));
const at = (over: Partial<Parameters<typeof progressOf>[0]>): Progress =>
  progressOf({
    sum: sumOf({ submitted: 20_000, pending: 30_000, no_consent: 7 }),
    moving: true,
    acceptances: steady(40),
    wait: null,
    now: NOW,
    ...over,
  });

describe('progress', () => {
  it('has the exact counts of those with a place in a batch, a rate and the time left', () => {
    expect(at({})).toEqual({
      phase: 'sending',
      done: 20_000,
      of: 50_000,
      perMinute: 30_000,
      secondsLeft: 60,
      wait: null,
    });
  });

  it.each([
    ['while few batches were taken', { acceptances: steady(5) }],
    ['where nothing was taken lately', { now: new Date(NOW.getTime() + 60_000) }],
    [
      'where it became much slower',
      {
        acceptances: [
          ...steady(20, 100).map((a) => ({ ...a, at: new Date(a.at.getTime() - 40_000) })),
          ...steady(4, 10_000),
        ],
      },
    ],
    ['while it is paused or held', { moving: false }],
    ['while it waits', { wait: { why: 'warm_up', until: new Date(NOW.getTime() + 3_600_000) } }],
    ['while only evidence is waited for', { sum: sumOf({ submitted: 5, uncertain: 500 }) }],
    ['while the audience is frozen', { sum: undefined }],
    ['once everyone has an outcome', { sum: sumOf({ submitted: 5 }) }],
  ] as const)('says nothing of the time left %s', (_, over) => {
    expect(at(over as Partial<Parameters<typeof progressOf>[0]>)).toMatchObject({ secondsLeft: null });
  });

  it('says the rate and not the time left while some are uncertain', () => {
    const found = at({ sum: sumOf({ submitted: 20_000, pending: 100, uncertain: 1_000 }) });
    expect(found).toMatchObject({ perMinute: 30_000, secondsLeft: null });
  });

  it('is a rate between the slowest and the fastest batch, or none', () => {
    const gaps = fc.array(fc.integer({ min: 50, max: 4_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 1_000 }), (all, people) => {
        let time = NOW.getTime();
        const accepted = all.map((gap) => {
          time -= gap;
          return { at: new Date(time), people };
        });
        const rate = steadyRate(accepted.reverse(), NOW);
        if (rate === undefined) return;
        expect(rate).toBeGreaterThanOrEqual(people / Math.max(...all) - 1e-9);
        expect(rate).toBeLessThanOrEqual(people / Math.min(...all) + 1e-9);
      }),
      { numRuns: 200 },
    );
  });

  it('reads as a sentence', () => {
    expect(progressText(at({}), 'Asia/Seoul')).toEqual({
      en: 'Sending. 20,000 of 50,000 · 30,000 a minute · about 1 min left',
      ko: '발송 중입니다. 50,000명 중 20,000명 · 분당 30,000명 · 약 1분 남음',
    });
    const wait = { why: 'warm_up', until: new Date('2026-03-02T15:00:00Z') } as const;
    expect(progressText(at({ wait }), 'Asia/Seoul').en).toBe(
      'The allowance of the warm-up is used up for today: 30,000 wait until 3 Mar 2026, 00:00 (Asia/Seoul). 20,000 of 50,000',
    );
    expect(progressText(at({ sum: undefined }), 'UTC').ko).toBe('발송 대상을 확정하는 중입니다.');
  });
});
