import type { ReviewCycle } from '../approvals/approval.ts';
import type { ApprovalService, DecideInput } from '../approvals/approval-service.ts';
import type { PolicyService } from '../approvals/policy-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { Database } from '../common/database-store.ts';
import type { Ids } from '../common/ids.ts';
import type { Lang, LocalText } from '../common/lang.ts';
import type { Logger } from '../common/logger.ts';
import type { Config } from '../config.ts';
import type { Topic } from '../contacts/consent/topic.ts';
import type { Contact } from '../contacts/contact.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { FieldUses } from '../contacts/field-access/field-access.ts';
import type { EmailProvider } from '../mail/email-provider.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import { type Actor, actedBy } from '../people/staff.ts';
import { attributesIn, type Rule } from '../segments/rule.ts';
import type { IneligibleReason, Segment, SegmentCount, SegmentService } from '../segments/segment-service.ts';
import type { AlarmClock } from './alarm-clock.ts';
import {
  CAMPAIGN_STATES,
  type Campaign,
  type CampaignEvent,
  type CampaignState,
  type FrequencyCap,
  type HeldBy,
  type MissedAudience,
  type SendingLimits,
} from './campaign.ts';
import { mergeAudience, mergeExemption, namedIds } from './campaign-audience.ts';
import { requirePermission } from './campaign-authority.ts';
import { createChanges, toCampaign } from './campaign-changes.ts';
import { createDrafts } from './campaign-drafts.ts';
import { createHalt } from './campaign-halt.ts';
import { parseInput } from './campaign-input.ts';
import { createCampaignMail } from './campaign-mail.ts';
import { createReading } from './campaign-reading.ts';
import { createReview } from './campaign-review.ts';
import { createSteering } from './campaign-steering.ts';
import type { CampaignStore, StartedCampaign } from './campaign-store.ts';
import type { CardService } from './card-service.ts';
import type { CompiledMail } from './compiled-mail.ts';
import { createFreezeHold } from './freeze-hold.ts';
import type { FreezeService } from './freeze-service.ts';
import type { PictureStore } from './picture-store.ts';
import { createPreflight } from './preflight/create-preflight.ts';
import type { PreflightView, Waiver } from './preflight/preflight.ts';
import type { LinkProbe, NameLookup, PreflightService } from './preflight/preflight-service.ts';
import type { PreflightStore } from './preflight/preflight-store.ts';
import { createResumeReview } from './resume-review.ts';
import type { SendingRulesService } from './sending-rules-service.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { createSnapshots, type Snapshot } from './snapshots.ts';
import { listStarters } from './starters.ts';
import type { TestMailStore } from './test-mail-store.ts';
import type { ThreadEntry } from './thread.ts';

/** A field as a form gives it; the service parses all of it and answers by field (`content.subject`, `schedule.localTime` …). */
export interface CampaignInput {
  readonly name?: unknown;
  readonly brief?: unknown;
  readonly content?: unknown;
  readonly audience?: unknown;
  readonly schedule?: unknown;
  readonly exemption?: unknown;
  readonly senderDomain?: unknown;
}

/** Disjoint: matching = eligible + the sum of the reasons. */
export interface AudienceCount extends Omit<SegmentCount, 'reasons'> {
  readonly reasons: Readonly<Record<IneligibleReason | 'capped', number>>;
}

/** A mail as one contact will see it. */
export interface RenderedMail {
  readonly subject: string;
  readonly from: string;
  readonly replyTo: string;
  readonly html: string;
  readonly text: string;
}

