import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import { actedBy } from '../people/staff.ts';
import { contactErrors, requireContactPermission } from './contact-errors.ts';
import type { ContactService } from './contact-service.ts';
import { type ContactStore, toContact } from './contact-store.ts';
import type { MergeStore } from './merge-store.ts';
import { ERASE_GROUNDS, type Person, type PersonData } from './person-data.ts';
import type { SuppressionStore } from './suppression-store.ts';

const HISTORY_ENTRIES = 1_000;

/** Everything about one person: told, or erased, across all features that bring their `PersonData`. */
export const createPersonService = (deps: {
  contacts: ContactStore;
  suppressions: SuppressionStore;
  merges: MergeStore;
  data: readonly PersonData[];
  addressHash: (address: string) => string;
  clock: Clock;
  audit: AuditService;
}): Pick<ContactService, 'exportPerson' | 'erasePerson'> => {
  const { contacts, suppressions, merges, data, addressHash, clock, audit } = deps;

  const found = async (id: string) => {
    const contact = await contacts.byId(String(id));
    if (contact === undefined) throw contactErrors.notFound();
    const person: Person = {
      contactId: contact._id,
      address: contact.address ?? null,
      ...(contact.externalId === undefined ? {} : { externalId: contact.externalId }),
    };
    // Contacts that became part of this one left places and events under their own ids.
    const others = (await merges.into(contact._id)).map(({ _id, address }): Person => ({ contactId: _id, address }));
    return { contact, person, everyone: [person, ...others], others };
  };

  return {
    async exportPerson(actor, id) {
      requireContactPermission(actor, 'contacts.erase');
      const { contact, person, others } = await found(id);
      const collect = async (whose: Person) =>
        Object.fromEntries(
          await Promise.all(data.map(async (each) => [each.name, await each.collect(whose)] as const)),
        );
      const collectMerged = async (whose: Person) => ({
        ...whose,
        suppression: whose.address === null ? null : ((await contacts.suppression(addressHash(whose.address))) ?? null),
        ...(await collect(whose)),
      });
      const hash = person.address === null ? undefined : addressHash(person.address);
      const [suppression, aboutContact, aboutAddress, parts] = await Promise.all([
        hash === undefined ? undefined : contacts.suppression(hash),
        audit.list({ subject: person.contactId, limit: HISTORY_ENTRIES }),
        hash === undefined ? [] : audit.list({ subject: hash, limit: HISTORY_ENTRIES }),
        collect(person),
      ]);
      await audit.append({ ...actedBy(actor), action: 'contact.exported', subject: person.contactId, data: {} });
      return {
        exportedAt: clock.now(),
        contact: toContact(contact),
        suppression: suppression ?? null,
        history: [...aboutContact, ...aboutAddress]
          .sort((a, b) => a.seq - b.seq)
          .map(({ at, action, data: details }) => ({ at, action, ...details })),
        data: others.length === 0 ? parts : { ...parts, merged: await Promise.all(others.map(collectMerged)) },
      };
    },

    async erasePerson(actor, id, ground) {
      requireContactPermission(actor, 'contacts.erase');
      if (ground === undefined || !ERASE_GROUNDS.includes(ground)) throw contactErrors.eraseGroundUnknown();
      const { person, everyone } = await found(id);
      // First of all nothing more may be sent, and audiences frozen earlier must not bring the person back.
      for (const { address } of everyone) {
        if (address !== null) await suppressions.putErased(addressHash(address), clock.now());
      }
      await contacts.markGone(everyone.map(({ contactId }) => contactId));
      const eraseAll = async (): Promise<void> => {
        const answers = await Promise.all(everyone.flatMap((whose) => data.map((each) => each.erase(whose))));
        if (answers.includes('busy')) throw contactErrors.eraseBusy();
      };
      await eraseAll();
      await contacts.remove(person.contactId);
      await merges.forget(person.contactId);
      await audit.append({ ...actedBy(actor), action: 'contact.erased', subject: person.contactId, data: { ground } });
      // A freeze that began between the two read the contact before it was gone.
      await eraseAll();
    },
  };
};
