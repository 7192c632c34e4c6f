import { type Database, isDuplicateKey } from '../common/database-store.ts';

/** Segments that a segment's rule names, or is about to name. */
export interface Edge {
  /** Of the change that wrote it: a later one removes what it saw, never what came after. */
  readonly token: string;
  readonly segment: string;
  readonly names: readonly string[];
}

export interface SegmentGraph {
  readonly revision: number;
  readonly edges: readonly Edge[];
  /** Deleted, or being deleted: not to be named any more. */
  readonly gone: readonly string[];
}

/** The one document on which rests that segments name each other without a cycle, and none that is deleted. */
interface GraphDocument extends SegmentGraph {
  _id: 'graph';
}

export const createSegmentGraphStore = (database: Database) => {
  const graphs = database.connection.collection<GraphDocument>('segment_graph');
  return {
    read: async (): Promise<SegmentGraph> =>
      (await graphs.findOne({ _id: 'graph' })) ?? { revision: 0, edges: [], gone: [] },

    /** Compare-and-set on the revision that was read; false where it was lost. */
    replace: async (before: SegmentGraph, after: Omit<SegmentGraph, 'revision'>): Promise<boolean> => {
      const next = { revision: before.revision + 1, edges: [...after.edges], gone: [...after.gone] };
      if (before.revision > 0) {
        return (await graphs.findOneAndUpdate({ _id: 'graph', revision: before.revision }, { $set: next })) !== null;
      }
      try {
        await graphs.insertOne({ _id: 'graph', ...next });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
};

export type SegmentGraphStore = ReturnType<typeof createSegmentGraphStore>;
