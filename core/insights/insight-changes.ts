import type { AuditService } from '../audit/audit-service.ts';
import type { Clock } from '../common/clock.ts';
import type { NoticeService } from '../people/notice-service.ts';
import type { PeopleService } from '../people/people-service.ts';
import { can, type Permission } from '../people/permissions.ts';
import { type Actor, actedBy, actorId } from '../people/staff.ts';
import type { Insight } from './insight.ts';
import { insightErrors } from './insight-errors.ts';
import { insightNotices } from './insight-notices.ts';
import type { InsightStore } from './insight-store.ts';

/** Each try is lost only to somebody whose change stands: so many at once get through. */
const TRIES = 25;

/** @throws insight.withdrawn */
export const open = (insight: Insight): Insight => {
  if (insight.state === 'withdrawn') throw insightErrors.over(insight.id);
  return insight;
};

export type InsightChanges = ReturnType<typeof createInsightChanges>;

/** What every change of an insight has in common: who may, compare-and-set, the audit log, who hears of it. */
export const createInsightChanges = (deps: {
  store: InsightStore;
  audit: AuditService;
  people: PeopleService;
  notices: NoticeService;
  clock: Clock;
}) => {
  const { store, audit, people, notices, clock } = deps;

  /** Roles as they are now. @throws insight.forbidden */
  const require = async (actor: Actor, permission: Permission): Promise<void> => {
    if (actor.kind === 'system') return;
    const staff = await people.byId(actor.staff.id);
    if (staff === undefined || !can(staff, permission)) throw insightErrors.forbidden(permission);
  };

  /** @throws insight.not_found */
  const existing = async (id: string): Promise<Insight> => {
    const found = await store.byId(id);
    if (found === undefined) throw insightErrors.notFound(id);
    return found;
  };

  /** The last step of every change: what is recorded was followed up. */
  const record = async (
    actor: Actor,
    action: string,
    insight: Insight,
    data: Record<string, string | number> = {},
  ): Promise<void> => {
    await audit.append({
      ...actedBy(actor),
      action,
      subject: insight.id,
      data: { revision: insight.revision, ...data },
    });
    await store.settled(insight);
  };

  /** Reads, changes and tries again where somebody was faster. `to` answers undefined where nothing is to change. */
  const change = async (
    id: string,
    to: (insight: Insight) => Partial<Omit<Insight, 'id' | 'number' | 'revision'>> | undefined,
  ): Promise<{ insight: Insight; changed: boolean }> => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const insight = await existing(id);
      const set = to(insight);
      if (set === undefined) return { insight, changed: false };
      const changed = await store.change(insight, { ...set, updatedAt: clock.now() });
      if (changed !== undefined) return { insight: changed, changed: true };
    }
    throw insightErrors.changedMeanwhile(id);
  };

  const tellFollowers = async (insight: Insight): Promise<void> => {
    if (insight.themeKey === null) return;
    const theme = (await store.themes()).find(({ key }) => key === insight.themeKey);
    for (const staffId of theme?.followers ?? []) {
      if (theme !== undefined && staffId !== insight.authorId) {
        await notices.tell(insightNotices.inTheme(insight, theme.name, staffId));
      }
    }
  };

  /** Unless the author did it. */
  const tellAuthor = async (
    actor: Actor,
    insight: Insight,
    notice: Parameters<NoticeService['tell']>[0],
  ): Promise<void> => {
    if (actorId(actor) !== insight.authorId) await notices.tell(notice);
  };

  /** Its author, and everybody who commented before: the last comment is an answer to them. */
  const tellCommented = async (insight: Insight, name: string): Promise<void> => {
    const last = insight.comments.at(-1);
    if (last === undefined) return;
    if (last.by !== insight.authorId) await notices.tell(insightNotices.commented(insight, name, last.text));
    const before = new Set(insight.comments.map(({ by }) => by));
    for (const staffId of before) {
      if (staffId !== last.by && staffId !== insight.authorId) {
        await notices.tell(insightNotices.answered(insight, name, last.text, staffId));
      }
    }
  };

  return { require, existing, record, change, tellFollowers, tellAuthor, tellCommented };
};
