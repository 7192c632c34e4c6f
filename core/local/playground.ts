import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { LocalError } from './local-error.ts';
import { ROOT } from './places.ts';

/** Somebody who sits in front of the Agents Playground. */
export interface PlaygroundUser {
  readonly id: string;
  readonly name: string;
  /** Becomes the Teams user id. */
  readonly aadObjectId: string;
}

export interface PlaygroundOptions {
  /** Where the bot listens: `http://127.0.0.1:3978`. The bot must be there first. */
  readonly botUrl: string;
  /** 0 takes any free port. */
  readonly port?: number;
  /** At most six; the first is the one who types in the browser. Others are made up until there are six. */
  readonly users?: readonly PlaygroundUser[];
}

export interface Playground {
  readonly url: string;
  /** Becomes the Teams workspace id. */
  readonly tenantId: string;
  readonly users: readonly PlaygroundUser[];
  /** Conversations that exist from the start. */
  readonly personalChatId: string;
  readonly groupChatId: string;
  readonly channelId: string;
  close(): Promise<void>;
}

const CLI = join(ROOT, 'node_modules/@microsoft/m365agentsplayground/cli.js');
const START_MS = 30_000;
const STOP_MS = 5_000;
/** The tenant of everybody in the Playground. */
export const PLAYGROUND_TENANT_ID = '00000000-0000-4000-8000-000000000001';
const PERSONAL_CHAT = 'a:tandem-personal';
const GROUP_CHAT = '19:tandem-group@thread.v2';
/** A channel's id as Teams makes it: answers go into the reply chain. */
const CHANNEL = '19:tandem-campaigns@thread.tacv2';

/** It listens on every interface of the machine if it is let. */
const LOOPBACK_ONLY = `
import net from 'node:net';
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  return typeof args[0] === 'number' && typeof args[1] !== 'string'
    ? listen.call(this, args[0], '127.0.0.1', ...args.slice(1))
    : listen.apply(this, args);
};`;

const SPARE_NAMES = ['Kim Minji', 'Park Jiho', 'Lee Seoyeon', 'Choi Hana', 'Jung Woojin', 'Kang Daniel'];

const spare = (n: number): PlaygroundUser => ({
  id: `29:playground-${n}`,
  name: SPARE_NAMES[n] ?? `Person ${n}`,
  aadObjectId: `00000000-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`,
});

/** What the Playground's own configuration file holds: one who types, and exactly five others. */
const configuration = (users: readonly PlaygroundUser[]) => {
  const account = (user: PlaygroundUser) => {
    const [givenName = user.name, ...rest] = user.name.split(' ');
    const email = `${user.id.replace(/[^a-z0-9]/gi, '-')}@example.test`;
    return { ...user, userPrincipleName: email, givenName, surname: rest.join(' ') || givenName, email };
  };
  const [current, ...others] = users.map(account);
  return {
    version: '0.1.1',
    tenantId: PLAYGROUND_TENANT_ID,
    bot: { id: '28:tandem-playground', name: 'Tandem' },
    currentUser: current,
    users: others,
    personalChat: { id: PERSONAL_CHAT },
    groupChat: { id: GROUP_CHAT, name: 'Marketing and IT' },
    team: {
      id: '19:tandem-team@thread.tacv2',
      name: 'Tandem',
      aadGroupId: '00000000-0000-4000-8000-000000000031',
      channels: [{ id: CHANNEL, name: 'Campaigns' }],
    },
  };
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(timer);
};

/**
 * Starts Microsoft's Agents Playground, a Teams client for trying things out, on loopback, without telemetry and without
 * opening a browser. Evaluation only: its licence says so.
 * @throws LocalError where it is not installed or does not start
 */
export const startPlayground = async (options: PlaygroundOptions): Promise<Playground> => {
  const given = options.users ?? [];
  if (given.length > 6) throw new LocalError('The Agents Playground knows six people at most.');
  const users = Array.from({ length: 6 }, (_, n) => given[n] ?? spare(n));
  const port = options.port === undefined || options.port === 0 ? await freePort() : options.port;
  const folder = await mkdtemp(join(tmpdir(), 'tandem-playground-'));
  const config = join(folder, 'playground.yml');
  // JSON is YAML.
  await writeFile(config, JSON.stringify(configuration(users), null, 2));

  const child = spawn(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(LOOPBACK_ONLY)}`,
      CLI,
      'start',
      ...['-e', `${options.botUrl.replace(/\/+$/, '')}/api/messages`],
      ...['-c', 'msteams'],
      ...['-p', String(port)],
      '--disable-telemetry',
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        TEAMSAPPTESTER_BROWSER: 'none',
        M365_AGENTS_PLAYGROUND_CONFIG_PATH: config,
        M365_AGENTS_PLAYGROUND_LOGFILE: join(folder, 'playground.log'),
      },
    },
  );
  let said = '';
  const close = async (): Promise<void> => {
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  };
  const heard = new Promise<number>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString('utf8')).slice(-4_000);
      const found = /Listening on (\d+)/.exec(said)?.[1];
      if (found !== undefined) resolve(Number(found));
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not answer')), START_MS);
  });
  try {
    const found = await Promise.race([heard, late]);
    if (options.port !== undefined && options.port !== 0 && found !== options.port) {
      throw new Error(`port ${options.port} is taken`);
    }
    return {
      url: `http://127.0.0.1:${found}`,
      tenantId: PLAYGROUND_TENANT_ID,
      users,
      personalChatId: PERSONAL_CHAT,
      groupChatId: GROUP_CHAT,
      channelId: CHANNEL,
      close,
    };
  } catch (error) {
    heard.catch(() => undefined);
    await close();
    const why = error instanceof Error ? error.message : String(error);
    throw new LocalError(`The Agents Playground could not be started: ${why}. ${said.trim().split('\n').at(-1) ?? ''}`);
  } finally {
    clearTimeout(timer);
  }
};
