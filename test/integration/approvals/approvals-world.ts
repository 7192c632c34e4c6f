import type { Lane } from '../../../core/approvals/approval.ts';
import { createApprovals } from '../../../core/approvals/create-approvals.ts';
import type { AuditService } from '../../../core/audit/audit-service.ts';
import { createAudit } from '../../../core/audit/create-audit.ts';
import { isDomainError } from '../../../core/common/errors.ts';
import { createIds } from '../../../core/common/ids.ts';
import { createKeyedHash } from '../../../core/common/keyed-hash.ts';
import { createPeople } from '../../../core/people/create-people.ts';
import { staffActor } from '../../../core/people/people-service.ts';
import { type Actor, type Role, type Surface, systemActor } from '../../../core/people/staff.ts';
import { TEST_PASSWORD_COST } from '../../support/builders.ts';
import { testDatabase } from '../../support/database.ts';

export const HASHES = { marketing: 'a'.repeat(64), it: 'b'.repeat(64) };
/** A Tuesday in Seoul, at ten in the morning. */
const START = new Date('2026-11-24T01:00:00Z');
export const TEST = systemActor('test');

/** Approvals on a fresh database, at a time that the test sets; `another` is the same in another process, so to say. */
export const openApprovals = async () => {
  const { database, drop } = await testDatabase({ indexes: true });
  const time = { now: START };
  const shared = {
    database,
    config: { workspace: { timeZone: 'Asia/Seoul', organisation: 'Test', postalAddress: 'Test' } },
    clock: { now: () => time.now },
    ids: createIds(),
    hash: createKeyedHash('s'.repeat(32)),
  };
  const audit = createAudit(shared);
  const people = createPeople({ ...shared, audit, passwordCost: TEST_PASSWORD_COST });
  const shown: string[] = [];
  const another = (log: AuditService = audit) =>
    createApprovals({
      ...shared,
      audit: log,
      ...people,
      now: async () => time.now,
      changed: async (subjectId) => {
        shown.push(subjectId);
      },
    });
  const made = another();

  const somebody = async (
    name: string,
    roles: readonly Role[],
    surface: Surface = 'portal',
  ): Promise<{ id: string; actor: Actor }> => {
    const staff = await people.people.addStaff(TEST, {
      email: `${name.toLowerCase()}@example.test`,
      name,
      roles,
      lang: 'en',
      password: 'a long password',
    });
    await people.people.linkIdentity(TEST, {
      platform: 'slack',
      workspaceId: 'T1',
      userId: name,
      displayName: name,
      staffId: staff.id,
    });
    return { id: staff.id, actor: staffActor(staff, surface) };
  };

  return {
    ...people,
    ...made,
    database,
    audit,
    another,
    somebody,
    drop,
    /** Subjects that were asked to be shown again. */
    shown,
    time,
    /** `2026-11-24T10:00` on the wall clock of Seoul. */
    at: (local: string) => {
      time.now = new Date(`${local}:00+09:00`);
    },
    open: (author: string, over: Partial<Parameters<typeof made.approvals.open>[0]> = {}) =>
      made.approvals.open({ subjectId: 'C-1', authorId: author, submittedBy: author, laneHashes: HASHES, ...over }),
    /** Titles of what was told in chat since the last call, with the name of the account. */
    told: async (): Promise<string[]> => {
      const told: string[] = [];
      for (;;) {
        const claim = await people.notices.claimNext('slack');
        if (claim === undefined) return told.sort();
        told.push(`${claim.place.kind === 'person' ? claim.place.userId : '#'}: ${claim.notice.title.en}`);
        await people.notices.done(claim);
      }
    },
  };
};
export type ApprovalsWorld = Awaited<ReturnType<typeof openApprovals>>;

export const approve = (lane: Lane, over: { cycle?: number; subjectId?: string; laneHash?: string } = {}) =>
  ({
    subjectId: 'C-1',
    cycle: 1,
    lane,
    laneHash: HASHES[lane].slice(0, 16),
    kind: 'approve',
    comment: '',
    ...over,
  }) as const;

/** The error's code, or `accepted`. */
export const outcomeOf = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
    return 'accepted';
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
};
