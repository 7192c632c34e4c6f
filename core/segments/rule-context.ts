import type { AttributeValue, ConsentStatus, SuppressionReason } from '../contacts/contact.ts';
import type { Activities } from '../contacts/events/event.ts';

/** What a rule may be asked about beside the contact itself. */
export interface RuleContext {
  /** The moment at which ages, relative dates and anniversaries are counted. */
  readonly now: Date;
  /** Address hash → reason. May be empty where no condition asks for suppression. */
  readonly suppressions: ReadonlyMap<string, SuppressionReason>;
}

/** What a rule sees of a contact. */
export interface RuleContact {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly consent: { readonly status: ConsentStatus };
  readonly address: string | null;
  readonly addressHash: string | null;
  /** Static lists that the contact stands on. */
  readonly lists: readonly string[];
  /** What the contact did; absent where no event has arrived. */
  readonly activity?: Activities;
  readonly tags?: readonly string[];
  /** Consent by topic; absent where nothing was said. */
  readonly topics?: Readonly<Record<string, { readonly status: 'granted' | 'refused' }>>;
}

/** A rule must carry the segments inside before it can be run. */
export const unresolved = (segment: string): Error =>
  new Error(`the rule of segment ${segment} is not inside the rule that names it`);
