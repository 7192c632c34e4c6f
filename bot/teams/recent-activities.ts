const KEPT_MS = 10 * 60_000;
const KEPT_COUNT = 5_000;

/**
 * Clients and the connector repeat an activity whose answer they did not see. The second one with the same key gets the
 * answer of the first, also while that is still being made; nothing is done twice. One process's memory: across
 * processes core's own compare-and-set holds, and a repeat is then answered as "already decided".
 */
export const createRecentActivities = <T>(now: () => number = Date.now) => {
  const known = new Map<string, { answer: Promise<T>; at: number }>();
  return {
    once(key: string, work: () => Promise<T>): { answer: Promise<T>; repeated: boolean } {
      const before = now() - KEPT_MS;
      for (const [old, { at }] of known) {
        if (at >= before && known.size < KEPT_COUNT) break;
        known.delete(old);
      }
      const first = known.get(key);
      if (first !== undefined) return { answer: first.answer, repeated: true };
      const answer = work();
      known.set(key, { answer, at: now() });
      // A failure is no answer: the repeat may try.
      answer.catch(() => known.delete(key));
      return { answer, repeated: false };
    },
  };
};
