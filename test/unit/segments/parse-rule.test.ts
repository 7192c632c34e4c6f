import fc from 'fast-check';
import { InvalidInput } from '../../../core/common/errors.ts';
import type { AttributeDefinition, AttributeType } from '../../../core/contacts/contact.ts';
import type { EventDefinition } from '../../../core/contacts/events/event.ts';
import { compileRule } from '../../../core/segments/compile-rule.ts';
import { parseRule } from '../../../core/segments/parse-rule.ts';
import type { Rule } from '../../../core/segments/rule.ts';

const define = (key: string, type: AttributeType): AttributeDefinition => ({
  key,
  label: key,
  type,
  searchable: false,
  createdAt: new Date(0),
});
const definitions = [
  define('Education', 'text'),
  define('Income', 'number'),
  define('vip', 'boolean'),
  define('joined', 'date'),
  define('tags', 'list'),
];

const issuesOf = (input: unknown) => {
  try {
    parseRule(input, definitions);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.issues.map(({ code, field }) => [code, field]);
  }
};
const leaf = { kind: 'boolean', attribute: 'vip', value: true };

test('a whole rule is read, numbers from forms included', () => {
  const input = {
    kind: 'all',
    rules: [
      { kind: 'text_in', attribute: 'Education', op: 'in', values: ['Graduation', ' PhD '] },
      { kind: 'number', attribute: 'Income', op: 'gt', value: '50,000' },
      { kind: 'not', rule: { kind: 'boolean', attribute: 'vip', value: 'false' } },
    ],
  };
  expect(parseRule(input, definitions)).toEqual({
    kind: 'all',
    rules: [
      { kind: 'text_in', attribute: 'Education', op: 'in', values: ['Graduation', 'PhD'] },
      { kind: 'number', attribute: 'Income', op: 'gt', value: 50_000 },
      { kind: 'not', rule: { kind: 'boolean', attribute: 'vip', value: false } },
    ],
  });
});

test.each<[string, unknown, [string, string][]]>([
  [
    'an unknown attribute',
    { kind: 'boolean', attribute: 'nope', value: true },
    [['segment.attribute_unknown', 'rule.attribute']],
  ],
  [
    'a wrong type',
    { kind: 'text', attribute: 'Income', op: 'is', value: 'x' },
    [['segment.attribute_wrong_type', 'rule.attribute']],
  ],
  [
    'an operator as a value',
    { kind: 'text', attribute: 'Education', op: 'is', value: { $gt: '' } },
    [['segment.rule_incomplete', 'rule.value']],
  ],
  [
    'an operator as an attribute',
    { kind: 'presence', attribute: '$where', op: 'empty' },
    [['segment.attribute_unknown', 'rule.attribute']],
  ],
  [
    'an operator as a comparison',
    { kind: 'number', attribute: 'Income', op: '$where', value: 1 },
    [['segment.rule_incomplete', 'rule.op']],
  ],
  [
    'a prototype as an attribute',
    { kind: 'presence', attribute: '__proto__', op: 'empty' },
    [['segment.attribute_unknown', 'rule.attribute']],
  ],
  [
    'a day that is none',
    { kind: 'date', attribute: 'joined', op: 'on', value: '2023-02-29' },
    [['segment.rule_incomplete', 'rule.value']],
  ],
  [
    'a range the wrong way round',
    { kind: 'number_between', attribute: 'Income', from: 2, to: 1 },
    [['segment.range_reversed', 'rule.to']],
  ],
  [
    'an infinite number',
    { kind: 'number', attribute: 'Income', op: 'gt', value: Number.POSITIVE_INFINITY },
    [['segment.rule_incomplete', 'rule.value']],
  ],
  [
    'an empty text',
    { kind: 'text', attribute: 'Education', op: 'is', value: ' ' },
    [['segment.rule_incomplete', 'rule.value']],
  ],
  [
    'a zone that is none',
    { kind: 'age_between', attribute: 'joined', from: 1, to: 2, zone: 'Mars/Base' },
    [['segment.rule_incomplete', 'rule.zone']],
  ],
  [
    'an anniversary over too many days',
    { kind: 'anniversary', attribute: 'joined', from: 0, to: 62, zone: 'Asia/Seoul' },
    [['segment.range_too_long', 'rule.to']],
  ],
  [
    'a number where a date stands',
    { kind: 'date_relative', attribute: 'Income', op: 'last', amount: 3, unit: 'day', zone: 'UTC' },
    [['segment.attribute_wrong_type', 'rule.attribute']],
  ],
  [
    'a relative date without its parts',
    { kind: 'date_relative', attribute: 'joined', op: 'last', amount: 'x', unit: 'fortnight', zone: 'UTC' },
    [
      ['segment.rule_incomplete', 'rule.amount'],
      ['segment.rule_incomplete', 'rule.unit'],
    ],
  ],
  [
    'a consent that is none',
    { kind: 'consent', op: 'is', value: 'maybe' },
    [['segment.rule_incomplete', 'rule.value']],
  ],
  [
    'an operator as a segment',
    { kind: 'segment', op: 'in', segment: { $ne: 1 } },
    [['segment.rule_incomplete', 'rule.segment']],
  ],
  [
    'a fault inside a frozen segment',
    { kind: 'segment', op: 'in', segment: 'a', inside: { version: 1, rule: { kind: 'any' } } },
    [['segment.rule_incomplete', 'rule.inside.rule.rules']],
  ],
  ['no rule', null, [['segment.rule_incomplete', 'rule']]],
  ['a filter instead of a rule', { $where: '1' }, [['segment.rule_incomplete', 'rule']]],
  [
    'two faults at once',
    {
      kind: 'all',
      rules: [
        leaf,
        { kind: 'not', rule: { kind: 'number', attribute: 'Income', op: 'gt', value: 'many' } },
        { kind: 'any' },
      ],
    },
    [
      ['segment.rule_incomplete', 'rule.rules.1.rule.value'],
      ['segment.rule_incomplete', 'rule.rules.2.rules'],
    ],
  ],
])('%s is refused at its field', (_, input, issues) => {
  expect(issuesOf(input)).toEqual(issues);
});

