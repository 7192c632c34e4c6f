import type { Decision, ReviewCycle } from '../../../../core/approvals/approval.ts';
import { laneStateOf, lanesToDecide } from '../../../../portal/campaigns/lanes-view.tsx';
import { aStaffValue } from '../../../support/builders.ts';
import { aCycleValue } from '../../../support/campaign-view.ts';

const decided = (cycle: ReviewCycle, over: Partial<Decision>): Decision => ({
  lane: 'marketing',
  kind: 'approve',
  laneHash: cycle.laneHashes.marketing,
  by: 'reviewer',
  surface: 'portal',
  comment: '',
  at: new Date('2026-11-01T00:00:00Z'),
  ...over,
});

const open = (...decisions: Partial<Decision>[]): ReviewCycle => {
  const cycle = aCycleValue({ state: 'open', decisions: [] });
  return { ...cycle, decisions: decisions.map((one) => decided(cycle, one)) };
};

describe('where a lane stands', () => {
  test('without a cycle there is nothing yet', () => {
    expect(laneStateOf(undefined, 'it').state).toBe('none');
  });
  test('an open cycle without decision waits', () => {
    expect(laneStateOf(open(), 'it').state).toBe('waiting');
  });
  test('an approval of the present content stands', () => {
    expect(laneStateOf(open({}), 'marketing').state).toBe('approved');
  });
  test('an approval of older content is voided', () => {
    expect(laneStateOf(open({ laneHash: 'older' }), 'marketing').state).toBe('voided');
  });
  test('requested changes and a rejection are shown as such', () => {
    expect(laneStateOf(open({ kind: 'request_changes' }), 'marketing').state).toBe('changes');
    expect(laneStateOf(open({ kind: 'reject' }), 'marketing').state).toBe('rejected');
  });
});

describe('who is asked for a key', () => {
  const both = aStaffValue({ id: 'both', roles: ['marketing_reviewer', 'it_reviewer'] });
  test('a reviewer of both lanes for both', () => {
    expect(lanesToDecide(both, open())).toEqual(['marketing', 'it']);
  });
  test('who gave one key is not asked for the other', () => {
    expect(lanesToDecide(both, open({ by: 'both' }))).toEqual([]);
  });
  test('the author is asked for none', () => {
    expect(lanesToDecide({ ...both, id: open().authorId }, open())).toEqual([]);
  });
  test('a marketer is asked for none', () => {
    expect(lanesToDecide(aStaffValue({ roles: ['marketer'] }), open())).toEqual([]);
  });
  test('nobody is asked in a cycle that is over', () => {
    expect(lanesToDecide(both, { ...open(), state: 'withdrawn' })).toEqual([]);
  });
});
