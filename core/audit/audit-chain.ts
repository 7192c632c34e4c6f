import { contentHash } from '../common/canonical-json.ts';
import type { Clock } from '../common/clock.ts';
import type { AuditEntry, AuditService } from './audit-service.ts';
import type { AuditStore } from './audit-store.ts';

/** What the first entry names as its predecessor. */
const GENESIS = '0'.repeat(64);
const MOST_TRIES = 500;
const MOST_AT_ONCE = 100;

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

type NewEntry = Parameters<AuditService['append']>[0];

/**
 * Appends for one process. Entries that come while others are being written wait, and are chained and written together:
 * writers that each try the next place by themselves would spend their time on losing it to each other.
 */
const createAppend = (store: AuditStore, clock: Clock): AuditService['append'] => {
  const waiting: {
    readonly input: NewEntry;
    readonly resolve: (entry: AuditEntry) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  let writing = false;
  /** What this process wrote last; unknown where another one was seen to have gone on. */
  let known: { readonly seq: number; readonly hash: string } | undefined;

  const chain = (inputs: readonly NewEntry[], head: { seq: number; hash: string } | undefined): AuditEntry[] => {
    const links: AuditEntry[] = [];
    for (const input of inputs) {
      const before = links.at(-1) ?? head;
      const unsealed = {
        seq: (before?.seq ?? 0) + 1,
        at: clock.now(),
        ...input,
        previousHash: before?.hash ?? GENESIS,
      };
      links.push({ ...unsealed, hash: hashOfEntry(unsealed) });
    }
    return links;
  };

  /** Hands each of them its entry as soon as that stands. */
  const write = async (batch: typeof waiting): Promise<void> => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const links = chain(
        batch.map(({ input }) => input),
        known ?? (await store.head()),
      );
      known = undefined;
      const standing = await store.insert(links);
      // Also where another process took the place: it may have died before it could.
      const last = standing.at(-1);
      if (last !== undefined) await store.moveHead(last.seq, last.hash);
      for (const [i, link] of links.entries()) {
        if (standing[i]?.hash !== link.hash) break;
        batch.shift()?.resolve(link);
      }
      if (batch.length === 0) {
        known = last;
        return;
      }
    }
    throw new Error(`the audit log could not be appended to in ${MOST_TRIES} tries`);
  };

  const writeAll = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST_AT_ONCE);
      try {
        await write(batch);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  };

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (!writing) void writeAll();
    });
};

export const createAuditService = ({ store, clock }: { store: AuditStore; clock: Clock }): AuditService => ({
  append: createAppend(store, clock),

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
