import type { LocalText } from '../../common/lang.ts';

/** What mail can be about: chosen by recipients one by one. */
export interface Topic {
  /** Letters, digits and `_`; unique; never reused. */
  readonly id: string;
  readonly name: LocalText;
  /** What it brings, for the page of preferences; may be empty. */
  readonly about: LocalText;
  /** Offered no more; what was agreed stays on record. */
  readonly archived: boolean;
}

export const TOPIC_LIMITS = { topics: 20, nameLength: 60, aboutLength: 200 } as const;

/** How a contact stands to one topic; unknown where nothing is stored. */
export interface TopicConsent {
  readonly status: 'granted' | 'refused';
  readonly at: Date;
}

/** How long mail is paused at a recipient's wish. */
export const PAUSE_DAYS = 30;

/**
 * One act of consent, kept for ever as evidence (until the person is erased). `asked`: a confirmation was requested by
 * mail; `paused` and `resumed`: mail as a whole for a while.
 */
export interface ConsentRecord {
  readonly id: string;
  readonly contactId: string;
  /** Null: mail as a whole. */
  readonly topic: string | null;
  readonly act: 'granted' | 'refused' | 'asked' | 'paused' | 'resumed';
  /** How: on the page of preferences, by a confirmed mail, or by staff. */
  readonly way: 'preferences' | 'double_opt_in' | 'staff' | 'api';
  /** Where it began, in words: the address of a form, a staff id. */
  readonly source: string;
  readonly at: Date;
  /** Network address; null where a program or staff acted. */
  readonly network: string | null;
  /** Which text the person saw; null where none. */
  readonly wording: string | null;
}

/** The text that somebody agreed to, by its digest. */
export interface Wording {
  /** First 16 characters of the SHA-256 of the text. */
  readonly version: string;
  readonly text: string;
}

/** What a recipient sees and changes. */
export interface Preferences {
  readonly contactId: string;
  readonly maskedAddress: string;
  readonly suppressed: boolean;
  readonly pausedUntil: Date | null;
  /** `granted`: mail about it comes, by a choice or, where none was made, by the consent to mail as a whole. */
  readonly topics: readonly { readonly topic: Topic; readonly granted: boolean }[];
}
