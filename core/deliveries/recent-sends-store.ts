import type { FrequencyCap } from '../campaigns/campaign.ts';
import { type Database, fromNow, isDuplicateKey, serverTime } from '../common/database-store.ts';
import type { BatchDoc, PlacesDoc, RunDoc } from './delivery-doc.ts';

const DAY_MS = 86_400_000;
const TURN = 'capped';
const KEPT_MS = 60_000;

interface TurnDoc {
  readonly _id: typeof TURN;
  readonly owner: string;
  readonly until: Date;
}

/** Whether the campaign of a frozen audience has begun to send it. */
type Started = (run: RunDoc) => Promise<boolean>;

/** What a batch says of those who were, or may yet be, sent its mail. */
type Outcomes = Pick<BatchDoc, '_id' | 'from' | 'to' | 'waiting' | 'settled' | 'excluded'>;
/** Batches whose people are read with one query. */
const READ_TOGETHER = 8;

/** Whom it counts of these places: each was sent the mail since then, or may yet be. */
const countedIn = (
  { from, to, waiting, settled, excluded }: Outcomes,
  contactIds: readonly string[],
  since: Date,
): readonly string[] => {
  const sent = settled.filter(
    ({ outcome, at }) => outcome === 'needs_human' || (outcome === 'submitted' && at >= since),
  );
  const parts = [{ from, to }, ...waiting, ...sent];
  const out = new Set(excluded.map(({ position }) => position));
  return parts.flatMap((part) => contactIds.slice(part.from, part.to).filter((_, i) => !out.has(part.from + i)));
};

/**
 * Who was mailed lately. Runs within the days of a cap are few and a batch holds a thousand places, so that they are read
 * whole: a record for each contact would have to be written for each mail.
 */
export const createRecentSends = (database: Database) => {
  const runs = database.connection.collection<RunDoc>('runs');
  const batches = database.connection.collection<BatchDoc>('batches');
  const places = database.connection.collection<PlacesDoc>('batch_places');
  const turns = database.connection.collection<TurnDoc>('freeze_turns');

  /** Runs that count, but `besides`. A frozen audience that was given up is sent nothing. */
  const runsSince = async (since: Date, besides: string | null, started: Started): Promise<RunDoc[]> => {
    const [open, finished] = await Promise.all([
      runs.find({ phase: { $in: ['ready', 'sending'] } }).toArray(),
      runs.find({ phase: 'finished', finishedAt: { $gte: since } }).toArray(),
    ]);
    const counting = [...open, ...finished].filter((run) => run.capFree !== true && run._id !== besides);
    const begun = await Promise.all(counting.map((run) => run.phase !== 'ready' || started(run)));
    return counting.filter((_, i) => begun[i] === true);
  };

  const atCapIn = async (some: readonly RunDoc[], cap: FrequencyCap, from: Date): Promise<ReadonlySet<string>> => {
    const mails = new Map<string, number>();
    const full = new Set<string>();
    const add = (contactId: string): void => {
      const n = (mails.get(contactId) ?? 0) + 1;
      if (n >= cap.mails) full.add(contactId);
      else mails.set(contactId, n);
    };
    for (const { _id: runId, buildId } of some) {
      if (buildId === null) continue;
      const some = await batches
        .find({ runId, buildId })
        .project<Outcomes>({ from: 1, to: 1, waiting: 1, settled: 1, excluded: 1 })
        .toArray();
      const byId = new Map(some.map((batch) => [batch._id, batch]));
      const ids = [...byId.keys()];
      for (let start = 0; start < ids.length; start += READ_TOGETHER) {
        const found = await places
          .find({ _id: { $in: ids.slice(start, start + READ_TOGETHER) } })
          .project<Pick<PlacesDoc, '_id' | 'contactIds'>>({ contactIds: 1 })
          .toArray();
        for (const { _id, contactIds } of found) {
          const batch = byId.get(_id);
          if (batch !== undefined) for (const contactId of countedIn(batch, contactIds, from)) add(contactId);
        }
      }
    }
    return full;
  };

  const since = async (cap: FrequencyCap): Promise<Date> =>
    new Date((await serverTime(database)).getTime() - cap.days * DAY_MS);

  let kept: { readonly key: string; readonly until: number; readonly ids: Promise<readonly string[]> } | undefined;

  return {
    /**
     * Everybody who has had as many mails within the days of the cap as it allows, or will have from runs that have
     * started. `besides`: a run that does not count.
     */
    async atCap(cap: FrequencyCap, besides: string | null, started: Started): Promise<ReadonlySet<string>> {
      const from = await since(cap);
      return atCapIn(await runsSince(from, besides, started), cap, from);
    },

    /** The same, ascending, for pages and cards: while the runs are the same it may be a minute old. */
    async atCapLately(cap: FrequencyCap, started: Started): Promise<readonly string[]> {
      const from = await since(cap);
      const some = await runsSince(from, null, started);
      const stand = some.map(({ _id, phase, buildId, finishedAt }) => [_id, phase, buildId, finishedAt]);
      const key = JSON.stringify([cap.mails, cap.days, stand]);
      if (kept?.key === key && kept.until > performance.now()) return kept.ids;
      const ids = atCapIn(some, cap, from).then((found) => [...found].sort());
      kept = { key, until: performance.now() + KEPT_MS, ids };
      ids.catch(() => {
        kept = undefined;
      });
      return ids;
    },

    /**
     * Takes the turn of freezing under a cap, or keeps it: two audiences that were frozen side by side would not see each
     * other. False while somebody else has it; a dead owner's turn runs out.
     */
    async takeTurn(owner: string, leaseMs: number): Promise<boolean> {
      const now = await serverTime(database);
      const taken = await turns.findOneAndUpdate(
        { _id: TURN, $or: [{ owner }, { until: { $lte: now } }] },
        [{ $set: { owner: { $literal: owner }, until: fromNow(leaseMs) } }],
        { returnDocument: 'after' },
      );
      if (taken !== null) return true;
      try {
        await turns.insertOne({ _id: TURN, owner, until: new Date(now.getTime() + leaseMs) });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async leaveTurn(owner: string): Promise<void> {
      await turns.deleteOne({ _id: TURN, owner });
    },
  };
};

export type RecentSends = ReturnType<typeof createRecentSends>;
