import {
  type ClientSession,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import mongoose, { type Connection } from 'mongoose';
import { sharedRead } from './shared-read.ts';

/** An open database. Stores take this; nothing else looks inside. */
export interface Database {
  readonly connection: Connection;
}

/** How a query names a field; the property test makes random queries of these shapes. */
export type FieldUse = 'equal' | 'in' | 'range' | 'prefix';

/**
 * Indexes of one collection, declared beside the store that needs them. A field that is queried by range stands last
 * in its index: the embedded server misses equal keys otherwise.
 */
export interface StoreIndexes {
  readonly collection: string;
  readonly indexes: readonly {
    readonly key: Readonly<Record<string, 1 | -1>>;
    readonly unique?: boolean;
    /** Leaves out documents without the field. Preferred to a partial index: `$in` on one scans on the embedded server. */
    readonly sparse?: boolean;
    readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
    readonly expireAfterSeconds?: number;
  }[];
  /** Every shape of query that the store makes by these indexes. */
  readonly shapes: readonly {
    readonly fields: Readonly<Record<string, FieldUse>>;
    readonly sort?: Readonly<Record<string, 1 | -1>>;
  }[];
}

/**
 * Connects, or fails within 8 seconds. Unknown fields in a filter throw (`strictQuery`), so that a misspelt filter
 * never matches everything.
 */
export const openDatabase = async (uri: string, name: string): Promise<Database> => {
  const connection = mongoose.createConnection(uri, {
    dbName: name,
    autoIndex: false,
    autoCreate: false,
    serverSelectionTimeoutMS: 8_000,
    maxPoolSize: 20,
    w: 'majority',
    journal: true,
    ignoreUndefined: true,
  });
  connection.set('strictQuery', 'throw');
  await connection.asPromise();
  return { connection };
};

/**
 * That long from the database's own present, as a pipeline writes it; never before now. By `$dateAdd`: the embedded
 * server refuses `$add` on a date.
 */
export const fromNow = (ms: number) => ({
  $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: Math.max(0, Math.ceil(ms)) },
});

export const closeDatabase = (database: Database): Promise<void> => database.connection.close();

/** Makes what stores declare, all collections at once; safe to call from any number of processes at once. */
export const ensureIndexes = async (database: Database, declared: readonly StoreIndexes[]): Promise<void> => {
  await Promise.all(declared.map((one) => ensureCollectionIndexes(database, one)));
};

const ensureCollectionIndexes = async (database: Database, { collection, indexes }: StoreIndexes): Promise<void> => {
  const target = database.connection.collection(collection);
  for (const { key, ...options } of indexes) {
    try {
      await target.createIndex(key, options);
    } catch (error) {
      if (!isIndexConflict(error)) throw error;
      // An earlier version declared it otherwise. Another process may be replacing it at this moment too.
      const name = Object.entries(key).flat().join('_');
      await target.dropIndex(name).catch(() => undefined);
      await target.createIndex(key, options);
    }
  }
};

/** IndexOptionsConflict and IndexKeySpecsConflict: the same name or key with other options. */
const isIndexConflict = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 85 || error.code === 86);

const clocks = new WeakMap<Database, () => Promise<Date>>();
const clockOf = (database: Database): (() => Promise<Date>) => {
  const clock =
    clocks.get(database) ??
    sharedRead(async () => {
      const hello = await database.connection.db?.admin().command({ hello: 1 });
      const at: unknown = hello?.localTime;
      if (!(at instanceof Date)) throw new Error('the database did not say what time it is');
      return at;
    });
  clocks.set(database, clock);
  return clock;
};

/** The database's own clock: the only time that decides leases and what is due. */
export const serverTime = (database: Database): Promise<Date> => clockOf(database)();

/** IllegalOperation: what a standalone server says to a transaction. */
const NO_TRANSACTIONS = 20;

/** What is to be done once a session's transaction has committed, by name. */
const commitWork = new WeakMap<ClientSession, Map<string, () => Promise<void>>>();

/** Done by `inOneCommit` when the transaction stands and before it answers; once under a name. */
export const afterCommit = (session: ClientSession, name: string, work: () => Promise<void>): void => {
  const all = commitWork.get(session) ?? new Map<string, () => Promise<void>>();
  commitWork.set(session, all.set(name, work));
};

/**
 * All of `write` or nothing, in a transaction; it may run more than once. A standalone server has none: there it runs
 * once, without a session.
 */
export const inOneCommit = async (
  { connection }: Database,
  write: (session?: ClientSession) => Promise<unknown>,
): Promise<void> => {
  const session = await connection.getClient().startSession();
  try {
    await session.withTransaction(() => write(session));
    for (const work of commitWork.get(session)?.values() ?? []) await work();
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === NO_TRANSACTIONS)) throw error;
    await write();
  } finally {
    await session.endSession();
  }
};

/** True where no server answered, as opposed to one that refused. mongoose waits by itself while there is no connection. */
export const isDatabaseAway = (error: unknown): boolean =>
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  error instanceof MongoNotConnectedError ||
  (error instanceof mongoose.MongooseError && error.name === 'MongooseError');

/**
 * What a server says while it starts, stops or hands over (as the drivers' specification of retries lists them), and
 * WriteConflict, where two writers met: a later try may succeed.
 */
const NOT_NOW: ReadonlySet<unknown> = new Set([
  6, 7, 89, 91, 112, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/**
 * True where the server answered "no" and would do so again: it may not write, its disk is full, a document breaks a rule.
 * Not where another document has the key, and not where the same request may be repeated.
 */
export const isDatabaseRefusal = (error: unknown): error is MongoServerError =>
  error instanceof MongoServerError &&
  !isDatabaseAway(error) &&
  !isDuplicateKey(error) &&
  !NOT_NOW.has(error.code) &&
  !error.hasErrorLabel('RetryableWriteError') &&
  !error.hasErrorLabel('TransientTransactionError');

/** True for the duplicate-key answer of a unique index. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error as { code: unknown }).code === 11_000;
