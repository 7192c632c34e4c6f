import { LANES, standingApprovals } from '../approvals/approval.ts';
import type { ApprovalService } from '../approvals/approval-service.ts';
import type { PolicyService } from '../approvals/policy-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { LocalText } from '../common/lang.ts';
import type { Logger } from '../common/logger.ts';
import { type Actor, systemActor } from '../people/staff.ts';
import type { Rule } from '../segments/rule.ts';
import type { AlarmClock } from './alarm-clock.ts';
import type { ApprovedContent, Campaign, CampaignEvent, CampaignState, HeldBy } from './campaign.ts';
import { requireSteering } from './campaign-authority.ts';
import { type ChangeSet, type Changes, type NewLine, toCampaign } from './campaign-changes.ts';
import { changedMeanwhile } from './campaign-errors.ts';
import type { Reading } from './campaign-reading.ts';
import type { CampaignService } from './campaign-service.ts';
import { EVENT_WORDS, nextState, requireMove } from './campaign-states.ts';
import type { CampaignStore, StoredCampaign } from './campaign-store.ts';
import { audienceDrift, driftOf } from './drift.ts';
import type { FreezeHold } from './freeze-hold.ts';
import type { FreezeService } from './freeze-service.ts';
import { listTurnover } from './list-turnover.ts';
import { NOT_STOPPED } from './resume-review.ts';
import type { SendingRulesService } from './sending-rules-service.ts';
import type { Snapshots } from './snapshots.ts';
import type { ThreadKind } from './thread.ts';

const TRIES = 5;
/** How often the round for what was left half done is made by a process that looks for due campaigns. */
const SETTLE_EVERY_MS = 30_000;

const OVERDUE = {
  en: 'Its time passed while nothing could be sent, so it waits for a person. Resume to send now, withdraw it to choose another time, or cancel.',
  ko: '발송할 수 없는 동안 예약 시각이 지나 담당자의 확인을 기다립니다. 지금 보내려면 재개하고, 다른 시각을 원하면 회수하거나 취소하세요.',
};
const CHANGED = {
  en: 'What would be sent is not what both keys approved, so nothing was sent. Withdraw it and submit it again.',
  ko: '발송할 내용이 승인된 내용과 달라 발송하지 않았습니다. 회수한 뒤 다시 검토를 요청하세요.',
};

/** Events that a review brings about; they have their own ways. */
type SteeringEvent = Exclude<CampaignEvent, 'submit' | 'request_changes' | 'withdraw' | 'approve' | 'reject' | 'halt'>;
const LINE_OF: Readonly<Record<SteeringEvent, ThreadKind>> = {
  start: 'send_started',
  pause: 'paused',
  resume: 'resumed',
  hold: 'held',
  release: 'released',
  cancel: 'cancelled',
  complete: 'send_finished',
  fail: 'failed',
};
const isSteering = (event: CampaignEvent): event is SteeringEvent => event in LINE_OF;

const drifted = (approved: number, found: number, allowed: number): LocalText => {
  const share = driftOf(approved, found).toFixed(1);
  const [before, now] = [approved.toLocaleString('en'), found.toLocaleString('en')];
  return {
    en: `${before} matched at approval and ${now} match now: ${share} % apart, ${allowed} % allowed. Nothing was sent. Both keys release it with the audience as it is now.`,
    ko: `승인 시 ${before}명이 해당했으나 지금은 ${now}명입니다(차이 ${share}%, 허용 ${allowed}%). 발송하지 않았습니다. 두 승인이 다시 있어야 현재 대상으로 발송됩니다.`,
  };
};

const exchanged = (approved: number, changed: number, allowed: number): LocalText => {
  const [before, many] = [approved.toLocaleString('en'), changed.toLocaleString('en')];
  return {
    en: `${many} people were put on or taken off its static lists since it was approved, when ${before} matched; ${allowed} % of those are allowed. Nothing was sent. Both keys release it with the audience as it is now.`,
    ko: `승인 시 ${before}명이 해당했으며, 그 후 고정 목록에 추가되거나 제외된 사람이 ${many}명입니다(허용 ${allowed}%). 발송하지 않았습니다. 두 승인이 다시 있어야 현재 대상으로 발송됩니다.`,
  };
};

