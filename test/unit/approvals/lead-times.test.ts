import fc from 'fast-check';
import type { Decision, Lane, ReviewCycle } from '../../../core/approvals/approval.ts';
import { leadTimesOf } from '../../../core/approvals/lead-times.ts';
import { workingMinutesBetween } from '../../../core/people/working-hours.ts';
import { aCycleValue } from '../../support/campaign-view.ts';

const ALWAYS = { zone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00', holidays: [] };
const OPENED = new Date('2026-11-20T05:30:00Z');
const after = (minutes: number): Date => new Date(OPENED.getTime() + minutes * 60_000);

const approval = (lane: Lane, by: string, minutes: number, over: Partial<Decision> = {}): Decision => ({
  lane,
  kind: 'approve',
  laneHash: aCycleValue().laneHashes[lane],
  by,
  onBehalfOf: null,
  surface: 'portal',
  comment: '',
  at: after(minutes),
  snapshot: null,
  ...over,
});
const approved = (number: number, over: Partial<ReviewCycle> = {}, subject = 'C-1'): ReviewCycle =>
  aCycleValue({
    id: `${subject}/${number}`,
    subjectId: subject,
    number,
    state: 'approved',
    openedAt: OPENED,
    decisions: [approval('marketing', 'mia', 10), approval('it', 'ian', 30)],
    ...over,
  });

describe('lead times', () => {
  it('end with the approval that made the key, where several are needed', () => {
    const decisions = [approval('it', 'ian', 10), approval('it', 'ivy', 45), approval('it', 'late', 90)];
    const cycle = approved(1, { needed: { marketing: 1, it: 2 }, decisions });
    expect(leadTimesOf([cycle], ALWAYS).lanes).toMatchObject({
      marketing: { median: null, p90: null, cycles: [] },
      it: { median: 45, cycles: [{ cycleId: 'C-1/1', minutes: 45 }] },
    });
  });

  it('leave out what asked only whether to go on', () => {
    expect(leadTimesOf([approved(1, { purpose: 'resume' })], ALWAYS)).toMatchObject({
      lanes: { it: { median: null } },
      rework: { rate: null },
    });
  });

  it('call reworked what was not the first review, or in which an approval was voided; each subject once', () => {
    const voided = [approval('it', 'ian', 5, { laneHash: 'older' }), ...approved(1).decisions];
    const cycles = [
      approved(1, {}, 'C-1'),
      aCycleValue({ id: 'C-2/1', subjectId: 'C-2', state: 'changes_requested' }),
      approved(2, {}, 'C-2'),
      approved(1, { decisions: voided }, 'C-3'),
      approved(1, {}, 'C-4'),
      approved(2, {}, 'C-4'),
    ];
    expect(leadTimesOf(cycles, ALWAYS).rework).toEqual({
      rate: 0.75,
      approved: ['C-1/1', 'C-2/2', 'C-3/1', 'C-4/2'],
      reworked: ['C-2/2', 'C-3/1', 'C-4/2'],
    });
  });

  it('lie among the times behind them, half on either side of the median, and nine tenths at or below the other', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 40 }), (minutes) => {
        const cycles = minutes.map((n, i) => approved(1, { decisions: [approval('it', 'ian', n)] }, `C-${i}`));
        const { median, p90, cycles: behind } = leadTimesOf(cycles, ALWAYS).lanes.it;
        expect(behind).toHaveLength(minutes.length);
        for (const { minutes: n } of behind) expect(minutes).toContain(n);
        const share = (limit: number | null) => minutes.filter((n) => n <= (limit ?? -1)).length / minutes.length;
        expect(share(median)).toBeGreaterThanOrEqual(0.5);
        expect(minutes.filter((n) => n >= (median ?? Infinity)).length / minutes.length).toBeGreaterThanOrEqual(0.5);
        expect(minutes).toContain(p90);
        expect(share(p90)).toBeGreaterThanOrEqual(0.9);
        expect(minutes.filter((n) => n < (p90 ?? 0)).length / minutes.length).toBeLessThan(0.9);
        expect(workingMinutesBetween(ALWAYS, OPENED, after(minutes[0] ?? 0))).toBe(minutes[0]);
      }),
    );
  });
});