/** Everything a page or a card shows of a campaign, read at one moment. */
export interface CampaignView {
  readonly campaign: Campaign;
  readonly cycle: ReviewCycle | undefined;
  readonly segment: Segment | undefined;
  /** All that are included and excluded, as they are now. */
  readonly segments: { readonly included: readonly Segment[]; readonly excluded: readonly Segment[] };
  readonly count: AudienceCount | undefined;
  /** The sending rules as they hold for it. */
  readonly limits: SendingLimits;
  /** What the mail is about, where it names a topic. */
  readonly topic?: Topic | undefined;
  /** The rule as a sentence in each language. */
  readonly audienceText: { readonly en: string; readonly ko: string };
  /** Display names by staff id, for everyone named in campaign and cycle. */
  readonly names: Readonly<Record<string, string>>;
  /** The subject as a made-up contact reads it; as written where it cannot be rendered. */
  readonly subjectExample: string;
  /** Links in the mail, merge fields it uses. */
  readonly links: readonly string[];
  /** Addresses written without a link, which mail programmes make links of; not tracked. */
  readonly bareLinks: readonly string[];
  /** What the mail loads from other hosts when it is shown. */
  readonly externalPictures: readonly string[];
  readonly mergeFields: readonly string[];
  /** Keys of restricted attributes that its mail or audience reads without a grant: it is refused at submission and launch. */
  readonly ungranted?: readonly string[];
  /** What is wrong with the content, as a check before submission would say it; empty when it can be submitted. */
  readonly problems: readonly { readonly field: string; readonly en: string; readonly ko: string }[];
}

/** Nothing is sent any more. */
const OVER: ReadonlySet<CampaignState> = new Set(['sent', 'cancelled', 'rejected', 'failed']);

export interface CampaignService {
  create(actor: Actor, input: CampaignInput & { starter?: StarterTemplate }): Promise<Campaign>;
  /** `revision` is the one that was read. In review it voids only the approvals of lanes it touches; from `scheduled` on it is refused.
   * @throws InvalidInput by field, campaign.changed_meanwhile, campaign.not_editable */
  edit(actor: Actor, id: string, input: CampaignInput & { revision: number }): Promise<Campaign>;
  duplicate(actor: Actor, id: string): Promise<Campaign>;
  /**
   * A draft with the same mail for the audience of a campaign that is over, less those whom its mail reached by `event`
   * (`delivered`, `opened`, `clicked`). Who that is is read when its own audience is frozen.
   * @throws campaign.not_over, InvalidInput (`event`)
   */
  resend(actor: Actor, id: string, input: { event: unknown }): Promise<Campaign>;
  archive(actor: Actor, id: string, archived: boolean): Promise<Campaign>;
  byId(id: string): Promise<Campaign | undefined>;
  /** Whose sending began from `from` (included) to `to` (not), in no order. */
  startedBetween(from: Date, to: Date): Promise<StartedCampaign[]>;
  /** Those of these that there are, in no order. */
  byIds(ids: readonly string[]): Promise<Campaign[]>;
  list(filter?: {
    states?: readonly CampaignState[];
    archived?: boolean;
    query?: string;
    limit?: number;
  }): Promise<Campaign[]>;
  /** Campaigns that mean a segment and are not over. */
  withSegment(segmentId: string): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** What reads an attribute: segments, and campaigns that are not over, by their mail or their audience. */
  usesOfField(key: string): Promise<FieldUses>;
  view(id: string): Promise<CampaignView | undefined>;
  /** Who would get a campaign as typed, saved or not; undefined where it names no segment. @throws InvalidInput */
  countAudience(input: Pick<CampaignInput, 'audience' | 'exemption'>): Promise<AudienceCount | undefined>;
  thread(id: string, input?: { afterSeq?: number; limit?: number }): Promise<ThreadEntry[]>;
  /**
   * Adds a line to the thread and marks the campaign's cards for re-rendering. For features to the right of campaigns.
   * With the same `key` it stands there once, however often it is told.
   */
  record(actor: Actor, id: string, kind: ThreadEntry['kind'], data: ThreadEntry['data'], key?: string): Promise<void>;

