import { randomBytes } from 'node:crypto';
import { closeDatabase, type Database, ensureIndexes, openDatabase } from '../../core/common/database-store.ts';
import { STORE_INDEXES } from '../../core/store-indexes.ts';

/** Names of test databases begin with this; nothing else is ever dropped. */
const PREFIX = 'tandem_test_';

/** The server that global-setup started, or that the caller named. Never `MONGODB_URI`. */
export const testServerUri = (): string => {
  const uri = process.env.TANDEM_TEST_MONGODB_URI;
  if (uri === undefined || uri === '') throw new Error('TANDEM_TEST_MONGODB_URI is not set: was global-setup skipped?');
  return uri;
};

export const testDatabaseName = (): string => PREFIX + randomBytes(6).toString('hex');

/** Removes a test database; refuses any other name. */
export const dropTestDatabase = async (database: Database, name: string): Promise<void> => {
  if (!name.startsWith(PREFIX)) throw new Error(`${name} is not a test database`);
  await database.connection.dropDatabase();
};

export interface TestDatabase {
  readonly database: Database;
  readonly uri: string;
  readonly name: string;
  /** Removes the database and closes the connection. */
  drop(): Promise<void>;
}

/** A fresh, empty database of its own; `indexes: true` makes every declared index first. */
export const testDatabase = async ({ indexes = false }: { indexes?: boolean } = {}): Promise<TestDatabase> => {
  const uri = testServerUri();
  const name = testDatabaseName();
  const database = await openDatabase(uri, name);
  if (indexes) await ensureIndexes(database, STORE_INDEXES);
  return {
    database,
    uri,
    name,
    drop: async () => {
      await dropTestDatabase(database, name);
      await closeDatabase(database);
    },
  };
};
