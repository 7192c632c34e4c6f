import type { Lang } from '../common/lang.ts';
import type { Addressee, Contact } from '../contacts/contact.ts';
import type { Actor } from '../people/staff.ts';
import type { Rule } from './rule.ts';
import type { CostlyClause } from './rule-cost.ts';

export interface Segment {
  readonly id: string;
  readonly name: string;
  /** With the rules of all segments that it names inside. A static list's says that one stands on it. */
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

export interface PageInput {
  readonly only?: 'eligible' | IneligibleReason;
  /** `next` of the page before. */
  readonly after?: string;
  readonly limit?: number;
  readonly withinMs?: number;
}

/** Some of the people behind a rule. */
export interface SegmentPeople {
  readonly contacts: readonly Contact[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
  /** The share of all contacts looked at so far, where time was up before the page was full; null where it is whole. */
  readonly looked: number | null;
}

/** What a sample of the contacts says, while they are counted. */
export interface SegmentEstimate {
  /** How many match, about. */
  readonly about: number;
  /** Contacts that were looked at. */
  readonly sampled: number;
}

/** Who names a segment. */
export interface SegmentUse {
  readonly id: string;
  readonly name: string;
}

/** Everybody who names a segment. */
export interface SegmentUsers {
  readonly segments: readonly SegmentUse[];
  readonly campaigns: readonly SegmentUse[];
  readonly personas: readonly SegmentUse[];
}

/** A rule as it stood. */
export interface SegmentVersion {
  readonly version: number;
  readonly name: string;
  /** With references alone: the segments inside have versions of their own. */
  readonly rule: Rule;
  readonly by: string;
  readonly at: Date;
}

/** What adding to a static list did with each line that was given. */
export interface ListReport {
  readonly added: number;
  /** Stood on it before. */
  readonly already: number;
  /** Lines for which there is no contact, as they were given, at most 100 of them. */
  readonly unknown: readonly string[];
  readonly unknownCount: number;
}

/** What taking people off a static list did; whoever did not stand on it is neither taken nor unknown. */
export type TakenReport = Pick<ListReport, 'unknown' | 'unknownCount'> & { readonly taken: number };

export interface SegmentService {
  /**
   * `rule` is unknown input: parsed, checked against attributes and limits. Segments that it names are put inside as they
   * stand; those that come with a rule inside keep it.
   * @throws InvalidInput with fields like `rule.rules.2.value`; segment.segment_unknown
   */
  parseRule(rule: unknown): Promise<Rule>;
  create(actor: Actor, input: { name: string; rule: unknown }): Promise<Segment>;
  /** `version` is the one that was read; @throws segment.changed_meanwhile (conflict) */
  update(actor: Actor, id: string, input: { name: string; rule: unknown; version: number }): Promise<Segment>;
  /** A dynamic segment with the same rule, or a list with the same people. */
  duplicate(actor: Actor, id: string, input: { name: string }): Promise<Segment>;
  /**
   * Only while nobody names it. Rules that were approved keep what was inside.
   * @throws segment.in_use (conflict), whose text lists who does
   */
  remove(actor: Actor, id: string): Promise<void>;
  /** Segments whose rules name it, campaigns that are not over and mean it, and personas tied to it. */
  usedBy(id: string): Promise<SegmentUsers>;
  /** Every rule that it had, the newest first. */
  versions(id: string): Promise<readonly SegmentVersion[]>;
  /** What changed from one rule to the other, a sentence each. */
  differences(before: Rule, after: Rule, lang: Lang): Promise<readonly string[]>;

  /** An empty static list: a segment whose people are put on it by hand, by import, or as a snapshot. */
  createList(actor: Actor, input: { name: string }): Promise<Segment>;
  /**
   * `entries` are addresses, external ids or ids of contacts, one a line; whoever is no contact is reported and not made.
   * @throws segment.not_a_list, segment.entries_invalid
   */
  addToList(actor: Actor, id: string, input: { entries: string }): Promise<ListReport>;
  /** Takes people off; `entries` as in addToList. @throws segment.not_a_list, segment.entries_invalid */
  takeFromList(actor: Actor, id: string, input: { entries: string }): Promise<TakenReport>;
  /** A static list of everybody who matches the segment at this moment. @throws segment.snapshot_too_large */
  snapshot(actor: Actor, id: string, input: { name: string }): Promise<Segment>;

  byId(id: string): Promise<Segment | undefined>;
  list(): Promise<Segment[]>;
  /**
   * Asked again while no contact changed, it answers what was counted in the last minute. `among`: only these contact ids, each once and ascending, by a query for each thousand of them.
   */
  count(rule: Rule, among?: readonly string[]): Promise<SegmentCount>;
  /**
   * The count where it is there within so many milliseconds; else an estimate, while counting goes on: whoever asks again
   * waits for the same count. A few contacts are always counted.
   */
  countWithin(rule: Rule, withinMs: number): Promise<SegmentCount | SegmentEstimate>;
  /**
   * Contacts matching the rule, those made first before the others; `only` narrows to the eligible or to one reason. After
   * `withinMs` it answers what it has found by then, and `next` goes on from there.
   */
  page(rule: Rule, input: PageInput): Promise<SegmentPeople>;
  /** Everyone who matches, in the order of ids, as a stream of arrays: one cursor, bounded memory. `among` as in `count`. */
  everyone(rule: Rule, among?: readonly string[]): AsyncIterable<readonly Contact[]>;
  /** The same people, with no more of each than a mail reads: of the attributes those of `keys`. */
  everyone(
    rule: Rule,
    among: readonly string[] | undefined,
    keys: readonly string[],
  ): AsyncIterable<readonly Addressee[]>;
  matches(rule: Rule, contact: Contact): Promise<boolean>;
  /** Conditions that the database cannot answer by an index, the costliest first, each as a clause with why. */
  costly(rule: Rule, lang: Lang): Promise<readonly CostlyClause[]>;
  /** The rule as a sentence. */
  describe(rule: Rule, lang: Lang): Promise<string>;
}