  /** @throws InvalidInput (what is missing), campaign.illegal_move (with the reason), campaign.schedule_past */
  submit(actor: Actor, id: string): Promise<Campaign>;
  /** What IT is shown: the last report about the content as it stands, with its waivers; undefined while the checks run. */
  preflight(id: string): Promise<PreflightView | undefined>;
  /** Runs the checks again, after something outside was mended; at most 10 s. @throws campaign.forbidden */
  checkAgain(actor: Actor, id: string): Promise<PreflightView | undefined>;
  /** The report about a campaign in review as it stands: waited for where the checks run, run where none do; at most 10 s. */
  preflightFinished(id: string): Promise<PreflightView | undefined>;
  /**
   * Something that a review covers was changed elsewhere (a segment's rule): approvals that it voids are told, and the
   * checks of what stands begin at once, without being waited for. Never throws: a later round makes up for it.
   */
  followReviews(): Promise<void>;
  /** Tells the thread what a review gained by itself: who handed a lane on to whom. Idempotent. */
  followReview(id: string): Promise<void>;
  /** An IT reviewer answers for a red item. Errors as in PreflightService.waive. */
  waive(actor: Actor, input: Parameters<PreflightService['waive']>[1]): Promise<Waiver>;
  /** For deliveries, before a start: why the campaign is held; undefined where the checks find nothing in the way. */
  beforeLaunch(id: string): Promise<LocalText | undefined>;
  /** Amber and red items of a period by cause. */
  preflightFailures: PreflightService['failuresByCause'];
  /** One decision from any surface; the second key moves the campaign to `scheduled`. Errors as in ApprovalService.decide. */
  decide(actor: Actor, input: DecideInput): Promise<CampaignView>;
  /** A person who may decide now looked at it: audited once for each person and content while it is in review. */
  viewed(actor: Actor, id: string): Promise<void>;
  /** What was decided on, by the hash that decision and audit log name; undefined where it is unknown or was altered. */
  snapshot(hash: string): Promise<Snapshot | undefined>;
  withdraw(actor: Actor, id: string): Promise<Campaign>;
  pause(actor: Actor, id: string): Promise<Campaign>;
  resume(actor: Actor, id: string): Promise<Campaign>;
  cancel(actor: Actor, id: string): Promise<Campaign>;
  /**
   * By reviewers of either lane and administrators, effective within one batch: `DeliveryService.haltState` says when
   * nothing is under way any more. Opens a review over what was approved; both keys let the campaign go on.
   * @throws campaign.forbidden, campaign.illegal_move, InvalidInput (`reason`: required, at most 500)
   */
  halt(actor: Actor, id: string, reason: string): Promise<Campaign>;
  /**
   * For deliveries: moves by compare-and-set; answers undefined where the race was lost. A start is refused, and the
   * campaign held, where the content is not what was approved, where sending is frozen, and where `frozen` (everyone in
   * the audience) differs from what was approved by more than the policy allows.
   */
  move(
    actor: Actor,
    id: string,
    event: CampaignEvent,
    input?: { reason?: { en: string; ko: string }; from?: CampaignState; heldBy?: HeldBy; frozen?: number },
  ): Promise<Campaign | undefined>;
  /** Scheduled campaigns whose time has come (by the database's clock). */
  due(): Promise<Campaign[]>;
  /** Heals what a crash left half done: decisions without their consequence, thread lines not yet written. The job calls it now and then. */
  settleAll(): Promise<void>;
  /** A change freeze began or ended: holds what it holds, or asks both keys about it. */
  followFreeze(): Promise<void>;
  /** The earliest time at which a scheduled campaign starts. */
  nextDueAt(): Promise<Date | undefined>;

