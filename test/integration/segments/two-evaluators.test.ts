import fc from 'fast-check';
import type { AttributeValue } from '../../../core/contacts/contact.ts';
import type { Activities } from '../../../core/contacts/events/event.ts';
import { compileRule } from '../../../core/segments/compile-rule.ts';
import { evaluateRule } from '../../../core/segments/evaluate-rule.ts';
import type { Rule } from '../../../core/segments/rule.ts';
import { type ContactWorkspace, contactWorkspace } from '../../support/contact-workspace.ts';
import { aContactState, aMoment, anAttributeSet, aRule, SUPPRESSED } from '../../support/rule-arbitrary.ts';

let workspace: ContactWorkspace;
beforeAll(async () => {
  workspace = await contactWorkspace();
});
afterAll(() => workspace.close());

const BATCHES = 6;
const CONTACTS = 120;
/** Asked by one trip to the database: one stage of a `$facet` each. */
const TOGETHER = 25;
const TRIPS = 40;
/** Of those, where each is a query of its own. */
const ONE_BY_ONE = 10;

interface Stored {
  readonly _id: string;
  readonly attributes: Record<string, AttributeValue>;
  readonly consent: { readonly status: 'granted' | 'unknown' | 'refused' };
  readonly address?: string;
  readonly addressHash?: string;
  readonly lists?: readonly string[];
  readonly did?: readonly string[];
  readonly activity?: Activities;
  readonly tags?: readonly string[];
  readonly topics?: Readonly<Record<string, { readonly status: 'granted' | 'refused' }>>;
}

const made = (): Stored[] =>
  fc
    .sample(fc.tuple(anAttributeSet, aContactState), CONTACTS)
    .map(([attributes, { consent, hash, lists, activity, topics, tags }], i) => ({
      _id: `contact-${String(i).padStart(4, '0')}`,
      attributes,
      consent,
      ...(hash === undefined ? {} : { address: `p${i}@example.test`, addressHash: hash }),
      ...(lists === undefined ? {} : { lists }),
      ...(topics === undefined ? {} : { topics }),
      ...(tags === undefined ? {} : { tags }),
      ...(activity === undefined ? {} : { activity, did: Object.keys(activity) }),
    }));

const inMemory = (contacts: readonly Stored[], rule: Rule, now: Date): string[] =>
  contacts
    .filter(
      ({
        attributes,
        consent,
        address = null,
        addressHash = null,
        lists = [],
        activity = {},
        topics = {},
        tags = [],
      }) =>
        evaluateRule(
          rule,
          { attributes, consent, address, addressHash, lists, activity, topics, tags },
          { now, suppressions: SUPPRESSED },
        ),
    )
    .map(({ _id }) => _id);

/** Every kind of condition with each of its operators; a new one fails here until random rules have it. */
const OPERATORS: Readonly<Record<Exclude<Rule['kind'], 'all' | 'any' | 'not'>, readonly string[]>> = {
  segment: ['in', 'not_in'],
  text: ['is', 'is_not', 'contains', 'not_contains', 'starts_with', 'ends_with'],
  text_in: ['in', 'not_in'],
  number: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'],
  number_in: ['in', 'not_in'],
  number_between: [''],
  boolean: [''],
  date: ['on', 'before', 'after'],
  date_between: [''],
  date_relative: ['last', 'next', 'earlier', 'later'],
  anniversary: [''],
  age_between: [''],
  list_has: ['has', 'has_not'],
  list_in: ['any', 'every', 'none'],
  presence: ['empty', 'not_empty'],
  consent: ['is', 'is_not'],
  suppression: ['is', 'is_not'],
  topic: ['is', 'is_not'],
  tag: ['has', 'has_not'],
  address: ['known', 'unknown'],
  listed: [''],
  event: ['at_least', 'at_most', 'exactly'],
  event_value: ['lt', 'lte', 'gt', 'gte'],
  event_last: ['last', 'earlier'],
};

test('random rules have every kind of condition with every operator', () => {
  const named = (rule: Rule): readonly string[] => {
    if (rule.kind === 'all' || rule.kind === 'any') return rule.rules.flatMap(named);
    if (rule.kind === 'not') return named(rule.rule);
    const inside = rule.kind === 'segment' && rule.inside !== undefined ? named(rule.inside.rule) : [];
    return [`${rule.kind} ${'op' in rule ? rule.op : ''}`, ...inside];
  };
  const seen = new Set(fc.sample(aRule, 4_000).flatMap(named));
  const all = Object.entries(OPERATORS).flatMap(([kind, ops]) => ops.map((op) => `${kind} ${op}`));
  expect([...seen].sort()).toEqual(all.sort());
});

test.each(Array.from({ length: BATCHES }, (_, i) => i + 1))(
  'a rule matches the same contacts in memory and in the database (batch %i)',
  async (batch) => {
    const collection = workspace.database.connection.collection<Stored>(`batch_${batch}`);
    const contacts = made();
    await collection.insertMany(contacts.map((contact) => ({ ...contact })));
    if (batch % 2 === 0) {
      // Attributes that are marked searchable are indexed; the answer must not change by that.
      for (const key of ['text', 'amount', 'day', 'tags', 'mixed', '학력'])
        await collection.createIndex({ [`attributes.${key}`]: 1 });
      await collection.createIndex({ addressHash: 1 });
      await collection.createIndex({ lists: 1 }, { sparse: true });
      await collection.createIndex({ did: 1 }, { sparse: true });
      await collection.createIndex({ tags: 1 }, { sparse: true });
    }
    const inDatabase = async (rules: readonly Rule[], now: Date): Promise<string[][]> => {
      const filters = rules.map((rule) => compileRule(rule, { now, suppressions: SUPPRESSED }));
      // Half of the batches ask one by one, as the product does: only so is an index used.
      if (batch % 2 === 0) {
        return Promise.all(
          filters
            .slice(0, ONE_BY_ONE)
            .map(async (filter) =>
              (await collection.find(filter, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id).sort(),
            ),
        );
      }
      const [facets] = await collection
        .aggregate<Record<string, { _id: string }[]>>([
          {
            $facet: Object.fromEntries(
              filters.map((filter, i) => [`r${i}`, [{ $match: filter }, { $project: { _id: 1 } }]]),
            ),
          },
        ])
        .toArray();
      return filters.map((_, i) => (facets?.[`r${i}`] ?? []).map(({ _id }) => _id).sort());
    };
    let matched = 0;
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(aRule, { minLength: TOGETHER, maxLength: TOGETHER, size: 'max' }),
        aMoment,
        async (rules, now) => {
          const found = await inDatabase(rules, now);
          const expected = rules.slice(0, found.length).map((rule) => inMemory(contacts, rule, now));
          for (const [i, ids] of expected.entries()) {
            if (JSON.stringify(found[i]) !== JSON.stringify(ids)) {
              // The rule itself, because a report of twenty-five says little.
              throw new Error(`${JSON.stringify(rules[i])} at ${now.toISOString()}: ${found[i]} instead of ${ids}`);
            }
            matched += ids.length;
          }
          asked += expected.length;
        },
      ),
      { numRuns: TRIPS, endOnFailure: true },
    );
    // Rules that match nobody or everybody would prove nothing.
    expect(matched).toBeGreaterThan(asked * CONTACTS * 0.05);
    expect(matched).toBeLessThan(asked * CONTACTS * 0.95);
  },
);
