import { z } from 'zod';
import type { AuditService } from '../audit/audit-service.ts';
import { type DomainError, InvalidInput } from '../common/errors.ts';
import type { Ids } from '../common/ids.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import { can } from '../people/permissions.ts';
import { type Actor, actedBy, actorId } from '../people/staff.ts';
import type { CampaignStore, StoredCampaign } from './campaign-store.ts';
import { type ChangeFreeze, isFrozenBy } from './change-freeze.ts';
import { freezeErrors, STOP_REASON_LIMIT, WINDOW_DAYS } from './freeze-errors.ts';
import type { FreezeStore } from './freeze-store.ts';
import { freezeNotices, stillFrozen } from './freeze-words.ts';

/** Freezes: announced and ended by IT reviewers and administrators. Held campaigns go on only with both keys. */
export interface FreezeService {
  /**
   * From now or later. Tells every owner of a campaign that it holds, and the campaign channels. Audited.
   * @throws freeze.forbidden, InvalidInput (`reason` required, at most 500; `from` before `until`; a window needs `until`, at most 90 days)
   */
  announce(
    actor: Actor,
    input: { kind: 'window' | 'incident'; reason: string; from: Date | null; until: Date | null },
  ): Promise<ChangeFreeze>;
  /**
   * Ends it now. The campaigns it held stay held until both keys release them.
   * @throws freeze.forbidden, freeze.not_found, freeze.over
   */
  end(actor: Actor, id: string): Promise<ChangeFreeze>;
  /** Those that hold now or will. */
  current(): Promise<readonly ChangeFreeze[]>;
  /** All that hold at this moment. */
  holding(): Promise<readonly ChangeFreeze[]>;
  /** The one that holds at this moment, by the database's clock. One cheap query. */
  active(): Promise<ChangeFreeze | undefined>;
  list(limit?: number): Promise<readonly ChangeFreeze[]>;
  /** Campaigns that a freeze holds, or would hold as scheduled. */
  affected(id: string): Promise<readonly string[]>;
  /** Finishes what a process that died left untold. */
  heal(): Promise<void>;
}

const DAY_MS = 86_400_000;
const LIST_LIMIT = 50;

const FreezeInput = z.object({
  kind: z.enum(['window', 'incident']).catch('incident'),
  reason: z
    .string()
    .catch('')
    .transform((text) => text.normalize('NFC').replace(/\s+/g, ' ').trim()),
  from: z.date().nullable().catch(null),
  until: z.date().nullable().catch(null),
});

/** @throws InvalidInput by field. A beginning that has passed means now. */
const parse = (given: unknown, now: Date): Pick<ChangeFreeze, 'kind' | 'reason' | 'from' | 'until'> => {
  const { kind, reason, until, from: wanted } = FreezeInput.parse(given);
  const from = wanted === null || wanted < now ? now : wanted;
  const issues: DomainError[] = [];
  if (reason === '') {
    issues.push(freezeErrors.field('reason', 'say why nothing may be sent.', '발송을 중지하는 이유를 적어 주세요.'));
  }
  if (reason.length > STOP_REASON_LIMIT) {
    issues.push(
      freezeErrors.field(
        'reason',
        `at most ${STOP_REASON_LIMIT} characters; this has ${reason.length}.`,
        `최대 ${STOP_REASON_LIMIT}자까지 가능합니다(현재 ${reason.length}자).`,
      ),
    );
  }
  if (kind === 'window' && until === null) {
    issues.push(freezeErrors.field('until', 'say when the window ends.', '동결이 끝나는 시각을 정해 주세요.'));
  }
  if (until !== null && until <= from) {
    issues.push(
      freezeErrors.field(
        'until',
        'the end must lie after the beginning, and ahead of now.',
        '종료 시각은 시작 시각과 현재 이후여야 합니다.',
      ),
    );
  }
  if (until !== null && until.getTime() - from.getTime() > WINDOW_DAYS * DAY_MS) {
    issues.push(freezeErrors.field('until', `at most ${WINDOW_DAYS} days.`, `최대 ${WINDOW_DAYS}일까지 가능합니다.`));
  }
  if (issues.length > 0) throw new InvalidInput(issues);
  return { kind, reason, from, until };
};

