import type { AuditService } from '../../audit/audit-service.ts';
import { contentHash } from '../../common/canonical-json.ts';
import type { Clock } from '../../common/clock.ts';
import type { Database } from '../../common/database-store.ts';
import type { KeyedHash } from '../../common/keyed-hash.ts';
import type { Actor } from '../../people/staff.ts';
import { normaliseAddress } from '../address.ts';
import { createContactStore } from '../contact-store.ts';
import { activityFrom } from './activity.ts';
import {
  EVENT_LIMITS,
  type EventDefinition,
  type EventFact,
  type EventReport,
  type EventValue,
  NOTED_EVENTS,
  type NotedEvent,
  type RefusedEvent,
} from './event.ts';
import { isNotedName, type KnownEvent, placeEvent } from './event-catalogue.ts';
import { type EventFile, type EventFileReport, readEventFile } from './event-csv.ts';
import { eventErrors, eventRefusals } from './event-errors.ts';
import { createEventStore, type FactToKeep } from './event-store.ts';
import { type EventInput, parseEvent } from './parse-event.ts';

/** What contacts do elsewhere: taken as facts, and kept per contact as activity that rules ask for. */
export interface EventService {
  /**
   * Takes a batch. Every event is looked at by itself: what is wrong is refused with its place, the others are stored.
   * Doing it again counts nothing twice.
   * @param input unknown input: the list of events
   * @throws event.batch_invalid, event.busy
   */
  record(input: unknown): Promise<EventReport>;
  /**
   * What Tandem itself notes of contacts: `record` under a name that callers cannot use, each `id` once. Whoever is no
   * contact any more is left out. Answers how many are new.
   * @throws event.busy
   */
  note(
    what: NotedEvent,
    facts: readonly {
      readonly id: string;
      readonly contactId: string;
      readonly at: Date;
      readonly properties: Readonly<Record<string, string>>;
    }[],
  ): Promise<number>;
  /** Kinds of event that arrived so far, by name. */
  definitions(): Promise<EventDefinition[]>;
  /** The latest first. */
  ofContact(contactId: string, limit?: number): Promise<EventFact[]>;
  /**
   * A sum of a numeric property that about a fifth of those who did it reach, from some of them, in two figures; undefined
   * where nobody has it. Where a rule about money begins.
   */
  topSum(event: string, property: string): Promise<number | undefined>;
  /** Works what is kept of everybody out again from the facts. Answers how many people that were. */
  recount(): Promise<number>;
  /**
   * Takes the events of a CSV file, each row once however often it is read: an import that was interrupted is begun again.
   * @throws import.* (encoding, headers), event.column_missing, contact.not_allowed: nothing is taken then
   */
  importFile(actor: Actor, file: EventFile): Promise<EventFileReport>;
}

const ATTEMPTS = 6;
const RECENT_SHOWN = 50;
/** Contacts whose sums are looked at. */
const SAMPLED = 2_000;

/** A parsed event with its place in the batch. */
interface Draft {
  readonly index: number;
  readonly event: EventInput;
}

