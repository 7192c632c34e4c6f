import { conditionsIn, RULE_LIMITS, type Rule, segmentsNamed } from './rule.ts';
import { segmentErrors } from './segment-errors.ts';

/** What resolving needs to know of a segment. */
export interface NamedRule {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly rule: Rule;
}

/** The rule with references alone, as it is stored. */
export const withoutInside = (rule: Rule): Rule => {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return { kind: rule.kind, rules: rule.rules.map(withoutInside) };
    case 'not':
      return { kind: 'not', rule: withoutInside(rule.rule) };
    case 'segment':
      return { kind: 'segment', op: rule.op, segment: rule.segment };
    default:
      return rule;
  }
};

/** How deep the tree is, the rules of segments inside included. */
const depthOf = (rule: Rule): number => {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return 1 + Math.max(0, ...rule.rules.map(depthOf));
    case 'not':
      return 1 + depthOf(rule.rule);
    case 'segment':
      return 1 + (rule.inside === undefined ? 0 : depthOf(rule.inside.rule));
    default:
      return 1;
  }
};

/**
 * The rule with the rules of all segments that it names inside it. One that is inside already was frozen there and stays.
 * @param self the segment whose rule it is: a way back to it is a cycle
 * @throws segment.segment_unknown, segment.cycle, segment.rule_too_long, each with the field of the condition
 */
export const resolveRule = (
  rule: Rule,
  known: ReadonlyMap<string, NamedRule>,
  self?: { readonly id: string; readonly name: string },
): Rule => {
  // Each segment is resolved once, however many name it.
  const done = new Map<string, Rule>();
  const inside = (node: Rule, field: string, path: readonly { id: string; name: string }[]): Rule => {
    switch (node.kind) {
      case 'all':
      case 'any':
        return { kind: node.kind, rules: node.rules.map((inner, i) => inside(inner, `${field}.rules.${i}`, path)) };
      case 'not':
        return { kind: 'not', rule: inside(node.rule, `${field}.rule`, path) };
      case 'segment': {
        if (node.inside !== undefined) return node;
        const found = known.get(node.segment);
        const again = path.findIndex(({ id }) => id === node.segment);
        const at = `${field}.segment`;
        if (again >= 0) {
          const names = path.slice(again).map(({ name }) => name);
          throw segmentErrors.cycle(at, [...names, names[0] ?? '']);
        }
        if (found === undefined) throw segmentErrors.segmentUnknown(at);
        const before = done.get(found.id);
        const inner = before ?? inside(found.rule, field, [...path, found]);
        // Refused here and not at the end alone, because rules that name one another twice grow by powers.
        if (before === undefined && conditionsIn(inner).length > RULE_LIMITS.whole.conditions) {
          throw segmentErrors.wholeTooLong(at);
        }
        done.set(found.id, inner);
        return { ...node, inside: { version: found.version, rule: inner } };
      }
      default:
        return node;
    }
  };
  const resolved = inside(rule, 'rule', self === undefined ? [] : [self]);
  if (conditionsIn(resolved).length > RULE_LIMITS.whole.conditions) throw segmentErrors.wholeTooLong('rule');
  if (depthOf(resolved) > RULE_LIMITS.whole.depth) throw segmentErrors.wholeTooDeep('rule');
  return resolved;
};

/** Ids that have yet to be read before the rule can be resolved. */
export const toRead = (rule: Rule, known: ReadonlyMap<string, NamedRule>): readonly string[] => {
  const seen = new Set<string>();
  const missing = new Set<string>();
  const follow = (node: Rule): void => {
    for (const id of segmentsNamed(node)) {
      if (seen.has(id)) continue;
      seen.add(id);
      const found = known.get(id);
      if (found === undefined) missing.add(id);
      else follow(found.rule);
    }
  };
  follow(rule);
  return [...missing];
};

/** The field of the first node of which `part` names one; the rule's own where there is none. */
const fieldWhere = (rule: Rule, part: (node: Rule) => string | undefined): string => {
  const found = (node: Rule, at: string): string | undefined => {
    switch (node.kind) {
      case 'all':
      case 'any': {
        for (const [i, inner] of node.rules.entries()) {
          const here = found(inner, `${at}.rules.${i}`);
          if (here !== undefined) return here;
        }
        return undefined;
      }
      case 'not':
        return found(node.rule, `${at}.rule`);
      default: {
        const name = part(node);
        return name === undefined ? undefined : `${at}.${name}`;
      }
    }
  };
  return found(rule, 'rule') ?? 'rule';
};

/** The field of the first condition that names a segment; the rule's own where none does. */
export const fieldNaming = (rule: Rule, segment: string): string =>
  fieldWhere(rule, (node) => (node.kind === 'segment' && node.segment === segment ? 'segment' : undefined));

/** The field of the first condition that reads an attribute; the rule's own where none does. */
export const fieldReading = (rule: Rule, key: string): string =>
  fieldWhere(rule, (node) => ('attribute' in node && node.attribute === key ? 'attribute' : undefined));