  /**
   * For deliveries: the approved content, compiled once. Pure for one approved version.
   * @throws campaign.not_approved where no approval is frozen, campaign.content_changed where content and approval differ, InvalidInput
   */
  compile(id: string): Promise<CompiledMail>;
  /** The mail as this contact will see it; without a contact, a made-up one. @throws InvalidInput naming the variable that is unknown */
  preview(id: string, contact?: Contact): Promise<RenderedMail>;
  /** Live preview of content that is not saved. */
  previewContent(content: unknown, contact?: Contact): Promise<RenderedMail>;
  /** The MJML that the blocks of a content compile to, without subject, preheader and footer. @throws InvalidInput */
  sourceOf(content: unknown): string;
  /**
   * Sends the mail as it stands to staff addresses (at most 10), each with `[Test]` before the subject.
   * @throws campaign.too_many_tests where this person has sent 20 within an hour
   */
  sendTest(actor: Actor, id: string, addresses: readonly string[]): Promise<{ sent: number }>;

  addPicture(actor: Actor, input: { fileName: string; content: Buffer; alt: string }): Promise<Picture>;
  picture(id: string): Promise<{ picture: Picture; content: Buffer } | undefined>;
  pictures(): Promise<Picture[]>;
  starters(lang: Lang): readonly { id: StarterTemplate; name: string; description: string }[];
}

export type StarterTemplate = 'announcement' | 'newsletter' | 'offer';

export interface Picture {
  readonly id: string;
  readonly fileName: string;
  readonly contentType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly createdAt: Date;
}

const LIST_LIMIT = 200;

