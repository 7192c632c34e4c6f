import type { Server } from 'node:http';
import { databaseTrouble } from './common/database-trouble.ts';
import { createLogger, type Logger } from './common/logger.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { type Core, createCore } from './create-core.ts';

/** Reads the configuration, or says which variables are wrong and ends with 2. */
const configuration = (env: Readonly<Record<string, string | undefined>>): Config => {
  try {
    return readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`The configuration cannot be used:\n${error.message}\n`);
    process.exit(2);
  }
};

/** What every process begins with: configuration, log, core. Ends the process where one is missing. */
export const beginProcess = async (
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): Promise<{ config: Config; core: Core; logger: Logger }> => {
  const config = configuration(env);
  const logger = createLogger(config.logLevel, name);
  try {
    return { config, logger, core: await createCore(config, { logger }) };
  } catch (error) {
    logger.fatal({ err: error }, 'the database cannot be used');
    process.stderr.write(`${databaseTrouble(error)}\n`);
    process.exit(1);
  }
};

/** Longest shutdown; a supervisor kills at about this time anyway. */
const SHUTDOWN_MS = 25_000;

/** Runs `close` once on SIGTERM or SIGINT, then ends with 0; with 1 where it fails or takes too long. */
export const endOnSignal = (logger: Logger, close: () => Promise<void>): void => {
  let closing = false;
  const end = async (signal: string): Promise<void> => {
    if (closing) return;
    closing = true;
    logger.info({ signal }, 'closing');
    setTimeout(() => {
      logger.error('closing took too long');
      process.exit(1);
    }, SHUTDOWN_MS).unref();
    try {
      await close();
      process.exit(0);
    } catch (error) {
      logger.error({ err: error }, 'closing failed');
      process.exit(1);
    }
  };
  process.on('SIGTERM', () => void end('SIGTERM'));
  process.on('SIGINT', () => void end('SIGINT'));
};

/** Listens, or says on which variable it stumbled and ends the process with 1. `variable` is PORTAL or BOT. */
export const listenOrEnd = async (
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
  variable: 'PORTAL' | 'BOT',
): Promise<void> => {
  server.on('error', (error: NodeJS.ErrnoException) => {
    process.stderr.write(
      error.code === 'EADDRINUSE'
        ? `Port ${port} on ${host} is taken. Stop what listens there, or set ${variable}_PORT to a free port.\n`
        : `The ${variable.toLowerCase()} cannot listen on ${host}:${port} (${error.code ?? error.message}). Set ${variable}_HOST and ${variable}_PORT.\n`,
    );
    process.exit(1);
  });
  await new Promise<void>((resolve) => {
    server.listen(port, host, resolve);
  });
};

/** Takes no more requests. Idle connections end now; answers under way get `patienceMs`. */
export const closeServer = async (server: Server, patienceMs: number): Promise<void> => {
  setTimeout(() => server.closeAllConnections(), patienceMs).unref();
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  server.closeIdleConnections();
  await closed;
};
