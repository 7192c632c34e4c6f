import type { EventDoc, SpentToken } from './tracking-store.ts';

type Fact = EventDoc | SpentToken;

/** Collects events that arrive together, so that many requests cost one durable write. */
export interface EventIntake {
  /** Resolves once it is durable: true where it was new, false where its key or its token was there. */
  add(event: Fact): Promise<boolean>;
}

interface Waiting {
  readonly event: Fact;
  readonly resolve: (fresh: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: what arrives within `windowMs` is inserted by one call, at most `most` at once. An answer leaves only
 * after its own insert is durable; when the insert fails every waiting request fails.
 */
export const createEventIntake = (
  insert: (events: readonly Fact[]) => Promise<boolean[]>,
  { windowMs = 8, most = 500 }: { windowMs?: number; most?: number } = {},
): EventIntake => {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    insert(group.map(({ event }) => event)).then(
      (fresh) => {
        for (const [index, one] of group.entries()) one.resolve(fresh[index] === true);
      },
      (error: unknown) => {
        for (const one of group) one.reject(error);
      },
    );
  };

  return {
    add: (event) =>
      new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        if (waiting.length >= most) flush();
        else timer ??= setTimeout(flush, windowMs);
      }),
  };
};