export const createEvents = ({
  database,
  hash,
  clock,
  audit,
}: {
  database: Database;
  hash: KeyedHash;
  clock: Clock;
  audit: AuditService;
}): EventService => {
  const store = createEventStore(database);
  const contacts = createContactStore(database);

  /** Finds whose each event is, by two queries. */
  const contactFinder = async (drafts: readonly Draft[]) => {
    const addressOf = ({ event }: Draft): string | undefined => {
      const given = event.contact.address;
      const result = given === undefined ? undefined : normaliseAddress(given);
      return result?.ok === true ? hash.personal(result.address) : undefined;
    };
    const hashes = [...new Set(drafts.flatMap((draft) => addressOf(draft) ?? []))];
    const externalIds = [...new Set(drafts.flatMap(({ event }) => event.contact.externalId ?? []))];
    const [byHash, byExternal] = await Promise.all([
      hashes.length === 0 ? [] : contacts.byAddressHashes(hashes),
      externalIds.length === 0 ? [] : contacts.byExternalIds(externalIds),
    ]);
    const hashed = new Map(byHash.map(({ addressHash, _id }) => [addressHash, _id]));
    const external = new Map(byExternal.map(({ externalId, _id }) => [externalId, _id]));
    return (draft: Draft): string | ReturnType<typeof eventRefusals.contactUnknown> => {
      const { address, externalId } = draft.event.contact;
      const found = [
        ...(address === undefined ? [] : [{ field: 'contact.address', id: hashed.get(addressOf(draft)) }]),
        ...(externalId === undefined ? [] : [{ field: 'contact.externalId', id: external.get(externalId) }]),
      ];
      const [first] = found;
      const gone = found.find(({ id }) => id === undefined);
      if (first?.id === undefined || gone !== undefined) {
        return eventRefusals.contactUnknown(gone?.field ?? 'contact');
      }
      return found.every(({ id }) => id === first.id) ? first.id : eventRefusals.twoContacts();
    };
  };

  /** Keys and kept properties of events; what is new is in the catalogue before anything is stored under it. */
  const place = async (drafts: readonly Draft[]) => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const { definitions: before, version } = await store.catalogue();
      let definitions = before;
      const refused: RefusedEvent[] = [];
      const placed: { draft: Draft; known: KnownEvent }[] = [];
      for (const draft of drafts) {
        const answer = placeEvent(definitions, draft.event);
        if (answer.ok) {
          definitions = answer.definitions;
          placed.push({ draft, known: answer.event });
        } else refused.push({ index: draft.index, ...answer.refusal });
      }
      if (definitions === before || (await store.putCatalogue(definitions, version))) return { placed, refused };
    }
    throw eventErrors.busy();
  };

  const factOf = ({ event }: Draft, key: string, contactId: string): EventFact => {
    const at = new Date(event.at);
    const properties = Object.entries(event.properties).map(([name, value]): { name: string; value: EventValue } => ({
      name,
      value,
    }));
    const said = { contactId, at, properties: event.properties };
    return {
      id: event.id === undefined ? `${key}#${contentHash(said).slice(0, 40)}` : `${key}:${event.id}`,
      contactId,
      event: key,
      at,
      properties,
    };
  };

  /** Stores what is not stored yet. Answers how many that were. */
  const addNew = async (facts: readonly FactToKeep[]): Promise<number> => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const known = await store.known(facts.map(({ fact }) => fact.id));
      const fresh = facts.filter(({ fact }) => !known.has(fact.id));
      if (fresh.length === 0 || (await store.add(fresh))) return fresh.length;
      // A contact that was erased meanwhile: its events are nobody's.
      const still = new Set((await contacts.byIds(fresh.map(({ fact }) => fact.contactId))).map(({ _id }) => _id));
      facts = facts.filter(({ fact }) => still.has(fact.contactId) || known.has(fact.id));
    }
    throw eventErrors.busy();
  };

  const record: EventService['record'] = async (input) => {
    if (!Array.isArray(input) || input.length === 0 || input.length > EVENT_LIMITS.batch) {
      throw eventErrors.batchInvalid('events');
    }
    const refused: RefusedEvent[] = [];
    const latest = clock.now().getTime() + EVENT_LIMITS.aheadMs;
    const drafts = input.flatMap((each: unknown, index): Draft[] => {
      const parsed = parseEvent(each, index);
      if (!parsed.ok) refused.push(parsed.refused);
      else if (isNotedName(parsed.event.name)) refused.push({ index, ...eventRefusals.reservedName() });
      else if (Date.parse(parsed.event.at) > latest) refused.push({ index, ...eventRefusals.inFuture() });
      else return [{ index, event: parsed.event }];
      return [];
    });
    const whose = await contactFinder(drafts);
    const owned = drafts.flatMap((draft) => {
      const found = whose(draft);
      if (typeof found === 'string') return [{ draft, contactId: found }];
      refused.push({ index: draft.index, ...found });
      return [];
    });
    const contactOf = new Map(owned.map(({ draft, contactId }) => [draft.index, contactId]));
    const { placed, refused: unplaced } = await place(owned.map(({ draft }) => draft));
    refused.push(...unplaced);
    const facts = new Map<string, FactToKeep>();
    for (const { draft, known } of placed) {
      const fact = factOf(draft, known.key, contactOf.get(draft.index) ?? '');
      if (!facts.has(fact.id)) facts.set(fact.id, { fact, kept: known.kept });
    }
    const accepted = facts.size === 0 ? 0 : await addNew([...facts.values()]);
    return {
      accepted,
      duplicates: placed.length - accepted,
      refused: refused.sort((a, b) => a.index - b.index),
    };
  };

  const note: EventService['note'] = async (what, facts) => {
    const { name } = NOTED_EVENTS[what];
    let added = 0;
    for (let start = 0; start < facts.length; start += EVENT_LIMITS.batch) {
      const some = facts.slice(start, start + EVENT_LIMITS.batch);
      const there = new Set((await contacts.byIds(some.map(({ contactId }) => contactId))).map(({ _id }) => _id));
      const drafts = some.flatMap(({ id, contactId, at, properties }, index): Draft[] =>
        there.has(contactId)
          ? [{ index, event: { name, at: at.toISOString(), contact: {}, id, properties: { ...properties } } }]
          : [],
      );
      const { placed } = await place(drafts);
      const kept = placed.map(
        ({ draft, known }): FactToKeep => ({
          fact: factOf(draft, known.key, some[draft.index]?.contactId ?? ''),
          kept: known.kept,
        }),
      );
      if (kept.length > 0) added += await addNew(kept);
    }
    return added;
  };

  const definitions = async (): Promise<EventDefinition[]> =>
    [...(await store.catalogue()).definitions].sort((a, b) => a.label.localeCompare(b.label));

  return {
    record,
    note,
    definitions,
    ofContact: (contactId, limit = RECENT_SHOWN) => store.ofContact(String(contactId), limit),
    async topSum(event, property) {
      const known = (await store.catalogue()).definitions.find(({ key }) => key === event);
      if (known?.properties.some(({ key, type }) => key === property && type === 'number') !== true) return undefined;
      const sums = (await store.sums(event, property, SAMPLED)).sort((a, b) => a - b);
      const found = sums[Math.floor(sums.length * 0.8)];
      return found === undefined ? undefined : Number(found.toPrecision(2));
    },
    async recount() {
      const known = (await store.catalogue()).definitions;
      let people = 0;
      for await (const { _id } of store.people()) {
        await store.recount(_id, (facts) => activityFrom(facts, known));
        people += 1;
      }
      return people;
    },
    importFile: (actor, file) => readEventFile({ record, definitions, audit }, actor, file),
  };
};
