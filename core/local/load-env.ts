import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { LocalError } from './local-error.ts';
import { ROOT } from './places.ts';

/**
 * Reads `.env` in the root of the checkout into the environment; what is set already wins.
 * @throws LocalError where there is one and Node cannot read it (20.0 to 20.11)
 */
export const loadEnvFile = (): void => {
  const file = join(ROOT, '.env');
  if (!existsSync(file)) return;
  if (typeof process.loadEnvFile !== 'function') {
    throw new LocalError(
      `Node ${process.versions.node} cannot read ${file}: use Node 20.12 or later, or set the variables in the environment and remove the file.`,
      2,
    );
  }
  process.loadEnvFile(file);
};

/** @throws LocalError with a line for each variable that is missing or wrong */
export const configFrom = (env: Readonly<NodeJS.ProcessEnv>): Config => {
  try {
    return readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new LocalError(`The configuration cannot be used (see .env.example):\n${error.message}`, 2);
  }
};

/** Checks the configuration before anything is started: what this machine will add itself is filled in. */
export const checkConfig = (env: Readonly<NodeJS.ProcessEnv>): Config =>
  configFrom({
    ...env,
    MONGODB_URI: env.MONGODB_URI || 'mongodb://127.0.0.1/',
    TANDEM_SECRET: env.TANDEM_SECRET || 'x'.repeat(32),
  });
