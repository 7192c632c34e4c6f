import { databaseTrouble } from '../../common/database-trouble.ts';
import { createLogger } from '../../common/logger.ts';
import type { Core } from '../../create-core.ts';
import { staffActor } from '../../people/people-service.ts';
import { type Actor, systemActor } from '../../people/staff.ts';
import { checkConfig, configFrom } from '../load-env.ts';
import { openLocalDatabase } from '../local-database.ts';
import { LocalError } from '../local-error.ts';
import { localSecret } from '../local-secret.ts';
import { dataFolder, PROGRAMS } from '../places.ts';

/** Progress and trouble go to standard error; standard output is for results. */
export const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** Who `--as ADDRESS` names; the command line itself where it is not given. @throws LocalError where nobody has that address */
export const actorFor = async (core: Core, email: string | undefined): Promise<Actor> => {
  if (email === undefined) return systemActor('cli');
  const staff = await core.people.byEmail(email);
  if (staff === undefined) throw new LocalError(`--as: there is no member of staff with ${email}.`, 2);
  return staffActor(staff, 'cli');
};

/** A core with nothing started in it. @throws LocalError where the database cannot be reached */
export const openCore = async (env: Readonly<NodeJS.ProcessEnv>, name: string): Promise<Core> => {
  const config = configFrom(env);
  // Loading it takes seconds, which no one should wait for to read how a command is used.
  const { createCore } = await import('../../create-core.ts');
  try {
    return await createCore(config, { logger: createLogger('error', name) });
  } catch (error) {
    throw new LocalError(`${databaseTrouble(error)} Without MONGODB_URI the embedded one is used.`);
  }
};

/**
 * Runs one command on this machine's data: on the server that `npm start` runs, if it does; else on one that is started
 * for the command and stopped after it.
 */
export const withCore = async <T>(use: (core: Core) => Promise<T>): Promise<T> => {
  checkConfig(process.env);
  const home = dataFolder(process.env);
  const database = await openLocalDatabase({
    home,
    programs: PROGRAMS,
    env: process.env,
    say: note,
    lost: (error) => {
      note(error.message);
      process.exit(1);
    },
    share: true,
  });
  const interrupted = (): void => void database.close().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const core = await openCore(
      {
        ...process.env,
        MONGODB_URI: database.uri,
        TANDEM_SECRET: await localSecret(home, process.env.TANDEM_SECRET),
      },
      'cli',
    );
    try {
      return await use(core);
    } finally {
      await core.close();
    }
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await database.close();
  }
};
