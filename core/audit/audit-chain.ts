import { contentHash } from '../common/canonical-json.ts';
import type { Clock } from '../common/clock.ts';
import type { AuditEntry, AuditService } from './audit-service.ts';
import type { AuditStore } from './audit-store.ts';

/** What the first entry names as its predecessor. */
const GENESIS = '0'.repeat(64);
const MOST_TRIES = 500;

/** The hash of an entry covers everything in it, its place and its predecessor's hash. */
const hashOfEntry = (entry: Omit<AuditEntry, 'hash'>): string => contentHash(entry);

/** A moment and its text are hashed alike, so that one put in place of the other is told by its type. */
const isSealed = ({ hash, ...unsealed }: AuditEntry): boolean =>
  unsealed.at instanceof Date &&
  !Object.values<unknown>(unsealed.data).some((value) => value instanceof Date) &&
  hashOfEntry(unsealed) === hash;

/** The first place that was not written before this moment, or the one after the end. */
const placeAt = async (store: AuditStore, at: Date): Promise<number> => {
  let low = 1;
  let high = ((await store.head())?.seq ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const entry = await store.bySeq(middle);
    if (entry === undefined || entry.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

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

  after: (seq, limit) => store.range(seq + 1, seq + Math.max(1, limit)),

  async verify({ postedHead } = {}) {
    // Read first: an entry is there before the head names it, however many are being appended meanwhile.
    const end = (await store.head())?.seq ?? 0;
    let head = GENESIS;
    let seq = 0;
    let postedAt = postedHead === GENESIS ? 0 : undefined;
    for await (const entry of store.all()) {
      seq += 1;
      if (entry.seq !== seq) return { ok: false, brokenAt: seq, reason: 'deleted' };
      if (!isSealed(entry)) return { ok: false, brokenAt: seq, reason: 'edited' };
      if (entry.previousHash !== head) return { ok: false, brokenAt: seq, reason: 'unlinked' };
      head = entry.hash;
      if (head === postedHead) postedAt = seq;
    }
    if (seq < end || (postedHead !== undefined && postedAt === undefined)) {
      return { ok: false, brokenAt: seq + 1, reason: 'cut' };
    }
    return { ok: true, entries: seq, head, ...(postedAt === undefined ? {} : { postedAt }) };
  },

  entries: () => store.all(),

  async list({ from, to, before = Number.MAX_SAFE_INTEGER, limit = 100, ...same }) {
    const bottom = from === undefined ? 1 : await placeAt(store, from);
    const top = Math.min(before, to === undefined ? before : await placeAt(store, to)) - 1;
    if (Object.values(same).some((wanted) => wanted !== undefined)) {
      return store.matching(same, { from: bottom, to: top }, limit);
    }
    // The places have no gaps, so a page is a window and not a scan.
    const last = Math.min(top, (await store.head())?.seq ?? 0);
    return (await store.range(Math.max(bottom, last - limit + 1), last)).reverse();
  },
});
