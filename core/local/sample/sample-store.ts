import type { Database } from '../../common/database-store.ts';

export type SampleStep = 'staff' | 'contacts' | 'segment' | 'choices' | 'finished' | 'waiting' | 'draft';

interface MarkDoc {
  readonly _id: string;
  readonly done: readonly SampleStep[];
}

/** Which parts of the sample were made, so that what somebody removed on purpose does not come back. */
export const createSampleStore = (database: Database) => {
  const marks = database.connection.collection<MarkDoc>('local_marks');
  return {
    done: async (): Promise<ReadonlySet<SampleStep>> => new Set((await marks.findOne({ _id: 'sample' }))?.done),
    mark: async (step: SampleStep): Promise<void> => {
      await marks.updateOne({ _id: 'sample' }, { $addToSet: { done: step } }, { upsert: true });
    },
  };
};
