/** Why a person is erased. A closed list, because it stands in the audit log, which holds no words about people. */
export const ERASE_GROUNDS = ['requested', 'retention', 'mistake'] as const;
export type EraseGround = (typeof ERASE_GROUNDS)[number];

export interface Person {
  readonly contactId: string;
  /** Normalised; null where none is known. */
  readonly address: string | null;
  /** Absent where none is known. */
  readonly externalId?: string;
}

/** What one feature keeps about people. Each feature that stores an address brings one. */
export interface PersonData {
  /** The name under which it stands in an export. */
  readonly name: string;
  /** Everything kept about the person, as plain JSON values. */
  collect(person: Person): Promise<unknown>;
  /**
   * Takes the address and whatever else tells of the person out of it; doing it again changes nothing. `busy`: something
   * is in hand that still needs the address; nothing else was kept from being erased.
   */
  erase(person: Person): Promise<'erased' | 'busy'>;
}

/** Everything known about one person, by feature. */
export interface PersonExport {
  readonly exportedAt: Date;
  readonly contact: unknown;
  readonly suppression: unknown;
  /** What was done to the contact, from the audit log: edits, consent, suppression. */
  readonly history: readonly unknown[];
  readonly data: Readonly<Record<string, unknown>>;
}
