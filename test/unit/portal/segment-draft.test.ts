import fc from 'fast-check';
import type { AttributeDefinition } from '../../../core/contacts/contact.ts';
import type { EventDefinition } from '../../../core/contacts/events/event.ts';
import { evaluateRule } from '../../../core/segments/evaluate-rule.ts';
import { parseRule } from '../../../core/segments/parse-rule.ts';
import type { Condition, Rule } from '../../../core/segments/rule.ts';
import type { RuleContact, RuleContext } from '../../../core/segments/rule-context.ts';
import type { Fields } from '../../../portal/http/parse.ts';
import {
  applyAction,
  type DraftNode,
  draftFromFields,
  draftFromRule,
  fitOperators,
  newDraft,
  prune,
  ROOT,
  ruleFromDraft,
  subjectsOf,
} from '../../../portal/segments/draft.ts';
import { aContactState, anEventCondition } from '../../support/rule-arbitrary.ts';

const ZONE = 'Asia/Seoul';
const ATTRIBUTES: readonly AttributeDefinition[] = (
  [
    ['education', 'text'],
    ['income', 'number'],
    ['member', 'boolean'],
    ['joined', 'date'],
    ['tags', 'list'],
  ] as const
).map(([key, type]) => ({ key, label: key, type, searchable: false, createdAt: new Date(0) }));

const EVENTS: readonly EventDefinition[] = ['bought', '본_상품'].map((key) => ({
  key,
  label: key,
  properties: [
    { key: 'amount', label: 'amount', type: 'number' },
    { key: 'category', label: 'category', type: 'text' },
    { key: 'gift', label: 'gift', type: 'boolean' },
  ],
}));
/** Conditions about events whose values are of the types that their properties have. */
const eventCondition = anEventCondition.filter((rule) => {
  try {
    return parseRule(rule, [], EVENTS).kind === rule.kind;
  } catch {
    return false;
  }
});

const word = fc.stringMatching(/^[a-z가-힣]{1,8}$/);
const amount = fc.integer({ min: -1000, max: 1000 });
const day = fc.constantFrom('1999-12-31', '2020-02-29', '2024-05-01');
const ordered = (from: number, to: number) => ({ from: Math.min(from, to), to: Math.max(from, to) });

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    attribute: fc.constant('education'),
    op: fc.constantFrom(
      'is' as const,
      'is_not' as const,
      'contains' as const,
      'not_contains' as const,
      'starts_with' as const,
      'ends_with' as const,
    ),
    value: word,
  }),
  fc.record({
    kind: fc.constant('text_in' as const),
    attribute: fc.constant('education'),
    op: fc.constantFrom('in' as const, 'not_in' as const),
    values: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    attribute: fc.constant('income'),
    op: fc.constantFrom('eq' as const, 'ne' as const, 'lt' as const, 'lte' as const, 'gt' as const, 'gte' as const),
    value: amount,
  }),
  fc
    .tuple(amount, amount)
    .map(([a, b]) => ({ kind: 'number_between' as const, attribute: 'income', ...ordered(a, b) })),
  fc
    .tuple(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 0, max: 150 }))
    .map(([a, b]) => ({ kind: 'age_between' as const, attribute: 'joined', ...ordered(a, b), zone: ZONE })),
  fc.record({
    kind: fc.constant('number_in' as const),
    attribute: fc.constant('income'),
    op: fc.constantFrom('in' as const, 'not_in' as const),
    values: fc.uniqueArray(amount, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('date_relative' as const),
    attribute: fc.constant('joined'),
    op: fc.constantFrom('last' as const, 'next' as const, 'earlier' as const, 'later' as const),
    amount: fc.integer({ min: 0, max: 40 }),
    unit: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const),
    zone: fc.constantFrom('UTC', 'America/Los_Angeles'),
  }),
  fc.record({
    kind: fc.constant('anniversary' as const),
    attribute: fc.constant('joined'),
    from: fc.integer({ min: -30, max: 0 }),
    to: fc.integer({ min: 0, max: 30 }),
    zone: fc.constantFrom('UTC', 'America/Los_Angeles'),
  }),
  fc.record({
    kind: fc.constant('list_in' as const),
    attribute: fc.constant('tags'),
    op: fc.constantFrom('any' as const, 'every' as const, 'none' as const),
    values: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('consent' as const),
    op: fc.constantFrom('is' as const, 'is_not' as const),
    value: fc.constantFrom('granted' as const, 'unknown' as const, 'refused' as const),
  }),
  fc.record({
    kind: fc.constant('suppression' as const),
    op: fc.constantFrom('is' as const, 'is_not' as const),
    value: fc.constantFrom('any' as const, 'bounced' as const),
  }),
  fc.record({ kind: fc.constant('address' as const), op: fc.constantFrom('known' as const, 'unknown' as const) }),
  fc.record({ kind: fc.constant('boolean' as const), attribute: fc.constant('member'), value: fc.boolean() }),
  fc.record({
    kind: fc.constant('date' as const),
    attribute: fc.constant('joined'),
    op: fc.constantFrom('on' as const, 'before' as const, 'after' as const),
    value: day,
  }),
  fc.record({
    kind: fc.constant('list_has' as const),
    attribute: fc.constant('tags'),
    op: fc.constantFrom('has' as const, 'has_not' as const),
    value: word,
  }),
  fc.record({
    kind: fc.constant('presence' as const),
    attribute: fc.constantFrom('education', 'income', 'tags'),
    op: fc.constantFrom('empty' as const, 'not_empty' as const),
  }),
);

