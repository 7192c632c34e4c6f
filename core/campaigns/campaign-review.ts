import { LANES, type Lane, type ReviewCycle, standingApprovals } from '../approvals/approval.ts';
import type { ApprovalService } from '../approvals/approval-service.ts';
import { InvalidInput, isDomainError } from '../common/errors.ts';
import type { Logger } from '../common/logger.ts';
import type { NoticeService } from '../people/notice-service.ts';
import { type Actor, actorId } from '../people/staff.ts';
import type { Rule } from '../segments/rule.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { AlarmClock } from './alarm-clock.ts';
import { audienceEditors } from './audience-editors.ts';
import { audienceName } from './campaign-audience.ts';
import { requirePermission } from './campaign-authority.ts';
import { type Changes, type NewLine, toCampaign } from './campaign-changes.ts';
import { asIssues } from './campaign-drafts.ts';
import { changedMeanwhile, editorCannotDecide } from './campaign-errors.ts';
import type { Reading } from './campaign-reading.ts';
import type { CampaignService } from './campaign-service.ts';
import { needsBothKeys, requireMove } from './campaign-states.ts';
import type { CampaignStore, StoredCampaign } from './campaign-store.ts';
import { audienceDrift } from './drift.ts';
import type { PreflightService } from './preflight/preflight-service.ts';
import { NOT_STOPPED, type ResumeReview } from './resume-review.ts';
import { createReviewTelling, NOT_IN_TIME, SETTLER } from './review-telling.ts';
import type { Snapshots } from './snapshots.ts';

/** Lost races that a settling takes before it leaves the rest to the next one. */
const TRIES = 5;

const LATE = {
  en: 'The scheduled time passed before both keys were given, so nothing was sent. Resume to send now, or withdraw it and choose another time.',
  ko: '두 승인이 끝나기 전에 예약 시각이 지나 발송하지 않았습니다. 지금 보내려면 재개하고, 아니면 회수하여 다른 시각을 선택하세요.',
};

const sameHashes = (a: Readonly<Record<Lane, string>>, b: Readonly<Record<Lane, string>>): boolean =>
  LANES.every((lane) => a[lane] === b[lane]);

export interface Review extends Pick<CampaignService, 'submit' | 'decide' | 'withdraw' | 'followReview'> {
  /** Brings a campaign to where its review cycle says it is. Idempotent; any process may call it at any time. */
  settle(id: string, actor?: Actor): Promise<void>;
  settleAll(): Promise<void>;
}