const pausedBy = (name: string): LocalText => ({
  en: `Paused by ${name}. Resume to go on, or cancel.`,
  ko: `${name} 님이 일시 중지했습니다. 재개하거나 취소할 수 있습니다.`,
});

/** What happens to a campaign from its schedule to its end. */
export const createSteering = (deps: {
  store: CampaignStore;
  changes: Changes;
  reading: Reading;
  approvals: ApprovalService;
  audit: Pick<AuditService, 'list'>;
  policy: Pick<PolicyService, 'current'>;
  freezes: Pick<FreezeService, 'active' | 'heal'>;
  rules: Pick<SendingRulesService, 'current'>;
  freezeHold: FreezeHold;
  snapshots: Snapshots;
  alarm: AlarmClock;
  logger: Logger;
  settle: (id: string, actor?: Actor) => Promise<void>;
  settleAll: () => Promise<void>;
}): Pick<CampaignService, 'pause' | 'resume' | 'cancel' | 'move' | 'due' | 'nextDueAt'> => {
  const {
    store,
    changes,
    reading,
    approvals,
    audit,
    policy,
    freezes,
    rules,
    freezeHold,
    snapshots,
    alarm,
    logger,
    settle,
    settleAll,
  } = deps;
  let settledAt = 0;

  const apply = async (
    actor: Actor,
    campaign: StoredCampaign,
    event: SteeringEvent,
    state: CampaignState,
    reason: LocalText | undefined,
    cause: { heldBy?: HeldBy | undefined; drift?: Campaign['drift'] } = {},
  ): Promise<StoredCampaign | undefined> => {
    const { heldBy = null, drift = null } = cause;
    const launched =
      event === 'start' ? { ...campaign.approved?.hashes, snapshot: await snapshots.take(campaign) } : {};
    const last = heldBy === 'drift' ? await approvals.current(campaign.id) : undefined;
    const now = await changes.now();
    const bannered = state === 'paused' || state === 'held' || state === 'failed';
    const ended = state === 'sent' || state === 'cancelled' || state === 'failed';
    const set: ChangeSet = {
      ...NOT_STOPPED,
      state,
      reason: bannered ? (reason ?? campaign.reason) : null,
      heldBy,
      drift,
      ...(last === undefined ? {} : { resumeAfter: last.number }),
      ...(event === 'start' ? { startedAt: now } : {}),
      ...(ended ? { finishedAt: now } : {}),
      // A person who releases a hold says "now"; the old time is not held against it again.
      ...(event === 'release' && campaign.startedAt === null ? { startAt: now } : {}),
    };
    const line: NewLine = {
      kind: LINE_OF[event],
      data: {
        from: campaign.state,
        to: state,
        ...launched,
        ...(heldBy === null ? {} : { cause: heldBy }),
        ...(reason === undefined ? {} : { reasonEn: reason.en, reasonKo: reason.ko }),
      },
      audit: `campaign.${LINE_OF[event]}`,
    };
    const changed = await changes.change(actor, campaign, set, [line]);
    const wakes = event === 'resume' || event === 'release' || (event === 'cancel' && campaign.startedAt !== null);
    if (changed !== undefined && wakes) {
      await alarm.wakeAt(state === 'scheduled' && changed.startAt !== null ? changed.startAt : now);
    }
    return changed;
  };

  /** By a person: an illegal move is said, a lost race is tried again on what stands then. */
  const steer = async (
    actor: Actor,
    id: string,
    choose: (campaign: Campaign) => SteeringEvent,
    reason?: LocalText,
  ): Promise<Campaign> => {
    for (let i = 0; i < TRIES; i += 1) {
      const campaign = await changes.get(id);
      const event = choose(campaign);
      requireSteering(actor, campaign, {
        en: `${EVENT_WORDS[event].en} a campaign`,
        ko: `캠페인 ${EVENT_WORDS[event].ko}`,
      });
      const changed = await apply(actor, campaign, event, requireMove(campaign, event), reason);
      if (changed === undefined) continue;
      if (event === 'cancel') await settle(id, actor);
      return toCampaign(changed);
    }
    throw changedMeanwhile(id);
  };

  /** Why so many people cannot be sent to with the keys that stand; undefined where they can. */
  const driftReason = async (
    { id, audience }: Campaign,
    approved: ApprovedContent,
    frozen: number,
  ): Promise<LocalText | undefined> => {
    const { driftPercent } = await policy.current();
    if (audienceDrift(audience, approved.matching, frozen) > driftPercent) {
      return drifted(approved.matching, frozen, driftPercent);
    }
    const cycle = await approvals.current(id);
    // From the first key on: who gave it saw nothing of what came after.
    const keys = cycle === undefined ? [] : LANES.flatMap((lane) => standingApprovals(cycle, lane));
    const since = keys.length === 0 ? approved.at : new Date(Math.min(...keys.map(({ at }) => at.getTime())));
    const changed = await listTurnover(audit, approved.segment.rule as Rule, since);
    const tooMany = changed > (approved.matching * driftPercent) / 100;
    return tooMany ? exchanged(approved.matching, changed, driftPercent) : undefined;
  };

  const move: CampaignService['move'] = async (actor, id, event, { reason, from, heldBy, frozen } = {}) => {
    if (!isSteering(event)) throw new TypeError(`"${event}" belongs to a review and has its own method`);
    for (let i = 0; i < TRIES; i += 1) {
      const campaign = await changes.get(id);
      const next = nextState(campaign, event);
      if (!next.ok || (from !== undefined && campaign.state !== from)) return undefined;
      if (event === 'start' && campaign.approved !== null) {
        const { hashes } = await reading.hashesOf(campaign);
        const { approved } = campaign;
        if (hashes.marketing !== approved.hashes.marketing || hashes.it !== approved.hashes.it) {
          await apply(actor, campaign, 'hold', 'held', CHANGED, { heldBy: 'changed' });
          return undefined;
        }
        const freeze = await freezes.active();
        if (freeze !== undefined) {
          await freezeHold.hold(campaign, freeze);
          return undefined;
        }
        const reasonOfDrift = frozen === undefined ? undefined : await driftReason(campaign, approved, frozen);
        if (frozen !== undefined && reasonOfDrift !== undefined) {
          const drift = { approved: approved.matching, found: frozen };
          if ((await apply(actor, campaign, 'hold', 'held', reasonOfDrift, { heldBy: 'drift', drift })) !== undefined) {
            await settle(id);
          }
          return undefined;
        }
      }
      const cause = event === 'hold' ? { heldBy } : {};
      const changed = await apply(actor, campaign, event, next.to, reason, cause);
      if (changed !== undefined) return toCampaign(changed);
    }
    return undefined;
  };

  return {
    pause: (actor, id) =>
      steer(actor, id, () => 'pause', pausedBy(actor.kind === 'staff' ? actor.staff.name : 'Tandem')),
    resume: (actor, id) => steer(actor, id, ({ state }) => (state === 'held' ? 'release' : 'resume')),
    cancel: (actor, id) => steer(actor, id, () => 'cancel'),
    move,

    async due() {
      if (Date.now() - settledAt >= SETTLE_EVERY_MS) {
        settledAt = Date.now();
        await settleAll().catch((error: unknown) => logger.error({ err: error }, 'settling campaigns failed'));
        await freezes.heal().catch((error: unknown) => logger.error({ err: error }, 'telling of freezes failed'));
      }
      const now = await changes.now();
      await freezeHold.holdAll(now);
      // A review whose scheduled time has come is over.
      for (const { id, schedule } of await store.inStates(['in_review'])) {
        if (schedule.at !== null && schedule.at <= now) await settle(id);
      }
      const latenessMs = (await rules.current()).latenessMinutes * 60_000;
      const due: Campaign[] = [];
      for (const campaign of await store.due(now)) {
        if (campaign.startAt !== null && now.getTime() - campaign.startAt.getTime() > latenessMs) {
          await move(systemActor('schedule'), campaign.id, 'hold', {
            reason: OVERDUE,
            from: 'scheduled',
            heldBy: 'overdue',
          });
        } else {
          due.push(toCampaign(campaign));
        }
      }
      return due;
    },

    nextDueAt: () => store.nextDueAt(),
  };
};
