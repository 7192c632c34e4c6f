import fc from 'fast-check';
import {
  type DecisionKind,
  keysGiven,
  LANES,
  type Lane,
  type ReviewCycle,
  standingApproval,
} from '../../../core/approvals/approval.ts';
import { judgeDecision } from '../../../core/approvals/judge-decision.ts';
import { isDomainError } from '../../../core/common/errors.ts';
import type { Role, Staff } from '../../../core/people/staff.ts';

const AT = new Date('2026-03-02T09:00:00Z');
const hashOf = (lane: Lane, edition = 0): string => `${lane}-${edition}`.padEnd(64, '0');

const aStaff = (id: string, ...roles: Role[]): Staff => ({
  id,
  email: `${id}@example.test`,
  name: id,
  roles,
  lang: 'en',
  timeZone: 'Asia/Seoul',
  status: 'active',
  createdAt: AT,
});
const aCycle = (over: Partial<ReviewCycle> = {}): ReviewCycle => ({
  id: 'C-1/1',
  subjectId: 'C-1',
  number: 1,
  state: 'open',
  authorId: 'author',
  submittedBy: 'author',
  openedAt: AT,
  closedAt: null,
  laneHashes: { marketing: hashOf('marketing'), it: hashOf('it') },
  decisions: [],
  revision: 1,
  ...over,
});
const decide = (
  cycle: ReviewCycle | undefined,
  staff: Staff,
  over: Partial<{ cycle: number; lane: Lane; laneHash: string; kind: DecisionKind; comment: string }> = {},
): ReviewCycle => {
  const lane = over.lane ?? 'marketing';
  return judgeDecision(
    cycle,
    { cycle: 1, lane, laneHash: hashOf(lane), kind: 'approve', comment: '', ...over },
    { staff, surface: 'slack', at: AT },
  );
};
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
  return 'accepted';
};

const mia = aStaff('mia', 'marketing_reviewer');
const ian = aStaff('ian', 'it_reviewer');
const both = aStaff('both', 'marketing_reviewer', 'it_reviewer');

describe('a decision', () => {
  it('gives one key, and the second from the other lane closes the cycle as approved', () => {
    const one = decide(aCycle(), mia);
    expect([one.state, keysGiven(one), one.revision]).toEqual(['open', 1, 2]);
    const two = decide(one, ian, { lane: 'it' });
    expect([two.state, keysGiven(two), two.closedAt]).toEqual(['approved', 2, AT]);
  });

  it.each<[string, () => unknown, string]>([
    ['by somebody without the role', () => decide(aCycle(), aStaff('x', 'marketer')), 'review.not_reviewer'],
    ['by a reviewer of the other lane', () => decide(aCycle(), ian), 'review.not_reviewer'],
    ['by a disabled reviewer', () => decide(aCycle(), { ...mia, status: 'disabled' }), 'review.not_reviewer'],
    ['by the author', () => decide(aCycle({ authorId: 'mia' }), mia), 'review.author_cannot_decide'],
    ['by whoever submitted', () => decide(aCycle({ submittedBy: 'mia' }), mia), 'review.author_cannot_decide'],
    [
      'by one person in both lanes',
      () => decide(decide(aCycle(), both), both, { lane: 'it' }),
      'review.same_person_both_lanes',
    ],
    ['a second time', () => decide(decide(aCycle(), mia), mia), 'review.already_decided'],
    ['about an older cycle', () => decide(aCycle({ number: 2 }), mia), 'review.stale'],
    ['about older content', () => decide(aCycle(), mia, { laneHash: hashOf('marketing', 9) }), 'review.stale'],
    ['about a hash too short to mean anything', () => decide(aCycle(), mia, { laneHash: 'marketi' }), 'review.stale'],
    ['after the end', () => decide(aCycle({ state: 'rejected' }), mia), 'review.not_open'],
    ['about nothing', () => decide(undefined, mia), 'review.not_open'],
    [
      'to request changes without words',
      () => decide(aCycle(), mia, { kind: 'request_changes', comment: '  ' }),
      'review.comment_required',
    ],
    ['to reject without words', () => decide(aCycle(), mia, { kind: 'reject' }), 'review.comment_required'],
    ['with 3,001 characters', () => decide(aCycle(), mia, { comment: 'x'.repeat(3_001) }), 'review.comment_too_long'],
  ])('is refused %s', (_title, run, code) => {
    expect(codeOf(run)).toBe(code);
  });

  it('stops counting when its lane changes, and only that one', () => {
    const approved = decide(decide(aCycle(), mia), ian, { lane: 'it' });
    const edited: ReviewCycle = {
      ...approved,
      state: 'open',
      laneHashes: { ...approved.laneHashes, marketing: hashOf('marketing', 1) },
    };
    expect(standingApproval(edited, 'marketing')).toBeUndefined();
    expect(standingApproval(edited, 'it')?.by).toBe('ian');
  });

  it('never lets fewer than two people, the author, or the wrong role turn both keys, whatever is tried', () => {
    const people = [mia, ian, both, aStaff('author', 'marketing_reviewer', 'it_reviewer'), aStaff('x', 'marketer')];
    const step = fc.oneof(
      fc.record({
        kind: fc.constantFrom<DecisionKind>('approve', 'approve', 'request_changes', 'reject'),
        lane: fc.constantFrom(...LANES),
        who: fc.nat(4),
      }),
      fc.record({ edit: fc.constantFrom(...LANES) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let cycle = aCycle();
        let edition = 0;
        for (const next of steps) {
          if ('edit' in next) {
            edition += 1;
            if (cycle.state === 'open') {
              cycle = { ...cycle, laneHashes: { ...cycle.laneHashes, [next.edit]: hashOf(next.edit, edition) } };
            }
            continue;
          }
          const staff = people[next.who] ?? mia;
          const before = cycle;
          codeOf(() => {
            cycle = decide(before, staff, {
              lane: next.lane,
              kind: next.kind,
              laneHash: before.laneHashes[next.lane],
              comment: 'why',
            });
          });
        }
        if (cycle.state !== 'approved') return;
        const [marketing, it] = LANES.map((lane) => standingApproval(cycle, lane)?.by);
        expect(['mia', 'both']).toContain(marketing);
        expect(['ian', 'both']).toContain(it);
        expect(marketing).not.toBe(it);
      }),
      { numRuns: 500 },
    );
  });
});
