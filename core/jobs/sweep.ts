import type { Logger } from '../common/logger.ts';

export interface Sweep {
  /** Ends it: no new round begins, and the one that runs is waited for. */
  stop(): Promise<void>;
}

/**
 * Looks for due work again and again, one round at a time. It stands beside Agenda because a repeating Agenda job, when
 * declared at boot, frees the same job that runs in another process. Errors are logged and the next round comes as usual.
 */
export const startSweep = (name: string, everyMs: number, logger: Logger, round: () => Promise<unknown>): Sweep => {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (running !== undefined) return;
    running = round()
      .then(
        () => undefined,
        (error: unknown) => logger.error({ job: name, err: error }, 'a round of the sweep failed'),
      )
      .finally(() => {
        running = undefined;
      });
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
};
