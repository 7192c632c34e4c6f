import type { Database, StoreIndexes } from '../common/database-store.ts';
import type { Picture } from './campaign-service.ts';

const PICTURES = 'campaign_pictures';

type PictureDoc = Omit<Picture, 'id'> & { readonly _id: string; readonly alt: string; readonly content: Buffer };

export const PICTURE_INDEXES: readonly StoreIndexes[] = [];

export type PictureStore = ReturnType<typeof createPictureStore>;

/** Pictures lie whole in one document each: 5 MB at most, well under MongoDB's 16 MB. */
export const createPictureStore = (database: Database) => {
  const pictures = database.connection.collection<PictureDoc>(PICTURES);
  const fromDoc = ({ _id, content, alt, ...rest }: PictureDoc): Picture => ({ id: _id, ...rest });
  return {
    async insert({ id, ...picture }: Picture, alt: string, content: Buffer): Promise<void> {
      await pictures.insertOne({ _id: id, ...picture, alt, content });
    },
    async byId(id: string): Promise<{ picture: Picture; content: Buffer } | undefined> {
      const doc = await pictures.findOne({ _id: id }, { promoteBuffers: true });
      return doc === null ? undefined : { picture: fromDoc(doc), content: Buffer.from(doc.content) };
    },
    async existing(ids: readonly string[]): Promise<ReadonlySet<string>> {
      const docs = await pictures.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray();
      return new Set(docs.map((doc) => doc._id));
    },
    /** Bytes of those that exist. */
    async bytesOf(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const docs = await pictures.find({ _id: { $in: [...ids] } }, { projection: { bytes: 1 } }).toArray();
      return new Map(docs.map((doc) => [doc._id, doc.bytes]));
    },
    /** Newest first. */
    async list(): Promise<Picture[]> {
      const docs = await pictures
        .find({}, { projection: { content: 0 } })
        .sort({ _id: -1 })
        .limit(500)
        .toArray();
      return docs.map((doc) => fromDoc(doc));
    },
  };
};
