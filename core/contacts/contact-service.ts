import type { Readable } from 'node:stream';
import type { Lang, LocalText } from '../common/lang.ts';
import type { Actor } from '../people/staff.ts';
import type {
  AttributeDefinition,
  AttributeType,
  AttributeValue,
  Consent,
  Contact,
  Suppression,
  SuppressionReason,
  SuppressionRow,
  UnsuppressGround,
} from './contact.ts';
import type { ContactBatchReport } from './contact-batch.ts';
import type {
  ImportList,
  ImportMapping,
  ImportPreview,
  ImportRefusal,
  ImportReport,
  ImportTrial,
} from './contact-import.ts';
import type { EraseGround, PersonExport } from './person-data.ts';
import type { SuppressionBatchReport } from './suppression-batch.ts';
import type { SuppressionFile, SuppressionFileReport } from './suppression-file.ts';

export interface ContactPage {
  readonly contacts: readonly Contact[];
  readonly total: number;
  /** Pass as `after` for the next page; null on the last. */
  readonly next: string | null;
}

export interface SuppressionPage {
  readonly rows: readonly SuppressionRow[];
  readonly total: number;
  /** Pass as `after` for the next page; null on the last. */
  readonly next: string | null;
}

/** Contacts, their attributes, imports and suppression. */
export interface ContactService {
  byId(id: string): Promise<Contact | undefined>;
  byIds(ids: readonly string[]): Promise<Contact[]>;
  byAddress(address: string): Promise<Contact | undefined>;
  /** `query` finds the beginning of an address, an external id, or a searchable attribute's value. Ordered by id. */
  search(input: { query?: string; after?: string; limit?: number }): Promise<ContactPage>;
  /** Whom a search finds, in the order of ids, as a stream of arrays: one cursor, bounded memory. */
  everyoneFound(query: string): AsyncIterable<readonly Contact[]>;
  /** Whom a search finds, with every attribute, as CSV in pieces: one cursor, so memory does not grow. */
  csv(query: string): AsyncIterable<string>;
  count(): Promise<number>;
  /** Attributes and consent as edited by staff. Unknown attributes and wrong types are refused by field. */
  update(
    actor: Actor,
    id: string,
    input: { attributes: Record<string, string>; consent?: Consent['status'] },
  ): Promise<Contact>;

  /**
   * Makes and changes contacts of a batch, each looked at by itself. Attributes that are left out stay; consent fills in
   * what is unknown and never ends a refusal or a suppression; an address or id that is set is not replaced.
   * @param input unknown input: the list of contacts
   * @throws contact.batch_invalid
   */
  upsert(actor: Actor, input: unknown): Promise<ContactBatchReport>;

  /**
   * Puts a tag on contacts, or takes it off; at most 20,000 at once and 50 tags on each. Answers how many changed.
   * @throws contact.tag_invalid
   */
  tag(actor: Actor, ids: readonly string[], input: { add?: string; remove?: string }): Promise<number>;
  /** The contact with this address, external id or id. @throws contact.merge_other_unknown */
  named(text: string): Promise<Contact>;
  /** What a merge would make of two contacts; changes nothing. @throws contact.not_found, contact.merge_with_itself */
  mergePreview(keptId: string, goneId: string): Promise<{ kept: Contact; gone: Contact; merged: Contact }>;
  /**
   * Makes one contact of two: events, lists, tags and evidence of both, attributes of the kept one first, refusals and
   * suppressions of either. The id of the other goes on meaning the kept one. It cannot be undone.
   * @throws contact.not_found, contact.merge_with_itself, contact.merge_changed
   */
  merge(actor: Actor, keptId: string, goneId: string): Promise<Contact>;
  /** Contacts with the same name or telephone, where such an attribute is searchable; at most 5. */
  likelyDuplicates(id: string): Promise<readonly Contact[]>;
  /** Tags in use, the most frequent first, at most 50. */
  tags(): Promise<readonly { readonly tag: string; readonly count: number }[]>;

  attributes(): Promise<readonly AttributeDefinition[]>;
  /** At most 8 searchable. @throws contact.too_many_searchable */
  setSearchable(actor: Actor, key: string, searchable: boolean): Promise<AttributeDefinition>;
  /** Marks an attribute as personal: from then on it is used only where IT granted it, or takes the mark away. */
  setRestricted(actor: Actor, key: string, restricted: boolean): Promise<AttributeDefinition>;
  defineAttribute(actor: Actor, input: { label: string; type: AttributeType }): Promise<AttributeDefinition>;
  /** Up to 20 values in use with how many contacts have each, for suggestions. */
  valuesOf(key: string): Promise<readonly { value: AttributeValue; count: number }[]>;

