import { type Database, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import type { Rule } from './rule.ts';
import type { Segment } from './segment-service.ts';

interface SegmentDocument {
  _id: string;
  name: string;
  /** The name without case and spacing. */
  nameKey: string;
  rule: Rule;
  version: number;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

export const SEGMENT_INDEXES: readonly StoreIndexes[] = [
  {
    collection: 'segments',
    indexes: [{ key: { nameKey: 1 }, unique: true }],
    shapes: [{ fields: { nameKey: 'equal' } }, { fields: {}, sort: { nameKey: 1 } }],
  },
];

const toSegment = ({ _id, nameKey: _, ...rest }: SegmentDocument): Segment => ({ id: _id, ...rest });
const nameKey = (name: string): string => name.replace(/\s+/gu, ' ').toLowerCase();

export const createSegmentStore = (database: Database) => {
  const segments = database.connection.collection<SegmentDocument>('segments');
  return {
    byId: async (id: string): Promise<Segment | undefined> => {
      const found = await segments.findOne({ _id: id });
      return found === null ? undefined : toSegment(found);
    },
    list: async (): Promise<Segment[]> => (await segments.find({}).sort({ nameKey: 1 }).toArray()).map(toSegment),
    /** False where the name is taken. */
    insert: async ({ id, ...rest }: Segment): Promise<boolean> => {
      try {
        await segments.insertOne({ _id: id, nameKey: nameKey(rest.name), ...rest });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** Compare-and-set on the version that was read. */
    replace: async (
      id: string,
      version: number,
      change: { name: string; rule: Rule; version: number; updatedAt: Date },
    ): Promise<Segment | 'changed' | 'name_taken'> => {
      try {
        const after = await segments.findOneAndUpdate(
          { _id: id, version },
          { $set: { ...change, nameKey: nameKey(change.name) } },
          { returnDocument: 'after' },
        );
        return after === null ? 'changed' : toSegment(after);
      } catch (error) {
        if (isDuplicateKey(error)) return 'name_taken';
        throw error;
      }
    },
  };
};
