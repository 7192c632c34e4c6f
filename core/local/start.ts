import type { Core } from '../create-core.ts';
import { keepChildRunning } from './child-service.ts';
import { createClosing } from './closing.ts';
import { openCore } from './commands/session.ts';
import { freePortAfter, portTrouble } from './free-port.ts';
import { checkConfig, loadEnvFile } from './load-env.ts';
import { type LocalDatabase, openLocalDatabase } from './local-database.ts';
import { LocalError } from './local-error.ts';
import { localSecret } from './local-secret.ts';
import { dataFolder, PROGRAMS } from './places.ts';
import { type Playground, startPlayground } from './playground.ts';
import { createSample } from './sample/make-sample.ts';
import { type AddedStaff, SAMPLE_STAFF } from './sample/sample-staff.ts';
import { introducePlayground, playgroundUsers } from './sample/seat-playground.ts';
import { parseStartOptions, START_HELP, type StartOptions } from './start-options.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const PLAYGROUND_PORT = 56_150;

interface WantedPort {
  readonly variable: string;
  readonly what: string;
  readonly port: number;
  readonly host: string;
}

/** @throws LocalError where somebody else listens there, or two of ours would */
const claimPorts = async (wanted: readonly WantedPort[]): Promise<void> => {
  const own = wanted.map(({ port }) => port).filter((port) => port !== 0);
  for (const [i, { variable, what, port, host }] of wanted.entries()) {
    if (port === 0) continue;
    const other = wanted.slice(0, i).find((each) => each.port === port);
    if (other !== undefined) {
      throw new LocalError(
        `${other.variable} and ${variable} are both ${port}: choose another one for the ${what}.`,
        2,
      );
    }
    const trouble = await portTrouble(port, host);
    if (trouble === undefined) continue;
    const free = await freePortAfter(port, host, own);
    throw new LocalError(
      trouble === 'EADDRINUSE'
        ? `Port ${port} for the ${what} is taken: stop what listens there, or choose another one, for example ${variable}=${free ?? port} npm start.`
        : `The ${what} cannot listen on ${host}:${port} (${trouble}): choose another port with ${variable}.`,
    );
  }
};

const accounts = (added: readonly AddedStaff[], withSample: boolean): string[] => {
  const lost = (address: string): string => `npm run tandem -- user password ${address}`;
  if (added.length > 0) {
    return [
      '',
      `Accounts of the sample (passwords are shown this once and stored nowhere; a lost one is replaced by: ${lost('ADDRESS')}):`,
      ...added.map(
        ({ staff, password }) => `  ${staff.email.padEnd(32)}${password}  ${staff.name}, ${staff.roles.join(', ')}`,
      ),
    ];
  }
  return withSample
    ? ['', 'The passwords were shown at the first start. For a new one:', `  ${lost(SAMPLE_STAFF.marketer.email)}`]
    : [];
};

const summary = (input: {
  core: Core;
  database: LocalDatabase;
  playground: Playground | undefined;
  added: readonly AddedStaff[];
  withSample: boolean;
}): string[] => {
  const { core, database, playground } = input;
  const { config } = core;
  const bot = `http://${config.bot.host}:${config.bot.port}`;
  const slack =
    config.slack === undefined
      ? 'off (set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET)'
      : config.slack.appToken === undefined
        ? `${bot}/slack/events`
        : 'on, by Socket Mode';
  return [
    '',
    'Tandem is running.',
    `  Portal      ${config.portal.url}`,
    `  Teams       ${bot}/api/messages`,
    `  Slack       ${slack}`,
    ...(playground === undefined ? [] : [`  Playground  ${playground.url}`]),
    `  Database    ${database.description}`,
    `  Mail        ${config.mail.kind === 'outbox' ? `captured, never sent: ${config.portal.url}/outbox` : `Mailgun, ${config.mail.domain}`}`,
    ...accounts(input.added, input.withSample),
    '',
    ...(input.withSample
      ? [
          'Try first:',
          `  1. Sign in at ${config.portal.url} as ${SAMPLE_STAFF.marketer.email} and open "Autumn evening tours": audience, sum, openings, clicks.`,
          `  2. Open Reviews as ${SAMPLE_STAFF.marketingReviewer.email}, then as ${SAMPLE_STAFF.itReviewer.email}, and give both keys to "Spring members’ weekend".`,
          playground === undefined
            ? `  3. Import a file of your own under Contacts, or see the whole way with: npm run tandem -- demo`
            : `  3. In the Playground you sit as ${SAMPLE_STAFF.marketingReviewer.name}: write "list" to Tandem, and give your key on the card in the channel Campaigns.`,
        ]
      : [
          'Try first:',
          `  1. Make the first administrator: the portal printed the address above, or: npm run tandem -- user add --email you@your.company --name "Your Name" --role admin`,
          `  2. Import contacts: npm run tandem -- import FILE`,
          `  3. Check everything that is connected: npm run tandem -- doctor`,
        ]),
    '',
    'Ctrl-C stops everything; the data stays.',
  ];
};

