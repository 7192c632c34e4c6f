import { type Database, fromNow, isDuplicateKey, type StoreIndexes, serverTime } from '../common/database-store.ts';
import type { PlacedBatch } from './batch-people.ts';
import type { Outcome, RunPhase } from './delivery.ts';
import type { BatchDoc, ExclusionDoc, FrozenMailDoc, PlacesDoc, RunDoc } from './delivery-doc.ts';
import type { Acceptance } from './progress.ts';
import { PACE_INDEXES } from './send-pace-store.ts';

export const DELIVERY_INDEXES: StoreIndexes[] = [
  {
    collection: 'runs',
    indexes: [{ key: { phase: 1, finishedAt: 1 } }, { key: { announced: 1 } }],
    shapes: [
      { fields: { phase: 'in' } },
      { fields: { phase: 'equal', finishedAt: 'range' } },
      { fields: { announced: 'equal' } },
    ],
  },
  {
    collection: 'batches',
    indexes: [
      // By this one batches move: id, state and fence are all that is named.
      { key: { _id: 1, state: 1, fence: 1, people: 1 } },
      { key: { runId: 1, buildId: 1, state: 1, notBefore: 1 } },
      { key: { state: 1, leaseUntil: 1 } },
      { key: { state: 1, checkAt: 1 } },
      { key: { askedAt: 1 }, sparse: true },
    ],
    shapes: [
      { fields: { _id: 'in' } },
      { fields: { _id: 'equal', state: 'equal', fence: 'equal' } },
      { fields: { _id: 'equal', state: 'equal', fence: 'equal', people: 'equal' } },
      { fields: { runId: 'equal' } },
      { fields: { runId: 'equal', buildId: 'equal' } },
      { fields: { runId: 'equal', buildId: 'equal', state: 'equal' } },
      { fields: { runId: 'equal', buildId: 'equal', state: 'equal', notBefore: 'range' } },
      { fields: { state: 'equal', leaseUntil: 'range' } },
      { fields: { state: 'equal', checkAt: 'range' } },
      { fields: { askedAt: 'range' } },
    ],
  },
  {
    collection: 'batch_places',
    indexes: [{ key: { runId: 1, buildId: 1 } }, { key: { contactIds: 1 } }],
    shapes: [
      { fields: { _id: 'in' } },
      { fields: { runId: 'equal', buildId: 'in' } },
      { fields: { contactIds: 'equal' } },
      { fields: { contactIds: 'in' } },
    ],
  },
  {
    collection: 'run_exclusions',
    indexes: [{ key: { runId: 1, buildId: 1 } }, { key: { contactIds: 1 } }],
    shapes: [
      { fields: { runId: 'equal', buildId: 'in' } },
      { fields: { contactIds: 'equal' } },
      { fields: { contactIds: 'in' } },
    ],
  },
  {
    collection: 'run_mails',
    indexes: [{ key: { runId: 1, buildId: 1 } }],
    shapes: [{ fields: { runId: 'equal', buildId: 'in' } }],
  },
  ...PACE_INDEXES,
];

