import type { DateUnit } from './rule.ts';

/** In which time an event has to lie. Days begin at midnight in `zone`; both ends are included. */
export type EventWindow =
  | { readonly kind: 'ever' }
  /** So many days, weeks, months or years back to the beginning of that day. */
  | { readonly kind: 'last'; readonly amount: number; readonly unit: DateUnit; readonly zone: string }
  | { readonly kind: 'between'; readonly from: string; readonly to: string; readonly zone: string };

/**
 * What an event has to say. A negative one (`is_not`, `not_in`, `ne`) is exactly the opposite of its positive, and so is
 * true where the property is missing. Texts are compared exactly.
 */
export type EventFilter =
  | { readonly property: string; readonly op: 'is' | 'is_not'; readonly value: string | boolean }
  | { readonly property: string; readonly op: 'in' | 'not_in'; readonly values: readonly string[] }
  | {
      readonly property: string;
      readonly op: 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte';
      readonly value: number;
    };

/**
 * What is asked of a contact's activity. Over a window, or with filters, the newest events count that are kept with the
 * contact (`EVENT_LIMITS.recent` of each name); `times` goes no further than that. Without, all that ever arrived count.
 */
export type EventCondition =
  /** How often it happened. `at_most` and `exactly` of nothing: it did not happen. */
  | {
      readonly kind: 'event';
      readonly event: string;
      readonly op: 'at_least' | 'at_most' | 'exactly';
      readonly times: number;
      readonly within: EventWindow;
      readonly where: readonly EventFilter[];
    }
  /** Sum, average or latest value of a numeric property. False where no such event has it. */
  | {
      readonly kind: 'event_value';
      readonly event: string;
      readonly property: string;
      readonly of: 'sum' | 'average' | 'latest';
      readonly op: 'lt' | 'lte' | 'gt' | 'gte';
      readonly value: number;
      readonly within: EventWindow;
      readonly where: readonly EventFilter[];
    }
  /** When it happened last: within that time (`last`), or longer ago (`earlier`). False where it never did. */
  | {
      readonly kind: 'event_last';
      readonly event: string;
      readonly op: 'last' | 'earlier';
      readonly amount: number;
      readonly unit: DateUnit;
      readonly zone: string;
    };

export const EVENT_RULE_LIMITS = {
  /** Filters of one condition. */
  filters: 5,
} as const;