  /** Reads the head of a file: encoding, delimiter, headers, first rows, a guessed mapping. */
  previewImport(file: Buffer | AsyncIterable<Buffer>, fileName: string): Promise<ImportPreview>;
  /**
   * What an import would do, without doing it. `open` is called twice; at most `most` rows are looked at.
   * @throws import.* as queueImport
   */
  tryImport(actor: Actor, input: { open: () => Readable; mapping: ImportMapping; most?: number }): Promise<ImportTrial>;
  /**
   * Stores the file and makes a pending import that a job will run. Idempotent by content and mapping until it is
   * done: queueing the same again answers the open import (a failed one becomes pending again). After that it is a new
   * import, whose rows count as unchanged.
   * @throws import.* (encoding, headers, mapping): nothing is stored then
   */
  queueImport(
    actor: Actor,
    input: { fileName: string; content: Readable; mapping: ImportMapping },
  ): Promise<ImportReport>;
  /** Runs a queued import now, in this process; safe to call twice. */
  runImport(importId: string, onProgress?: (report: ImportReport) => void): Promise<ImportReport>;
  /** Runs every import that is due and unclaimed (the job calls this). */
  runDueImports(): Promise<number>;
  /**
   * Begins to take an import back; a job does it. Contacts that it made are removed where nothing else touched them (no
   * edit, event, tag, list, consent, and no place in a run); attributes that it added to others are taken off where they
   * still have its value. What it changed from one value to another stays. Attributes stay defined.
   * @throws import.undo_not_ended
   */
  undoImport(actor: Actor, importId: string): Promise<ImportReport>;
  /** Refused rows as CSV in pieces: number, reason, and the row as it stood; cells that a spreadsheet would calculate are escaped. */
  refusedCsv(importId: string, lang: Lang): AsyncIterable<string>;
  importById(id: string): Promise<ImportReport | undefined>;
  imports(): Promise<ImportReport[]>;
  /**
   * Refused rows of an import, in file order. `row` counts as a spreadsheet does (the header is row 1); `reason` is a
   * code of IMPORT_REFUSAL_WORDS; `text` is the whole sentence in English, `texts` in both languages.
   */
  refusedRows(
    importId: string,
    input: { after?: number; limit?: number; reason?: ImportRefusal },
  ): Promise<readonly { row: number; reason: string; text: string; texts: LocalText }[]>;
  /** Rows that an import took, in file order, with their contacts as they are now; null where one is gone. */
  importedRows(
    importId: string,
    list: ImportList,
    input: { after?: number; limit?: number },
  ): Promise<readonly { row: number; contact: Contact | null }[]>;

  /** Idempotent: the first reason stays. */
  suppress(actor: Actor, input: { address: string; reason: SuppressionReason; source: string }): Promise<Suppression>;
  /**
   * Suppresses the addresses of a batch, whether there is a contact or not; the first reason of each stays.
   * @param input unknown input: the list of `{address, reason}`
   * @throws contact.suppressions_invalid
   */
  suppressMany(actor: Actor, input: unknown): Promise<SuppressionBatchReport>;
  /**
   * Suppresses the addresses of a CSV file: one as `suppressionsCsv` writes it, or a plain list; the first reason of each
   * stays. Reading it again changes nothing.
   * @throws import.* (encoding, headers), contact.suppression_column_missing: nothing is taken then
   */
  importSuppressions(actor: Actor, file: SuppressionFile): Promise<SuppressionFileReport>;
  /** Ends a suppression, and is audited. One that stands for an erased person stays. Answers false where there was none. */
  unsuppress(actor: Actor, input: { addressHash: string; ground: UnsuppressGround | undefined }): Promise<boolean>;
  /** In the order of the hashes. `address` finds one whole address: the list keeps no addresses to search in. */
  suppressions(input: {
    address?: string;
    reason?: SuppressionReason;
    after?: string;
    limit?: number;
  }): Promise<SuppressionPage>;
  /** The list as CSV in pieces, with a byte order mark; cells that a spreadsheet would calculate are escaped. */
  suppressionsCsv(): AsyncIterable<string>;
  /** Everything that is kept about a person. Audited. */
  exportPerson(actor: Actor, id: string): Promise<PersonExport>;
  /**
   * Erases a person everywhere: of the address only its keyed hash stays, on the suppression list, so that an import that
   * brings the person back leaves them suppressed. Places and events stay under an id with nobody behind it.
   * @throws contact.erase_busy where a run still needs the address: nothing is sent to it any more; ask again later
   */
  erasePerson(actor: Actor, id: string, ground: EraseGround | undefined): Promise<void>;
  suppressionOf(address: string): Promise<Suppression | undefined>;
  /** Which of these addresses are suppressed: hash → reason. One query. */
  suppressedAmong(addresses: readonly string[]): Promise<ReadonlyMap<string, SuppressionReason>>;
  /**
   * Of people in an audience frozen earlier, who may no longer be written to (about `topic`), and why, by contact id. Two queries by key
   * on small collections, however many contacts there are.
   */
  withdrawnAmong(
    people: readonly { readonly contactId: string; readonly address: string }[],
    topic?: string,
  ): Promise<ReadonlyMap<string, 'suppressed' | 'no_consent' | 'no_address'>>;
  /** Every suppression as address hash → reason (a small collection, read once per freeze). */
  allSuppressions(): Promise<ReadonlyMap<string, SuppressionReason>>;
  /** The keyed hash under which an address is suppressed. */
  addressHash(address: string): string;
}
