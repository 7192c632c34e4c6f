import { randomUUID } from 'node:crypto';
import type { ClientSession, Collection, Document } from 'mongodb';
import { afterCommit, type Database, isDuplicateKey } from '../common/database-store.ts';

/** Changed by whoever writes a contact or a suppression, after the write stands. */
interface ChangeMark {
  _id: 'contacts';
  mark: string;
}

const WRITES: ReadonlySet<string | symbol> = new Set([
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
  'bulkWrite',
]);

const sessionOf = (args: readonly unknown[]): ClientSession | undefined =>
  args
    .map((arg) => (typeof arg === 'object' && arg !== null && 'session' in arg ? arg.session : undefined))
    .find((session): session is ClientSession => session !== undefined);

/**
 * Whether contacts changed since something was worked out from them. A writer has its answer only after the mark changed,
 * so nobody reads an old figure after their own change; a process that dies between write and mark leaves figures old
 * until the next write, or until they are too old to be kept.
 */
export const createContactChanges = (database: Database) => {
  const marks = database.connection.collection<ChangeMark>('contact_changes');
  const change = async (): Promise<void> => {
    try {
      await marks.updateOne({ _id: 'contacts' }, { $set: { mark: randomUUID() } }, { upsert: true });
    } catch (error) {
      // Another first writer: its mark is as new as ours.
      if (!isDuplicateKey(error)) throw error;
    }
  };
  return {
    /** Undefined before the first change. */
    mark: async (): Promise<string | undefined> => (await marks.findOne({ _id: 'contacts' }))?.mark,

    /** The same collection, of which every write changes the mark: at once, or when its transaction has committed. */
    watched: <T extends Document>(collection: Collection<T>): Collection<T> =>
      new Proxy(collection, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          if (!WRITES.has(name)) return value.bind(target);
          return async (...args: unknown[]): Promise<unknown> => {
            const session = sessionOf(args);
            if (session !== undefined) afterCommit(session, 'contact_changes', change);
            try {
              return await value.apply(target, args);
            } finally {
              // A write of many that was refused in part has stored the others.
              if (session === undefined) await change();
            }
          };
        },
      }),
  };
};
