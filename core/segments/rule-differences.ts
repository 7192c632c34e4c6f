import { canonicalJson } from '../common/canonical-json.ts';
import type { LocalText } from '../common/lang.ts';
import type { Rule } from './rule.ts';

/** One thing that is otherwise in the newer rule. */
export type RuleDifference =
  | { readonly kind: 'added' | 'removed'; readonly rule: Rule }
  | { readonly kind: 'changed'; readonly before: Rule; readonly after: Rule }
  | { readonly kind: 'joined'; readonly after: 'all' | 'any' }
  /** Where they have nothing in common. */
  | { readonly kind: 'replaced'; readonly before: Rule; readonly after: Rule };

/** What a condition is about: two about the same are one that changed. */
const subjectOf = (rule: Rule): string => {
  if (rule.kind === 'segment') return `segment ${rule.segment}`;
  if (rule.kind === 'not') return `not ${subjectOf(rule.rule)}`;
  if (rule.kind === 'all' || rule.kind === 'any') return 'group';
  if (rule.kind === 'tag') return `tag ${rule.tag}`;
  if (rule.kind === 'topic') return `topic ${rule.topic}`;
  if ('event' in rule) return `event ${rule.event}`;
  return 'attribute' in rule ? `attribute ${rule.attribute}` : rule.kind;
};

const partsOf = (rule: Rule): readonly Rule[] => (rule.kind === 'all' || rule.kind === 'any' ? rule.rules : [rule]);

/** What changed from one rule to the next: conditions that came, went or changed, and how they are joined. */
export const ruleDifferences = (before: Rule, after: Rule): readonly RuleDifference[] => {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const left = [...partsOf(before)];
  const right: Rule[] = [];
  for (const part of partsOf(after)) {
    const same = left.findIndex((one) => canonicalJson(one) === canonicalJson(part));
    if (same < 0) right.push(part);
    else left.splice(same, 1);
  }
  const kept = partsOf(after).length - right.length;
  const found: RuleDifference[] = [];
  const joinedNow = after.kind === 'any' && after.rules.length > 1 ? 'any' : 'all';
  const joinedBefore = before.kind === 'any' && before.rules.length > 1 ? 'any' : 'all';
  if (joinedNow !== joinedBefore && partsOf(before).length > 1 && partsOf(after).length > 1) {
    found.push({ kind: 'joined', after: joinedNow });
  }
  for (const part of right) {
    const same = left.findIndex((one) => subjectOf(one) === subjectOf(part));
    const [old] = same < 0 ? [] : left.splice(same, 1);
    found.push(old === undefined ? { kind: 'added', rule: part } : { kind: 'changed', before: old, after: part });
  }
  found.push(...left.map((rule) => ({ kind: 'removed' as const, rule })));
  // A group whose joining alone changed without a second condition says nothing above.
  const silent = found.length === 0;
  return silent || (kept === 0 && left.length > 0 && right.length > 0 && found.every(({ kind }) => kind !== 'changed'))
    ? [{ kind: 'replaced', before, after }]
    : found;
};

/** A difference as a sentence; `clause` says a rule in words. */
export const differenceSentence = (difference: RuleDifference, clause: (rule: Rule) => string): LocalText => {
  switch (difference.kind) {
    case 'added':
      return { en: `Added: ${clause(difference.rule)}`, ko: `추가: ${clause(difference.rule)}` };
    case 'removed':
      return { en: `Removed: ${clause(difference.rule)}`, ko: `삭제: ${clause(difference.rule)}` };
    case 'changed':
    case 'replaced': {
      const [before, after] = [clause(difference.before), clause(difference.after)];
      return { en: `Changed: ${before} → ${after}`, ko: `변경: ${before} → ${after}` };
    }
    case 'joined':
      return difference.after === 'all'
        ? { en: 'All conditions must now be true', ko: '이제 모든 조건을 만족해야 합니다' }
        : { en: 'One condition that is true is now enough', ko: '이제 조건 하나만 만족하면 됩니다' };
  }
};