/** Runs, their builds, and reading. Claims and leases are in `batch-claims-store.ts`. */
export const createDeliveryStore = (database: Database) => {
  const { connection } = database;
  const runs = connection.collection<RunDoc>('runs');
  const batches = connection.collection<BatchDoc>('batches');
  const places = connection.collection<PlacesDoc>('batch_places');
  const exclusions = connection.collection<ExclusionDoc>('run_exclusions');
  const mails = connection.collection<FrozenMailDoc>('run_mails');
  /** Ids of one build, in order: a range of `_id`, because `limit` and `sort` do not stop a scan on the embedded server. */
  const within = (runId: string, buildId: string, from: string) => {
    const start = `${runId}/${buildId}/`;
    return { $gte: from > start ? from : start, $lt: `${runId}/${buildId}0` };
  };

  /** In the order given. What has no batch any more belongs to a build that is being removed. */
  const withBatches = async (some: readonly PlacesDoc[]): Promise<PlacedBatch[]> => {
    const found = await batches.find({ _id: { $in: some.map(({ _id }) => _id) } }).toArray();
    const byId = new Map(found.map((batch) => [batch._id, batch]));
    return some.flatMap((whole) => {
      const batch = byId.get(whole._id);
      return batch === undefined ? [] : [{ batch, places: whole }];
    });
  };

  return {
    now: () => serverTime(database),

    /** Makes the run where there is none; the id is unique, so that a campaign has one run of a number. */
    async ensureRun(id: string, campaignId: string): Promise<RunDoc | null> {
      const known = await runs.findOne({ _id: id });
      if (known !== null) return known;
      try {
        await runs.insertOne({
          _id: id,
          campaignId,
          phase: 'building',
          buildId: null,
          approvedKey: null,
          readyAt: null,
          builderUntil: null,
          frozen: 0,
          digest: null,
          startedAt: await serverTime(database),
          finishedAt: null,
          announced: 'none',
          announceUntil: null,
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      return runs.findOne({ _id: id });
    },
    run: (id: string) => runs.findOne({ _id: id }),
    runsIn: (phases: readonly RunPhase[]) => runs.find({ phase: { $in: [...phases] } }).toArray(),

    /** Begins a build, unless somebody is building. A dead builder's lease runs out and a new build begins. */
    async beginBuild(runId: string, buildId: string, leaseMs: number): Promise<RunDoc | null> {
      const now = await serverTime(database);
      return runs.findOneAndUpdate(
        { _id: runId, phase: 'building', $or: [{ builderUntil: null }, { builderUntil: { $lte: now } }] },
        [{ $set: { buildId, builderUntil: fromNow(leaseMs) } }],
        { returnDocument: 'after' },
      );
    },
    async renewBuild(runId: string, buildId: string, leaseMs: number): Promise<boolean> {
      const done = await runs.updateOne({ _id: runId, phase: 'building', buildId }, [
        { $set: { builderUntil: fromNow(leaseMs) } },
      ]);
      return done.matchedCount === 1;
    },
    /** Its places come after the batch: a build that dies in between is found by its batches. */
    async addBatches(some: readonly PlacedBatch[]): Promise<void> {
      await batches.insertMany(
        some.map(({ batch }) => batch),
        { ordered: false },
      );
      await places.insertMany(
        some.map((one) => one.places),
        { ordered: false },
      );
    },
    addExclusions: (docs: ExclusionDoc[]) => exclusions.insertMany(docs, { ordered: false }),
    addMails: (docs: FrozenMailDoc[]) => mails.insertMany(docs, { ordered: false }),
    /** Names the build whose batches can be claimed. False where another build took over. */
    async ready(
      runId: string,
      buildId: string,
      facts: { frozen: number; digest: string; approvedKey: string; capFree: boolean; timed: boolean },
    ): Promise<boolean> {
      const done = await runs.updateOne({ _id: runId, phase: 'building', buildId }, [
        {
          $set: {
            phase: 'ready',
            readyAt: '$$NOW',
            builderUntil: null,
            frozen: { $literal: facts.frozen },
            digest: { $literal: facts.digest },
            approvedKey: { $literal: facts.approvedKey },
            capFree: { $literal: facts.capFree },
            timed: { $literal: facts.timed },
          },
        },
      ]);
      return done.modifiedCount === 1;
    },
    /** A frozen audience that nothing was sent to is given up; the next build takes its place. */
    async refreeze(runId: string, buildId: string): Promise<boolean> {
      const done = await runs.updateOne(
        { _id: runId, phase: 'ready', buildId },
        { $set: { phase: 'building', buildId: null, builderUntil: null } },
      );
      return done.modifiedCount === 1;
    },
    /**
     * Gives up a build that cannot go on (bad content, a failing database), so that the next try starts anew. Its places
     * go only where the run can never name it any more: the database may have done `ready` and its answer been lost.
     */
    async abandonBuild(runId: string, buildId: string): Promise<void> {
      await runs.updateOne({ _id: runId, phase: 'building', buildId }, { $set: { buildId: null, builderUntil: null } });
      if ((await runs.findOne({ _id: runId, buildId })) === null) await this.dropBuilds(runId, [buildId]);
    },
    /** Builds of a run but this one. Read by its builder while the run still names it, all of them are dead. */
    otherBuilds: async (runId: string, buildId: string): Promise<string[]> =>
      (await batches.distinct('buildId', { runId })).filter((id) => id !== buildId),
    async dropBuilds(runId: string, buildIds: readonly string[]): Promise<void> {
      if (buildIds.length === 0) return;
      const those = { runId, buildId: { $in: [...buildIds] } };
      await Promise.all([places, exclusions, mails].map((of) => of.deleteMany(those)));
      // Last: by its batches a build that was not removed whole is found again.
      await batches.deleteMany(those);
    },

    /** From here on the build stands: nothing freezes this run anew. */
    beginSending: (runId: string, buildId: string, approvedKey: string) =>
      runs.findOneAndUpdate(
        { _id: runId, phase: 'ready', buildId, approvedKey },
        [{ $set: { phase: 'sending', startedAt: '$$NOW' } }],
        { returnDocument: 'after' },
      ),
    /** A timed run was looked after until now. */
    async seen(runId: string): Promise<void> {
      await runs.updateOne({ _id: runId }, [{ $set: { seenAt: '$$NOW' } }]);
    },
    async finish(runId: string): Promise<boolean> {
      const done = await runs.updateOne({ _id: runId, phase: { $in: ['ready', 'sending'] } }, [
        { $set: { phase: 'finished', finishedAt: '$$NOW', announced: 'todo', announceUntil: '$$NOW' } },
      ]);
      return done.modifiedCount === 1;
    },
    async reopen(runId: string): Promise<void> {
      await runs.updateOne({ _id: runId, phase: 'finished' }, { $set: { phase: 'sending', finishedAt: null } });
    },
    /** One run whose result has not been told yet, for one process at a time. */
    async claimAnnouncement(leaseMs: number): Promise<RunDoc | null> {
      const now = await serverTime(database);
      return runs.findOneAndUpdate(
        { announced: 'todo', phase: 'finished', announceUntil: { $lte: now } },
        [{ $set: { announceUntil: fromNow(leaseMs) } }],
        { returnDocument: 'after' },
      );
    },
    async announced(runId: string): Promise<void> {
      await runs.updateOne({ _id: runId, announced: 'todo' }, { $set: { announced: 'done' } });
    },

    /**
     * Runs that finished while a person's answer put a batch back: whoever counted last had not seen it, or the process
     * that took the answer died. They go on.
     */
    async reopenAsked(): Promise<void> {
      const open = await batches
        .find({ askedAt: { $gt: new Date(0) }, state: { $ne: 'done' } }, { projection: { runId: 1 } })
        .toArray();
      for (const runId of new Set(open.map((batch) => batch.runId))) await this.reopen(runId);
    },
    /** Batches of which a part waits for a person, longest waiting first. */
    waitingForPerson: async (): Promise<BatchDoc[]> => {
      const found = await batches.find({ askedAt: { $gt: new Date(0) } }).toArray();
      return found.sort((a, b) => (a.askedAt?.getTime() ?? 0) - (b.askedAt?.getTime() ?? 0));
    },
    batch: (id: string) => batches.findOne({ _id: id }),
    placesIn: (batchId: string) => places.findOne({ _id: batchId }),
    async batchesOf(contactId: string): Promise<PlacedBatch[]> {
      const found = await places.find({ contactIds: contactId }).toArray();
      return withBatches(found);
    },
    exclusionsOf: (contactId: string) => exclusions.find({ contactIds: contactId }).toArray(),
    /** A run's batches in order, one at a time. */
    async *batchCursor(runId: string, buildId: string, from = ''): AsyncGenerator<PlacedBatch> {
      const found = await batches.find({ runId, buildId }).toArray();
      const inOrder = found.filter(({ _id }) => _id >= from).sort((a, b) => (a._id < b._id ? -1 : 1));
      for (const batch of inOrder) {
        const whole = await places.findOne({ _id: batch._id });
        if (whole !== null) yield { batch, places: whole };
      }
    },
    exclusionCursor: (runId: string, buildId: string, from = '') =>
      exclusions
        .find({ _id: within(runId, buildId, from) })
        .sort({ _id: 1 })
        .batchSize(4),
    async batchWith(runId: string, buildId: string, contactId: string): Promise<PlacedBatch | undefined> {
      // By the contact alone, and then by id: nothing else of it is in an index.
      const mine = await places.find({ contactIds: contactId }, { projection: { _id: 1 } }).toArray();
      const start = `${runId}/${buildId}/`;
      const _id = mine.map((one) => one._id).find((id) => id.startsWith(start));
      const whole = _id === undefined ? null : await places.findOne({ _id });
      return whole === null ? undefined : (await withBatches([whole]))[0];
    },
    mailsOf: (runId: string, buildId: string) => mails.find({ runId, buildId }).toArray(),

    /** When how many people were taken by the provider, ascending. */
    async acceptances(runId: string, buildId: string): Promise<Acceptance[]> {
      const found = await batches
        .aggregate<Acceptance & { outcome: Outcome }>([
          { $match: { runId, buildId } },
          {
            $project: {
              parts: {
                $map: {
                  input: '$settled',
                  as: 'part',
                  in: { at: '$$part.at', outcome: '$$part.outcome', people: '$$part.people' },
                },
              },
            },
          },
          { $unwind: '$parts' },
          { $project: { _id: 0, at: '$parts.at', outcome: '$parts.outcome', people: '$parts.people' } },
        ])
        .toArray();
      return found
        .filter(({ outcome }) => outcome === 'submitted')
        .map(({ at, people }) => ({ at, people }))
        .sort((a, b) => a.at.getTime() - b.at.getTime());
    },

    /** How many places have which outcome: one pass over the batches, of which each accounts for all of its places. */
    async outcomes(runId: string, buildId: string): Promise<Map<Outcome, number>> {
      const counted = await batches
        .aggregate<{ _id: Outcome; n: number }>([
          { $match: { runId, buildId } },
          {
            $project: {
              entries: {
                $concatArrays: [
                  [{ o: '$state', n: '$people' }],
                  { $map: { input: '$waiting', as: 'part', in: { o: 'pending', n: '$$part.people' } } },
                  { $map: { input: '$settled', as: 'part', in: { o: '$$part.outcome', n: '$$part.people' } } },
                  { $map: { input: '$excluded', as: 'out', in: { o: '$$out.reason', n: 1 } } },
                ],
              },
            },
          },
          { $unwind: '$entries' },
          { $group: { _id: '$entries.o', n: { $sum: '$entries.n' } } },
        ])
        .toArray();
      const excluded = await exclusions
        .aggregate<{ _id: Outcome; n: number }>([
          { $match: { runId, buildId } },
          { $group: { _id: '$reason', n: { $sum: { $size: '$people' } } } },
        ])
        .toArray();
      const sum = new Map<Outcome, number>();
      for (const { _id, n } of [...counted, ...excluded]) if (n > 0) sum.set(_id, (sum.get(_id) ?? 0) + n);
      return sum;
    },
  };
};

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;
