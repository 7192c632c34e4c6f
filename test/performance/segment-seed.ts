import type { Database } from '../../core/common/database-store.ts';
import type { KeyedHash } from '../../core/common/keyed-hash.ts';
import type { AttributeType } from '../../core/contacts/contact.ts';
import type { ContactDocument } from '../../core/contacts/contact-store.ts';
import { activityFrom } from '../../core/contacts/events/activity.ts';
import type { EventDefinition, EventFact } from '../../core/contacts/events/event.ts';
import type { ContactWorkspace } from '../support/contact-workspace.ts';
import { say } from './report.ts';

const PAGE = 1_000;
const DAY_MS = 86_400_000;
/** Events of one contact, on average. */
export const EVENTS_EACH = 2;

/** The same numbers in each run. */
export const draws = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

export const REGIONS = Array.from({ length: 20 }, (_, i) => `Region ${i + 1}`);
const PLANS = ['Free', 'Plus', 'Pro', 'Team'];
const INTERESTS = ['books', 'coffee', 'film', 'garden', 'music', 'sport', 'travel', '요리'];
const WORDS = '서울 부산 gift spring 할인 member points newsletter bonus 배송 order coupon'.split(' ');

/** Attributes of a seeded contact; those marked stand in an index, as staff would have it. */
export const SEED_ATTRIBUTES: readonly { key: string; type: AttributeType; searchable: boolean }[] = [
  { key: 'region', type: 'text', searchable: true },
  { key: 'plan', type: 'text', searchable: true },
  { key: 'birth_year', type: 'number', searchable: true },
  { key: 'joined', type: 'date', searchable: false },
  { key: 'income', type: 'number', searchable: false },
  { key: 'note', type: 'text', searchable: false },
  { key: 'interests', type: 'list', searchable: false },
];

export const SEED_EVENTS: readonly EventDefinition[] = [
  {
    key: 'Bought',
    label: 'Bought',
    properties: [
      { key: 'amount', label: 'amount', type: 'number' },
      { key: 'item', label: 'item', type: 'text' },
    ],
  },
  { key: 'Visited', label: 'Visited', properties: [{ key: 'page', label: 'page', type: 'text' }] },
];

/** Attributes and kinds of event, as if they had been defined and had arrived. */
export const defineSeed = async (workspace: ContactWorkspace): Promise<void> => {
  const { contacts, database, actor } = workspace;
  for (const { key, type, searchable } of SEED_ATTRIBUTES) {
    await contacts.defineAttribute(actor, { label: key, type });
    if (searchable) await contacts.setSearchable(actor, key, true);
  }
  await database.connection
    .collection<{ _id: string; definitions: EventDefinition[]; version: number }>('event_catalogue')
    .insertOne({ _id: 'events', definitions: [...SEED_EVENTS], version: 1 });
};

const idOf = (kind: string, n: number): string => `${kind}${n.toString(36).padStart(10, '0')}`.padEnd(26, '0');

/** Contact number `n`, and what it did. */
const person = (n: number, draw: (below: number) => number, hash: KeyedHash, now: number) => {
  const id = idOf('c', n);
  const address = `person${n}@customers.example.test`;
  const pick = <T>(values: readonly T[]): T => values[draw(values.length)] as T;
  const facts: EventFact[] = Array.from({ length: draw(EVENTS_EACH * 2 + 1) }, (_, i) => {
    const bought = draw(2) === 0;
    const at = new Date(now - draw(400) * DAY_MS - draw(DAY_MS));
    return {
      id: `${bought ? 'Bought' : 'Visited'}:${n}-${i}`,
      contactId: id,
      event: bought ? 'Bought' : 'Visited',
      at,
      properties: bought
        ? [
            { name: 'amount', value: 10 + draw(500) },
            { name: 'item', value: `item ${draw(50)}` },
          ]
        : [{ name: 'page', value: `/page/${draw(30)}` }],
    };
  });
  const activity = activityFrom(facts, SEED_EVENTS);
  const at = new Date(now - draw(700) * DAY_MS);
  const contact: ContactDocument = {
    _id: id,
    ...(draw(33) === 0 ? {} : { address, addressHash: hash.personal(address) }),
    externalId: `x${n}`,
    attributes: {
      // Some regions have many and some few, as in life.
      region: REGIONS[Math.floor((draw(1_000) / 1_000) ** 2 * REGIONS.length)] ?? '',
      plan: pick(PLANS),
      birth_year: 1940 + draw(70),
      joined: new Date(Date.UTC(2018, 0, 1) + draw(3_000) * DAY_MS),
      income: 20_000 + draw(80_000),
      note: Array.from({ length: 6 }, () => pick(WORDS)).join(' '),
      interests: [...new Set([pick(INTERESTS), pick(INTERESTS)])],
    },
    consent: { status: draw(10) < 7 ? 'granted' : 'unknown', basis: 'column', source: 'seed', at },
    ...(facts.length === 0 ? {} : { did: Object.keys(activity), activity }),
    createdAt: at,
    updatedAt: at,
  };
  return { contact, facts };
};

/**
 * Stores the contacts from number `first` to `end`, and their events, as the intake would have left them. Answers how many
 * events that were.
 */
export const seedContacts = async (
  database: Database,
  hash: KeyedHash,
  first: number,
  end: number,
): Promise<number> => {
  const contacts = database.connection.collection<ContactDocument>('contacts');
  const events = database.connection.collection<Omit<EventFact, 'id'> & { _id: string }>('contact_events');
  const draw = draws(11 + first);
  const now = Date.now();
  let facts = 0;
  let waiting: EventFact[] = [];
  const flush = async (): Promise<void> => {
    if (waiting.length > 0) await events.insertMany(waiting.map(({ id, ...rest }) => ({ _id: id, ...rest })));
    facts += waiting.length;
    waiting = [];
  };
  for (let from = first; from < end; from += PAGE) {
    const people = Array.from({ length: Math.min(PAGE, end - from) }, (_, i) => person(from + i, draw, hash, now));
    await contacts.insertMany(people.map(({ contact }) => contact));
    waiting.push(...people.flatMap((one) => one.facts));
    if (waiting.length >= PAGE) await flush();
    if ((from / PAGE) % 100 === 99) say(`segments: ${from + PAGE} of ${end} contacts are stored`);
  }
  await flush();
  return facts;
};
