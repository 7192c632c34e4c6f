import { setTimeout as delay } from 'node:timers/promises';
import type { MissedAudience, QuietHours } from '../campaigns/campaign.ts';
import type { FreezeService } from '../campaigns/freeze-service.ts';
import { quietUntil } from '../campaigns/quiet-hours.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { ClaimableBatch } from './batch-claims-store.ts';
import type { ExcludedOutcome } from './delivery.ts';
import type { BatchDoc, RunDoc } from './delivery-doc.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { type OwnerNoticeDeps, tellHeld } from './owner-notices.ts';
import { CARD_EVERY_MS, type Pace } from './pace.ts';
import { type SendBatchDeps, sendBatch } from './send-batch.ts';
import { approvedKeyOf, DELIVERIES, type StartRunDeps } from './start-run.ts';
import { BREAK_AT, type Trouble, troubleReason, WEIGHTS } from './trouble.ts';

/** A wait that is longer ends the round; the next one comes by itself. */
const LONGEST_NAP_MS = 5_000;

export interface SendRunDeps
  extends Omit<SendBatchDeps, 'maySend' | 'quiet' | 'contacts'>,
    Pick<StartRunDeps, 'campaigns' | 'reachedAmong'> {
  readonly contacts: Pick<ContactService, 'withdrawnAmong'>;
  readonly store: DeliveryStore;
  readonly pace: Pace;
  readonly concurrency: number;
  readonly batchSize: number;
  /** Names this process in attempts and leases. */
  readonly owner: string;
  readonly notices: OwnerNoticeDeps['notices'];
  readonly freezes: Pick<FreezeService, 'active'>;
  /** The campaign's card is to show how far the run is. */
  readonly changed: (campaignId: string) => Promise<void>;
}

/** Stops a run that only meets trouble: its campaign is held with the cause and the way on, and its owner hears of it. */
const holdFor = async (deps: SendRunDeps, run: RunDoc, trouble: Trouble): Promise<void> => {
  const reason = troubleReason(trouble);
  const held = await deps.campaigns.move(DELIVERIES, run.campaignId, 'hold', { reason, from: 'sending' });
  // From here on it is counted anew: after a resume a single failure does not hold it again.
  await deps.pace.calm(run._id);
  if (held === undefined) return;
  deps.logger.error({ run: run._id, trouble: trouble.kind, detail: trouble.detail }, 'the run is held');
  await tellHeld(deps, held, { runId: run._id, at: await deps.store.now(), reason });
};

/**
 * Claims and submits the batches of a run that may be claimed now, `concurrency` at a time, within the rates, until none
 * is left, something stops it, or it would have to wait for longer than 5 s.
 */
