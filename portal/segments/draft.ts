import type {
  AttributeDefinition,
  AttributeType,
  Condition,
  EventDefinition,
  Rule,
  SegmentCondition,
  Topic,
} from '../../core/index.ts';
import { type Fields, textOf, textsOf } from '../http/index.ts';
import {
  EVENT_OPERATORS,
  type EventPart,
  eventKeyOf,
  eventPartFrom,
  eventRule,
  eventSubject,
  fieldsOfEvent,
  fitFilters,
  NO_EVENT,
  withFilter,
  withoutFilter,
} from './event-draft.ts';

/** How a group joins its conditions, as people say it. */
export const GROUP_MODES = ['all', 'any', 'not_any', 'not_all'] as const;
export type GroupMode = (typeof GROUP_MODES)[number];

/** What can be asked of a contact beside its attributes. No attribute begins with a colon. */
export const CONTACT_SUBJECTS = {
  ':consent': 'consent',
  ':suppression': 'suppression',
  ':address': 'address',
  ':segment': 'segment',
  ':tag': 'tag',
} as const;
export type Subject = AttributeType | (typeof CONTACT_SUBJECTS)[keyof typeof CONTACT_SUBJECTS] | 'event' | 'topic';

/** Every topic is a subject of its own. */
const TOPIC = ':topic:';
export const topicSubject = (id: string): string => `${TOPIC}${id}`;

/** Comparisons that each type offers, the likeliest first. */
export const OPERATORS = {
  text: ['in', 'not_in', 'is', 'is_not', 'contains', 'not_contains', 'starts_with', 'ends_with', 'not_empty', 'empty'],
  number: ['between', 'gt', 'gte', 'lt', 'lte', 'eq', 'ne', 'in', 'not_in', 'age', 'not_empty', 'empty'],
  boolean: ['true', 'false', 'not_empty', 'empty'],
  date: [
    'between',
    'on',
    'before',
    'after',
    'last',
    'next',
    'earlier',
    'later',
    'anniversary',
    'age',
    'not_empty',
    'empty',
  ],
  list: ['has', 'has_not', 'any', 'every', 'none', 'not_empty', 'empty'],
  consent: ['is', 'is_not'],
  suppression: ['is', 'is_not'],
  address: ['known', 'unknown'],
  segment: ['in_segment', 'not_in_segment'],
  tag: ['has', 'has_not'],
  event: EVENT_OPERATORS,
  topic: ['is', 'is_not'],
} as const satisfies Record<Subject, readonly string[]>;
export type Operator = (typeof OPERATORS)[Subject][number];

/** Types of all attributes, and what else can be asked. */
export const subjectsOf = (
  attributes: readonly AttributeDefinition[],
  events: readonly EventDefinition[] = [],
  topics: readonly Topic[] = [],
): ReadonlyMap<string, Subject> =>
  new Map<string, Subject>([
    ...attributes.map((attribute) => [attribute.key, attribute.type] as const),
    ...Object.entries(CONTACT_SUBJECTS),
    ...events.map(({ key }) => [eventSubject(key), 'event'] as const),
    ...topics.map(({ id }) => [topicSubject(id), 'topic'] as const),
  ]);

/** A rule while somebody edits it: every node has an id of its own, and nothing has to be complete. */
export type DraftNode = DraftGroup | DraftCondition;
export interface DraftGroup {
  readonly kind: 'group';
  readonly id: string;
  readonly mode: GroupMode;
  readonly children: readonly DraftNode[];
}
export interface DraftCondition extends EventPart {
  readonly kind: 'condition';
  readonly id: string;
  readonly attribute: string;
  readonly op: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly unit: string;
  /** Empty: that of whoever edits. */
  readonly zone: string;
}

export const ROOT = 'n1';

const blank = (id: string): DraftCondition => ({
  kind: 'condition',
  id,
  attribute: '',
  op: '',
  value: '',
  values: [],
  from: '',
  to: '',
  unit: 'day',
  zone: '',
  ...NO_EVENT,
});

/** A new rule: one group with one open condition. */
export const newDraft = (): DraftGroup => ({ kind: 'group', id: ROOT, mode: 'all', children: [blank('n2')] });

