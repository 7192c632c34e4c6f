import { changedValues } from '../../../core/audit/changed-values.ts';

describe('what differs between two settings', () => {
  it('is named by its path with both values, and nothing else is', () => {
    const before = { lanes: { it: { approvals: 1, reviewers: [] }, marketing: { approvals: 1 } }, cap: null, days: 3 };
    const after = {
      lanes: { it: { approvals: 2, reviewers: ['s1'] }, marketing: { approvals: 1 } },
      cap: { mails: 2 },
      days: 3,
    };
    expect(changedValues(before, after)).toEqual({
      'lanes/it/approvals': '1 → 2',
      'lanes/it/reviewers': '[] → ["s1"]',
      cap: 'null → {"mails":2}',
    });
    expect(changedValues(before, before)).toEqual({});
  });
});
