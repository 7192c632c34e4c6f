/** Follows what one platform is to show. Any number of processes may; core hands each item to one at a time. */
export interface Follower {
  start(): void;
  /** Looks now instead of at the next tick. */
  nudge(): void;
  /** Takes nothing new and waits for the item in hand. */
  stop(): Promise<void>;
}

/** A look ends after this many items, so that stop() is heard. */
const ITEMS_A_LOOK = 50;

/**
 * Looks again and again, one look at a time, each until nothing is left to claim. `takeNext` claims and handles one
 * item, and answers false where there is none; `quiet` is true while the platform wants to be left alone.
 */
export const createRounds = (input: {
  readonly takeNext: () => Promise<boolean>;
  readonly quiet: () => boolean;
  /** Between two looks. */
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}): Follower => {
  const { takeNext, quiet, everyMs, onError } = input;
  let stopped = false;
  let wanted = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    for (let n = 0; n < ITEMS_A_LOOK && !stopped && !quiet(); n += 1) {
      if (!(await takeNext())) return;
    }
  };

  const schedule = (ms: number): void => {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(round, ms);
  };

  const round = (): void => {
    if (looking || stopped) return;
    wanted = false;
    looking = look()
      .catch(onError)
      .finally(() => {
        looking = undefined;
        schedule(wanted ? 0 : everyMs);
      });
  };

  return {
    start: () => schedule(0),
    nudge() {
      wanted = true;
      if (!looking) schedule(0);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
};
