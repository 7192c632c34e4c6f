import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ApprovalService } from '../../approvals/approval-service.ts';
import type { AuditService } from '../../audit/audit-service.ts';
import { type DomainError, InvalidInput } from '../../common/errors.ts';
import type { Ids } from '../../common/ids.ts';
import type { Logger } from '../../common/logger.ts';
import type { PeopleService } from '../../people/people-service.ts';
import { type Actor, actedBy, type Staff, systemActor } from '../../people/staff.ts';
import type { Rule } from '../../segments/rule.ts';
import { type Changes, toCampaign } from '../campaign-changes.ts';
import type { Reading } from '../campaign-reading.ts';
import type { StoredCampaign } from '../campaign-store.ts';
import {
  DRIFT,
  type PreflightItem,
  type PreflightReport,
  WAIVER_DAYS,
  WAIVER_REASON_LIMIT,
  type Waiver,
  waiverOf,
} from './preflight.ts';
import { heldReason, preflightErrors } from './preflight-errors.ts';
import type { PreflightPolicy, PreflightService } from './preflight-service.ts';
import type { PreflightStore } from './preflight-store.ts';
import { type ChecksDeps, runChecks } from './run-checks.ts';

const EVER = new Date(0);
const PREFLIGHT = systemActor('preflight');
const LONGEST_DAYS = Math.max(...WAIVER_DAYS);
/** A start that is tried again and again, because another process freezes the audience, checks once. */
const FRESH_MS = 10 * 60_000;
/** How often somebody who waits for another's run looks again. */
const LOOK_MS = 150;

const reasonInput = z.string().transform((text) => text.normalize('NFC').trim());

const countOf = (items: readonly PreflightItem[], state: PreflightItem['state']): number =>
  items.filter((item) => item.state === state).length;

