import { type Database, isDuplicateKey, type StoreIndexes } from '../common/database-store.ts';
import type { Rule } from './rule.ts';
import type { Segment, SegmentVersion } from './segment-service.ts';

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

/**
 * Holds a name. A document of its own and not a unique index, because the embedded server keeps a replaced value of a
 * unique index taken.
 */
interface NameDocument {
  /** The name key. */
  _id: string;
  segmentId: string;
}

interface VersionDocument extends SegmentVersion {
  /** Segment and version. */
  _id: string;
  segmentId: string;
}

export const SEGMENT_INDEXES: readonly StoreIndexes[] = [
  {
    collection: 'segments',
    indexes: [],
    shapes: [{ fields: { _id: 'equal' } }, { fields: { _id: 'equal', version: 'equal' } }, { fields: { _id: 'in' } }],
  },
  {
    collection: 'segment_versions',
    indexes: [{ key: { segmentId: 1, version: 1 } }],
    shapes: [{ fields: { segmentId: 'equal' }, sort: { version: -1 } }],
  },
];

const toSegment = ({ _id, nameKey: _, ...rest }: SegmentDocument): Segment => ({ id: _id, ...rest });
const nameKey = (name: string): string => name.replace(/\s+/gu, ' ').toLowerCase();

export const createSegmentStore = (database: Database) => {
  const segments = database.connection.collection<SegmentDocument>('segments');
  const names = database.connection.collection<NameDocument>('segment_names');
  const versions = database.connection.collection<VersionDocument>('segment_versions');

  /** False where another segment has the name. A holder that has it no longer (its process died) is replaced. */
  const holdName = async (key: string, segmentId: string): Promise<boolean> => {
    try {
      await names.insertOne({ _id: key, segmentId });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const holder = await names.findOne({ _id: key });
    if (holder === null) return holdName(key, segmentId);
    if (holder.segmentId === segmentId) return true;
    const held = await segments.findOne({ _id: holder.segmentId });
    // Not stored yet, or never: its maker is between the two writes, so the name counts as taken.
    if (held === null || held.nameKey === key) return false;
    return (await names.findOneAndUpdate({ _id: key, segmentId: holder.segmentId }, { $set: { segmentId } })) !== null;
  };
  const releaseName = (key: string, segmentId: string) => names.deleteOne({ _id: key, segmentId });

  return {
    byId: async (id: string): Promise<Segment | undefined> => {
      const found = await segments.findOne({ _id: id });
      return found === null ? undefined : toSegment(found);
    },
    byIds: async (ids: readonly string[]): Promise<Segment[]> =>
      ids.length === 0 ? [] : (await segments.find({ _id: { $in: [...ids] } }).toArray()).map(toSegment),
    list: async (): Promise<Segment[]> =>
      (await segments.find({}).toArray()).sort((a, b) => (a.nameKey < b.nameKey ? -1 : 1)).map(toSegment),
    /** False where the name is taken. */
    insert: async ({ id, ...rest }: Segment): Promise<boolean> => {
      const key = nameKey(rest.name);
      if (!(await holdName(key, id))) return false;
      await segments.insertOne({ _id: id, nameKey: key, ...rest });
      return true;
    },
    /** Compare-and-set on the version that was read. */
    replace: async (
      before: Segment,
      change: { name: string; rule: Rule; version: number; updatedAt: Date },
    ): Promise<Segment | 'changed' | 'name_taken'> => {
      const key = nameKey(change.name);
      const old = nameKey(before.name);
      if (key !== old && !(await holdName(key, before.id))) return 'name_taken';
      const after = await segments.findOneAndUpdate(
        { _id: before.id, version: before.version, updatedAt: before.updatedAt },
        { $set: { ...change, nameKey: key } },
        { returnDocument: 'after' },
      );
      if (key !== old) await releaseName(after === null ? key : old, before.id);
      return after === null ? 'changed' : toSegment(after);
    },
    remove: async ({ id, name }: Segment): Promise<void> => {
      await segments.deleteOne({ _id: id });
      await releaseName(nameKey(name), id);
    },

    /** Kept for ever; the same version twice is one. */
    keepVersion: async (segmentId: string, version: SegmentVersion): Promise<void> => {
      const _id = `${segmentId}:${version.version}`;
      await versions.updateOne({ _id }, { $setOnInsert: { segmentId, ...version } }, { upsert: true });
    },
    versions: async (segmentId: string): Promise<SegmentVersion[]> =>
      (await versions.find({ segmentId }).sort({ version: -1 }).toArray()).map(
        ({ _id: _, segmentId: __, ...rest }) => rest,
      ),
  };
};
