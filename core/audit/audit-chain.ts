import { contentHash } from '../common/canonical-json.ts';
import type { Clock } from '../common/clock.ts';
import type { AuditEntry, AuditService } from './audit-service.ts';
import type { AuditStore } from './audit-store.ts';

/** What the first entry names as its predecessor. */
const GENESIS = '0'.repeat(64);
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

  async verify({ postedHead } = {}) {
    // Read first: an entry is there before the head names it, however many are being appended meanwhile.
    const end = (await store.head())?.seq ?? 0;
    let head = GENESIS;
    let seq = 0;
    let postedAt = postedHead === GENESIS ? 0 : undefined;
    for await (const { hash, ...unsealed } of store.all()) {
      seq += 1;
      if (unsealed.seq !== seq) return { ok: false, brokenAt: seq, reason: 'deleted' };
      if (hashOfEntry(unsealed) !== hash) return { ok: false, brokenAt: seq, reason: 'edited' };
      if (unsealed.previousHash !== head) return { ok: false, brokenAt: seq, reason: 'unlinked' };
      head = hash;
      if (hash === postedHead) postedAt = seq;
    }
    if (seq < end || (postedHead !== undefined && postedAt === undefined)) {
      return { ok: false, brokenAt: seq + 1, reason: 'cut' };
    }
    return { ok: true, entries: seq, head, ...(postedAt === undefined ? {} : { postedAt }) };
  },

  entries: () => store.all(),

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
