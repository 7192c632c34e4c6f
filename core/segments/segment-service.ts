import type { Lang } from '../common/lang.ts';
import type { Contact } from '../contacts/contact.ts';
import type { Actor } from '../people/staff.ts';
import type { Rule } from './rule.ts';

export interface Segment {
  readonly id: string;
  readonly name: string;
  readonly rule: Rule;
  /** 1 at creation; one more each time the rule changes. */
  readonly version: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type IneligibleReason = 'no_consent' | 'no_address' | 'suppressed';

export interface SegmentCount {
  readonly matching: number;
  readonly eligible: number;
  /** Disjoint: matching = eligible + the sum of these. Order of precedence: no_address, suppressed, no_consent. */
  readonly reasons: Readonly<Record<IneligibleReason, number>>;
  readonly tookMs: number;
}

export interface SegmentService {
  /** `rule` is unknown input: parsed, checked against attributes and limits. @throws InvalidInput with fields like `rule.rules.2.value` */
  parseRule(rule: unknown): Promise<Rule>;
  create(actor: Actor, input: { name: string; rule: unknown }): Promise<Segment>;
  /** `version` is the one that was read; @throws segment.changed_meanwhile (conflict) */
  update(actor: Actor, id: string, input: { name: string; rule: unknown; version: number }): Promise<Segment>;
  byId(id: string): Promise<Segment | undefined>;
  list(): Promise<Segment[]>;
  count(rule: Rule): Promise<SegmentCount>;
  /** Contacts matching the rule, ordered by id; `only` narrows to the eligible or to one reason. */
  page(
    rule: Rule,
    input: { only?: 'eligible' | IneligibleReason; after?: string; limit?: number },
  ): Promise<{ contacts: readonly Contact[]; next: string | null }>;
  /** Everyone who matches, in the order of ids, as a stream of arrays: one cursor, bounded memory. */
  everyone(rule: Rule): AsyncIterable<readonly Contact[]>;
  matches(rule: Rule, contact: Contact): boolean;
  /** The rule as a sentence. */
  describe(rule: Rule, lang: Lang): Promise<string>;
}
