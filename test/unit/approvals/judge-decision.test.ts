import fc from 'fast-check';
import {
  type Decision,
  type DecisionKind,
  keysGiven,
  LANES,
  type Lane,
  type ReviewCycle,
  standingApproval,
  standingApprovals,
} from '../../../core/approvals/approval.ts';
import { judgeDecision } from '../../../core/approvals/judge-decision.ts';
import { delegatesFor, requireDelegate } from '../../../core/approvals/judge-delegation.ts';
import { lanesFor, type ReviewPeople, waitedFor } from '../../../core/approvals/may-decide.ts';
import { isDomainError } from '../../../core/common/errors.ts';
import type { Absence } from '../../../core/people/absence.ts';
import type { Role, Staff } from '../../../core/people/staff.ts';
import { aCycleValue } from '../../support/campaign-view.ts';

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
const aCycle = (over: Partial<ReviewCycle> = {}): ReviewCycle =>
  aCycleValue({
    id: 'C-1/1',
    subjectId: 'C-1',
    authorId: 'author',
    submittedBy: 'author',
    openedAt: AT,
    laneHashes: { marketing: hashOf('marketing'), it: hashOf('it') },
    revision: 1,
    ...over,
  });
const aPolicy = (marketing: readonly string[] = [], it: readonly string[] = []): ReviewPeople['lanes'] => ({
  marketing: { approvals: 1, reviewers: marketing },
  it: { approvals: 1, reviewers: it },
});
const away = (staffId: string, delegateId: string | null): Absence => ({
  staffId,
  from: new Date('2026-03-01T00:00:00Z'),
  until: new Date('2026-03-09T00:00:00Z'),
  delegateId,
});
const decide = (
  cycle: ReviewCycle | undefined,
  staff: Staff,
  over: Partial<{ cycle: number; lane: Lane; laneHash: string; kind: DecisionKind; comment: string }> = {},
  people: Partial<ReviewPeople> = {},
): ReviewCycle => {
  const lane = over.lane ?? 'marketing';
  return judgeDecision(
    cycle,
    { cycle: 1, lane, laneHash: hashOf(lane), kind: 'approve', comment: '', ...over },
    { staff, surface: 'slack', at: AT },
    { staff: [staff, ...EVERYBODY.filter(({ id }) => id !== staff.id)], lanes: aPolicy(), absences: [], ...people },
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
const dan = aStaff('dan', 'marketer');
const EVERYBODY = [mia, ian, both, dan];

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
    [
      'about the other lane, of which an approval was voided',
      () =>
        decide(
          { ...decide(aCycle(), both), laneHashes: { marketing: hashOf('marketing', 1), it: hashOf('it') } },
          both,
          { lane: 'it' },
        ),
      'review.same_person_both_lanes',
    ],
    ['by an editor', () => decide(aCycle({ editors: ['mia'] }), mia), 'review.author_cannot_decide'],
    [
      'by a reviewer who is not on the list of the policy',
      () => decide(aCycle(), mia, {}, { lanes: aPolicy(['both']) }),
      'review.not_reviewer',
    ],
    ['after its time', () => decide(aCycle({ expireAt: AT }), mia), 'review.not_open'],
    [
      'to reject what asks only whether to go on',
      () => decide(aCycle({ purpose: 'resume' }), mia, { kind: 'reject', comment: 'no' }),
      'review.only_approve',
    ],
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
});

describe('a lane that needs two', () => {
  const cycle = aCycle({ needed: { marketing: 2, it: 1 } });
  const max = aStaff('max', 'marketing_reviewer');

  it('is approved by two different people and waits with one', () => {
    const one = decide(decide(cycle, mia), ian, { lane: 'it' });
    expect([one.state, keysGiven(one)]).toEqual(['open', 1]);
    expect(decide(one, max)).toMatchObject({ state: 'approved' });
  });

  it('counts nobody twice', () => {
    expect(codeOf(() => decide(decide(cycle, mia), mia))).toBe('review.already_decided');
  });

  it('counts a delegate and whoever they decide for as one', () => {
    const absences = [away('mia', 'dan')];
    const byDelegate = decide(cycle, dan, {}, { absences });
    expect(byDelegate.decisions[0]).toMatchObject({ by: 'dan', onBehalfOf: 'mia' });
    expect(codeOf(() => decide(byDelegate, mia, {}, { absences }))).toBe('review.already_decided');
    expect(codeOf(() => decide(decide(cycle, mia), dan, {}, { absences }))).toBe('review.already_decided');
  });
});