/** Checks campaigns, keeps the reports and the waivers. */
export const createPreflight = (
  deps: ChecksDeps & {
    readonly store: PreflightStore;
    readonly changes: Changes;
    readonly reading: Reading;
    readonly people: PeopleService;
    readonly approvals: Pick<ApprovalService, 'mayAnswerFor'>;
    readonly audit: AuditService;
    readonly ids: Ids;
    readonly logger: Logger;
    readonly policy: () => Promise<PreflightPolicy>;
    /** True where the thread has a line of this key. */
    readonly hasLine: (key: string) => Promise<boolean>;
  },
): PreflightService => {
  const { store, changes, reading, people, approvals, ids, logger } = deps;

  const contentKeyOf = async (campaign: StoredCampaign): Promise<string> => {
    const { hashes } = await reading.hashesOf(campaign);
    return `${hashes.marketing}:${hashes.it}`;
  };

  const check = async (
    campaign: StoredCampaign,
    contentKey: string,
    occasion: PreflightReport['occasion'],
  ): Promise<PreflightReport> => {
    const startedAt = await store.now();
    const [compilation, audience, policy] = await Promise.all([
      reading.compile(campaign.content, campaign.senderDomain),
      reading.audienceOf(campaign),
      deps.policy(),
    ]);
    const rule = audience?.rule as Rule | undefined;
    const { findings, matching } = await runChecks(deps, {
      campaign: toCampaign(campaign),
      occasion,
      compilation,
      rule,
      among: await reading.amongOf(campaign),
      limits: await reading.limitsOf(campaign),
      count: rule === undefined ? undefined : await reading.countOf(campaign, rule),
      policy,
      at: startedAt,
    });
    const finishedAt = await store.now();
    const items = findings.map((finding) => ({ ...finding, at: finishedAt }));
    return { campaignId: campaign.id, contentKey, occasion, startedAt, finishedAt, matching, items };
  };

  const tell = async (id: string, { campaignId, occasion, items, finishedAt }: PreflightReport): Promise<void> => {
    const [red, amber, green] = [countOf(items, 'red'), countOf(items, 'amber'), countOf(items, 'green')];
    await changes.tell(campaignId, {
      key: `preflight:${id}`,
      kind: 'preflight',
      data: {
        occasion,
        red,
        amber,
        green,
        reasonEn: `${red} red, ${amber} amber, ${green} green`,
        reasonKo: `위험 ${red}, 주의 ${amber}, 정상 ${green}`,
      },
      audit: 'preflight.finished',
      ...actedBy(PREFLIGHT),
      at: finishedAt,
    });
    // Also where the line stood already, so that no card shows the checks as running.
    await changes.show(campaignId);
  };

  const view: PreflightService['view'] = async (campaignId) => {
    const campaign = await changes.get(campaignId);
    const [report, all, now] = await Promise.all([
      store.lastReport(campaignId, await contentKeyOf(campaign)),
      store.waiversOf(campaignId),
      store.now(),
    ]);
    if (report === undefined) return undefined;
    const waivers = all.map(({ waiver }) => waiver).filter(({ until }) => until > now);
    const blocking = report.items.filter(
      (item) => item.state === 'red' && item.cause !== DRIFT && waiverOf(item, waivers, now) === undefined,
    );
    return { report, waivers, blocking };
  };

  /** Tells of each once; whoever stored one may have died before. */
  const tellWaivers = async (campaignId: string): Promise<void> => {
    for (const { id, waiver, told } of await store.waiversOf(campaignId)) {
      const key = `waiver:${id}`;
      if (await deps.hasLine(key)) continue;
      const { itemId, cause, reason, until, by, at } = waiver;
      await changes.tell(campaignId, {
        key,
        kind: 'waived',
        data: {
          item: itemId,
          cause,
          until: until.toISOString(),
          reasonEn: `${told.label.en}: ${reason}`,
          reasonKo: `${told.label.ko}: ${reason}`,
        },
        audit: 'preflight.waived',
        actor: by,
        surface: told.surface,
        at,
      });
    }
  };

  /** Roles as they are now. @throws preflight.forbidden */
  const reviewerOf = async (actor: Actor, campaign: StoredCampaign): Promise<Staff> => {
    const staff = actor.kind === 'staff' ? await people.byId(actor.staff.id) : undefined;
    const involved = staff !== undefined && (staff.id === campaign.authorId || campaign.editors.includes(staff.id));
    if (staff === undefined || involved || !(await approvals.mayAnswerFor(staff.id, campaign.id, 'it'))) {
      throw preflightErrors.forbidden();
    }
    return staff;
  };

  const parseWaiver = (input: { reason: unknown; until: unknown }, now: Date): { reason: string; until: Date } => {
    const issues: DomainError[] = [];
    const wrong = (field: 'reason' | 'until', en: string, ko: string) => {
      issues.push(preflightErrors.field(field, en, ko));
    };
    const reason = reasonInput.safeParse(input.reason).data ?? '';
    const until = z.date().safeParse(input.until).data ?? null;
    if (reason === '') wrong('reason', 'say why this can be borne.', '면제하는 이유를 적어 주세요.');
    if (reason.length > WAIVER_REASON_LIMIT) {
      wrong(
        'reason',
        `at most ${WAIVER_REASON_LIMIT} characters; this has ${reason.length}.`,
        `최대 ${WAIVER_REASON_LIMIT}자까지 가능합니다(현재 ${reason.length}자).`,
      );
    }
    const days = until === null ? Number.NaN : (until.getTime() - now.getTime()) / 86_400_000;
    if (Number.isNaN(days)) wrong('until', 'say until when it holds.', '언제까지 면제할지 정해 주세요.');
    else if (days <= 0) wrong('until', 'choose a time that is still to come.', '앞으로의 시각을 선택해 주세요.');
    else if (days > LONGEST_DAYS) {
      wrong('until', `at most ${LONGEST_DAYS} days from now.`, `지금부터 최대 ${LONGEST_DAYS}일까지 가능합니다.`);
    }
    if (issues.length > 0 || until === null) throw new InvalidInput(issues);
    return { reason, until };
  };

  /** A report that ended after `asked` serves as well as one of its own. */
  const runSince = async (
    campaignId: string,
    occasion: PreflightReport['occasion'],
    asked: Date,
  ): Promise<PreflightReport> => {
    const owner = ids.next();
    /** A report on this content that ended after it was asked for here. */
    const finished = async (contentKey: string): Promise<PreflightReport | undefined> => {
      const last = await store.lastReport(campaignId, contentKey);
      return last !== undefined && last.finishedAt >= asked && last.occasion === occasion ? last : undefined;
    };
    for (;;) {
      const campaign = await changes.get(campaignId);
      const contentKey = await contentKeyOf(campaign);
      if (await store.claim(campaignId, contentKey, owner)) {
        try {
          // Whoever held it before may have ended between the look below and this claim.
          const known = await finished(contentKey);
          if (known !== undefined) return known;
          const report = await check(campaign, contentKey, occasion);
          await store.addReport(owner, report);
          await tell(owner, report);
          logger.info({ campaign: campaignId, occasion, red: countOf(report.items, 'red') }, 'preflight finished');
          return report;
        } finally {
          await store.release(campaignId, contentKey, owner);
        }
      }
      await delay(LOOK_MS);
      const known = await finished(contentKey);
      if (known !== undefined) return known;
    }
  };

  const run: PreflightService['run'] = async (campaignId, occasion) =>
    runSince(campaignId, occasion, await store.now());

  const heal: PreflightService['heal'] = async (campaignId) => {
    await tellWaivers(campaignId);
    // There was none on this content: whichever comes to stand meanwhile will do, and is not made again.
    if ((await view(campaignId)) === undefined) await runSince(campaignId, 'submit', EVER);
  };

  const begin: PreflightService['begin'] = (campaignId) => {
    heal(campaignId).catch((error: unknown) => {
      logger.error({ err: error, campaign: campaignId }, 'the preflight failed');
    });
  };

  return {
    view,

    run,
    begin,
    heal,

    async waive(actor, input) {
      const campaign = await changes.get(input.campaignId);
      const staff = await reviewerOf(actor, campaign);
      const at = await store.now();
      const { reason, until } = parseWaiver(input, at);
      const item = (await view(campaign.id))?.report.items.find(
        ({ id, state }) => id === input.itemId && state === 'red',
      );
      if (item === undefined || item.cause === null) throw preflightErrors.noSuchItem();
      if (item.cause === DRIFT) throw preflightErrors.needsBothKeys();
      const waiver: Waiver = {
        campaignId: campaign.id,
        itemId: item.id,
        cause: item.cause,
        by: staff.id,
        reason,
        at,
        until,
      };
      const id = ids.next();
      await store.addWaiver(id, waiver, { surface: actedBy(actor).surface, label: item.label });
      await tellWaivers(campaign.id);
      return waiver;
    },

    async beforeLaunch(campaignId) {
      const last = await view(campaignId);
      const age = (await store.now()).getTime() - (last?.report.finishedAt.getTime() ?? 0);
      if (last?.report.occasion === 'launch' && last.blocking.length === 0 && age < FRESH_MS) return undefined;
      await run(campaignId, 'launch');
      const blocking = (await view(campaignId))?.blocking ?? [];
      return blocking.length === 0 ? undefined : heldReason(blocking);
    },

    async requireClear(campaignId) {
      const found = await view(campaignId);
      if (found === undefined) {
        begin(campaignId);
        throw preflightErrors.running();
      }
      if (found.blocking.length > 0) throw preflightErrors.red(found.blocking);
    },

    failuresByCause: (period) => store.failuresByCause(period),
  };
};
