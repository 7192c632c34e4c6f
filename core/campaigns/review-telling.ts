import { type Decision, LANES, type Lane, type ReviewCycle, standingApprovals } from '../approvals/approval.ts';
import { contentHash } from '../common/canonical-json.ts';
import type { NoticeService } from '../people/notice-service.ts';
import { actedBy, systemActor } from '../people/staff.ts';
import type { Rule } from '../segments/rule.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { Changes } from './campaign-changes.ts';
import type { Reading } from './campaign-reading.ts';
import type { CampaignStore, StoredCampaign } from './campaign-store.ts';
import { audienceDifference } from './differences.ts';
import type { Snapshots } from './snapshots.ts';
import type { ThreadKind } from './thread.ts';

/** Whoever brings a campaign to where its review says it is. */
export const SETTLER = systemActor('settle');

export const NOT_IN_TIME = {
  en: 'It was not approved in time, so nothing is sent. Nothing is ever approved by silence. Withdraw it and submit it again, or cancel it.',
  ko: '기한 내에 승인되지 않아 발송되지 않습니다. 응답이 없다고 자동으로 승인되지는 않습니다. 회수하여 다시 검토를 요청하거나 취소하세요.',
};

const LINE_OF: Readonly<Record<Decision['kind'], ThreadKind>> = {
  approve: 'approved',
  request_changes: 'changes_requested',
  reject: 'rejected',
};

/** What thread, audit log and people are told of a review. Each line has a key: told once, whoever tells it. */
export const createReviewTelling = (deps: {
  store: CampaignStore;
  changes: Changes;
  reading: Reading;
  segments: SegmentService;
  notices: NoticeService;
  snapshots: Snapshots;
}) => {
  const { store, changes, reading, segments, notices, snapshots } = deps;

  const delegations = async (cycle: ReviewCycle): Promise<void> => {
    for (const { lane, from, to, at, surface = 'system' } of cycle.delegations) {
      const key = `${cycle.id}:delegated:${lane}:${from}:${to}`;
      if (await store.hasLine(key)) continue;
      await changes.tell(cycle.subjectId, {
        key,
        kind: 'delegated',
        data: { cycle: cycle.number, lane, to },
        audit: null,
        actor: from,
        surface,
        at,
      });
    }
  };

  const decisions = async (cycle: ReviewCycle): Promise<void> => {
    for (const [i, { kind, lane, comment, by, onBehalfOf, surface, at, laneHash }] of cycle.decisions.entries()) {
      const key = `${cycle.id}#${i}`;
      if (await store.hasLine(key)) continue;
      await changes.tell(cycle.subjectId, {
        key,
        kind: LINE_OF[kind],
        data: {
          cycle: cycle.number,
          lane,
          comment,
          hash: laneHash.slice(0, 12),
          ...(onBehalfOf === null ? {} : { onBehalfOf }),
        },
        audit: null,
        actor: by,
        surface,
        at,
      });
    }
  };

  const voided = async (
    cycle: ReviewCycle,
    hashes: Record<Lane, string>,
    editors: readonly string[],
    at: Date,
  ): Promise<void> => {
    for (const lane of LANES) {
      for (const standing of standingApprovals(cycle, lane)) {
        const { by, onBehalfOf } = standing;
        const edited = editors.includes(by) || (onBehalfOf !== null && editors.includes(onBehalfOf));
        if (standing.laneHash === hashes[lane] && !edited) continue;
        await changes.tell(cycle.subjectId, {
          key: `${cycle.id}:${lane}:${hashes[lane]}:${cycle.decisions.indexOf(standing)}`,
          kind: 'approval_voided',
          data: { cycle: cycle.number, lane, by, hash: hashes[lane].slice(0, 12) },
          audit: 'review.voided',
          ...actedBy(SETTLER),
          at,
        });
      }
    }
  };

  /** The segment was edited by itself: what its rule was when it was submitted, and what it is. */
  const segmentChanged = async (campaign: StoredCampaign, cycle: ReviewCycle, at: Date): Promise<void> => {
    const [before, after] = await Promise.all([snapshots.latestOf(campaign.id), reading.audienceOf(campaign)]);
    const old = before?.sections.marketing.audience;
    if (old === undefined || after === undefined) return;
    const { version: _, rule: __, ...named } = old;
    if (contentHash(named) !== contentHash(campaign.audience)) {
      // Other segments were chosen, which the edit has told; their rules are measured from here.
      await snapshots.take(campaign);
      return;
    }
    const same = old.version === after.version;
    const ruleHash = contentHash(after.rule);
    if (same && contentHash(old.rule) === ruleHash) return;
    // At the same version a segment inside it changed.
    const inside = same ? `:${ruleHash.slice(0, 16)}` : '';
    const key = `${cycle.id}:segment:${campaign.audience.segmentId}:${after.version}${inside}`;
    if (await store.hasLine(key)) return;
    await changes.tell(campaign.id, {
      key,
      kind: 'edited',
      data: {
        fields: 'audience.segmentId',
        version: campaign.version,
        ...(await audienceDifference(segments, old.rule as Rule, after.rule as Rule)),
      },
      audit: 'campaign.segment_changed',
      ...actedBy(SETTLER),
      at,
    });
    // The next change is measured from here.
    await snapshots.take(campaign);
  };

  /** Author and submitter hear of it from the review; the owner is a third person now and then. */
  const notInTime = async ({ id, brief }: StoredCampaign, cycle: ReviewCycle): Promise<void> => {
    if (brief.ownerId === cycle.authorId || brief.ownerId === cycle.submittedBy) return;
    await notices.tell({
      key: `not-approved:${cycle.id}`,
      to: { kind: 'staff', staffId: brief.ownerId },
      title: { en: `${id} was not approved in time`, ko: `${id} 캠페인이 기한 내에 승인되지 않았습니다` },
      lines: [NOT_IN_TIME],
      path: `/campaigns/${id}`,
      tone: 'warning',
      campaignId: null,
    });
  };

  return { delegations, decisions, voided, segmentChanged, notInTime };
};
