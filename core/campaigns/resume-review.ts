import { LANES, type ReviewCycle, standingApprovals } from '../approvals/approval.ts';
import type { ApprovalService } from '../approvals/approval-service.ts';
import { isDomainError } from '../common/errors.ts';
import { LANE_WORDS } from '../common/words.ts';
import type { PeopleService } from '../people/people-service.ts';
import { type Actor, systemActor } from '../people/staff.ts';
import type { AlarmClock } from './alarm-clock.ts';
import type { ChangeSet, Changes } from './campaign-changes.ts';
import { requireMove } from './campaign-states.ts';
import type { StoredCampaign } from './campaign-store.ts';
import { freezeErrors } from './freeze-errors.ts';
import type { FreezeService } from './freeze-service.ts';
import { FREEZE_OVER, freezeEnd } from './freeze-words.ts';

/** What a change of state takes away: nothing of a halt or a hold outlives it. */
export const NOT_STOPPED = {
  reason: null,
  heldBy: null,
  drift: null,
  haltedAt: null,
  freezeId: null,
} as const satisfies ChangeSet;

const FREEZER = systemActor('change-freeze');

export type ResumeReview = ReturnType<typeof createResumeReview>;

/** Both keys again, over what was approved: after a halt, a freeze, or a drift of the audience. */
export const createResumeReview = (deps: {
  changes: Changes;
  approvals: ApprovalService;
  people: PeopleService;
  freezes: Pick<FreezeService, 'active'>;
  alarm: AlarmClock;
  zone: string;
}) => {
  const { changes, approvals, people, freezes, alarm, zone } = deps;

  const open = async (campaign: StoredCampaign, last: ReviewCycle | undefined): Promise<void> => {
    if (campaign.approved === null) return;
    try {
      await approvals.open({
        subjectId: campaign.id,
        authorId: campaign.authorId,
        submittedBy: last?.submittedBy ?? campaign.authorId,
        editors: campaign.editors,
        laneHashes: campaign.approved.hashes,
        purpose: 'resume',
      });
    } catch (error) {
      // Another process opened it.
      if (!isDomainError(error) || error.kind !== 'conflict') throw error;
    }
    // Cards shown between the halt and this have no buttons yet.
    await changes.show(campaign.id);
  };

  /** Whose keys they are, for the thread. */
  const keysOf = async (cycle: ReviewCycle) => {
    const keys = LANES.map((lane) => ({ lane, by: standingApprovals(cycle, lane).map((decision) => decision.by) }));
    const names = new Map((await people.byIds(keys.flatMap(({ by }) => by))).map(({ id, name }) => [id, name]));
    const said = (lang: 'en' | 'ko') =>
      keys.map(({ lane, by }) => `${LANE_WORDS[lane][lang]}: ${by.map((id) => names.get(id) ?? id).join(', ')}`);
    return {
      ...Object.fromEntries(keys.map(({ lane, by }) => [lane, by.join(', ')])),
      reasonEn: said('en').join('; '),
      reasonKo: said('ko').join('; '),
    };
  };

  const goOn = async (actor: Actor, campaign: StoredCampaign, cycle: ReviewCycle): Promise<boolean> => {
    const { approved, drift, startedAt, startAt } = campaign;
    if (approved === null) return true;
    const now = await changes.now();
    const state = requireMove(campaign, 'approve');
    const starts = startAt === null || startAt < now ? now : startAt;
    const kind = campaign.state === 'halted' ? 'resumed' : 'released';
    const changed = await changes.change(
      actor,
      campaign,
      {
        ...NOT_STOPPED,
        state,
        resumeAfter: 0,
        // Both keys say "now": a time that passed meanwhile is not held against it again.
        ...(startedAt === null ? { startAt: starts } : {}),
        // What they saw this time is what the next launch is measured by.
        ...(drift === null ? {} : { approved: { ...approved, matching: drift.found } }),
      },
      [
        {
          kind,
          data: { from: campaign.state, to: state, cycle: cycle.number, ...(await keysOf(cycle)) },
          audit: `campaign.${kind}`,
        },
      ],
    );
    if (changed !== undefined) await alarm.wakeAt(startedAt === null ? starts : now);
    return changed !== undefined;
  };

  /** False where a race was lost. */
  const sayOver = async (campaign: StoredCampaign): Promise<boolean> => {
    if (campaign.reason?.en === FREEZE_OVER.en) return true;
    const line = { kind: 'freeze_over', data: {}, audit: null, key: `freeze-over:${campaign.freezeId}` } as const;
    return (await changes.change(FREEZER, campaign, { reason: FREEZE_OVER }, [line])) !== undefined;
  };

  return {
    /** @throws review.freeze_active */
    async requireNoFreeze(id: string): Promise<void> {
      const freeze = await freezes.active();
      if (freeze !== undefined) throw freezeErrors.active(id, freezeEnd(freeze, zone), freeze.reason);
    },

    /**
     * Brings a campaign that needs both keys to where its review says it is; false where a race was lost. A cycle from
     * before the halt counts for nothing, whatever keys it has. While a freeze holds the campaign nobody is asked.
     */
    async settle(actor: Actor, campaign: StoredCampaign, last: ReviewCycle | undefined): Promise<boolean> {
      if (last !== undefined && last.purpose === 'resume' && last.number > campaign.resumeAfter) {
        if (last.state === 'open') return true;
        if (last.state === 'approved') return goOn(actor, campaign, last);
      }
      if (last?.state === 'open') {
        // Submitted anew after this campaign was read.
        if (last.number > campaign.resumeAfter) return false;
        await approvals.withdraw(actor, campaign.id, last.number);
      }
      if (campaign.heldBy === 'freeze') {
        if ((await freezes.active()) !== undefined) return true;
        if (!(await sayOver(campaign))) return false;
      }
      await open(campaign, last);
      return true;
    },
  };
};
