import type { Core } from '../../create-core.ts';
import { ROLES, type Role, systemActor } from '../../people/staff.ts';
import { LocalError } from '../local-error.ts';
import { randomPassword } from '../random-password.ts';

export interface UserOptions {
  readonly email: string;
  readonly name: string;
  readonly role: readonly string[];
  readonly lang: string;
}

/** `user add`: an active member of staff with a password that is printed once. Answers the exit code. */
export const addUser = async (core: Core, { email, name, role, lang }: UserOptions): Promise<number> => {
  const known: readonly string[] = ROLES;
  const wrong = role.find((each) => !known.includes(each));
  if (wrong !== undefined) throw new LocalError(`--role ${wrong} does not exist. Roles: ${ROLES.join(', ')}.`, 2);
  if (lang !== 'en' && lang !== 'ko') throw new LocalError('--lang is en or ko.', 2);
  const password = randomPassword();
  const staff = await core.people.addStaff(systemActor('cli'), { email, name, roles: role as Role[], lang, password });
  console.log(`${staff.name} <${staff.email}> (${staff.roles.join(', ')}) can sign in at ${core.config.portal.url}`);
  console.log(`Password, shown this once: ${password}`);
  return 0;
};
