import type { Database } from '../common/database-store.ts';
import type { ApiKey, ApiScope } from './api-key.ts';

interface ApiKeyDocument {
  _id: string;
  name: string;
  scopes: ApiScope[];
  /** Keyed hash of the secret. */
  hash: string;
  createdBy: string;
  createdAt: Date;
  usedAt: Date | null;
  revokedAt: Date | null;
}

const toKey = ({ _id, hash: _, ...rest }: ApiKeyDocument): ApiKey => ({ id: _id, ...rest });

export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;

/** All by id; there are a handful, so that listing reads them all. */
export const createApiKeyStore = (database: Database) => {
  const keys = database.connection.collection<ApiKeyDocument>('api_keys');
  return {
    list: async (): Promise<ApiKey[]> =>
      (await keys.find({}).toArray()).map(toKey).sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()),
    byId: async (id: string): Promise<{ key: ApiKey; hash: string } | undefined> => {
      const found = await keys.findOne({ _id: id });
      return found === null ? undefined : { key: toKey(found), hash: found.hash };
    },
    insert: async ({ id, scopes, ...rest }: ApiKey, hash: string): Promise<void> => {
      await keys.insertOne({ _id: id, scopes: [...scopes], hash, ...rest });
    },
    /** The key as it is after; undefined where there is none. The first revocation stays. */
    revoke: async (id: string, at: Date): Promise<{ key: ApiKey; changed: boolean } | undefined> => {
      const after = await keys.findOneAndUpdate(
        { _id: id, revokedAt: null },
        { $set: { revokedAt: at } },
        { returnDocument: 'after' },
      );
      if (after !== null) return { key: toKey(after), changed: true };
      const found = await keys.findOne({ _id: id });
      return found === null ? undefined : { key: toKey(found), changed: false };
    },
    touch: async (id: string, at: Date): Promise<void> => {
      await keys.updateOne({ _id: id }, { $set: { usedAt: at } });
    },
  };
};