describe('a delegate', () => {
  it('decides for a reviewer who is away, over others who are away too, and the decision says so', () => {
    const absences = [away('mia', 'both'), away('both', 'dan')];
    expect(decide(aCycle(), dan, {}, { absences, staff: [mia, dan, ian] }).decisions).toMatchObject([
      { by: 'dan', onBehalfOf: 'mia' },
    ]);
  });

  it('decides in the one lane of the one cycle in which somebody handed their say on', () => {
    const cycle = aCycle({ delegations: [{ lane: 'it', from: 'ian', to: 'dan', at: AT }] });
    expect(decide(cycle, dan, { lane: 'it' }).decisions).toMatchObject([{ by: 'dan', onBehalfOf: 'ian' }]);
    expect(codeOf(() => decide(cycle, dan))).toBe('review.not_reviewer');
  });

  it('decides in their own right where they are a reviewer themselves', () => {
    expect(decide(aCycle(), both, {}, { absences: [away('mia', 'both')] }).decisions).toMatchObject([
      { by: 'both', onBehalfOf: null },
    ]);
  });

  it.each<[string, ReviewCycle, Absence[], Staff[]]>([
    ['has no role any more', aCycle(), [away('mia', 'dan')], [aStaff('mia', 'employee'), dan]],
    ['is disabled', aCycle(), [away('mia', 'dan')], [{ ...mia, status: 'disabled' }, dan]],
    ['is the author', aCycle({ authorId: 'mia' }), [away('mia', 'dan')], [mia, dan]],
    ['edited', aCycle({ editors: ['mia'] }), [away('mia', 'dan')], [mia, dan]],
    ['decided in the other lane', decide(aCycle(), both, { lane: 'it' }), [away('both', 'dan')], [both, dan]],
    [
      'handed it on through somebody who has left',
      aCycle(),
      [away('mia', 'both'), away('both', 'dan')],
      [mia, { ...both, status: 'disabled' }, dan],
    ],
    ['handed it on through the author', aCycle(), [away('mia', 'author'), away('author', 'dan')], [mia, dan]],
  ])('cannot decide for somebody who %s', (_title, cycle, absences, staff) => {
    expect(codeOf(() => decide(cycle, dan, {}, { absences, staff }))).toBe('review.not_reviewer');
  });

  it('is not found where delegates lead in a circle', () => {
    const delegations = [
      { lane: 'it', from: 'dan', to: 'x', at: AT },
      { lane: 'it', from: 'x', to: 'dan', at: AT },
    ] as const;
    expect(codeOf(() => decide(aCycle({ delegations }), dan, { lane: 'it' }))).toBe('review.not_reviewer');
  });

  it.each<[string, string, ReviewCycle, string]>([
    ['oneself', 'mia', aCycle(), 'review.delegate_refused'],
    ['the author', 'dan', aCycle({ authorId: 'dan' }), 'review.delegate_refused'],
    ['an editor', 'dan', aCycle({ editors: ['dan'] }), 'review.delegate_refused'],
    ['somebody unknown', 'nobody', aCycle(), 'review.delegate_refused'],
    ['somebody disabled', 'gone', aCycle(), 'review.delegate_refused'],
    ['somebody who decided in the other lane', 'ian', decide(aCycle(), ian, { lane: 'it' }), 'review.delegate_refused'],
    ['somebody, after the key was given', 'dan', decide(aCycle(), both), 'review.already_decided'],
    ['somebody, by the author', 'dan', aCycle({ authorId: 'mia' }), 'review.author_cannot_decide'],
    ['somebody else', 'dan', aCycle(), 'accepted'],
  ])('can be named or not: %s', (_title, to, cycle, code) => {
    const staff = [...EVERYBODY, { ...aStaff('gone', 'marketer'), status: 'disabled' as const }];
    expect(codeOf(() => requireDelegate(cycle, 'marketing', mia, to, { staff, lanes: aPolicy(), absences: [] }))).toBe(
      code,
    );
  });

  it('is offered exactly where naming them would be taken', () => {
    const gone = { ...aStaff('gone', 'marketer'), status: 'disabled' as const };
    const people = { staff: [...EVERYBODY, gone, aStaff('eve', 'employee')], lanes: aPolicy(), absences: [] };
    const cycle = decide(aCycle({ editors: ['both'] }), ian, { lane: 'it' });
    const taken = people.staff.filter(
      ({ id }) => codeOf(() => requireDelegate(cycle, 'marketing', mia, id, people)) === 'accepted',
    );
    expect(delegatesFor(cycle, 'marketing', 'mia', people)).toEqual(taken);
    expect(taken).toEqual([dan]);
  });

  it('is waited for instead of whoever is away or handed it on', () => {
    const cycle = aCycle({ delegations: [{ lane: 'marketing', from: 'both', to: 'ian', at: AT }] });
    const people = { staff: EVERYBODY, lanes: aPolicy(), absences: [away('mia', 'dan')] };
    expect(waitedFor(cycle, 'marketing', people).map(({ id }) => id)).toEqual(['ian', 'dan']);
    expect(lanesFor(cycle, 'mia', people)).toEqual(['marketing']);
  });
});

