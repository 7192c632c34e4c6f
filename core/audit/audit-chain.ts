import { contentHash } from '../common/canonical-json.ts';
import type { Clock } from '../common/clock.ts';
import type { AuditEntry, AuditService } from './audit-service.ts';
import type { AuditStore } from './audit-store.ts';

/** What the first entry names as its predecessor. */
const GENESIS = '0'.repeat(64);
const WINDOW = 1_000;
const MOST_TRIES = 500;

/** The hash of an entry covers everything in it, its place and its predecessor's hash. */
const hashOfEntry = (entry: Omit<AuditEntry, 'hash'>): string => contentHash(entry);

export const createAuditService = ({ store, clock }: { store: AuditStore; clock: Clock }): AuditService => ({
  async append(input) {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const head = await store.head();
      const unsealed = {
        seq: (head?.seq ?? 0) + 1,
        at: clock.now(),
        ...input,
        previousHash: head?.hash ?? GENESIS,
      };
      const entry: AuditEntry = { ...unsealed, hash: hashOfEntry(unsealed) };
      if (await store.insert(entry)) {
        await store.moveHead(entry.seq, entry.hash);
        return entry;
      }
      // The place is taken: by a process that is about to move the head, or that died before it could.
      const winner = await store.bySeq(unsealed.seq);
      if (winner) await store.moveHead(winner.seq, winner.hash);
    }
    throw new Error(`the audit log could not be appended to in ${MOST_TRIES} tries`);
  },

  async verify() {
    let previousHash = GENESIS;
    let seq = 0;
    for (;;) {
      const entries = await store.range(seq + 1, seq + WINDOW);
      for (const { hash, ...unsealed } of entries) {
        seq += 1;
        if (unsealed.seq !== seq) return { ok: false, brokenAt: seq, reason: 'the entry is missing' };
        if (unsealed.previousHash !== previousHash) {
          return { ok: false, brokenAt: seq, reason: 'it does not name its predecessor' };
        }
        if (hashOfEntry(unsealed) !== hash) return { ok: false, brokenAt: seq, reason: 'its content was altered' };
        previousHash = hash;
      }
      if (entries.length < WINDOW) break;
    }
    const head = await store.head();
    if (seq !== (await store.count()) || (head !== undefined && head.seq > seq)) {
      return { ok: false, brokenAt: seq + 1, reason: 'the entry is missing' };
    }
    return { ok: true, entries: seq, head: previousHash };
  },

  async list({ subject, actor, before = Number.MAX_SAFE_INTEGER, limit = 100 }) {
    if (subject !== undefined || actor !== undefined) {
      return store.bySubjectOrActor(
        { ...(subject === undefined ? {} : { subject }), ...(actor === undefined ? {} : { actor }) },
        before,
        limit,
      );
    }
    // The places have no gaps, so a page is a window and not a scan.
    const top = Math.min(before - 1, (await store.head())?.seq ?? 0);
    return (await store.range(Math.max(1, top - limit + 1), top)).reverse();
  },
});