/** From draft to both keys. The cycle's document decides; the campaign follows it by compare-and-set. */
export const createReview = (deps: {
  store: CampaignStore;
  changes: Changes;
  reading: Reading;
  approvals: ApprovalService;
  segments: SegmentService;
  notices: NoticeService;
  resume: ResumeReview;
  snapshots: Snapshots;
  preflight: PreflightService;
  alarm: AlarmClock;
  logger: Logger;
}): Review => {
  const { store, changes, reading, approvals, segments, resume, snapshots, preflight, alarm, logger } = deps;
  const telling = createReviewTelling(deps);

  /** Both keys stand and are about what stands: fix it and schedule it, in one write. */
  const schedule = async (
    actor: Actor,
    campaign: StoredCampaign,
    cycle: ReviewCycle,
    derived: Awaited<ReturnType<Reading['hashesOf']>>,
  ): Promise<StoredCampaign | undefined> => {
    const { hashes, audience, limits } = derived;
    if (audience === undefined) return undefined;
    const now = await changes.now();
    const { matching } = await reading.countOf(campaign, audience.rule as Rule);
    const driftFrom = (approved: number): number => audienceDrift(campaign.audience, approved, matching);
    // The launch is measured by the key that saw the most different number: it never saw who came or went since.
    const seen = LANES.flatMap((lane) => standingApprovals(cycle, lane).flatMap((key) => key.matching ?? []));
    const approvedOf = seen.reduce((far, one) => (driftFrom(one) > driftFrom(far) ? one : far), matching);
    const late = campaign.schedule.at !== null && campaign.schedule.at <= now;
    const startAt = campaign.schedule.at ?? now;
    const lines: NewLine[] = [
      late
        ? { kind: 'held', data: { reasonEn: LATE.en, reasonKo: LATE.ko }, audit: 'campaign.held' }
        : {
            kind: 'scheduled',
            data: { startAt: startAt.toISOString(), matching, marketing: hashes.marketing, it: hashes.it },
            audit: 'campaign.scheduled',
          },
    ];
    const changed = await changes.change(
      actor,
      campaign,
      {
        ...NOT_STOPPED,
        state: late ? 'held' : 'scheduled',
        reason: late ? LATE : null,
        heldBy: late ? 'overdue' : null,
        startAt,
        approved: {
          version: campaign.version,
          cycle: cycle.number,
          hashes,
          segment: {
            id: campaign.audience.segmentId,
            version: audience.version,
            rule: audience.rule,
            name: audienceName(audience, campaign.audience.missed),
          },
          matching: approvedOf,
          limits,
          at: now,
        },
      },
      lines,
    );
    if (changed !== undefined && !late) await alarm.wakeAt(startAt);
    return changed;
  };

  const toState = async (
    actor: Actor,
    campaign: StoredCampaign,
    state: 'draft' | 'rejected',
    lines: readonly NewLine[],
  ) =>
    changes.change(
      actor,
      campaign,
      { ...NOT_STOPPED, state, ...(state === 'rejected' ? { finishedAt: await changes.now() } : {}) },
      lines,
    );

  /** Its time is over without both keys: held, and only withdraw and cancel lead on. */
  const holdUnapproved = async (campaign: StoredCampaign, cycle: ReviewCycle): Promise<boolean> => {
    const changed = await changes.change(
      SETTLER,
      campaign,
      { ...NOT_STOPPED, state: 'held', reason: NOT_IN_TIME, heldBy: 'not_approved' },
      [
        {
          kind: 'held',
          data: { cycle: cycle.number, cause: 'not_approved', reasonEn: NOT_IN_TIME.en, reasonKo: NOT_IN_TIME.ko },
          audit: 'campaign.held',
        },
      ],
    );
    return changed !== undefined;
  };

  /** With whoever changed whom it means while it was in review: they edited it as much as those who wrote it. */
  const withAudienceEditors = async (campaign: StoredCampaign, cycle: ReviewCycle): Promise<StoredCampaign> => {
    const audience = await reading.audienceOf(campaign);
    const named = [...(audience?.included ?? []), ...(audience?.excluded ?? [])];
    const found = await audienceEditors(segments, named, cycle.openedAt);
    const others = found.filter((editor) => !campaign.editors.includes(editor));
    if (others.length === 0) return campaign;
    await store.addEditors(campaign.id, others);
    return { ...campaign, editors: [...campaign.editors, ...others] };
  };

  const settle = async (id: string, actor: Actor = SETTLER): Promise<void> => {
    for (let i = 0; i < TRIES; i += 1) {
      // In this order: a campaign in review has a cycle that is at least as new.
      const campaign = await store.byId(id);
      const cycle = await approvals.current(id);
      if (campaign === undefined || cycle === undefined) return;
      await telling.delegations(cycle);
      await telling.decisions(cycle);
      if (campaign.state !== 'in_review') {
        if (needsBothKeys(campaign)) {
          if (await resume.settle(actor, campaign, cycle)) return;
          continue;
        }
        if (campaign.state === 'held' && cycle.state === 'expired') await telling.notInTime(campaign, cycle);
        if (cycle.state !== 'open' || campaign.state === 'draft') return;
        // A halt opens its cycle after its own write: what was read before it says nothing about that cycle.
        if ((await store.byId(id))?.revision !== campaign.revision) continue;
        await approvals.withdraw(actor, id, cycle.number);
        return;
      }
      if (cycle.state === 'expired') {
        if (await holdUnapproved(campaign, cycle)) await telling.notInTime(campaign, cycle);
        continue;
      }
      if (cycle.state === 'open') {
        const { hashes } = await reading.hashesOf(campaign);
        const now = await changes.now();
        if (campaign.schedule.at !== null && campaign.schedule.at <= now) {
          await approvals.expire(id);
          continue;
        }
        const known = campaign.editors.every((editor) => cycle.editors.includes(editor));
        const stands = sameHashes(hashes, cycle.laneHashes);
        if (known && stands) {
          const { at } = campaign.schedule;
          if (cycle.neededBy?.getTime() !== at?.getTime()) await approvals.rehash(id, hashes, [], at);
          return;
        }
        const { editors } = stands ? campaign : await withAudienceEditors(campaign, cycle);
        // Told first: after the new hashes are stored, nobody could say which approvals the old ones carried.
        await telling.segmentChanged(campaign, cycle, now);
        await telling.voided(cycle, hashes, editors, now);
        await approvals.rehash(id, hashes, editors, campaign.schedule.at);
        // A card shown between the edit and this names the old hashes in its buttons.
        await changes.show(id);
        continue;
      }
      if (cycle.state === 'approved') {
        const derived = await reading.hashesOf(campaign);
        // Somebody who edited while deciding would hold a key to their own work: looked at again where it counts, because
        // the write below is made only if nobody edited since this reading.
        const byEditor = LANES.some((lane) =>
          standingApprovals(cycle, lane).some(
            ({ by, onBehalfOf }) =>
              campaign.editors.includes(by) || (onBehalfOf !== null && campaign.editors.includes(onBehalfOf)),
          ),
        );
        const stands = sameHashes(derived.hashes, cycle.laneHashes);
        if (!byEditor && stands) {
          if ((await schedule(actor, campaign, cycle, derived)) !== undefined) return;
          continue;
        }
        // An edit came between the second key and its consequence: both keys were about something else.
        const edited = stands ? campaign : await withAudienceEditors(campaign, cycle);
        await telling.voided(cycle, derived.hashes, edited.editors, await changes.now());
        // Still the same submission: whoever turned the second key did not submit, and may decide again.
        await openCycle(edited, cycle.submittedBy, derived.hashes);
        continue;
      }
      const withdrawn: NewLine = { kind: 'withdrawn', data: { cycle: cycle.number }, audit: 'campaign.withdrawn' };
      const state = cycle.state === 'rejected' ? 'rejected' : 'draft';
      const changed = await toState(actor, campaign, state, cycle.state === 'withdrawn' ? [withdrawn] : []);
      if (changed !== undefined) return;
    }
  };

  /** The open cycle, made or brought to these hashes; two who submit at once share it. */
  const openCycle = async (
    campaign: StoredCampaign,
    submittedBy: string,
    hashes: Record<Lane, string>,
  ): Promise<ReviewCycle> => {
    const { id, authorId, editors } = campaign;
    const neededBy = campaign.schedule.at;
    const input = { subjectId: id, authorId, submittedBy, editors, laneHashes: hashes, neededBy };
    let open = await approvals.current(campaign.id);
    // Left by a withdrawal that died: it asked for something else.
    if (open?.state === 'open' && open.purpose === 'resume') open = await approvals.withdraw(SETTLER, campaign.id);
    if (open?.state !== 'open') {
      try {
        return await approvals.open(input);
      } catch (error) {
        if (!isDomainError(error) || error.kind !== 'conflict') throw error;
      }
    }
    // Somebody else opened it: both submitted.
    const cycle = await approvals.rehash(campaign.id, hashes, [...editors, submittedBy], neededBy);
    if (cycle === undefined) throw changedMeanwhile(campaign.id);
    return cycle;
  };

  /** What is checked stands already; checks that fail are made up for by the next round. */
  const checked = (work: Promise<unknown>): Promise<unknown> =>
    work.catch((error: unknown) => logger.error({ err: error }, 'the preflight failed'));

  return {
    settle,

    async followReview(id) {
      const cycle = await approvals.current(id);
      if (cycle !== undefined) await telling.delegations(cycle);
    },

    async settleAll() {
      await changes.carryLeft();
      for (const { id } of await store.inStates(['in_review', 'held', 'halted'])) await settle(id);
      const minuteAgo = new Date((await changes.now()).getTime() - 60_000);
      for (const { subjectId, number, openedAt } of await approvals.openCycles()) {
        const campaign = await store.byId(subjectId);
        if (campaign === undefined || campaign.state === 'in_review' || openedAt > minuteAgo) continue;
        if (needsBothKeys(campaign)) continue;
        await approvals.withdraw(SETTLER, subjectId, number);
      }
      // All at once: each waits for others' servers.
      await Promise.all((await store.inStates(['in_review'])).map(({ id }) => checked(preflight.heal(id))));
    },

    async submit(actor, id) {
      requirePermission(actor, 'campaigns.edit', { en: 'submit a campaign', ko: '검토 요청' });
      const campaign = await changes.get(id);
      const state = requireMove(campaign, 'submit');
      const problems = await reading.problems(campaign, await changes.now());
      if (problems.length > 0) throw new InvalidInput(asIssues(problems));
      const { hashes } = await reading.hashesOf(campaign);
      const cycle = await openCycle(campaign, actorId(actor), hashes);
      const changed = await changes.change(actor, campaign, { ...NOT_STOPPED, state, archivedAt: null }, [
        {
          kind: 'submitted',
          data: {
            cycle: cycle.number,
            version: campaign.version,
            marketing: hashes.marketing,
            it: hashes.it,
            snapshot: await snapshots.take(campaign),
          },
          audit: 'campaign.submitted',
        },
      ]);
      if (changed === undefined) {
        if ((await changes.get(id)).state === 'draft') await approvals.withdraw(actor, id);
        throw changedMeanwhile(id);
      }
      await settle(id);
      await checked(preflight.run(id, 'submit'));
      return toCampaign(await changes.get(id));
    },

    async decide(actor, input) {
      const id = input.subjectId;
      const found = await changes.get(id);
      if (actor.kind === 'staff' && found.editors.includes(actor.staff.id)) throw editorCannotDecide();
      await settle(id);
      const campaign = await changes.get(id);
      const cycle = await approvals.current(id);
      const again = needsBothKeys(campaign);
      if (again) await resume.requireNoFreeze(id);
      if (campaign.state !== 'in_review' && !again && (cycle === undefined || cycle.state === 'open')) {
        requireMove(campaign, input.kind);
      }
      const key = input.lane === 'it' && input.kind === 'approve';
      if (key && campaign.state === 'in_review' && cycle?.state === 'open') await preflight.requireClear(id);
      // Of what stands now: whoever saw other content in their lane is refused by its hash.
      const snapshot = await snapshots.take(campaign);
      const rule = input.kind === 'approve' ? (await reading.audienceOf(campaign))?.rule : undefined;
      const counted = rule === undefined ? {} : { matching: (await reading.countOf(campaign, rule as Rule)).matching };
      await approvals.decide(actor, { ...input, ...(snapshot === null ? {} : { snapshot }), ...counted });
      await settle(id, actor);
      return reading.view(await changes.get(id), await changes.now());
    },

    async withdraw(actor, id) {
      requirePermission(actor, 'campaigns.edit', { en: 'withdraw a campaign', ko: '캠페인 회수' });
      requireMove(await changes.get(id), 'withdraw');
      for (let i = 0; i < TRIES; i += 1) {
        let campaign = await changes.get(id);
        if (campaign.state === 'in_review') {
          await approvals.withdraw(actor, id);
          await settle(id, actor);
          campaign = await changes.get(id);
        }
        if (campaign.state === 'draft') return toCampaign(campaign);
        const state = requireMove(campaign, 'withdraw');
        const changed = await changes.change(
          actor,
          campaign,
          { ...NOT_STOPPED, state, approved: null, startAt: null, resumeAfter: 0 },
          [{ kind: 'withdrawn', data: { cycle: campaign.approved?.cycle ?? 0 }, audit: 'campaign.withdrawn' }],
        );
        if (changed === undefined) continue;
        await approvals.withdraw(actor, id);
        return toCampaign(changed);
      }
      throw changedMeanwhile(id);
    },
  };
};