const ruleTree: fc.Arbitrary<Rule> = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: fc.oneof({ weight: 3, arbitrary: condition }, { weight: 1, arbitrary: eventCondition }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('all' as const, 'any' as const),
        rules: fc.array(tie('rule'), { maxLength: 3 }),
      }) as fc.Arbitrary<Rule>,
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), rule: tie('rule') }) as fc.Arbitrary<Rule> },
  ),
})).rule;

const attributeSet = fc.record({
  education: word,
  income: amount,
  member: fc.boolean(),
  joined: day.map((text) => new Date(`${text}T00:00:00Z`)),
  tags: fc.array(word, { maxLength: 3 }),
});

const contact: fc.Arbitrary<RuleContact> = fc.record({
  attributes: attributeSet,
  consent: fc.record({ status: fc.constantFrom('granted' as const, 'unknown' as const, 'refused' as const) }),
  address: fc.constantFrom(null, 'a@example.test'),
  addressHash: fc.constantFrom(null, 'a', 'b'),
  lists: fc.constant([]),
  activity: aContactState.map(({ activity = {} }) => activity),
});
const CONTEXT: RuleContext = {
  now: new Date('2026-06-01T00:00:00Z'),
  suppressions: new Map([
    ['a', 'bounced'],
    ['b', 'manual'],
  ]),
};

/** What a browser sends for a draft. */
const fieldsOf = (draft: DraftNode): Fields => {
  const fields: Record<string, string | string[]> = { node: [] };
  const write = (node: DraftNode, parent: string): void => {
    if (node.id !== ROOT) (fields.node as string[]).push(`${node.id}:${parent}:${node.kind === 'group' ? 'g' : 'c'}`);
    if (node.kind === 'group') {
      fields[`${node.id}.mode`] = node.mode;
      for (const child of node.children) write(child, node.id);
      return;
    }
    fields[`${node.id}.attribute`] = node.attribute;
    fields[`${node.id}.op`] = node.op;
    if (node.value !== '') fields[`${node.id}.value`] = node.value;
    if (node.values.length > 0) fields[`${node.id}.values`] = [...node.values];
    fields[`${node.id}.from`] = node.from;
    fields[`${node.id}.to`] = node.to;
    fields[`${node.id}.unit`] = node.unit;
    fields[`${node.id}.zone`] = node.zone;
    for (const name of ['property', 'compare', 'window', 'span'] as const) fields[`${node.id}.${name}`] = node[name];
    fields[`${node.id}.filters`] = String(node.where.length);
    for (const [i, filter] of node.where.entries()) {
      for (const [name, value] of Object.entries(filter)) fields[`${node.id}.w${i}.${name}`] = value;
    }
  };
  write(draft, '-');
  return fields;
};

const TYPES = subjectsOf(ATTRIBUTES, EVENTS);

