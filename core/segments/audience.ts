import type { Addressee, Contact } from '../contacts/contact.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import { type ContactDocument, type ContactStore, toContact } from '../contacts/contact-store.ts';
import type { ContactWindowsStore } from '../contacts/contact-windows-store.ts';
import { compileRule, type RuleFilter } from './compile-rule.ts';
import { createCountCache, digestOf } from './count-cache.ts';
import { createCountWithin } from './estimate.ts';
import { createFirstPeople } from './first-people.ts';
import { createIndexStep } from './index-step.ts';
import { readPlace, writePlace } from './people-cursor.ts';
import type { Rule } from './rule.ts';
import type { RuleContext } from './rule-context.ts';
import type { IneligibleReason, PageInput, SegmentCount, SegmentEstimate, SegmentPeople } from './segment-service.ts';

/** At most so many contacts in one array of `everyone`. */
const STREAM_BATCH = 1_000;
/** Hashes looked up by one query. */
const HASH_WINDOW = 2_000;
const PAGE = { usual: 50, most: 500 } as const;

const ADDRESSEE_FIELDS = ['address', 'consent.status', 'topics', 'pausedUntil'] as const;

const toAddressee = ({ _id, address, attributes, consent, topics, pausedUntil }: ContactDocument): Addressee => ({
  id: _id,
  address: address ?? null,
  // Absent where none was asked for.
  attributes: attributes ?? {},
  consent,
  ...(topics === undefined ? {} : { topics }),
  ...(pausedUntil === undefined ? {} : { pausedUntil }),
});

/** Why a matching contact is not eligible; undefined where it is. The order is that of precedence. */
const ineligibleReason = (
  contact: Pick<ContactDocument, 'addressHash' | 'address' | 'consent' | 'pausedUntil'>,
  isSuppressed: (addressHash: string) => boolean,
  now: Date,
): IneligibleReason | undefined => {
  if (contact.address === undefined) return 'no_address';
  if (contact.addressHash !== undefined && isSuppressed(contact.addressHash)) return 'suppressed';
  if (contact.pausedUntil !== undefined && contact.pausedUntil > now) return 'no_consent';
  return contact.consent.status === 'granted' ? undefined : 'no_consent';
};

