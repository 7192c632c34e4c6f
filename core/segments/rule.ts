/** A rule is a typed tree; it reads as a sentence (`describe-rule.ts`), runs as a MongoDB filter (`compile-rule.ts`) and in memory (`evaluate-rule.ts`). */
export type Rule =
  | { readonly kind: 'all'; readonly rules: readonly Rule[] }
  | { readonly kind: 'any'; readonly rules: readonly Rule[] }
  | { readonly kind: 'not'; readonly rule: Rule }
  | Condition;

export type Condition =
  | {
      readonly kind: 'text';
      readonly attribute: string;
      readonly op: 'is' | 'is_not' | 'contains' | 'starts_with';
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
  /** Whole years on the day of evaluation in `zone`, from a date attribute or, for a number attribute, from a birth year. Both ends included. */
  | {
      readonly kind: 'age_between';
      readonly attribute: string;
      readonly from: number;
      readonly to: number;
      readonly zone: string;
    }
  | { readonly kind: 'list_has'; readonly attribute: string; readonly op: 'has' | 'has_not'; readonly value: string }
  | { readonly kind: 'presence'; readonly attribute: string; readonly op: 'empty' | 'not_empty' };

/** An empty `all` matches everybody. */
export const EVERYONE: Rule = { kind: 'all', rules: [] };
/** Deepest nesting and most conditions that a rule may have. */
export const RULE_LIMITS = { depth: 8, conditions: 100, values: 200, textLength: 500 } as const;
