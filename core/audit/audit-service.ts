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

export interface AuditService {
  /** Appends by compare-and-set on the head, so that the chain has neither gap nor fork however many processes write. */
  append(entry: Pick<AuditEntry, 'actor' | 'surface' | 'action' | 'subject' | 'data'>): Promise<AuditEntry>;
  /** Recomputes the chain; names the first broken entry. */
  verify(): Promise<{ ok: true; entries: number; head: string } | { ok: false; brokenAt: number; reason: string }>;
  list(filter: { subject?: string; actor?: string; before?: number; limit?: number }): Promise<AuditEntry[]>;
}