/** Counts and lists the contacts behind a rule. */
export const createAudience = ({
  store,
  windows,
  contacts,
  contextOf,
  now,
}: {
  store: ContactStore;
  windows: ContactWindowsStore;
  contacts: ContactService;
  /** What a rule is asked about beside the contacts, as it stands now. */
  contextOf: (rule: Rule) => Promise<RuleContext>;
  now: () => Date;
}) => {
  const filterOf = async (rule: Rule): Promise<RuleFilter> => compileRule(rule, await contextOf(rule));

  /** Suppression is a small collection: its hashes select the suppressed among those who match. */
  const tallySuppressed = async (filter: RuleFilter) => {
    const hashes = [...(await contacts.allSuppressions()).keys()];
    let granted = 0;
    let others = 0;
    for (let start = 0; start < hashes.length; start += HASH_WINDOW) {
      const window = { addressHash: { $in: hashes.slice(start, start + HASH_WINDOW) } };
      for (const { _id, n } of await store.tally(filter, now(), window)) {
        if (_id.consent === 'granted') granted += n;
        else others += n;
      }
    }
    return { granted, others };
  };

  /** Documents of those among these ids who match, in the order of the ids: a query for each window of them. */
  async function* amongThese(
    rule: Rule,
    ids: readonly string[],
    fields?: readonly string[],
  ): AsyncGenerator<readonly ContactDocument[]> {
    const filter = await filterOf(rule);
    for (let start = 0; start < ids.length; start += STREAM_BATCH) {
      const window = { _id: { $in: ids.slice(start, start + STREAM_BATCH) } };
      yield await store.cursor({ $and: [window, filter] }, STREAM_BATCH, fields).toArray();
    }
  }

  /** Documents of everyone who matches, in the order of ids, with no more than `fields` of each where they are named. */
  async function* documentsOf(
    rule: Rule,
    among: readonly string[] | undefined,
    fields?: readonly string[],
  ): AsyncGenerator<readonly ContactDocument[]> {
    if (among !== undefined) return yield* amongThese(rule, among, fields);
    const cursor = store.cursor(await filterOf(rule), STREAM_BATCH, fields);
    try {
      let more = await cursor.hasNext();
      while (more) {
        const found = cursor.readBufferedDocuments();
        // Fetched while this array is worked on.
        const next = cursor.hasNext();
        next.catch(() => undefined);
        yield found;
        more = await next;
      }
    } finally {
      await cursor.close();
    }
  }

  function everyone(rule: Rule, among?: readonly string[]): AsyncGenerator<readonly Contact[]>;
  function everyone(
    rule: Rule,
    among: readonly string[] | undefined,
    keys: readonly string[],
  ): AsyncGenerator<readonly Addressee[]>;
  async function* everyone(
    rule: Rule,
    among?: readonly string[],
    keys?: readonly string[],
  ): AsyncGenerator<readonly (Contact | Addressee)[]> {
    if (keys === undefined) {
      for await (const documents of documentsOf(rule, among)) yield documents.map(toContact);
      return;
    }
    const fields = [...ADDRESSEE_FIELDS, ...keys.map((key) => `attributes.${key}`)];
    for await (const documents of documentsOf(rule, among, fields)) yield documents.map(toAddressee);
  }

  const firstPeople = createFirstPeople({ store, windows });
  const countWithin = createCountWithin({ store, windows });
  const indexStep = createIndexStep({
    store,
    windows,
    searchable: async () =>
      new Set((await contacts.attributes()).flatMap((attribute) => (attribute.searchable ? [attribute.key] : []))),
  });
  const countCache = createCountCache(() => store.changeMark(), now);
  const countAll = async (filter: RuleFilter): Promise<SegmentCount> => {
    const began = performance.now();
    const [groups, suppressed] = await Promise.all([
      indexStep(filter).then((among) => store.tally(filter, now(), among)),
      tallySuppressed(filter),
    ]);
    const sum = (pick: (group: (typeof groups)[number]['_id']) => boolean) =>
      groups.reduce((total, { _id, n }) => total + (pick(_id) ? n : 0), 0);
    const matching = sum(() => true);
    const noAddress = sum((group) => !group.reachable);
    // The two reads are moments apart, so a contact that changes in between must not break the sum.
    const noConsent = Math.max(0, sum((group) => group.reachable && group.consent !== 'granted') - suppressed.others);
    const suppressedCount = Math.min(suppressed.granted + suppressed.others, matching - noAddress - noConsent);
    return {
      matching,
      eligible: matching - noAddress - suppressedCount - noConsent,
      reasons: { no_address: noAddress, suppressed: suppressedCount, no_consent: noConsent },
      tookMs: Math.round(performance.now() - began),
    };
  };

  const countAmong = async (rule: Rule, ids: readonly string[]): Promise<SegmentCount> => {
    const began = performance.now();
    const suppressions = await contacts.allSuppressions();
    const reasons = { no_address: 0, suppressed: 0, no_consent: 0 };
    let [matching, eligible] = [0, 0];
    for await (const documents of amongThese(rule, ids)) {
      matching += documents.length;
      for (const document of documents) {
        const reason = ineligibleReason(document, (hash) => suppressions.has(hash), now());
        if (reason === undefined) eligible += 1;
        else reasons[reason] += 1;
      }
    }
    return { matching, eligible, reasons, tookMs: Math.round(performance.now() - began) };
  };

  return {
    async count(rule: Rule, among?: readonly string[]): Promise<SegmentCount> {
      if (among !== undefined) return countAmong(rule, among);
      const filter = await filterOf(rule);
      return countCache(filter, () => countAll(filter));
    },

    async countWithin(rule: Rule, withinMs: number): Promise<SegmentCount | SegmentEstimate> {
      const filter = await filterOf(rule);
      const counting = countCache(filter, () => countAll(filter));
      return countWithin(rule, () => contextOf(rule), counting, withinMs);
    },

    async page(
      rule: Rule,
      { only, after = '', limit = PAGE.usual, withinMs = Number.POSITIVE_INFINITY }: PageInput,
    ): Promise<SegmentPeople> {
      const size = Math.max(1, Math.min(limit, PAGE.most));
      const suppressions = only === undefined || only === 'no_address' ? new Map() : await contacts.allSuppressions();
      const narrow: Record<string, unknown> = {
        ...(only === 'no_address' ? { address: { $exists: false } } : {}),
        ...(only === 'no_consent'
          ? { $or: [{ 'consent.status': { $ne: 'granted' } }, { pausedUntil: { $gt: now() } }] }
          : {}),
        ...(only === 'eligible' ? { 'consent.status': 'granted' } : {}),
        ...(only === 'suppressed' ? { addressHash: { $in: [...suppressions.keys()] } } : {}),
      };
      const wanted = (document: ContactDocument): boolean =>
        only === undefined ||
        (ineligibleReason(document, (hash) => suppressions.has(hash), now()) ?? 'eligible') === only;
      const filter = { $and: [await filterOf(rule), narrow] };
      const { documents, upTo, looked } = await firstPeople({
        filter,
        among: await indexStep(filter),
        after: readPlace(String(after)),
        many: size + 1,
        wanted,
        withinMs,
        key: `${await store.changeMark()} ${only} ${size} ${digestOf(filter)}`,
      });
      const last = documents[size - 1];
      const next = documents.length > size && last !== undefined ? { at: last.createdAt, id: last._id } : upTo;
      return {
        contacts: documents.slice(0, size).map(toContact),
        next: next === null ? null : writePlace(next),
        looked,
      };
    },

    everyone,
  };
};
