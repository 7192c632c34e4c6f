import { createServer } from 'node:http';
import { beginProcess, closeServer, endOnSignal, listenOrEnd } from '../core/index.ts';
import { createBot } from './create-bot.ts';

const { config, core, logger } = await beginProcess(process.env, 'bot');
const bot = createBot(core, logger);
const server = createServer(bot.app);
server.headersTimeout = 20_000;
server.requestTimeout = 30_000;

endOnSignal(logger, async () => {
  const closed = closeServer(server, 5_000);
  await bot.stop();
  await closed;
  await core.jobs.stop();
  await core.close();
});

await listenOrEnd(server, config.bot, 'BOT');
try {
  await bot.start();
  await core.jobs.start();
} catch (error) {
  logger.fatal({ err: error }, 'the bot could not start');
  process.exit(1);
}
logger.info({ port: config.bot.port, platforms: bot.platforms }, 'bot listens');
process.stdout.write(`Bot: http://${config.bot.host}:${config.bot.port}\n`);
