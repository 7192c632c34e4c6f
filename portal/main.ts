import { createServer } from 'node:http';
import { type Config, ConfigError, createCore, createIds, createLogger, readConfig } from '../core/index.ts';
import { createApp } from './create-app.ts';

/** Reads the configuration, or says which variables are wrong and ends with 2. */
const configuration = (): Config => {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`The configuration is not complete:\n${error.message}\n`);
    process.exit(2);
  }
};

const config = configuration();
const logger = createLogger(config.logLevel, 'portal');

const core = await createCore(config, { logger }).catch((error: unknown) => {
  logger.fatal({ err: error }, 'the database cannot be reached: check MONGODB_URI');
  process.stderr.write('The database named by MONGODB_URI does not answer. Start it or correct the address.\n');
  process.exit(1);
});

// Where nobody can sign in yet, whoever reads this process's output makes the first administrator.
const setupToken = (await core.people.list()).length === 0 ? createIds().secret() : undefined;

const server = createServer(createApp({ core, logger, setupToken }));
server.headersTimeout = 20_000;
server.requestTimeout = 120_000;

server.on('error', (error: NodeJS.ErrnoException) => {
  const { host, port } = config.portal;
  process.stderr.write(
    error.code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is taken. Stop what listens there, or set PORTAL_PORT to a free port.\n`
      : `The portal cannot listen on ${host}:${port} (${error.code ?? error.message}). Set PORTAL_HOST and PORTAL_PORT.\n`,
  );
  process.exit(1);
});

server.listen(config.portal.port, config.portal.host, () => {
  logger.info({ port: config.portal.port }, 'portal listens');
  process.stdout.write(`Portal: ${config.portal.url}\n`);
  if (setupToken !== undefined) {
    process.stdout.write(`First administrator: ${config.portal.url}/setup/${setupToken}\n`);
  }
});

let closing = false;
const close = async (): Promise<void> => {
  if (closing) return;
  closing = true;
  // Answers under way get ten seconds; idle connections none.
  const force = setTimeout(() => server.closeAllConnections(), 10_000);
  force.unref();
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  await closed;
  await core.close();
  process.exit(0);
};
process.on('SIGTERM', () => void close());
process.on('SIGINT', () => void close());