const bringUp = async (
  options: StartOptions,
  closing: ReturnType<typeof createClosing>,
  fail: (e: LocalError) => void,
) => {
  const checked = checkConfig(process.env);
  await claimPorts([
    { variable: 'PORTAL_PORT', what: 'portal', port: checked.portal.port, host: checked.portal.host },
    { variable: 'BOT_PORT', what: 'bot', port: checked.bot.port, host: checked.bot.host },
    ...(options.playground
      ? [{ variable: 'PLAYGROUND_PORT', what: 'Agents Playground', port: playgroundPort(), host: '127.0.0.1' }]
      : []),
  ]);

  const home = dataFolder(process.env);
  const database = await openLocalDatabase({
    home,
    programs: PROGRAMS,
    env: process.env,
    say,
    lost: fail,
    share: false,
  });
  closing.add('the database', () => database.close());

  const env: NodeJS.ProcessEnv = {
    ...process.env,
    MONGODB_URI: database.uri,
    TANDEM_SECRET: await localSecret(home, process.env.TANDEM_SECRET),
    // Whoever reads a terminal wants trouble, not every request.
    TANDEM_LOG_LEVEL: process.env.TANDEM_LOG_LEVEL || 'warn',
  };
  const core = await openCore(env, 'start');
  closing.add('the connection to the database', () => core.close());

  const withSample = options.sample || database.kind !== 'given';
  const sample = withSample ? await createSample(core) : undefined;
  if (sample !== undefined) closing.add('the sample', () => sample.close());
  const added = (await sample?.staff()) ?? [];

  const { portal, bot } = core.config;
  const services = [
    { name: 'portal', script: 'portal/main.ts', healthUrl: `http://${portal.host}:${portal.port}/healthz` },
    { name: 'bot', script: 'bot/main.ts', healthUrl: `http://${bot.host}:${bot.port}/healthz` },
  ];
  const started = await Promise.allSettled(
    services.map(async (service) => {
      const child = await keepChildRunning({ ...service, env, say, hopeless: fail });
      return child;
    }),
  );
  const running = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  closing.add('portal and bot', async () => {
    await Promise.all(running.map((child) => child.stop()));
  });
  for (const each of started) if (each.status === 'rejected') throw each.reason;

  let playground: Playground | undefined;
  if (options.playground) {
    playground = await startPlayground({
      botUrl: `http://${bot.host}:${bot.port}`,
      port: playgroundPort(),
      ...(withSample ? { users: playgroundUsers() } : {}),
    });
    closing.add('the Agents Playground', playground.close);
    if (withSample) await introducePlayground(core, playground);
  }
  await sample?.work({ url: `http://${portal.host}:${portal.port}` }, say);
  for (const line of summary({ core, database, playground, added, withSample })) say(line);
};

/** @throws LocalError where PLAYGROUND_PORT is no port */
const playgroundPort = (): number => {
  const given = process.env.PLAYGROUND_PORT || String(PLAYGROUND_PORT);
  const port = Number(given);
  if (Number.isInteger(port) && port > 0 && port <= 65_535) return port;
  throw new LocalError(`PLAYGROUND_PORT: found "${given.slice(0, 80)}"; expected a whole number from 1 to 65535`, 2);
};

const main = async (): Promise<void> => {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) {
    say(START_HELP);
    return;
  }
  loadEnvFile();
  const closing = createClosing(say);
  let code = 0;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void closing.run().then(() => process.exit(code));
  };
  const fail = (error: LocalError): void => {
    if (stopping) return;
    process.stderr.write(`${error.message}\n`);
    code = error.exitCode;
    stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stopping) say('\nStopping …');
      stop();
    });
  }
  try {
    await bringUp(options, closing, fail);
  } catch (error) {
    // Whatever broke because everything is being stopped is not news.
    if (stopping) return;
    if (error instanceof LocalError) return fail(error);
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    code = 1;
    stop();
  }
};

try {
  await main();
} catch (error) {
  if (!(error instanceof LocalError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
