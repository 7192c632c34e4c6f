import { randomBytes } from 'node:crypto';
import type { AuditService } from '../audit/audit-service.ts';
import type { Campaign } from '../campaigns/campaign.ts';
import { NO_LIMITS } from '../campaigns/sending-rules.ts';
import type { SendingRulesService } from '../campaigns/sending-rules-service.ts';
import type { LocalText } from '../common/lang.ts';
import type { Logger } from '../common/logger.ts';
import type { EmailProvider } from '../mail/email-provider.ts';
import { can } from '../people/permissions.ts';
import { type Actor, actedBy } from '../people/staff.ts';
import type { BatchClaims } from './batch-claims-store.ts';
import { closedSum } from './closed-sum.ts';
import type { ClosedSum, Outcome, Place, Run } from './delivery.ts';
import type { RunDoc } from './delivery-doc.ts';
import { mayNotSteer, noSuchBatch, notWaitingForPerson } from './delivery-errors.ts';
import { readWaitingId, type WaitingForPerson } from './doubt.ts';
import { announceFinished, finishRun } from './finish-run.ts';
import { createHaltTeller, type HaltState, haltStateOf } from './halt-state.ts';
import { createOutageWatch } from './outage.ts';
import { tellHeld } from './owner-notices.ts';
import { placesExcluded, placesIn, waitingIn } from './places.ts';
import { type Progress, progressOf } from './progress.ts';
import { expireDead, reconcile } from './reconcile.ts';
import { createRefusedWrites } from './refused-writes.ts';
import { type SendRunDeps, sendRun } from './send-run.ts';
import { approvedKeyOf, DELIVERIES, runIdOf, type StartRunDeps, startRun } from './start-run.ts';

/** Freezing, sending and accounting for runs. */
export interface DeliveryService {
  /** The alarm clock's handler: starts what is due, freezes, claims and submits batches until nothing is left to do here. Idempotent; any number of processes. */
  work(signal?: AbortSignal): Promise<void>;
  run(campaignId: string): Promise<Run | undefined>;
  sum(campaignId: string): Promise<ClosedSum | undefined>;
  /** How far the run is, with a rate and the time left where they can be told honestly; undefined before it begins. */
  progress(campaignId: string): Promise<Progress | undefined>;
  /** People of a run by outcome, or by the beginning of an address. */
  places(
    campaignId: string,
    input: { outcome?: Outcome; query?: string; after?: string; limit?: number },
  ): Promise<{ places: readonly Place[]; next: string | null }>;
  /** What was sent to a contact, newest first. */
  placesOf(contactId: string): Promise<readonly (Place & { campaignId: string; at: Date })[]>;
  /** What waits for a person, longest waiting first: of one campaign, or of all. */
  waitingForPerson(campaignId?: string): Promise<readonly WaitingForPerson[]>;
  /**
   * A person's answer about one of them: `accepted` counts it as submitted, `not_accepted` sends it once more.
   * @throws delivery.batch_not_found, delivery.not_waiting where somebody answered before, delivery.forbidden
   */
  resolve(actor: Actor, id: string, evidence: 'accepted' | 'not_accepted'): Promise<void>;
  /** Of a campaign that is halted: what was sent, what is held, and whether that is final. */
  haltState(campaignId: string): Promise<HaltState>;
  /** Tells the numbers of halted campaigns once they are final. Idempotent; apart from `work`, which may be busy with another run. */
  tellHalted(): Promise<void>;
  /** After a pause, cancel or resume of the campaign. */
  campaignChanged(campaignId: string): Promise<void>;
}

const PAGE = 50;
const OVER: ReadonlySet<Campaign['state']> = new Set(['cancelled', 'failed', 'rejected']);

const toRun = (doc: RunDoc): Run => ({
  id: doc._id,
  campaignId: doc.campaignId,
  phase: doc.phase,
  frozen: doc.frozen,
  startedAt: doc.startedAt,
  finishedAt: doc.finishedAt,
});

const NOTE_EVERY_MS = 20_000;

const latePart = (minutes: number): LocalText => ({
  en: `The time of some recipients passed by more than ${minutes} minutes while nothing could be sent. Resume to send to them now, or cancel what is left.`,
  ko: `발송할 수 없는 동안 일부 수신자의 예약 시각이 ${minutes}분 넘게 지났습니다. 지금 보내려면 재개하고, 아니면 남은 발송을 취소하세요.`,
});

export interface DeliveryDeps extends StartRunDeps {
  readonly rules: Pick<SendingRulesService, 'current'>;
  readonly claims: BatchClaims;
  readonly provider: EmailProvider;
  readonly audit: AuditService;
  readonly logger: Logger;
  readonly concurrency: number;
  readonly fromDomain: string;
  readonly outgoing: SendRunDeps['outgoing'];
  readonly pace: SendRunDeps['pace'];
  readonly notices: SendRunDeps['notices'];
  readonly freezes: SendRunDeps['freezes'];
  readonly changed: SendRunDeps['changed'];
}

