import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { createBot } from '../../bot/create-bot.ts';
import type { Core } from '../../core/create-core.ts';
import { startTeamsStandIn, type TeamsStandIn, type TeamsUser } from '../../core/local/stand-ins/teams-stand-in.ts';
import { type Actor, type Role, type Staff, systemActor } from '../../core/people/staff.ts';
import { aStaff } from './builders.ts';
import { type TestCore, withTestCore } from './core.ts';

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** Somebody with a role and a Teams account that is linked to it. */
export interface TeamsPerson {
  readonly staff: Staff;
  readonly actor: Actor;
  readonly user: TeamsUser;
}

/** The bot on a real port, without Slack and without jobs. */
export const startBot = async (core: Core) => {
  const lines: LogLine[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line) as LogLine) });
  const bot = createBot(core, logger, { followEveryMs: 100 });
  const server = createServer(bot.app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await bot.start();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bot has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    lines,
    close: async () => {
      await bot.stop();
      server.close();
      server.closeAllConnections();
    },
  };
};

/** Who are asked to send mail to: three people with consent. */
const importThree = async (core: Core): Promise<void> => {
  const rows = ['a@example.test,Ana', 'b@example.test,Ben', 'c@example.test,Cho'];
  const report = await core.contacts.queueImport(systemActor('test'), {
    fileName: 'people.csv',
    content: Readable.from([Buffer.from(['email,first_name', ...rows].join('\n'))]),
    mapping: {
      columns: { email: { to: 'address' }, first_name: { to: 'attribute', label: 'first_name', type: 'text' } },
      consent: { kind: 'declared', source: 'test' },
    },
  });
  await core.contacts.runImport(report.id);
};

/** A campaign in review by this author. */
export const aSubmittedCampaign = async (core: Core, author: Actor, name = 'Spring'): Promise<string> => {
  await importThree(core);
  const segment = await core.segments.create(systemActor('test'), {
    name: `everybody ${randomBytes(3).toString('hex')}`,
    rule: { kind: 'all', rules: [] },
  });
  const draft = await core.campaigns.create(author, {
    name,
    starter: 'announcement',
    brief: { goal: 'More visits' },
    audience: { segmentId: segment.id },
    schedule: { localTime: '2099-01-01T09:00', zone: 'Asia/Seoul' },
  });
  await core.campaigns.submit(author, draft.id);
  return draft.id;
};

export type TeamsRoom = TestCore & {
  readonly teams: TeamsStandIn;
  readonly bot: Awaited<ReturnType<typeof startBot>>;
  person(roles: readonly Role[], name: string, over?: { lang?: 'en' | 'ko' }): Promise<TeamsPerson>;
};

/** Core, bot and a stand-in for Teams that know each other. */
export const openTeamsRoom = async (options: Parameters<typeof withTestCore>[1] = {}): Promise<TeamsRoom> => {
  const teams = await startTeamsStandIn();
  const test = await withTestCore(
    {
      TEAMS_APP_ID: teams.appId,
      TEAMS_APP_PASSWORD: teams.appPassword,
      TEAMS_TENANT_ID: teams.tenantId,
      TEAMS_OPENID_METADATA_URL: teams.openIdMetadataUrl,
      TEAMS_TOKEN_URL: teams.tokenUrl,
    },
    options,
  );
  const bot = await startBot(test.core);
  teams.connect(bot.url);
  return {
    ...test,
    teams,
    bot,
    async person(roles, name, over = {}) {
      const { staff, actor } = await aStaff(test.core, roles, { name, surface: 'teams', ...over });
      const user = teams.addUser(name);
      await test.core.people.linkIdentity(systemActor('test'), {
        platform: 'teams',
        workspaceId: teams.tenantId,
        userId: user.aadObjectId,
        displayName: name,
        staffId: staff.id,
      });
      return { staff, actor, user };
    },
    close: async () => {
      await bot.close();
      await test.close();
      await teams.close();
    },
  };
};