/** Holds it now, or would hold it as scheduled. Pure. */
const affects = (freeze: ChangeFreeze, campaign: StoredCampaign, now: Date): boolean => {
  if (campaign.state === 'held') return campaign.freezeId === freeze.id;
  if (freeze.endedAt !== null || (freeze.until !== null && freeze.until <= now)) return false;
  if (campaign.state === 'sending') return isFrozenBy(freeze, now);
  if (campaign.state !== 'scheduled' || campaign.startAt === null) return false;
  return campaign.startAt >= freeze.from || isFrozenBy(freeze, now)
    ? freeze.until === null || campaign.startAt < freeze.until
    : false;
};

export const createFreezeService = (deps: {
  store: FreezeStore;
  campaigns: Pick<CampaignStore, 'inStates'>;
  audit: AuditService;
  people: PeopleService;
  notices: NoticeService;
  ids: Ids;
  zone: string;
  now: () => Promise<Date>;
  /** Campaigns are to follow: one begins to hold, or is over. */
  changed: () => Promise<void>;
}): FreezeService => {
  const { store, campaigns, audit, people, notices, ids, zone, now } = deps;

  /** Roles as they are now. @throws freeze.forbidden */
  const requireManager = async (actor: Actor): Promise<void> => {
    if (actor.kind === 'system') return;
    const staff = await people.byId(actor.staff.id);
    if (staff === undefined || !can(staff, 'freezes.manage')) throw freezeErrors.forbidden();
  };

  const affectedBy = async (freeze: ChangeFreeze): Promise<StoredCampaign[]> => {
    const at = await now();
    const found = await campaigns.inStates(['scheduled', 'sending', 'held']);
    return found.filter((campaign) => affects(freeze, campaign, at));
  };

  const tell = async (freeze: ChangeFreeze): Promise<void> => {
    const affected = await affectedBy(freeze);
    await notices.tell(freezeNotices.announced(freeze, zone, affected.length));
    for (const { id, name, brief } of affected) {
      await notices.tell(freezeNotices.toOwner(freeze, zone, { id, name, ownerId: brief.ownerId }));
    }
    await store.told(freeze.id);
  };

  const holding = async (): Promise<ChangeFreeze[]> => {
    const at = await now();
    return (await store.current(at)).filter((freeze) => isFrozenBy(freeze, at));
  };

  const record = ({ id, kind, from, until }: ChangeFreeze, action: string, by: ReturnType<typeof actedBy>) =>
    audit.append({
      ...by,
      action,
      subject: id,
      data: { kind, from: from.toISOString(), until: until?.toISOString() ?? null },
    });

  return {
    async announce(actor, input) {
      await requireManager(actor);
      const at = await now();
      const freeze: ChangeFreeze = {
        id: ids.next(),
        ...parse(input, at),
        announcedBy: actorId(actor),
        announcedAt: at,
        endedAt: null,
        endedBy: null,
      };
      await store.insert(freeze);
      await record(freeze, 'freeze.announced', actedBy(actor));
      await tell(freeze);
      await deps.changed();
      return freeze;
    },

    async end(actor, id) {
      await requireManager(actor);
      const [found, at] = await Promise.all([store.byId(id), now()]);
      if (found === undefined) throw freezeErrors.notFound();
      if (found.until !== null && found.until <= at) throw freezeErrors.over();
      const ended = await store.end(id, actorId(actor), at);
      if (ended === undefined) throw freezeErrors.over();
      await record(ended, 'freeze.ended', actedBy(actor));
      await notices.tell(freezeNotices.ended(ended, stillFrozen(await holding(), zone)));
      await deps.changed();
      return ended;
    },

    current: async () => store.current(await now()),
    holding,
    active: () => store.active(),
    list: (limit = LIST_LIMIT) => store.list(Math.min(Math.max(1, Math.trunc(limit)), LIST_LIMIT)),

    async affected(id) {
      const freeze = await store.byId(id);
      return freeze === undefined ? [] : (await affectedBy(freeze)).map((campaign) => campaign.id);
    },

    async heal() {
      for (const freeze of await store.untold()) {
        const known = await audit.list({ subject: freeze.id, limit: 1 });
        // Surface and name are as the freeze tells them: whoever announced it is not here any more.
        if (known.length === 0) {
          await record(freeze, 'freeze.announced', { actor: freeze.announcedBy, surface: 'system' });
        }
        await tell(freeze);
      }
    },
  };
};
