import { createAudit } from '../../../core/audit/create-audit.ts';
import { systemClock } from '../../../core/common/clock.ts';
import { isDomainError } from '../../../core/common/errors.ts';
import { createIds } from '../../../core/common/ids.ts';
import { createKeyedHash } from '../../../core/common/keyed-hash.ts';
import { createPeople } from '../../../core/people/create-people.ts';
import { staffActor } from '../../../core/people/people-service.ts';
import { type Actor, type Role, type Staff, systemActor } from '../../../core/people/staff.ts';
import { TEST_PASSWORD_COST } from '../../support/builders.ts';
import { testDatabase } from '../../support/database.ts';

/** People and what belongs to them, on a fresh database; `another` is the same in another process, so to say. */
export const openPeopleWorld = async () => {
  const { database, drop } = await testDatabase({ indexes: true });
  const shared = { database, clock: systemClock, ids: createIds(), hash: createKeyedHash('s'.repeat(32)) };
  const audit = createAudit(shared);
  const another = () => createPeople({ ...shared, audit, passwordCost: TEST_PASSWORD_COST });
  const made = another();
  const somebody = async (name: string, ...roles: Role[]): Promise<{ staff: Staff; actor: Actor }> => {
    const staff = await made.people.addStaff(systemActor('test'), {
      email: `${name.toLowerCase()}@example.test`,
      name,
      roles: roles.length === 0 ? ['marketing_reviewer'] : roles,
      lang: 'en',
      password: 'a long password',
    });
    return { staff, actor: staffActor(staff, 'portal') };
  };
  return { ...made, database, audit, another, somebody, drop };
};
export type PeopleWorld = Awaited<ReturnType<typeof openPeopleWorld>>;

/** The error's code, or `accepted`. */
export const codeOf = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
  return 'accepted';
};