/** Puts the parts together: drafts, review, steering and mail share one way of changing and one of reading. */
export const createCampaignService = (deps: {
  database: Database;
  config: Config;
  ids: Ids;
  logger: Logger;
  store: CampaignStore;
  cards: CardService;
  pictures: PictureStore;
  testMails: TestMailStore;
  audit: AuditService;
  people: PeopleService;
  contacts: ContactService;
  segments: SegmentService;
  approvals: ApprovalService;
  policy: Pick<PolicyService, 'current'>;
  rules: Pick<SendingRulesService, 'current'>;
  topics: () => Promise<readonly Topic[]>;
  ungranted: (keys: readonly string[]) => Promise<readonly string[]>;
  cappedIds: (cap: FrequencyCap) => Promise<readonly string[]>;
  missedIds: (missed: MissedAudience) => Promise<readonly string[]>;
  notices: NoticeService;
  freezes: FreezeService;
  provider: EmailProvider;
  alarm: AlarmClock;
  preflights: PreflightStore;
  snapshotStore: SnapshotStore;
  lookup: NameLookup;
  probe: LinkProbe;
  unsubscribeAddress: string;
}): CampaignService => {
  const { store, logger } = deps;
  const changes = createChanges(deps);
  const reading = createReading({ ...deps, campaign: (id) => store.byId(id) });
  const alarm: AlarmClock = {
    // The decision stands already: an alarm clock that fails must not make it look refused.
    wakeAt: (at) =>
      deps.alarm.wakeAt(at).catch((error: unknown) => logger.error({ err: error, at }, 'the alarm clock was not set')),
  };
  const zone = deps.config.workspace.timeZone;
  const resume = createResumeReview({ ...deps, changes, alarm, zone });
  const freezeHold = createFreezeHold({ ...deps, changes, zone });
  const preflight = createPreflight({
    ...deps,
    store: deps.preflights,
    changes,
    reading,
    hasLine: store.hasLine,
    policy: () => deps.policy.current(),
    pictureBytes: deps.pictures.bytesOf,
  });
  const snapshots = createSnapshots({ ...deps, store: deps.snapshotStore, changes, reading });
  const shared = { ...deps, alarm, changes, reading, snapshots };
  const { settle, settleAll, ...review } = createReview({ ...shared, resume, preflight });
  return {
    ...createDrafts({ ...deps, changes, reading, preflight, settle }),
    ...review,
    settleAll,
    ...createSteering({ ...shared, freezeHold, settle, settleAll }),
    ...createHalt({ ...deps, alarm, changes, settle }),
    async followFreeze() {
      await freezeHold.holdAll(await changes.now());
      for (const { id } of await store.inStates(['held'])) await settle(id);
    },
    ...createCampaignMail({ ...deps, changes, reading }),

    viewed: snapshots.viewed,
    snapshot: snapshots.byHash,
    preflight: (id) => preflight.view(id),
    async checkAgain(actor, id) {
      requirePermission(actor, 'campaigns.steer', { en: 'check a campaign again', ko: '사전 점검 재실행' });
      await preflight.run(id, 'submit');
      return preflight.view(id);
    },
    async preflightFinished(id) {
      if ((await changes.get(id)).state === 'in_review') await preflight.heal(id);
      return preflight.view(id);
    },
    async followReviews() {
      try {
        for (const { id } of await store.inStates(['in_review'])) {
          await settle(id);
          preflight.begin(id);
        }
      } catch (error) {
        logger.error({ err: error }, 'reviews were not followed');
      }
    },
    waive: (actor, input) => preflight.waive(actor, input),
    beforeLaunch: (id) => preflight.beforeLaunch(id),
    startedBetween: (from, to) => store.startedBetween(from, to),
    preflightFailures: (period) => preflight.failuresByCause(period),

    async byId(id) {
      const campaign = await store.byId(id);
      return campaign === undefined ? undefined : toCampaign(campaign);
    },
    byIds: async (ids) => (await store.byIds(ids)).map(toCampaign),
    async list({ states, archived, query, limit = LIST_LIMIT } = {}) {
      const text = query?.trim().slice(0, 120) ?? '';
      const found = await store.list({
        ...(states === undefined ? {} : { states }),
        ...(archived === undefined ? {} : { archived }),
        ...(text === '' ? {} : { text }),
        limit: Math.min(Math.max(1, limit), LIST_LIMIT),
      });
      return found.map(toCampaign);
    },
    async withSegment(segmentId) {
      const found = await store.withSegment(segmentId);
      return found.filter(({ state }) => !OVER.has(state)).map(({ id, name }) => ({ id, name }));
    },
    async usesOfField(key) {
      const segments = (await deps.segments.list()).filter(({ rule }) => attributesIn(rule).includes(key));
      const readers = new Set(segments.map(({ id }) => id));
      const meant = ({ approved, audience }: Campaign): boolean =>
        approved === null
          ? namedIds(audience).some((id) => readers.has(id))
          : attributesIn(approved.segment.rule as Rule).includes(key);
      const campaigns: Campaign[] = [];
      for (const stored of await store.inStates(CAMPAIGN_STATES.filter((state) => !OVER.has(state)))) {
        const campaign = toCampaign(stored);
        if (meant(campaign) || (await reading.mailReads(campaign, key))) campaigns.push(campaign);
      }
      return {
        segments: segments.map(({ id, name }) => ({ id, name })),
        campaigns: campaigns.map(({ id, name, brief }) => ({ id, name, ownerId: brief.ownerId })),
      };
    },
    async view(id) {
      const campaign = await store.byId(id);
      return campaign === undefined ? undefined : reading.view(campaign, await changes.now());
    },
    async countAudience(input) {
      const { audience, exemption } = parseInput(input);
      return reading.countAudience({
        audience: mergeAudience({ segmentId: null }, audience),
        exemption: mergeExemption(null, exemption),
      });
    },
    thread: (id, { afterSeq = 0, limit = 1_000 } = {}) => store.thread(id, { afterSeq, limit }),
    async record(actor, id, kind, data, key) {
      const { id: campaignId } = await changes.get(id);
      const at = await changes.now();
      const told = await changes.tell(campaignId, {
        kind,
        data,
        audit: null,
        ...actedBy(actor),
        at,
        ...(key === undefined ? {} : { key }),
      });
      // It stood there already: whoever told it may have died before the cards.
      if (!told) await changes.show(campaignId);
    },
    starters: listStarters,
  };
};