test('a rule too deep or too long is refused without being walked to its end', () => {
  let deep: unknown = leaf;
  for (let i = 0; i < 100_000; i += 1) deep = { kind: 'not', rule: deep };
  expect(issuesOf(deep)).toEqual([['segment.rule_too_deep', expect.stringMatching(/^rule(\.rule)+$/)]]);
  expect(issuesOf({ kind: 'any', rules: Array(201).fill(leaf) })).toEqual([['segment.rule_too_long', 'rule']]);
  const wide = { kind: 'all', rules: Array(101).fill({ kind: 'all', rules: [leaf, leaf] }) };
  expect(issuesOf(wide)).toEqual([['segment.rule_too_long', 'rule']]);
});

test('what was frozen inside a segment stays, and counts towards the limits of the whole', () => {
  const inside = { version: 2, rule: { kind: 'any', rules: Array(199).fill(leaf) } };
  const frozen = { kind: 'segment', op: 'in', segment: 'other', inside };
  expect(parseRule(frozen, definitions)).toEqual(frozen);
  expect(issuesOf({ kind: 'all', rules: Array(6).fill(frozen) })).toEqual([['segment.rule_too_long', 'rule']]);
});

/** Every key of a filter, at any depth. */
const keysOf = (value: unknown): string[] =>
  typeof value !== 'object' || value === null || value instanceof Date
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [...(Array.isArray(value) ? [] : [key]), ...keysOf(inner)]);

test('whatever comes in, a rule that is accepted compiles to operators of ours alone', () => {
  const allowed =
    /^(_id|address|addressHash|lists|consent\.status|attributes\.(Education|Income|vip|joined|tags)|\$(and|or|nor|eq|ne|in|nin|gt|gte|lt|lte|regex|options|size|exists))$/;
  const junk = fc.oneof(
    fc.constantFrom<unknown>('$where', { $gt: '' }, ['$ne'], null, 'Education', 'Income', 'vip', 5, true, '2020-01-01'),
    fc.anything(),
  );
  const condition = fc.record(
    {
      kind: fc.constantFrom(
        'text',
        'text_in',
        'number',
        'boolean',
        'date',
        'list_has',
        'list_in',
        'number_in',
        'date_relative',
        'consent',
        'suppression',
        'address',
        'listed',
        'presence',
        'all',
        'not',
        '$where',
      ),
      attribute: fc.oneof(fc.constantFrom('Education', 'Income', 'vip', 'joined', 'tags'), junk),
      op: fc.oneof(fc.constantFrom('is', 'in', 'gt', 'on', 'has', 'empty'), junk),
      value: junk,
      values: fc.array(junk, { maxLength: 2 }),
      rules: fc.array(junk, { maxLength: 2 }),
      $where: junk,
    },
    { requiredKeys: ['kind'] },
  );
  let accepted = 0;
  fc.assert(
    fc.property(condition, (input) => {
      let rule: Rule;
      try {
        rule = parseRule(input, definitions);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInput);
        return;
      }
      accepted += 1;
      expect(
        keysOf(compileRule(rule, { now: new Date(), suppressions: new Map() })).filter((key) => !allowed.test(key)),
      ).toEqual([]);
    }),
    { numRuns: 5_000 },
  );
  expect(accepted).toBeGreaterThan(50);
});

