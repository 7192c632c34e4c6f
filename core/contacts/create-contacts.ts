import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import type { Database } from '../common/database-store.ts';
import type { DomainError } from '../common/errors.ts';
import { InvalidInput } from '../common/errors.ts';
import type { Ids } from '../common/ids.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { Logger } from '../common/logger.ts';
import type { Config } from '../config.ts';
import { actedBy, actorId } from '../people/staff.ts';
import { normaliseAddress } from './address.ts';
import { applyRows } from './apply-rows.ts';
import { createAttributeService } from './attribute-service.ts';
import { createAttributeStore } from './attribute-store.ts';
import { parseValue } from './attribute-value.ts';
import { createConsentPersonData } from './consent/consent-person-store.ts';
import type { Suppression } from './contact.ts';
import { CONTACT_BATCH, type RefusedContact, readContact, tagsIn } from './contact-batch.ts';
import { contactCsv } from './contact-csv.ts';
import { contactErrors, requireContactPermission } from './contact-errors.ts';
import { searchFilter } from './contact-search-store.ts';
import type { ContactService } from './contact-service.ts';
import { createContactStore, toContact } from './contact-store.ts';
import { createContactWindowsStore } from './contact-windows-store.ts';
import { createEventPersonData } from './events/event-person-store.ts';
import { createImportPersonData } from './import-person-store.ts';
import type { RowDraft } from './import-row.ts';
import { createImportService } from './import-service.ts';
import { createImportStore } from './import-store.ts';
import { createImportUndoStore } from './import-undo-store.ts';
import { createMergeService } from './merge-service.ts';
import { createMergeStore } from './merge-store.ts';
import { createOpenImportPersonData } from './open-import-person-store.ts';
import type { PersonData } from './person-data.ts';
import { createPersonService } from './person-service.ts';
import { readSuppression, SUPPRESSION_BATCH } from './suppression-batch.ts';
import { importSuppressionFile } from './suppression-file.ts';
import { createSuppressionService } from './suppression-service.ts';
import { createSuppressionStore } from './suppression-store.ts';
import { normaliseTag, TAG_LIMITS } from './tag.ts';
import { createTagStore } from './tag-store.ts';

const PAGE = { usual: 50, most: 500 } as const;
const VALUE_SUGGESTIONS = 20;
/** At most so many contacts in one array of `everyoneFound`. */
const FOUND_BATCH = 1_000;

