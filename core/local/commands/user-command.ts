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

/** `user password ADDRESS`: a new random password, printed once. Answers the exit code. */
export const newPassword = async (core: Core, email: string, say: (line: string) => void): Promise<0> => {
  const staff = await core.people.byEmail(email);
  if (staff === undefined) {
    throw new LocalError(
      `There is no member of staff with ${email}. Who there is: npm run tandem -- user list. To add somebody: user add.`,
      2,
    );
  }
  if (staff.status === 'invited') {
    throw new LocalError(`${staff.email} has not accepted the invitation yet: the password is chosen there.`);
  }
  if (staff.status === 'disabled') {
    throw new LocalError(`${staff.email} is disabled: an administrator has to let them in again first, under People.`);
  }
  const password = randomPassword();
  await core.people.replacePassword(systemActor('cli'), staff.id, password);
  say(`${staff.name} <${staff.email}> can sign in at ${core.config.portal.url}; other sessions have ended.`);
  say(`Password, shown this once: ${password}`);
  return 0;
};

/** `user list`: everybody, with their roles and whether they can sign in. Answers the exit code. */
export const listStaff = async (core: Core, say: (line: string) => void): Promise<0> => {
  const everybody = await core.people.list();
  if (everybody.length === 0) say('There is nobody yet. To add somebody: npm run tandem -- user add.');
  for (const { email, name, roles, status } of everybody) say(`${email}  ${name}  ${roles.join(', ')}  ${status}`);
  return 0;
};

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