describe('a rule in the editor', () => {
  it('means the same after it was shown in the form and sent back', () => {
    fc.assert(
      fc.property(ruleTree, fc.array(contact, { minLength: 1, maxLength: 8 }), (rule, people) => {
        const draft = fitOperators(draftFromFields(fieldsOf(draftFromRule(rule))), TYPES, EVENTS);
        const back = parseRule(ruleFromDraft(draft, ATTRIBUTES, ZONE, EVENTS).rule, ATTRIBUTES, EVENTS);
        for (const person of people) {
          expect(evaluateRule(back, person, CONTEXT)).toBe(evaluateRule(rule, person, CONTEXT));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('names the condition that an error is about', () => {
    const draft = draftFromRule({
      kind: 'all',
      rules: [
        { kind: 'boolean', attribute: 'member', value: true },
        { kind: 'not', rule: { kind: 'any', rules: [{ kind: 'number', attribute: 'income', op: 'gt', value: 1 }] } },
      ],
    });
    const { nodeAt } = ruleFromDraft(draft, ATTRIBUTES, ZONE);
    const group = draft.children[1];
    const inner = group?.kind === 'group' ? group.children[0]?.id : undefined;
    expect(nodeAt('rule.rules.0.value')).toBe(draft.children[0]?.id);
    expect(nodeAt('rule.rules.1.rule.rules.0.value')).toBe(inner);
    expect(nodeAt('rule')).toBe(ROOT);
  });

  it('adds, nests and removes without touching the other conditions', () => {
    const first = applyAction(newDraft(), `group:${ROOT}`);
    const group = first.draft.children[1];
    expect(first.focus).toBe(`${group?.id}-mode`);
    const second = applyAction(first.draft, `add:${group?.id}`);
    const nested = second.draft.children[1];
    expect(nested?.kind === 'group' && nested.children).toHaveLength(2);
    expect(second.draft.children[0]).toEqual(first.draft.children[0]);
    const third = applyAction(second.draft, `remove:${group?.id}`);
    expect(third.draft).toEqual(newDraft());
    expect(third.focus).toBe('n2-attribute');
    expect(applyAction(third.draft, 'remove:n2').focus).toBe(`${ROOT}-add`);
    expect(applyAction(second.draft, 'remove:n2').focus).toBe(`${group?.id}-mode`);
    expect(applyAction(third.draft, `remove:${ROOT}`).draft).toEqual(newDraft());
  });

  it('lets go of a value when the attribute becomes another type', () => {
    const draft = draftFromRule({
      kind: 'all',
      rules: [{ kind: 'text', attribute: 'income', op: 'contains', value: 'Master' }],
    });
    expect(fitOperators(draft, TYPES).children[0]).toMatchObject({ attribute: 'income', op: 'between', value: '' });
  });

  it('keeps the zone of a condition, whoever edits it, and another segment by its id', () => {
    const rule: Rule = {
      kind: 'all',
      rules: [
        { kind: 'anniversary', attribute: 'joined', from: 0, to: 7, zone: 'America/Los_Angeles' },
        { kind: 'segment', op: 'not_in', segment: 'other', inside: { version: 3, rule: { kind: 'all', rules: [] } } },
      ],
    };
    const back = ruleFromDraft(draftFromFields(fieldsOf(draftFromRule(rule))), ATTRIBUTES, ZONE).rule;
    expect(back).toEqual({
      kind: 'all',
      rules: [
        { kind: 'anniversary', attribute: 'joined', from: '0', to: '7', zone: 'America/Los_Angeles' },
        { kind: 'segment', op: 'not_in', segment: 'other' },
      ],
    });
  });

  it('counts without what is not complete, and without groups that are empty then', () => {
    const draft = applyAction(newDraft(), `group:${ROOT}`).draft;
    expect(prune(draft, new Set(['n2', 'n4'])).children).toEqual([]);
  });

  it('takes no circle and no stranger from outside', () => {
    const draft = draftFromFields({
      node: ['n2:n3:g', 'n3:n2:g', 'n4:n9:c', `${ROOT}:n2:g`, '__proto__:n1:c', 'n5:n1:c'],
    });
    expect(draft.children.map((child) => child.id)).toEqual(['n5']);
  });

  it('asks an event for one property more or less, and puts the focus there', () => {
    const rule: Rule = {
      kind: 'event',
      event: 'bought',
      op: 'at_least',
      times: 2,
      within: { kind: 'last', amount: 30, unit: 'day', zone: ZONE },
      where: [],
    };
    const more = applyAction(draftFromRule({ kind: 'all', rules: [rule] }), 'where:n2');
    expect(more.focus).toBe('n2-w0-property');
    expect(more.draft.children).toMatchObject([{ where: [{ property: '', op: '', value: '' }], window: 'last' }]);
    const { nodeAt } = ruleFromDraft(more.draft, ATTRIBUTES, ZONE, EVENTS);
    expect(nodeAt('rule.rules.0.where.0.property')).toBe('n2');
    const less = applyAction(more.draft, 'unwhere:n2.0');
    expect([less.focus, less.draft]).toEqual(['n2-where', draftFromRule({ kind: 'all', rules: [rule] })]);
  });
});