export const sendRun = async (
  deps: SendRunDeps,
  run: RunDoc,
  build: {
    readonly buildId: string;
    readonly approvedKey: string;
    readonly quietHours: QuietHours | null;
    /** What the mail is about: whoever refused it since the freeze is left out. */
    readonly topic?: string | undefined;
    /** Of a resend: whoever was reached since the freeze is left out. */
    readonly missed?: MissedAudience | undefined;
  },
  signal?: AbortSignal,
): Promise<void> => {
  const { claims, pace, campaigns, timing } = deps;
  const maySend = async (batch: Pick<BatchDoc, 'campaignId' | 'byPerson'>): Promise<boolean> => {
    const [campaign, freeze] = await Promise.all([campaigns.byId(batch.campaignId), deps.freezes.active()]);
    if (freeze !== undefined || campaign === undefined || approvedKeyOf(campaign) !== build.approvedKey) return false;
    return campaign.state === 'sending' || (batch.byPerson && campaign.state === 'sent');
  };
  const quiet: SendBatchDeps['quiet'] = async ({ zone }) => {
    if (build.quietHours === null || zone === undefined) return null;
    const now = await deps.store.now();
    const until = quietUntil(build.quietHours, zone, now);
    return until === null ? null : { ms: until.getTime() - now.getTime(), drop: build.quietHours.policy === 'drop' };
  };
  const contacts: SendBatchDeps['contacts'] = {
    async withdrawnAmong(people) {
      const ids = people.map(({ contactId }) => contactId);
      const [withdrawn, reached] = await Promise.all([
        deps.contacts.withdrawnAmong(people, build.topic),
        build.missed === undefined ? [] : deps.reachedAmong(build.missed, ids),
      ]);
      return new Map<string, ExcludedOutcome>([...reached.map((id) => [id, 'reached'] as const), ...withdrawn]);
    },
  };
  const batchDeps: SendBatchDeps = { ...deps, contacts, maySend, quiet };

  const left = await claims.claimable(run._id, build.buildId);
  /** Until when (performance.now) nothing goes to a domain; under the empty name, nothing at all. */
  const waits = new Map<string, number>();
  let stopped = false;
  let shaky = false;

  /** The next batch whose turn it is, or for how long (ms) to wait for one; undefined where none is left. */
  const take = (): ClaimableBatch | number | undefined => {
    const now = performance.now();
    const turn = ({ domain }: ClaimableBatch): number => Math.max(waits.get('') ?? 0, waits.get(domain ?? '') ?? 0);
    const at = left.findIndex((batch) => turn(batch) <= now);
    if (at >= 0) return left.splice(at, 1)[0];
    return left.length === 0 ? undefined : Math.min(...left.map(turn)) - now;
  };

  const afterTrouble = async (trouble: Trouble): Promise<void> => {
    shaky = true;
    const weight = await pace.trouble(run._id, WEIGHTS[trouble.kind]);
    if (trouble.kind === 'refused' || trouble.kind === 'unreachable') await pace.quiet(timing.retryMs);
    if (weight < BREAK_AT) return;
    stopped = true;
    await holdFor(deps, run, trouble);
  };

  /** The card says until when nothing is sent, and for how many. */
  const tellWait = async (): Promise<void> => {
    const wait = await pace.waiting();
    if (wait !== null && (await pace.mayTellWait(run._id, wait.until))) await deps.changed(run.campaignId);
  };
  let told = performance.now();
  const followCard = async (): Promise<void> => {
    if (performance.now() - told < CARD_EVERY_MS) return;
    told = performance.now();
    if (await pace.mayTell(run._id)) await deps.changed(run.campaignId);
  };

  const sendOne = async (next: ClaimableBatch): Promise<void> => {
    if (!(await maySend({ campaignId: run.campaignId, byPerson: true }))) {
      stopped = true;
      return;
    }
    const wait = await quiet(next);
    if (wait !== null && !wait.drop) {
      await claims.postpone(next.id, wait.ms);
      return;
    }
    const may = await pace.before(run._id, next);
    if (may.kind === 'wait') {
      waits.set(may.all ? '' : (next.domain ?? ''), performance.now() + may.ms);
      if (may.ms <= LONGEST_NAP_MS) left.unshift(next);
      else if (may.all) stopped = true;
      if (may.all && may.ms > LONGEST_NAP_MS) await tellWait();
      return;
    }
    // Measured from before the claim, so that the lease ends later than this process believes.
    const beginBefore = performance.now() + timing.leaseMs - timing.leastLeaseMs;
    const batch = await claims.claim(next.id, build.buildId, deps.owner, timing.leaseMs);
    if (batch === undefined) return pace.giveBack(next);
    const carried = batch.recipients.length;
    // A part that was tried before keeps its message id: by it alone a second one would be noticed.
    if (carried > may.fit && batch.retries === 0 && !batch.byPerson) {
      await claims.split({ id: batch._id, fence: batch.fence }, batch.recipients[may.fit]?.position ?? batch.to);
      await pace.giveBack(next);
      left.unshift(next);
      return;
    }
    const allowed = await pace.takeAllowance(carried);
    if (allowed.granted < carried) {
      // Somebody else took it meanwhile; a part that may not be split waits for a day that allows all of it.
      await pace.giveBackAllowance(allowed);
      const whole = carried > may.fit;
      await claims.release({ id: batch._id, fence: batch.fence }, whole ? allowed.ms : 0);
      await pace.giveBack(next);
      if (!whole) left.unshift(next);
      return;
    }
    const result = await sendBatch(batchDeps, batch, beginBefore);
    const sentNothing =
      result.kind === 'stop' ||
      result.kind === 'quiet' ||
      (result.kind === 'next' && result.unsent === true) ||
      (result.kind === 'trouble' && result.trouble.kind !== 'failing');
    if (sentNothing) await pace.giveBackAllowance(allowed);
    if (result.kind === 'trouble' && result.trouble.tooLarge === true) await pace.learn('too_large', carried);
    if (result.kind === 'accepted' && may.fit < deps.batchSize) await pace.learn('accepted', carried);
    if (result.kind === 'stop') stopped = true;
    if (result.kind === 'quiet') await pace.quiet(result.ms);
    if (result.kind === 'trouble') await afterTrouble(result.trouble);
    if (result.kind === 'accepted' && (shaky || may.shaky)) {
      shaky = false;
      await pace.calm(run._id);
    }
    if (result.kind === 'accepted') await followCard();
    // What is being narrowed down goes on at once; where nothing of it is pending the claim says so.
    const split = result.kind === 'trouble' && result.trouble.kind === 'mail';
    if (split || batch.waiting.length > 0) left.unshift(next);
  };

  const loop = async (): Promise<void> => {
    while (!stopped && signal?.aborted !== true) {
      const next = take();
      if (next === undefined) return;
      if (typeof next !== 'number') await sendOne(next);
      else if (next > LONGEST_NAP_MS) return;
      else await delay(next, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  };
  const loops = Array.from({ length: Math.min(deps.concurrency, Math.max(left.length, 1)) }, loop);
  // All of them, also where one fails: nothing of this round is still running when it ends.
  const failed = (await Promise.allSettled(loops)).find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
};
