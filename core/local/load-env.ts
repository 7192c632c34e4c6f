import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { LocalError } from './local-error.ts';
import { ROOT } from './places.ts';

/** Reads `.env` in the root of the checkout into the environment; what is set already wins. */
export const loadEnvFile = (): void => {
  const file = join(ROOT, '.env');
  // Node 20.0 to 20.11 do not have it.
  if (existsSync(file) && typeof process.loadEnvFile === 'function') process.loadEnvFile(file);
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
