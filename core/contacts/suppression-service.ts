import { stringify } from 'csv-stringify/sync';
import type { AuditService } from '../audit/audit-service.ts';
import { actedBy } from '../people/staff.ts';
import { type SuppressionRow, UNSUPPRESS_GROUNDS } from './contact.ts';
import { contactErrors, requireContactPermission } from './contact-errors.ts';
import type { ContactService } from './contact-service.ts';
import type { ContactStore, SuppressionDocument } from './contact-store.ts';
import type { SuppressionStore } from './suppression-store.ts';

const PAGE = { usual: 50, most: 500 } as const;
const CSV_ROWS = 1_000;

export const createSuppressionService = ({
  store,
  contacts,
  addressHash,
  audit,
}: {
  store: SuppressionStore;
  contacts: ContactStore;
  addressHash: (address: string) => string;
  audit: AuditService;
}): Pick<ContactService, 'suppressions' | 'unsuppress' | 'suppressionsCsv'> => {
  const withContacts = async (documents: readonly SuppressionDocument[]): Promise<SuppressionRow[]> => {
    const known = await contacts.byAddressHashes(documents.map(({ _id }) => _id));
    const byHash = new Map(known.map((contact) => [contact.addressHash, contact]));
    return documents.map(({ _id, ...rest }) => {
      const contact = byHash.get(_id);
      return { addressHash: _id, ...rest, address: contact?.address ?? null, contactId: contact?._id ?? null };
    });
  };

  return {
    async suppressions({ address = '', reason, after = '', limit = PAGE.usual }) {
      if (address.trim() !== '') {
        const found = await store.byHash(addressHash(address));
        const rows = found === undefined || (reason ?? found.reason) !== found.reason ? [] : [found];
        return { rows: await withContacts(rows), total: rows.length, next: null };
      }
      const size = Math.max(1, Math.min(limit, PAGE.most));
      const [found, total] = await Promise.all([store.page(reason, after, size + 1), store.count(reason)]);
      const rows = await withContacts(found.slice(0, size));
      return { rows, total, next: found.length > size ? (rows.at(-1)?.addressHash ?? null) : null };
    },

    async unsuppress(actor, { addressHash: hash, ground }) {
      requireContactPermission(actor, 'contacts.edit');
      if (ground === undefined || !UNSUPPRESS_GROUNDS.includes(ground)) throw contactErrors.groundUnknown();
      const found = await store.byHash(String(hash));
      if (found === undefined) return false;
      if (found.reason === 'erased') throw contactErrors.suppressionStays();
      const removed = await store.remove(found._id, found.reason);
      if (removed) {
        await audit.append({
          ...actedBy(actor),
          action: 'contact.unsuppressed',
          subject: found._id,
          data: { reason: found.reason, ground },
        });
      }
      return removed;
    },

    async *suppressionsCsv() {
      yield stringify([['address', 'address_hash', 'reason', 'at', 'source']], { bom: true });
      for (let after = ''; ; ) {
        const rows = await withContacts(await store.page(undefined, after, CSV_ROWS));
        if (rows.length > 0) {
          yield stringify(
            rows.map((row) => [row.address ?? '', row.addressHash, row.reason, row.at.toISOString(), row.source]),
            { escape_formulas: true },
          );
        }
        const last = rows.at(-1);
        if (last === undefined || rows.length < CSV_ROWS) return;
        after = last.addressHash;
      }
    },
  };
};
