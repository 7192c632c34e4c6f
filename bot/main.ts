import { createServer } from 'node:http';
import { createBot } from './create-bot.ts';
import { beginProcess, endOnSignal } from './run-process.ts';

const { config, core, logger } = await beginProcess(process.env, 'bot');
const bot = createBot(core, logger);
const server = createServer(bot.app);
server.headersTimeout = 20_000;
server.requestTimeout = 30_000;

server.on('error', (error: NodeJS.ErrnoException) => {
  const { host, port } = config.bot;
  process.stderr.write(
    error.code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is taken. Stop what listens there, or set BOT_PORT to a free port.\n`
      : `The bot cannot listen on ${host}:${port} (${error.code ?? error.message}). Set BOT_HOST and BOT_PORT.\n`,
  );
  process.exit(1);
});

endOnSignal(logger, async () => {
  // Answers under way get five seconds; idle connections none.
  setTimeout(() => server.closeAllConnections(), 5_000).unref();
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  server.closeIdleConnections();
  await bot.stop();
  await closed;
  await core.jobs.stop();
  await core.close();
});

server.listen(config.bot.port, config.bot.host, async () => {
  try {
    await bot.start();
    await core.jobs.start();
  } catch (error) {
    logger.fatal({ err: error }, 'the bot could not start');
    process.exit(1);
  }
  logger.info({ port: config.bot.port, platforms: bot.platforms }, 'bot listens');
  process.stdout.write(`Bot: http://${config.bot.host}:${config.bot.port}\n`);
});
