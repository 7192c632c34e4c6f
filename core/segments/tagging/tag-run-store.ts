import { type Database, fromNow, type StoreIndexes } from '../../common/database-store.ts';
import type { TagRun, TagRunPhase } from './tag-run.ts';

export interface TagRunDocument extends Omit<TagRun, 'id'> {
  _id: string;
  /** Id of the last contact that was read. */
  after: string;
  /** Steps that are done; what each changed stands under its number. */
  steps: number;
  leaseUntil: Date;
  fence: number;
}

/** Whose tags one step changes: written before it changes any, so that nobody is missed when it is undone. */
interface StepDocument {
  /** `RUN:STEP`. */
  _id: string;
  ids: string[];
  /** Contacts that were read for it, and the last of them. */
  read: number;
  last: string;
}

const LEASE_MS = 60_000;

export const TAG_RUN_INDEXES: readonly StoreIndexes[] = [
  { collection: 'tag_runs', indexes: [{ key: { phase: 1 } }], shapes: [{ fields: { phase: 'in' } }] },
];

const toRun = ({ _id, after: _, steps: __, leaseUntil: ___, fence: ____, ...rest }: TagRunDocument): TagRun => ({
  id: _id,
  ...rest,
});

export type TagRunStore = ReturnType<typeof createTagRunStore>;

export const createTagRunStore = (database: Database) => {
  const runs = database.connection.collection<TagRunDocument>('tag_runs');
  const steps = database.connection.collection<StepDocument>('tag_run_steps');
  return {
    insert: async (run: TagRun): Promise<void> => {
      const { id, ...rest } = run;
      await runs.insertOne({ _id: id, ...rest, after: '', steps: 0, leaseUntil: new Date(0), fence: 0 });
    },
    byId: async (id: string): Promise<TagRun | undefined> => {
      const found = await runs.findOne({ _id: id });
      return found === null ? undefined : toRun(found);
    },
    /** The newest first: ids begin with their time. */
    list: async (limit: number): Promise<TagRun[]> =>
      (await runs.find({}).sort({ _id: -1 }).limit(limit).toArray()).map(toRun),

    due: async (): Promise<string[]> =>
      (
        await runs
          .find(
            { phase: { $in: ['pending', 'running', 'undoing'] }, $expr: { $lt: ['$leaseUntil', '$$NOW'] } },
            { projection: { _id: 1 } },
          )
          .toArray()
      ).map(({ _id }) => _id),
    /** Takes it in hand; undefined where somebody else has it, or there is nothing to do. */
    claim: async (id: string): Promise<TagRunDocument | undefined> =>
      (await runs.findOneAndUpdate(
        {
          _id: id,
          phase: { $in: ['pending', 'running', 'undoing'] },
          $expr: { $lt: ['$leaseUntil', '$$NOW'] },
        },
        [
          {
            $set: {
              phase: { $cond: [{ $eq: ['$phase', 'pending'] }, 'running', '$phase'] },
              fence: { $add: ['$fence', 1] },
              leaseUntil: fromNow(LEASE_MS),
            },
          },
        ],
        { returnDocument: 'after' },
      )) ?? undefined,
    /** Writes how far it is and renews the lease; undefined where somebody else took it over. */
    progress: async (
      { _id, fence }: TagRunDocument,
      set: Pick<TagRunDocument, 'seen' | 'changed' | 'after' | 'steps'>,
    ): Promise<TagRunDocument | undefined> => {
      const values = Object.fromEntries(Object.entries(set).map(([key, value]) => [key, { $literal: value }]));
      return (
        (await runs.findOneAndUpdate({ _id, fence }, [{ $set: { ...values, leaseUntil: fromNow(LEASE_MS) } }], {
          returnDocument: 'after',
        })) ?? undefined
      );
    },
    finish: async ({ _id, fence }: TagRunDocument, phase: TagRunPhase): Promise<void> => {
      await runs.updateOne({ _id, fence }, [
        { $set: { phase, finishedAt: '$$NOW', leaseUntil: { $literal: new Date(0) } } },
      ]);
    },
    /** False where it is not done. */
    beginUndo: async (id: string): Promise<boolean> =>
      (await runs.findOneAndUpdate({ _id: id, phase: 'done' }, { $set: { phase: 'undoing', finishedAt: null } })) !==
      null,

    /** Notes whom a step changes, unless that was noted before; answers what stands. */
    noteStep: async (runId: string, number: number, step: Omit<StepDocument, '_id'>): Promise<StepDocument> => {
      const _id = `${runId}:${number}`;
      const stands = await steps.findOneAndUpdate(
        { _id },
        { $setOnInsert: step },
        { upsert: true, returnDocument: 'after' },
      );
      return stands ?? { _id, ...step };
    },
    step: async (runId: string, number: number): Promise<StepDocument | undefined> =>
      (await steps.findOne({ _id: `${runId}:${number}` })) ?? undefined,
  };
};