const fromCondition = (rule: Condition | SegmentCondition, id: string): DraftCondition => {
  const base = { ...blank(id), attribute: 'attribute' in rule ? rule.attribute : `:${rule.kind}` };
  switch (rule.kind) {
    case 'text':
    case 'list_has':
    case 'date':
    case 'consent':
    case 'suppression':
      return { ...base, op: rule.op, value: rule.value };
    case 'text_in':
    case 'list_in':
      return { ...base, op: rule.op, values: rule.values };
    case 'number_in':
      return { ...base, op: rule.op, values: rule.values.map(String) };
    case 'number':
      return { ...base, op: rule.op, value: String(rule.value) };
    case 'number_between':
    case 'date_between':
      return { ...base, op: 'between', from: String(rule.from), to: String(rule.to) };
    case 'date_relative':
      return { ...base, op: rule.op, value: String(rule.amount), unit: rule.unit, zone: rule.zone };
    case 'anniversary':
    case 'age_between': {
      const op = rule.kind === 'anniversary' ? 'anniversary' : 'age';
      return { ...base, op, from: String(rule.from), to: String(rule.to), zone: rule.zone };
    }
    case 'boolean':
      return { ...base, op: String(rule.value) };
    case 'presence':
    case 'address':
      return { ...base, op: rule.op };
    case 'segment':
      return { ...base, op: `${rule.op}_segment`, value: rule.segment };
    case 'listed':
      return { ...base, attribute: ':segment', op: 'in_segment', value: rule.list };
    case 'tag':
      return { ...base, op: rule.op, value: rule.tag };
    case 'topic':
      return { ...base, attribute: topicSubject(rule.topic), op: rule.op, value: rule.value };
    case 'event':
    case 'event_value':
    case 'event_last':
      return { ...base, attribute: eventSubject(rule.event), ...fieldsOfEvent(rule) };
  }
};

/** A stored rule as a draft. A `not` becomes a group of its own that says "none of" or "not all of". */
export const draftFromRule = (rule: Rule): DraftGroup => {
  let last = 0;
  const nextId = (): string => {
    last += 1;
    return `n${last}`;
  };
  const group = (inner: Rule, negated: boolean): DraftGroup => {
    const id = nextId();
    if (inner.kind === 'all' || inner.kind === 'any') {
      const mode = negated ? (`not_${inner.kind}` as const) : inner.kind;
      return { kind: 'group', id, mode, children: inner.rules.map(node) };
    }
    return { kind: 'group', id, mode: negated ? 'not_all' : 'all', children: [node(inner)] };
  };
  const node = (inner: Rule): DraftNode => {
    if (inner.kind === 'not') return group(inner.rule, true);
    if (inner.kind === 'all' || inner.kind === 'any') return group(inner, false);
    return fromCondition(inner, nextId());
  };
  return rule.kind === 'not' ? group(rule.rule, true) : group(rule, false);
};

const NODE = /^(n\d{1,6}):(n\d{1,6}|-):([gc])$/;
const MOST_NODES = 500;

const isMode = (value: string): value is GroupMode => (GROUP_MODES as readonly string[]).includes(value);

/** The draft as the form sends it: `node` lists `ID:PARENT:KIND` in order, each node's values stand under its id. */
export const draftFromFields = (fields: Fields): DraftGroup => {
  const nodes = textsOf(fields, 'node')
    .slice(0, MOST_NODES)
    .flatMap((text) => {
      const [, id, parent, kind] = NODE.exec(text) ?? [];
      return id === undefined || parent === undefined ? [] : [{ id, parent, group: kind === 'g' }];
    });
  const childrenOf = new Map<string, { id: string; group: boolean }[]>();
  const seen = new Set<string>([ROOT]);
  for (const { id, parent, group } of nodes) {
    // A parent stands before its children, so that nobody can send a circle.
    if (seen.has(id) || !seen.has(parent)) continue;
    seen.add(id);
    const list = childrenOf.get(parent) ?? [];
    list.push({ id, group });
    childrenOf.set(parent, list);
  }
  const group = (id: string): DraftGroup => {
    const mode = textOf(fields, `${id}.mode`);
    return {
      kind: 'group',
      id,
      mode: isMode(mode) ? mode : 'all',
      children: (childrenOf.get(id) ?? []).map((child) => (child.group ? group(child.id) : condition(child.id))),
    };
  };
  const condition = (id: string): DraftCondition => ({
    kind: 'condition',
    id,
    attribute: textOf(fields, `${id}.attribute`),
    op: textOf(fields, `${id}.op`),
    value: textOf(fields, `${id}.value`),
    values: [
      ...new Set([
        ...textsOf(fields, `${id}.values`),
        ...textOf(fields, `${id}.more`)
          .split(/\r?\n/)
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      ]),
    ],
    from: textOf(fields, `${id}.from`),
    to: textOf(fields, `${id}.to`),
    unit: textOf(fields, `${id}.unit`) || 'day',
    zone: textOf(fields, `${id}.zone`),
    ...eventPartFrom(fields, id),
  });
  return group(ROOT);
};

