import { isDatabaseAway } from '../common/database-store.ts';
import type { Logger } from '../common/logger.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { type OwnerNoticeDeps, tellDatabaseWasAway } from './owner-notices.ts';
import type { Pace } from './pace.ts';

/** Runs that an outage of the database touched: what is frozen, is being frozen, or is sent. */
const UNDER_WAY = ['building', 'ready', 'sending'] as const;

/**
 * Remembers that the database could not be reached; once it can, the owners of runs under way hear of it. In every
 * process that sends; the first one to come back tells.
 */
export const createOutageWatch = (
  deps: OwnerNoticeDeps & {
    readonly store: Pick<DeliveryStore, 'now' | 'runsIn'>;
    readonly pace: Pick<Pace, 'mayTellOutage'>;
    readonly logger: Logger;
  },
) => {
  /** Of this process's clock: it only says for how long. */
  let since: number | undefined;

  const tellOwners = async (ms: number): Promise<void> => {
    const at = await deps.store.now();
    if (!(await deps.pace.mayTellOutage())) return;
    for (const { _id, campaignId } of await deps.store.runsIn(UNDER_WAY)) {
      await tellDatabaseWasAway(deps, { runId: _id, campaignId, at, ms });
    }
  };

  return async (pass: () => Promise<void>): Promise<void> => {
    try {
      if (since !== undefined) {
        await tellOwners(performance.now() - since);
        since = undefined;
      }
      await pass();
    } catch (error) {
      if (isDatabaseAway(error)) {
        if (since === undefined) deps.logger.error({ err: error }, 'the database cannot be reached; sends wait for it');
        since ??= performance.now();
      }
      throw error;
    }
  };
};
