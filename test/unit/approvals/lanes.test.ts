import fc from 'fast-check';
import {
  type Decision,
  type DecisionKind,
  keysGiven,
  laneStanding,
  peopleIn,
  type ReviewCycle,
  standingApprovals,
} from '../../../core/approvals/approval.ts';
import { lanesFor } from '../../../core/approvals/may-decide.ts';
import type { Staff } from '../../../core/people/staff.ts';
import { aStaffValue } from '../../support/builders.ts';
import { aCycleValue } from '../../support/campaign-view.ts';

const decided = (cycle: ReviewCycle, over: Partial<Decision>): Decision => ({
  lane: 'marketing',
  kind: 'approve',
  laneHash: cycle.laneHashes.marketing,
  by: 'reviewer',
  onBehalfOf: null,
  surface: 'portal',
  comment: '',
  snapshot: null,
  at: new Date('2026-11-01T00:00:00Z'),
  ...over,
});

const open = (...decisions: Partial<Decision>[]): ReviewCycle => {
  const cycle = aCycleValue({ state: 'open', decisions: [] });
  return { ...cycle, decisions: decisions.map((one) => decided(cycle, one)) };
};

describe('where a lane stands', () => {
  const decision = fc.record({
    lane: fc.constantFrom('marketing' as const, 'it' as const),
    kind: fc.constantFrom<DecisionKind>('approve', 'request_changes', 'reject'),
    current: fc.boolean(),
  });

  test('it is approved exactly while an approval names its present hash, however many decisions came before or after', () => {
    fc.assert(
      fc.property(fc.array(decision, { maxLength: 8 }), (drawn) => {
        const { laneHashes } = aCycleValue();
        const cycle = open(
          ...drawn.map(({ lane, kind, current }) => ({ lane, kind, laneHash: current ? laneHashes[lane] : 'older' })),
        );
        for (const lane of ['marketing', 'it'] as const) {
          const own = drawn.filter((d) => d.lane === lane);
          const approved = own.some((d) => d.kind === 'approve' && d.current);
          expect(laneStanding(cycle, lane).state === 'approved').toBe(approved);
          expect(laneStanding(cycle, lane).state === 'waiting').toBe(own.length === 0);
        }
      }),
    );
  });

  test('an approval of the present content stands', () => {
    expect(laneStanding(open({}), 'marketing').state).toBe('approved');
  });
  test('an approval of older content is voided', () => {
    expect(laneStanding(open({ laneHash: 'older' }), 'marketing').state).toBe('voided');
  });
  test('requested changes and a rejection are shown as such', () => {
    expect(laneStanding(open({ kind: 'request_changes' }), 'marketing').state).toBe('changes_requested');
    expect(laneStanding(open({ kind: 'reject' }), 'marketing').state).toBe('rejected');
  });
});

describe('a lane that needs two approvals', () => {
  const needsTwo = (...decisions: Partial<Decision>[]): ReviewCycle => ({
    ...open(...decisions),
    needed: { marketing: 2, it: 1 },
  });

  test('waits with one, which is named, and is approved with the second', () => {
    expect(laneStanding(needsTwo({ by: 'mia' }), 'marketing')).toMatchObject({
      state: 'waiting',
      decision: { by: 'mia' },
    });
    const both = needsTwo({ by: 'mia' }, { by: 'max' });
    expect([laneStanding(both, 'marketing').decision?.by, keysGiven(both)]).toEqual(['max', 1]);
  });
  test.each([
    ['the same person', { by: 'mia' }],
    ['their delegate', { by: 'dan', onBehalfOf: 'mia' }],
    ['an editor', { by: 'eve' }],
    ['the delegate of an editor', { by: 'dan', onBehalfOf: 'eve' }],
  ])('is not approved by a second decision of %s', (_, second) => {
    const cycle = { ...needsTwo({ by: 'mia' }, second), editors: ['eve'] };
    expect(standingApprovals(cycle, 'marketing').map(({ by }) => by)).toEqual(['mia']);
    expect(keysGiven(cycle)).toBe(0);
  });
});

test('everybody named in a cycle is known once', () => {
  const delegations = [{ lane: 'it' as const, from: 'ian', to: 'dan', at: new Date(0) }];
  const cycle = { ...open({ by: 'dan', onBehalfOf: 'mia' }), authorId: 'a', submittedBy: 'a', delegations };
  expect(peopleIn(cycle)).toEqual(['a', 'dan', 'mia', 'ian']);
});

describe('who is asked for a key', () => {
  const lanes = { marketing: { approvals: 1, reviewers: [] }, it: { approvals: 1, reviewers: [] } };
  const lanesOf = (cycle: ReviewCycle, staff: Staff) =>
    lanesFor(cycle, staff.id, { staff: [staff], lanes, absences: [] });
  const both = aStaffValue({ id: 'both', roles: ['marketing_reviewer', 'it_reviewer'] });
  test('a reviewer of both lanes for both', () => {
    expect(lanesOf(open(), both)).toEqual(['marketing', 'it']);
  });
  test('who gave one key is not asked for the other', () => {
    expect(lanesOf(open({ by: 'both' }), both)).toEqual([]);
  });
  test('the author is asked for none', () => {
    expect(lanesOf(open(), { ...both, id: open().authorId })).toEqual([]);
  });
  test('a marketer is asked for none', () => {
    expect(lanesOf(open(), aStaffValue({ roles: ['marketer'] }))).toEqual([]);
  });
  test('nobody is asked in a cycle that is over', () => {
    expect(lanesOf({ ...open(), state: 'withdrawn' }, both)).toEqual([]);
  });
});
