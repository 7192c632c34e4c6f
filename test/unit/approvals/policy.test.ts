import fc from 'fast-check';
import { LANES, type Lane } from '../../../core/approvals/approval.ts';
import { defaultPolicy, isReviewer, type ReviewPolicy, unsatisfiable } from '../../../core/approvals/policy.ts';
import { parsePolicy } from '../../../core/approvals/policy-input.ts';
import { InvalidInput } from '../../../core/common/errors.ts';
import type { Role, Staff } from '../../../core/people/staff.ts';
import { aStaffValue } from '../../support/builders.ts';

const { revision: _, ...DEFAULT } = defaultPolicy('Asia/Seoul');
const fieldsOf = (input: unknown): readonly (string | undefined)[] => {
  try {
    parsePolicy(input);
  } catch (error) {
    if (error instanceof InvalidInput) return error.issues.map(({ field }) => field);
    throw error;
  }
  return [];
};

describe('a review policy as it is typed', () => {
  it('is taken as it stands', () => {
    expect(parsePolicy(DEFAULT)).toEqual(DEFAULT);
  });

  it('may come from a form: numbers as text, lists a line each, boxes not ticked', () => {
    expect(
      parsePolicy({
        lanes: { marketing: { approvals: '1' }, it: { approvals: '2', reviewers: 'ivo' } },
        hours: { zone: 'UTC', days: ['2', '1', '2'], from: '08:30', to: '24:00', holidays: '2026-12-25\n2026-01-01' },
        remindAfter: '60',
        escalateAfter: '120',
        expireAfter: '600',
        allowedHosts: 'Shop.Example.com\r\n한국.example',
        driftPercent: '5',
      }),
    ).toEqual({
      lanes: { marketing: { approvals: 1, reviewers: [] }, it: { approvals: 2, reviewers: ['ivo'] } },
      hours: { zone: 'UTC', days: [1, 2], from: '08:30', to: '24:00', holidays: ['2026-01-01', '2026-12-25'] },
      remindAfter: 60,
      escalateAfter: 120,
      expireAfter: 600,
      escalateTo: [],
      allowedHosts: ['shop.example.com', 'xn--3e0b707e.example'],
      privateHosts: [],
      driftPercent: 5,
    });
  });

  const hours = (over: object) => ({ ...DEFAULT, hours: { ...DEFAULT.hours, ...over } });
  it.each<[string, unknown, readonly string[]]>([
    ['no approvals', { ...DEFAULT, lanes: { ...DEFAULT.lanes, it: { approvals: 0 } } }, ['lanes.it.approvals']],
    ['six approvals', { ...DEFAULT, lanes: { ...DEFAULT.lanes, it: { approvals: 6 } } }, ['lanes.it.approvals']],
    ['an operator', { ...DEFAULT, lanes: { ...DEFAULT.lanes, it: { approvals: { $gt: 0 } } } }, ['lanes.it.approvals']],
    ['a zone that is none', hours({ zone: 'Mars/Olympus' }), ['hours.zone']],
    ['no working day', hours({ days: [] }), ['hours.days']],
    ['an eighth day', hours({ days: [8] }), ['hours.days']],
    ['a day that ends before it begins', hours({ from: '18:00', to: '09:00' }), ['hours.to']],
    ['a time that is none', hours({ from: '9' }), ['hours.from']],
    ['a holiday that is no date', hours({ holidays: ['2026-02-30'] }), ['hours.holidays']],
    ['an escalation before the reminder', { ...DEFAULT, escalateAfter: 10 }, ['escalateAfter']],
    ['an expiry before the escalation', { ...DEFAULT, expireAfter: 500 }, ['expireAfter']],
    ['half a minute', { ...DEFAULT, remindAfter: 0.5 }, ['remindAfter']],
    ['an address instead of a host', { ...DEFAULT, allowedHosts: ['https://example.com/x'] }, ['allowedHosts']],
    ['a share above all', { ...DEFAULT, driftPercent: 101 }, ['driftPercent']],
    ['two fields', { ...hours({ zone: '' }), driftPercent: 'x' }, ['hours.zone', 'driftPercent']],
    ['nothing', {}, ['lanes', 'hours', 'remindAfter', 'escalateAfter', 'expireAfter', 'driftPercent']],
  ])('is refused with %s', (_title, input, fields) => {
    expect(fieldsOf(input)).toEqual(fields);
  });
});

describe('a policy that nobody can satisfy', () => {
  const aPerson = (...roles: Role[]): Staff => aStaffValue({ roles });
  const lanesOf = (marketing: number, it: number): ReviewPolicy['lanes'] => ({
    marketing: { approvals: marketing, reviewers: [] },
    it: { approvals: it, reviewers: [] },
  });

  it('is found in one lane with its numbers', () => {
    const staff = [aPerson('marketing_reviewer'), aPerson('it_reviewer')];
    expect(unsatisfiable(lanesOf(1, 2), staff)).toEqual([{ lane: 'it', needed: 2, able: 1 }]);
  });

  it('is found in both together, because nobody decides in both', () => {
    const staff = [aPerson('marketing_reviewer', 'it_reviewer'), aPerson('marketing_reviewer', 'it_reviewer')];
    expect(unsatisfiable(lanesOf(1, 1), staff)).toEqual([]);
    expect(unsatisfiable(lanesOf(2, 1), staff)).toEqual([{ lane: undefined, needed: 3, able: 2 }]);
  });

  it('counts neither the disabled nor those who are not on the list', () => {
    const [a, b] = [aPerson('it_reviewer'), { ...aPerson('it_reviewer'), status: 'disabled' as const }];
    const m = aPerson('marketing_reviewer');
    expect(unsatisfiable(lanesOf(1, 2), [a, b, m])).toMatchObject([{ able: 1 }]);
    const listed = { ...lanesOf(1, 1), it: { approvals: 1, reviewers: ['somebody else'] } };
    expect(unsatisfiable(listed, [a, m])).toMatchObject([{ lane: 'it', able: 0 }]);
  });

  it('is found exactly where trying every assignment of people to lanes fails', () => {
    const person = fc
      .subarray<Role>(['marketing_reviewer', 'it_reviewer', 'marketer'], { minLength: 1 })
      .map((roles) => aPerson(...roles));
    const approvals = fc.integer({ min: 1, max: 3 });
    const assignable = (lanes: ReviewPolicy['lanes'], staff: readonly Staff[], left: Record<Lane, number>): boolean => {
      if (LANES.every((lane) => left[lane] <= 0)) return true;
      const [next, ...rest] = staff;
      if (next === undefined) return false;
      return (
        assignable(lanes, rest, left) ||
        LANES.some(
          (lane) => isReviewer(lanes, lane, next) && assignable(lanes, rest, { ...left, [lane]: left[lane] - 1 }),
        )
      );
    };
    fc.assert(
      fc.property(fc.array(person, { maxLength: 6 }), approvals, approvals, (staff, marketing, it) => {
        const lanes = lanesOf(marketing, it);
        expect(unsatisfiable(lanes, staff).length === 0).toBe(assignable(lanes, staff, { marketing, it }));
      }),
    );
  });
});
