import type { ConsentStatus, SuppressionReason } from '../contacts/contact.ts';
import type { EventCondition } from './event-rule.ts';

/** A rule is a typed tree; it reads as a sentence (`describe-rule.ts`), runs as a MongoDB filter (`compile-rule.ts`) and in memory (`evaluate-rule.ts`). */
export type Rule =
  | { readonly kind: 'all'; readonly rules: readonly Rule[] }
  | { readonly kind: 'any'; readonly rules: readonly Rule[] }
  | { readonly kind: 'not'; readonly rule: Rule }
  | SegmentCondition
  | Condition;

/**
 * Who is in another segment. Stored as a reference; read with `inside`, the other's version and rule as they stand at
 * that moment, so that a rule which was approved says for ever whom it meant.
 */
export interface SegmentCondition {
  readonly kind: 'segment';
  readonly op: 'in' | 'not_in';
  readonly segment: string;
  readonly inside?: { readonly version: number; readonly rule: Rule };
}

export type Condition = AttributeCondition | ContactCondition | EventCondition;

export const DATE_UNITS = ['day', 'week', 'month', 'year'] as const;
export type DateUnit = (typeof DATE_UNITS)[number];

export type AttributeCondition =
  | {
      readonly kind: 'text';
      readonly attribute: string;
      readonly op: 'is' | 'is_not' | 'contains' | 'not_contains' | 'starts_with' | 'ends_with';
      readonly value: string;
    }
  | {
      readonly kind: 'text_in';
      readonly attribute: string;
      readonly op: 'in' | 'not_in';
      readonly values: readonly string[];
    }
  | {
      readonly kind: 'number';
      readonly attribute: string;
      readonly op: 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte';
      readonly value: number;
    }
  | {
      readonly kind: 'number_in';
      readonly attribute: string;
      readonly op: 'in' | 'not_in';
      readonly values: readonly number[];
    }
  /** Both ends included. */
  | { readonly kind: 'number_between'; readonly attribute: string; readonly from: number; readonly to: number }
  | { readonly kind: 'boolean'; readonly attribute: string; readonly value: boolean }
  /** Days as YYYY-MM-DD. `after` and `before` exclude the day, `on` is the day itself. */
  | {
      readonly kind: 'date';
      readonly attribute: string;
      readonly op: 'on' | 'before' | 'after';
      readonly value: string;
    }
  | { readonly kind: 'date_between'; readonly attribute: string; readonly from: string; readonly to: string }
  /**
   * Measured from the day of evaluation in `zone`. `last` and `next` include today and the farthest day; `earlier` is
   * more than that long ago, `later` more than that far ahead.
   */
  | {
      readonly kind: 'date_relative';
      readonly attribute: string;
      readonly op: 'last' | 'next' | 'earlier' | 'later';
      readonly amount: number;
      readonly unit: DateUnit;
      readonly zone: string;
    }
  /**
   * The day of the year comes round between `from` and `to` days from the day of evaluation in `zone` (negative: past),
   * both included. Not in the year of the date itself; 29 February comes round on 1 March in other years.
   */
  | {
      readonly kind: 'anniversary';
      readonly attribute: string;
      readonly from: number;
      readonly to: number;
      readonly zone: string;
    }
  /** Whole years on the day of evaluation in `zone`, from a date attribute or, for a number attribute, from a birth year. Both ends included. */
  | {
      readonly kind: 'age_between';
      readonly attribute: string;
      readonly from: number;
      readonly to: number;
      readonly zone: string;
    }
  | { readonly kind: 'list_has'; readonly attribute: string; readonly op: 'has' | 'has_not'; readonly value: string }
  | {
      readonly kind: 'list_in';
      readonly attribute: string;
      readonly op: 'any' | 'every' | 'none';
      readonly values: readonly string[];
    }
  | { readonly kind: 'presence'; readonly attribute: string; readonly op: 'empty' | 'not_empty' };

/** What is asked of the contact itself and not of an attribute. */
export type ContactCondition =
  | { readonly kind: 'consent'; readonly op: 'is' | 'is_not'; readonly value: ConsentStatus }
  /** `any`: suppressed for whatever reason. */
  | { readonly kind: 'suppression'; readonly op: 'is' | 'is_not'; readonly value: SuppressionReason | 'any' }
  /** Consent to one topic; unknown where the contact said nothing about it. */
  | { readonly kind: 'topic'; readonly topic: string; readonly op: 'is' | 'is_not'; readonly value: ConsentStatus }
  | { readonly kind: 'tag'; readonly op: 'has' | 'has_not'; readonly tag: string }
  | { readonly kind: 'address'; readonly op: 'known' | 'unknown' }
  /** Stands on a static list; the list's own segment has this as its rule. */
  | { readonly kind: 'listed'; readonly list: string };

/** An empty `all` matches everybody. */
export const EVERYONE: Rule = { kind: 'all', rules: [] };

/** How deep groups stand in each other and how many conditions a rule has; `whole` counts the segments inside as well. */
export const RULE_LIMITS = {
  depth: 8,
  conditions: 200,
  whole: { depth: 24, conditions: 1_000 },
  values: 200,
  textLength: 500,
  /** Days that an anniversary may span. */
  anniversarySpan: 62,
} as const;

/** Every condition of a rule, those of segments inside included. */
export const conditionsIn = (rule: Rule): readonly Condition[] => {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return rule.rules.flatMap(conditionsIn);
    case 'not':
      return conditionsIn(rule.rule);
    case 'segment':
      return rule.inside === undefined ? [] : conditionsIn(rule.inside.rule);
    default:
      return [rule];
  }
};

/** Keys of the attributes that a rule reads, each once; those inside the segments that it names are among them. */
export const attributesIn = (rule: Rule): readonly string[] => [
  ...new Set(conditionsIn(rule).flatMap((condition) => ('attribute' in condition ? [condition.attribute] : []))),
];

/** Segments that a rule itself names, each once; those inside them are not among them. */
export const segmentsNamed = (rule: Rule): readonly string[] => {
  const named = (node: Rule): readonly string[] => {
    switch (node.kind) {
      case 'all':
      case 'any':
        return node.rules.flatMap(named);
      case 'not':
        return named(node.rule);
      case 'segment':
        return [node.segment];
      default:
        return [];
    }
  };
  return [...new Set(named(rule))];
};

/** True for a segment whose people are put on it one by one. */
export const isStaticList = (segment: { readonly id: string; readonly rule: Rule }): boolean =>
  segment.rule.kind === 'listed' && segment.rule.list === segment.id;
