import type { Campaign, MissedAudience, SendingLimits } from '../campaigns/campaign.ts';
import type { CampaignService } from '../campaigns/campaign-service.ts';
import type { CompiledMail } from '../campaigns/compiled-mail.ts';
import { NO_LIMITS } from '../campaigns/sending-rules.ts';
import { contentHash } from '../common/canonical-json.ts';
import { isDomainError } from '../common/errors.ts';
import type { Ids } from '../common/ids.ts';
import type { Logger } from '../common/logger.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import { systemActor } from '../people/staff.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { RunDoc } from './delivery-doc.ts';
import { contentMissing } from './delivery-errors.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { freezeAudience } from './freeze-audience.ts';
import type { SendRates } from './pace.ts';
import type { RecentSends } from './recent-sends-store.ts';
import { createSendPlan } from './send-plan.ts';
import type { SendTiming } from './timing.ts';

export interface StartRunDeps {
  readonly store: DeliveryStore;
  readonly recentSends: RecentSends;
  /** Ids of those whom a campaign missed, ascending. */
  readonly missedIds: (missed: MissedAudience) => Promise<readonly string[]>;
  /** Ids of those among these whom that campaign's mail has reached. */
  readonly reachedAmong: (missed: MissedAudience, contactIds: readonly string[]) => Promise<readonly string[]>;
  readonly campaigns: CampaignService;
  readonly contacts: ContactService;
  readonly segments: SegmentService;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly timing: SendTiming;
  readonly batchSize: number;
  readonly rates: SendRates;
}

export const DELIVERIES = systemActor('deliveries');

/** A campaign has one run for now. */
export const runIdOf = (campaignId: string): string => `${campaignId}/1`;

/** Names exactly what was approved; undefined where nothing is. */
export const approvedKeyOf = (campaign: Campaign): string | undefined =>
  campaign.approved === null ? undefined : contentHash(campaign.approved);

/** Keys of the attributes that mails and the time of sending rest on: no more of a contact is read. */
const keysRead = ({ mergeFields }: Pick<CompiledMail, 'mergeFields'>, { zoneAttribute }: SendingLimits): string[] => [
  ...mergeFields.map((field) => field.slice('contact.'.length)),
  ...(zoneAttribute === null ? [] : [zoneAttribute]),
];

/** Freezes the audience in a build of its own. Answers the run once it is ready; undefined while somebody else builds. */
const build = async (
  deps: StartRunDeps,
  campaign: Campaign,
  approvedKey: string,
  keepTurn: () => Promise<boolean>,
): Promise<RunDoc | undefined> => {
  const { store, timing } = deps;
  const runId = runIdOf(campaign.id);
  const limits = campaign.approved?.limits ?? NO_LIMITS;
  const { cap } = limits;
  const { missed } = campaign.audience;
  const buildId = deps.ids.next().slice(-12);
  if ((await store.beginBuild(runId, buildId, timing.buildLeaseMs)) === null) return undefined;
  let renewed = Date.now();
  // By name, and before this build counts: a process that is stopped here must not remove what comes after it.
  let dead: string[] = [];
  try {
    const rule = await deps.segments.parseRule(campaign.approved?.segment.rule);
    const at = await store.now();
    const mail = await deps.campaigns.compile(campaign.id);
    const facts = await freezeAudience(deps, {
      runId,
      campaignId: campaign.id,
      buildId,
      mail,
      everyone: deps.segments.everyone(
        rule,
        missed === undefined ? undefined : await deps.missedIds(missed),
        keysRead(mail, limits),
      ),
      capped: cap === null ? new Set() : await deps.recentSends.atCap(cap, runId, started(deps)),
      topic: campaign.audience.topicId,
      batchSize: deps.batchSize,
      rates: deps.rates,
      plan: createSendPlan({ schedule: campaign.schedule, limits, now: at }),
      at,
      stillMine: async () => {
        // Only how often we ask is measured by our own clock; whether the build is ours the database says.
        if (Date.now() - renewed < timing.buildLeaseMs / 4) return true;
        renewed = Date.now();
        return (await keepTurn()) && (await store.renewBuild(runId, buildId, timing.buildLeaseMs));
      },
    });
    dead = await store.otherBuilds(runId, buildId);
    const capFree = campaign.exemption?.kind === 'transactional';
    if (facts === undefined || !(await store.ready(runId, buildId, { ...facts, approvedKey, capFree }))) {
      await store.abandonBuild(runId, buildId);
      return undefined;
    }
    deps.logger.info({ run: runId, frozen: facts.frozen }, 'audience frozen');
  } catch (error) {
    await store.abandonBuild(runId, buildId);
    throw error;
  }
  await store.dropBuilds(runId, dead);
  return (await store.run(runId)) ?? undefined;
};

