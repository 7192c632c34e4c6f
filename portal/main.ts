import { createServer } from 'node:http';
import { beginProcess, closeServer, createIds, endOnSignal, listenOrEnd } from '../core/index.ts';
import { createApp } from './create-app.ts';

const { config, core, logger } = await beginProcess(process.env, 'portal');

// Where nobody can sign in yet, whoever reads this process's output makes the first administrator.
const setupToken = (await core.people.list()).length === 0 ? createIds().secret() : undefined;

const server = createServer(createApp({ core, logger, setupToken }));
server.headersTimeout = 20_000;
server.requestTimeout = 120_000;

endOnSignal(logger, async () => {
  await closeServer(server, 10_000);
  await core.close();
});

await listenOrEnd(server, config.portal, 'PORTAL');
logger.info({ port: config.portal.port }, 'portal listens');
// So that nobody's first search waits for it.
core.search.warm().catch((error: unknown) => logger.error({ err: error }, 'what search knows could not be read'));
process.stdout.write(`Portal: ${config.portal.url}\n`);
if (setupToken !== undefined) {
  process.stdout.write(`First administrator: ${config.portal.url}/setup/${setupToken}\n`);
}
