import type { Logger } from '../common/logger.ts';
import type { EmailProvider, OutgoingBatch } from '../mail/email-provider.ts';
import type { BatchClaims, ClaimedBatch, Hold } from './batch-claims-store.ts';
import type { ExcludedOutcome } from './delivery.ts';
import type { BatchDoc, Recipient } from './delivery-doc.ts';
import type { Pace } from './pace.ts';
import type { SendTiming } from './timing.ts';
import { type Trouble, troubleIn } from './trouble.ts';

export interface QuietWait {
  readonly ms: number;
  readonly drop: boolean;
}

export interface SendBatchDeps {
  readonly claims: BatchClaims;
  /** Who of these is to get nothing any more, and why. */
  readonly contacts: {
    withdrawnAmong(
      people: readonly { readonly contactId: string; readonly address: string }[],
    ): Promise<ReadonlyMap<string, ExcludedOutcome>>;
  };
  readonly provider: EmailProvider;
  readonly pace: Pick<Pace, 'quietMs'>;
  readonly timing: SendTiming;
  readonly logger: Logger;
  /** Whether the campaign may send this batch now, read anew. */
  readonly maySend: (batch: BatchDoc) => Promise<boolean>;
  /** For how long its recipients' quiet hours last, and whether they are left out then; null where none hold. */
  readonly quiet: (batch: Pick<BatchDoc, 'zone'>) => Promise<QuietWait | null>;
  /** Undefined where the frozen mail is not there, which nothing should bring about. */
  readonly outgoing: (batch: BatchDoc, recipients: readonly Recipient[]) => Promise<OutgoingBatch | undefined>;
}

/**
 * `accepted`: the provider works. `next`: it says nothing of the provider; `unsent` where certainly nothing was posted. `stop`: nothing more of this run can be sent
 * now. `quiet`: the provider asks to wait that long. `trouble`: something is wrong that is not about one recipient.
 */
export type SendResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'next'; readonly unsent?: true }
  | { readonly kind: 'stop' }
  | { readonly kind: 'quiet'; readonly ms: number }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

const UNSENT: SendResult = { kind: 'next', unsent: true };

/**
 * One attempt at one claimed batch: what must hold is read again, then one POST, then its answer is written under the
 * fence. A batch that changed hands is left alone. `beginBefore` is on this process's monotonic clock: a process that was
 * stopped after its last look into the database posts nothing.
 */
export const sendBatch = async (deps: SendBatchDeps, batch: ClaimedBatch, beginBefore: number): Promise<SendResult> => {
  const { claims, provider, timing, logger } = deps;
  const hold: Hold = { id: batch._id, fence: batch.fence };
  const about = { batch: batch._id, attempt: batch.attemptCount, campaign: batch.campaignId };
  const lost = (step: string): SendResult => {
    logger.warn({ ...about, step }, 'the batch changed hands; this owner writes nothing');
    return { kind: 'next' };
  };

  // Beside each other: all of it is read after the claim, and nothing is posted before all of it is known.
  const [withdrawn, maySend, quietMs, night] = await Promise.all([
    deps.contacts.withdrawnAmong(batch.recipients),
    deps.maySend(batch),
    deps.pace.quietMs(),
    deps.quiet(batch),
  ]);
  const recipients = batch.recipients.filter((recipient) => !withdrawn.has(recipient.contactId));
  const gone = batch.recipients.flatMap(({ position, contactId }) => {
    const reason = withdrawn.get(contactId);
    return reason === undefined ? [] : [{ position, reason }];
  });
  if (gone.length > 0 && !(await claims.exclude(hold, gone))) {
    lost('exclude');
    return UNSENT;
  }
  if (recipients.length === 0) {
    await claims.skipEmptyPart(hold);
    return UNSENT;
  }
  const post = await deps.outgoing(batch, recipients);
  if (post === undefined) {
    await claims.settle(hold, 'rejected', { reason: 'the frozen mail is missing' });
    logger.error(about, 'the frozen mail of a batch is missing');
    return UNSENT;
  }
  if (!maySend) {
    await claims.release(hold, 0);
    return { kind: 'stop' };
  }
  if (night !== null) {
    const people = recipients.map(({ position }) => ({ position, reason: 'quiet_hours' as const }));
    if (!night.drop) await claims.release(hold, night.ms, true);
    else if (await claims.exclude(hold, people)) await claims.skipEmptyPart(hold);
    return UNSENT;
  }
  if (quietMs > 0) {
    await claims.release(hold, quietMs);
    return UNSENT;
  }
  if (!(await claims.stillHeld(hold, timing.leastLeaseMs))) {
    lost('lease');
    return UNSENT;
  }

  const answer = await provider.submit(post, () => performance.now() < beginBefore);

  const trouble = troubleIn(answer);
  const result: SendResult = trouble === undefined ? { kind: 'next' } : { kind: 'trouble', trouble };
  switch (answer.kind) {
    case 'accepted':
      if (!(await claims.settle(hold, 'submitted', { providerId: answer.providerId }))) return lost('accepted');
      logger.info({ ...about, recipients: recipients.length }, 'batch submitted');
      return { kind: 'accepted' };
    case 'rejected':
      logger.warn({ ...about, status: answer.status, recipients: recipients.length }, 'refused by the provider');
      if (trouble?.kind === 'refused') {
        // It says nothing of these people: they are tried again, unless a person has to know first.
        const done = batch.byPerson
          ? await claims.askAgain(hold, trouble.detail)
          : await claims.release(hold, timing.retryMs);
        return done ? result : lost('refused');
      }
      if (recipients.length > 1)
        await claims.split(hold, recipients[Math.ceil(recipients.length / 2)]?.position ?? batch.to);
      else await claims.settle(hold, 'rejected', { reason: `${answer.status}: ${answer.reason}`.slice(0, 400) });
      return result;
    case 'throttled':
      await claims.release(hold, answer.retryAfterMs);
      logger.warn({ ...about, retryAfterMs: answer.retryAfterMs }, 'the provider asks to wait');
      return { kind: 'quiet', ms: answer.retryAfterMs };
    case 'not_sent':
      if (!(await claims.release(hold, timing.retryMs))) return lost('too late');
      // Of our own doing: this process was stopped for a while.
      if (performance.now() >= beginBefore) return { kind: 'next' };
      logger.warn({ ...about, reason: answer.reason }, 'nothing was sent; tried again later');
      return result;
    case 'ambiguous':
      await claims.doubt(hold, timing.checkEveryMs);
      logger.warn(
        { ...about, reason: answer.reason },
        'nobody knows whether the batch was accepted; asking for evidence',
      );
      return result;
  }
};
