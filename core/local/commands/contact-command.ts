import { open } from 'node:fs/promises';
import type { Contact } from '../../contacts/contact.ts';
import { ERASE_GROUNDS } from '../../contacts/person-data.ts';
import type { Core } from '../../create-core.ts';
import { systemActor } from '../../people/staff.ts';
import { LocalError } from '../local-error.ts';

const contactAt = async (core: Core, address: string): Promise<Contact> => {
  const contact = await core.contacts.byAddress(address);
  if (contact === undefined) {
    throw new LocalError('There is no contact with this address. They may have been erased already.', 2);
  }
  return contact;
};

/**
 * `contact export ADDRESS [FILE]`: everything kept about a person as JSON, on standard output or in a new file that only
 * its owner may read. Answers the exit code.
 */
export const exportContact = async (
  core: Core,
  address: string,
  path: string | undefined,
  say: (line: string) => void,
): Promise<0> => {
  const contact = await contactAt(core, address);
  const file =
    path === undefined
      ? undefined
      : await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
          throw new LocalError(
            error.code === 'EEXIST'
              ? `${path} is there already: name another file.`
              : `${path} cannot be written: ${error.message}`,
            2,
          );
        });
  try {
    const text = JSON.stringify(await core.contacts.exportPerson(systemActor('cli'), contact.id), null, 2);
    if (file === undefined) say(text);
    else await file.writeFile(`${text}\n`);
  } finally {
    await file?.close();
  }
  return 0;
};

/** `contact erase ADDRESS --reason GROUND`. Answers the exit code. */
export const eraseContact = async (
  core: Core,
  address: string,
  reason: string,
  say: (line: string) => void,
): Promise<0> => {
  const ground = ERASE_GROUNDS.find((each) => each === reason);
  if (ground === undefined) throw new LocalError(`--reason is one of ${ERASE_GROUNDS.join(', ')}.`, 2);
  const contact = await contactAt(core, address);
  await core.contacts.erasePerson(systemActor('cli'), contact.id, ground);
  say(`Erased. A keyed hash of the address stays on the suppression list, so that no import brings the person back.`);
  return 0;
};