describe('whatever people, edits, absences and policy do in whatever order', () => {
  const NAMES = ['mia', 'max', 'ian', 'ivy', 'both', 'author', 'submitter', 'dan', 'eve'] as const;
  const ROLES: Readonly<Record<(typeof NAMES)[number], readonly Role[]>> = {
    mia: ['marketing_reviewer'],
    max: ['marketing_reviewer'],
    ian: ['it_reviewer'],
    ivy: ['it_reviewer'],
    both: ['marketing_reviewer', 'it_reviewer'],
    author: ['marketer', 'marketing_reviewer', 'it_reviewer'],
    submitter: ['marketing_reviewer', 'it_reviewer'],
    dan: ['marketer'],
    eve: ['marketing_reviewer', 'it_reviewer'],
  };
  const who = fc.constantFrom(...NAMES);
  const lane = fc.constantFrom(...LANES);
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('decide' as const),
        who,
        lane,
        kind: fc.constantFrom<DecisionKind>('approve', 'approve', 'approve', 'approve', 'request_changes', 'reject'),
        clicks: fc.integer({ min: 1, max: 2 }),
      }),
    },
    // Few editions, so that edits are undone and voided approvals stand again.
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('edit' as const), lane, edition: fc.nat(2), by: fc.option(who) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('away' as const), who, to: fc.option(who) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('delegate' as const), who, to: who, lane }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('roles' as const), who, roles: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('list' as const), lane, only: fc.uniqueArray(who, { maxLength: 3 }) }),
    },
  );
  const needed = fc.record({ marketing: fc.integer({ min: 1, max: 2 }), it: fc.integer({ min: 1, max: 2 }) });

  it('both keys come from as many different people as are needed, none of them author or editor, nobody in both lanes, and a double click counts once', () => {
    let approvedCycles = 0;
    fc.assert(
      fc.property(needed, fc.array(step, { maxLength: 40 }), (need, steps) => {
        let cycle = aCycle({ needed: need, submittedBy: 'submitter', editors: ['author'] });
        const staff = new Map<string, Staff>(NAMES.map((name) => [name, aStaff(name, ...ROLES[name])]));
        const absences = new Map<string, Absence>();
        let lanes = aPolicy();
        /** Written down apart from the cycle: who was let in, for whom, on which hash. */
        const accepted: Pick<Decision, 'by' | 'onBehalfOf' | 'lane' | 'laneHash'>[] = [];
        const people = (): ReviewPeople => ({ staff: [...staff.values()], lanes, absences: [...absences.values()] });

        for (const next of steps) {
          if (next.do === 'edit') {
            if (cycle.state !== 'open') continue;
            const editors = next.by === null ? cycle.editors : [...cycle.editors, next.by];
            const laneHashes = { ...cycle.laneHashes, [next.lane]: hashOf(next.lane, next.edition) };
            cycle = { ...cycle, editors, laneHashes };
          } else if (next.do === 'away') {
            absences.set(next.who, away(next.who, next.to));
          } else if (next.do === 'roles') {
            staff.set(next.who, aStaff(next.who, ...(next.roles ? ROLES[next.who] : (['employee'] as const))));
          } else if (next.do === 'list') {
            lanes = { ...lanes, [next.lane]: { approvals: 1, reviewers: next.only } };
          } else if (next.do === 'delegate') {
            const from = staff.get(next.who);
            if (from === undefined || cycle.state !== 'open') continue;
            const code = codeOf(() => requireDelegate(cycle, next.lane, from, next.to, people()));
            if (code !== 'accepted') continue;
            const delegation = { lane: next.lane, from: next.who, to: next.to, at: AT };
            cycle = { ...cycle, delegations: [...cycle.delegations, delegation] };
          } else {
            const decider = staff.get(next.who);
            if (decider === undefined) continue;
            const shown = cycle;
            const outcomes = Array.from({ length: next.clicks }, () =>
              codeOf(() => {
                cycle = decide(
                  cycle,
                  decider,
                  { lane: next.lane, kind: next.kind, laneHash: shown.laneHashes[next.lane], comment: 'why' },
                  people(),
                );
                const made = cycle.decisions.at(-1);
                if (made?.kind === 'approve') accepted.push(made);
              }),
            );
            expect(outcomes.filter((code) => code === 'accepted').length).toBeLessThanOrEqual(1);
          }

          const counted = (one: Lane) => standingApprovals(cycle, one);
          const taken = LANES.map((one) => [
            ...new Set(
              counted(one).flatMap(({ by, onBehalfOf }) => [by, ...(onBehalfOf === null ? [] : [onBehalfOf])]),
            ),
          ]);
          expect(taken[0]?.filter((id) => taken[1]?.includes(id))).toEqual([]);
          for (const one of LANES) {
            const deciders = counted(one).map(({ by }) => by);
            expect(new Set(deciders).size).toBe(deciders.length);
            for (const id of taken.flat()) expect(['author', 'submitter', ...cycle.editors]).not.toContain(id);
          }
          if (cycle.state !== 'approved') continue;
          for (const one of LANES) {
            const distinct = new Set(
              accepted
                .filter((a) => a.lane === one && a.laneHash === cycle.laneHashes[one] && !cycle.editors.includes(a.by))
                .map(({ by }) => by),
            );
            expect(distinct.size).toBeGreaterThanOrEqual(need[one]);
          }
          approvedCycles += 1;
        }
      }),
      { numRuns: 600 },
    );
    // A property that is never put to the test would hold as well.
    expect(approvedCycles).toBeGreaterThan(10);
  });
});
