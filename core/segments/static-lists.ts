import type { ContactService } from '../contacts/contact-service.ts';
import type { ContactStore } from '../contacts/contact-store.ts';
import { LIST_ENTRIES_LIMIT, segmentErrors } from './segment-errors.ts';
import type { ListReport, TakenReport } from './segment-service.ts';
import type { StaticListStore } from './static-list-store.ts';

/** Entries looked up by one query. */
const WINDOW = 1_000;
/** Unknown entries that a report names. */
const NAMED = 100;

/** Lines, or values between commas and semicolons, without quotes and without those that are there twice. */
const entriesOf = (text: unknown): readonly string[] => {
  const entries = String(typeof text === 'string' ? text : '')
    .split(/[\r\n,;\t]+/u)
    .map((line) =>
      line
        .normalize('NFC')
        .trim()
        .replace(/^"(.*)"$/u, '$1')
        .trim(),
    )
    .filter((line) => line !== '' && line.length <= 1_000);
  return [...new Set(entries)];
};

/** Puts contacts on static lists, found by address, external id or id. */
export const createStaticLists = (deps: {
  contactStore: ContactStore;
  contacts: ContactService;
  store: StaticListStore;
}) => {
  const { contactStore, contacts, store } = deps;

  /** Contacts behind some entries: entry → id. */
  const find = async (entries: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const hashes = new Map(
      entries.filter((entry) => entry.includes('@')).map((entry) => [entry, contacts.addressHash(entry)]),
    );
    const others = entries.filter((entry) => !hashes.has(entry));
    const [byHash, byExternalId, byId] = await Promise.all([
      hashes.size === 0 ? [] : contactStore.byAddressHashes([...hashes.values()]),
      // An external id may look like an address.
      contactStore.byExternalIds(entries),
      others.length === 0 ? [] : contactStore.byIds(others),
    ]);
    const idOfHash = new Map(byHash.map(({ addressHash, _id }) => [addressHash, _id]));
    const idOf = new Map<string, string>(byId.map(({ _id }) => [_id, _id]));
    for (const { externalId, _id } of byExternalId) if (externalId !== undefined) idOf.set(externalId, _id);
    for (const [entry, hash] of hashes) {
      const id = idOfHash.get(hash);
      if (id !== undefined) idOf.set(entry, id);
    }
    return idOf;
  };

  /** Changes the list for everybody behind the entries; answers how many that were, and changed, and who is unknown. */
  const each = async (text: unknown, write: (ids: readonly string[]) => Promise<number>) => {
    const entries = entriesOf(text);
    if (entries.length === 0 || entries.length > LIST_ENTRIES_LIMIT) throw segmentErrors.entriesInvalid();
    let changed = 0;
    const unknown: string[] = [];
    const seen = new Set<string>();
    for (let start = 0; start < entries.length; start += WINDOW) {
      const some = entries.slice(start, start + WINDOW);
      const idOf = await find(some);
      const ids = [...new Set(idOf.values())].filter((id) => !seen.has(id));
      for (const id of ids) seen.add(id);
      changed += await write(ids);
      unknown.push(...some.filter((entry) => !idOf.has(entry)));
    }
    return { changed, found: seen.size, unknown: unknown.slice(0, NAMED), unknownCount: unknown.length };
  };

  return {
    async add(list: string, text: unknown): Promise<ListReport> {
      const { changed, found, ...rest } = await each(text, (ids) => store.put(list, ids));
      return { added: changed, already: found - changed, ...rest };
    },
    async take(list: string, text: unknown): Promise<TakenReport> {
      const { changed, found: _, ...rest } = await each(text, (ids) => store.take(list, ids));
      return { taken: changed, ...rest };
    },
    put: store.put,
    clear: store.clear,
  };
};
