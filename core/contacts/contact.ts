import type { TopicConsent } from './consent/topic.ts';
import type { Activities } from './events/event.ts';

/** Types an attribute can have. */
export const ATTRIBUTE_TYPES = ['text', 'number', 'boolean', 'date', 'list'] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];
/** `date` values are UTC midnight; `list` values are short texts. */
export type AttributeValue = string | number | boolean | Date | readonly string[];

export interface AttributeDefinition {
  /** Letters of any script, digits and `_`, at most 64; unique; never with `.` or `$`. The name in Liquid: `{{ contact.key }}`. */
  readonly key: string;
  /** The header it came from. */
  readonly label: string;
  readonly type: AttributeType;
  /** Indexed; at most 8. */
  readonly searchable: boolean;
  /** Personal: used only where IT granted it (`field-access`). Absent where everybody may use it. */
  readonly restricted?: boolean;
  readonly createdAt: Date;
}

/** `unknown` is not eligible. */
export type ConsentStatus = 'granted' | 'unknown' | 'refused';

export interface Consent {
  readonly status: ConsentStatus;
  /** `column` of an import, or a `declared` basis with its source in words. */
  readonly basis: 'column' | 'declared' | 'form' | 'staff' | 'none';
  readonly source: string;
  readonly at: Date;
}

/** A person who receives mail (never staff). */
export interface Contact {
  readonly id: string;
  /** Trimmed, lower case, domain in IDNA form; null where none is known. Unique. */
  readonly address: string | null;
  /** Unique where present. */
  readonly externalId: string | null;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly consent: Consent;
  /** Static lists that the contact stands on; absent where on none. */
  readonly lists?: readonly string[];
  /** What the contact did; absent where no event has arrived. */
  readonly activity?: Activities;
  /** Short words that staff put on the contact; absent where none. */
  readonly tags?: readonly string[];
  /** By topic; absent where nothing was said about any. */
  readonly topics?: Readonly<Record<string, TopicConsent>>;
  /** No mail before it, at the person's own wish. It may be past. */
  readonly pausedUntil?: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a mail reads of a contact: of its attributes those that were asked for. */
export interface Addressee extends Pick<Contact, 'id' | 'address' | 'attributes' | 'topics' | 'pausedUntil'> {
  readonly consent: Pick<Consent, 'status'>;
}

/** Why an address gets no mail, whatever an import says. Stands where imports cannot write. */
export const SUPPRESSION_REASONS = ['unsubscribed', 'bounced', 'complained', 'manual', 'erased'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];
/** Why staff let an address be written to again. A closed list, because it stands in the audit log. */
export const UNSUPPRESS_GROUNDS = ['asked_by_person', 'entered_by_mistake', 'mailbox_works_again'] as const;
export type UnsuppressGround = (typeof UNSUPPRESS_GROUNDS)[number];
export interface Suppression {
  /** Keyed hash of the normalised address. */
  readonly addressHash: string;
  readonly reason: SuppressionReason;
  readonly at: Date;
  /** Campaign id, `provider`, or who did it. */
  readonly source: string;
}

/** A suppression as staff see it. The list keeps no address: it is shown where a contact still has it. */
export interface SuppressionRow extends Suppression {
  readonly address: string | null;
  readonly contactId: string | null;
}
