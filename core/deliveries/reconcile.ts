import type { Logger } from '../common/logger.ts';
import type { EmailProvider } from '../mail/email-provider.ts';
import type { BatchClaims, Hold } from './batch-claims-store.ts';
import type { BatchDoc } from './delivery-doc.ts';
import type { Doubt } from './doubt.ts';
import { messageIdOf } from './message-id.ts';
import { type OwnerNoticeDeps, tellAsked, tellWorkerStopped } from './owner-notices.ts';
import type { SendTiming } from './timing.ts';

export interface ReconcileDeps extends OwnerNoticeDeps {
  readonly claims: BatchClaims;
  readonly provider: EmailProvider;
  readonly timing: SendTiming;
  readonly logger: Logger;
  readonly fromDomain: string;
}

/** Clocks of provider and database may differ; the log is read from a little earlier. */
const SKEW_MS = 5 * 60_000;

const firstAttempt = (batch: BatchDoc): Date =>
  batch.attempts.find((attempt) => attempt.part === batch.part)?.at ?? batch.attemptAt ?? batch.notBefore;

/**
 * What evidence means for an uncertain batch: acceptance ends it; its trustworthy absence brings one retry, and then a
 * person; a log that cannot be read for twice as long brings a person. Until then nothing happens, however long it takes.
 */
const decide = async (deps: ReconcileDeps, batch: BatchDoc, now: Date): Promise<void> => {
  const { claims, timing, logger } = deps;
  const hold: Hold = { id: batch._id, fence: batch.fence };
  const begun = firstAttempt(batch);
  const age = now.getTime() - (batch.attemptAt ?? begun).getTime();
  const evidence = await deps.provider.evidence({
    messageId: messageIdOf(batch._id, batch.part, deps.fromDomain),
    batchId: batch._id,
    since: new Date(begun.getTime() - SKEW_MS),
  });
  const about = { batch: batch._id, campaign: batch.campaignId, evidence: evidence.kind };
  const ask = async (doubt: Doubt): Promise<void> => {
    if (!(await claims.askPerson(hold, doubt))) return;
    await tellAsked(deps, { runId: batch.runId, campaignId: batch.campaignId, doubt, at: now });
    logger.warn(about, 'a person must decide whether the batch was accepted');
  };
  if (evidence.kind === 'accepted') {
    await claims.settleDoubt(hold, 'submitted', { reason: 'by evidence of the provider' });
    logger.info(about, 'the provider had accepted the batch');
  } else if (evidence.kind === 'unreadable') {
    if (age >= 2 * timing.evidenceDelayMs) await ask('unreadable');
  } else if (evidence.conclusive === true || age >= timing.evidenceDelayMs) {
    if (batch.retries > 0) await ask('no_trace');
    else if (await claims.retryDoubt(hold)) logger.info(about, 'the provider has no trace of the batch; one retry');
  }
};

/** Batches of processes that died become uncertain, and the owners of their campaigns hear of it. */
export const expireDead = async (deps: ReconcileDeps): Promise<void> => {
  for (const { runId, campaignId, owner } of await deps.claims.expire(deps.timing.checkEveryMs)) {
    deps.logger.warn({ run: runId, owner }, 'a process that was sending is silent; its batch is looked up');
    await tellWorkerStopped(deps, { runId, campaignId, owner: owner ?? '' });
  }
};

/** Looks up every uncertain batch whose turn has come. */
export const reconcile = async (deps: ReconcileDeps, signal?: AbortSignal): Promise<void> => {
  while (signal?.aborted !== true) {
    const due = await deps.claims.nextToAsk(deps.timing.checkEveryMs);
    if (due === undefined) return;
    await decide(deps, due.batch, due.now);
  }
};
