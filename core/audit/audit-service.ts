/** One entry of the hash-chained log: ids and hashes, never content or addresses. */
export interface AuditEntry {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  readonly at: Date;
  /** Staff id or `system:NAME`. */
  readonly actor: string;
  readonly surface: string;
  /** Dotted verb: `campaign.submitted`. */
  readonly action: string;
  /** What it is about: `C-12`, a staff id … */
  readonly subject: string;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
  readonly previousHash: string;
  readonly hash: string;
}

/** What became of the first entry that does not hold; `unlinked`: it or the one before it was replaced by a sealed one. */
export type AuditBreach = 'edited' | 'unlinked' | 'deleted' | 'cut';

export type AuditVerdict =
  | {
      readonly ok: true;
      readonly entries: number;
      /** Hash of the last entry, or 64 zeros. */
      readonly head: string;
      /** Where the head that was posted earlier stands; undefined where none was named. */
      readonly postedAt?: number;
    }
  | { readonly ok: false; readonly brokenAt: number; readonly reason: AuditBreach };

export interface AuditFilter {
  readonly subject?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly from?: Date;
  readonly to?: Date;
}

export interface AuditService {
  /** Appends at the first free place, which is unique, so that the chain has neither gap nor fork however many processes write. */
  append(entry: Pick<AuditEntry, 'actor' | 'surface' | 'action' | 'subject' | 'data'>): Promise<AuditEntry>;
  /**
   * Recomputes the chain and names the first entry that does not hold. By itself it cannot see a tail that was cut
   * together with the note of where it ended, nor a chain that was written anew: a head posted earlier shows both.
   */
  verify(input?: { postedHead?: string }): Promise<AuditVerdict>;
  /** At most `limit` entries that follow a place, ascending: for those who keep up with what happens. */
  after(seq: number, limit: number): Promise<AuditEntry[]>;
  /** Every entry from the first one on, read as it is consumed: memory does not grow with the log. */
  entries(): AsyncIterable<AuditEntry>;
  /**
   * Newest first, below the place `before`. `from` (included) and `to` (not) are found by the order of places, so that a
   * period costs the same in a log of any length; clocks of two processes may differ by as much as they do.
   */
  list(filter: AuditFilter & { before?: number; limit?: number }): Promise<AuditEntry[]>;
}