export const createDeliveryService = (deps: DeliveryDeps): DeliveryService => {
  const { store, claims, campaigns, logger } = deps;
  /** Names this process in attempts and leases. */
  const owner = `${process.pid}-${randomBytes(4).toString('hex')}`;

  /**
   * Recipients whose own time passed while nobody looked after the run are asked about, not mailed late. Whoever moved the
   * campaign since then has said "now".
   */
  const holdLate = async (run: RunDoc, campaign: Campaign): Promise<boolean> => {
    if (run.timed !== true || run.buildId === null || campaign.state !== 'sending') return false;
    const seen = run.seenAt ?? run.startedAt;
    const from = seen > campaign.updatedAt ? seen : campaign.updatedAt;
    const { latenessMinutes } = await deps.rules.current();
    if (!(await claims.missedItsTime(run._id, run.buildId, from, latenessMinutes * 60_000))) return false;
    const reason = latePart(latenessMinutes);
    const held = await campaigns.move(DELIVERIES, campaign.id, 'hold', { reason, from: 'sending', heldBy: 'overdue' });
    if (held !== undefined) await tellHeld(deps, held, { runId: run._id, at: await store.now(), reason });
    return true;
  };

  /** When this process last noted that it looks after a run (performance.now): often enough for any lateness. */
  const noted = new Map<string, number>();
  const noteSeen = async (runId: string): Promise<void> => {
    if (performance.now() - (noted.get(runId) ?? Number.NEGATIVE_INFINITY) < NOTE_EVERY_MS) return;
    await store.seen(runId);
    noted.set(runId, performance.now());
  };

  const advance = async (found: RunDoc, signal?: AbortSignal): Promise<void> => {
    const campaign = await campaigns.byId(found.campaignId);
    const { buildId, approvedKey } = found;
    if (campaign === undefined || buildId === null || approvedKey === null) return;
    if (OVER.has(campaign.state)) {
      await claims.cancelPending(found._id, buildId);
    } else if (campaign.state === 'sending' || campaign.state === 'sent') {
      if (approvedKeyOf(campaign) !== approvedKey) {
        logger.error({ run: found._id }, 'the frozen audience belongs to another approval; nothing is sent');
        return;
      }
      if (found.phase === 'ready') await store.beginSending(found._id, buildId, approvedKey);
      if (await holdLate(found, campaign)) return;
      const { quietHours } = campaign.approved?.limits ?? NO_LIMITS;
      const { topicId: topic, missed } = campaign.audience;
      const plan = { buildId, approvedKey, quietHours, topic, missed };
      await refusedWrites.around(found, () => sendRun({ ...deps, owner }, found, plan, signal));
      if (found.timed === true) {
        await noteSeen(found._id);
        // What leaves later is open: counting can wait.
        if ((await claims.leavesLater(found._id, buildId)) !== null) return;
      }
    }
    const run = await store.run(found._id);
    const now = await campaigns.byId(found.campaignId);
    if (run !== null && now !== undefined) await finishRun(deps, run, now);
  };

  const standing = async (campaignId: string): Promise<(RunDoc & { buildId: string }) | undefined> => {
    const run = await store.run(runIdOf(campaignId));
    return run === null || run.phase === 'building' || run.buildId === null
      ? undefined
      : { ...run, buildId: run.buildId };
  };
  const sumOf = async (campaignId: string): Promise<ClosedSum | undefined> => {
    const run = await standing(campaignId);
    return run === undefined ? undefined : closedSum(run._id, run.frozen, await store.outcomes(run._id, run.buildId));
  };
  const stateOf = async (campaignId: string): Promise<HaltState> => haltStateOf(await sumOf(campaignId));
  const halts = createHaltTeller({ campaigns, stateOf });

  const pass = async (signal?: AbortSignal): Promise<void> => {
    await refusedWrites.holdAll();
    await expireDead(deps);
    await store.reopenAsked();
    for (const campaign of await campaigns.due()) {
      if (signal?.aborted === true) return;
      await startRun(deps, campaign);
    }
    await reconcile(deps, signal);
    for (const run of await store.runsIn(['ready', 'sending'])) {
      if (signal?.aborted === true) return;
      await advance(run, signal);
    }
    await halts.tellAll();
    await announceFinished(deps);
  };

  const watchOutage = createOutageWatch(deps);
  const refusedWrites = createRefusedWrites(deps);
  let running: Promise<void> | undefined;
  let again = false;

  return {
    async work(signal) {
      // Called while it runs: one more pass after this one, so that no wake-up is lost.
      if (running !== undefined) {
        again = true;
        return running;
      }
      running = (async () => {
        do {
          again = false;
          await watchOutage(() => pass(signal));
        } while (again && signal?.aborted !== true);
      })();
      try {
        await running;
      } finally {
        running = undefined;
      }
    },

    async run(campaignId) {
      const run = await store.run(runIdOf(campaignId));
      return run === null ? undefined : toRun(run);
    },

    sum: sumOf,
    haltState: stateOf,
    tellHalted: () => halts.tellAll(),

    async progress(campaignId) {
      const [run, campaign] = await Promise.all([store.run(runIdOf(campaignId)), campaigns.byId(campaignId)]);
      if (run === null || campaign === undefined) return undefined;
      const sum = await sumOf(campaignId);
      const moving = campaign.state === 'sending' && (await deps.freezes.active()) === undefined;
      const follows = moving && sum !== undefined && !sum.settled && run.buildId !== null;
      const [acceptances, wait, later, now] = await Promise.all([
        follows ? store.acceptances(run._id, run.buildId ?? '') : [],
        follows ? deps.pace.waiting() : null,
        follows && run.timed === true ? claims.leavesLater(run._id, run.buildId ?? '') : null,
        store.now(),
      ]);
      const own = later?.all === true ? { why: 'own_time' as const, until: later.at } : null;
      // A rate says nothing of what leaves at its own time.
      return progressOf({ sum, moving, acceptances: later === null ? acceptances : [], wait: wait ?? own, now });
    },

    async places(campaignId, { outcome, query, after, limit = PAGE }) {
      const run = await standing(campaignId);
      if (run === undefined) return { places: [], next: null };
      const size = Math.min(Math.max(Math.trunc(limit), 1), 1_000);
      const prefix = query?.trim().toLowerCase() ?? '';
      const [fromDoc = '', fromContact = ''] = (after ?? '').split('\t');
      const found: Place[] = [];
      let next: string | null = null;
      let end = '';
      /** False once the page is full. */
      const take = (docId: string, places: readonly Place[]): boolean => {
        for (const place of places) {
          if (docId === fromDoc && place.contactId <= fromContact) continue;
          if (outcome !== undefined && place.outcome !== outcome) continue;
          if (prefix !== '' && place.address?.startsWith(prefix) !== true) continue;
          if (found.length === size) {
            next = end;
            return false;
          }
          found.push(place);
          end = `${docId}\t${place.contactId}`;
        }
        return true;
      };
      // Ids of batches sort before those of exclusions ("0001" < "x/…"), so that one order covers both.
      for await (const one of store.batchCursor(run._id, run.buildId, fromDoc)) {
        if (!take(one.batch._id, placesIn(one))) return { places: found, next };
      }
      for await (const doc of store.exclusionCursor(run._id, run.buildId, fromDoc)) {
        if (!take(doc._id, placesExcluded(doc))) break;
      }
      return { places: found, next };
    },

    async placesOf(contactId) {
      const [batches, exclusions] = await Promise.all([store.batchesOf(contactId), store.exclusionsOf(contactId)]);
      const docs = [
        ...batches.map((one) => ({
          doc: one.batch,
          places: placesIn(one),
          at: one.batch.settled.at(-1)?.at ?? one.batch.attemptAt,
        })),
        ...exclusions.map((doc) => ({ doc, places: placesExcluded(doc), at: null })),
      ];
      const found: (Place & { campaignId: string; at: Date })[] = [];
      for (const { doc, places, at } of docs) {
        const run = await store.run(doc.runId);
        const place = places.find((one) => one.contactId === contactId);
        if (run === null || place === undefined || run.phase === 'building' || run.buildId !== doc.buildId) continue;
        found.push({ ...place, campaignId: run.campaignId, at: at ?? run.startedAt });
      }
      return found.sort((a, b) => b.at.getTime() - a.at.getTime());
    },

    async waitingForPerson(campaignId) {
      const found = (await store.waitingForPerson()).filter(
        (batch) => campaignId === undefined || batch.campaignId === campaignId,
      );
      return found.flatMap((batch) => waitingIn(batch, deps.fromDomain));
    },

    async resolve(actor, id, evidence) {
      if (actor.kind === 'staff' && !can(actor.staff, 'campaigns.steer')) throw mayNotSteer();
      const { batchId, part } = readWaitingId(id) ?? { batchId: '', part: 0 };
      const batch = await store.batch(batchId);
      if (batch === null) throw noSuchBatch(id);
      const mark = evidence === 'accepted' ? claims.markAccepted : claims.markNotAccepted;
      if (!(await mark(batchId, part))) throw notWaitingForPerson(id);
      if (evidence === 'not_accepted') await store.reopen(batch.runId);
      await deps.audit.append({
        ...actedBy(actor),
        action: 'delivery.resolved',
        subject: batch.campaignId,
        data: { batch: batchId, part, evidence },
      });
    },

    async campaignChanged(campaignId) {
      const run = await standing(campaignId);
      if (run !== undefined && run.phase !== 'finished') await advance(run);
    },
  };
};
