import type { AuditService } from '../audit/audit-service.ts';
import { type Database, serverTime } from '../common/database-store.ts';
import type { Ids } from '../common/ids.ts';
import { type Actor, actedBy } from '../people/staff.ts';
import type { Campaign } from './campaign.ts';
import { campaignNotFound } from './campaign-errors.ts';
import type { CampaignStore, PendingLine, StoredCampaign } from './campaign-store.ts';
import type { CardService } from './card-service.ts';
import { WRITTEN_DIFFERENCES } from './differences.ts';
import type { ThreadEntry } from './thread.ts';

/** A thread entry to be: `audit` is its verb in the audit log, or null where it is audited elsewhere. */
export interface NewLine {
  readonly kind: ThreadEntry['kind'];
  readonly data: ThreadEntry['data'];
  readonly audit: string | null;
  readonly key?: string;
}

export type ChangeSet = Parameters<CampaignStore['change']>[1];

/** Lines of a process that died are carried on by another after this long. */
const LEFT_AFTER_MS = 30_000;

export const toCampaign = ({
  number,
  startAt,
  editors,
  lines,
  freezeId,
  resumeAfter,
  ...campaign
}: StoredCampaign): Campaign => campaign;

/** The audit log holds ids and hashes, never what people wrote. */
const WRITTEN = new Set<string>(['comment', 'name', 'oldName', 'reasonEn', 'reasonKo', ...WRITTEN_DIFFERENCES]);
const forAudit = (data: PendingLine['data']): PendingLine['data'] =>
  Object.fromEntries(Object.entries(data).filter(([key]) => !WRITTEN.has(key)));

export type Changes = ReturnType<typeof createChanges>;

/**
 * The one way in which a campaign changes: a compare-and-set that stores the change together with what is to be told
 * of it; then thread, audit and cards follow. A crash between loses nothing: `carryLeft` finishes it.
 */
export const createChanges = (deps: {
  database: Database;
  store: CampaignStore;
  cards: CardService;
  audit: AuditService;
  ids: Ids;
}) => {
  const { database, store, cards, audit, ids } = deps;

  const audited = async (subject: string, key: string): Promise<boolean> =>
    (await audit.list({ subject, limit: 100 })).some((entry) => entry.data.line === key);

  /** `left`: the process that stored the lines may have died between thread and audit. */
  const carry = async (campaign: StoredCampaign, left = false): Promise<void> => {
    for (const { key, audit: action, ...entry } of campaign.lines) {
      const appended = await store.appendThread(campaign.id, key, entry);
      if (action !== null && (appended || (left && !(await audited(campaign.id, key))))) {
        const { actor, surface, data } = entry;
        await audit.append({ actor, surface, action, subject: campaign.id, data: { ...forAudit(data), line: key } });
      }
    }
    await cards.touch(campaign.id);
    // Last, because what still has lines is carried again after a crash.
    if (campaign.lines.length > 0) {
      await store.dropLines(
        campaign.id,
        campaign.lines.map((line) => line.key),
      );
    }
  };

  const toLines = (actor: Actor, lines: readonly NewLine[], at: Date): PendingLine[] =>
    lines.map(({ key, ...line }) => ({
      ...line,
      key: key ?? ids.next(),
      at,
      ...actedBy(actor),
    }));

  return {
    /** @throws campaign.not_found */
    async get(id: string): Promise<StoredCampaign> {
      const campaign = await store.byId(id);
      if (campaign === undefined) throw campaignNotFound(id);
      return campaign;
    },
    now: () => serverTime(database),
    newLines: toLines,
    carry,
    /** Has the campaign's cards rendered again. */
    show: (campaignId: string): Promise<void> => cards.touch(campaignId),

    /** Undefined where somebody else changed the campaign since it was read. */
    async change(
      actor: Actor,
      campaign: StoredCampaign,
      set: ChangeSet,
      lines: readonly NewLine[],
      options: { edits?: boolean } = {},
    ): Promise<StoredCampaign | undefined> {
      const at = await serverTime(database);
      const changed = await store.change(campaign, set, {
        at,
        lines: toLines(actor, lines, at),
        ...(options.edits === true && actor.kind === 'staff' ? { editor: actor.staff.id } : {}),
      });
      if (changed !== undefined) await carry(changed);
      return changed;
    },

    /** A line about something that is stored elsewhere. With the same key it is written once. */
    async tell(campaignId: string, line: NewLine & { actor: string; surface: string; at: Date }): Promise<boolean> {
      const { key, audit: action, ...entry } = line;
      const appended = await store.appendThread(campaignId, key ?? ids.next(), entry);
      if (appended && action !== null) {
        await audit.append({
          actor: entry.actor,
          surface: entry.surface,
          action,
          subject: campaignId,
          data: forAudit(entry.data),
        });
      }
      if (appended) await cards.touch(campaignId);
      return appended;
    },

    /** Finishes what processes that died left. */
    async carryLeft(): Promise<void> {
      const now = await serverTime(database);
      for (const campaign of await store.withLinesLeft(new Date(now.getTime() - LEFT_AFTER_MS))) {
        await carry(campaign, true);
      }
    },
  };
};