export const createContacts = ({
  database,
  hash,
  clock,
  ids,
  logger,
  audit,
  personData = [],
  heldAmong = async () => new Set(),
}: {
  database: Database;
  config: Config;
  hash: KeyedHash;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  audit: AuditService;
  /** What features further right keep about people, for export and erasure. */
  personData?: readonly PersonData[];
  /** Which of these contacts have a place in a run. */
  heldAmong?: (contactIds: readonly string[]) => Promise<Set<string>>;
}): ContactService => {
  const store = createContactStore(database);
  const attributes = createAttributeService({ store: createAttributeStore(database), contacts: store, clock, audit });
  const importing = createImportService({
    contacts: store,
    imports: createImportStore(database),
    windows: createContactWindowsStore(database),
    additions: createImportUndoStore(database, { contacts: store, heldAmong }),
    attributes,
    hash,
    ids,
    clock,
    logger,
    audit,
  });
  /** For an address that has no normal form the hash is of what was given: it then names nobody. */
  const addressHash = (address: string): string => {
    const result = normaliseAddress(address);
    return hash.personal(result.ok ? result.address : address.trim().toLowerCase());
  };
  const merges = createMergeStore(database);
  /**
   * The first reason stays. Whoever refuses mail, or reports it, under one address does so as a person, so that all that
   * they had are closed with it; a mailbox that gave a mail back is one mailbox.
   */
  const suppressPerson = async (address: string, row: Omit<Suppression, 'addressHash'>) => {
    const own = hash.personal(address);
    const others = row.reason === 'bounced' ? [] : await merges.otherAddresses(address, own);
    // The others first: where the process ends between them, whoever asks again closes the rest.
    for (const other of others) await store.suppress({ ...row, addressHash: hash.personal(other) });
    return store.suppress({ ...row, addressHash: own });
  };
  const tagStore = createTagStore(database);
  const suppressionStore = createSuppressionStore(database);
  const suppressions = createSuppressionService({ store: suppressionStore, contacts: store, addressHash, audit });
  const persons = createPersonService({
    contacts: store,
    suppressions: suppressionStore,
    merges,
    data: [
      createImportPersonData(database),
      createOpenImportPersonData(database),
      createEventPersonData(database),
      createConsentPersonData(database),
      ...personData,
    ],
    addressHash,
    clock,
    audit,
  });

  return {
    async byId(id) {
      const found = await store.byId(String(id));
      return found === undefined ? undefined : toContact(found);
    },
    byIds: async (wanted) => (await store.byIds(wanted.map(String))).map(toContact),
    async byAddress(address) {
      const result = normaliseAddress(address);
      const found = result.ok ? await store.byAddress(result.address) : undefined;
      return found === undefined ? undefined : toContact(found);
    },
    async search({ query, after, limit = PAGE.usual }) {
      const filter = searchFilter(query ?? '', await attributes.list());
      const size = Math.max(1, Math.min(limit, PAGE.most));
      const [found, total] = await Promise.all([store.page(filter, after, size + 1), store.countMatching(filter)]);
      const contacts = found.slice(0, size).map(toContact);
      return { contacts, total, next: found.length > size ? (contacts.at(-1)?.id ?? null) : null };
    },
    async *everyoneFound(query) {
      const cursor = store.cursor(searchFilter(query, await attributes.list()), FOUND_BATCH);
      try {
        while (await cursor.hasNext()) yield cursor.readBufferedDocuments(FOUND_BATCH).map(toContact);
      } finally {
        await cursor.close();
      }
    },
    async *csv(query) {
      const definitions = await attributes.list();
      yield* contactCsv(store.cursor(searchFilter(query, definitions), 1_000), definitions);
    },
    count: () => store.count(),

    async update(actor, id, input) {
      requireContactPermission(actor, 'contacts.edit');
      const before = await store.byId(String(id));
      if (before === undefined) throw contactErrors.notFound();
      const definitions = new Map((await attributes.list()).map((definition) => [definition.key, definition]));
      const issues: DomainError[] = [];
      const set: Record<string, unknown> = {};
      const unset: string[] = [];
      for (const [key, text] of Object.entries(input.attributes)) {
        const field = `attributes.${key}`;
        const definition = definitions.get(key);
        if (definition === undefined) {
          issues.push(contactErrors.attributeUnknown(key.slice(0, 64), field));
          continue;
        }
        const result =
          typeof text !== 'string' || text.length > 10_000
            ? { kind: 'wrong' as const }
            : parseValue(definition.type, text);
        if (result.kind === 'wrong')
          issues.push(contactErrors.attributeWrongType(definition.label, definition.type, field));
        else if (result.kind === 'missing') unset.push(key);
        else set[field] = result.value;
      }
      if (issues.length > 0) throw new InvalidInput(issues);
      const at = clock.now();
      const { consent } = input;
      if (consent === 'granted' || consent === 'refused' || consent === 'unknown') {
        if (consent !== before.consent.status) {
          set.consent = { status: consent, basis: 'staff', source: actorId(actor), at };
        }
      }
      const after = await store.update(before._id, { ...set, updatedAt: at }, unset);
      if (after === undefined) throw contactErrors.notFound();
      await audit.append({
        ...actedBy(actor),
        action: 'contact.updated',
        subject: before._id,
        data: { attributes: Object.keys(input.attributes).length, consent: after.consent.status },
      });
      return toContact(after);
    },

    async upsert(actor, input) {
      requireContactPermission(actor, 'contacts.edit');
      if (!Array.isArray(input) || input.length === 0 || input.length > CONTACT_BATCH.most) {
        throw contactErrors.batchInvalid('contacts', CONTACT_BATCH.most);
      }
      const context = { definitions: await attributes.list(), source: actorId(actor), now: clock.now() };
      const refused: RefusedContact[] = [];
      const drafts = input.flatMap((each: unknown, index): RowDraft[] => {
        const read = readContact(each, index, context);
        if (!('code' in read)) return [read];
        refused.push(read);
        return [];
      });
      const applied = await applyRows({ store, hash, ids, now: () => clock.now() }, drafts);
      for (const { row, contact } of applied.rows) {
        for (const tag of tagsIn(input[row])) await tagStore.add([contact._id], tag);
      }
      refused.push(
        ...applied.refusals.map(({ row, reason, text }) => ({
          index: row,
          field: reason === 'external_id_differs' ? 'externalId' : 'address',
          code: `contact.${reason}`,
          text,
        })),
      );
      const many = (result: string) => applied.rows.filter((one) => one.result === result).length;
      return {
        created: many('created'),
        updated: many('updated'),
        unchanged: many('unchanged'),
        refused: refused.sort((a, b) => a.index - b.index),
        contacts: applied.rows.map(({ row, result, contact }) => ({
          index: row,
          id: contact._id,
          result,
          consent: contact.consent.status,
        })),
      };
    },

    async tag(actor, ids, input) {
      requireContactPermission(actor, 'contacts.edit');
      const [add, remove] = [input.add, input.remove].map((text) => {
        const tag = text === undefined ? undefined : normaliseTag(String(text));
        if (text !== undefined && tag === undefined) throw contactErrors.tagInvalid();
        return tag;
      });
      const some = ids.slice(0, TAG_LIMITS.contacts).map(String);
      const changed =
        (add === undefined ? 0 : await tagStore.add(some, add)) +
        (remove === undefined ? 0 : await tagStore.remove(some, remove));
      if (changed > 0 && actor.kind === 'staff') {
        await audit.append({
          ...actedBy(actor),
          action: 'contact.tagged',
          subject: some.length === 1 ? (some[0] ?? '') : 'contacts',
          data: { changed },
        });
      }
      return changed;
    },
    tags: async () => (await tagStore.inUse(TAG_LIMITS.offered)).map(({ _id, n }) => ({ tag: _id, count: n })),

    attributes: () => attributes.list(),
    setSearchable: attributes.setSearchable,
    setRestricted: attributes.setRestricted,
    defineAttribute: attributes.define,
    async valuesOf(key) {
      const definition = await attributes.byKey(key, 'key');
      return (await store.values(definition.key, VALUE_SUGGESTIONS)).map(({ _id, n }) => ({ value: _id, count: n }));
    },

    previewImport: importing.previewImport,
    queueImport: (actor, input) => importing.queueImport(actor, input),
    runImport: (importId, onProgress) => importing.runImport(String(importId), onProgress),
    runDueImports: importing.runDueImports,
    importById: importing.importById,
    imports: importing.imports,
    refusedRows: importing.refusedRows,
    refusedCsv: (importId, lang) => importing.refusedCsv(String(importId), lang),
    tryImport: importing.tryImport,
    undoImport: (actor, importId) => importing.undoImport(actor, String(importId)),
    async importedRows(importId, list, input) {
      const rows = await importing.listed(importId, list, input);
      const found = new Map((await store.byIds(rows.map(({ contactId }) => contactId))).map((d) => [d._id, d]));
      return rows.map(({ row, contactId }) => {
        const document = found.get(contactId);
        return { row, contact: document === undefined ? null : toContact(document) };
      });
    },

    async suppress(actor, { address, reason, source }) {
      requireContactPermission(actor, 'contacts.edit');
      const result = normaliseAddress(address);
      if (!result.ok) throw contactErrors.addressInvalid(result.text);
      const row = { reason, source, at: clock.now() };
      const { suppression, added } = await suppressPerson(result.address, row);
      // Bounces and unsubscribes come by the thousand and are facts of their own; what staff do is a decision.
      if (added && actor.kind === 'staff') {
        await audit.append({
          actor: actorId(actor),
          surface: actor.surface,
          action: 'contact.suppressed',
          subject: suppression.addressHash,
          data: { reason },
        });
      }
      return suppression;
    },
    async suppressMany(actor, input) {
      requireContactPermission(actor, 'contacts.edit');
      if (!Array.isArray(input) || input.length === 0 || input.length > SUPPRESSION_BATCH) {
        throw contactErrors.suppressionsInvalid(SUPPRESSION_BATCH);
      }
      const refused: RefusedContact[] = [];
      let [added, already] = [0, 0];
      for (const [index, each] of input.entries()) {
        const read = readSuppression(each, index);
        if ('code' in read) {
          refused.push(read);
          continue;
        }
        const { address, reason } = read;
        const row = { reason, source: actorId(actor), at: clock.now() };
        if ((await suppressPerson(address, row)).added) added += 1;
        else already += 1;
      }
      await audit.append({
        ...actedBy(actor),
        action: 'contact.suppressed',
        subject: 'suppressions',
        data: { added, already },
      });
      return { added, already, refused };
    },
    importSuppressions: (actor, file) =>
      importSuppressionFile(
        {
          clock,
          audit,
          hashOf: hash.personal,
          async suppressAll(rows) {
            const known = rows.flatMap(({ address, addressHash }) =>
              address === null ? [] : [{ address, addressHash }],
            );
            const gone = rows.flatMap(({ reason, addressHash: one }) => (reason === 'erased' ? [one] : []));
            const [merged, there] = await Promise.all([
              merges.mergedAmong(known),
              gone.length === 0 ? [] : store.byAddressHashes(gone),
            ]);
            // Nobody is erased by a file: of a person who is there it says no more than that they get no mail.
            const living = new Set(there.map(({ addressHash: one }) => one));
            const alone: Suppression[] = [];
            let added = 0;
            for (const { address, ...row } of rows) {
              if (row.reason === 'erased' && living.has(row.addressHash)) alone.push({ ...row, reason: 'manual' });
              else if (address === null || !merged.has(address)) alone.push(row);
              else if ((await suppressPerson(address, row)).added) added += 1;
            }
            return added + (await store.suppressAll(alone));
          },
        },
        actor,
        file,
      ),
    suppressionOf: (address) => store.suppression(addressHash(address)),
    suppressedAmong: (addresses) => store.suppressionsAmong(addresses.map(addressHash)),
    async withdrawnAmong(people, topic) {
      const hashes = people.map(({ address }) => addressHash(address));
      const [suppressed, withdrawn] = await Promise.all([
        store.suppressionsAmong(hashes),
        store.withdrawalsAmong(
          people.map(({ contactId }) => contactId),
          topic,
        ),
      ]);
      return new Map(
        people.flatMap(({ contactId }, i) => {
          const reason = suppressed.has(hashes[i] ?? '') ? 'suppressed' : withdrawn.get(contactId);
          return reason === undefined ? [] : [[contactId, reason] as const];
        }),
      );
    },
    async named(text) {
      const asked = String(text).normalize('NFC').trim().slice(0, 1_000);
      const address = normaliseAddress(asked);
      const found =
        (address.ok ? await store.byAddress(address.address) : undefined) ??
        (asked === '' ? undefined : (await store.byExternalIds([asked]))[0]) ??
        (await store.byId(asked));
      if (found === undefined) throw contactErrors.mergeOtherUnknown();
      return toContact(found);
    },
    ...createMergeService({
      database,
      contacts: store,
      attributes: () => attributes.list(),
      addressHash,
      clock,
      audit,
    }),
    ...suppressions,
    ...persons,
    allSuppressions: () => store.allSuppressions(),
    addressHash,
  };
};