describe('a rule about events', () => {
  const events: readonly EventDefinition[] = [
    {
      key: 'bought',
      label: 'Bought',
      properties: [
        { key: 'amount', label: 'Amount', type: 'number' },
        { key: 'kind', label: 'Kind', type: 'text' },
        { key: 'gift', label: 'Gift', type: 'boolean' },
      ],
    },
  ];
  const event = { kind: 'event', event: 'bought', op: 'at_least', times: '2', within: { kind: 'ever' } };
  const sum = { ...event, kind: 'event_value', property: 'amount', of: 'sum', op: 'gte', value: '1,000' };
  const faultOf = (input: unknown) => {
    try {
      parseRule(input, definitions, events);
      return undefined;
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      const [{ code, field, text } = { code: '', field: '', text: { en: '', ko: '' } }] = error.issues;
      expect(text.en !== '' && text.ko !== '').toBe(true);
      return [code, field];
    }
  };

  test('is read with values of the types that its properties have', () => {
    const where = [
      { property: 'gift', op: 'is', value: 'true' },
      { property: 'amount', op: 'gt', value: '10' },
    ];
    expect(parseRule({ ...event, where }, definitions, events)).toEqual({
      ...event,
      times: 2,
      where: [
        { property: 'gift', op: 'is', value: true },
        { property: 'amount', op: 'gt', value: 10 },
      ],
    });
    expect(parseRule(sum, definitions, events)).toMatchObject({ value: 1_000, where: [] });
  });

  const zone = 'Asia/Seoul';
  test.each([
    [{ ...event, event: 'sold' }, 'segment.event_unknown', 'rule.event'],
    [{ ...event, times: 51 }, 'segment.rule_incomplete', 'rule.times'],
    [{ ...event, times: '' }, 'segment.rule_incomplete', 'rule.times'],
    [
      { ...event, within: { kind: 'last', amount: 'x', unit: 'day', zone } },
      'segment.rule_incomplete',
      'rule.within.amount',
    ],
    [
      { ...event, within: { kind: 'between', from: '2026-02-01', to: '2026-01-01', zone } },
      'segment.range_reversed',
      'rule.within.to',
    ],
    [
      { ...event, where: [{ property: 'colour', op: 'is', value: 'x' }] },
      'segment.event_property_unknown',
      'rule.where.0.property',
    ],
    [
      { ...event, where: [{ property: 'kind', op: 'gt', value: 1 }] },
      'segment.event_property_wrong_type',
      'rule.where.0.value',
    ],
    [
      { ...event, where: [{ property: 'gift', op: 'is', value: 'maybe' }] },
      'segment.event_property_wrong_type',
      'rule.where.0.value',
    ],
    [
      { ...event, where: [{ property: 'amount', op: 'is', value: '5' }] },
      'segment.event_property_wrong_type',
      'rule.where.0.value',
    ],
    [
      { ...event, where: [{ property: 'kind', op: 'is', value: { $ne: 1 } }] },
      'segment.rule_incomplete',
      'rule.where.0.value',
    ],
    [
      { ...event, where: Array(6).fill({ property: 'kind', op: 'is', value: 'x' }) },
      'segment.rule_incomplete',
      'rule.where',
    ],
    [{ ...sum, property: 'kind' }, 'segment.event_property_wrong_type', 'rule.property'],
    [{ ...sum, property: '' }, 'segment.rule_incomplete', 'rule.property'],
    [{ ...sum, op: 'eq' }, 'segment.rule_incomplete', 'rule.op'],
  ])('is refused with its field (%#)', (input, code, field) => {
    expect(faultOf(input)).toEqual([code, field]);
  });
});
