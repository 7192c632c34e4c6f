import { APPROVAL_INDEXES } from '../../../core/approvals/approval-store.ts';
import { createApprovals } from '../../../core/approvals/create-approvals.ts';
import { createAudit } from '../../../core/audit/create-audit.ts';
import { systemClock } from '../../../core/common/clock.ts';
import { ensureIndexes } from '../../../core/common/database-store.ts';
import { isDomainError } from '../../../core/common/errors.ts';
import { createIds } from '../../../core/common/ids.ts';
import { createKeyedHash } from '../../../core/common/keyed-hash.ts';
import { createPeople } from '../../../core/people/create-people.ts';
import { staffActor } from '../../../core/people/people-service.ts';
import { type Role, systemActor } from '../../../core/people/staff.ts';
import { PEOPLE_INDEXES } from '../../../core/people/staff-store.ts';
import { testDatabase } from '../../support/database.ts';

const HASHES = { marketing: 'a'.repeat(64), it: 'b'.repeat(64) };

const setUp = async () => {
  const { database, drop } = await testDatabase();
  await ensureIndexes(database, [...PEOPLE_INDEXES, ...APPROVAL_INDEXES]);
  const shared = { database, clock: systemClock, ids: createIds(), hash: createKeyedHash('s'.repeat(32)) };
  const audit = createAudit(shared);
  const { people } = createPeople({ ...shared, audit });
  const approvals = createApprovals({ ...shared, audit, people });
  const somebody = async (name: string, ...roles: Role[]) =>
    people.addStaff(systemActor('test'), {
      email: `${name}@example.test`,
      name,
      roles,
      lang: 'en',
      password: 'a long password',
    });
  return { approvals, people, audit, drop, somebody };
};
const outcomeOf = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
    return 'accepted';
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
};
const SUBJECT = { subjectId: 'C-1', authorId: 'author', submittedBy: 'author', laneHashes: HASHES };
const approve = (lane: 'marketing' | 'it') =>
  ({ subjectId: 'C-1', cycle: 1, lane, laneHash: HASHES[lane].slice(0, 16), kind: 'approve', comment: '' }) as const;

describe('review cycles', () => {
  it('give each key to one winner when six people click on both platforms at once', async () => {
    const { approvals, somebody, audit, drop } = await setUp();
    const author = await somebody('author', 'marketer');
    await approvals.open({ ...SUBJECT, authorId: author.id });
    const clicks = await Promise.all(
      (['m1', 'm2', 'm3', 'i1', 'i2', 'i3'] as const).map(async (name, index) => {
        const lane = name.startsWith('m') ? 'marketing' : 'it';
        const staff = await somebody(name, lane === 'marketing' ? 'marketing_reviewer' : 'it_reviewer');
        return { lane, actor: staffActor(staff, index % 2 === 0 ? 'slack' : 'teams') } as const;
      }),
    );
    const outcomes = await Promise.all(
      clicks.map(({ lane, actor }) => outcomeOf(approvals.decide(actor, approve(lane)))),
    );
    expect(outcomes.filter((o) => o === 'accepted')).toHaveLength(2);
    const cycle = await approvals.current('C-1');
    expect(cycle).toMatchObject({ state: 'approved', revision: 3 });
    expect(cycle?.decisions.map((d) => d.lane).sort()).toEqual(['it', 'marketing']);
    expect(await audit.list({ subject: 'C-1' })).toHaveLength(2);
    await drop();
  });

  it('take the role as it is at the click, not as it was when the card was shown', async () => {
    const { approvals, people, somebody, drop } = await setUp();
    const author = await somebody('author', 'marketer');
    const mia = await somebody('mia', 'marketing_reviewer');
    await approvals.open({ ...SUBJECT, authorId: author.id });
    expect(await approvals.waitingFor(mia.id)).toMatchObject([{ lane: 'marketing' }]);
    await people.setRoles(systemActor('test'), mia.id, ['employee']);
    expect(await outcomeOf(approvals.decide(staffActor(mia, 'slack'), approve('marketing')))).toBe(
      'review.not_reviewer',
    );
    expect(await approvals.waitingFor(mia.id)).toEqual([]);
    await drop();
  });

  it('open once, are voided lane by lane, and can be withdrawn and opened again', async () => {
    const { approvals, somebody, drop } = await setUp();
    const author = staffActor(await somebody('author', 'marketer'), 'portal');
    const mia = staffActor(await somebody('mia', 'marketing_reviewer'), 'slack');
    const open = () => approvals.open(SUBJECT);
    await open();
    expect(await outcomeOf(open())).toBe('review.already_open');
    await approvals.decide(mia, approve('marketing'));
    const next = { ...HASHES, marketing: 'c'.repeat(64) };
    expect(await approvals.rehash('C-1', next)).toMatchObject({ state: 'open', laneHashes: next });
    expect(await outcomeOf(approvals.decide(mia, approve('marketing')))).toBe('review.stale');
    expect(await approvals.withdraw(author, 'C-1')).toMatchObject({ state: 'withdrawn' });
    expect(await open()).toMatchObject({ id: 'C-1/2', number: 2 });
    await drop();
  });
});
