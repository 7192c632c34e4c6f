import { setTimeout as delay } from 'node:timers/promises';
import { closeDatabase, openDatabase } from '../common/database-store.ts';

/** Of the server's answers only these decide. */
const NOT_YET_INITIALIZED = 94;

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/**
 * Makes a freshly started mongod a replica set of one (transactions and change streams need it), or gives an existing
 * one its present port. Answers when it takes writes; within 30 s.
 */
export const initiateReplicaSet = async (port: number): Promise<void> => {
  const database = await openDatabase(`mongodb://127.0.0.1:${port}/?directConnection=true`, 'admin');
  try {
    const admin = database.connection.getClient().db('admin');
    const host = `127.0.0.1:${port}`;
    try {
      const { config } = await admin.command({ replSetGetConfig: 1 });
      if (config.members[0]?.host !== host) {
        const members = [{ ...config.members[0], host }];
        await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
      }
    } catch (error) {
      if (codeOf(error) !== NOT_YET_INITIALIZED) throw error;
      await admin.command({ replSetInitiate: { _id: 'tandem', members: [{ _id: 0, host }] } });
    }
    const until = Date.now() + 30_000;
    while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
      if (Date.now() > until) throw new Error('the replica set has no primary after 30 seconds');
      await delay(100);
    }
  } finally {
    await closeDatabase(database);
  }
};
