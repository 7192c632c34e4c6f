import { randomBytes } from 'node:crypto';
import { closeDatabase, openDatabase } from '../../core/common/database-store.ts';
import { createLogger } from '../../core/common/logger.ts';
import { type Config, readConfig } from '../../core/config.ts';
import { type Core, type CoreOptions, createCore } from '../../core/create-core.ts';
import { TEST_PASSWORD_COST } from './builders.ts';
import { dropTestDatabase, testDatabaseName, testServerUri } from './database.ts';
import { noNetwork } from './no-network.ts';

export interface TestCore {
  readonly core: Core;
  readonly config: Config;
  /** The environment that made the configuration: hand it to a process that is to share the database. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops jobs, removes the database, closes. */
  close(): Promise<void>;
}

/** A core on a fresh database: outbox mail, silent logger, a secret of its own. `overrides` are environment variables. */
export const withTestCore = async (
  overrides: Readonly<Record<string, string>> = {},
  options: Partial<CoreOptions> = {},
): Promise<TestCore> => {
  const env = {
    MONGODB_URI: overrides.MONGODB_URI ?? testServerUri(),
    TANDEM_DATABASE: testDatabaseName(),
    TANDEM_SECRET: randomBytes(32).toString('hex'),
    TANDEM_LOG_LEVEL: 'silent',
    ...overrides,
  };
  const config = readConfig(env);
  const core = await createCore(config, {
    logger: createLogger(config.logLevel, 'test'),
    passwordCost: TEST_PASSWORD_COST,
    ...noNetwork,
    ...options,
  });
  return {
    core,
    config,
    env,
    close: async () => {
      await core.close();
      const database = await openDatabase(config.database.uri, config.database.name);
      await dropTestDatabase(database, config.database.name);
      await closeDatabase(database);
    },
  };
};
