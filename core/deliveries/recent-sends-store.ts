import type { FrequencyCap } from '../campaigns/campaign.ts';
import { type Database, fromNow, isDuplicateKey, serverTime } from '../common/database-store.ts';
import type { BatchDoc, RunDoc } from './delivery-doc.ts';

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

/**
 * Batches in which everybody counts: nothing of them is settled, or all of it was submitted since then. Their flat list of
 * ids is read several times faster than their places.
 */
const allCounted = (from: Date) => ({
  'excluded.0': { $exists: false },
  'waiting.0': { $exists: false },
  $or: [
    { state: { $in: ['pending', 'submitting', 'uncertain'] as const }, 'settled.0': { $exists: false } },
    {
      state: 'done' as const,
      'settled.1': { $exists: false },
      'settled.0.outcome': 'submitted' as const,
      'settled.0.at': { $gte: from },
    },
  ],
});

/** What a batch says of those who were, or may yet be, sent its mail. */
type SentPlaces = Pick<BatchDoc, 'recipients' | 'waiting' | 'settled'>;

/**
 * Who was mailed lately. Runs within the days of a cap are few and a batch holds a thousand places, so that they are read
 * whole: a record for each contact would have to be written for each mail.
 */
export const createRecentSends = (database: Database) => {
  const runs = database.connection.collection<RunDoc>('runs');
  const batches = database.connection.collection<BatchDoc>('batches');
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
      const whole = new Set<string>();
      for await (const { _id, contactIds } of batches
        .find({ runId, buildId, ...allCounted(from) })
        .project<Pick<BatchDoc, '_id' | 'contactIds'>>({ contactIds: 1 })
        .batchSize(8)) {
        whole.add(_id);
        for (const contactId of contactIds) add(contactId);
      }
      // By what was not read above, and not by the opposite question: a batch may have changed between the two.
      const ids = await batches.find({ runId, buildId }).project<Pick<BatchDoc, '_id'>>({ _id: 1 }).toArray();
      const rest = ids.map(({ _id }) => _id).filter((id) => !whole.has(id));
      if (rest.length === 0) continue;
      const cursor = batches
        .find({ _id: { $in: rest } })
        .project<SentPlaces>({
          'recipients.c': 1,
          'waiting.recipients.c': 1,
          'settled.outcome': 1,
          'settled.at': 1,
          'settled.recipients.c': 1,
        })
        .batchSize(8);
      for await (const { recipients, waiting, settled } of cursor) {
        const sent = settled.filter(
          ({ outcome, at }) => outcome === 'needs_human' || (outcome === 'submitted' && at >= from),
        );
        for (const part of [{ recipients }, ...waiting, ...sent]) for (const { c } of part.recipients) add(c);
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
