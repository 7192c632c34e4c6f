import { setTimeout as wait } from 'node:timers/promises';
import type { ContactStore } from '../contacts/contact-store.ts';
import type { ContactWindowsStore } from '../contacts/contact-windows-store.ts';
import { evaluateRule } from './evaluate-rule.ts';
import type { Rule } from './rule.ts';
import type { RuleContext } from './rule-context.ts';
import type { SegmentCount, SegmentEstimate } from './segment-service.ts';

/** Places at which contacts are looked at, and how many at each. */
const SAMPLE = { places: 6, each: 300 } as const;

/**
 * A count, or where it takes too long an estimate from contacts of several places, evaluated here: a rule of many
 * conditions takes the embedded server minutes, and each contact a fraction of a millisecond. The count goes on, and
 * whoever asks again waits for the same one.
 */
export const createCountWithin =
  ({ store, windows }: { store: ContactStore; windows: ContactWindowsStore }) =>
  async (
    rule: Rule,
    context: () => Promise<RuleContext>,
    count: Promise<SegmentCount>,
    withinMs: number,
  ): Promise<SegmentCount | SegmentEstimate> => {
    // Whoever does not wait for it does not hear how it ended.
    count.catch(() => undefined);
    const first = await Promise.race([count, wait(withinMs, undefined, { ref: false })]);
    if (first !== undefined) return first;
    const bounds = await windows.bounds();
    if (bounds.length === 0) return count;
    const starts = Array.from({ length: SAMPLE.places }, () => Math.floor(Math.random() * bounds.length));
    const [total, ...some] = await Promise.all([
      store.roughly(),
      ...[...new Set(starts)].map((n) => store.someOf({ from: bounds[n - 1], end: bounds[n] }, SAMPLE.each)),
    ]);
    const known = await context();
    const people = some.flat();
    const matching = people.filter(({ attributes, consent, address, addressHash, lists, activity, tags, topics }) =>
      evaluateRule(
        rule,
        {
          ...{ attributes, consent, address: address ?? null, addressHash: addressHash ?? null, lists: lists ?? [] },
          ...{ activity: activity ?? {}, tags: tags ?? [], topics: topics ?? {} },
        },
        known,
      ),
    ).length;
    if (people.length === 0) return count;
    return { about: Math.round((matching / people.length) * total), sampled: people.length };
  };
