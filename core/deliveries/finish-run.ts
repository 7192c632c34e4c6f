import type { Campaign } from '../campaigns/campaign.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { Logger } from '../common/logger.ts';
import { closedSum } from './closed-sum.ts';
import type { ClosedSum } from './delivery.ts';
import type { RunDoc } from './delivery-doc.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { DELIVERIES } from './start-run.ts';
import type { SendTiming } from './timing.ts';

export interface FinishRunDeps {
  readonly store: DeliveryStore;
  readonly campaigns: CampaignService;
  readonly logger: Logger;
  readonly timing: Pick<SendTiming, 'announceMs'>;
}

/** One line for each time that the run finished: after a person's answer it finishes again. */
const resultsKey = (run: RunDoc): string => `results:${run._id}:${run.finishedAt?.getTime() ?? 0}`;

const sumOf = async (store: DeliveryStore, run: RunDoc): Promise<ClosedSum | undefined> =>
  run.buildId === null ? undefined : closedSum(run._id, run.frozen, await store.outcomes(run._id, run.buildId));

/** Ends a run in which nothing is open any more. `sent` is a proven sum: one that does not close is held instead. */
export const finishRun = async (deps: FinishRunDeps, run: RunDoc, campaign: Campaign): Promise<void> => {
  const { store, campaigns, logger } = deps;
  const sum = await sumOf(store, run);
  if (sum === undefined || !sum.settled) return;
  if (!sum.closes) {
    logger.error({ run: run._id, frozen: sum.frozen, outcomes: sum.outcomes }, 'the sum does not close');
    const reason = {
      en: 'The sum of this send does not close. Do not resend; ask an administrator to look at the log.',
      ko: '발송 합계가 맞지 않습니다. 다시 발송하지 말고 관리자에게 로그 확인을 요청하세요.',
    };
    if (campaign.state === 'sending')
      await campaigns.move(DELIVERIES, campaign.id, 'hold', { reason, from: 'sending' });
    return;
  }
  if (campaign.state === 'sending') {
    const { submitted, needs_human: asked, rejected } = sum.outcomes;
    const refused = submitted === 0 && asked === 0 && rejected > 0;
    const reason = {
      en: `The provider refused all ${rejected} mails. Nothing was sent. Check the sending domain and the key, then duplicate the campaign.`,
      ko: `발송사가 메일 ${rejected}건을 모두 거부했습니다. 발송된 메일이 없습니다. 발송 도메인과 키를 확인한 뒤 캠페인을 복제하세요.`,
    };
    const moved = refused
      ? await campaigns.move(DELIVERIES, campaign.id, 'fail', { reason, from: 'sending' })
      : await campaigns.move(DELIVERIES, campaign.id, 'complete', { from: 'sending' });
    if (moved === undefined) return;
  } else if (!['sent', 'cancelled', 'failed'].includes(campaign.state)) {
    return;
  }
  await store.finish(run._id);
};

/** Tells the results of finished runs in their campaigns' threads. The line's key makes it stand there once, whoever dies. */
export const announceFinished = async (deps: FinishRunDeps): Promise<void> => {
  for (;;) {
    const run = await deps.store.claimAnnouncement(deps.timing.announceMs);
    if (run === null) return;
    const sum = await sumOf(deps.store, run);
    if (sum !== undefined) {
      const data = { run: run._id, frozen: sum.frozen, closes: sum.closes, ...sum.outcomes };
      await deps.campaigns.record(DELIVERIES, run.campaignId, 'results', data, resultsKey(run));
    }
    await deps.store.announced(run._id);
  }
};
