import { createHash } from 'node:crypto';
import type { RuleFilter } from './compile-rule.ts';
import type { SegmentCount } from './segment-service.ts';

/** A pause of mail can end without a write, and is then counted so much later. */
const KEPT_MS = 60_000;
const KEPT_COUNTS = 200;

/** Filters may hold every suppressed address, so that only their digest is kept. */
export const digestOf = (filter: RuleFilter): string =>
  createHash('sha256').update(JSON.stringify(filter)).digest('base64');

interface Kept {
  readonly mark: string;
  readonly at: number;
  readonly count: Promise<SegmentCount>;
}

/**
 * Counts of this process while nothing changed: an editor asks for the same one again and again, and so do several
 * people at once. `mark` is read before the contacts are, so that a change meanwhile makes the count old at once.
 */
export const createCountCache = (mark: () => Promise<string | undefined>, now: () => Date) => {
  const kept = new Map<string, Kept>();
  return async (filter: RuleFilter, work: () => Promise<SegmentCount>): Promise<SegmentCount> => {
    const began = performance.now();
    const key = digestOf(filter);
    const present = await mark();
    // Before the first change there is nobody to count.
    if (present === undefined) return work();
    const at = now().getTime();
    const found = kept.get(key);
    if (found !== undefined && found.mark === present && Math.abs(at - found.at) < KEPT_MS) {
      const count = await found.count;
      return { ...count, tookMs: Math.min(count.tookMs, Math.round(performance.now() - began)) };
    }
    const count = work();
    kept.delete(key);
    kept.set(key, { mark: present, at, count });
    const [oldest] = kept.keys();
    if (kept.size > KEPT_COUNTS && oldest !== undefined) kept.delete(oldest);
    // A count that failed is nobody's answer.
    count.catch(() => kept.get(key)?.count === count && kept.delete(key));
    return count;
  };
};