/** Whether the campaign of a frozen audience has started to send it. */
export const started =
  ({ campaigns }: Pick<StartRunDeps, 'campaigns'>) =>
  async ({ campaignId }: Pick<RunDoc, 'campaignId'>): Promise<boolean> =>
    ((await campaigns.byId(campaignId))?.startedAt ?? null) !== null;

/**
 * Freezes and starts one campaign whose time has come. The start itself is the campaign's compare-and-set; a campaign
 * that cannot be frozen is held with the reason. Under a cap one is frozen and started after the other, so that each
 * sees whom the one before mails.
 */
export const startRun = async (deps: StartRunDeps, campaign: Campaign): Promise<void> => {
  if ((campaign.approved?.limits?.cap ?? null) === null) return freezeAndStart(deps, campaign, async () => true);
  const owner = deps.ids.next();
  const keepTurn = () => deps.recentSends.takeTurn(owner, deps.timing.buildLeaseMs);
  if (!(await keepTurn())) return;
  try {
    await freezeAndStart(deps, campaign, keepTurn);
  } finally {
    await deps.recentSends.leaveTurn(owner);
  }
};

const freezeAndStart = async (
  deps: StartRunDeps,
  campaign: Campaign,
  keepTurn: () => Promise<boolean>,
): Promise<void> => {
  const { store, campaigns, logger } = deps;
  const runId = runIdOf(campaign.id);
  let frozen: number;
  try {
    const approvedKey = approvedKeyOf(campaign);
    if (approvedKey === undefined) throw contentMissing(campaign.id);
    const red = await campaigns.beforeLaunch(campaign.id);
    if (red !== undefined) {
      await campaigns.move(DELIVERIES, campaign.id, 'hold', { reason: red, from: 'scheduled', heldBy: 'preflight' });
      return;
    }
    let run = await store.ensureRun(runId, campaign.id);
    if (run?.phase === 'ready' && run.buildId !== null) {
      const old = (await store.now()).getTime() - (run.readyAt?.getTime() ?? 0) > deps.timing.freshMs;
      if (run.approvedKey !== approvedKey || old) {
        await store.refreeze(runId, run.buildId);
        run = await store.run(runId);
      }
    }
    if (run?.phase === 'building') run = (await build(deps, campaign, approvedKey, keepTurn)) ?? null;
    if (run?.phase !== 'ready') return;
    frozen = run.frozen;
  } catch (error) {
    const text = isDomainError(error)
      ? error.text
      : {
          en: 'The audience could not be frozen. Try again later.',
          ko: '발송 대상을 확정하지 못했습니다. 나중에 다시 시도하세요.',
        };
    logger.error(
      { run: runId, error: error instanceof Error ? error.message : error },
      'the audience cannot be frozen',
    );
    if (isDomainError(error))
      await campaigns.move(DELIVERIES, campaign.id, 'hold', {
        reason: text,
        from: 'scheduled',
        ...(error.code === 'campaign.content_changed' ? { heldBy: 'changed' } : {}),
      });
    return;
  }
  await campaigns.move(DELIVERIES, campaign.id, 'start', { from: 'scheduled', frozen });
};