/** Every condition takes a comparison that its attribute's type offers; values of another type are let go. */
export const fitOperators = (
  draft: DraftGroup,
  types: ReadonlyMap<string, Subject>,
  events: readonly EventDefinition[] = [],
): DraftGroup => {
  const fitted = (node: DraftNode): DraftNode => {
    if (node.kind === 'group') return { ...node, children: node.children.map(fitted) };
    const type = types.get(node.attribute);
    if (type === undefined) return node.attribute === '' ? blank(node.id) : node;
    const offered: readonly string[] = OPERATORS[type];
    if (!offered.includes(node.op)) return { ...blank(node.id), attribute: node.attribute, op: OPERATORS[type][0] };
    const event = eventKeyOf(node.attribute);
    return event === undefined
      ? node
      : {
          ...node,
          ...fitFilters(
            node,
            events.find(({ key }) => key === event),
          ),
        };
  };
  return fitted(draft) as DraftGroup;
};

const idsIn = (node: DraftNode): number[] => [
  Number(node.id.slice(1)),
  ...(node.kind === 'group' ? node.children.flatMap(idsIn) : []),
];

/** The first control of a node. */
const placeOf = (node: DraftNode | undefined): string | undefined =>
  node === undefined ? undefined : `${node.id}-${node.kind === 'group' ? 'mode' : 'attribute'}`;

/** What a button of the editor does: `add:GROUP`, `group:GROUP`, `remove:NODE`, `where:NODE` or `unwhere:NODE.FILTER`. Answers where the focus belongs: after a removal what took the place. */
export const applyAction = (draft: DraftGroup, action: string): { draft: DraftGroup; focus: string | undefined } => {
  const [verb, target = ''] = action.split(':');
  const fresh = Math.max(...idsIn(draft)) + 1;
  const append = (node: DraftNode, child: DraftNode): DraftNode =>
    node.kind === 'condition'
      ? node
      : node.id === target
        ? { ...node, children: [...node.children, child] }
        : { ...node, children: node.children.map((inner) => append(inner, child)) };
  if (verb === 'add') {
    return { draft: append(draft, blank(`n${fresh}`)) as DraftGroup, focus: `n${fresh}-attribute` };
  }
  if (verb === 'group') {
    const child: DraftGroup = { kind: 'group', id: `n${fresh}`, mode: 'any', children: [blank(`n${fresh + 1}`)] };
    return { draft: append(draft, child) as DraftGroup, focus: `n${fresh}-mode` };
  }
  if (verb === 'where' || verb === 'unwhere') {
    const [id = '', at = ''] = target.split('.');
    let focus: string | undefined;
    const changed = (node: DraftNode): DraftNode => {
      if (node.kind === 'group') return { ...node, children: node.children.map(changed) };
      if (node.id !== id) return node;
      const part = verb === 'where' ? withFilter(node) : withoutFilter(node, Number(at));
      focus = verb === 'where' ? `${id}-w${part.where.length - 1}-property` : `${id}-where`;
      return { ...node, ...part };
    };
    const next = changed(draft) as DraftGroup;
    return { draft: next, focus };
  }
  if (verb === 'remove' && target !== ROOT) {
    let focus = `${ROOT}-add`;
    const without = (node: DraftNode): DraftNode => {
      if (node.kind === 'condition') return node;
      const place = node.children.findIndex((child) => child.id === target);
      const children = node.children.filter((child) => child.id !== target);
      if (place >= 0) focus = placeOf(children[place] ?? children[place - 1]) ?? `${node.id}-add`;
      return { ...node, children: children.map(without) };
    };
    const next = without(draft) as DraftGroup;
    return { draft: next, focus };
  }
  return { draft, focus: undefined };
};

