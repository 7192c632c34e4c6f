import { isDatabaseRefusal } from '../common/database-store.ts';
import type { LocalText } from '../common/lang.ts';
import type { Logger } from '../common/logger.ts';
import type { RunDoc } from './delivery-doc.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { type OwnerNoticeDeps, tellHeld } from './owner-notices.ts';
import { DELIVERIES, type StartRunDeps } from './start-run.ts';

const refusedBy = (detail: string): LocalText => ({
  en: `The database refuses to store what became of this send (${detail}). Nothing more is begun. What is in hand is looked up in the log of the provider and not sent twice. Mend the database, then resume.`,
  ko: `데이터베이스가 이 발송의 결과를 저장하지 않습니다(${detail}). 새 발송은 시작하지 않습니다. 처리 중이던 메일은 발송사 기록에서 확인하며 두 번 보내지 않습니다. 데이터베이스를 점검한 뒤 재개하세요.`,
});

interface Refused {
  readonly campaignId: string;
  readonly reason: LocalText;
}

/**
 * A database that answers "no" in the middle of a run: what was posted cannot be written down, so that posting more would
 * only make more to look up. The campaign is held with the cause. Where not even that can be written, this process posts
 * nothing of the run until it can.
 */
export const createRefusedWrites = (
  deps: OwnerNoticeDeps & {
    readonly store: Pick<DeliveryStore, 'now'>;
    readonly campaigns: StartRunDeps['campaigns'];
    readonly logger: Logger;
  },
) => {
  /** Runs that are to be held, with the cause. */
  const refused = new Map<string, Refused>();

  const hold = async (runId: string, { campaignId, reason }: Refused): Promise<void> => {
    const held = await deps.campaigns.move(DELIVERIES, campaignId, 'hold', { reason, from: 'sending' });
    refused.delete(runId);
    if (held !== undefined) await tellHeld(deps, held, { runId, at: await deps.store.now(), reason });
  };

  return {
    /** Holds what could not be held before. @throws while it still cannot be */
    async holdAll(): Promise<void> {
      for (const [runId, one] of refused) await hold(runId, one);
    },
    /** Sends, unless the run waits to be held. @throws whatever `send` throws, but for a refusal that could be noted */
    async around({ _id, campaignId }: Pick<RunDoc, '_id' | 'campaignId'>, send: () => Promise<void>): Promise<void> {
      if (refused.has(_id)) return;
      try {
        await send();
      } catch (error) {
        if (!isDatabaseRefusal(error)) throw error;
        deps.logger.error({ run: _id, err: error }, 'the database refuses to write; the run is held');
        const one = { campaignId, reason: refusedBy(error.message.slice(0, 200)) };
        refused.set(_id, one);
        await hold(_id, one);
      }
    },
  };
};
