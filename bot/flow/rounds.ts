/** Follows what one platform is to show. Any number of processes may; core hands each item to one at a time. */
export interface Follower {
  start(): void;
  /** Looks now instead of at the next tick. */
  nudge(): void;
  /** Takes nothing new and waits for the items in hand. */
  stop(): Promise<void>;
}

/**
 * Looks again and again, each time until nothing is left to claim. `takeNext` claims and handles one item, and answers
 * false where there is none; up to `atOnce` are in hand together, because a platform takes its time over each. `quiet` is
 * true while the platform wants to be left alone.
 */
export const createRounds = (input: {
  readonly takeNext: () => Promise<boolean>;
  readonly quiet: () => boolean;
  readonly atOnce?: number;
  /** Between two looks. */
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}): Follower => {
  const { takeNext, quiet, atOnce = 1, everyMs, onError } = input;
  let stopped = false;
  /** Nudged while every hand was full. */
  let wanted = false;
  let timer: NodeJS.Timeout | undefined;
  const hands = new Set<Promise<void>>();

  const work = async (): Promise<void> => {
    try {
      while (!stopped && !quiet() && (await takeNext())) look();
    } catch (error) {
      onError(error);
    }
  };

  /** One more hand, where one is free. */
  const look = (): void => {
    if (stopped || hands.size >= atOnce) return;
    const hand = work().finally(() => {
      hands.delete(hand);
      if (!wanted) return;
      wanted = false;
      look();
    });
    hands.add(hand);
  };

  const tick = (): void => {
    look();
    timer = setTimeout(tick, everyMs);
  };

  return {
    start: tick,
    nudge() {
      wanted = hands.size >= atOnce;
      look();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.all(hands);
    },
  };
};
