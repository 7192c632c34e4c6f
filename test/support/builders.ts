import { randomBytes } from 'node:crypto';
import type { Contact } from '../../core/contacts/contact.ts';
import type { Core } from '../../core/create-core.ts';
import type { PasswordCost } from '../../core/people/password.ts';
import { staffActor } from '../../core/people/people-service.ts';
import { type Actor, type Role, type Staff, type Surface, systemActor } from '../../core/people/staff.ts';

/** The password of everybody whom `aStaff` adds. */
export const TEST_PASSWORD = 'correct horse battery staple';

/** Next to nothing: production's takes a quarter of a second of one core for each password. */
export const TEST_PASSWORD_COST: PasswordCost = { N: 2, r: 1, p: 1 };

const unique = (): string => randomBytes(4).toString('hex');

/** A member of staff as a value, for pure rules. */
export const aStaffValue = (over: Partial<Staff> = {}): Staff => ({
  id: `staff-${unique()}`,
  email: `staff-${unique()}@example.test`,
  name: 'Kim Minji',
  roles: ['marketer'],
  lang: 'en',
  timeZone: 'Asia/Seoul',
  status: 'active',
  createdAt: new Date('2026-01-05T00:00:00Z'),
  ...over,
});

/** A contact as a value, for pure rules. */
export const aContact = (over: Partial<Contact> = {}): Contact => {
  const id = unique();
  return {
    id: `contact-${id}`,
    address: `contact-${id}@example.test`,
    externalId: null,
    attributes: {},
    consent: { status: 'granted', basis: 'declared', source: 'test', at: new Date('2026-01-05T00:00:00Z') },
    createdAt: new Date('2026-01-05T00:00:00Z'),
    updatedAt: new Date('2026-01-05T00:00:00Z'),
    ...over,
  };
};

/** Adds an active member of staff to the core's database, with `TEST_PASSWORD`. */
export const aStaff = async (
  core: Core,
  roles: readonly Role[] = ['marketer'],
  over: { email?: string; name?: string; lang?: 'en' | 'ko'; surface?: Surface } = {},
): Promise<{ staff: Staff; actor: Actor }> => {
  const staff = await core.people.addStaff(systemActor('test'), {
    email: over.email ?? `${roles.join('-')}-${unique()}@example.test`,
    name: over.name ?? `Staff ${unique()}`,
    roles,
    lang: over.lang ?? 'en',
    password: TEST_PASSWORD,
  });
  return { staff, actor: staffActor(staff, over.surface ?? 'portal') };
};
