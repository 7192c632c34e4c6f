import { closeDatabase, openDatabase } from '../../core/common/database-store.ts';
import type { Core } from '../../core/create-core.ts';
import { type MailgunStandIn, startMailgunStandIn } from '../../core/local/stand-ins/mailgun-stand-in.ts';
import { withTestCore } from '../support/core.ts';
import { type DatabaseServer, startDatabaseServer } from './database-server.ts';
import { FAULT_TIMING } from './fault-timing.ts';

/** One database, one provider, any number of campaigns. This process watches; only workers send. */
export interface FaultWorld {
  readonly core: Core;
  readonly standIn: MailgunStandIn;
  /** True once the run has told its result for good. */
  told(campaignId: string): Promise<boolean>;
  /** What a worker is started with. */
  readonly env: Readonly<Record<string, string>>;
  /** Undefined where the database is not ours to kill. */
  readonly server: DatabaseServer | undefined;
  close(): Promise<void>;
}

/** `own`: with a database server of its own, that may be killed; else on the server of `TANDEM_TEST_MONGODB_URI`. */
export const openFaultWorld = async ({ own }: { own: boolean }): Promise<FaultWorld> => {
  const standIn = await startMailgunStandIn();
  const server = own ? await startDatabaseServer() : undefined;
  const test = await withTestCore(
    {
      MAILGUN_API_KEY: standIn.apiKey,
      MAILGUN_DOMAIN: standIn.domain,
      MAILGUN_URL: standIn.url,
      MAILGUN_WEBHOOK_SIGNING_KEY: standIn.signingKey,
      SEND_BATCH_SIZE: '5',
      SEND_CONCURRENCY: '2',
      ...(process.env.TANDEM_LOG_LEVEL === undefined ? {} : { TANDEM_LOG_LEVEL: process.env.TANDEM_LOG_LEVEL }),
      ...(server === undefined ? {} : { MONGODB_URI: server.uri }),
    },
    { sendTiming: FAULT_TIMING },
  );
  const database = await openDatabase(test.config.database.uri, test.config.database.name);
  const runs = database.connection.collection<{ _id: string; campaignId: string; announced: string }>('runs');
  return {
    core: test.core,
    told: async (campaignId) => (await runs.findOne({ campaignId, announced: 'done' })) !== null,
    standIn,
    env: test.env,
    server,
    close: async () => {
      await closeDatabase(database);
      await test.close();
      await server?.close();
      await standIn.close();
    },
  };
};
