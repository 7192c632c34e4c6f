import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Database } from '../common/database-store.ts';
import { actedBy } from '../people/staff.ts';
import type { Contact } from './contact.ts';
import { contactErrors, requireContactPermission } from './contact-errors.ts';
import type { ContactService } from './contact-service.ts';
import { type ContactStore, toContact } from './contact-store.ts';
import { activityFrom } from './events/activity.ts';
import { createEventStore } from './events/event-store.ts';
import { mergedContact } from './merge-contacts.ts';
import { createMergeStore } from './merge-store.ts';

const LIKELY = 5;
/** Attributes that tell people apart well enough to be worth a look. */
const TELLING = /name|phone|mobile|이름|성명|전화|휴대/i;

/** Makes one contact of two that are the same person. */
export const createMergeService = (deps: {
  database: Database;
  contacts: ContactStore;
  attributes: () => ReturnType<ContactService['attributes']>;
  addressHash: (address: string) => string;
  clock: Clock;
  audit: AuditService;
}): Pick<ContactService, 'merge' | 'mergePreview' | 'likelyDuplicates'> => {
  const { contacts, addressHash, clock, audit } = deps;
  const store = createMergeStore(deps.database);
  const events = createEventStore(deps.database);

  const both = async (keptId: string, goneId: string) => {
    const [kept, gone] = await Promise.all([contacts.byId(String(keptId)), contacts.byId(String(goneId))]);
    if (kept === undefined || gone === undefined) throw contactErrors.notFound();
    if (kept._id === gone._id) throw contactErrors.mergeWithItself();
    return { kept, gone, merged: mergedContact(toContact(kept), toContact(gone)) };
  };

  return {
    async mergePreview(keptId, goneId) {
      const { kept, gone, merged } = await both(keptId, goneId);
      return { kept: toContact(kept), gone: toContact(gone), merged: { ...toContact(kept), ...merged } };
    },

    async merge(actor, keptId, goneId) {
      requireContactPermission(actor, 'contacts.edit');
      const { kept, gone, merged } = await both(keptId, goneId);
      const at = clock.now();
      // Before anything moves: whoever refused mail under the one address refused it as a person.
      for (const [from, to] of [
        [gone.address, kept.address],
        [kept.address, gone.address],
      ] as const) {
        const suppression = from === undefined ? undefined : await contacts.suppression(addressHash(from));
        if (suppression === undefined || to === undefined) continue;
        await contacts.suppress({ ...suppression, addressHash: addressHash(to), source: 'merge', at });
      }
      const { address, externalId, ...rest } = merged;
      const set = {
        ...rest,
        ...(address === null ? {} : { address, addressHash: addressHash(address) }),
        ...(externalId === null ? {} : { externalId }),
      };
      const done = await store.merge({
        kept,
        gone,
        set,
        at,
        activityOf: activityFrom,
        definitions: (await events.catalogue()).definitions,
        markGone: contacts.markGone,
        followConsent: contacts.followConsent,
      });
      if (!done) throw contactErrors.mergeChanged();
      await audit.append({
        ...actedBy(actor),
        action: 'contact.merged',
        subject: kept._id,
        data: { merged: gone._id },
      });
      const after = await contacts.byId(kept._id);
      if (after === undefined) throw contactErrors.notFound();
      return toContact(after);
    },

    async likelyDuplicates(id) {
      const contact = await contacts.byId(String(id));
      if (contact === undefined) return [];
      const telling = (await deps.attributes()).filter(
        ({ type, searchable, label }) => type === 'text' && searchable && TELLING.test(label),
      );
      const alternatives = telling.flatMap(({ key }) => {
        const value = contact.attributes[key];
        return typeof value === 'string' && value !== '' ? [{ [`attributes.${key}`]: value }] : [];
      });
      if (alternatives.length === 0) return [];
      const found = await contacts.page({ $or: alternatives }, undefined, LIKELY + 1);
      return found
        .map(toContact)
        .filter((one: Contact) => one.id !== contact._id)
        .slice(0, LIKELY);
    },
  };
};