/** The draft without some of its nodes, and without groups that are empty then. */
export const prune = (draft: DraftGroup, ids: ReadonlySet<string>): DraftGroup => {
  const keep = (node: DraftNode): DraftNode[] => {
    if (ids.has(node.id)) return [];
    if (node.kind === 'condition') return [node];
    const children = node.children.flatMap(keep);
    return children.length === 0 && node.id !== ROOT ? [] : [{ ...node, children }];
  };
  return (keep(draft)[0] as DraftGroup | undefined) ?? { ...draft, children: [] };
};

const conditionRule = (node: DraftCondition, type: Subject | undefined, viewerZone: string): unknown => {
  const { attribute, op, value, values, from, to, unit } = node;
  const zone = node.zone || viewerZone;
  if (op === 'empty' || op === 'not_empty') return { kind: 'presence', attribute, op };
  if (op === 'age') return { kind: 'age_between', attribute, from, to, zone };
  const isOneOf = op === 'in' || op === 'not_in';
  switch (type) {
    case 'number':
      if (isOneOf) return { kind: 'number_in', attribute, op, values };
      return op === 'between'
        ? { kind: 'number_between', attribute, from, to }
        : { kind: 'number', attribute, op, value };
    case 'date':
      if (op === 'anniversary') return { kind: 'anniversary', attribute, from, to, zone };
      if (['last', 'next', 'earlier', 'later'].includes(op)) {
        return { kind: 'date_relative', attribute, op, amount: value, unit, zone };
      }
      return op === 'between' ? { kind: 'date_between', attribute, from, to } : { kind: 'date', attribute, op, value };
    case 'boolean':
      return { kind: 'boolean', attribute, value: op };
    case 'list':
      return op === 'has' || op === 'has_not'
        ? { kind: 'list_has', attribute, op, value }
        : { kind: 'list_in', attribute, op, values };
    case 'consent':
    case 'suppression':
      return { kind: type, op, value };
    case 'address':
      return { kind: 'address', op };
    case 'event':
      return eventRule(node, zone);
    case 'tag':
      return { kind: 'tag', op, tag: value };
    case 'topic':
      return { kind: 'topic', topic: attribute.slice(TOPIC.length), op, value };
    case 'segment':
      return { kind: 'segment', op: op === 'not_in_segment' ? 'not_in' : 'in', segment: value };
    default:
      return isOneOf ? { kind: 'text_in', attribute, op, values } : { kind: 'text', attribute, op, value };
  }
};

/** The draft as the unknown input that core parses, and which node stands at which path of it. */
export const ruleFromDraft = (
  draft: DraftGroup,
  attributes: readonly AttributeDefinition[],
  zone: string,
  events: readonly EventDefinition[] = [],
  topics: readonly Topic[] = [],
): { rule: unknown; nodeAt: (field: string) => string | undefined } => {
  const types = subjectsOf(attributes, events, topics);
  const paths: { path: string; id: string }[] = [];
  const build = (node: DraftNode, path: string): unknown => {
    paths.push({ path, id: node.id });
    if (node.kind === 'condition') return conditionRule(node, types.get(node.attribute), zone);
    const negated = node.mode === 'not_all' || node.mode === 'not_any';
    const inner = negated ? `${path}.rule` : path;
    const joined = {
      kind: node.mode === 'all' || node.mode === 'not_all' ? 'all' : 'any',
      rules: node.children.map((child, i) => build(child, `${inner}.rules.${i}`)),
    };
    return negated ? { kind: 'not', rule: joined } : joined;
  };
  const rule = build(draft, 'rule');
  return {
    rule,
    nodeAt: (field) =>
      paths
        .filter(({ path }) => field === path || field.startsWith(`${path}.`))
        .sort((a, b) => b.path.length - a.path.length)[0]?.id,
  };
};
